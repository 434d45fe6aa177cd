"""What a student's record allows: to graduate, to sit a single-course exam, to be called successful (KOU-68, KOU-84 to 86)."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from people.models import StudentProgramme

from .rules import graduation
from .rules.engine import REFUSE, Data, Finding
from .rules.facts import Case, Change
from .rules.settings import Standing
from .services import fresh_catalogue
from .snapshot import load_facts


def against_graduation(*, student_id: int, term_id: int) -> tuple[Finding, ...]:
    """What keeps the student from graduating now; empty where nothing does. The CGPA is the average of graduation."""
    used = StudentProgramme.objects.filter(student_id=student_id, is_primary=True).values_list("terms_used", flat=True)
    return standing_against(_case(student_id, term_id), next(iter(used), 0))


def standing_against(case: Case, terms_used: int) -> tuple[Finding, ...]:
    """The same of a student whose record is at hand."""
    return _judged(case, lambda case, p: graduation.against_graduation(case, p, terms_used))


def against_single_course_exam(*, student_id: int, term_id: int) -> tuple[Finding, ...]:
    """What keeps the student from a single-course exam now."""
    return _judged(_case(student_id, term_id), graduation.against_single_course_exam)


def has_failed(*, student_id: int, term_id: int, course_id: int) -> bool:
    """Whether the student took the course and has not passed it since."""
    case = _case(student_id, term_id)
    taken = case.taken(course_id)
    return taken is not None and not graduation.passes(case, taken, _standing(case))


def is_successful(*, student_id: int, term_id: int) -> bool:
    """Whether the average suffices and no course is failed."""
    case = _case(student_id, term_id)
    return graduation.successful(case, _standing(case))


def _case(student_id: int, term_id: int) -> Case:
    facts = load_facts(term_id, [student_id])[student_id].facts
    return Case(fresh_catalogue(facts, term_id), facts, Change(), "open")


def _standing(case: Case) -> Standing:
    return case.catalogue.policy.setting(Standing, case.programme, case.at.date())


def _judged(case: Case, judge: Callable[[Case, Standing], Iterable[Data]]) -> tuple[Finding, ...]:
    found = list(judge(case, _standing(case)))
    ruling = case.catalogue.policy.rulings(case.programme, case.at.date())["STANDING"]
    article = ruling.article if ruling else ""
    return tuple(Finding(data.code, REFUSE, article, data.figures) for data in found)
