"""Messages between a student and whoever advises the student, one thread for a registration (OMU-08, OMU-41)."""

from __future__ import annotations

from django.db.models import QuerySet
from django.urls import reverse

from people.clock import database_now
from people.models import Student, User
from people.notices import tell
from people.selectors import advises, advisors_of
from registration.contact import mark_contacted
from registration.forms import refusal
from registration.rules.engine import REFUSE, Finding
from registration.rules.facts import Catalogue
from registration.services import fresh_catalogue, in_step
from registration.snapshot import load_facts
from registration.transitions import renewal_of

from .models import Message
from .services import NOT_YOURS

MOST = 2000  # characters of a message
MOST_TOLD = 200  # of those in the notice of it


def thread(student_id: int, term_id: int) -> QuerySet[Message]:
    return Message.objects.filter(student_id=student_id, term_id=term_id).select_related("sender")


def may_write(student_id: int, term_id: int) -> bool:
    """Whether students write to their advisors here; advisors always write."""
    facts = load_facts(term_id, [student_id])[student_id].facts
    return renewal_of(fresh_catalogue(facts, term_id), facts).student_can_reply


def write_message(*, student_id: int, term_id: int, actor: User, body: str) -> tuple[Finding, ...]:
    """From one side to the other, with a notice; what the other side wrote is read by then. The findings that kept it
    from being sent: nothing written, too much, not one's own advisee, or students do not write here.

    Either way the two are in touch (METU-37).
    """
    student = Student.objects.select_related("user").get(id=student_id)
    own = student.user_id == actor.pk
    if not own and not advises(actor, student_id):
        return (NOT_YOURS,)
    if wrong := _wrong(student_id, term_id, body, own=own):
        return (wrong,)
    readers = [s.user_id for s in advisors_of(student_id)] if own else [student.user_id]
    if not readers:
        return (Finding("NO_ADVISOR", REFUSE, "", {}),)
    link = reverse("advisee", args=[student_id]) if own else reverse("my_advisor")

    def work(catalogue: Catalogue) -> tuple[Finding, ...]:
        mark_contacted(student_id=student_id, term_id=term_id)
        Message.objects.create(student_id=student_id, term_id=term_id, sender=actor, body=body, at=database_now())
        mark_read(student_id=student_id, term_id=term_id, actor=actor)
        tell(readers, "message", {"who": actor.get_full_name(), "text": body[:MOST_TOLD]}, link=link)
        return ()

    done = in_step(term_id, work)  # a job may hold the registration
    return (refusal("BUSY"),) if done is None else done


def _wrong(student_id: int, term_id: int, body: str, *, own: bool) -> Finding | None:
    if own and not may_write(student_id, term_id):
        return Finding("REPLY_CLOSED", REFUSE, "", {})
    if not body:
        return Finding("MESSAGE_REQUIRED", REFUSE, "", {})
    if len(body) > MOST:
        return Finding("MESSAGE_TOO_LONG", REFUSE, "", {"length": len(body), "most": MOST})
    return None


def mark_read(*, student_id: int, term_id: int, actor: User) -> tuple[Finding, ...]:
    """What the other side wrote; by the student, or by whoever advises."""
    student = Student.objects.get(id=student_id)
    own = student.user_id == actor.pk
    if not own and not advises(actor, student_id):
        return (NOT_YOURS,)
    unread = Message.objects.filter(student_id=student_id, term_id=term_id, read_at=None)
    by_student = {"sender_id": student.user_id}
    (unread.exclude(**by_student) if own else unread.filter(**by_student)).update(read_at=database_now())
    return ()
