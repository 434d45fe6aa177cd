"""The accounts of a sample: charged by the job that charges a term, and paid by a statement of a made-up bank."""

from __future__ import annotations

import random
from collections.abc import Sequence
from decimal import Decimal

from curriculum.models import Term
from fees.models import Bank, Channel, FeeStanding
from fees.statements import carry_on, confirm, stage
from people.clock import today
from people.models import User
from registration.charging import charge_term

from . import fee_office

LIABLE, OWING = (
    0.15,
    0.45,
)  # how many students are admitted from abroad, and how many of who owes anything have not paid yet
HOW = "Herhangi bir şubede ya da internet şubesinin “Harç ödeme” ekranında, öğrenci numaranızı söyleyerek."
HOW_EN = "At any branch, or on the “Fee payment” page of the bank's site, with your student number."
CHANNELS = (Channel.BRANCH, Channel.CARD, Channel.ATM, Channel.ONLINE)
COLUMNS = "reference;number;payer;amount;channel;paid_at"


def charge(rng: random.Random, term: Term) -> None:
    """Everybody; of those who owe anything some have paid, and the fee office has begun its work."""
    charge_term(term_id=term.pk)
    owing = FeeStanding.objects.filter(term=term, charged__gt=0, paid=0, missing=[]).order_by("student")
    owing = owing.select_related("student")
    paying = [standing for standing in owing if rng.random() >= OWING]
    officer = User.objects.filter(staff__roles__kind="fee_officer").order_by("id").first()
    if not paying or officer is None or Bank.objects.exists():
        return
    bank = Bank.objects.create(
        code="ornek", name="Örnek Bank", channels=list(CHANNELS), instructions=HOW, instructions_en=HOW_EN
    )
    _book(bank, [*map(_line, range(1, len(paying) + 1), paying), *_to_look_at(paying)], officer)
    fee_office.work(term, [standing.student for standing in paying], officer)


def _line(n: int, standing: FeeStanding) -> tuple[str, str, str, Decimal, str]:
    student, channel = standing.student, CHANNELS[n % len(CHANNELS)]
    return f"ORNEK-{n:04}", student.number, student.full_name, standing.due, channel


def _to_look_at(paying: Sequence[FeeStanding]) -> list[tuple[str, str, str, Decimal, str]]:
    """One of each kind that the worklist knows; the owners of the first two have nothing left to pay, or another sum."""
    owes = FeeStanding.objects.filter(term=paying[0].term, charged__gt=0, paid=0, missing=[])
    others = list(owes.exclude(pk__in=[s.pk for s in paying]).select_related("student").order_by("-student")[:3])
    again = paying[0]
    found = [("ORNEK-9001", again.student.number, again.student.full_name, again.due, str(Channel.BRANCH))]
    kinds = (("9002", Channel.EFT, 0, True), ("9003", Channel.BRANCH, -100, True), ("9004", Channel.ATM, 0, False))
    for standing, (reference, channel, more, right) in zip(others, kinds, strict=False):
        student = standing.student
        number = student.number if right else f"{student.number[:-1]}{(int(student.number[-1]) + 1) % 10}9"
        found.append((f"ORNEK-{reference}", number, student.full_name, standing.due + more, str(channel)))
    return found


def _book(bank: Bank, lines: Sequence[tuple[str, str, str, Decimal, str]], officer: User) -> None:
    """By a file like the bank's own (docs/bank-statement.md)."""
    day = f"{today():%d.%m.%Y}"
    rows = [";".join((ref, number, payer, str(amount), channel, day)) for ref, number, payer, amount, channel in lines]
    total = f"TOTAL;{day};{len(lines)};{sum(line[3] for line in lines)}"
    content = "\n".join([COLUMNS, *rows, total]).encode()
    job = stage(bank=bank, content=content, name=f"ornek-{today():%Y-%m-%d}.csv", actor=officer)
    if confirm(job, keep="all", actor=officer):
        carry_on(job.pk)
