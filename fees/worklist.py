"""The worklist of payments that found no account, and whose they may be: by a number that is nearly theirs, or by name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet

from curriculum.models import Term
from people.finding import find_students
from people.models import Student

from .models import Bank, FeeStanding, Payment

SUGGESTED = 8
LONGEST = 12  # a number longer than that is none that was mistyped


@dataclass(frozen=True, slots=True)
class Suggestion:
    student: Student
    due: Decimal
    fits: bool  # what is owed is what was paid


def waiting(*, problem: str = "", bank: str = "", query: str = "") -> QuerySet[Payment]:
    """The longest first."""
    rows = Payment.objects.filter(state=Payment.State.UNMATCHED).select_related("bank", "student").order_by("id")
    rows = rows.filter(problem=problem) if problem else rows
    rows = rows.filter(bank__code=bank) if bank else rows
    for field in ("reference", "number", "payer") if query else ():
        if (found := rows.filter(**{f"{field}__icontains": query})).exists():
            return found
    return rows.none() if query else rows


def suggest(payment: Payment) -> list[Suggestion]:
    """Who owes just that first."""
    numbers = nearly(payment.number) | {payment.number} - {""}
    students = list(Student.objects.filter(number__in=numbers).order_by("number")[:SUGGESTED])
    students += [s for s in find_students(payment.payer)[:SUGGESTED] if s not in students]
    due = _due(students)
    found = [Suggestion(s, due[s.pk], due[s.pk] == payment.amount) for s in students]
    return sorted(found, key=lambda s: (s.student.number != payment.number, not s.fits))[:SUGGESTED]


def _due(students: Sequence[Student]) -> dict[int, Decimal]:
    found: dict[int, Decimal] = defaultdict(Decimal)
    for account in FeeStanding.objects.filter(student__in=students):
        found[account.student_id] += account.due
    return found


def nearly(number: str) -> set[str]:
    """Numbers that are one slip away: a digit wrong, missing, too many, or two changed about."""
    if not number or not number.isascii() or not number.isdecimal() or len(number) > LONGEST:
        return set()
    cuts = [(number[:n], number[n:]) for n in range(len(number) + 1)]
    digits = "0123456789"
    wrong = {a + d + b[1:] for a, b in cuts if b for d in digits}
    missing = {a + d + b for a, b in cuts for d in digits}
    more = {a + b[1:] for a, b in cuts if b}
    about = {a + b[1] + b[0] + b[2:] for a, b in cuts if len(b) > 1}
    return wrong | missing | more | about


def terms_for(payment: Payment) -> list[Term]:
    """Where a payment may be put: the current term first."""
    return sorted(Term.objects.order_by("-code")[:12], key=lambda t: not t.is_current)


def banks() -> list[Bank]:
    return list(Bank.objects.order_by("code"))
