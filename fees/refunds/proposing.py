"""What is too much on accounts, as proposals that follow their balances: a constant number of statements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from django.db.models import F

from ..models import FeeStanding, Refund, RefundStep
from .causes import CAUSES, OVERPAID

State = Refund.State
FOLLOWING = (State.OFFERED, State.PROPOSED, State.REQUESTED, State.APPROVED)  # a sum that may still be another
OPEN = (*FOLLOWING, State.SENT)
STANDING = (*FOLLOWING, State.REJECTED)  # what is said of the sum that is too much now
NOTHING = Decimal(0)


def follow_balances(
    standing_ids: Sequence[int], *, at: datetime, causes: Mapping[int, str] = {}, actor_id: int | None = None
) -> None:
    """Behind the locks of accounts: a proposal for each that has too much, none for the others.

    What an officer approved follows as well, as a proposal that is to be approved anew; what was handed over for payment
    stays until it is paid or taken back. What an officer rejected is not proposed again while the sum is the same.
    `causes` say why, by account.
    """
    last = _last_refunds(standing_ids)
    over, new = [], []
    for standing in _accounts(standing_ids):
        excess, refund = excess_of(standing), last.get(standing.pk)
        if refund and (refund.state == State.SENT or (refund.amount == excess and refund.state in STANDING)):
            continue
        if refund and refund.state in STANDING:
            over.append(refund)
        if excess > 0:
            new.append(_proposal(standing, excess, causes.get(standing.pk), refund, at))
    Refund.objects.filter(pk__in=[r.pk for r in over]).update(state=State.WITHDRAWN, version=F("version") + 1)
    for refund in over:
        refund.state = State.WITHDRAWN
    Refund.objects.bulk_create(new, batch_size=1000)
    record([(r, "withdraw") for r in over] + [(r, "propose") for r in new], at=at, actor_id=actor_id)


def excess_of(standing: FeeStanding) -> Decimal:
    """What is too much. Nothing is, before the account was charged or while a tariff is missing (OMU-131)."""
    if standing.assessed_at is None or standing.missing:
        return NOTHING
    return max(min(-standing.balance, standing.paid), NOTHING)  # a credit is no money that could go back


def record(moved: Sequence[tuple[Refund, str]], *, at: datetime, actor_id: int | None, note: str = "") -> None:
    """Who moved refunds to the states that they have."""
    steps = [
        RefundStep(refund=refund, event=event, state=refund.state, actor_id=actor_id, at=at, note=note)
        for refund, event in moved
    ]
    RefundStep.objects.bulk_create(steps, batch_size=1000)


def _accounts(standing_ids: Sequence[int]) -> Sequence[FeeStanding]:
    return FeeStanding.objects.filter(pk__in=standing_ids).defer("steps").order_by("id")


def _last_refunds(standing_ids: Sequence[int]) -> dict[int, Refund]:
    """By account; only the last can be open."""
    rows = Refund.objects.filter(standing__in=standing_ids).order_by("standing_id", "-id").distinct("standing_id")
    return {r.standing_id: r for r in rows}


def _proposal(standing: FeeStanding, excess: Decimal, cause: str | None, before: Refund | None, at: datetime) -> Refund:
    """A request and an IBAN go over from the proposal that it follows."""
    follows = before if before and before.state in FOLLOWING else None
    cause = cause or (before.cause if before and before.state in (*FOLLOWING, State.RETURNED) else OVERPAID)
    proposal = Refund(standing=standing, amount=excess, cause=cause, proposed_at=at)
    if follows:
        proposal.iban, proposal.requested_at = follows.iban, follows.requested_at
    if proposal.requested_at:
        proposal.state = State.REQUESTED
    elif CAUSES[cause].on_request:
        proposal.state = State.OFFERED
    return proposal
