"""Courses outside the programme in NI status, and courses taken again (METU-90; METU NCC regulation, art. 20 and 26)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from .engine import Data, rule
from .facts import Case, Section
from .opening import window_at

LISTED = ("add", "change", "send", "approve")


@dataclass(frozen=True, slots=True)
class NiConditions:
    """What NI status asks for; an empty figure asks for nothing, and `max_per_term` 0 says that there is no such status.

    `max_times`: how often one course may be taken as NI in all. `only_ni_again`: once NI, never in another status.
    `status_fixed`: no change of status after the registration period. `on_probation`: open to students on probation.
    """

    max_per_term: int | None = None
    max_times: int | None = None
    outside_curriculum: bool = True
    only_ni_again: bool = True
    status_fixed: bool = True
    min_cgpa: Decimal | None = None
    on_probation: bool = True


@dataclass(frozen=True, slots=True)
class Repeats:
    """A passed course again: within so many semesters after the first taking, so many times in all; empty: no limit.

    Students on probation are free, and so are those who passed all and lack `graduation_gpa`.
    """

    within: int | None = None
    most: int | None = None
    probation_free: bool = True
    graduation_gpa: Decimal | None = None


@rule("NI_CONDITIONS", params=NiConditions, phases=LISTED)
def ni_conditions(case: Case, p: NiConditions) -> Iterator[Data]:
    """NI status on its conditions, every one that fails named (METU-90; METU NCC regulation art. 20)."""
    for section in case.news:
        for figures in (*_of_status(case, p, section), *_of_ni(case, p, section)):
            yield Data(figures, course_id=section.course_id, section_id=section.id)
    count = sum(status == "ni" for status in case.status.values())
    before = sum(e.status == "ni" for e in case.facts.enrolled)
    if p.max_per_term is not None and count > p.max_per_term and (count > before or not case.change):
        yield Data({"case": "too_many", "count": count, "most": p.max_per_term})


def _of_status(case: Case, p: NiConditions, section: Section) -> Iterator[dict[str, Any]]:
    """Another status than before: than a moment ago on this list, or than in an earlier term."""
    course, status = section.course_id, case.status[section.course_id]
    moved = bool(case.change) and course in case.before
    if p.status_fixed and moved and not window_at(case.catalogue, case.programme, ("registration",), case.at):
        yield {"case": "status"}
    if p.only_ni_again and status != "ni" and case.facts.ni.get(course) and not case.is_must(course):
        yield {"case": "only_ni"}


def _of_ni(case: Case, p: NiConditions, section: Section) -> Iterator[dict[str, Any]]:
    """What NI status asks of the course and of the student."""
    course, cgpa = section.course_id, case.programme.cgpa
    if case.status[course] != "ni":
        return
    if p.outside_curriculum and case.is_must(course):
        yield {"case": "curriculum"}
    if p.max_times is not None and (times := case.facts.ni.get(course, 0)) >= p.max_times:
        yield {"case": "times", "times": times, "most": p.max_times}
    if p.min_cgpa is not None and (cgpa is None or cgpa < p.min_cgpa):
        yield {"case": "cgpa", "cgpa": None if cgpa is None else str(cgpa), "least": str(p.min_cgpa)}
    if case.programme.on_probation and not p.on_probation:
        yield {"case": "probation"}


@rule("REPEAT_NOT_ALLOWED", params=Repeats, phases=LISTED)
def repeat_not_allowed(case: Case, p: Repeats) -> Iterator[Data]:
    """A passed course again within its time, and not too often in all (METU NCC regulation art. 26(3))."""
    again = [s for s in case.news if _repeats(case, s.course_id)]
    if not again or (p.probation_free and case.programme.on_probation) or _lacks_only_the_gpa(case, p):
        return
    for section in again:
        first = case.facts.taken[section.course_id].first_term
        since = semesters_between(first, case.catalogue.term_code)
        if p.within is not None and since is not None and since > p.within:
            figures = {"case": "late", "first": first, "within": p.within}
            yield Data(figures, course_id=section.course_id, section_id=section.id)
    repeats = sum(t.improved for t in case.facts.taken.values()) + sum(_repeats(case, c) for c in case.after)
    if p.most is not None and repeats > p.most:
        yield Data({"repeats": repeats, "most": p.most})


def _repeats(case: Case, course_id: int) -> bool:
    """Whether a passed course is taken again; NI is out of the record, so nothing is repeated by it."""
    return case.status[course_id] != "ni" and case.passed(case.facts.taken.get(course_id))


def _lacks_only_the_gpa(case: Case, p: Repeats) -> bool:
    """Who passed every course that the degree asks for and needs a better average."""
    curriculum = case.curriculum()
    if p.graduation_gpa is None or curriculum is None or (case.programme.cgpa or Decimal(0)) >= p.graduation_gpa:
        return False
    courses, passed = case.catalogue.courses, {c for c, t in case.facts.taken.items() if case.passed(t)}
    credit = sum(1 for c in passed if c in courses and courses[c].credit > 0)
    return curriculum.all_musts <= passed and credit >= curriculum.total


def semesters_between(first: str, now: str) -> int | None:
    """How many semesters lie from one term to another; "20252" is a spring, and a summer belongs to the spring before.

    None where a term is called otherwise: then no time is told.
    """
    if not all(len(code) == 5 and code.isdecimal() and "1" <= code[4] <= "3" for code in (first, now)):
        return None
    return (int(now[:4]) - int(first[:4])) * 2 + min(int(now[4]), 2) - min(int(first[4]), 2)
