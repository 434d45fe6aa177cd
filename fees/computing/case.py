"""The glossary of the computation: what it may read, and what it answers. Frozen, standard library only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any, Protocol

# the lines of an account (RULES.md §5.3): of the term, and of what was chosen in it
CONTRIBUTION, TUITION, MATERIAL = "contribution", "tuition", "material"  # katkı payı, öğrenim ücreti, materyal
FOREIGN, PREPARATION = "foreign", "preparation"  # of who is admitted from abroad; of the Turkish preparation
COURSE, COURSE_MATERIAL, EXAM = "course", "course_material", "exam"  # distance form of a course; single-course exam
OF_COURSES = (COURSE, COURSE_MATERIAL, EXAM)

DAY, EVENING, DISTANCE = "day", "evening", "distance"  # education types; mixed education pays as first education
INTERNATIONAL, PROTOCOL, SPECIAL, EXCHANGE = "international", "protocol", "special", "exchange"  # admissions
ON_LEAVE, MISSED = "on_leave", "missed"  # what became of the term
ZERO = Decimal("0.00")


class Effect(StrEnum):
    """What a ground does; which grounds there are is data (fees/models/grounds.py)."""

    NO_CHARGE = "no_charge"  # the whole term: gone to another university, registration refused
    EXEMPT = "exempt"  # neither contribution nor tuition
    EXEMPT_CONTRIBUTION = "exempt_contribution"
    TURKISH_PREPARATION = "turkish_preparation"
    ABROAD_GROUP = "abroad_group"  # nothing within normal duration, the contribution after it (OMU-70, OMU-81)
    AS_FIRST_EDUCATION = "as_first_education"  # moved from an evening programme (OMU-68, OMU-69)
    AS_EVENING = "as_evening"  # moved from one without being in the top (OMU-69)
    CONTRIBUTION_INSTEAD = "contribution_instead"  # of the evening tuition, for one term (OMU-95)
    TOP_TEN = "top_ten"  # of evening students in the last term (OMU-88 to OMU-91)
    YOS_LIST = "yos_list"  # YÖS list of Medicine (OMU-108)
    BY_RATIO = "by_ratio"  # the disability ratio (OMU-111)
    NONE = "none"  # is said and changes nothing: amnesty, outgoing exchange


@dataclass(frozen=True, slots=True)
class Ground:
    """Why a student pays otherwise, as it was approved; `percent` of a discount, `document` as people would find it."""

    code: str
    effect: str
    rule: str = ""  # the article or row behind it
    percent: Decimal | None = None
    document: str = ""
    order: int = 0


@dataclass(frozen=True, slots=True)
class Unit:
    """Where tariffs are looked for: that of the student's own programme."""

    programme_id: int
    department_id: int
    faculty_id: int | None
    level: str
    education_type: str


@dataclass(frozen=True, slots=True)
class Course:
    """A course that is taken by distance. `only_distance`: nobody could choose otherwise (OMU-56, KOU-115)."""

    course_id: int
    code: str
    ects: Decimal
    only_distance: bool = False


@dataclass(frozen=True, slots=True)
class Case:
    """One student in one term. A ground stands in it once, whatever number of documents there are."""

    year: int
    unit: Unit
    semester: int
    normal_semesters: int
    admission: str = ""
    foreign_language: bool = False
    first_term: bool = False  # in which the student is registered for the first time (OMU-75)
    term_state: str = ""  # ON_LEAVE or MISSED
    only_internship_left: bool = False
    grounds: tuple[Ground, ...] = ()
    courses: tuple[Course, ...] = ()
    charged_this_year: frozenset[int] = frozenset()  # course ids, in an earlier term
    summer: bool = False  # the sums of a year fall on its two other terms
    exams: int = 0  # single-course exams entered this term
    exams_before: int = 0

    @property
    def in_normal_duration(self) -> bool:
        return self.semester <= self.normal_semesters

    @property
    def type(self) -> str:
        return self.unit.education_type

    def grounds_of(self, *effects: str) -> tuple[Ground, ...]:
        found = (g for g in self.grounds if g.effect in effects)
        return tuple(sorted(found, key=lambda g: (g.order, g.code)))

    def ground(self, *effects: str) -> Ground | None:
        return next(iter(self.grounds_of(*effects)), None)


class Figures(Protocol):
    """What the computation asks of policy: registration/rules/settings.py Fees has this shape."""

    @property
    def foreign_language_multiplier(self) -> Decimal: ...
    @property
    def disability_lines(self) -> tuple[str, ...]: ...
    @property
    def disability_min(self) -> Decimal: ...
    @property
    def top_ten_charge(self) -> str: ...  # "contribution" or "zero" (OMU-90)
    @property
    def yos_discount(self) -> Decimal: ...  # percent (OMU-108)
    @property
    def leave_charge(self) -> str: ...  # "never", "first_term" or "always" (OMU-75, KOU-73)
    @property
    def missed_charge(self) -> bool: ...  # OMU-85
    @property
    def special_charge(self) -> bool: ...  # OMU-78
    @property
    def course_fee(self) -> str: ...  # "none", "flat" or "per_credit" (OMU-53, KOU-114)
    @property
    def course_material(self) -> str: ...  # "none", "course", "ects" or "term" (KOU-120)
    @property
    def per_credit_rounding(self) -> str: ...  # "unit_first" or "final" (KOU-106, KOU-116)
    @property
    def year_ects(self) -> Decimal: ...  # KOU-117
    @property
    def distance_only_free(self) -> bool: ...  # OMU-56, KOU-115
    @property
    def free_exams(self) -> int: ...  # KOU-89


@dataclass(frozen=True, slots=True)
class Tariff:
    """What one line costs whom, as decided; None is anyone. `period` is "year" or "term"."""

    id: int
    line: str
    amount: Decimal
    period: str = "term"
    decision: str = ""
    programme_id: int | None = None
    department_id: int | None = None
    faculty_id: int | None = None
    level: str = ""
    education_type: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the way to a sum: `code` is said in words by fees/explaining.py, `rule` is its row or article."""

    code: str
    rule: str
    amount: Decimal | None = None  # after the step
    figures: Mapping[str, Any] = field(default_factory=dict)
    document: str = ""


@dataclass(frozen=True, slots=True)
class Charge:
    """A line of the account with the steps that led to its sum, in lira and to the kuruş."""

    line: str
    amount: Decimal
    steps: tuple[Step, ...]
    course_id: int | None = None
    tariff_id: int | None = None

    @property
    def key(self) -> tuple[str, int | None]:
        return self.line, self.course_id


@dataclass(frozen=True, slots=True)
class Missing:
    """A tariff that is not there: it blocks the charge and never means nothing (OMU-131)."""

    line: str
    year: int
    course_id: int | None = None


@dataclass(frozen=True, slots=True)
class Assessment:
    """What is owed, and every step. With something missing nothing of it may be charged."""

    charges: tuple[Charge, ...] = ()
    steps: tuple[Step, ...] = ()  # of a term that costs nothing, and what was looked at first
    missing: tuple[Missing, ...] = ()

    @property
    def total(self) -> Decimal:
        return sum((c.amount for c in self.charges), Decimal(0))
