"""The rows about paying at a bank: what a payment opens, and what it does not (OMU-15, OMU-59, OMU-60, KOU-56)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal

import pytest
from django.test import TestCase

from fees import statements
from fees.booking import settle_by_hand
from fees.models import Bank, FeeStanding, Payment
from people.models import Student
from registration.models import TermRegistration
from tests.admin_pages import browser
from tests.fees.bank import akbank, line, owe, report, statement
from tests.world import World, at, codes


@pytest.fixture
def omu(db) -> World:
    return World("omu")


@pytest.fixture
def kou(db) -> World:
    return World("kou")


@contextmanager
def committed() -> Iterator[None]:
    """What is told after a commit is told at the end of the block."""
    with TestCase.captureOnCommitCallbacks(execute=True):
        yield


def waiting(world: World, student: Student, *charges: tuple[str, str]) -> FeeStanding:
    """A student who owes, whose list waits for the fee."""
    account = owe(student, world.term, *charges)
    TermRegistration.objects.update_or_create(student=student, term=world.term, defaults={"state": "fee_pending"})
    return account


def import_statement(bank: Bank, *lines: str) -> None:
    job = statements.stage(bank=bank, content=statement(*lines), name="akbank.csv", actor=None)
    assert statements.confirm(job, keep="all", actor=None)
    with committed():
        assert statements.carry_on(job.pk)


def refused_for_the_fee(world: World, student: Student) -> tuple[list[str], str]:
    """Codes of an add that is refused, and what is still due."""
    receipt = world.change(student, add=[world.x1])
    due = [f["figures"]["due"] for f in receipt.findings if f["code"] == "FEE_UNPAID"]
    return codes(receipt), due[0] if due else ""


@pytest.mark.row("OMU-15")
def test_a_line_of_the_banks_file_finds_its_student_and_an_unknown_number_the_worklist(omu: World):
    student = omu.student("15060001")
    waiting(omu, student, ("contribution", "200.00"))
    at("2026-02-10 11:00")
    assert refused_for_the_fee(omu, student) == (["FEE_UNPAID"], "200.00")

    import_statement(akbank(), line("A1", "15060001", "200,00"), line("A2", "15069999", "200,00"))

    found = list(Payment.objects.order_by("reference").values_list("reference", "student__number", "state", "problem"))
    assert found == [("A1", "15060001", "matched", ""), ("A2", None, "unmatched", "number")]
    assert omu.registration_of(student).state == "draft"
    assert refused_for_the_fee(omu, student)[1] == ""
    assert student.enrolments.count() == 1


@pytest.mark.row("OMU-59")
def test_each_channel_is_known_and_the_banks_own_row_says_which_count(omu: World):
    bank = akbank()
    for n, channel in enumerate(("branch", "eft", "transfer", "card")):
        owe(omu.student(f"25012{n}1"), omu.term, ("contribution", "200.00"))
        report(bank, f"A{n}", f"25012{n}1", "200.00", channel=channel)
    states = dict(Payment.objects.values_list("channel", "state"))
    assert states == {"branch": "matched", "eft": "unmatched", "transfer": "unmatched", "card": "unmatched"}
    bank.channels = ["branch", "card"]
    bank.save()
    owe(omu.student("2501291"), omu.term, ("contribution", "200.00"))
    assert report(bank, "A9", "2501291", "200.00", channel="card").payment.state == "matched"


@pytest.mark.row("OMU-60")
def test_an_eft_opens_nothing_until_the_officer_clears_it(omu: World):
    student = omu.student("2501231")
    waiting(omu, student, ("tuition", "1000.00"))
    at("2026-02-10 11:00")
    with committed():
        payment = report(akbank(), "E1", "2501231", "1000.00", channel="eft").payment
    assert (payment.state, payment.problem) == ("unmatched", "channel")
    assert omu.registration_of(student).state == "fee_pending"
    assert refused_for_the_fee(omu, student) == (["FEE_UNPAID"], "1000.00")

    with committed():
        settle_by_hand(payment_id=payment.pk, student=student, term=omu.term, actor=omu.staff("katki").user)
    payment.refresh_from_db()
    assert (payment.state, omu.registration_of(student).state) == ("cleared", "draft")
    assert refused_for_the_fee(omu, student)[1] == ""


@pytest.mark.row("METU-55")
def test_the_fee_office_puts_a_payment_right_and_a_secretary_may_not(world: World):
    student = world.student()
    owe(student, world.term, ("contribution", "200.00"))
    payment = report(akbank(), "E1", "", "200.00", channel="eft").payment
    officer, secretary = world.staff("katki", is_staff=True), world.staff("sekreter", is_staff=True)
    world.role(officer, "fee_officer")
    world.role(secretary, "secretary", world.ceng)
    path, body = f"/fees/desk/payments/{payment.pk}/", {"other": student.number, "term": "20252", "note": "Dekont"}

    for client, status in ((browser(secretary.user), 403), (browser(officer.user), 302)):
        assert client.post(f"{path}settle/", body).status_code == status
        payment.refresh_from_db()
        assert payment.state == ("unmatched" if status == 403 else "cleared")
    assert browser(secretary.user).get(path).status_code == 403
    assert (payment.student, payment.settled_by) == (student, officer.user)


@pytest.mark.row("KOU-56")
def test_a_payment_after_the_end_of_the_window_opens_nothing(kou: World):
    student = kou.student("2501231")
    waiting(kou, student, ("tuition", "600.00"))
    at("2026-02-14 10:00")
    with committed():
        payment = report(akbank(), "A1", "2501231", "600.00").payment
    assert payment.state == "matched"
    assert "WINDOW_CLOSED" in codes(kou.change(student, add=[kou.x1]))
    assert not student.enrolments.exists()


@pytest.mark.row("KOU-57")
def test_without_the_fee_no_course_and_with_it_at_once(kou: World):
    student = kou.student("2501231")
    waiting(kou, student, ("tuition", "600.00"))
    at("2026-02-10 11:00")
    assert refused_for_the_fee(kou, student) == (["FEE_UNPAID"], "600.00")
    with committed():
        report(akbank(), "A1", "2501231", "600.00")
    assert kou.registration_of(student).state == "draft"
    assert refused_for_the_fee(kou, student)[1] == ""


@pytest.mark.row("KOU-78")
def test_both_lines_of_a_distance_student_gate_and_what_is_left_is_told(kou: World):
    student = kou.student("2501231")
    waiting(kou, student, ("tuition", "385.00"), ("material", "215.00"))
    at("2026-02-10 11:00")
    with committed():
        report(akbank(), "A1", "2501231", "385.00")
    assert FeeStanding.objects.get().paid == Decimal(385)
    assert refused_for_the_fee(kou, student) == (["FEE_UNPAID"], "215.00")
    with committed():
        report(Bank.objects.get(), "A2", "2501231", "215.00")
    assert refused_for_the_fee(kou, student)[1] == ""
