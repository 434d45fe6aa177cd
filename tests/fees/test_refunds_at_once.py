"""Refunds moved at the same time as the balance, and by two at once; each with the lock taken away as its control."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from functools import partial
from threading import Event

import pytest
from django.db import connection, transaction

from fees import ledger
from fees.models import Entry, FeeStanding, Refund
from fees.refunds import batches
from fees.refunds.moves import Said, act, ask
from people.models import Student
from tests.elsewhere import (
    PATIENCE,
    run,
    threads,
    transaction_elsewhere,
    until,
    until_done_or_waiting,
    until_waiting,
)
from tests.fees.refunding import IBAN, again, balance, claim, evening, officer, pay, proposed, refunds
from tests.world import World

pytestmark = pytest.mark.django_db(transaction=True)
TRANSFER = Said(paid_on=date(2026, 2, 10), reference="EFT-1")


@pytest.fixture
def world(transactional_db) -> World:
    return World("omu")


@pytest.fixture
def student(world: World) -> Student:
    """With 1000.00 too much, and an IBAN."""
    student = evening(world)
    pay(world, student, "1000.00")
    claim(student, "transfer_out", "no_charge", date(2026, 2, 10))
    again(world, student)
    assert ask(student=student, term_id=world.term.id, iban=IBAN, actor=student.user).accepted
    return student


@pytest.fixture
def unlocked(monkeypatch) -> None:
    """The guard switched off: accounts are read, not locked."""

    def read(standing_ids):
        return {account.pk: account for account in FeeStanding.objects.filter(pk__in=list(standing_ids))}

    monkeypatch.setattr(ledger, "lock", read)


@contextmanager
def held(start: Callable[..., Future], work: Callable[[], None]) -> Iterator[Callable[[], None]]:
    """Work done in a transaction of its own that is not committed yet; yields what commits it."""
    done, release = Event(), Event()

    def transact() -> None:
        with transaction.atomic():
            work()
            done.set()
            release.wait(PATIENCE)

    running = start(transact)
    until(lambda: done.is_set() or running.done(), "the work is done")

    def commit() -> None:
        release.set()
        running.result()

    try:
        yield commit
    finally:
        release.set()


def approved_while_charged_anew(world: World, student: Student) -> str:
    """The officer presses as the ground of the refund is taken back."""
    desk, refund = officer(world), Refund.objects.get()

    def charge_anew() -> None:
        student.fee_claims.update(state="rejected")
        again(world, student)

    with threads(2) as start, held(start, charge_anew) as commit:
        press = start(act, refund_id=refund.pk, event="approve", version=refund.version, actor=desk)
        until_done_or_waiting(press)
        commit()
        return press.result().code


def test_an_approval_waits_for_a_charge_and_finds_the_sum_gone(world: World, student: Student):
    assert approved_while_charged_anew(world, student) == "REFUND_CHANGED"
    assert (balance(student), refunds(student)) == (0, [proposed("1000.00", "transfer_out", "withdrawn")])


def test_without_the_lock_it_approves_what_is_not_too_much(world: World, student: Student, unlocked):
    assert approved_while_charged_anew(world, student) == ""
    assert (balance(student), refunds(student)) == (0, [proposed("1000.00", "transfer_out", "approved")])


def paid_by_two(world: World, student: Student) -> list[str]:
    """Both press before either is answered: the account is held until they wait."""
    first, second = officer(world), officer(world, "harc2")
    refund = Refund.objects.get()
    assert act(refund_id=refund.pk, event="approve", version=refund.version, actor=first).accepted
    asked = {"refund_id": refund.pk, "event": "pay", "version": refund.version + 1, "said": TRANSFER}
    with threads(2) as start:
        with transaction_elsewhere() as other:
            run(other, "SELECT 1 FROM fees_feestanding WHERE id = %s FOR NO KEY UPDATE", refund.standing_id)
            presses = [start(act, actor=one, **asked) for one in (first, second)]
            until_waiting(2)
        return sorted(press.result().code for press in presses)


def test_two_officers_pay_once(world: World, student: Student):
    assert paid_by_two(world, student) == ["", "REFUND_CHANGED"]
    assert (balance(student), Entry.objects.filter(kind="refund").count()) == (0, 1)


def test_without_the_lock_they_pay_twice(world: World, student: Student, unlocked):
    assert paid_by_two(world, student) == ["", ""]
    assert (balance(student), Entry.objects.filter(kind="refund").count()) == (Decimal(1000), 2)


def approved_while_paid_more(world: World, student: Student) -> str:
    """The officer presses as a payment comes in."""
    desk, refund = officer(world), Refund.objects.get()
    with threads(2) as start, held(start, partial(pay, world, student, "10.00")) as commit:
        press = start(act, refund_id=refund.pk, event="approve", version=refund.version, actor=desk)
        until_done_or_waiting(press)
        commit()
        return press.result().code


def test_an_approval_beside_a_payment_is_of_the_sum_that_was_seen_or_of_none(world: World, student: Student):
    assert approved_while_paid_more(world, student) == "REFUND_CHANGED"
    assert refunds(student) == [proposed("1000.00", "transfer_out", "withdrawn"), proposed("1010.00", "transfer_out")]


def test_a_payment_beside_a_refund_that_is_paid_is_proposed_after_it(world: World, student: Student):
    """The list is paid as a payment comes in: neither is lost."""
    desk, refund = officer(world), Refund.objects.get()
    assert act(refund_id=refund.pk, event="approve", version=refund.version, actor=desk).accepted
    batch = batches.hand_over(actor=desk).batch
    with threads(2) as start, held(start, partial(pay, world, student, "10.00")) as commit:
        press = start(batches.pay_all, batch=batch, said=TRANSFER, actor=desk)
        until_done_or_waiting(press)
        commit()
        assert press.result().paid == 1
    assert (balance(student), refunds(student)) == (
        Decimal(-10),
        [proposed("1000.00", "transfer_out", "paid"), proposed("10.00", "overpaid")],
    )


def test_two_officers_hand_a_refund_over_once(world: World, student: Student):
    first, second = officer(world), officer(world, "harc2")
    refund = Refund.objects.get()
    assert act(refund_id=refund.pk, event="approve", version=refund.version, actor=first).accepted
    with threads(2) as start:
        with transaction_elsewhere() as other:
            run(other, "SELECT 1 FROM fees_feestanding WHERE id = %s FOR NO KEY UPDATE", refund.standing_id)
            presses = [start(batches.hand_over, actor=one) for one in (first, second)]
            until_waiting(2)
        made = [press.result().batch for press in presses]
    assert [batch.lines for batch in made if batch] == [1]


def test_an_account_that_is_not_had_in_time_is_busy_and_nothing_is_done(world: World, student: Student):
    desk, refund = officer(world), Refund.objects.get()
    asked = {"refund_id": refund.pk, "event": "approve", "version": refund.version, "actor": desk}
    run(connection, "SET lock_timeout = '100ms'")
    with transaction_elsewhere() as other:
        run(other, "SELECT 1 FROM fees_feestanding WHERE id = %s FOR NO KEY UPDATE", refund.standing_id)
        assert act(**asked).code == "BUSY"
    run(connection, "RESET lock_timeout")
    assert refunds(student) == [proposed("1000.00", "transfer_out")]
    assert act(**asked).accepted
