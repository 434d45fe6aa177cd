"""Criteria that nobody has saved, laid over the term in memory; and who would fit by them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from curriculum.criteria.changes import Change
from curriculum.criteria.rows import Row
from curriculum.models import Grade
from curriculum.turkish import sort_key

from .fitting import Students
from .rules.facts import Catalogue, Criterion
from .snapshot import load_outlines


def with_criteria(catalogue: Catalogue, criteria: Mapping[int, tuple[Criterion, ...]]) -> Catalogue:
    """The term with other criteria in some sections; those that it does not know are left out."""
    changed = {
        id_: replace(catalogue.sections[id_], criteria=rows)
        for id_, rows in criteria.items()
        if id_ in catalogue.sections
    }
    courses = {section.course_id for section in changed.values()}
    siblings = {c: tuple(changed.get(s.id, s) for s in catalogue.by_course[c]) for c in courses}
    return replace(catalogue, sections={**catalogue.sections, **changed}, by_course={**catalogue.by_course, **siblings})


class Drafted:
    """Rows as the rules read them. Ids and counters are negative, so that they meet no real one."""

    def __init__(self) -> None:
        self.quotas: dict[int, int] = {}
        self._ranks = dict(Grade.objects.values_list("pk", "rank"))
        self._next = 0

    def criteria(self, rows: Iterable[Row]) -> tuple[Criterion, ...]:
        return tuple(map(self._criterion, rows))

    def _criterion(self, row: Row) -> Criterion:
        self._next -= 1
        if row.quota is not None:
            self.quotas[self._next] = row.quota
        first, last = row.surname_from, row.surname_to
        return Criterion(
            id=self._next,
            department_id=row.department_id,
            surname_from=sort_key(first),
            surname_to=sort_key(last),
            surname_text=f"{first}–{last}" if first or last else "",
            cgpa_min=row.cgpa_min,
            cgpa_max=row.cgpa_max,
            year_min=row.year_min,
            year_max=row.year_max,
            grade_from=self._ranks.get(row.grade_from_id),
            grade_to=self._ranks.get(row.grade_to_id),
            quota=None if row.quota is None else self._next,
        )


@dataclass(frozen=True)
class Nowhere:
    """Students who need a course now and whom no section of it admits, before a change and after."""

    code: str
    must: int
    before: int
    after: int


@dataclass(frozen=True)
class Fits:
    """Who fits before a change and after: by section, and by course who is left out."""

    sections: Mapping[int, tuple[int, int]]
    courses: tuple[Nowhere, ...]


def fits_of(catalogue: Catalogue, changes: Iterable[Change]) -> Fits:
    """Of the sections whose criteria a change touches. Three statements, however many."""
    touched = {c.section.pk: c for c in changes if c.rows_differ and c.section.pk in catalogue.sections}
    if not touched:
        return Fits({}, ())
    drafted = Drafted()
    after = with_criteria(catalogue, {id_: drafted.criteria(change.rows) for id_, change in touched.items()})
    ids = {catalogue.sections[id_].course_id for id_ in touched}
    courses = sorted((catalogue.courses[id_] for id_ in ids), key=lambda c: c.numeric_code)
    graded = ids.union(*(c.equivalents for c in courses))
    students = Students(catalogue, load_outlines(graded))
    found, left_out = {}, []
    for course in courses:
        must, once = students.must(course.id), [0, 0]
        for old, new in zip(catalogue.by_course[course.id], after.by_course[course.id], strict=True):
            fitting = [students.fitting(section) for section in (old, new)]
            once = [a | b for a, b in zip(once, fitting, strict=True)]
            if old.id in touched:
                found[old.id] = (fitting[0].bit_count(), fitting[1].bit_count())
        before, now = ((must & ~admitted).bit_count() for admitted in once)
        left_out.append(Nowhere(course.code, must.bit_count(), before, now))
    return Fits(found, tuple(left_out))
