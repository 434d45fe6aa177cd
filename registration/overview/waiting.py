"""What waits for somebody, with the desk where it is seen to. Apps further right add what they know to SOURCES."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from fees import worklist
from fees.models import Claim
from fees.refunds import selectors as refunds

from ..models import DocumentRequest, Unmet
from ..term_check import remembered
from .asked import Asked
from .links import listed


@dataclass(frozen=True)
class Waiting:
    """`count` is None where nobody has counted yet."""

    label: str | Promise
    count: int | None
    at: str
    note: str = ""


Source = Callable[[Asked], Iterator[Waiting]]


def of_registration(asked: Asked) -> Iterator[Waiting]:
    user = asked.user
    if user.has_perm("registration.change_documentrequest"):
        rows = DocumentRequest.objects.filter(state=DocumentRequest.State.REQUESTED)
        n = asked.of_students(rows, "registration.view_documentrequest").count()
        yield Waiting(_("documents asked for"), n, listed("registration_documentrequest", state__exact="requested"))
    if user.has_perm("registration.view_unmet"):
        n = asked.of_students(Unmet.objects.filter(term=asked.term), "registration.view_unmet").count()
        yield Waiting(_("rules no longer met"), n, listed("registration_unmet", term__id__exact=asked.term.pk))


def of_fees(asked: Asked) -> Iterator[Waiting]:
    user = asked.user
    if user.has_perm("fees.view_payment"):
        yield Waiting(_("payments without an account"), worklist.waiting().count(), reverse("fee_worklist"))
    if user.has_perm("fees.decide_claim"):
        open_ = Claim.objects.filter(state__in=Claim.OPEN)
        yield Waiting(_("claims to exemptions and discounts"), open_.count(), reverse("fee_claims_desk"))
    if user.has_perm("fees.decide_refund"):
        n = next(queue.count for queue in refunds.queues() if queue.key == refunds.WAITING)
        yield Waiting(_("refunds to decide"), n, reverse("fee_refunds_desk"))


def of_the_check(asked: Asked) -> Iterator[Waiting]:
    """The check itself takes seconds: the number is that of the last look at its page."""
    if asked.user.reach("registration.view_policyrule").everywhere:
        at = f"{reverse('term_check')}?term={asked.term.code}"
        found = remembered.last(asked.term.pk)
        yield Waiting(_("problems found by the term check"), found and found.problems, at, found.said if found else "")


SOURCES: list[Source] = [of_registration, of_fees, of_the_check]


def waiting(asked: Asked) -> tuple[Waiting, ...]:
    return tuple(row for source in SOURCES for row in source(asked))
