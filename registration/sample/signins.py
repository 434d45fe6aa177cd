"""Whom to be when a sample is looked at: one of each role, and students at the steps of a term."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import QuerySet
from django.utils.timezone import localdate

from curriculum.models import Term
from fees.models import FeeStanding
from people.models import Role, Student, StudentProgramme, User
from registration.models import TermRegistration

from .students import PASSWORD

OFFICES = ("secretary", "head", "board_clerk", "registrar", "fee_officer", "library", "help_desk")
STATES = ("draft", "returned", "final", "unregistered")


def demo_signins(term: Term) -> list[tuple[str, str]]:
    """(role or state, user code) of who still has the sample's password; the students in other states than the first one
    have the same advisor, so that one desk shows them all."""
    student = demo_student(term)
    if student is None:
        return []
    advisor = advisor_of(student)
    found = [("student", student.user), ("advisor", advisor)]
    for kind in OFFICES:
        role = Role.objects.filter(kind=kind).select_related("staff__user").order_by("id").first()
        found.append((kind, role.staff.user if role else None))
    if advisor:
        mine = Student.objects.filter(advisorships__advisor__user=advisor)
        found += [(state, _first(mine, term, state)) for state in STATES]
    owes = Student.objects.filter(id__in=_owing(term), holds=None).order_by("id").first()
    found.append(("owing", owes.user if owes else None))
    approved = FeeStanding.objects.filter(term=term, refunds__state="approved").values("student")
    back = Student.objects.filter(id__in=approved).order_by("id").first()
    found.append(("refund", back.user if back else None))
    return [(role, user.username) for role, user in found if user and user.check_password(PASSWORD)]


def demo_student(term: Term) -> Student | None:
    """In the fourth year, with nothing in the way, and best without a list."""
    started = TermRegistration.objects.filter(term=term).exclude(state="not_started").values("student_id")
    free = unhindered(term, class_year=4)
    return free.exclude(id__in=started).order_by("id").first() or free.order_by("id").first()


def unhindered(term: Term, **programme: Any) -> QuerySet[Student]:
    """Undergraduates with a password who owe nothing, by what else is asked of their primary programme."""
    primary = StudentProgramme.objects.filter(
        is_primary=True, on_probation=False, programme__level="bachelor", **programme
    )
    able = Student.objects.filter(id__in=primary.values("student_id"), holds=None).exclude(id__in=_owing(term))
    return able.exclude(user__password__startswith=UNUSABLE_PASSWORD_PREFIX)


def advisor_of(student: Student) -> User | None:
    last = student.advisorships.filter(date_from__lte=localdate()).order_by("-date_from").first()
    return last.advisor.user if last else None


def _owing(term: Term) -> QuerySet[FeeStanding, int]:
    return FeeStanding.objects.filter(term=term, paid=0, charged__gt=0).values("student_id")


def _first(students: QuerySet[Student], term: Term, state: str) -> User | None:
    found = students.filter(registrations__term=term, registrations__state=state).order_by("id").first()
    return found.user if found else None
