"""What a university offers, as the rules read it: sections and their meetings, courses, curricula, grades, windows.

Frozen, standard library only. Times of the week are minutes from midnight, `week` masks have one bit per five minutes from
Monday 00:00. Surname keys are those of the Turkish alphabet (curriculum.turkish.sort_key). Grades compare by rank: 1 is
the best.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property

SLOT_MINUTES = 5
SLOTS_A_DAY = 24 * 60 // SLOT_MINUTES


@dataclass(frozen=True, slots=True)
class Meeting:
    weekday: int  # 0 = Monday
    start: int
    end: int  # exclusive: 10:30 and 10:30 do not clash
    room: str = ""
    date_from: date | None = None
    date_to: date | None = None
    weeks: str = ""  # "", "odd" or "even"


def week_mask(meetings: Iterable[Meeting]) -> int:
    """The five-minute slots that the meetings touch, as bits of one integer."""
    mask = 0
    for m in meetings:
        first, last = m.start // SLOT_MINUTES, -(-m.end // SLOT_MINUTES)
        mask |= ((1 << (last - first)) - 1) << (m.weekday * SLOTS_A_DAY + first)
    return mask


@dataclass(frozen=True, slots=True)
class Criterion:
    id: int
    department_id: int | None = None
    surname_from: str = ""  # sort keys
    surname_to: str = ""
    surname_text: str = ""  # as written, for the message
    cgpa_min: Decimal | None = None
    cgpa_max: Decimal | None = None
    year_min: int | None = None
    year_max: int | None = None
    grade_from: int | None = None  # ranks
    grade_to: int | None = None
    quota: int | None = None  # counter id


@dataclass(frozen=True, slots=True)
class Section:
    id: int
    course_id: int
    number: int
    counter: int
    meetings: tuple[Meeting, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    instructors: str = ""
    week: int = 0
    delivery: str = "face"  # or "distance"
    not_opened: bool = False  # too few students (OMU-16)
    cancelled: bool = False

    @property
    def is_given(self) -> bool:
        return not (self.not_opened or self.cancelled)


@dataclass(frozen=True, slots=True)
class Needed:
    """One course of a prerequisite set, with the worst rank that still does; None is any pass."""

    course_id: int
    worst_rank: int | None = None


@dataclass(frozen=True, slots=True)
class Course:
    id: int
    numeric_code: str
    code: str
    name: str
    credit: Decimal
    ects: Decimal
    level: str
    department_id: int
    prerequisites: tuple[tuple[Needed, ...], ...] = ()
    search_key: str = ""
    name_en: str = ""
    special_role: str = ""  # "seminar", "term_project", "thesis", "thesis_studies" or "ethics"
    is_five_i: bool = False
    corequisites: tuple[int, ...] = ()
    equivalents: tuple[int, ...] = ()  # courses that stand for this one
    # what it may be taken as, by the student's department; None is any other
    categories: Mapping[int | None, frozenset[str]] = field(default_factory=dict)

    @property
    def hundreds(self) -> int:
        """3 for a 3XX course: the first digit of the code's number."""
        return next((int(c) for c in self.code if c.isdigit()), 0)

    def categories_for(self, department_id: int) -> frozenset[str]:
        """What the course may be taken as by students of a department (METU-61)."""
        return self.categories.get(department_id, self.categories.get(None, frozenset()))

    def name_in(self, language: str) -> str:
        return self.name_en if self.name_en and language != "tr" else self.name


@dataclass(frozen=True, slots=True)
class Elective:
    """A slot of a curriculum, to be filled with a course of its category."""

    item_id: int
    semester: int
    category: str


@dataclass(frozen=True)
class Curriculum:
    id: int
    musts: Mapping[int, frozenset[int]]  # semester → course ids
    slots: Mapping[int, int]  # semester → elective slots
    fullest: int  # credit courses, electives included, in the fullest semester
    total: int  # credit courses of the whole curriculum, electives included
    electives: tuple[Elective, ...] = ()  # in order of semester

    @cached_property
    def all_musts(self) -> frozenset[int]:
        return frozenset().union(*self.musts.values())

    @cached_property
    def semester_of(self) -> Mapping[int, int]:
        """Must course → the semester it stands in."""
        return {course: semester for semester, courses in self.musts.items() for course in courses}


@dataclass(frozen=True, slots=True)
class Grade:
    letter: str
    points: Decimal | None
    is_pass: bool
    rank: int
    conditional: bool = False  # passes or fails by two semesters' averages (KOU-34)
    min_score: Decimal | None = None  # the lowest score out of 100 that earns it


@dataclass(frozen=True, slots=True)
class Stage:
    group: str  # "undergraduate" or "graduate"
    class_from: int
    opens: datetime


@dataclass(frozen=True, slots=True)
class Window:
    kind: str  # registration/models/calendar.py names them
    opens: datetime
    closes: datetime  # exclusive
    faculty_id: int | None = None
    department_id: int | None = None
    stages: tuple[Stage, ...] = ()
    paused: bool = False
    id: int = 0
    pause_note: str = ""
    unit: tuple[str, str] = ("", "")  # the name of its scope, Turkish and English; empty is the whole university
