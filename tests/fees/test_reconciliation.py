"""The end of a bank's day: totals that agree, or differences with names."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from fees import statements
from fees.booking import cancel_payment, return_to_sender, settle_by_hand
from fees.models import Bank
from fees.reconciling import Sums, reconcile, report_day
from people.models import User
from tests.fees.bank import akbank, line, owe, report, statement
from tests.world import World, local

TODAY = date(2026, 2, 10)


@pytest.fixture
def omu(db) -> World:
    with translation.override("en"):
        yield World("omu")


@pytest.fixture
def bank(omu: World) -> Bank:
    return akbank()


@pytest.fixture
def officer(omu: World) -> User:
    return omu.staff("katki").user


def book(bank: Bank, content: bytes, keep: str = "all") -> None:
    job = statements.stage(bank=bank, content=content, name="akbank.csv", actor=None)
    assert statements.confirm(job, keep=keep, actor=None)
    assert statements.carry_on(job.pk)


def differences(bank: Bank) -> list[str]:
    return [d.code for d in reconcile(bank, TODAY).differences]


def test_a_day_whose_totals_agree(omu: World, bank: Bank, officer: User):
    """Reported, booked, put right and returned: each payment stands in one place, and the entries are those on accounts."""
    students = [omu.student(f"25012{n}1") for n in range(3)]
    for student in students:
        owe(student, omu.term, ("contribution", "200.00"))
    report(bank, "A1", "2501201", "200.00")
    report(bank, "C1", "2501201", "200.00")
    cancel_payment(bank=bank, reference="C1")
    lines = [line("A1", "2501201", "200,00"), line("A2", "2501211", "200,00"), line("E1", "", "150,00", channel="eft")]
    lines += [line("X1", "9", "50,00"), line("X2", "8", "75,00")]
    book(bank, statement(*lines))
    waiting = {p.reference: p for p in bank.payments.filter(state="unmatched")}
    settle_by_hand(payment_id=waiting["E1"].pk, student=students[2], term=omu.term, actor=officer)
    return_to_sender(payment_id=waiting["X1"].pk, actor=officer, note="Öğrenci değil")
    report_day(bank=bank, day=TODAY, count=5, total=Decimal(675))

    found = reconcile(bank, TODAY)
    assert (found.agrees, found.differences) == (True, [])
    assert found.statement == found.service == found.received == Sums(5, Decimal(675))
    assert found.accounts == found.entries == Sums(3, Decimal(550))
    assert (found.worklist, found.returned) == (Sums(1, Decimal(75)), Sums(1, Decimal(50)))
    assert found.reversed == Sums(1, Decimal(200))


def test_a_day_of_which_the_bank_says_nothing(omu: World, bank: Bank):
    assert differences(bank) == []
    report(bank, "A1", "1", "200.00")
    assert differences(bank) == ["NO_REPORT"]


def test_the_day_is_the_banks_in_istanbul(omu: World, bank: Bank):
    for reference, moment in (("A1", "2026-02-09 23:59:59"), ("A2", "2026-02-10 00:00"), ("A3", "2026-02-10 23:59:59")):
        report(bank, reference, "1", "10.00", paid_at=local(moment))
    assert reconcile(bank, TODAY).received == Sums(2, Decimal(20))


def test_a_line_that_was_left_out_is_named(omu: World, bank: Bank):
    book(bank, statement(line("A1", "1", "200,00"), line("A2", "1", "-5,00"), total="195,00"), keep="valid")
    found = reconcile(bank, TODAY)
    assert [str(d) for d in found.differences] == [
        "The statement says 2 / 195.00, the payments come to 1 / 200.00.",
        "Left out of a statement: line 3, reference A2, -5,00.",
    ]


def test_a_line_left_out_that_a_later_statement_brought_right_is_no_difference(omu: World, bank: Bank):
    book(bank, statement(line("A1", "1", "200,00"), line("A2", "1", "5.000"), total="205,00"), keep="valid")
    book(bank, statement(line("A1", "1", "200,00"), line("A2", "1", "5,00")))
    assert differences(bank) == []


def test_a_payment_that_the_statement_does_not_have(omu: World, bank: Bank):
    report(bank, "A1", "1", "200.00")
    book(bank, statement(line("A2", "1", "300,00")))
    found = reconcile(bank, TODAY)
    assert [(d.code, d.figures.get("references")) for d in found.differences] == [
        ("STATEMENT_DIFFERS", None),
        ("NOT_IN_STATEMENT", "A1"),
    ]


def test_a_payment_taken_back_that_the_statement_still_has(omu: World, bank: Bank):
    book(bank, statement(line("A1", "1", "200,00")))
    cancel_payment(bank=bank, reference="A1")
    assert differences(bank) == ["STATEMENT_DIFFERS", "REVERSED_IN_STATEMENT"]


def test_two_reports_that_differ_are_told_apart_and_the_later_word_counts(omu: World, bank: Bank):
    book(bank, statement(line("A1", "1", "200,00")))
    report_day(bank=bank, day=TODAY, count=2, total=Decimal(400))
    assert differences(bank) == ["SERVICE_DIFFERS"]
    report_day(bank=bank, day=TODAY, count=1, total=Decimal(200))
    assert differences(bank) == []


def test_a_payment_that_stands_on_no_account_though_it_says_so_is_named(omu: World, bank: Bank):
    owe(omu.student("2501231"), omu.term, ("contribution", "200.00"))
    report(bank, "A1", "2501231", "200.00")
    report(bank, "A2", "1", "50.00")
    report_day(bank=bank, day=TODAY, count=2, total=Decimal(250))
    assert differences(bank) == []
    bank.payments.filter(reference="A2").update(state="matched")
    bank.payments.filter(reference="A1").update(amount=Decimal(200), state="unmatched")
    found = reconcile(bank, TODAY)
    assert [(d.code, d.figures["references"]) for d in found.differences] == [("LEDGER_DIFFERS", "A1, A2")]


def test_the_command_prints_totals_and_fails_where_they_differ(omu: World, bank: Bank):
    report(bank, "A1", "1", "200.00")
    report_day(bank=bank, day=TODAY, count=1, total=Decimal(200))
    out = io.StringIO()
    call_command("reconcile", "akbank", "2026-02-10", stdout=out)
    assert out.getvalue().splitlines() == [
        "The bank's statement: –",
        "The bank's own program: 1 / 200.00",
        "Received and not reversed: 1 / 200.00",
        "of these, on accounts: 0 / 0.00",
        "of these, on the worklist: 1 / 200.00",
        "of these, returned to the sender: 0 / 0.00",
        "Reversed: 0 / 0.00",
        "Entries on accounts: 0 / 0.00",
        "The totals agree.",
    ]
    report_day(bank=bank, day=TODAY, count=2, total=Decimal(400))
    with pytest.raises(CommandError, match=r"own program says 2 / 400\.00, the payments come to 1 / 200\.00"):
        call_command("reconcile", "akbank", "2026-02-10", stdout=out)
    with pytest.raises(CommandError, match="There is no bank ziraat"):
        call_command("reconcile", "ziraat", "2026-02-10", stdout=out)


def test_a_statement_from_the_command_line(omu: World, bank: Bank, tmp_path):
    file, out = tmp_path / "akbank.csv", io.StringIO()
    file.write_bytes(statement(line("A1", "1", "200,00"), line("A2", "1", "x"), total="200,00"))
    with pytest.raises(CommandError, match="Nothing was booked:\n3: The amount is written with other separators"):
        call_command("book_statement", "akbank", str(file), stdout=out, verbosity=0)
    assert not bank.payments.exists()
    call_command("book_statement", "akbank", str(file), "--valid", stdout=out, verbosity=0)
    assert out.getvalue().splitlines() == ["to the worklist: unknown student number: 1", "left out: not valid: 1"]
    with pytest.raises(CommandError, match="booked already"):
        call_command("book_statement", "akbank", str(file), stdout=out, verbosity=0)


@pytest.mark.parametrize("count", [1, 3])
def test_a_day_takes_as_many_statements_however_long_it_was(omu: World, bank: Bank, count):
    book(bank, statement(*(line(f"A{n}", "1", "200,00") for n in range(count))))
    with CaptureQueriesContext(connection) as sent:
        assert reconcile(bank, TODAY).agrees
    assert len(sent) == 8
