"""Refunds on PostgreSQL: they follow the balance, move by the table, and stand on the account once they are paid."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from fees.models import Entry, FeeStanding, Refund, RefundStep
from fees.refunds import batches, follow_balances
from fees.refunds.moves import Said, act, ask
from people.clock import now
from people.models import Notice, Student, StudentProgramme, User
from tests.fees.refunding import IBAN, again, balance, claim, costs, day, evening, officer, pay, proposed, refunds
from tests.world import World, at

pytestmark = pytest.mark.django_db
OTHER_IBAN = "TR320010009999901234567890"
NOTHING_SAID = Said()
TRANSFER = Said(paid_on=date(2026, 2, 10), reference="EFT-1")


@pytest.fixture
def world(db) -> World:
    return World("omu")


@pytest.fixture
def desk(world: World) -> User:
    return officer(world)


@pytest.fixture
def student(world: World) -> Student:
    """Paid 1000.00 for the evening programme and went to another university."""
    student = evening(world)
    pay(world, student, "1000.00")
    claim(student, "transfer_out", "no_charge", date(2026, 2, 10))
    again(world, student)
    return student


def last(student: Student) -> Refund:
    return Refund.objects.filter(standing__student=student).latest("id")


def move(student: Student, event: str, desk: User, said: Said = NOTHING_SAID, version: int | None = None) -> str:
    refund = last(student)
    done = act(refund_id=refund.pk, event=event, version=version or refund.version, actor=desk, said=said)
    return done.code


def give_iban(world: World, student: Student, iban: str = IBAN) -> str:
    return ask(student=student, term_id=world.term.id, iban=iban, actor=student.user).code


def steps(student: Student) -> list[tuple[str, str, str]]:
    rows = RefundStep.objects.filter(refund__standing__student=student).select_related("actor")
    return [(s.event, s.state, s.actor.username if s.actor else "") for s in rows]


def told(student: Student) -> list[tuple[str, dict]]:
    return list(Notice.objects.filter(user=student.user_id).order_by("id").values_list("kind", "figures"))


# what is proposed follows the balance


def test_a_payment_above_what_is_owed_is_proposed_and_another_sum_is_another_proposal(world: World):
    student = evening(world)
    pay(world, student, "1000.00")
    assert refunds(student) == []
    pay(world, student, "30.00")
    pay(world, student, "20.00")
    assert refunds(student) == [proposed("30.00", "overpaid", "withdrawn"), proposed("50.00", "overpaid")]
    assert steps(student) == [("propose", "proposed", ""), ("withdraw", "withdrawn", ""), ("propose", "proposed", "")]


def test_the_same_sum_stays_the_same_refund(world: World, student: Student):
    refund = last(student)
    follow_balances([refund.standing_id], at=now())
    again(world, student)
    assert Refund.objects.get() == refund
    assert steps(student) == [("propose", "proposed", "")]


def test_what_an_officer_approved_is_to_be_approved_anew_as_another_sum(world: World, student: Student, desk: User):
    give_iban(world, student)
    assert move(student, "approve", desk) == ""
    pay(world, student, "10.00")
    assert refunds(student) == [
        proposed("1000.00", "transfer_out", "withdrawn"),
        proposed("1010.00", "transfer_out"),
    ]
    assert last(student).iban == IBAN


def test_a_rejected_sum_is_proposed_again_only_when_the_balance_changed(world: World, student: Student, desk: User):
    assert move(student, "reject", desk, Said(note="Belge geçersiz")) == ""
    again(world, student)
    follow_balances([last(student).standing_id], at=now())
    assert refunds(student) == [proposed("1000.00", "transfer_out", "rejected")]
    assert balance(student) == -1000  # it stays as credit

    student.fee_claims.update(state="rejected")
    again(world, student)
    assert refunds(student) == [proposed("1000.00", "transfer_out", "withdrawn")]
    student.fee_claims.update(state="approved")
    again(world, student)
    assert refunds(student)[1:] == [proposed("1000.00", "transfer_out")]


def test_nothing_is_too_much_while_a_tariff_is_missing(world: World, student: Student):
    student.fee_claims.update(state="rejected")
    StudentProgramme.objects.filter(student=student).update(semester=9)
    world.programme.education_type = "distance"
    world.programme.save()
    again(world, student)
    assert FeeStanding.objects.get(student=student).missing
    assert refunds(student) == [proposed("1000.00", "transfer_out", "withdrawn")]


def test_what_is_paid_before_the_charge_is_not_too_much_until_it_is_charged(world: World):
    costs("contribution", "200.00", education_type="day")
    student = world.student(semester=9)
    pay(world, student, "250.00")
    assert refunds(student) == []
    again(world, student)
    assert refunds(student) == [proposed("50.00", "overpaid")]


def test_who_paid_before_the_charge_and_owes_nothing_gets_it_back(world: World):
    student = world.student(semester=3)
    pay(world, student, "250.00")
    again(world, student)
    assert refunds(student) == [proposed("250.00", "overpaid")]


@pytest.mark.parametrize("count", [1, 3])
def test_following_takes_a_constant_number_of_statements(world: World, count: int):
    evening(world)
    students = [world.student(f"25012{n}0") for n in range(30, 30 + count)]
    for student in students:
        again(world, student)
        pay(world, student, "1500.00")
    accounts = [a.pk for a in FeeStanding.objects.filter(student__in=students)]
    FeeStanding.objects.filter(pk__in=accounts).update(paid=1600)
    moment = now()
    with CaptureQueriesContext(connection) as made:
        follow_balances(accounts, at=moment)
    assert len(made) == 5  # last refunds, accounts, withdrawn, proposed, steps
    assert sorted(Refund.objects.values_list("state", "amount")) == [
        *[("proposed", Decimal(600))] * count,
        *[("withdrawn", Decimal(500))] * count,
    ]


# what people decide


def test_from_proposal_to_payment_each_step_is_recorded_and_told(world: World, student: Student, desk: User):
    assert give_iban(world, student) == ""
    assert move(student, "approve", desk) == ""
    assert (balance(student), Entry.objects.filter(kind="refund").count()) == (-1000, 0)
    assert move(student, "pay", desk, TRANSFER) == ""

    refund = last(student)
    assert (refund.state, refund.paid_on, refund.paid_as, refund.version) == ("paid", date(2026, 2, 10), "EFT-1", 4)
    assert balance(student) == 0
    account = FeeStanding.objects.get(student=student)
    assert (account.charged, account.paid) == (Decimal(0), Decimal(0))
    entry = Entry.objects.get(kind="refund")
    assert (entry.amount, entry.refund, entry.actor) == (Decimal(1000), refund, desk)
    assert steps(student) == [
        ("propose", "proposed", ""),
        ("iban", "proposed", student.user.username),
        ("approve", "approved", "harc"),
        ("pay", "paid", "harc"),
    ]
    assert [kind for kind, _ in told(student)] == ["refund_approved", "refund_paid"]
    assert told(student)[1][1]["amount"] == {"number": "1000.00"}


def test_an_approved_one_without_an_iban_waits_and_its_owner_is_told(world: World, student: Student, desk: User):
    assert move(student, "approve", desk) == ""
    assert [kind for kind, _ in told(student)] == ["refund_waits_for_iban"]
    assert move(student, "pay", desk, TRANSFER) == "IBAN_MISSING"
    assert batches.hand_over(actor=desk).code == "NONE_READY"


def test_what_the_bank_sends_back_is_reversed_and_proposed_anew_without_its_iban(
    world: World, student: Student, desk: User
):
    give_iban(world, student)
    for event, said in (("approve", Said()), ("pay", TRANSFER), ("return", Said(note="IBAN kapalı"))):
        assert move(student, event, desk, said) == ""
        if event == "pay":
            paid = last(student)
    assert balance(student) == -1000
    assert refunds(student) == [proposed("1000.00", "transfer_out", "returned"), proposed("1000.00", "transfer_out")]
    assert last(student).iban == ""
    amounts = list(Entry.objects.filter(refund=paid).order_by("id").values_list("amount", "reason"))
    assert amounts == [(Decimal(1000), ""), (Decimal(-1000), "IBAN kapalı")]
    assert told(student)[-1][0] == "refund_returned"
    done = act(refund_id=paid.pk, event="return", version=6, actor=desk, said=Said(note="yine"))
    assert done.code == "REFUND_CHANGED"


def test_a_rejection_says_why_and_can_be_taken_back(world: World, student: Student, desk: User):
    assert move(student, "reject", desk, Said(note="  ")) == "NOTE_REQUIRED"
    assert move(student, "reject", desk, Said(note="Belge geçersiz")) == ""
    assert told(student)[-1][1]["note"] == "Belge geçersiz"
    assert give_iban(world, student) == "REFUND_REJECTED"
    assert move(student, "reopen", desk) == ""
    assert last(student).state == "proposed"


def test_a_refund_that_moved_meanwhile_is_not_moved_by_what_was_seen_before(world: World, student: Student, desk: User):
    seen = last(student).version
    give_iban(world, student)
    assert move(student, "approve", desk, version=seen) == "REFUND_CHANGED"
    assert last(student).state == "proposed"


@pytest.mark.parametrize("event", ["pay", "reopen", "take_back", "return"])
def test_the_table_says_from_where_a_refund_moves(world: World, student: Student, desk: User, event: str):
    assert move(student, event, desk, Said("not", date(2026, 2, 10), "1")) == "REFUND_STATE"
    assert steps(student) == [("propose", "proposed", "")]


def test_a_transfer_has_a_day_that_has_come_and_a_reference(world: World, student: Student, desk: User):
    give_iban(world, student)
    move(student, "approve", desk)
    assert move(student, "pay", desk, Said(paid_on=date(2026, 2, 10), reference=" ")) == "PAYMENT_INCOMPLETE"
    assert move(student, "pay", desk, Said(reference="EFT-1")) == "PAYMENT_INCOMPLETE"
    assert move(student, "pay", desk, Said(paid_on=date(2026, 2, 11), reference="EFT-1")) == "PAYMENT_IN_FUTURE"
    assert balance(student) == -1000


def test_only_the_fee_office_decides(world: World, student: Student):
    assert move(student, "approve", student.user) == "NOT_YOURS"
    assert move(student, "approve", world.advisor.user) == "NOT_YOURS"
    assert move(student, "approve", world.role(world.staff("ogr"), "registrar").staff.user) == ""


# what the student says


def test_a_student_gives_the_own_iban_and_may_change_it_until_it_is_handed_over(
    world: World, student: Student, desk: User
):
    assert give_iban(world, student, "TR33 0006 1005 1978 6457 8413 27") == "IBAN_WRONG"
    assert give_iban(world, student, "TR33 0006 1005 1978 6457 8413 26") == ""
    move(student, "approve", desk)
    assert give_iban(world, student, OTHER_IBAN) == ""
    assert (last(student).iban, last(student).state) == (OTHER_IBAN, "approved")
    batches.hand_over(actor=desk)
    assert give_iban(world, student) == "REFUND_ON_ITS_WAY"


def test_nobody_gives_it_for_another(world: World, student: Student):
    other = world.student("2501249")
    assert ask(student=student, term_id=world.term.id, iban=IBAN, actor=other.user).code == "NOT_YOURS"
    assert last(student).iban == ""


def test_who_has_nothing_too_much_gets_nothing(world: World):
    student = evening(world)
    assert give_iban(world, student) == "REFUND_NOT_DUE"
    pay(world, student, "1000.00")
    assert give_iban(world, student) == "REFUND_NOT_DUE"
    assert give_iban(world, world.student("2501249")) == "REFUND_NOT_DUE"


def test_what_goes_back_on_request_is_not_approved_before_it(world: World, desk: User):
    student = evening(world)
    pay(world, student, "1000.00")
    claim(student, "programme_closed", "as_first_education", date(2026, 2, 12), counts="at_collection")
    again(world, student)
    assert move(student, "approve", desk) == "REFUND_STATE"
    assert give_iban(world, student) == ""
    pay(world, student, "10.00")  # the request stands for the sum that follows
    assert refunds(student)[-1] == proposed("1010.00", "programme_closed", "requested")
    assert move(student, "approve", desk) == ""


# handed over together


def handed_over(world: World, desk: User, *students: Student):
    for student in students:
        give_iban(world, student)
        assert move(student, "approve", desk) == ""
    batch = batches.hand_over(actor=desk).batch
    assert batch
    return batch


def test_approved_refunds_are_handed_over_once_and_paid_by_one_press(world: World, student: Student, desk: User):
    second, without = world.student("2501249"), world.student("2501256")
    for one in (second, without):
        again(world, one)
        pay(world, one, "1040.00")
    move(without, "approve", desk)
    batch = handed_over(world, desk, student, second)
    assert (batch.lines, batch.total) == (2, Decimal("1040.00"))
    assert batches.hand_over(actor=desk).code == "NONE_READY"

    paid = batches.pay_all(batch=batch, said=TRANSFER, actor=desk)
    assert (paid.paid, paid.left, paid.code) == (2, (), "")
    assert [balance(one) for one in (student, second, without)] == [0, 0, -40]
    assert batches.pay_all(batch=batch, said=TRANSFER, actor=desk).code == "REFUND_STATE"
    assert told(second)[-1][0] == "refund_paid"


def test_what_was_handed_over_stays_and_is_not_paid_above_what_is_too_much_by_now(
    world: World, student: Student, desk: User
):
    second = world.student("2501249")
    again(world, second)
    pay(world, second, "1040.00")
    batch = handed_over(world, desk, student, second)
    student.fee_claims.update(state="rejected")
    again(world, student)
    assert (last(student).state, balance(student)) == ("sent", 0)

    assert move(student, "pay", desk, TRANSFER) == "REFUND_TOO_MUCH"
    paid = batches.pay_all(batch=batch, said=TRANSFER, actor=desk)
    assert (paid.paid, paid.left) == (1, (last(student),))
    assert move(student, "take_back", desk, Said(note="Bankaya verilmedi")) == ""
    assert refunds(student) == [proposed("1000.00", "transfer_out", "withdrawn")]
    assert [event for event, *_ in steps(student)][-2:] == ["take_back", "withdraw"]
    assert last(student).batch is None


def test_more_that_is_too_much_by_now_is_proposed_after_the_payment(world: World, student: Student, desk: User):
    batch = handed_over(world, desk, student)
    pay(world, student, "25.00")
    assert refunds(student) == [proposed("1000.00", "transfer_out", "sent")]
    batches.pay_all(batch=batch, said=TRANSFER, actor=desk)
    assert refunds(student)[1:] == [proposed("25.00", "overpaid")]


def test_a_payment_list_is_whole_or_nothing_without_day_and_reference(world: World, student: Student, desk: User):
    batch = handed_over(world, desk, student)
    assert batches.pay_all(batch=batch, said=Said(), actor=desk).code == "PAYMENT_INCOMPLETE"
    assert batches.pay_all(batch=batch, said=TRANSFER, actor=student.user).code == "NOT_YOURS"
    assert batches.hand_over(actor=student.user).code == "NOT_YOURS"
    assert last(student).state == "sent"


@pytest.mark.parametrize("xlsx", [False, True])
def test_a_payment_list_names_who_gets_what_where_and_runs_no_formula(
    world: World, student: Student, desk: User, xlsx: bool
):
    Student.objects.filter(id=student.id).update(first_name="=HYPERLINK(1)")
    batch = handed_over(world, desk, student)
    file = BytesIO()
    batches.write(batch, file, xlsx=xlsx)
    if xlsx:
        rows = [[str(v) for v in row] for row in load_workbook(file).active.iter_rows(values_only=True)]
        amount = "1000"
    else:
        rows = [line.split(";") for line in file.getvalue().decode("utf-8-sig").splitlines()]
        amount = "1000.00"
    assert len(rows) == 2
    assert rows[1][:4] == ["2501231", "'=HYPERLINK(1) Yılmaz", IBAN, amount]
    assert "OMU-117" in rows[1][4]


@pytest.mark.parametrize("count", [1, 3])
def test_paying_a_list_takes_a_constant_number_of_statements(world: World, desk: User, count: int):
    evening(world)
    students = [world.student(f"25012{n}0") for n in range(30, 30 + count)]
    for student in students:
        again(world, student)
        pay(world, student, "1500.00")
    batch = handed_over(world, desk, *students)
    with CaptureQueriesContext(connection) as made:
        assert batches.pay_all(batch=batch, said=TRANSFER, actor=desk).paid == count
    assert len(made) == 16


def test_a_day_later_is_another_day(world: World):
    at("2026-02-11 09:00")
    student = day(world)
    pay(world, student, "210.00")
    assert f"{last(student).proposed_at:%Y-%m-%d}" == "2026-02-11"
