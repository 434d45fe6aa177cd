"""View Student Course Categories (METU-62): slots filled and left, as what one's own courses count, and any other course."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from curriculum.kinds import EXPLAINED
from curriculum.models import Category
from people.models import StudentProgramme

from ..rules.counting import Attempted, Counting, Requirement, attempted, count
from ..rules.facts import Case, Catalogue, Change, Course, Programme
from ..searching.index import index_of
from ..services import fresh_catalogue
from ..snapshot import load_facts
from .path import Shown, shown_course

MOST_ROWS = 200


@dataclass(frozen=True)
class Slots:
    """The elective slots of one category in a curriculum, with the codes of what fills them."""

    category: str
    name: str
    meaning: str
    total: int
    passed: tuple[str, ...]
    current: tuple[str, ...]  # on the list now: it has filled nothing yet

    @property
    def filled(self) -> int:
        return len(self.passed)

    @property
    def left(self) -> int:
        return max(0, self.total - self.filled)


@dataclass(frozen=True)
class Own:
    """A course of the record or the list. `counts_as` is the category it fills now, "must", or empty."""

    shown: Shown
    may: tuple[tuple[str, str], ...]
    counts_as: str
    semester: int = 0


@dataclass(frozen=True)
class Kinds:
    """One programme of the student."""

    id: int
    name: str
    slots: tuple[Slots, ...]
    own: tuple[Own, ...]


@dataclass(frozen=True)
class Categorised:
    course: Course
    name: str
    categories: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Categories:
    programmes: tuple[Kinds, ...]
    courses: tuple[Categorised, ...]
    cut: bool


def categories_of(student_id: int, term_id: int, query: str, language: str) -> Categories:
    facts = load_facts(term_id, [student_id])[student_id].facts
    catalogue = fresh_catalogue(facts, term_id)
    case = Case(catalogue, facts, Change(), "open")
    rows = StudentProgramme.objects.select_related("programme").in_bulk([p.id for p in facts.programmes])
    kinds = (_kinds(case, p, rows[p.id].programme.shown_name, language) for p in facts.programmes if p.id in rows)
    asked = dict.fromkeys(s.course_id for s in index_of(catalogue).find(query))
    found = [c for c in map(catalogue.courses.__getitem__, asked) if _of(c, facts.primary)]
    shown = (Categorised(c, c.name_in(language), _of(c, facts.primary)) for c in found[:MOST_ROWS])
    return Categories(tuple(kinds), tuple(shown), len(found) > MOST_ROWS)


def _of(course: Course, p: Programme) -> tuple[tuple[str, str], ...]:
    """The categories in which students of the programme's department may take the course."""
    return tuple(_named(k) for k in sorted(course.categories_for(p.department_id)))


def _named(category: str) -> tuple[str, str]:
    return category, str(Category(category).label)


def _kinds(case: Case, p: Programme, name: str, language: str) -> Kinds:
    counting = count(case, p)
    return Kinds(p.id, name, tuple(_slots(counting, case.catalogue)), tuple(_own(case, p, counting, language)))


def _slots(counting: Counting, catalogue: Catalogue) -> Iterable[Slots]:
    slots = [r for r in counting.requirements if r.item_id]

    def filling(category: str, standing: str) -> tuple[str, ...]:
        filled = (r.by for r in slots if r.category == category and r.standing == standing)
        return tuple(catalogue.courses[by.course_id].code for by in filled if by and by.course_id in catalogue.courses)

    for category in sorted({r.category for r in slots}):
        total = sum(r.category == category for r in slots)
        meaning = str(EXPLAINED[Category(category)])
        yield Slots(*_named(category), meaning, total, filling(category, "passed"), filling(category, "current"))


def _own(case: Case, p: Programme, counting: Counting, language: str) -> Iterable[Own]:
    """Every course that is passed or on the list, by code."""
    filling = {r.by.course_id: r for r in counting.requirements if r.by}
    known = (a for a in attempted(case) if a.standing != "failed" and a.course_id in case.catalogue.courses)
    for a in sorted(known, key=lambda a: case.catalogue.courses[a.course_id].code):
        yield _one(case, p, a, filling.get(a.course_id), language)


def _one(case: Case, p: Programme, a: Attempted, filled: Requirement | None, language: str) -> Own:
    may = () if case.catalogue.is_must(p, a.course_id) else _of(case.catalogue.courses[a.course_id], p)
    counts_as = "" if filled is None else str(Category(filled.category).label) if filled.category else "must"
    return Own(shown_course(case, a, language), may, counts_as, filled.semester if filled else 0)
