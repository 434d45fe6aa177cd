"""Whether a student is successful, may graduate or sit a single-course exam: what stands against it, with figures."""

from __future__ import annotations

from collections.abc import Iterator

from .engine import Data
from .facts import Case, Curriculum, Taken
from .record import fails
from .settings import Standing


def against_graduation(case: Case, p: Standing, terms_used: int) -> Iterator[Data]:
    """The average, every course of the curriculum, and the maximum period (KOU-84); GNO is the graduation average (KOU-85)."""
    gpa, curriculum = case.programme.cgpa, case.curriculum()
    if gpa is None or gpa < p.graduation_gpa:
        yield Data({"cgpa": None if gpa is None else str(gpa), "min": str(p.graduation_gpa)}, code="GNO_LOW")
    if curriculum is None:
        yield Data({}, code="CURRICULUM_UNKNOWN")
    elif any(left := missing(case, curriculum, p)):
        codes = ", ".join(sorted(case.catalogue.courses[c].code for c in left[0]))
        yield Data({"courses": codes or None, "electives": left[1]}, code="GRADUATION_COURSES")
    if p.max_terms is not None and terms_used > p.max_terms:
        yield Data({"terms": terms_used, "max": p.max_terms}, code="GRADUATION_PERIOD")


def against_single_course_exam(case: Case, p: Standing) -> Iterator[Data]:
    """One course left to graduate, taken before, and not failed for absence (KOU-86)."""
    curriculum = case.curriculum()
    if curriculum is None:
        yield Data({}, code="CURRICULUM_UNKNOWN")
        return
    musts, electives = missing(case, curriculum, p)
    if len(musts) + electives != 1:
        yield Data({"left": len(musts) + electives}, code="SINGLE_COURSE_COUNT")
        return
    tried = [case.taken(c) for c in musts or _others(case, curriculum)]
    failed = [t for t in tried if t is not None and not passes(case, t, p)]
    if not failed:
        yield Data({}, code="SINGLE_COURSE_NOT_TAKEN")
    elif all(t.attendance_met is False for t in failed):
        yield Data({"grade": failed[-1].grade}, code="ATTENDANCE_NOT_MET")


def successful(case: Case, p: Standing) -> bool:
    """The average of graduation, and no course whose last grade fails (KOU-68)."""
    gpa = case.programme.cgpa
    return gpa is not None and gpa >= p.graduation_gpa and all(passes(case, case.taken(c), p) for c in case.facts.taken)


def missing(case: Case, curriculum: Curriculum, p: Standing) -> tuple[frozenset[int], int]:
    """The must courses of the curriculum that are not passed, and how many of its elective slots are not filled."""
    musts = frozenset(c for c in curriculum.all_musts if not passes(case, case.taken(c), p))
    filled = sum(1 for c in _others(case, curriculum) if passes(case, case.facts.taken[c], p))
    return musts, max(0, sum(curriculum.slots.values()) - filled)


def passes(case: Case, taken: Taken | None, p: Standing) -> bool:
    """By the grade, by what a conditional letter came to, and by the average (KOU-69)."""
    if taken is None or not case.passed(taken):
        return False
    return not fails(case.catalogue.grades[taken.grade], case.programme.cgpa, p)


def _others(case: Case, curriculum: Curriculum) -> list[int]:
    """The credit courses of the record that are no must courses and stand for none: what an elective slot may hold."""
    courses = case.catalogue.courses
    stand_in = {e for c in curriculum.all_musts if c in courses for e in courses[c].equivalents}
    own = curriculum.all_musts | stand_in
    return [c for c in case.facts.taken if c in courses and courses[c].credit > 0 and c not in own]
