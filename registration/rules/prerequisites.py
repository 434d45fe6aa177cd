"""Prerequisites, alternative sets of courses with a minimum grade each, and co-requisites (METU-88, METU-89)."""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import dataclass

from .engine import Data, rule
from .facts import Case, Needed, Section, Taken


@dataclass(frozen=True, slots=True)
class Before:
    """Whether a conditional pass that is not decided yet satisfies (KOU-35), and a course of this term's list."""

    conditional_satisfies: bool = True
    in_progress: bool = False


@dataclass(frozen=True, slots=True)
class Beside:
    """The letters that do not stand for having taken the co-requisite."""

    not_enough: tuple[str, ...] = ("NA", "W")


@rule("PREREQ_MISSING", params=Before, phases=("add", "send", "approve"))
def prereq_missing(case: Case, p: Before) -> Iterator[Data]:
    """One set must be met whole, whatever the student's department (METU-88, METU-89; NCC art. 17(3))."""
    for section in case.fresh:
        if case.change and section.course_id in case.before:
            continue  # another section of a course that is on the list already
        if nearest := lacking(case, section, p):
            figures = {"missing": [_need(case, n) for n in nearest], "alternatives": _sets(case, section) - 1}
            yield Data(figures, course_id=section.course_id, section_id=section.id)


def lacking(case: Case, section: Section, p: Before) -> list[Needed]:
    """What is missing of the set that is nearest to being met; empty where one is met, or none is asked for."""
    sets = case.catalogue.courses[section.course_id].prerequisites
    missing = [[need for need in one if not satisfied(case, need, p)] for one in sets]
    return min(missing, key=len, default=[])


def satisfied(case: Case, need: Needed, p: Before) -> bool:
    """By the last grade of the course or of an equivalent, or by the list of this term where that is enough."""
    if p.in_progress and case.stands(need.course_id):
        return True
    return any(_reaches(case, taken, need, p) for taken in case.attempts(need.course_id))


def _reaches(case: Case, taken: Taken, need: Needed, p: Before) -> bool:
    """Passed, and no worse than the grade asked for. A passing letter without points, such as EX or S, is an exemption
    or as good as any (NCC art. 17(3), (5)); a minimum below the pass lets a failing letter do."""
    grade, passed = case.catalogue.grades[taken.grade], case.passed(taken, conditionally=p.conditional_satisfies)
    if need.worst_rank is None or grade.points is None:
        return passed
    return grade.rank <= need.worst_rank and (passed or not grade.is_pass)


def _sets(case: Case, section: Section) -> int:
    return len(case.catalogue.courses[section.course_id].prerequisites)


def _need(case: Case, need: Needed) -> dict[str, str | None]:
    course, taken = case.catalogue.courses[need.course_id], case.taken(need.course_id)
    return {
        "numeric_code": course.numeric_code,
        "code": course.code,
        "min_grade": case.catalogue.letter_of(need.worst_rank),
        "grade": taken.grade if taken else None,
    }


@rule("COREQ_MISSING", params=Beside, phases=("add", "drop", "send", "approve"))
def coreq_missing(case: Case, p: Beside) -> Iterator[Data]:
    """A co-requisite is taken together with its course, or was taken before (NCC art. 17(3)); a drop breaks no pair."""
    for section in case.after.values():
        required = case.catalogue.courses[section.course_id].corequisites
        if not required:
            continue
        missing = [c for c in required if not _beside(case, c, case.after.keys(), p)]
        if case.change and section.course_id in case.before:  # what was missing before is not held against a change
            missing = [c for c in missing if _beside(case, c, case.before.keys(), p)]
        if missing:
            figures = {"needs": [case.catalogue.courses[c].code for c in missing]}
            yield Data(figures, course_id=section.course_id, section_id=section.id)


def _beside(case: Case, course_id: int, held: Set[int], p: Beside) -> bool:
    course = case.catalogue.courses[course_id]
    together = course_id in held or any(c in held for c in course.equivalents)
    return together or any(t.grade not in p.not_enough for t in case.attempts(course_id))
