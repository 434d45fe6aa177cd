"""Graduate students: the thesis advisor, undergraduate courses, credit courses late in the programme, ethics (METU-75 to 92)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from .engine import Data, NoParams, rule
from .facts import Case, Course, Section
from .opening import UNDERGRADUATE, windows_for

LISTED = ("add", "change", "send", "approve")


@dataclass(frozen=True, slots=True)
class AdvisorDue:
    """From which semester a thesis advisor is needed, and whether one assigned after the deadline does."""

    from_semester: int = 2
    late_assignment_lifts: bool = True


@dataclass(frozen=True, slots=True)
class Hundreds:
    """3 is a 3XX course."""

    hundreds: tuple[int, ...] = (3, 4)


@dataclass(frozen=True, slots=True)
class Most:
    most: int = 2


@dataclass(frozen=True, slots=True)
class LateCredit:
    """`thesis_stage_only`: only students with a thesis advisor."""

    from_semester: int = 5
    thesis_stage_only: bool = False


@dataclass(frozen=True, slots=True)
class Ethics:
    """In which semesters the ethics course is asked for, and whether who passed it is left alone."""

    semesters: tuple[int, ...] = (4,)
    suppress_if_passed: bool = False


@rule("NO_THESIS_ADVISOR", params=AdvisorDue, phases=LISTED, gate=True)
def no_thesis_advisor(case: Case, p: AdvisorDue) -> Iterator[Data]:
    """No registration without a thesis advisor once the calendar's date is over; no date, no word (METU-91, METU-92)."""
    windows = windows_for(case.catalogue, case.programme, ("thesis_advisor",))
    if not windows or case.programme.semester < p.from_semester:
        return
    closes = max(w.closes for w in windows)
    last_day, since = (closes - timedelta(microseconds=1)).date(), case.facts.thesis_advisor_since
    assigned = since is not None and (p.late_assignment_lifts or since <= last_day)
    if case.at >= closes and not assigned:
        yield Data({"semester": case.programme.semester, "deadline": last_day.isoformat()})


def undergraduate(case: Case) -> Iterator[tuple[Section, Course, str]]:
    """The undergraduate courses that a change brings in, or that stand on the list, each with its status."""
    for section in case.news:
        course = case.catalogue.courses[section.course_id]
        if course.level in UNDERGRADUATE:
            yield section, course, case.status[course.id]


@rule("UG_LEVEL", params=Hundreds, phases=LISTED)
def ug_level(case: Case, p: Hundreds) -> Iterator[Data]:
    """Of undergraduate courses only those of the third and fourth year (METU-75, METU-77)."""
    for section, course, _ in undergraduate(case):
        if course.hundreds not in p.hundreds:
            allowed = [f"{n}XX" for n in p.hundreds]
            yield Data({"allowed": allowed}, course_id=course.id, section_id=section.id)


@rule("UG_TAKEN_BEFORE", phases=LISTED)
def ug_taken_before(case: Case, p: NoParams) -> Iterator[Data]:
    """Not those taken during the bachelor's degree, here or elsewhere (METU-75, METU-77)."""
    for section, course, _ in undergraduate(case):
        taken = case.facts.taken.get(course.id)
        here = taken is not None and not _of_this_degree(case, taken.first_term)
        if here or course.code in case.facts.earlier:
            yield Data({}, course_id=course.id, section_id=section.id)


def _of_this_degree(case: Case, term_code: str) -> bool:
    """Term codes begin with the year; what was taken before the year of entry belongs to an earlier degree."""
    return term_code >= str(case.programme.entry_year)


@rule("UG_COUNT_LIMIT", params=Most, phases=LISTED)
def ug_count_limit(case: Case, p: Most) -> Iterator[Data]:
    """So many undergraduate courses count to the load of the degree, over all its terms (METU-76, METU-78)."""
    asked = list(undergraduate(case))
    over = uncounted(case, p.most) if asked else frozenset()
    for section, course, _ in asked:
        if course.id in over:
            yield Data({"most": p.most}, course_id=course.id, section_id=section.id)


def uncounted(case: Case, most: int) -> frozenset[int]:
    """The undergraduate courses of the list that find no room: those of past terms count first, then the earlier lines."""
    courses, facts = case.catalogue.courses, case.facts
    ours = [c for c in case.after if case.status[c] != "ni" and courses[c].level in UNDERGRADUATE]
    past = sum(
        c in courses and courses[c].level in UNDERGRADUATE and t.counts and case.passed(t) and c not in ours
        for c, t in facts.taken.items()
        if _of_this_degree(case, t.first_term)
    )
    order = {e.course_id: n for n, e in enumerate(facts.enrolled) if e.status != "ni"}
    ours.sort(key=lambda c: order.get(c, len(order)))  # stable: what is new comes last, as it stands in the list
    return frozenset(ours[max(0, most - past) :])


@rule("PHD_UG_NOT_NI", phases=LISTED)
def phd_ug_not_ni(case: Case, p: NoParams) -> Iterator[Data]:
    """Doctoral students take undergraduate courses in NI status only (METU-79)."""
    for section, course, status in undergraduate(case):
        if status != "ni":
            yield Data({}, course_id=course.id, section_id=section.id)


@rule("LATE_CREDIT_NOT_NI", params=LateCredit, phases=LISTED)
def late_credit_not_ni(case: Case, p: LateCredit) -> Iterator[Data]:
    """From a semester on, credit courses in NI status only (METU-80, METU-81)."""
    semester = case.programme.semester
    if semester < p.from_semester or (p.thesis_stage_only and case.facts.thesis_advisor_since is None):
        return
    for section in case.news:
        if case.catalogue.courses[section.course_id].credit > 0 and case.status[section.course_id] != "ni":
            figures = {"semester": semester, "from_semester": p.from_semester}
            yield Data(figures, course_id=section.course_id, section_id=section.id)


@rule("ETHICS_REQUIRED", params=Ethics, phases=("open",))
def ethics_required(case: Case, p: Ethics) -> Iterator[Data]:
    """The compulsory ethics course is due in a semester; who passed it is told so too (METU-82 to METU-84)."""
    if case.programme.semester not in p.semesters or any(_is_ethics(case, c) for c in case.after):
        return
    passed = any(_is_ethics(case, c) and case.passed(t) for c, t in case.facts.taken.items())
    if not (passed and p.suppress_if_passed):
        figures: dict[str, object] = {"semester": case.programme.semester}
        yield Data(figures | ({"case": "passed"} if passed else {}))


def _is_ethics(case: Case, course_id: int) -> bool:
    course = case.catalogue.courses.get(course_id)
    return course is not None and course.special_role == "ethics"
