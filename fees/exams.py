"""Entries to single-course exams: the first costs nothing, what follows is charged by tariff (KOU-89).

Who may enter is registration's to say (registration/exams.py); here an entry is only written and taken back.
"""

from __future__ import annotations

from datetime import date

from django.db import transaction

from curriculum.models import Course, Term
from people.clock import now
from people.models import Student, User

from .models import SingleCourseExam
from .signals import tell_reasons_changed


@transaction.atomic
def enter(*, student: Student, term: Term, course: Course, taken_on: date, actor: User) -> SingleCourseExam | None:
    """None where the same entry stands already."""
    entered, made = SingleCourseExam.objects.get_or_create(
        student=student,
        course=course,
        taken_on=taken_on,
        cancelled_at=None,
        defaults={"term": term, "recorded_by": actor, "recorded_at": now()},
    )
    if not made:
        return None
    tell_reasons_changed([student.pk])
    return entered


@transaction.atomic
def cancel(*, exam: SingleCourseExam) -> bool:
    """Nothing is owed for an exam that was not entered; False where it was taken back before."""
    open_ = SingleCourseExam.objects.filter(pk=exam.pk, cancelled_at=None)
    if not open_.update(cancelled_at=now()):
        return False
    tell_reasons_changed([exam.student_id])
    return True
