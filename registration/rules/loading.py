"""What should have come onto the list by itself and did not (METU-74)."""

from __future__ import annotations

from collections.abc import Iterator

from .engine import Data, NoParams, rule
from .facts import Case


@rule("AUTOLOAD_FAILED", phases=("open",))
def autoload_failed(case: Case, p: NoParams) -> Iterator[Data]:
    """A course that could not be loaded, and why, until it stands on the list or is passed (METU-12, METU-74)."""
    for unloaded in case.facts.unloaded:
        course = case.catalogue.courses.get(unloaded.course_id)
        if course and course.id not in case.after and not case.passed(case.taken(course.id)):
            figures = {"numeric_code": course.numeric_code, "reason": unloaded.reason}
            yield Data(figures, course_id=course.id)
