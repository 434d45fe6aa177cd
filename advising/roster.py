"""An advisor's students in the order in which they wait, with what lies on the desk about each: one statement."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db.models import Count, Exists, Model, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from curriculum.turkish import search_key
from people.models import Student, StudentProgramme, User
from people.selectors import advised_by
from registration.models import Attempt, Enrolment, TermRegistration
from registration.transitions import APPROVED, DRAFT, OPEN, SUBMITTED

from .filters import UNAPPROVED, UNREAD, Filter
from .models import AdvisorTask, Message, Reminder, RemovalRequest
from .services import advisees_of

# who waits for the advisor first, who is settled last
ORDER = ("submitted", "draft", "returned", "fee_pending", "not_started", "excuse_pending", "approved", "final")
WAITING_FIRST = {state: place for place, state in enumerate(ORDER)}
UNAPPROVED_STATES = tuple(state for state in OPEN if state != APPROVED)


def roster(user: User, term_id: int) -> list[Student]:
    """The advisees, each with `state`, `year` (the class), `listed` (whether anything is on the list), `changed_at` (when it
    last changed), `advisor_id` (whose advisee it is), `unread` messages, open `tasks`, `asks_removal` and `reminded_at`;
    those who wait first, then by surname."""
    mine = {"student": OuterRef("pk"), "term": term_id}
    unread = Message.objects.filter(**mine, sender=OuterRef("user_id"), read_at=None)
    reminders = Reminder.objects.filter(**mine, answered_at=None).order_by("-id").values("at")
    mine_now = TermRegistration.objects.filter(**mine)
    changes = Attempt.objects.filter(registration_id=OuterRef("registration_key"), accepted=True).order_by("-id")
    years = StudentProgramme.objects.filter(student=OuterRef("pk"), is_primary=True).values("class_year")
    students = advisees_of(user).annotate(
        year=Subquery(years),
        registration_key=Subquery(mine_now.values("id")),
        changed_at=Subquery(changes.values("at")[:1]),
        state=Coalesce(Subquery(mine_now.values("state")), Value("not_started")),
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


def among(students: Iterable[Student], chosen: Filter) -> list[Student]:
    """Those of a filter, as far as the list itself need not be judged for it."""
    words = search_key(chosen.q).split()
    return [
        s
        for s in students
        if (
            not chosen.state or s.state == chosen.state or (chosen.state == UNAPPROVED and s.state in UNAPPROVED_STATES)
        )
        and chosen.year in (None, s.year)
        and (chosen.only != UNREAD or s.unread)
        and all(word in s.search_key for word in words)
    ]


def waiting(students: Iterable[Student], *, drafts: bool) -> list[Student]:
    """Those whose list can be decided on: sent, or with courses on it where advisors decide without that."""
    return [s for s in students if s.state == SUBMITTED or (drafts and s.state == DRAFT and s.listed)]


def neighbours(students: Sequence[Student], student_id: int) -> tuple[Student | None, Student | None]:
    """The one before and the one after within a filter; of a student whose state left it, the first that is still there."""
    place = next((n for n, s in enumerate(students) if s.id == student_id), None)
    if place is None:
        return None, next(iter(students), None)
    return (students[place - 1] if place else None), (students[place + 1] if place + 1 < len(students) else None)


def next_waiting(students: Iterable[Student], waits: Sequence[Student], student_id: int) -> Student | None:
    """The one to decide on after a student: the next below, else the first that was passed over."""
    order = {s.id: n for n, s in enumerate(students)}
    place = order.get(student_id, -1)
    others = [s for s in waits if s.id != student_id]
    return next((s for s in others if order[s.id] > place), next(iter(others), None))
