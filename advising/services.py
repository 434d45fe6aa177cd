"""What an advisor does with a registration: approve, return, remove the approval, each on the version that was seen."""

from __future__ import annotations

from django.db.models import QuerySet

from people.models import Student, User
from people.selectors import advises, advisorships
from registration.rules.engine import REFUSE, Finding
from registration.transitions import Moved, move


def advisees_of(user: User) -> QuerySet[Student]:
    """The students the user advises today, by surname."""
    mine = advisorships().filter(advisor__user=user).values("student_id")
    return Student.objects.filter(id__in=mine).order_by("surname_key", "first_name", "number")


def approve(*, student_id: int, term_id: int, version: int, actor: User) -> Moved:
    """Approve the list that was seen: the rules judge the whole list again, and it is locked (METU-17, METU-40)."""
    return _act("approve", student_id, term_id, version, actor)


def return_to_student(*, student_id: int, term_id: int, version: int, actor: User, note: str) -> Moved:
    """Give the list back with a note (OMU-09)."""
    return _act("return", student_id, term_id, version, actor, note)


def remove_approval(*, student_id: int, term_id: int, version: int, actor: User) -> Moved:
    """Unlock an approved list, so that the student may change it and it must be approved again (METU-41, METU-42)."""
    return _act("remove_approval", student_id, term_id, version, actor)


def _act(event: str, student_id: int, term_id: int, version: int, actor: User, note: str = "") -> Moved:
    if not advises(actor, student_id):
        return Moved("refused", "", version, (Finding("NOT_YOUR_ADVISEE", REFUSE, "", {}).stored(),))
    return move(student_id=student_id, term_id=term_id, event=event, version=version, actor_id=actor.id, note=note)
