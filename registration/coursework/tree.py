"""Prerequisites as a small tree, with the student's own standing where there is a student.

Sets are alternatives, and all of a set is needed (METU-88, METU-89). What is not there yet shows what it asks for itself.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from ..rules.facts import Case, Catalogue, Course, Needed, Taken
from ..rules.prerequisites import Before, satisfied

DEEPEST = 3  # levels of what is asked for by what is asked for


@dataclass(frozen=True)
class Need:
    """One course of a set. `standing` is "met", "current", "short" (passed, but not well enough), "failed" or "never";
    empty where nobody's standing is shown. `through` is the equivalent course that the grade is from."""

    numeric_code: str
    code: str
    name: str
    least: str
    standing: str = ""
    grade: str = ""
    through: str = ""
    equivalents: tuple[str, ...] = ()
    needs: Sets | None = None


@dataclass(frozen=True)
class Sets:
    """Sets of courses, each enough by itself. `met`: one of them is met whole; None where nobody's standing is shown."""

    sets: tuple[tuple[Need, ...], ...]
    met: bool | None = None


def tree(course: Course, catalogue: Catalogue, language: str, case: Case | None = None, depth: int = 1) -> Sets | None:
    """What the course asks for, or None."""
    if not course.prerequisites:
        return None
    rule = _rule(case) if case else None
    sets = tuple(tuple(_need(n, catalogue, language, case, rule, depth) for n in one) for one in course.prerequisites)
    if case is None or rule is None:
        return Sets(sets)
    met = any(all(satisfied(case, n, rule) for n in one) for one in course.prerequisites)
    return Sets(sets, met)


def together(course: Course, catalogue: Catalogue, language: str, case: Case | None = None) -> tuple[Need, ...]:
    """What is taken beside the course, or before it."""
    return tuple(_beside(catalogue.courses[c], language, case) for c in course.corequisites)


def _beside(course: Course, language: str, case: Case | None) -> Need:
    said = Need(course.numeric_code, course.code, course.name_in(language), "")
    if case is None:
        return said
    taken = case.taken(course.id)
    standing = "current" if case.stands(course.id) else "met" if taken else "never"
    return replace(said, standing=standing, grade=taken.grade if taken else "")


def _rule(case: Case) -> Before:
    """How policy reads prerequisites for this student; as it stands by itself where no row says."""
    ruling = case.catalogue.policy.rulings(case.programme, case.at.date()).get("PREREQ_MISSING")
    return ruling.params if ruling and isinstance(ruling.params, Before) else Before()


def _need(
    need: Needed, catalogue: Catalogue, language: str, case: Case | None, rule: Before | None, depth: int
) -> Need:
    course = catalogue.courses[need.course_id]
    equal = tuple(sorted(catalogue.courses[c].code for c in course.equivalents if c in catalogue.courses))
    least = catalogue.letter_of(need.worst_rank) or ""
    said = Need(course.numeric_code, course.code, course.name_in(language), least, equivalents=equal)
    if case is None or rule is None:
        return said
    standing, taken = _standing(case, need, rule)
    deeper = tree(course, catalogue, language, case, depth + 1) if standing != "met" and depth < DEEPEST else None
    return replace(
        said,
        standing=standing,
        grade=taken.grade if taken else "",
        through=_through(case, need.course_id, taken),
        needs=deeper,
    )


def _standing(case: Case, need: Needed, rule: Before) -> tuple[str, Taken | None]:
    taken = case.taken(need.course_id)
    if satisfied(case, need, rule):
        return ("met", taken) if taken else ("current", None)
    if case.stands(need.course_id):
        return "current", taken
    if taken is None:
        return "never", None
    return ("short" if case.passed(taken) else "failed"), taken


def _through(case: Case, course_id: int, taken: Taken | None) -> str:
    """The code of the equivalent that a grade is from; empty where it is the course's own."""
    if taken is None or case.facts.taken.get(course_id) is taken:
        return ""
    others = case.catalogue.courses[course_id].equivalents
    found = next((c for c in others if case.facts.taken.get(c) is taken), None)
    return case.catalogue.courses[found].code if found else ""
