"""Which students meet a criterion row, for a whole university at once.

A set of students is an integer with one bit for each, so that a course of 130 sections is a matter of ANDs and ORs. A row
is judged by the rule's own criteria.failing(), limit by limit: once for each value that students have of it, since whoever
has the same class year, average or department fares alike. Surnames stand in order, so that a range of them is a stretch.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from .rules.criteria import LAST, earlier_rank, failing
from .rules.facts import Case, Catalogue, Change, Criterion, Facts, Programme, Section

Limits = tuple[Any, ...]
OPEN = Criterion(0, None, "", "", "", None, None, None, None, None, None, None)  # a row that admits everyone


class Followed:
    """Programmes that students follow, in the order of surnames; sets of them are integers with a bit for each."""

    def __init__(self, catalogue: Catalogue, pairs: list[tuple[Facts, Programme]]) -> None:
        self.catalogue, self.pairs = catalogue, pairs
        self.everyone = (1 << len(pairs)) - 1
        self._surnames = [facts.surname_key for facts, _p in pairs]
        self._groups: dict[tuple[str, int], list[tuple[int, int]]] = {}  # by limit: one who has a value, and all who do
        self._known: dict[Limits, int] = {}

    def meeting(self, row: Criterion, course_id: int) -> int:
        found = self._named(row)
        if row.department_id is not None:
            found &= self._holding("department", _limited(department_id=row.department_id), 0)
        if (row.year_min, row.year_max) != (None, None):
            found &= self._holding("class", _limited(year_min=row.year_min, year_max=row.year_max), 0)
        if (row.cgpa_min, row.cgpa_max) != (None, None):
            found &= self._holding("cgpa", _limited(cgpa_min=row.cgpa_min, cgpa_max=row.cgpa_max), 0)
        if (row.grade_from, row.grade_to) != (None, None):
            graded = _limited(grade_from=row.grade_from, grade_to=row.grade_to)
            found &= self._holding("grade", graded, course_id)
        return found

    def _named(self, row: Criterion) -> int:
        """Prefix ranges, as failing() reads them; a test holds the two together."""
        first = bisect_left(self._surnames, row.surname_from) if row.surname_from else 0
        last = bisect_right(self._surnames, row.surname_to + LAST) if row.surname_to else len(self._surnames)
        return (1 << last) - (1 << first) if last > first else 0

    def _holding(self, what: str, row: Criterion, course_id: int) -> int:
        key = (what, course_id, row)
        if key not in self._known:
            found = 0
            for someone, all_of_them in self._grouped(what, course_id):
                facts, programme = self.pairs[someone]
                earlier = earlier_rank(self.catalogue, facts, course_id) if course_id else None
                if not failing(row, facts, programme, earlier):
                    found |= all_of_them
            self._known[key] = found
        return self._known[key]

    def _grouped(self, what: str, course_id: int) -> list[tuple[int, int]]:
        if (what, course_id) not in self._groups:
            values: dict[str, Callable[[Facts, Programme], Any]] = {
                "department": lambda _f, p: p.department_id,
                "class": lambda _f, p: p.class_year,
                "cgpa": lambda _f, p: p.cgpa,
                "grade": lambda f, _p: earlier_rank(self.catalogue, f, course_id),
            }
            groups = defaultdict[Any, list[int]](list)
            for position, pair in enumerate(self.pairs):
                groups[values[what](*pair)].append(position)
            found = [(group[0], bits(group, len(self.pairs))) for group in groups.values()]
            self._groups[what, course_id] = found
        return self._groups[what, course_id]


class Students:
    """The students of the term in the order of surnames, each a position; sets of them are integers with a bit for each."""

    def __init__(self, catalogue: Catalogue, facts: list[Facts]) -> None:
        self.catalogue, self.facts = catalogue, sorted(facts, key=lambda f: (f.surname_key, f.student_id))
        self.everyone = (1 << len(facts)) - 1
        others = [(position, p) for position, f in enumerate(self.facts) for p in f.programmes[1:]]
        self._owners = [position for position, _p in others]
        self._first = Followed(catalogue, [(f, f.programmes[0]) for f in self.facts])
        self._others = Followed(catalogue, [(self.facts[position], p) for position, p in others])
        self._in_semester: dict[tuple[int, int], list[int]] = defaultdict(list)
        for position, each in enumerate(self.facts):
            for p in each.programmes:
                self._in_semester[p.curriculum_id or 0, p.semester].append(position)

    def fitting(self, section: Section) -> int:
        """Those whom any row admits; a section without rows admits everyone."""
        admitted = 0 if section.criteria else self.everyone
        for row in section.criteria:
            admitted |= self.meeting(row, section.course_id)
        return admitted

    def meeting(self, row: Criterion, course_id: int) -> int:
        """Those who meet one row by any of their programmes."""
        found = self._first.meeting(row, course_id)
        more = self._others.meeting(row, course_id)
        while more:
            lowest = more & -more
            found |= 1 << self._owners[lowest.bit_length() - 1]
            more ^= lowest
        return found

    def must(self, course_id: int) -> int:
        """Those whose curriculum has the course in their present semester and who have not passed it."""
        semesters = [
            (curriculum.id, curriculum.semester_of[course_id])
            for curriculum in self.catalogue.curricula.values()
            if course_id in curriculum.semester_of
        ]
        asked = (i for semester in semesters for i in self._in_semester.get(semester, ()))
        return bits((i for i in asked if not self.passed(self.facts[i], course_id)), len(self.facts))

    def passed(self, facts: Facts, course_id: int) -> bool:
        if not facts.taken:
            return False
        case = Case(self.catalogue, facts, Change(), "approve")
        return case.passed(case.taken(course_id))

    def of(self, students: int, most: int) -> list[Facts]:
        """The students behind the first bits of a set."""
        found: list[Facts] = []
        while students and len(found) < most:
            lowest = students & -students
            found.append(self.facts[lowest.bit_length() - 1])
            students ^= lowest
        return found


def _limited(**limits: Any) -> Criterion:
    """A row with one limit alone."""
    return replace(OPEN, **limits)


def bits(positions: Iterable[int], count: int) -> int:
    marks = bytearray(count // 8 + 1)
    for i in positions:
        marks[i >> 3] |= 1 << (i & 7)
    return int.from_bytes(marks, "little")
