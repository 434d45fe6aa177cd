"""What a student asks of the advisor beside a message: to look at a list that waits (OMU-42), to remove an approval
(METU-41). What is refused is recorded with the events of the registration."""

from __future__ import annotations

import math
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.urls import reverse

from people.clock import database_now
from people.models import Student, User
from people.notices import tell
from people.selectors import advises, advisors_of
from registration.forms import refusal
from registration.rules.engine import Finding
from registration.rules.facts import Catalogue, Facts
from registration.rules.opening import CHANGE_KINDS, window_now
from registration.services import StartAgain, in_step
from registration.snapshot import load_facts
from registration.transitions import LOCKED, Asked, note_event, possible, renewal_of

from .models import Reminder, RemovalRequest
from .services import NOT_YOURS

MOST = 300  # characters of a reason and of an answer
Step = Callable[[Catalogue, Facts], Finding | None]


def waits(catalogue: Catalogue, facts: Facts) -> bool:
    """Whether the list is one that its advisor could approve: sent, or, where sending is optional, not empty."""
    return bool(facts.enrolled) and possible("approve", catalogue, facts)


def remind(*, student_id: int, term_id: int, actor: User) -> tuple[Finding, ...]:
    """Nudge the advisor about a list that waits, as often as the profile lets a student (OMU-42)."""

    def step(catalogue: Catalogue, facts: Facts) -> Finding | None:
        if not waits(catalogue, facts):
            return refusal("NOTHING_WAITS", state=facts.state)
        last = Reminder.objects.filter(student_id=student_id, term_id=term_id, answered_at=None).first()
        again = last and last.at + timedelta(hours=renewal_of(catalogue, facts).remind_hours)
        if again and facts.at < again:
            return refusal("REMINDER_TOO_SOON", hours=math.ceil((again - facts.at) / timedelta(hours=1)))
        if not _tell_advisors(student_id, "reminder"):
            return refusal("NO_ADVISOR")
        Reminder.objects.create(student_id=student_id, term_id=term_id, at=facts.at)
        return None

    return _locked(student_id, term_id, "remind", actor, step)


def ask_removal(*, student_id: int, term_id: int, actor: User, reason: str) -> tuple[Finding, ...]:
    """Ask the advisor to remove the approval, with the reason (METU-41); one request at a time."""

    def step(catalogue: Catalogue, facts: Facts) -> Finding | None:
        if facts.state not in LOCKED:
            return refusal("ILLEGAL_TRANSITION", event="ask_removal", state=facts.state)
        if not reason:
            return refusal("REMOVAL_REASON")
        if len(reason) > MOST:
            return refusal("MESSAGE_TOO_LONG", length=len(reason), most=MOST)
        if not window_now(catalogue, facts, CHANGE_KINDS):
            return refusal("REMOVAL_TRAPS")
        if _open(student_id, term_id).exists():
            return refusal("REQUEST_OPEN")
        if not _tell_advisors(student_id, "removal_asked", reason=reason):
            return refusal("NO_ADVISOR")
        RemovalRequest.objects.create(student_id=student_id, term_id=term_id, reason=reason, at=facts.at)
        return None

    return _locked(student_id, term_id, "ask_removal", actor, step)


def take_back_request(*, student_id: int, term_id: int, actor: User) -> tuple[Finding, ...]:
    """The student needs the removal no more."""

    def step(catalogue: Catalogue, facts: Facts) -> Finding | None:
        closed = _open(student_id, term_id).update(closed_at=database_now())
        return None if closed else refusal("NO_REQUEST")

    return _locked(student_id, term_id, "take_back_request", actor, step)


def decline_removal(*, student_id: int, term_id: int, actor: User, answer: str) -> tuple[Finding, ...]:
    """The approval stays, and the student is told why."""
    if not advises(actor, student_id):
        return (NOT_YOURS,)
    student = Student.objects.get(id=student_id)

    def step(catalogue: Catalogue, facts: Facts) -> Finding | None:
        if not answer:
            return refusal("NOTE_REQUIRED")
        if len(answer) > MOST:
            return refusal("MESSAGE_TOO_LONG", length=len(answer), most=MOST)
        if not _open(student_id, term_id).update(closed_at=database_now(), granted=False, answer=answer):
            return refusal("NO_REQUEST")
        tell([student.user_id], "removal_declined", {"answer": answer}, link=reverse("my_advisor"))
        return None

    return _locked(student_id, term_id, "decline_removal", actor, step)


def _open(student_id: int, term_id: int) -> Any:
    return RemovalRequest.objects.filter(student_id=student_id, term_id=term_id, closed_at=None)


def _tell_advisors(student_id: int, kind: str, **figures: str) -> bool:
    """Whoever advises the student today; false where nobody does."""
    student = Student.objects.get(id=student_id)
    readers = [staff.user_id for staff in advisors_of(student_id)]
    said = {"who": student.full_name, "number": student.number, **figures}
    tell(readers, kind, said, link=reverse("advisee", args=[student_id]))
    return bool(readers)


def _locked(student_id: int, term_id: int, event: str, actor: User, step: Step) -> tuple[Finding, ...]:
    """A step behind the lock of the registration, so that two presses are one after the other."""

    def work(catalogue: Catalogue) -> tuple[Finding, ...]:
        facts = load_facts(term_id, [student_id], lock=True, key=uuid.uuid4())[student_id].facts
        if facts.revision != catalogue.revision:
            raise StartAgain(facts.revision)
        finding = step(catalogue, facts)
        if finding is None:
            return ()
        note_event(facts, Asked(event, actor.pk), facts.state, (finding.stored(),))
        return (finding,)

    done = in_step(term_id, work)
    return (refusal("BUSY"),) if done is None else done
