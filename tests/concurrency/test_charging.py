"""Accounts charged from several sides at once: by adds, by the job, by who waits, while somebody pays."""

from __future__ import annotations

import threading
from contextlib import suppress
from decimal import Decimal
from functools import partial

import pytest
from django.db import transaction

from curriculum.models import SeatCounter, Section
from fees import ledger
from fees.assessing import assess
from fees.audit import audit as audit_fees
from fees.models import Bank, Entry, FeeStanding, Payment
from people.clock import now
from people.models import Student
from registration.catalogue import newest
from registration.charging import charge, charge_term, tell
from registration.closing.periods import close_registration
from registration.models import Enrolment
from registration.rules.facts import Line
from tests.concurrency.test_loader import deadlocks
from tests.elsewhere import threads
from tests.registration.charging.cast import both_ways, costs, evening
from tests.registration.closing import AFTER_REGISTRATION
from tests.world import World, at

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]
STUDENTS, SEATS, ROUNDS = 40, 15, 6


@pytest.fixture
def omu(transactional_db) -> World:
    world = World("omu")
    costs("course", "20.00")
    return world


def at_once(world: World, student: Student) -> list[Decimal]:
    """Two charge one student at the same time: each reads once the other is there, or waits for it behind the lock."""
    both = threading.Barrier(2)

    def read(students, moment):
        with suppress(threading.BrokenBarrierError):  # the other one waits for the account
            both.wait(1)
        return tell(newest(world.term.id), students, moment)[0]

    with threads(2) as start:
        calls = [start(partial(assess, term=world.term, student_ids=[student.id], read=read)) for _ in range(2)]
        [call.result() for call in calls]
    return list(Entry.objects.values_list("amount", flat=True))


def test_two_at_once_charge_once(omu: World):
    evening(omu)
    student = omu.student()
    FeeStanding.objects.create(student=student, term=omu.term)
    assert at_once(omu, student) == [Decimal(1000)]
    assert audit_fees() == []


def test_without_the_lock_of_the_account_it_is_charged_twice(omu: World, monkeypatch):
    """The control: with the guard off the same test must fail."""

    def unlocked(term_id, student_ids, *, make=True):
        return {f.student_id: f for f in FeeStanding.objects.filter(term_id=term_id, student__in=student_ids)}

    monkeypatch.setattr(ledger, "lock_accounts", unlocked)
    evening(omu)
    student = omu.student()
    FeeStanding.objects.create(student=student, term=omu.term)
    assert at_once(omu, student) == [Decimal(1000)] * 2


def test_adds_the_job_and_payments_at_once(omu: World, audited_fees):
    """Forty students ask for fifteen seats by distance; everybody is charged over and over; everybody pays a lira."""
    before = deadlocks()
    _, distance = both_ways(omu)
    SeatCounter.objects.filter(section=distance).update(capacity=SEATS)
    people = [omu.student(f"25{n:04}1") for n in range(STUDENTS)]
    ids = [s.id for s in people]
    bank = Bank.objects.create(code="akbank", name="Akbank", channels=["branch"])
    with threads(5) as start:
        half = STUDENTS // 2
        calls = [start(_take_all, omu, each, distance) for each in (people[:half], people[half:][::-1])]
        calls += [start(_repeat, lambda: charge_term(term_id=omu.term.id))]
        calls += [start(_repeat, lambda: charge(term_id=omu.term.id, student_ids=ids[::-1]))]
        calls += [start(_pay_all, omu, people, bank)]
        [call.result() for call in calls]
    held = set(Enrolment.objects.values_list("student", flat=True))
    assert len(held) == omu.taken(distance) == SEATS
    owed = {s: Decimal(20) if s in held else Decimal(0) for s in ids}
    assert dict(FeeStanding.objects.values_list("student", "charged")) == owed
    assert set(FeeStanding.objects.values_list("paid", flat=True)) == {Decimal(1)}
    assert deadlocks() == before


@pytest.fixture
def audited_fees():
    yield
    assert audit_fees() == []


def _take_all(world: World, people: list[Student], section: Section) -> None:
    for student in people:
        world.change(student, add=[Line(section.id, mode="distance")])


def _repeat(work) -> None:
    for _ in range(ROUNDS):
        work()


def _pay_all(world: World, people: list[Student], bank: Bank) -> None:
    """As a payment does: the account alone, in a transaction of its own."""
    for student in people:
        with transaction.atomic():
            moment = now()
            about = {"number": student.number, "channel": "branch", "source": "service", "state": "matched"}
            moments = {"paid_at": moment, "received_at": moment}
            payment = Payment.objects.create(bank=bank, reference=student.number, amount=1, **about, **moments)
            account = ledger.lock_accounts(world.term.pk, [student.id])[student.id]
            ledger.post([Entry(standing=account, kind="payment", payment=payment, amount=Decimal(1), at=moment)])


def test_a_close_beside_the_job_waits_in_no_circle(omu: World, audited_fees):
    """Closing jobs hold counters when they charge: they wait for accounts, and nobody who has one waits for them."""
    before = deadlocks()
    _, distance = both_ways(omu)
    people = [omu.student(f"25{n:04}1") for n in range(STUDENTS)]
    _take_all(omu, people, distance)
    at(AFTER_REGISTRATION)
    with threads(4) as start:
        calls = [start(_repeat, lambda: charge_term(term_id=omu.term.id)) for _ in range(2)]
        calls += [start(lambda: close_registration(term_id=omu.term.id)) for _ in range(2)]
        [call.result() for call in calls]
    assert Enrolment.objects.count() == omu.taken(distance) == 0
    assert set(FeeStanding.objects.values_list("charged", flat=True)) == {Decimal(0)}
    assert deadlocks() == before
