"""Course counting (ders sayımı): which requirement of a programme a course fills, which failed one it replaces (METU-66).

Musts first, by the course itself, then by courses that stand for it, then elective slots, the narrowest category first.
What was said by hand, a pin, comes before all of it. Everything is in a fixed order: equal records are counted alike.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from .facts import Case, Curriculum, Elective, Pin, Programme

FREE = "FE"  # a free elective may be any course
Standing = Literal["passed", "current", "failed"]
BEST_FIRST = {"passed": 0, "current": 1, "failed": 2}


@dataclass(frozen=True, slots=True)
class Attempted:
    """A course of the record or of this term's list; `term_code` is empty for the list, which is later than any term."""

    course_id: int
    standing: Standing
    term_code: str = ""
    claimed: str = ""  # the elective category it is taken in, where one was named

    @property
    def order(self) -> tuple[int, str, int]:
        return BEST_FIRST[self.standing], self.term_code, self.course_id

    def later_than(self, other: Attempted) -> bool:
        return not self.term_code or (bool(other.term_code) and self.term_code > other.term_code)


@dataclass(frozen=True, slots=True)
class Requirement:
    """One line of the curriculum: a must course or, with its item, an elective slot; `by` is what fills it."""

    semester: int
    course_id: int | None = None
    item_id: int | None = None
    category: str = ""
    by: Attempted | None = None

    @property
    def standing(self) -> str:
        return self.by.standing if self.by else "missing"


@dataclass(frozen=True, slots=True)
class Choice:
    """A course that could count elsewhere as well: the first open slot of each category, the one chosen first."""

    course_id: int
    items: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Load:
    credit: Decimal = Decimal(0)
    ects: Decimal = Decimal(0)


@dataclass(frozen=True)
class Counting:
    """`replaces`: course → the failed one it stands for. `outside`: courses that fill nothing. `earned` is of what is
    passed and counts; `required` of the musts and of filled slots: what an open slot will bring nobody knows."""

    requirements: tuple[Requirement, ...]
    replaces: dict[int, int]
    choices: tuple[Choice, ...]
    outside: tuple[int, ...]
    earned: Load
    required: Load

    def of(self, standing: str) -> tuple[Requirement, ...]:
        return tuple(r for r in self.requirements if r.standing == standing)


@dataclass
class _Work:
    case: Case
    programme: Programme
    open: list[Attempted]  # what fills nothing yet
    filled: dict[tuple[int | None, int | None], Attempted] = field(default_factory=dict)  # by (course, item)
    replaces: dict[int, int] = field(default_factory=dict)
    choices: list[Choice] = field(default_factory=list)

    def fill(self, course_id: int | None, item_id: int | None, by: Attempted) -> None:
        self.filled[course_id, item_id] = by
        self.open.remove(by)

    def fits(self, attempted: Attempted, category: str) -> bool:
        if attempted.claimed:
            return attempted.claimed == category
        return fits(self.case, self.programme, attempted.course_id, category)


def fits(case: Case, programme: Programme, course_id: int, category: str) -> bool:
    """Whether a course may fill a slot of a category, whatever it was taken as."""
    course = case.catalogue.courses.get(course_id)
    return category == FREE or (course is not None and category in course.categories_for(programme.department_id))


def count(case: Case, programme: Programme) -> Counting:
    """What the student's courses count for in one programme; a programme without curriculum asks for nothing."""
    curriculum = case.curriculum(programme) or Curriculum(0, {}, {}, 0, 0)
    work = _Work(case, programme, attempted(case))
    pins = {pin.course_id: pin for pin in case.facts.pins if pin.programme_id == programme.id}
    _repeats(work)
    _pinned(work, curriculum, pins)
    nothing = {pin.course_id for pin in pins.values() if not pin.item_id and not pin.replaces_id}
    aside = [a for a in work.open if a.course_id in nothing]  # said to count for nothing here
    work.open = [a for a in work.open if a.course_id not in nothing]
    _musts(work, curriculum)
    _electives(work, curriculum, ("passed", "current"))
    _replacements(work, curriculum, pins)
    _electives(work, curriculum, ("failed",))
    return _report(work, curriculum, aside)


def attempted(case: Case) -> list[Attempted]:
    """The last grade of each course, and what stands on the list; a course on the list is counted as it is now."""
    facts, held = case.facts, {e.course_id: e for e in case.facts.enrolled if e.status == "normal"}
    found = [Attempted(c, "current", "", e.category) for c, e in held.items()]
    for course_id, taken in facts.taken.items():
        if course_id not in held:
            found.append(Attempted(course_id, "passed" if case.passed(taken) else "failed", taken.term_code))
    return sorted(found, key=lambda a: a.order)


def _repeats(work: _Work) -> None:
    """A course on the list that was failed before replaces itself."""
    for a in work.open:
        if a.standing == "current" and a.course_id in work.case.facts.taken:
            work.replaces[a.course_id] = a.course_id


def _pinned(work: _Work, curriculum: Curriculum, pins: dict[int, Pin]) -> None:
    slots = {slot.item_id for slot in curriculum.electives}
    for a in list(work.open):
        pin = pins.get(a.course_id)
        if pin and pin.replaces_id:
            work.replaces[a.course_id] = pin.replaces_id
        if pin and pin.item_id in slots and (None, pin.item_id) not in work.filled:
            work.fill(None, pin.item_id, a)


def _musts(work: _Work, curriculum: Curriculum) -> None:
    """Each must by the course itself, unless that was failed and one that stands for it does better."""
    for _, course_id in _in_order(curriculum):
        course = work.case.catalogue.courses.get(course_id)
        if best := _best(work, {course_id, *(course.equivalents if course else ())}, course_id):
            own = next((a for a in work.open if a.course_id == course_id and a is not best), None)
            work.fill(course_id, None, best)
            if own:  # failed, and replaced by an equivalent
                work.open.remove(own)
                work.replaces[best.course_id] = course_id


def _best(work: _Work, courses: set[int], own: int) -> Attempted | None:
    found = [a for a in work.open if a.course_id in courses]
    return min(found, key=lambda a: (BEST_FIRST[a.standing], a.course_id != own, a.order), default=None)


def _in_order(curriculum: Curriculum) -> list[tuple[int, int]]:
    """The must courses with their semesters."""
    return [
        (semester, course) for semester in sorted(curriculum.musts) for course in sorted(curriculum.musts[semester])
    ]


def _electives(work: _Work, curriculum: Curriculum, standings: tuple[str, ...]) -> None:
    """Slots of a category with a failed elective first, then of the narrowest: that which the fewest of the courses fit.

    Free electives come last.
    """
    candidates = [a for a in work.open if a.standing in standings]
    open_slots = [s for s in curriculum.electives if (None, s.item_id) not in work.filled]
    categories = {s.category for s in open_slots}
    fitting = {c: [a for a in candidates if work.fits(a, c)] for c in categories}
    failed = [a for a in work.open if a.standing == "failed"]
    unmended = {c for c in categories if any(work.fits(a, c) for a in failed)}
    for category in sorted(categories, key=lambda c: (c == FREE, c not in unmended, len(fitting[c]), c)):
        slots = [s for s in open_slots if s.category == category]
        free = [a for a in fitting[category] if a in work.open]
        free.sort(key=lambda a: (sum(work.fits(a, c) for c in categories), a.order))
        for slot, a in zip(slots, free, strict=False):
            _remember_choice(work, a, slot, open_slots)
            work.fill(None, slot.item_id, a)


def _remember_choice(work: _Work, a: Attempted, chosen: Elective, open_slots: Iterable[Elective]) -> None:
    """Slots of one category are alike; a slot of another one is a choice, for the student or the advisor to pin."""
    others: dict[str, int] = {}
    for slot in open_slots:
        if slot.category != chosen.category and (None, slot.item_id) not in work.filled and work.fits(a, slot.category):
            others.setdefault(slot.category, slot.item_id)
    if others and a.standing != "failed":
        work.choices.append(Choice(a.course_id, (chosen.item_id, *others.values())))


def _replacements(work: _Work, curriculum: Curriculum, pins: dict[int, Pin]) -> None:
    """An elective taken later replaces a failed one of the same category, the one that was failed first first."""
    gone = set(work.replaces.values())
    failed = [a for a in work.open if a.standing == "failed" and a.course_id not in gone]
    for slot in curriculum.electives:
        by = work.filled.get((None, slot.item_id))
        if by is None or by.standing == "failed" or by.course_id in work.replaces or by.course_id in pins:
            continue
        alike = (a for a in failed if work.fits(a, slot.category) and by.later_than(a))
        if replaced := next(alike, None):
            work.replaces[by.course_id] = replaced.course_id
            failed.remove(replaced)
    gone = {old for new, old in work.replaces.items() if new != old}
    work.open = [a for a in work.open if a.course_id not in gone]


def _report(work: _Work, curriculum: Curriculum, aside: list[Attempted]) -> Counting:
    courses = work.case.catalogue.courses
    musts = [Requirement(n, course, by=work.filled.get((course, None))) for n, course in _in_order(curriculum)]
    slots = [
        Requirement(s.semester, None, s.item_id, s.category, work.filled.get((None, s.item_id)))
        for s in curriculum.electives
    ]
    requirements = tuple(sorted((*musts, *slots), key=lambda r: (r.semester, r.item_id or 0, r.course_id or 0)))

    def total(asked: Callable[[Requirement], int | None]) -> Load:
        ids = [id_ for r in requirements if (id_ := asked(r)) in courses]
        loads = [courses[id_] for id_ in ids if id_ is not None]
        return Load(sum((c.credit for c in loads), Decimal(0)), sum((c.ects for c in loads), Decimal(0)))

    return Counting(
        requirements,
        work.replaces,
        tuple(work.choices),
        tuple(sorted(a.course_id for a in (*work.open, *aside))),
        earned=total(lambda r: r.by.course_id if r.by and r.by.standing == "passed" else None),
        required=total(lambda r: r.course_id or (r.by.course_id if r.by and r.by.standing != "failed" else None)),
    )
