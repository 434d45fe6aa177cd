"""What is too much on an account goes back: proposed by the system, approved by the officer, exported for payment."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from .models import FeeStanding, Refund

State = Refund.State


def follow_balances(standing_ids: Sequence[int], *, at: datetime) -> None:
    """Behind the locks of accounts: a proposal for each that has too much, none for the others. What an officer approved
    follows as well, as a proposal that is to be approved anew."""
    open_ = {r.standing_id: r for r in Refund.objects.filter(standing__in=standing_ids, state__in=OPEN)}
    for standing in FeeStanding.objects.filter(pk__in=standing_ids).order_by("id"):
        excess, refund = min(-standing.balance, standing.paid), open_.get(standing.pk)  # a credit is no money
        if refund and refund.amount == excess:
            continue
        if refund:
            Refund.objects.filter(pk=refund.pk).update(state=State.WITHDRAWN, decided_at=at)
        if excess > 0:
            Refund.objects.create(standing=standing, amount=excess, cause="excess", proposed_at=at)


OPEN = (State.PROPOSED, State.APPROVED)
