"""What an advisor does with a registration: approve, return, remove the approval, each on the version that was seen."""

from __future__ import annotations

from django.db.models import QuerySet

from people.clock import database_now
from people.models import Student, User
from people.selectors import advised_by, advises
from registration.contact import mark_contacted
from registration.forms import refusal
from registration.rules.engine import REFUSE, Finding
from registration.rules.facts import Catalogue
from registration.services import in_step
from registration.transitions import Moved, move, refuse

from .models import AdvisorTask

NOT_YOURS = Finding("NOT_YOUR_ADVISEE", REFUSE, "", {})


def advisees_of(user: User) -> QuerySet[Student]:
    """The students the user advises today, or stands in for their advisor, by surname."""
    mine = advised_by(user).values("student_id")
    return Student.objects.filter(id__in=mine).order_by("surname_key", "first_name", "number")


def approve(*, student_id: int, term_id: int, version: int, actor: User, seen: str | None = None) -> Moved:
    """Approve the list that was seen: the rules judge the whole list again, and it is locked (METU-17, METU-40).

    `seen` is the mark of the warnings that were shown with it, where the approval is one of many.
    """
    if not advises(actor, student_id):
        return turn_away(student_id=student_id, term_id=term_id, event="approve", actor=actor)
    said = {"version": version, "actor_id": actor.id, "seen": seen}
    return move(student_id=student_id, term_id=term_id, event="approve", **said)


def return_to_student(*, student_id: int, term_id: int, version: int, actor: User, note: str) -> Moved:
    """Give the list back with a note (OMU-09)."""
    return _act("return", student_id, term_id, version, actor, note)


def remove_approval(*, student_id: int, term_id: int, version: int, actor: User) -> Moved:
    """Unlock an approved list, so that the student may change it and it must be approved again (METU-41, METU-42)."""
    return _act("remove_approval", student_id, term_id, version, actor)


def _act(event: str, student_id: int, term_id: int, version: int, actor: User, note: str = "") -> Moved:
    if not advises(actor, student_id):
        return turn_away(student_id=student_id, term_id=term_id, event=event, actor=actor)
    return move(student_id=student_id, term_id=term_id, event=event, version=version, actor_id=actor.id, note=note)


def turn_away(*, student_id: int, term_id: int, event: str, actor: User) -> Moved:
    """Who does not advise the student moves nothing; that a member of staff tried is recorded."""
    if not hasattr(actor, "staff") or not Student.objects.filter(id=student_id).exists():
        return Moved("refused", "", 0, (NOT_YOURS.stored(),))
    return refuse(student_id=student_id, term_id=term_id, event=event, actor_id=actor.id, finding=NOT_YOURS)


def note_contact(*, student_id: int, term_id: int, actor: User) -> tuple[Finding, ...]:
    """The advisor says that the two have spoken about the term's courses (METU-37)."""
    if not advises(actor, student_id):
        return (NOT_YOURS,)

    def work(catalogue: Catalogue) -> tuple[Finding, ...]:
        mark_contacted(student_id=student_id, term_id=term_id)
        return ()

    done = in_step(term_id, work)
    return (refusal("BUSY"),) if done is None else done


def finish_task(*, student_id: int, term_id: int, actor: User, task_id: int) -> tuple[Finding, ...]:
    """A task is seen to; one that is done already stays as it was done."""
    if not advises(actor, student_id):
        return (NOT_YOURS,)
    open_ = AdvisorTask.objects.filter(id=task_id, student_id=student_id, term_id=term_id, done_at=None)
    open_.update(done_at=database_now(), done_by=actor)
    return ()
