"""Prerequisites: alternative sets of courses, each with a minimum grade (METU-88, METU-89)."""

from __future__ import annotations

from collections.abc import Iterator

from .engine import Data, NoParams, rule
from .facts import Case, Needed


@rule("PREREQ_MISSING", phases=("add", "send", "approve"))
def prereq_missing(case: Case, p: NoParams) -> Iterator[Data]:
    """One set must be met whole, whatever the student's department; a course in progress does not count."""
    for section in case.fresh:
        if case.change and section.course_id in case.before:
            continue  # another section of a course that is on the list already
        sets = case.catalogue.courses[section.course_id].prerequisites
        missing = [[need for need in one if not satisfied(case, need)] for one in sets]
        if missing and all(missing):
            nearest = min(missing, key=len)
            figures = {"missing": [_need(case, n) for n in nearest], "alternatives": len(sets) - 1}
            yield Data(figures, course_id=section.course_id, section_id=section.id)


def satisfied(case: Case, need: Needed) -> bool:
    """By the last grade of the course: passed, and no worse than the grade asked for."""
    taken = case.facts.taken.get(need.course_id)
    if taken is None:
        return False
    grade = case.catalogue.grades[taken.grade]
    return grade.rank <= need.worst_rank if need.worst_rank is not None else grade.is_pass


def _need(case: Case, need: Needed) -> dict[str, str | None]:
    course, taken = case.catalogue.courses[need.course_id], case.facts.taken.get(need.course_id)
    letter = next((g.letter for g in case.catalogue.grades.values() if g.rank == need.worst_rank), None)
    return {
        "numeric_code": course.numeric_code,
        "code": course.code,
        "min_grade": letter,
        "grade": taken.grade if taken else None,
    }
