"""Charges less payments, reversals and refunds are the balance, for any order and any repetition of events."""

from __future__ import annotations

import random
from collections.abc import Callable
from decimal import Decimal

import pytest

from curriculum.models import Section
from fees import ledger
from fees.audit import audit
from fees.models import Bank, Claim, Entry, FeeStanding, Payment, Refund, Tariff
from fees.refunds import follow_balances
from people.clock import now
from people.models import Student, StudentProgramme
from registration import catalogue
from registration.charging import charge, charge_term, charge_waiting
from registration.rules.facts import Line
from tests.registration.ask import turn
from tests.registration.charging.cast import both_ways, costs, evening, exempt
from tests.world import World

STEPS = 40


class Life:
    """One evening student of OMÜ to whom things happen; what a fee comes to is known without the code that computes it."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.world = World("omu")
        evening(self.world)
        costs("course", "20.00")
        turn("FEE_UNPAID", "off", profile="OMÜ")
        self.student: Student = self.world.student()
        self.ways = [both_ways(self.world, f"56709{n:02}") for n in range(3)]
        self.bank = Bank.objects.create(code="akbank", name="Akbank", channels=["branch"])
        self.tuition, self.percent, self.exempt = Decimal(1000), Decimal(0), False
        self.held: dict[int, bool] = {}  # by course, whether by distance
        charge_term(term_id=self.world.term.id)

    @property
    def term(self) -> Decimal:
        return Decimal(0) if self.exempt else self.tuition * (100 - self.percent) / 100

    @property
    def courses(self) -> Decimal:
        return Decimal(20) * sum(self.held.values())

    def events(self) -> list[Callable[[], None]]:
        return [
            *(self.take, self.drop, self.pay, self.take_back, self.pay_out, self.claim, self.end_claims),
            *(self.set_tariff, self.charge_all, self.charge_one, self.repeat_what_waits),
        ]

    # what happens

    def take(self) -> None:
        face, distance = self.rng.choice(self.ways)
        chosen = self.rng.choice((face, distance))
        held = Section.objects.filter(enrolments__student=self.student, course=face.course_id).first()
        if held == chosen:
            return
        line = Line(chosen.id, mode="distance" if chosen == distance else "face")
        assert self.world.change(self.student, add=[line], drop=[held] if held else []).accepted
        self.held[face.course_id] = chosen == distance

    def drop(self) -> None:
        held = Section.objects.filter(enrolments__student=self.student).first()
        if held:
            assert self.world.change(self.student, drop=[held]).accepted
            self.held.pop(held.course_id)

    def pay(self) -> None:
        amount = self.rng.choice(("0.01", "20.00", "250.00", "1000.00", "1333.33"))
        moment = now()
        about = {"number": self.student.number, "channel": "branch", "source": "service", "state": "matched"}
        reference = str(Payment.objects.count())
        moments = {"paid_at": moment, "received_at": moment}
        payment = Payment.objects.create(bank=self.bank, reference=reference, amount=amount, **about, **moments)
        account = self._lock()
        entry = {"standing": account, "kind": "payment", "amount": Decimal(amount), "at": moment}
        ledger.post([Entry(payment=payment, **entry)])
        follow_balances([account.pk], at=moment)

    def take_back(self) -> None:
        account = self._lock()
        paid = Entry.objects.filter(standing=account, kind="payment", reverses=None, reversed_by=None).first()
        if paid:
            ledger.post([ledger.reversal(paid, at=now(), actor_id=None)])
            follow_balances([account.pk], at=now())

    def pay_out(self) -> None:
        account = self._lock()
        refund = Refund.objects.filter(standing=account, state="proposed").first()
        if refund:
            Refund.objects.filter(pk=refund.pk).update(state="paid")
            ledger.post([Entry(standing=account, kind="refund", refund=refund, amount=refund.amount, at=now())])
            follow_balances([account.pk], at=now())

    def claim(self) -> None:
        self.end_claims()
        if self.rng.random() < 0.3:
            exempt(self.student, self.world)
            self.exempt = True
        else:
            self.percent = Decimal(self.rng.choice((10, 40, 75)))
            exempt(self.student, self.world, "by_ratio", percent=self.percent)
        charge_waiting(term_id=self.world.term.id)

    def end_claims(self) -> None:
        Claim.objects.update(state="rejected")
        self.exempt, self.percent = False, Decimal(0)
        charge_waiting(term_id=self.world.term.id)

    def set_tariff(self) -> None:
        self.tuition = Decimal(self.rng.choice((800, 1000, 1200)))
        Tariff.objects.filter(line="tuition").update(amount=self.tuition)
        charge_term(term_id=self.world.term.id)

    def charge_all(self) -> None:
        charge_term(term_id=self.world.term.id)

    def charge_one(self) -> None:
        charge(term_id=self.world.term.id, student_ids=[self.student.id])

    def repeat_what_waits(self) -> None:
        StudentProgramme.objects.update(kind="double")
        StudentProgramme.objects.update(kind="major")
        charge_waiting(term_id=self.world.term.id)

    def _lock(self) -> FeeStanding:
        return ledger.lock_accounts(self.world.term.pk, [self.student.id])[self.student.id]

    # what holds

    def check(self) -> None:
        account = FeeStanding.objects.get(student=self.student)
        rows = list(Entry.objects.filter(standing=account).values_list("kind", "amount"))
        by_kind = {kind: sum((a for k, a in rows if k == kind), Decimal(0)) for kind in Entry.Kind.values}
        assert by_kind["charge"] - by_kind["payment"] + by_kind["refund"] == account.balance
        assert (account.charged, account.charged_courses) == (self.term + self.courses, self.courses)
        assert audit() == []
        open_ = Refund.objects.filter(standing=account, state__in=("proposed", "approved"))
        excess = min(-account.balance, account.paid)
        assert [r.amount for r in open_] == ([excess] if excess > 0 else [])


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(8))
def test_the_balance_is_what_its_entries_come_to_whatever_happens(seed: int):
    life = Life(seed)
    for _ in range(STEPS):
        event = life.rng.choice(life.events())
        event()
        life.check()
        before = Entry.objects.count()
        life.charge_one()
        life.charge_all()
        assert Entry.objects.count() == before, event.__name__  # said twice, it is charged once


@pytest.mark.django_db
def test_sums_that_leave_something_out_are_found():
    """The control: entries that are written past the ledger do not go unnoticed."""
    life = Life(0)
    account = FeeStanding.objects.get(student=life.student)
    Entry.objects.create(standing=account, kind="charge", line="tuition", amount=1, at=now())
    catalogue.forget()
    with pytest.raises(AssertionError):
        life.check()
