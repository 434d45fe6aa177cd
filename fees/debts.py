"""What a student owes, as it is told to whoever collects it: sums by term and line, no more of the person than a hint."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from people.models import Student

from . import ledger
from .models import FeeStanding


@dataclass(frozen=True, slots=True)
class Line:
    line: str
    course: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class OfTerm:
    term: str
    term_name: str
    due: Decimal
    paid: Decimal
    lines: list[Line]


@dataclass(frozen=True, slots=True)
class Debts:
    number: str
    name: str
    due: Decimal
    terms: list[OfTerm]


def debts_of(number: str) -> Debts | None:
    """Of the current term first, then of the oldest that owes; None where there is no such student."""
    student = Student.objects.filter(number=number).first()
    if student is None:
        return None
    rows = FeeStanding.objects.filter(student=student).select_related("term").order_by("term__code")
    owing = sorted((r for r in rows if r.due > 0), key=lambda r: not r.term.is_current)
    charges = ledger.open_charges([r.pk for r in owing])
    terms = [_of_term(r, charges.get(r.pk, [])) for r in owing]
    return Debts(number, masked(student.first_name, student.last_name), sum((t.due for t in terms), Decimal(0)), terms)


def _of_term(account: FeeStanding, charges: list) -> OfTerm:
    lines = [Line(e.line, e.course.code if e.course else "", e.amount) for e in charges]
    return OfTerm(account.term.code, account.term.name, account.due, account.paid, lines)


def masked(*names: str) -> str:
    """D**** Y*****: enough for a payer to see a wrong number by, too little to find a person by."""
    return " ".join(f"{word[0]}{'*' * (len(word) - 1)}" for name in names for word in name.split())
