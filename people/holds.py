"""The library's hold on a student, placed and lifted by hand (METU-56); each is in the student's history."""

from __future__ import annotations

from django.contrib.admin.models import CHANGE, LogEntry
from django.db import transaction

from .clock import now
from .models import Hold, Student, User

LIBRARY = Hold.Kind.LIBRARY


def library_holds(students: list[Student]) -> dict[int, Hold]:
    """Those that stand, by student."""
    return {hold.student_id: hold for hold in Hold.objects.filter(kind=LIBRARY, lifted_at=None, student__in=students)}


def place_library_hold(*, student: Student, note: str, actor: User) -> bool:
    """False where one stands already; two officers at once place one."""
    with transaction.atomic():
        Student.objects.select_for_update(no_key=True).get(pk=student.pk)
        if Hold.objects.filter(student=student, kind=LIBRARY, lifted_at=None).exists():
            return False
        hold = Hold.objects.create(student=student, kind=LIBRARY, note=note)
        _note(student, actor, {"added": {"name": str(Hold._meta.verbose_name), "object": str(hold)}})
    return True


def lift_library_hold(*, student: Student, actor: User) -> bool:
    """False where none stands."""
    with transaction.atomic():
        lifted = Hold.objects.filter(student=student, kind=LIBRARY, lifted_at=None).update(lifted_at=now())
        if lifted:
            said = {"name": str(Hold._meta.verbose_name), "object": str(student), "fields": ["lifted at"]}
            _note(student, actor, {"changed": said})
    return bool(lifted)


def _note(student: Student, actor: User, said: dict) -> None:
    LogEntry.objects.log_actions(actor.pk, [student], CHANGE, change_message=[said], single_object=True)
