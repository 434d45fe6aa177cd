"""The glossary of the rule engine: what a rule may read. Frozen, standard library only.

`Catalogue` is everything about the term, `Facts` everything about one student, `Change` what is asked for; `Case` joins
them. Times of the week are minutes from midnight, `week` masks have one bit per five minutes from Monday 00:00. Surname
keys are those of the Turkish alphabet (curriculum.turkish.sort_key). Grades compare by rank: 1 is the best.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .policy import Policy

PHASES_OF = {"page": frozenset({"open", "approve"})}  # a page shows what opening it and approving the list would say
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


@dataclass(frozen=True, slots=True)
class Stage:
    group: str  # "undergraduate" or "graduate"
    class_from: int
    opens: datetime


@dataclass(frozen=True, slots=True)
class Window:
    kind: str  # "registration", "add_drop", "approval" or "thesis_advisor"
    opens: datetime
    closes: datetime  # exclusive
    faculty_id: int | None = None
    department_id: int | None = None
    stages: tuple[Stage, ...] = ()


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
    announcements: tuple[Any, ...] = ()  # for pages, not for rules: registration/notices.py


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


@dataclass(frozen=True, slots=True)
class Seat:
    capacity: int
    taken: int
    open: bool = True

    @property
    def left(self) -> int:
        return max(0, self.capacity - self.taken) if self.open else 0


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
    due: Decimal = Decimal(0)
    waivers: tuple[Waiver, ...] = ()
    approved: tuple[int, ...] | None = None  # section ids of the last approved list
    ni: Mapping[int, int] = field(default_factory=dict)  # by course id: how often it was taken as NI before
    earlier: frozenset[str] = frozenset()  # codes of courses of the bachelor's degree
    unloaded: tuple[Unloaded, ...] = ()
    thesis_advisor_since: date | None = None
    pins: tuple[Pin, ...] = ()

    @property
    def primary(self) -> Programme:
        return next((p for p in self.programmes if p.is_primary), (*self.programmes, NO_PROGRAMME)[0])


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
        held_as = {e.course_id: e.status for e in facts.enrolled if e.course_id in self.after}
        self.status = held_as | {
            s.course_id: self.lines[s.id].status for s in self.added
        }  # by course, after the change
        self.admissions: dict[int, Any] = {}  # by section id: criteria.admit() remembers, since three callers ask
        self.kinds = self._kinds(gone) if change else PHASES_OF.get(kind, frozenset({kind}))

    def _kinds(self, gone: set[int]) -> frozenset[str]:
        """What the change is, course by course: "add", "drop" or "change" of a section."""
        new = {s.course_id for s in self.added}
        asked = {"add": new - gone, "drop": gone - new, "change": new & gone}
        return frozenset(kind for kind, courses in asked.items() if courses) or frozenset(
            {"add" if self.change.add else "drop"}
        )

    def taken(self, course_id: int) -> Taken | None:
        """The last grade of a course or of one that stands for it; a pass before a failure."""
        facts, course = self.facts, self.catalogue.courses.get(course_id)
        own = facts.taken.get(course_id)
        if course is None or not course.equivalents:
            return own
        found = [t for t in (own, *(facts.taken.get(c) for c in course.equivalents)) if t]
        return min(found, key=lambda t: not self.passed(t)) if found else None

    def passed(self, taken: Taken | None, *, conditionally: bool = True) -> bool:
        """Whether a grade passes; a conditional letter not decided yet passes where the profile says so (KOU-35)."""
        if taken is None or taken.outcome == "must_repeat":
            return False
        if taken.outcome == "conditional":
            return conditionally
        return self.catalogue.grades[taken.grade].is_pass
