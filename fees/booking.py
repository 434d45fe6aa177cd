"""Payments: the only writer of what a bank reports, from its receipt to an account and back.

Each function is one transaction. Lock order: payments, accounts by id; nobody who holds a registration comes here, and what
a payment opens is told after the commit. The same reference with the same figures is one payment and has one answer.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from curriculum.models import Term
from people.clock import now
from people.models import Student, User

from . import ledger
from .ledger import unless_busy
from .matching import Account, account_of, place
from .models import Bank, Entry, FeeStanding, Payment, Statement
from .refunds import follow_balances
from .signals import tell_balances_changed

State, Problem, Source = Payment.State, Payment.Problem, Payment.Source
DUPLICATE_REFERENCE, NOT_WAITING, NOT_ON_ACCOUNT, RETURNED = (
    "DUPLICATE_REFERENCE",
    "NOT_WAITING",
    "NOT_ON_ACCOUNT",
    "RETURNED",
)
ON_ACCOUNT = (State.MATCHED, State.CLEARED)
TRIES = 3  # of a batch of which somebody else reported a payment in between


@dataclass(frozen=True, slots=True)
class Reported:
    """A payment as a bank tells of it."""

    reference: str
    number: str
    amount: Decimal
    channel: str
    paid_at: datetime
    payer: str = ""


@dataclass(frozen=True, slots=True)
class Booked:
    """The payment of a report, whether it was known before, and a code where nothing was done."""

    payment: Payment
    again: bool = False
    code: str = ""


def _busy(*, code: str) -> Booked:
    return Booked(Payment(), code=code)


def same(payment: Payment, told: Reported) -> bool:
    """Whether a payment has the figures that are told anew; a moment may be written more coarsely."""
    return (payment.number, payment.amount, payment.channel) == (told.number, told.amount, told.channel)


def report_payment(
    *,
    bank: Bank,
    reference: str,
    number: str,
    amount: Decimal,
    channel: str,
    paid_at: datetime,
    source: str,
    payer: str = "",
) -> Booked:
    """One payment, by the web service: on the account that owes such a sum, else on the worklist with its problem."""
    told = Reported(reference, number, amount, channel, paid_at, payer)
    return book_payments(bank=bank, told=[told], source=source)[0]


def book_payments(
    *, bank: Bank, told: Sequence[Reported], source: str, statement: Statement | None = None
) -> list[Booked]:
    """Some payments in one transaction, answered in their order."""
    for left in reversed(range(TRIES)):
        try:
            with transaction.atomic():
                return _book(bank, told, source, statement)
        except (IntegrityError, _ReportedElsewhere):  # it is known the next time
            if not left:
                raise
    raise AssertionError


class _ReportedElsewhere(Exception):
    """Another report of the same reference came in between."""


def _book(bank: Bank, told: Sequence[Reported], source: str, statement: Statement | None) -> list[Booked]:
    known = known_payments(bank, told)
    if statement:
        _confirm(known, told, statement)  # before the accounts: payments are locked first
    fresh = [t for t in told if t.reference not in known]
    students = students_by_number(fresh)
    accounts = read_accounts(_locked(students.values()))
    if known_payments(bank, fresh):
        raise _ReportedElsewhere
    at, paid, made = now(), list[tuple[Payment, Account]](), dict[str, Payment]()
    for t in fresh:
        if t.reference not in made:
            payment, account = _place(bank, t, students.get(t.number), accounts)
            payment.source, payment.statement, payment.received_at = source, statement, at
            made[t.reference] = payment
            paid += [(payment, account)] if account else []
    Payment.objects.bulk_create([made[r] for r in sorted(made)])  # in one order: another batch may have the same ones
    _put(paid, at=at, actor_id=None)
    return [_answer(known.get(t.reference), made.get(t.reference), t) for t in told]


def _answer(known: Payment | None, made: Payment | None, told: Reported) -> Booked:
    payment = known or made
    assert payment is not None
    return Booked(payment, again=known is not None, code="" if same(payment, told) else DUPLICATE_REFERENCE)


def _place(
    bank: Bank, told: Reported, student_id: int | None, accounts: Mapping[int, list[Account]]
) -> tuple[Payment, Account | None]:
    """The payment with its state, and the account that it goes on."""
    payment = Payment(
        bank=bank,
        reference=told.reference,
        number=told.number,
        payer=told.payer,
        amount=told.amount,
        channel=told.channel,
        paid_at=told.paid_at,
        student_id=student_id,
        state=State.UNMATCHED,
    )
    found = where(bank, told, student_id, accounts)
    if isinstance(found, str):
        payment.problem = found
        return payment, None
    found.take(told.amount)
    payment.state, payment.term_id = State.MATCHED, found.term_id
    return payment, found


def where(bank: Bank, told: Reported, student_id: int | None, accounts: Mapping[int, list[Account]]) -> Account | str:
    """The account that a payment goes on, or the problem that sends it to the worklist (OMU-15, OMU-60)."""
    if student_id is None:
        return Problem.NUMBER
    if told.channel not in bank.channels:
        return Problem.CHANNEL
    return place(accounts.get(student_id, ()), told.amount)


def known_payments(bank: Bank, told: Sequence[Reported]) -> dict[str, Payment]:
    rows = Payment.objects.filter(bank=bank, reference__in=[t.reference for t in told])
    return {p.reference: p for p in rows}


def students_by_number(told: Iterable[Reported]) -> dict[str, int]:
    numbers = {t.number for t in told} - {""}
    return dict(Student.objects.filter(number__in=numbers).values_list("number", "id"))


def _locked(student_ids: Iterable[int]) -> list[FeeStanding]:
    """All accounts of some students, since any of them may owe."""
    rows = FeeStanding.objects.select_for_update(no_key=True, of=("self",)).filter(student__in=set(student_ids))
    return list(rows.select_related("term").order_by("id"))


def read_accounts(standings: Sequence[FeeStanding]) -> dict[int, list[Account]]:
    """By student, oldest term first."""
    current = Term.objects.filter(is_current=True).values_list("pk", flat=True).first()
    charges = ledger.open_charges(s.pk for s in standings if s.due > 0)
    found: dict[int, list[Account]] = defaultdict(list)
    for standing in sorted(standings, key=lambda s: s.term.code):
        lines = [entry.amount for entry in charges.get(standing.pk, ())]
        found[standing.student_id].append(account_of(standing, lines, current))
    return found


def _put(paid: Sequence[tuple[Payment, Account]], *, at: datetime, actor_id: int | None, reason: str = "") -> None:
    """Entries for payments, behind the locks of their accounts, and the word to whoever waits for them."""
    ledger.post(
        [
            Entry(
                standing_id=account.id,
                kind=Entry.Kind.PAYMENT,
                amount=payment.amount,
                payment=payment,
                reason=reason,
                actor_id=actor_id,
                at=at,
            )
            for payment, account in paid
        ]
    )
    _tell([account for _, account in paid], at)


def _tell(accounts: Sequence[Account], at: datetime) -> None:
    if not accounts:
        return
    follow_balances(sorted({a.id for a in accounts}), at=at)
    for term_id in sorted({a.term_id for a in accounts}):
        tell_balances_changed(term_id, [a.student_id for a in accounts if a.term_id == term_id])


def _confirm(known: Mapping[str, Payment], told: Sequence[Reported], statement: Statement) -> None:
    """Payments that the statement confirms after the web service reported them, or the desk did."""
    payments = [known[t.reference] for t in told if t.reference in known and same(known[t.reference], t)]
    waiting = sorted(p.pk for p in payments if p.statement_id is None)
    if waiting:
        rows = Payment.objects.select_for_update(no_key=True).filter(pk__in=waiting, statement=None).order_by("id")
        Payment.objects.filter(pk__in=list(rows.values_list("pk", flat=True))).update(statement=statement)


# by the bank


@transaction.atomic
def cancel_payment(*, bank: Bank, reference: str) -> Booked | None:
    """The bank takes a payment back: the same again is the same answer. None where the reference is not known."""
    payment = _to_change(Payment.objects.filter(bank=bank, reference=reference))
    if payment is None:
        return None
    if payment.state == State.REVERSED:
        return Booked(payment, again=True)
    if payment.state == State.RETURNED:
        return Booked(payment, code=RETURNED)
    _take_off(payment, actor=None, reason="")
    _keep(payment, state=State.REVERSED)
    return Booked(payment)


# by the fee office


@unless_busy(_busy)
def settle_by_hand(*, payment_id: int, student: Student, term: Term, actor: User, note: str = "") -> Booked:
    """Put a payment of the worklist on an account that the officer chose, whatever its sum and channel (OMU-60)."""
    payment = _to_change(Payment.objects.filter(pk=payment_id))
    if payment is None or payment.state != State.UNMATCHED:
        return Booked(payment or Payment(), code=NOT_WAITING)
    standing = ledger.lock_accounts(term.pk, [student.pk])[student.pk]
    payment.student, payment.term, payment.note = student, term, note or payment.note
    _keep(payment, state=State.CLEARED, actor=actor)
    _put([(payment, account_of(standing, (), None))], at=now(), actor_id=actor.pk, reason=note)
    return Booked(payment)


@unless_busy(_busy)
def return_to_sender(*, payment_id: int, actor: User, note: str) -> Booked:
    """The money of a payment of the worklist went back to whoever sent it; it stands on no account."""
    payment = _to_change(Payment.objects.filter(pk=payment_id))
    if payment is None or payment.state != State.UNMATCHED:
        return Booked(payment or Payment(), code=NOT_WAITING)
    payment.note = note
    _keep(payment, state=State.RETURNED, actor=actor)
    return Booked(payment)


@unless_busy(_busy)
def reverse(*, payment_id: int, actor: User, reason: str, to_worklist: bool = False) -> Booked:
    """Take a payment off its account: it was none, or (`to_worklist`) it belongs on another one."""
    payment = _to_change(Payment.objects.filter(pk=payment_id))
    if payment is None or payment.state not in ON_ACCOUNT:
        return Booked(payment or Payment(), code=NOT_ON_ACCOUNT)
    _take_off(payment, actor=actor, reason=reason)
    payment.note, payment.term = reason, None
    payment.problem = Problem.TAKEN_OFF if to_worklist else payment.problem
    _keep(payment, state=State.UNMATCHED if to_worklist else State.REVERSED, actor=actor)
    return Booked(payment)


def _to_change(found: QuerySet[Payment]) -> Payment | None:
    return found.select_for_update(no_key=True, of=("self",)).select_related("student", "term", "bank").first()


def _keep(payment: Payment, *, state: str, actor: User | None = None) -> None:
    payment.state, payment.settled_by = state, actor or payment.settled_by
    payment.save(update_fields=["state", "settled_by", "student", "term", "note", "problem"])


def _take_off(payment: Payment, *, actor: User | None, reason: str) -> None:
    """Reverse what stands of a payment on its account, if anything does."""
    standing_of = Entry.objects.filter(payment=payment, reverses=None, reversed_by=None).values("standing")
    standings = FeeStanding.objects.select_for_update(no_key=True).filter(pk__in=standing_of).order_by("id")
    accounts, at, actor_id = [account_of(s, (), None) for s in standings], now(), actor.pk if actor else None
    entries = Entry.objects.filter(payment=payment, reverses=None, reversed_by=None).order_by("id")
    ledger.post([ledger.reversal(e, at=at, actor_id=actor_id, reason=reason) for e in entries])
    _tell(accounts, at)
