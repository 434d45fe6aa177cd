"""What an elective may be taken as (METU-61)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .engine import Data, rule
from .facts import Case

FREE = "FE"


@dataclass(frozen=True, slots=True)
class Categories:
    """`free_elective`: any course may be taken as Free Elective as well."""

    free_elective: bool = True


@rule("CATEGORY_MISMATCH", params=Categories, phases=("add", "change"))
def category_mismatch(case: Case, p: Categories) -> Iterator[Data]:
    """An elective is taken in a category that the catalogue gives it; a must course is no elective (METU-61)."""
    for section in case.added:
        asked = case.lines[section.id].category
        if not asked:
            continue
        course = case.catalogue.courses[section.course_id]
        elsewhere = [x for x in case.facts.programmes if not _must(case, course.id, x.curriculum_id)]
        allowed = frozenset().union(*(course.categories_for(x.department_id) for x in elsewhere))
        if asked not in allowed and not (asked == FREE and p.free_elective and elsewhere):
            free = [FREE] if p.free_elective and elsewhere and FREE not in allowed else []
            figures = {"asked": asked, "admits": [*sorted(allowed), *free]} | ({} if elsewhere else {"case": "must"})
            yield Data(figures, course_id=course.id, section_id=section.id)


def _must(case: Case, course_id: int, curriculum_id: int | None) -> bool:
    curriculum = case.catalogue.curricula.get(curriculum_id or 0)
    return curriculum is not None and course_id in curriculum.all_musts
