"""What the tests of the fee pages share: a student who owes, an officer, money."""

from __future__ import annotations

from decimal import Decimal

from django.db import transaction

from fees import ledger
from fees.models import Bank, Entry, FeeStanding, Payment
from fees.signals import tell_balances_changed
from people.clock import now
from people.models import Student, User
from registration.charging import charge
from tests.fees.tariffs import costs
from tests.world import World


def officer(world: World) -> User:
    return world.role(world.staff("mali", is_staff=True), "fee_officer").staff.user


def secretary(world: World) -> User:
    return world.role(world.staff("sek571", is_staff=True), "secretary", world.ceng).staff.user


def evening(world: World, amount: str = "1000.00") -> None:
    """The programme is an evening one, and its tuition is known."""
    costs("tuition", amount, education_type="evening")
    world.programme.education_type = "evening"
    world.programme.save()


def owing(world: World, number: str = "2501231") -> Student:
    student = world.student(number)
    charge(term_id=world.term.id, student_ids=[student.id])
    return student


def owing_anew(world: World, student: Student) -> None:
    charge(term_id=world.term.id, student_ids=[student.id])


def bank() -> Bank:
    found, _made = Bank.objects.get_or_create(
        code="akbank",
        defaults={
            "name": "Akbank",
            "channels": ["branch"],
            "instructions": "Şubede öğrenci numarasıyla yatırılır.",
            "instructions_en": "Paid at a branch with the student number.",
        },
    )
    return found


@transaction.atomic
def paid(world: World, student: Student, amount: str, reference: str = "R1") -> Payment:
    """A payment as it stands on an account."""
    payment = Payment.objects.create(
        bank=bank(),
        reference=reference,
        number=student.number,
        amount=Decimal(amount),
        channel="branch",
        paid_at=now(),
        source="statement",
        student=student,
        term=world.term,
        state="matched",
        received_at=now(),
    )
    account = ledger.lock_accounts(world.term.id, [student.id])[student.id]
    ledger.post([Entry(standing=account, kind="payment", amount=payment.amount, payment=payment, at=now())])
    tell_balances_changed(world.term.id, [student.id])
    return payment


def lira(text: str) -> Decimal:
    return Decimal(text)


def standing(student: Student) -> FeeStanding:
    return FeeStanding.objects.get(student=student, term__is_current=True)
