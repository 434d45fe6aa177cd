"""An advisor's students in the order in which they wait, with what lies on the desk about each: one statement."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db.models import Count, Exists, Model, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from people.models import Student, User
from people.selectors import advised_by
from registration.models import Enrolment, TermRegistration
from registration.transitions import APPROVED, DRAFT, OPEN

from .models import AdvisorTask, Message, Reminder, RemovalRequest
from .services import advisees_of

# who waits for the advisor first, who is settled last
ORDER = ("submitted", "draft", "returned", "fee_pending", "not_started", "excuse_pending", "approved", "final")
WAITING_FIRST = {state: place for place, state in enumerate(ORDER)}
UNAPPROVED = "unapproved"  # the filter of all states that are not settled yet
UNAPPROVED_STATES = tuple(state for state in OPEN if state != APPROVED)


def roster(user: User, term_id: int) -> list[Student]:
    """The advisees, each with `state`, `listed` (whether anything is on the list), `advisor_id` (whose advisee it is),
    `unread` messages, open `tasks`, `asks_removal` and `reminded_at`; those who wait first, then by surname."""
    mine = {"student": OuterRef("pk"), "term": term_id}
    unread = Message.objects.filter(**mine, sender=OuterRef("user_id"), read_at=None)
    states = TermRegistration.objects.filter(**mine).values("state")
    reminders = Reminder.objects.filter(**mine, answered_at=None).order_by("-id").values("at")
    students = advisees_of(user).annotate(
        state=Coalesce(Subquery(states), Value("not_started")),
        listed=Exists(Enrolment.objects.filter(**mine)),
        advisor_id=Subquery(advised_by(user).filter(student=OuterRef("pk")).values("advisor_id")[:1]),
        unread=_number(unread),
        tasks_open=_number(AdvisorTask.objects.filter(**mine, done_at=None)),
        asks_removal=Exists(RemovalRequest.objects.filter(**mine, closed_at=None)),
        reminded_at=Subquery(reminders[:1]),
    )
    return sorted(students, key=lambda s: (not s.listed and s.state == DRAFT, WAITING_FIRST.get(s.state, len(ORDER))))


def _number(rows: QuerySet[Model]) -> Coalesce:
    return Coalesce(Subquery(rows.order_by().values("student").annotate(n=Count("pk")).values("n")), 0)


def among(students: Iterable[Student], chosen: str) -> list[Student]:
    """Those of a filter: a state, what is not approved yet, or everybody."""
    if chosen == UNAPPROVED:
        return [s for s in students if s.state in UNAPPROVED_STATES]
    return [s for s in students if not chosen or s.state == chosen]


def neighbours(students: Sequence[Student], student_id: int, chosen: str) -> tuple[Student | None, Student | None]:
    """The one before and the one after within a filter; of a student whose state left it, the first that is still there."""
    found = among(students, chosen)
    place = next((n for n, s in enumerate(found) if s.id == student_id), None)
    if place is None:
        return None, next(iter(found), None)
    return (found[place - 1] if place else None), (found[place + 1] if place + 1 < len(found) else None)
