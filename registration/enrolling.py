"""Candidates become students: by the Registrar's Office, in person, on the days of enrolment (KOU-04)."""

from __future__ import annotations

from django.db import transaction

from people.models import Student, User

from .forms import refusal
from .rules.engine import Finding
from .rules.opening import nearest, window_now
from .services import fresh_catalogue
from .snapshot import load_facts

ENROLMENT = ("enrolment",)
PERMISSION = "people.change_student"


def enrol(*, student_id: int, term_id: int, actor: User) -> tuple[Finding, ...]:
    """Enrol a candidate and open the account; what stands against it, if anything does."""
    if not actor.reach(PERMISSION).everywhere:
        return (refusal("NOT_OWNER"),)
    if against := enrolment_findings(student_id, term_id):
        return against
    with transaction.atomic():
        mine = Student.objects.filter(pk=student_id, status=Student.Status.CANDIDATE)
        if mine.update(status=Student.Status.ENROLLED):
            User.objects.filter(student=student_id).update(is_active=True)
    return ()


def enrolment_findings(student_id: int, term_id: int) -> tuple[Finding, ...]:
    """Only a candidate is enrolled, and only while the window of enrolment is open for the candidate's unit."""
    facts = load_facts(term_id, [student_id])[student_id].facts
    if facts.status != Student.Status.CANDIDATE:
        return (refusal("NOT_A_CANDIDATE"),)
    catalogue = fresh_catalogue(facts, term_id)
    if window_now(catalogue, facts, ENROLMENT):
        return ()
    window = nearest(catalogue, facts, ENROLMENT)
    opens = window.opens.isoformat() if window and window.opens > facts.at else None
    return (refusal("WINDOW_CLOSED", opens=opens, closes=window.closes.isoformat() if window else None),)
