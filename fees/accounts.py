"""An account to read: its lines with the way to each sum, its ledger, and the student's other terms."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from curriculum.models import Course, Term
from people.models import Student

from .explaining import Said, explain, ground_names, missing_text
from .models import Bank, Entry, FeeStanding, Line
from .models.bank import Channel

Kind = Entry.Kind
NOTHING = Decimal(0)
# why registration had it computed anew, by the event of its table
EVENTS = {
    "close": _("the registration was closed"),
    "leave": _("leave"),
    "cancel": _("the registration was cancelled"),
    "excuse_accepted": _("an excuse was accepted"),
    "excuse_rejected": _("an excuse was rejected"),
}


@dataclass(frozen=True)
class Booked:
    """An entry with what it does to the balance, and the balance after it. Above nothing it is owed."""

    entry: Entry
    change: Decimal
    balance: Decimal
    taken_back: bool  # by a later entry

    @property
    def behind(self) -> str:
        """Why, on what document, and who: for the fee office."""
        entry = self.entry
        document = entry.steps[0].get("document", "") if entry.by_hand and entry.steps else ""
        who = (entry.actor.get_full_name() or entry.actor.username) if entry.actor else ""
        return " · ".join(filter(None, (str(EVENTS.get(entry.reason, entry.reason)), document, who)))

    @property
    def may_be_taken_back(self) -> bool:
        return self.entry.by_hand and not self.taken_back and not self.entry.reverses_id


@dataclass(frozen=True)
class LineOf:
    """A line of what is charged, with the way to its sum."""

    line: str
    amount: Decimal
    steps: tuple[Said, ...]
    course: Course | None = None
    by_hand: Entry | None = None

    @property
    def name(self) -> str:
        return str(Line(self.line).label)


@dataclass(frozen=True)
class Account:
    """`standing` is None before anything was computed. `said` is about the term as a whole: why it costs nothing."""

    student: Student
    term: Term
    standing: FeeStanding | None
    lines: tuple[LineOf, ...] = ()
    said: tuple[Said, ...] = ()
    ledger: tuple[Booked, ...] = ()
    missing: tuple[str, ...] = ()  # what has no tariff, said in words

    @property
    def due(self) -> Decimal:
        return self.standing.due if self.standing else NOTHING

    @property
    def charged(self) -> Decimal:
        return self.standing.charged if self.standing else NOTHING

    @property
    def excess(self) -> Decimal:
        return max(-self.standing.balance, NOTHING) if self.standing else NOTHING

    @property
    def reasons(self) -> tuple[Said, ...]:
        """Why nothing is charged: what was said of the term, then the last step of each line."""
        return (*self.said, *(line.steps[-1] for line in self.lines if line.steps))


def account_of(student: Student, term: Term) -> Account:
    """The account of a term in five statements at most, however long it is."""
    standing = FeeStanding.objects.filter(student=student, term=term).first()
    if standing is None:
        return Account(student, term, None)
    related = ("course", "actor", "payment__bank", "refund")
    entries = list(Entry.objects.filter(standing=standing).select_related(*related).order_by("id"))
    computed = standing.steps if isinstance(standing.steps, dict) else {}
    grounds = ground_names() if computed else {}
    return Account(
        student=student,
        term=term,
        standing=standing,
        lines=tuple(_lines(computed.get("charges", ()), entries, grounds)) if not standing.missing else (),
        said=tuple(explain(computed.get("steps", ()), grounds=grounds)),
        ledger=tuple(_booked(entries)),
        missing=tuple(missing_text(m) for m in standing.missing),
    )


def _booked(entries: Iterable[Entry]) -> Iterator[Booked]:
    entries, balance = list(entries), NOTHING
    taken_back = {e.reverses_id for e in entries}
    for entry in entries:
        change = -entry.amount if entry.kind == Kind.PAYMENT else entry.amount
        balance += change
        yield Booked(entry, change, balance, entry.pk in taken_back)


def _lines(
    computed: Iterable[dict[str, Any]], entries: Iterable[Entry], grounds: Mapping[str, str]
) -> Iterator[LineOf]:
    """What was computed, lines that cost nothing as well, then what was charged by hand."""
    charges = list(computed)
    courses = Course.objects.in_bulk({c["course"] for c in charges if c["course"]})
    for c in charges:
        yield LineOf(
            c["line"],
            Decimal(c["amount"]),
            tuple(explain(c["steps"], c["line"], grounds=grounds)),
            courses.get(c["course"]),
        )
    entries = list(entries)
    taken_back = {e.reverses_id for e in entries}
    for entry in entries:
        if entry.by_hand and not entry.reverses_id and entry.pk not in taken_back:
            yield LineOf(entry.line, entry.amount, tuple(explain(entry.steps, entry.line)), by_hand=entry)


@dataclass(frozen=True)
class HowToPay:
    """A bank with its instructions, and the ways of paying there that count by themselves and that do not."""

    bank: Bank
    instructions: str
    counted: tuple[str, ...]
    others: tuple[str, ...]


def how_to_pay(language: str) -> list[HowToPay]:
    found = []
    for bank in Bank.objects.filter(active=True):
        text = bank.instructions if language == "tr" else bank.instructions_en or bank.instructions
        ways = {c: str(c.label) for c in Channel}
        counted = tuple(word for c, word in ways.items() if c in bank.channels)
        found.append(HowToPay(bank, text, counted, tuple(w for c, w in ways.items() if c not in bank.channels)))
    return found


def other_terms(student: Student, term: Term) -> list[FeeStanding]:
    """The student's accounts of other terms, the newest first."""
    rows = FeeStanding.objects.filter(student=student).exclude(term=term).select_related("term").defer("steps")
    return list(rows.order_by("-term__code"))


def owed_elsewhere(standings: Iterable[FeeStanding]) -> Decimal:
    return sum((s.due for s in standings), NOTHING)


def dues_of(students: Iterable[Student], term: Term) -> dict[int, Decimal]:
    """What each of some students owes for a term."""
    rows = FeeStanding.objects.filter(student__in=[s.pk for s in students], term=term)
    sums = rows.values("student_id").annotate(balance=Sum("charged") - Sum("paid"))
    return {row["student_id"]: max(row["balance"], NOTHING) for row in sums}
