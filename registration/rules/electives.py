"""What an elective may be taken as (METU-61)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .counting import FREE
from .engine import Data, rule
from .facts import Case


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
        elsewhere = [x for x in case.facts.programmes if not case.catalogue.is_must(x, course.id)]
        allowed = frozenset().union(*(course.categories_for(x.department_id) for x in elsewhere))
        if asked not in allowed and not (asked == FREE and p.free_elective and elsewhere):
            free = [FREE] if p.free_elective and elsewhere and FREE not in allowed else []
            figures = {"asked": asked, "admits": [*sorted(allowed), *free]} | ({} if elsewhere else {"case": "must"})
            yield Data(figures, course_id=course.id, section_id=section.id)
