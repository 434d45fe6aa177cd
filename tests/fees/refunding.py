"""What the tests of refunds share: tariffs, payments on accounts, and what an account has too much."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import count

from django.db import transaction

from curriculum.models import Term
from fees import ledger
from fees.models import Bank, Claim, Entry, FeeStanding, Ground, Payment, Refund
from fees.refunds import follow_balances
from people.clock import now
from people.models import Student, User
from registration.charging import charge
from tests.fees.tariffs import costs
from tests.world import World

IBAN = "TR330006100519786457841326"  # the example of the registry
_references = count(1)


def evening(world: World) -> Student:
    """O2: in the evening programme, whose tuition is 1000.00; the contribution is 200.00."""
    costs("tuition", "1000.00", education_type="evening")
    costs("contribution", "200.00", education_type="day")
    world.programme.education_type = "evening"
    world.programme.save()
    student = world.student()
    again(world, student)
    return student


def day(world: World, *, semester: int = 9) -> Student:
    """In first education past its normal duration: the contribution of 200.00."""
    costs("contribution", "200.00", education_type="day")
    student = world.student(semester=semester)
    again(world, student)
    return student


def again(world: World, student: Student, term: Term | None = None) -> None:
    """The charge as it is now."""
    charge(term_id=(term or world.term).id, student_ids=[student.id])


@transaction.atomic
def pay(world: World, student: Student, amount: str, term: Term | None = None) -> None:
    """A payment on the account, as the bank reports it."""
    bank, _ = Bank.objects.get_or_create(code="akbank", defaults={"name": "Akbank", "channels": ["branch"]})
    at, own = now(), term or world.term
    payment = Payment.objects.create(
        bank=bank,
        reference=f"DK{next(_references)}",
        number=student.number,
        amount=Decimal(amount),
        channel="branch",
        paid_at=at,
        source="statement",
        student=student,
        term=own,
        state="matched",
        received_at=at,
    )
    account = ledger.lock_accounts(own.id, [student.id])[student.id]
    ledger.post([Entry(standing=account, kind="payment", amount=payment.amount, payment=payment, at=at)])
    follow_balances([account.pk], at=at)


def claim(student: Student, code: str, effect: str, valid_from: date, *, rule: str = "", **about) -> Claim:
    """One that an officer recorded."""
    counts = about.pop("counts", "in_term")
    ground, _ = Ground.objects.get_or_create(
        code=code, defaults={"name": code, "effect": effect, "rule": rule, "counts": counts}
    )
    return Claim.objects.create(student=student, ground=ground, valid_from=valid_from, state="approved", **about)


def refunds(student: Student) -> list[tuple[str, Decimal, str]]:
    """State, sum and cause of each, in the order they came."""
    rows = Refund.objects.filter(standing__student=student).order_by("id")
    return list(rows.values_list("state", "amount", "cause"))


def proposed(amount: str, cause: str, state: str = "proposed") -> tuple[str, Decimal, str]:
    return state, Decimal(amount), cause


def balance(student: Student, term: Term | None = None) -> Decimal:
    accounts = FeeStanding.objects.filter(student=student)
    return (accounts.filter(term=term) if term else accounts).get().balance


def officer(world: World, username: str = "harc") -> User:
    return world.role(world.staff(username), "fee_officer").staff.user
