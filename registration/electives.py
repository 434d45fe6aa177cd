"""Electives that too few students chose are not opened, and whoever has one on a list chooses anew (OMU-16, OMU-17)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext, override

from curriculum.models import Department, Section
from people.services import system_user

from .catalogue import newest
from .clock import today
from .models import Enrolment
from .rules.facts import Catalogue
from .rules.policy import SettingMissing
from .rules.settings import ElectiveMinimum
from .scopes import unit_giving
from .services import BUSY
from .transitions import APPROVED, FINAL, RETURNED, SUBMITTED, move


@dataclass
class Closed:
    """What a check came to: the codes of the courses that are not opened, and how many lists went back."""

    courses: list[str]
    returned: int = 0
    unsettled: int = 0

    def as_dict(self) -> dict[str, Any]:
        return vars(self)


def check_elective_minimum(*, term_id: int, progress: Callable[[int, int], None] = lambda done, total: None) -> Closed:
    """Mark the sections of electives with too few students, by course; give back the lists that are with the advisor or
    approved and hold one. Safe to repeat: a course that was marked stays marked. Compulsory courses are never asked."""
    catalogue = newest(term_id)
    closing = _too_few(catalogue)
    with transaction.atomic():
        Section.objects.filter(term_id=term_id, course_id__in=closing, not_opened=False).update(not_opened=True)
    not_opened = Section.objects.filter(term_id=term_id, not_opened=True)
    codes = dict(not_opened.order_by().values_list("course_id", "course__code").distinct())
    report = Closed(sorted(codes.values()))
    holding, actor_id = _lists(term_id), int(system_user().pk)
    for n, (student_id, courses) in enumerate(sorted(holding.items())):
        progress(n, len(holding))
        note = _note(sorted(codes[c] for c in courses))
        moved = move(
            student_id=student_id, term_id=term_id, event="not_opened", version=None, actor_id=actor_id, note=note
        )
        report.returned += moved.accepted
        report.unsettled += moved.status == BUSY
    progress(len(holding), len(holding))
    return report


def _note(courses: list[str]) -> str:
    """In the portal's own language: it is kept, and nobody is looking."""
    with override(settings.LANGUAGE_CODE):
        return gettext("Not opened, since too few students chose it: %(courses)s. Choose another course.") % {
            "courses": ", ".join(courses)
        }


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


def _lists(term_id: int) -> dict[int, set[int]]:
    """By student: the courses of sections that do not open on lists that are with the advisor or approved. Another
    section of such a course may open."""
    found: dict[int, set[int]] = {}
    rows = Enrolment.objects.filter(
        term_id=term_id, section__not_opened=True, registration__state__in=(SUBMITTED, APPROVED, FINAL)
    )
    for student_id, course_id in rows.values_list("student_id", "course_id"):
        found.setdefault(student_id, set()).add(course_id)
    return found
