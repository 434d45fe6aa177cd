"""The accounts of a sample: charged by the job that charges a term, and paid at a branch of a made-up bank."""

from __future__ import annotations

import random
from collections.abc import Sequence
from decimal import Decimal

from django.db import transaction

from curriculum.models import Term
from fees import ledger
from fees.models import Bank, Entry, FeeStanding, Payment
from people.clock import now
from registration.charging import charge_term
from registration.progress import in_batches

LIABLE, OWING = (
    0.15,
    0.45,
)  # how many students are admitted from abroad, and how many of who owes anything have not paid yet


def charge(rng: random.Random, term: Term) -> None:
    """Everybody; of those who owe anything some have paid."""
    charge_term(term_id=term.pk)
    bank, _ = Bank.objects.get_or_create(code="ornek", defaults={"name": "Örnek Bank", "channels": ["branch"]})
    owing = FeeStanding.objects.filter(term=term, charged__gt=0, paid=0, missing=[]).order_by("student")
    paying = [id_ for id_ in owing.values_list("student", flat=True) if rng.random() >= OWING]
    for batch in in_batches(paying):
        _pay(term, bank, batch)


@transaction.atomic
def _pay(term: Term, bank: Bank, student_ids: Sequence[int]) -> None:
    at, accounts = now(), ledger.lock_accounts(term.pk, student_ids, make=False)
    standings = FeeStanding.objects.filter(pk__in=[a.pk for a in accounts.values()]).select_related("student")
    payments = Payment.objects.bulk_create(
        Payment(
            bank=bank,
            reference=f"{term.code}-{f.student.number}",
            number=f.student.number,
            amount=f.due,
            channel="branch",
            source="statement",
            state="matched",
            student=f.student,
            term=term,
            paid_at=at,
            received_at=at,
        )
        for f in standings.order_by("id")
        if f.due > Decimal(0)
    )
    ledger.post(
        [
            Entry(standing=accounts[p.student_id], kind="payment", payment=p, amount=p.amount, at=at)
            for p in payments
            if p.student_id
        ]
    )
