"""Electives that too few students chose are not opened, and whoever has one on a list is told and chooses anew (OMU-16, 17)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Count, Q

from curriculum.models import Department, Section
from people.models import Student
from people.notices import tell
from people.services import system_user

from . import signals
from .catalogue import newest
from .clock import today
from .forms import refusal
from .models import Enrolment
from .progress import Progress, silent
from .rules.engine import Finding
from .rules.facts import Catalogue, Facts
from .rules.policy import SettingMissing
from .rules.settings import ElectiveMinimum
from .scopes import unit_giving
from .services import BUSY
from .transitions import APPROVED, DRAFT, FEE_PENDING, FINAL, RETURNED, SUBMITTED, move

SENT = (SUBMITTED, APPROVED, FINAL)  # lists that are given back
CHOOSING = (FEE_PENDING, DRAFT, RETURNED)


@dataclass
class Closed:
    """What a check came to: the codes of the courses that are not opened, and how many lists went back."""

    courses: list[str]
    returned: int = 0
    unsettled: int = 0

    def as_dict(self) -> dict[str, Any]:
        return vars(self)


def check_elective_minimum(*, term_id: int, dry_run: bool = False, progress: Progress = silent) -> Closed:
    """Mark the sections of electives with too few students, by course; give back the lists that are with the advisor or
    approved and hold one, and tell everybody who has one. Safe to repeat: a course that was marked stays marked.
    Compulsory courses are never asked. A dry run says which and how many, and changes nothing."""
    closing = _too_few(newest(term_id))
    sections = Section.objects.filter(term_id=term_id)
    if not dry_run:
        with transaction.atomic():
            sections.filter(course_id__in=closing, not_opened=False).update(not_opened=True)
    shut = sections.filter(Q(not_opened=True) | Q(course_id__in=closing if dry_run else ()))
    codes = dict(shut.order_by().values_list("course_id", "course__code").distinct())
    holding, actor_id = _lists(term_id, list(shut.values_list("id", flat=True)), SENT), int(system_user().pk)
    report = Closed(sorted(codes.values()))
    if dry_run:
        report.returned = len(holding)
        return report
    for n, (student_id, courses) in enumerate(sorted(holding.items())):
        progress(n, len(holding))
        names = sorted(codes[c] for c in courses)
        moved = move(
            student_id=student_id,
            term_id=term_id,
            event="not_opened",
            version=None,
            actor_id=actor_id,
            note=", ".join(names),
            guard=_holds_one,
            beside=partial(_say, term_id, sorted(courses), names),
        )
        report.returned += moved.accepted
        report.unsettled += moved.status == BUSY
    _tell_the_others(term_id, codes)
    progress(len(holding), len(holding))
    return report


def _holds_one(catalogue: Catalogue, facts: Facts) -> Iterator[Finding]:
    """Asked behind the lock: the student may have chosen anew since the lists were read."""
    shut = Section.objects.filter(id__in=[e.section_id for e in facts.enrolled], not_opened=True)
    if not shut.exists():
        yield refusal("ILLEGAL_TRANSITION", event="not_opened", state=facts.state)


def _say(term_id: int, courses: list[int], names: list[str], facts: Facts) -> None:
    """With the return: the student is told, and whoever finds another course for the student (OMU-17)."""
    signals.not_opened.send(_say, term_id=term_id, student_id=facts.student_id, course_ids=courses)
    _tell(term_id, {facts.student_id: names})


def _tell_the_others(term_id: int, codes: dict[int, str]) -> None:
    """Whose list is still open, so that nothing has to be given back: told once of each set of courses."""
    shut = Section.objects.filter(term_id=term_id, not_opened=True).values_list("id", flat=True)
    holding = _lists(term_id, list(shut), CHOOSING)
    with transaction.atomic():
        _tell(term_id, {student: sorted(codes[c] for c in courses) for student, courses in holding.items()})


def _tell(term_id: int, names: dict[int, list[str]]) -> None:
    users = dict(Student.objects.filter(id__in=names).values_list("id", "user_id"))
    for courses in sorted({tuple(n) for n in names.values()}):
        told = [users[student] for student, mine in names.items() if tuple(mine) == courses]
        shown = ", ".join(courses)
        tell(told, "not_opened", {"courses": shown}, link="/registration/", once=f"not_opened:{term_id}:{shown}"[:120])


def _too_few(catalogue: Catalogue) -> list[int]:
    """Electives of the term chosen by fewer students than their department asks for.

    What was never sent is no choice yet; a list that came back was one, or each elective closed would close another.
    """
    sent = Enrolment.objects.filter(
        term_id=catalogue.term_id, registration__state__in=(SUBMITTED, RETURNED, APPROVED, FINAL)
    )
    held = sent.values_list("course_id").annotate(Count("id"))
    counted, faculties = dict(held), dict(Department.objects.values_list("id", "faculty_id"))
    compulsory = frozenset().union(*(c.all_musts for c in catalogue.curricula.values()))
    day, found = today(), []
    for course_id in sorted(catalogue.by_course):
        course = catalogue.courses[course_id]
        if course_id in compulsory or course.is_five_i or course.special_role:
            continue
        gives = unit_giving(course.department_id, faculties.get(course.department_id), course.level)
        try:
            least = catalogue.policy.setting(ElectiveMinimum, gives, day).least
        except SettingMissing:
            continue
        if counted.get(course_id, 0) < least:
            found.append(course_id)
    return found


def _lists(term_id: int, sections: list[int], states: tuple[str, ...]) -> dict[int, set[int]]:
    """By student: the courses of these sections on lists in one of the states. Another section of a course may open."""
    found: dict[int, set[int]] = {}
    rows = Enrolment.objects.filter(term_id=term_id, section__in=sections, registration__state__in=states)
    for student_id, course_id in rows.values_list("student_id", "course_id"):
        found.setdefault(student_id, set()).add(course_id)
    return found
