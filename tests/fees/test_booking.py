"""A payment from what the bank tells to the account, and back."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from curriculum.models import Term
from fees.booking import (
    Reported,
    book_payments,
    cancel_payment,
    return_to_sender,
    reverse,
    settle_by_hand,
)
from fees.models import Bank, Entry, FeeStanding, Payment, Refund
from people.models import User
from tests.fees.bank import akbank, owe, report
from tests.world import World, local


@pytest.fixture
def omu(db) -> World:
    return World("omu")


@pytest.fixture
def officer(omu: World) -> User:
    return omu.staff("katki").user


def entries() -> list[tuple[str, Decimal]]:
    return list(Entry.objects.filter(kind="payment").order_by("id").values_list("payment__reference", "amount"))


def test_a_sum_that_is_due_stands_on_the_account(omu: World):
    student = omu.student("2501231")
    account = owe(student, omu.term, ("contribution", "200.00"))

    booked = report(akbank(), "A1", "2501231", "200.00", payer="Ayşe")

    payment = Payment.objects.get()
    assert (booked.payment, booked.again, booked.code) == (payment, False, "")
    assert (payment.state, payment.student, payment.term, payment.problem) == ("matched", student, omu.term, "")
    account.refresh_from_db()
    assert (account.paid, account.due) == (Decimal(200), Decimal(0))
    assert entries() == [("A1", Decimal(200))]


def test_the_same_reference_with_the_same_figures_is_one_payment_with_the_same_answer(omu: World):
    owe(omu.student("2501231"), omu.term, ("contribution", "200.00"))
    bank = akbank()
    first = report(bank, "A1", "2501231", "200.00")
    again = report(bank, "A1", "2501231", "200.00", paid_at=local("2026-02-10 00:00"), source="statement")
    assert (again.payment, again.again, again.code) == (first.payment, True, "")
    assert entries() == [("A1", Decimal(200))]


@pytest.mark.parametrize(
    "other",
    [
        {"amount": "300.00", "number": "2501231"},
        {"amount": "200.00", "number": "2501999"},
        {"amount": "200.00", "number": "2501231", "channel": "eft"},
    ],
)
def test_the_same_reference_with_other_figures_is_an_error_and_books_nothing(omu: World, other):
    owe(omu.student("2501231"), omu.term, ("contribution", "500.00"))
    bank = akbank()
    report(bank, "A1", "2501231", "200.00")
    refused = report(bank, "A1", **other)
    assert (refused.code, refused.payment.amount) == ("DUPLICATE_REFERENCE", Decimal(200))
    assert list(Payment.objects.values_list("amount", "number", "channel")) == [(Decimal(200), "2501231", "branch")]


def test_a_reference_is_a_banks_own(omu: World):
    owe(omu.student("2501231"), omu.term, ("contribution", "200.00"))
    other = Bank.objects.create(code="ziraat", name="Ziraat", channels=["branch"])
    report(akbank(), "A1", "2501231", "200.00")
    assert report(other, "A1", "2501231", "200.00").again is False
    assert list(Payment.objects.order_by("id").values_list("state", "problem")) == [
        ("matched", ""),
        ("unmatched", "nothing_due"),
    ]


@pytest.mark.parametrize(
    ("number", "amount", "channel", "problem"),
    [
        ("9999999", "200.00", "branch", "number"),
        ("", "200.00", "eft", "number"),
        ("2501231", "200.00", "eft", "channel"),
        ("2501231", "200.00", "transfer", "channel"),
        ("2501231", "199.99", "branch", "amount"),
        ("2501231", "200.01", "branch", "amount"),
        ("2501241", "200.00", "branch", "nothing_due"),
    ],
)
def test_what_cannot_be_matched_waits_with_its_problem(omu: World, number, amount, channel, problem):
    student = omu.student("2501231")
    omu.student("2501241")
    owe(student, omu.term, ("contribution", "200.00"))
    booked = report(akbank(), "A1", number, amount, channel=channel)
    assert (booked.payment.state, booked.payment.problem, booked.payment.term) == ("unmatched", problem, None)
    assert (booked.payment.student is None) == (problem == "number")
    assert entries() == []
    assert FeeStanding.objects.get(student=student).paid == 0


@pytest.mark.parametrize(
    ("amount", "state"),
    [
        ("640.00", "matched"),  # all of it
        ("600.00", "matched"),  # the term's own
        ("40.00", "matched"),  # both courses
        ("20.00", "matched"),  # one course
        ("620.00", "matched"),  # the term and one course
        ("30.00", "unmatched"),
        ("660.00", "unmatched"),
    ],
)
def test_a_sum_of_open_lines_is_owed_as_well(omu: World, amount, state):
    student = omu.student("2501231")
    owe(student, omu.term, ("tuition", "600.00"), ("distance_course", "20.00"), ("distance_course", "20.00"))
    assert report(akbank(), "A1", "2501231", amount).payment.state == state


def test_after_the_terms_own_the_courses_are_what_is_due(omu: World):
    owe(omu.student("2501231"), omu.term, ("tuition", "600.00"), ("distance_course", "20.00"))
    bank = akbank()
    states = [
        report(bank, ref, "2501231", sum_).payment.state for ref, sum_ in (("A", "600"), ("B", "600"), ("C", "20"))
    ]
    assert states == ["matched", "unmatched", "matched"]


def test_the_current_term_is_paid_first_then_the_oldest_that_owes(omu: World):
    student, bank = omu.student("2501231"), akbank()
    old = Term.objects.create(code="20241", name="2024-2025 Güz", starts_on="2024-09-16")
    older = Term.objects.create(code="20232", name="2023-2024 Bahar", starts_on="2024-02-12")
    for term in (old, older, omu.term):
        owe(student, term, ("contribution", "200.00"))
    terms = [report(bank, reference, "2501231", "200.00").payment.term for reference in ("A", "B", "C", "D")]
    assert terms == [omu.term, older, old, None]


def test_a_payment_that_the_bank_takes_back_is_reversed_never_deleted(omu: World):
    account = owe(omu.student("2501231"), omu.term, ("contribution", "200.00"))
    bank = akbank()
    report(bank, "A1", "2501231", "200.00")

    cancelled = cancel_payment(bank=bank, reference="A1")
    assert cancelled and (cancelled.payment.state, cancelled.again) == ("reversed", False)
    account.refresh_from_db()
    assert (account.paid, account.due) == (Decimal(0), Decimal(200))
    assert entries() == [("A1", Decimal(200)), ("A1", Decimal(-200))]

    again = cancel_payment(bank=bank, reference="A1")
    assert again and (again.payment.state, again.again) == ("reversed", True)
    assert len(entries()) == 2
    assert cancel_payment(bank=bank, reference="A2") is None
    assert report(bank, "A1", "2501231", "200.00").payment.state == "reversed"


def test_a_payment_of_the_worklist_is_taken_back_without_an_entry(omu: World):
    bank = akbank()
    report(bank, "A1", "1", "200.00")
    cancelled = cancel_payment(bank=bank, reference="A1")
    assert cancelled and cancelled.payment.state == "reversed"
    assert entries() == []


def test_the_officer_puts_a_part_payment_by_eft_on_an_account(omu: World, officer: User):
    student = omu.student("2501231")
    account = owe(student, omu.term, ("tuition", "600.00"))
    waiting = report(akbank(), "E1", "", "385.00", channel="eft", payer="A. Yılmaz").payment

    done = settle_by_hand(payment_id=waiting.pk, student=student, term=omu.term, actor=officer, note="Dekont")

    waiting.refresh_from_db()
    assert (done.code, waiting.state, waiting.student, waiting.settled_by) == ("", "cleared", student, officer)
    account.refresh_from_db()
    assert account.due == Decimal(215)
    entry = Entry.objects.get(kind="payment")
    assert (entry.amount, entry.actor, entry.reason) == (Decimal(385), officer, "Dekont")
    assert settle_by_hand(payment_id=waiting.pk, student=student, term=omu.term, actor=officer).code == "NOT_WAITING"
    assert len(entries()) == 1


def test_what_is_too_much_becomes_a_proposed_refund_and_stops_being_one(omu: World, officer: User):
    student = omu.student("2501231")
    owe(student, omu.term, ("tuition", "600.00"))
    waiting = report(akbank(), "E1", "2501231", "700.00").payment
    settle_by_hand(payment_id=waiting.pk, student=student, term=omu.term, actor=officer)
    assert list(Refund.objects.values_list("amount", "state")) == [(Decimal(100), "proposed")]
    reverse(payment_id=waiting.pk, actor=officer, reason="Yanlış hesap", to_worklist=True)
    assert list(Refund.objects.values_list("state", flat=True)) == ["withdrawn"]


def test_a_payment_on_the_wrong_account_goes_by_the_worklist_to_the_right_one(omu: World, officer: User):
    wrong, right = omu.student("2501231"), omu.student("2501241")
    accounts = [owe(s, omu.term, ("contribution", "200.00")) for s in (wrong, right)]
    payment = report(akbank(), "A1", "2501231", "200.00").payment

    reverse(payment_id=payment.pk, actor=officer, reason="Numara yanlış yazılmış", to_worklist=True)
    payment.refresh_from_db()
    assert (payment.state, payment.problem, payment.note) == ("unmatched", "taken_off", "Numara yanlış yazılmış")
    settle_by_hand(payment_id=payment.pk, student=right, term=omu.term, actor=officer)

    for account in accounts:
        account.refresh_from_db()
    assert [a.due for a in accounts] == [Decimal(200), Decimal(0)]
    assert [amount for _, amount in entries()] == [Decimal(200), Decimal(-200), Decimal(200)]
    reverse(payment_id=payment.pk, actor=officer, reason="Bankada yok")
    payment.refresh_from_db()
    assert payment.state == "reversed"
    assert reverse(payment_id=payment.pk, actor=officer, reason="Bir daha").code == "NOT_ON_ACCOUNT"
    assert sum(amount for _, amount in entries()) == 0


def test_money_that_went_back_to_its_sender_is_on_no_account(omu: World, officer: User):
    bank = akbank()
    payment = report(bank, "A1", "1", "200.00").payment
    assert return_to_sender(payment_id=payment.pk, actor=officer, note="Öğrenci değil").code == ""
    payment.refresh_from_db()
    assert (payment.state, payment.note, entries()) == ("returned", "Öğrenci değil", [])
    refused = cancel_payment(bank=bank, reference="A1")
    assert refused and refused.code == "RETURNED"


@pytest.mark.parametrize("count", [1, 3])
def test_as_many_statements_for_one_payment_as_for_three(omu: World, count):
    bank, told = akbank(), []
    for n in range(count):
        owe(omu.student(f"25012{n}1"), omu.term, ("contribution", "200.00"))
        told.append(Reported(f"A{n}", f"25012{n}1", Decimal(200), "branch", local("2026-02-10 10:00")))
    with CaptureQueriesContext(connection) as sent:
        book_payments(bank=bank, told=told, source="service")
    assert len(sent) == 14
    assert Payment.objects.filter(state="matched").count() == count
