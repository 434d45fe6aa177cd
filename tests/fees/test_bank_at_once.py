"""Payments at once: over HTTP with two processes, and beside a student's own commit; each with a control."""

from __future__ import annotations

import json
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from http.client import HTTPConnection

import pytest
from django.core.cache import cache
from django.db import connection

from fees import booking, corrections
from fees.bank_api.tokens import make_token
from fees.models import Bank, Entry, FeeStanding, Payment
from registration.models import Enrolment, TermRegistration
from tests.concurrency.conftest import web  # noqa: F401
from tests.concurrency.test_seats import add, cast
from tests.elsewhere import run, threads, transaction_elsewhere, until_waiting
from tests.fees import accounts
from tests.fees.bank import akbank, owe, report
from tests.load.client import send
from tests.world import World

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]
AT_ONCE = 20
PAID_AND_TOO_MUCH = (("A1", "200.00"), ("A2", "50.00"))
UNIQUE = "ALTER TABLE fees_payment {} CONSTRAINT payment_once {}"


@pytest.fixture
def committed(transactional_db) -> World:
    cache.clear()
    return World("omu")


def post(port: int, token: str, body: dict[str, str]) -> tuple[int, dict]:
    http = HTTPConnection("127.0.0.1", port, timeout=30)
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    http.request("POST", "/api/bank/v1/payments/", json.dumps(body), headers)
    answer = http.getresponse()
    found = answer.status, json.loads(answer.read())
    http.close()
    return found


def told(reference: str = "A1", number: str = "2501231", amount: str = "200.00") -> dict[str, str]:
    return {"reference": reference, "number": number, "amount": amount, "channel": "branch"} | {
        "paid_at": "2026-02-10T09:30:00+03:00"
    }


def at_once(port: int, bank: Bank, bodies: list[dict[str, str]]) -> list[tuple[int, dict]]:
    token = make_token(bank)
    with ThreadPoolExecutor(len(bodies)) as pool:
        return list(pool.map(lambda body: post(port, token, body), bodies))


@pytest.mark.parametrize("number", ["2501231", "9999999"])
def test_twenty_times_the_same_reference_is_one_payment_and_one_entry(committed: World, web: int, number: str):  # noqa: F811
    owe(committed.student("2501231"), committed.term, ("contribution", "200.00"))
    answers = at_once(web, akbank(), [told(number=number)] * AT_ONCE)
    assert Counter(status for status, _ in answers) == {201: 1, 200: AT_ONCE - 1}
    assert len({json.dumps(body, sort_keys=True) for _, body in answers}) == 1
    assert Payment.objects.count() == 1
    assert Entry.objects.filter(kind="payment").count() == (1 if number == "2501231" else 0)
    assert FeeStanding.objects.get().due == (0 if number == "2501231" else 200)


def both_before_either_is_kept(bank: Bank) -> int:
    """How many payments come of two reports of one reference that have both looked before either is written."""
    with transaction_elsewhere(commit=False) as other, threads(2) as start:
        run(other, "LOCK TABLE fees_payment IN EXCLUSIVE MODE")
        calls = [start(report, bank, "A1", "9999999", "200.00") for _ in range(2)]
        until_waiting(2)
        other.rollback()
        assert {call.result().code for call in calls} == {""}
    return Payment.objects.count()


def test_two_reports_that_both_found_nothing_are_one_payment(committed: World):
    assert both_before_either_is_kept(akbank()) == 1


def test_without_the_constraint_they_would_be_two(committed: World):
    """The control: without it the tests above would prove nothing."""
    with connection.cursor() as cursor:
        cursor.execute(UNIQUE.format("DROP", ""))
    try:
        assert both_before_either_is_kept(akbank()) == 2
    finally:
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE fees_payment CASCADE")
            cursor.execute(UNIQUE.format("ADD", "UNIQUE (bank_id, reference)"))


def test_two_sums_of_one_account_at_once_pay_it_once(committed: World):
    """The second waits for the account, finds nothing due and goes to the worklist."""
    owe(committed.student("2501231"), committed.term, ("contribution", "200.00"))
    bank = akbank()
    with transaction_elsewhere(commit=False) as other, threads(2) as start:
        run(other, "SELECT id FROM fees_feestanding FOR NO KEY UPDATE")
        calls = [start(report, bank, reference, "2501231", "200.00") for reference in ("A1", "A2")]
        until_waiting(2)
        other.rollback()
        states = sorted(call.result().payment.state for call in calls)
    assert states == ["matched", "unmatched"]
    assert (FeeStanding.objects.get().paid, Payment.objects.get(state="unmatched").problem) == (200, "nothing_due")


def test_without_the_lock_both_would_pay_it(committed: World, monkeypatch):
    """The control: accounts read without their lock, and both reports held up until both have read."""
    owe(committed.student("2501231"), committed.term, ("contribution", "200.00"))
    bank = akbank()
    monkeypatch.setattr(
        booking, "_locked", lambda ids: list(FeeStanding.objects.filter(student__in=set(ids)).select_related("term"))
    )
    with transaction_elsewhere(commit=False) as other, threads(2) as start:
        run(other, "LOCK TABLE fees_payment IN EXCLUSIVE MODE")
        calls = [start(report, bank, reference, "2501231", "200.00") for reference in ("A1", "A2")]
        until_waiting(2)
        other.rollback()
        assert [call.result().payment.state for call in calls] == ["matched", "matched"]
    assert FeeStanding.objects.get().paid == 400


def test_a_payment_while_its_student_commits(committed: World):
    """A charge of the student's own commit holds the account; the payment waits for it and finds the new sum."""
    student = committed.student("2501231")
    account = owe(student, committed.term, ("contribution", "200.00"))
    with transaction_elsewhere() as other, threads() as start:
        run(other, "SELECT id FROM fees_feestanding WHERE id = %s FOR NO KEY UPDATE", account.pk)
        paying = start(report, akbank(), "A1", "2501231", "200.00")
        until_waiting()
        run(other, "UPDATE fees_feestanding SET charged = 260 WHERE id = %s", account.pk)
        other.commit()
    assert paying.result().payment.state == "matched"
    account.refresh_from_db()
    assert (account.charged, account.paid) == (Decimal(260), Decimal(200))


def test_payments_by_the_hundred_while_students_add(committed: World, web: int):  # noqa: F811
    """Every list that waits opens, every add is answered, and ledger and sums agree."""
    people = cast(committed, web, 40)
    bank = akbank()
    payers, adders = people[:20], people[20:]
    for student, _ in payers:
        owe(student, committed.term, ("contribution", "200.00"))
        TermRegistration.objects.update_or_create(
            student=student, term=committed.term, defaults={"state": "fee_pending"}
        )
    section = committed.section(committed.course("5710777"), 1, capacity=100)
    bodies = [told(f"A{n}", student.number) for n, (student, _) in enumerate(payers)]
    with ThreadPoolExecutor(1) as pool:
        adds = pool.submit(send, web, [add(key, section) for _, key in adders], 8)
        answers = at_once(web, bank, bodies)
    assert Counter(status for status, _ in answers) == {201: 20}
    assert Counter(a.status for a in adds.result()) == {302: 20}
    assert Enrolment.objects.filter(section=section).count() == 20
    assert set(TermRegistration.objects.filter(student__in=[s for s, _ in payers]).values_list("state", flat=True)) == {
        "draft"
    }
    assert not FeeStanding.objects.filter(student__in=[s for s, _ in payers]).exclude(paid=200).exists()


def test_an_officer_whose_account_is_held_is_told_so_and_nothing_is_done(committed: World):
    student, officer, bank = committed.student("2501231"), accounts.officer(committed), akbank()
    account = owe(student, committed.term, ("contribution", "200.00"))
    matched, waiting = (report(bank, reference, "2501231", sum_).payment for reference, sum_ in PAID_AND_TOO_MUCH)
    named = {"student_id": student.pk, "term_id": committed.term.pk, "line": "contribution"}
    about = {"amount": Decimal(10), "reason": "Kurul", "document": "2026/7", "actor": officer}

    def tried() -> list[str]:
        return [
            booking.settle_by_hand(payment_id=waiting.pk, student=student, term=committed.term, actor=officer).code,
            booking.reverse(payment_id=matched.pk, actor=officer, reason="Yanlış").code,
            corrections.correct(**named, **about).code,
        ]

    run(connection, "SET lock_timeout = '100ms'")
    with transaction_elsewhere() as other:
        run(other, "SELECT 1 FROM fees_feestanding WHERE id = %s FOR NO KEY UPDATE", account.pk)
        assert tried() == ["BUSY"] * 3
    run(connection, "RESET lock_timeout")
    assert list(Payment.objects.order_by("reference").values_list("state", flat=True)) == ["matched", "unmatched"]
    assert tried() == [""] * 3
