"""The end of a bank's day: what it says it collected against what was received, and that against the accounts.

The totals agree, or each difference has a name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.db.models import Count, F, Q, QuerySet, Sum
from django.utils.functional import Promise
from django.utils.timezone import get_default_timezone, make_aware
from django.utils.translation import gettext_lazy as _

from people.clock import now

from .booking import ON_ACCOUNT
from .models import Bank, DayReport, Entry, Payment
from .statements import left_out

State = Payment.State
NAMED = 50  # payments that a difference names

SAID: Mapping[str, str | Promise] = {
    "NO_REPORT": _("The bank has not reported this day."),
    "STATEMENT_DIFFERS": _("The statement says %(told)s, the payments come to %(found)s."),
    "SERVICE_DIFFERS": _("The bank's own program says %(told)s, the payments come to %(found)s."),
    "LEFT_OUT": _("Left out of a statement: line %(line)d, reference %(reference)s, %(amount)s."),
    "NOT_IN_STATEMENT": _("In no statement of the bank: %(references)s."),
    "REVERSED_IN_STATEMENT": _("Reversed here, yet in a statement of the bank: %(references)s."),
    "LEDGER_DIFFERS": _("Not as on the accounts: %(references)s."),
}


@dataclass(frozen=True, slots=True)
class Sums:
    count: int = 0
    total: Decimal = Decimal(0)

    def __add__(self, other: Sums) -> Sums:
        return Sums(self.count + other.count, self.total + other.total)

    def __str__(self) -> str:
        return f"{self.count} / {self.total:.2f}"


@dataclass(frozen=True, slots=True)
class Difference:
    code: str
    figures: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return str(SAID[self.code]) % self.figures


@dataclass
class Reconciliation:
    """A day of a bank. `received` is what was not reversed: on accounts, on the worklist or returned to its sender."""

    bank: Bank
    day: date
    statement: Sums | None
    service: Sums | None
    accounts: Sums
    worklist: Sums
    returned: Sums
    reversed: Sums
    entries: Sums
    differences: list[Difference] = field(default_factory=list)

    @property
    def received(self) -> Sums:
        return self.accounts + self.worklist + self.returned

    @property
    def agrees(self) -> bool:
        return not self.differences

    def rows(self) -> list[tuple[str | Promise, Sums | None]]:
        """As the page and the command print them."""
        return [
            (_("The bank's statement"), self.statement),
            (_("The bank's own program"), self.service),
            (_("Received and not reversed"), self.received),
            (_("of these, on accounts"), self.accounts),
            (_("of these, on the worklist"), self.worklist),
            (_("of these, returned to the sender"), self.returned),
            (_("Reversed"), self.reversed),
            (_("Entries on accounts"), self.entries),
        ]


def report_day(*, bank: Bank, day: date, count: int, total: Decimal) -> DayReport:
    """What the bank's program says of a day; said again, the later word counts."""
    return DayReport.objects.create(bank=bank, day=day, lines=count, total=total, reported_at=now())


def reconcile(bank: Bank, day: date) -> Reconciliation:
    payments = payments_of(bank, day)
    states = {
        state: Sums(count, total)
        for state, count, total in payments.order_by().values_list("state").annotate(Count("id"), Sum("amount"))
    }
    entries = Entry.objects.filter(payment__in=payments.order_by(), reverses=None, reversed_by=None)
    posted = entries.aggregate(count=Count("id"), total=Sum("amount"))
    found = Reconciliation(
        bank=bank,
        day=day,
        statement=_reported(bank, day, by_statement=True),
        service=_reported(bank, day, by_statement=False),
        accounts=states.get(State.MATCHED, Sums()) + states.get(State.CLEARED, Sums()),
        worklist=states.get(State.UNMATCHED, Sums()),
        returned=states.get(State.RETURNED, Sums()),
        reversed=states.get(State.REVERSED, Sums()),
        entries=Sums(posted["count"], posted["total"] or Decimal(0)),
    )
    found.differences = [*_of_reports(found), *_of_lines(found, payments), *_of_ledger(payments)]
    return found


def payments_of(bank: Bank, day: date) -> QuerySet[Payment]:
    """By when the bank took the money, in Istanbul."""
    begins = make_aware(datetime.combine(day, time()), get_default_timezone())
    ends = make_aware(datetime.combine(day + timedelta(days=1), time()), get_default_timezone())
    return Payment.objects.filter(bank=bank, paid_at__gte=begins, paid_at__lt=ends)


def _reported(bank: Bank, day: date, *, by_statement: bool) -> Sums | None:
    rows = DayReport.objects.filter(bank=bank, day=day, statement__isnull=not by_statement)
    last = rows.order_by("-id").first()
    return Sums(last.lines, last.total) if last else None


def _of_reports(found: Reconciliation) -> list[Difference]:
    if found.statement is None and found.service is None:
        return [Difference("NO_REPORT")] if found.received.count else []
    told = {"STATEMENT_DIFFERS": found.statement, "SERVICE_DIFFERS": found.service}
    return [
        Difference(code, {"told": sums, "found": found.received})
        for code, sums in told.items()
        if sums is not None and sums != found.received
    ]


def _of_lines(found: Reconciliation, payments: QuerySet[Payment]) -> list[Difference]:
    """What may explain a report that differs: lines left out that were not booked since, payments of one side alone."""
    if found.statement is None:
        return []
    reports = DayReport.objects.filter(bank=found.bank, day=found.day, statement__isnull=False)
    lines = [w for r in reports.select_related("statement") if r.statement for w in left_out(r.statement)]
    booked = set(
        Payment.objects.filter(bank=found.bank, reference__in=[w.reference for w in lines])
        .exclude(statement=None)
        .values_list("reference", flat=True)
    )
    differences = [
        Difference("LEFT_OUT", {"line": w.line, "reference": w.reference or "–", "amount": w.amount or "–"})
        for w in lines
        if w.reference not in booked or w.code == "DUPLICATE_REFERENCE"
    ]
    alone = payments.filter(statement=None).exclude(state=State.REVERSED)
    back = payments.filter(state=State.REVERSED, statement__isnull=False)
    return differences + _named("NOT_IN_STATEMENT", alone) + _named("REVERSED_IN_STATEMENT", back)


def _of_ledger(payments: QuerySet[Payment]) -> list[Difference]:
    """Payments on an account without just one standing entry of their sum, and entries of payments that are on none."""
    standing = Q(entries__reverses=None, entries__reversed_by=None, entries__isnull=False)
    posted = payments.annotate(posts=Count("entries", filter=standing), posted=Sum("entries__amount", filter=standing))
    on, off = Q(state__in=ON_ACCOUNT), ~Q(state__in=ON_ACCOUNT)
    wrong = posted.filter((on & (~Q(posts=1) | ~Q(posted=F("amount")))) | (off & Q(posts__gt=0)))
    return _named("LEDGER_DIFFERS", wrong)


def _named(code: str, payments: QuerySet[Payment]) -> list[Difference]:
    references: Iterable[str] = payments.order_by("reference").values_list("reference", flat=True)[: NAMED + 1]
    named = list(references)
    said = ", ".join(named[:NAMED]) + (" …" if len(named) > NAMED else "")
    return [Difference(code, {"references": said})] if named else []
