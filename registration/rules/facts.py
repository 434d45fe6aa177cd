"""The glossary of the rule engine: what a rule may read. Frozen, standard library only.

`Catalogue` is everything about the term (its parts are in offer.py), `Facts` everything about one student, `Change` what is
asked for; `Case` joins them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from .offer import (
    Course,
    Criterion,
    Curriculum,
    Elective,
    Grade,
    Meeting,
    Needed,
    Section,
    Stage,
    Window,
    week_mask,
)

if TYPE_CHECKING:
    from .policy import Policy

__all__ = [
    "LOAD",
    "NO_PROGRAMME",
    "NO_SEAT",
    "PHASES_OF",
    "Case",
    "Catalogue",
    "Change",
    "Course",
    "Criterion",
    "Curriculum",
    "Elective",
    "Enrolled",
    "Facts",
    "Grade",
    "Line",
    "Meeting",
    "Needed",
    "Pin",
    "Programme",
    "Seat",
    "Section",
    "Stage",
    "Taken",
    "Unloaded",
    "Waiver",
    "Window",
    "week_mask",
]

PHASES_OF = {"page": frozenset({"open", "approve"})}  # a page shows what opening it and approving the list would say
LOAD = "load"  # a change that the system makes, not the student (METU-64)


@dataclass(frozen=True)
class Catalogue:
    """One term at one revision; immutable, shared by all requests of a process."""

    term_id: int
    term_code: str
    revision: int
    courses: Mapping[int, Course]
    sections: Mapping[int, Section]
    curricula: Mapping[int, Curriculum]
    grades: Mapping[str, Grade]
    windows: tuple[Window, ...]
    departments: Mapping[int, tuple[str, str]]  # id → prefix or code, search key
    policy: Policy
    starts_on: date | None = None
    by_code: Mapping[str, int] = field(default_factory=dict)  # numeric code → course id
    by_course: Mapping[int, tuple[Section, ...]] = field(default_factory=dict)
    special: Mapping[tuple[str, int], tuple[Course, ...]] = field(default_factory=dict)  # by role and department
    announcements: tuple[Any, ...] = ()  # for pages, not for rules: registration/notices.py

    def letter_of(self, rank: int | None) -> str | None:
        return next((g.letter for g in self.grades.values() if g.rank == rank), None)

    def curriculum_of(self, programme: Programme) -> Curriculum | None:
        return self.curricula.get(programme.curriculum_id or 0)

    def is_must(self, programme: Programme, course_id: int) -> bool:
        curriculum = self.curriculum_of(programme)
        return curriculum is not None and course_id in curriculum.all_musts


@dataclass(frozen=True, slots=True)
class Programme:
    """A programme the student follows, and the student's standing in it."""

    id: int  # of the StudentProgramme row
    programme_id: int
    department_id: int
    faculty_id: int | None
    campus: str
    level: str
    education_type: str
    curriculum_id: int | None
    semester: int
    class_year: int
    cgpa: Decimal | None
    on_probation: bool
    is_primary: bool = True
    entry_year: int = 0
    normal_semesters: int = 8
    kind: str = "major"
    adaptation: bool = False  # intibak (METU-26)


# stands in for the primary programme of a student who follows none; engine.evaluate() refuses whatever is asked
NO_PROGRAMME = Programme(0, 0, 0, None, "", "", "", None, semester=0, class_year=0, cgpa=None, on_probation=False)


@dataclass(frozen=True, slots=True)
class Enrolled:
    section_id: int
    course_id: int
    quota: int | None = None  # the counter the seat came from, besides the section's own
    status: str = "normal"  # or "ni"
    source: str = "student"
    category: str = ""
    counts: bool = True  # to the load of the degree (METU-76)


@dataclass(frozen=True, slots=True)
class Taken:
    """The last grade of a course, and how it came to be; NI grades are not here."""

    term_code: str
    grade: str
    attendance_met: bool | None = None
    outcome: str = ""  # of a conditional letter: "conditional", "passed" or "must_repeat"
    counts: bool = True  # to the load of the degree
    first_term: str = ""  # when it was first taken
    times: int = 1
    improved: int = 0  # how often it was taken again after a pass


@dataclass(frozen=True, slots=True)
class Seat:
    capacity: int
    taken: int
    open: bool = True

    @property
    def left(self) -> int:
        return max(0, self.capacity - self.taken) if self.open else 0


NO_SEAT = Seat(0, 0, open=False)  # of what is not counted


@dataclass(frozen=True, slots=True)
class Unloaded:
    """A course that the loader could not put on the list, and why (METU-74)."""

    course_id: int
    reason: str


@dataclass(frozen=True, slots=True)
class Pin:
    """What a course was said to count for in one programme of the student (METU-66)."""

    programme_id: int  # of the StudentProgramme row
    course_id: int
    item_id: int | None = None
    replaces_id: int | None = None


@dataclass(frozen=True, slots=True)
class Waiver:
    """The registrar, or a department head, lifts one rule for one student; no course means every course."""

    code: str
    course_id: int | None = None
    reason: str = ""
    by: str = "registrar"  # or "head"


@dataclass(frozen=True, slots=True)
class Facts:
    student_id: int
    registration_id: int
    state: str
    version: int
    surname_key: str
    programmes: tuple[Programme, ...]
    enrolled: tuple[Enrolled, ...]
    taken: Mapping[int, Taken]  # by course id
    at: datetime  # the database's clock
    revision: int = 0
    seats: Mapping[int, Seat] = field(default_factory=dict)  # by counter id
    holds: frozenset[str] = frozenset()
    due: Decimal = Decimal(0)  # of the term's own fee, in lira
    course_due: Decimal = Decimal(0)  # of what courses and exams cost
    tariff_missing: bool = False  # so that nothing could be charged
    paid_elsewhere: bool = False  # something, in a way that does not count by itself (OMU-60)
    waivers: tuple[Waiver, ...] = ()
    approved: tuple[Enrolled, ...] | None = None  # the lines of the last approved list
    approved_at: datetime | None = None
    ni: Mapping[int, int] = field(default_factory=dict)  # by course id: how often it was taken as NI before
    earlier: frozenset[str] = frozenset()  # codes of courses of the bachelor's degree
    unloaded: tuple[Unloaded, ...] = ()
    thesis_advisor_since: date | None = None
    pins: tuple[Pin, ...] = ()
    status: str = "enrolled"  # of the student
    coming_back: str = ""  # of a student who was unregistered last term: "needed", "opened" or "refused"
    personal_from: datetime | None = None
    personal_until: datetime | None = None
    excuse_rejected: bool = False  # in this term, which stays unregistered for it (OMU-84)
    contacted: bool = False  # the advisor, about this term's courses (METU-37)
    password_changed_at: datetime | None = None
    planned: int = 0  # courses in the plan; for pages, not for rules

    @property
    def primary(self) -> Programme:
        return next((p for p in self.programmes if p.is_primary), (*self.programmes, NO_PROGRAMME)[0])

    @property
    def may_not_return(self) -> bool:
        """Unregistered last term, and the Registrar's Office has not opened this one (METU-30 to METU-32)."""
        return self.coming_back in ("needed", "refused")


@dataclass(frozen=True, slots=True)
class Line:
    """A section asked for, with the status, the elective category and the delivery it is taken in."""

    section_id: int
    status: str = "normal"  # or "ni"
    category: str = ""  # empty: nothing is claimed
    mode: str = ""  # "face" or "distance" where the course is given both ways


@dataclass(frozen=True, slots=True)
class Change:
    """What is asked for. A section change is one drop and one add; an empty change judges the list as it stands."""

    add: frozenset[Line] = frozenset()
    drop: frozenset[int] = frozenset()
    seen: int | None = None  # the version of the list on the screen that asks

    def __bool__(self) -> bool:
        return bool(self.add or self.drop)


class Case:
    """A student, a term and a change, with the lists before and after it as rules want them."""

    __slots__ = (
        "added",
        "admissions",
        "after",
        "at",
        "before",
        "catalogue",
        "change",
        "dropped",
        "facts",
        "fresh",
        "kinds",
        "lines",
        "news",
        "programme",
        "status",
    )

    def __init__(self, catalogue: Catalogue, facts: Facts, change: Change, kind: str) -> None:
        sections = catalogue.sections
        self.catalogue, self.facts, self.change, self.at = catalogue, facts, change, facts.at
        self.programme = facts.primary
        self.before = {e.course_id: sections[e.section_id] for e in facts.enrolled if e.section_id in sections}
        self.dropped = tuple(s for s in self.before.values() if s.id in change.drop)
        held = {s.id for s in self.before.values()}
        self.added = tuple(
            sections[line.section_id]
            for line in sorted(change.add, key=lambda line: line.section_id)
            if line.section_id not in held or line.section_id in change.drop
        )
        gone = {s.course_id for s in self.dropped}
        self.after = {c: s for c, s in self.before.items() if c not in gone} | {s.course_id: s for s in self.added}
        self.fresh = self.added if change else tuple(self.after.values())
        self.lines = {line.section_id: line for line in change.add}
        held_as = {e.course_id: e.status for e in facts.enrolled}
        self.status = {c: self.lines[s.id].status if s in self.added else held_as[c] for c, s in self.after.items()}
        # the fresh ones, but for those that only moved to another section in the status they had
        self.news = tuple(s for s in self.fresh if not change or self.status[s.course_id] != held_as.get(s.course_id))
        self.admissions: dict[int, Any] = {}  # by section id: criteria.admit() remembers, since three callers ask
        self.kinds = self._kinds(gone) if change else PHASES_OF.get(kind, frozenset({kind}))
        if kind == LOAD:
            self.kinds |= {LOAD}

    def _kinds(self, gone: set[int]) -> frozenset[str]:
        """What the change is, course by course: "add", "drop" or "change" of a section."""
        new = {s.course_id for s in self.added}
        asked = {"add": new - gone, "drop": gone - new, "change": new & gone}
        return frozenset(kind for kind, courses in asked.items() if courses) or frozenset(
            {"add" if self.change.add else "drop"}
        )

    def attempts(self, course_id: int) -> tuple[Taken, ...]:
        """The last grades of a course and of those that stand for it."""
        known, course = self.facts.taken, self.catalogue.courses.get(course_id)
        own = (known[course_id],) if course_id in known else ()
        if course is None or not course.equivalents:
            return own
        return own + tuple(known[c] for c in course.equivalents if c in known)

    def taken(self, course_id: int) -> Taken | None:
        """The last grade of a course or of one that stands for it; a pass before a failure."""
        found = self.attempts(course_id)
        return min(found, key=lambda t: not self.passed(t)) if len(found) > 1 else next(iter(found), None)

    def stands(self, course_id: int) -> bool:
        """Whether the course, or one that stands for it, is on the list after the change."""
        if course_id in self.after:
            return True
        course = self.catalogue.courses.get(course_id)
        return course is not None and any(c in self.after for c in course.equivalents)

    def curriculum(self, programme: Programme | None = None) -> Curriculum | None:
        """Of one programme of the student; of the primary one unless told otherwise."""
        return self.catalogue.curriculum_of(programme or self.programme)

    def is_must(self, course_id: int) -> bool:
        """Whether the course is a must of any programme that the student follows."""
        return any(self.catalogue.is_must(p, course_id) for p in self.facts.programmes)

    def figures(self, code: str) -> Any:
        """What another rule goes by for this student, where that rule refuses; None where it does not."""
        ruling = self.catalogue.policy.rulings(self.programme, self.at.date()).get(code)
        return ruling.params if ruling and ruling.action == "refuse" else None

    def passed(self, taken: Taken | None, *, conditionally: bool = True) -> bool:
        """Whether a grade passes; a conditional letter not decided yet passes where the profile says so (KOU-35)."""
        if taken is None or taken.outcome == "must_repeat":
            return False
        if taken.outcome == "conditional":
            return conditionally
        return self.catalogue.grades[taken.grade].is_pass
