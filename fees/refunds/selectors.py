"""Refunds to read: the queue of the desk by state, one with the account behind it, a student's own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet, Sum
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from curriculum.importers.tables import Text
from curriculum.models import Term
from people.models import Student

from ..iban import grouped, masked
from ..models import Entry, FeeStanding, Refund, RefundBatch
from .causes import CAUSES, Cause
from .moves import TABLE
from .proposing import OPEN, State

AT_ONCE = 100  # on a page, and as many can be approved by one press
WAITING = "waiting"
QUEUES: dict[str, tuple[tuple[str, ...], Text]] = {
    WAITING: ((State.PROPOSED, State.REQUESTED), _("To be decided")),
    "approved": ((State.APPROVED,), pgettext_lazy("refunds", "Approved")),
    "sent": ((State.SENT,), _("Handed over for payment")),
    "paid": ((State.PAID,), pgettext_lazy("refunds", "Paid back")),
    "returned": ((State.RETURNED,), _("Sent back by the bank")),
    "rejected": ((State.REJECTED,), pgettext_lazy("refunds", "Rejected")),
    "offered": ((State.OFFERED,), _("Given back on request")),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A refund as a page shows it; the IBAN whole to its owner alone."""

    refund: Refund
    owner: bool = False

    @property
    def student(self) -> Student:
        return self.refund.standing.student

    @property
    def term(self) -> Term:
        return self.refund.standing.term

    @property
    def cause(self) -> Cause:
        return CAUSES[self.refund.cause]

    @property
    def iban(self) -> str:
        return grouped(self.refund.iban) if self.owner else masked(self.refund.iban)

    @property
    def moves(self) -> list[str]:
        """What the officer can do with it now."""
        return [m.event for m in TABLE.values() if self.refund.state in m.sources]

    @property
    def takes_iban(self) -> bool:
        return self.refund.state in OPEN and self.refund.state != State.SENT


@dataclass(frozen=True, slots=True)
class Queue:
    key: str
    name: Text
    count: int
    total: Decimal


def queues() -> list[Queue]:
    """Each with how many and how much, in one statement."""
    asked = {key: Q(state__in=states) for key, (states, _name) in QUEUES.items()}
    figures = {f"n_{key}": Count("pk", filter=q) for key, q in asked.items()}
    figures |= {f"sum_{key}": Sum("amount", filter=q, default=Decimal(0)) for key, q in asked.items()}
    found = Refund.objects.aggregate(**figures)
    return [Queue(key, name, found[f"n_{key}"], found[f"sum_{key}"]) for key, (_states, name) in QUEUES.items()]


def queue(key: str, page: str) -> Page:
    """Those that wait longest first; what is done with, the last first."""
    states, _name = QUEUES[key]
    order = "id" if key in (WAITING, "approved", "sent", "offered") else "-id"
    return Paginator(_whole().filter(state__in=states).order_by(order), AT_ONCE).get_page(page)


def shown(refunds: Iterable[Refund], *, owner: bool = False) -> list[Shown]:
    return [Shown(r, owner) for r in refunds]


def one(refund_id: int) -> Shown | None:
    refund = _whole().filter(pk=refund_id).first()
    return Shown(refund) if refund else None


def entries_of(account: FeeStanding) -> QuerySet[Entry]:
    return account.entries.select_related("course", "actor", "payment").order_by("id")


def others_of(refund: Refund) -> list[Shown]:
    """The other refunds of the same student."""
    mine = _whole().filter(standing__student=refund.standing.student_id).exclude(pk=refund.pk)
    return shown(mine.order_by("-id")[:AT_ONCE])


def own(student: Student) -> list[Shown]:
    """What concerns the student: not what was proposed and never came to anything."""
    mine = _whole().filter(standing__student=student).exclude(state=State.WITHDRAWN)
    return shown(mine.order_by("-id"), owner=True)


def lists() -> QuerySet[RefundBatch]:
    """Payment lists, the last first, with how many of each are not paid yet."""
    unpaid = Count("refunds", filter=Q(refunds__state=State.SENT))
    return RefundBatch.objects.select_related("made_by").annotate(unpaid=unpaid).order_by("-id")


def _whole() -> QuerySet[Refund]:
    related = ("standing__student", "standing__term", "batch", "decided_by")
    return Refund.objects.select_related(*related)
