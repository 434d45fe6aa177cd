"""The path to graduation: each programme requirement by requirement, what is missing, what the list would add (METU-66)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from people.models import StudentProgramme

from ..choices import CATEGORIES
from ..eligibility import standing_against
from ..messages import Rendered, number_text, render
from ..rules.counting import Attempted, Counting, Load, Requirement, attempted, count, fits
from ..rules.facts import Case, Catalogue, Change, Elective, Pin, Programme
from ..rules.policy import SettingMissing
from ..services import fresh_catalogue
from ..snapshot import load_facts


@dataclass(frozen=True)
class Shown:
    """A course of the record or the list. `standing` is "passed", "current" or "failed"; `grade` may be of an earlier
    attempt; `replaces` is the code of the failed course it stands for."""

    numeric_code: str
    code: str
    name: str
    standing: str = ""
    grade: str = ""
    replaces: str = ""


@dataclass(frozen=True)
class Step:
    """A requirement: a must course, or an elective slot by its category; and what fills it."""

    code: str
    name: str
    by: Shown | None
    must: Shown | None = None

    @property
    def standing(self) -> str:
        return self.by.standing if self.by else "missing"


@dataclass(frozen=True)
class Option:
    """Where a course may count: `value` is "slot-7", "course-7" (a failed one it replaces), "nothing", or "" for the
    automatic counting."""

    value: str
    course: Shown | None = None
    category: str = ""
    semester: int = 0


@dataclass(frozen=True)
class Say:
    """A course about which student and advisor have a say: what may be chosen, and what was."""

    course_id: int
    shown: Shown
    options: tuple[Option, ...]
    chosen: str


@dataclass(frozen=True)
class Path:
    """One programme of the student, requirement by requirement."""

    id: int
    name: str
    kind: str
    semesters: tuple[tuple[int, tuple[Step, ...]], ...]
    outside: tuple[Shown, ...]
    says: tuple[Say, ...]
    earned: tuple[str, str]  # credits, ECTS
    required: tuple[str, str]
    adding: tuple[str, str]  # what the list would add of credits and ECTS

    @property
    def steps(self) -> tuple[Step, ...]:
        return tuple(step for _, group in self.semesters for step in group)

    @property
    def total(self) -> int:
        return len(self.steps)

    @property
    def done(self) -> int:
        return sum(step.standing == "passed" for step in self.steps)

    @property
    def current(self) -> tuple[Step, ...]:
        return tuple(step for step in self.steps if step.standing == "current")

    @property
    def lacking(self) -> tuple[Shown, ...]:
        """Must courses that are neither passed nor on the list."""
        return tuple(step.must for step in self.steps if step.must and step.standing in ("missing", "failed"))

    @property
    def open_slots(self) -> tuple[tuple[str, int], ...]:
        """Elective slots that nothing fills, by the name of their category."""
        slots = (step.name for step in self.steps if not step.must and step.standing in ("missing", "failed"))
        return tuple(Counter(slots).items())


@dataclass(frozen=True)
class Degree:
    """`against` is what the graduation check says of the primary programme; None where no policy says how to check."""

    paths: tuple[Path, ...]
    against: tuple[Rendered, ...] | None
    catalogue: Catalogue


def degree_of(student_id: int, term_id: int, language: str) -> Degree:
    """The path to graduation in each programme the student follows (METU-66)."""
    facts = load_facts(term_id, [student_id])[student_id].facts
    catalogue = fresh_catalogue(facts, term_id)
    case = Case(catalogue, facts, Change(), "open")
    reading = _Reading(case, language)
    followed = StudentProgramme.objects.select_related("programme").in_bulk([p.id for p in facts.programmes])
    paths = tuple(reading.path(p, followed[p.id]) for p in facts.programmes if p.id in followed)
    primary = followed.get(facts.primary.id)
    return Degree(paths, _against(case, primary.terms_used, language) if primary else (), catalogue)


def _against(case: Case, terms_used: int, language: str) -> tuple[Rendered, ...] | None:
    try:
        found = standing_against(case, terms_used)
    except SettingMissing:
        return None
    return tuple(render(finding.stored(), case.catalogue, language) for finding in found)


def shown_course(case: Case, a: Attempted, language: str) -> Shown:
    """A course that was taken or is on the list, as it stands."""
    taken = case.taken(a.course_id)
    return Shown(*_named(case, a.course_id, language), a.standing, taken.grade if taken else "")


def _named(case: Case, course_id: int, language: str) -> tuple[str, str, str]:
    course = case.catalogue.courses.get(course_id)
    return (course.numeric_code, course.code, course.name_in(language)) if course else ("", "?", "")


class _Reading:
    """A student's case read for the page, in one language."""

    def __init__(self, case: Case, language: str) -> None:
        self.case, self.language = case, language
        self.tried = {a.course_id: a for a in attempted(case)}

    def path(self, p: Programme, row: StudentProgramme) -> Path:
        counting = count(self.case, p)
        by_semester = groupby(counting.requirements, key=lambda r: r.semester)
        return Path(
            p.id,
            row.programme.shown_name,
            str(row.get_kind_display()),
            tuple((semester, tuple(self.step(r, counting) for r in group)) for semester, group in by_semester),
            tuple(self.shown(course, counting.replaces) for course in counting.outside),
            self.says(p, counting),
            self.load(counting.earned),
            self.load(counting.required),
            self.load(self.adding(counting)),
        )

    def named(self, course_id: int) -> tuple[str, str, str]:
        return _named(self.case, course_id, self.language)

    def shown(self, course_id: int, replaces: dict[int, int] | None = None) -> Shown:
        taken, tried = self.case.taken(course_id), self.tried.get(course_id)
        replaced = (replaces or {}).get(course_id)
        return Shown(
            *self.named(course_id),
            tried.standing if tried else "",
            taken.grade if taken else "",
            self.named(replaced)[1] if replaced else "",
        )

    def step(self, r: Requirement, counting: Counting) -> Step:
        by = self.shown(r.by.course_id, counting.replaces) if r.by else None
        if r.course_id is None:
            return Step(r.category, str(CATEGORIES[r.category]), by)
        must = Shown(*self.named(r.course_id))
        return Step(must.code, must.name, by, must)

    def load(self, load: Load) -> tuple[str, str]:
        return number_text(load.credit, self.language), number_text(load.ects, self.language)

    def adding(self, counting: Counting) -> Load:
        """Of the courses on the list, those that fill something."""
        filling = [r.by.course_id for r in counting.of("current") if r.by]
        courses = [self.case.catalogue.courses[c] for c in filling if c in self.case.catalogue.courses]
        none = Load()
        return Load(sum((c.credit for c in courses), none.credit), sum((c.ects for c in courses), none.ects))

    def says(self, p: Programme, counting: Counting) -> tuple[Say, ...]:
        """Where the counting leaves a choice, or one was made."""
        pins = {pin.course_id: pin for pin in self.case.facts.pins if pin.programme_id == p.id}
        asked = {c.course_id for c in counting.choices} | (pins.keys() & self.tried.keys())
        return tuple(
            Say(c, self.shown(c), tuple(self.options(p, self.tried[c], counting, pins.get(c))), _chosen(pins.get(c)))
            for c in sorted(asked, key=lambda c: self.named(c)[1:])
        )

    def options(self, p: Programme, a: Attempted, counting: Counting, pin: Pin | None) -> Iterable[Option]:
        """A slot of each category that the course fits, its own or an open one; failed courses; nothing."""
        yield Option("")
        curriculum = self.case.curriculum(p)
        held = {r.item_id: r.by.course_id for r in counting.requirements if r.item_id and r.by}
        offered: dict[str, Elective] = {}
        for slot in sorted(curriculum.electives if curriculum else (), key=lambda s: _own_first(s, a, held, pin)):
            if fits(self.case, p, a.course_id, slot.category) and held.get(slot.item_id, a.course_id) == a.course_id:
                offered.setdefault(slot.category, slot)
        for slot in offered.values():
            yield Option(f"slot-{slot.item_id}", None, str(CATEGORIES[slot.category]), slot.semester)
        for other in self.tried.values():
            if other.standing == "failed" and other is not a:
                yield Option(f"course-{other.course_id}", self.shown(other.course_id))
        yield Option("nothing")


def _own_first(slot: Elective, a: Attempted, held: dict[int, int], pin: Pin | None) -> tuple[bool, bool, int]:
    pinned = pin is not None and pin.item_id == slot.item_id
    return not pinned, held.get(slot.item_id) != a.course_id, slot.semester


def _chosen(pin: Pin | None) -> str:
    """The value of the option that a pin stands for."""
    if pin is None:
        return ""
    if pin.item_id:
        return f"slot-{pin.item_id}"
    return f"course-{pin.replaces_id}" if pin.replaces_id else "nothing"
