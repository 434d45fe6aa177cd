"""A bank, students who owe, and statements as the bank writes them."""

from __future__ import annotations

from decimal import Decimal

from django.db import transaction

from curriculum.models import Term
from fees import ledger
from fees.booking import Booked, report_payment
from fees.models import Bank, Entry, FeeStanding
from people.clock import now
from people.models import Student
from tests.world import local

HEADER = "reference;number;payer;amount;channel;paid_at"
DAY = "10.02.2026"


def akbank(channels: tuple[str, ...] = ("branch",)) -> Bank:
    return Bank.objects.create(code="akbank", name="Akbank", channels=list(channels))


def owe(student: Student, term: Term, *charges: tuple[str, str]) -> FeeStanding:
    """Charges of an account, each a line and its sum."""
    with transaction.atomic():
        account = ledger.lock_accounts(term.pk, [student.pk])[student.pk]
        ledger.post(
            [
                Entry(standing=account, kind="charge", line=line, amount=Decimal(sum_), at=now())
                for line, sum_ in charges
            ]
        )
    FeeStanding.objects.filter(pk=account.pk).update(assessed_at=now())
    account.refresh_from_db()
    return account


def report(bank: Bank, reference: str, number: str, amount: str, *, channel: str = "branch", **about) -> Booked:
    told = {"paid_at": local("2026-02-10 10:00"), "source": "service", **about}
    return report_payment(
        bank=bank, reference=reference, number=number, amount=Decimal(amount), channel=channel, **told
    )


def line(
    reference: str, number: str, amount: str, *, channel: str = "branch", payer: str = "", at: str = "10:00"
) -> str:
    return f"{reference};{number};{payer};{amount};{channel};{DAY} {at}"


def statement(*lines: str, count: int | None = None, total: str = "", header: str = HEADER) -> bytes:
    """A file whose last line agrees with the others unless it is told otherwise."""
    sums = [text.split(";")[3].replace(".", "").replace(",", ".") for text in lines] if not total else []
    total = total or f"{sum(Decimal(s) for s in sums):.2f}"
    return "\n".join([header, *lines, f"TOTAL;{DAY};{len(lines) if count is None else count};{total}", ""]).encode()
