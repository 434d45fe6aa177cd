"""A bank's statement from its bytes to the accounts: what it may say, what is refused, and that each line is booked once."""

import io
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from curriculum.importers.reading import ImportProblem
from fees import statements
from fees.models import Bank, DayReport, Entry, FeeStanding, Payment, Statement
from fees.statement_files import read_statement
from people.clock import today
from people.models import JobFile, JobRun, User
from tests.elsewhere import run, transaction_elsewhere
from tests.fees.bank import DAY, HEADER, akbank, line, owe, report, statement
from tests.world import World


@pytest.fixture
def omu(db) -> World:
    return World("omu")


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def bank(omu: World) -> Bank:
    return akbank()


@pytest.fixture
def officer(omu: World) -> User:
    return omu.staff("katki").user


def staged(bank: Bank, content: bytes, officer: User | None = None) -> JobRun:
    return statements.stage(bank=bank, content=content, name="akbank.csv", actor=officer)


def booked(bank: Bank, content: bytes, keep: str = "all") -> JobRun:
    job = staged(bank, content)
    assert statements.confirm(job, keep=keep, actor=None)
    assert statements.carry_on(job.pk)
    job.refresh_from_db()
    return job


def wrong(content: bytes) -> list[tuple[int, str]]:
    """Line and code of all that is wrong."""
    return [(w.line, w.code) for w in read_statement(content, "akbank.csv", today=today()).wrong]


def fates(job: JobRun) -> list[tuple[int, str]]:
    return [(f.line, f.fate) for f in statements.preview(job).fates]


# the format


def test_comma_and_semicolon_turkish_and_english_utf_8_and_windows_1254_say_the_same(db):
    turkish = f"Referans;Öğrenci No;Ödeyen;Tutar;Kanal;Tarih\r\nA1;2501231;Işıl Şahin;1.234,56;Şube;{DAY} 14:05\r\n"
    turkish += "TOPLAM;10.02.2026;1;1.234,56\r\n"
    english = f"{HEADER}\nA1;2501231;Işıl Şahin;1234.56;branch;2026-02-10T14:05:00\nTOTAL;2026-02-10;1;1234.56\n"
    written = [turkish.encode(), turkish.encode("cp1254"), b"\xef\xbb\xbf" + turkish.encode(), english.encode()]
    written.append(english.replace(";", ",").encode())
    read = [read_statement(content, "x.csv", today=today()) for content in written]
    assert [file.wrong for file in read] == [[]] * 5
    assert len({tuple(file.payments.items()) for file in read}) == 1
    [payment] = read[0].payments.values()
    assert (payment.amount, payment.payer, payment.channel) == (Decimal("1234.56"), "Işıl Şahin", "branch")
    assert f"{payment.paid_at:%d.%m.%Y %H:%M %z}" == "10.02.2026 14:05 +0300"


@pytest.mark.parametrize(
    ("amount", "code"),
    [
        ("1,234.56", "AMOUNT_SEPARATOR"),
        ("1 234,56", "AMOUNT_SEPARATOR"),
        ("1'234.56", "AMOUNT_SEPARATOR"),
        ("12.34.56", "AMOUNT_SEPARATOR"),
        ("200 TL", "AMOUNT_SEPARATOR"),
        ("٢٠٠", "AMOUNT_SEPARATOR"),
        ("1e3", "AMOUNT_SEPARATOR"),
        ("-200,00", "AMOUNT_NEGATIVE"),
        ("−200,00", "AMOUNT_NEGATIVE"),
        ("1234,567", "AMOUNT_DECIMALS"),
        ("1234.567", "AMOUNT_DECIMALS"),
        ("1.234,567", "AMOUNT_DECIMALS"),
        ("1.234", "AMOUNT_AMBIGUOUS"),
        ("200,000", "AMOUNT_AMBIGUOUS"),
        ("0,00", "AMOUNT_ZERO"),
        ("", "AMOUNT_EMPTY"),
        ("100.000.000,00", "AMOUNT_TOO_LARGE"),
    ],
)
def test_an_amount_that_cannot_be_read_in_one_way_is_refused(db, amount, code):
    assert wrong(statement(line("A1", "1", amount), total="200,00")) == [(2, code)]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (f"A1;1;x;200,00;branch;{DAY}", None),
        (f"A1;1;x;200,00;branch;{DAY} 23:59:59", None),
        ("A1;1;x;200,00;branch", "CELLS"),
        (f"A1,1,x,200.00,branch,{DAY}", "CELLS"),
        (f"A 1;1;x;200,00;branch;{DAY}", "REFERENCE"),
        (f";1;x;200,00;branch;{DAY}", "REFERENCE"),
        (f"A1;{'1' * 21};x;200,00;branch;{DAY}", "TEXT_TOO_LONG"),
        (f"A1;=1+1;x;200,00;branch;{DAY}", "FORMULA"),
        (f"A1;1;x;200,00;cheque;{DAY}", "CHANNEL_UNKNOWN"),
        ("A1;1;x;200,00;branch;02/10/2026", "DATE"),
        ("A1;1;x;200,00;branch;10.02.0026", "DATE"),
        ("A1;1;x;200,00;branch;09.02.2026", "OTHER_DAY"),
    ],
)
def test_a_line_that_cannot_be_read_is_told_with_its_reason(world, text, code):
    found = wrong(statement(text, total="200,00"))
    assert [(n, c) for n, c in found if c not in ("COUNT", "TOTAL")] == ([(2, code)] if code else [])


def test_payments_of_a_day_that_has_not_come_are_refused(world):
    content = f"{HEADER}\nA1;1;x;200,00;branch;11.02.2026\nTOTAL;11.02.2026;1;200,00\n".encode()
    assert wrong(content) == [(2, "FUTURE")]


def test_the_same_reference_twice_in_a_file(world):
    same, other = line("A1", "1", "200,00"), line("A1", "1", "300,00")
    assert wrong(statement(same, same)) == []
    assert wrong(statement(same, other)) == [(3, "REFERENCE_TWICE")]


def test_a_file_that_was_cut_is_noticed(world):
    whole = statement(line("A1", "1", "200,00"), line("A2", "2", "300,00"), line("A3", "3", "400,00")).decode()
    lines = whole.splitlines(keepends=True)
    assert wrong("".join(lines[:3]).encode()) == [(3, "NO_TRAILER")]
    assert wrong(("".join(lines[:3]) + "A3;3;;40").encode()) == [(4, "CELLS"), (4, "NO_TRAILER")]
    assert wrong("".join([*lines[:2], lines[4]]).encode()) == [(3, "COUNT"), (3, "TOTAL")]
    assert wrong(whole.replace("900.00", "9").encode()) == [(5, "TOTAL")]
    assert wrong("".join([*lines[:4], "TOTAL;10.02.2026;3\n"]).encode()) == [(5, "TRAILER")]
    assert wrong((whole + lines[1]).encode()) == [(6, "AFTER_TRAILER")]
    assert wrong(f"{HEADER}\nTOTAL;{DAY};0;0,00\n".encode()) == []


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "does not begin with the line"),
        (HEADER.replace(";", "|").encode(), "does not begin with the line"),
        (b"a;b;c\n1;2;3", "does not begin with the line"),
        (statement(line("A1", "1", "200,00")).decode().encode("utf-16"), "UTF-16"),
        (statement(line("A1", "1", "200,00", payer="Шахин")).decode().encode("cp1251"), "is not UTF-8"),
        (statement(line("A1", "1", "200,00", payer="Şahin"))[:50] + b"\xc5", "cut off"),
        (b"PK\x03\x04 and more", "spreadsheet"),
        (HEADER.encode() + b'\nA1;1;"x;200,00;branch;10.02.2026', "a quote left open"),
        (b"x" * (10 * 1024 * 1024 + 1), "larger than 10 MB"),
    ],
)
def test_what_is_no_statement_is_refused_as_a_whole(bank, content, said):
    with pytest.raises(ImportProblem, match=said):
        staged(bank, content)
    assert not JobRun.objects.exists()


# preview and decision


def test_the_preview_tells_every_lines_fate_and_books_nothing(omu: World, bank: Bank):
    for number in ("2501231", "2501241"):
        owe(omu.student(number), omu.term, ("contribution", "200.00"))
    report(bank, "K1", "2501231", "200.00")
    report(bank, "K2", "7", "50.00")
    job = staged(
        bank,
        statement(
            line("K1", "2501231", "200,00"),
            line("K2", "7", "60,00"),
            line("A1", "2501241", "200,00"),
            line("A2", "2501241", "200,00"),
            line("A3", "2501231", "10,00", channel="havale"),
            line("A4", "999", "10,00"),
            line("A5", "2501231", "x", at="10:00"),
            total="1,00",
        ),
    )
    assert fates(job) == [
        (2, "known"),
        (3, "wrong"),
        (4, "account"),
        (5, "nothing_due"),
        (6, "channel"),
        (7, "number"),
        (8, "wrong"),
    ]
    seen = statements.preview(job)
    assert [f.wrong.reason for f in seen.fates if f.wrong] == [
        "The same reference was booked with other figures: 7, 50.00.",
        "The amount is written with other separators than 1.234,56 or 1234.56.",
    ]
    assert seen.tally()["account"] == (1, Decimal(200))
    assert (Payment.objects.count(), Statement.objects.count()) == (2, 0)


def test_nothing_of_a_file_is_booked_unless_all_is_valid_or_the_valid_lines_are_chosen(omu: World, bank: Bank):
    owe(omu.student("2501231"), omu.term, ("contribution", "200.00"))
    job = staged(bank, statement(line("A1", "2501231", "200,00"), line("A2", "1", "-5,00"), total="195,00"))
    assert not statements.confirm(job, keep="all", actor=None)
    assert (Payment.objects.count(), Statement.objects.count()) == (0, 0)

    assert statements.confirm(job, keep="valid", actor=None)
    assert statements.carry_on(job.pk)
    assert list(Payment.objects.values_list("reference", "state")) == [("A1", "matched")]
    kept = Statement.objects.get()
    assert (kept.lines, kept.total, kept.day_report.lines) == (2, Decimal(195), 2)
    assert [(w.line, w.code, w.reference, w.amount) for w in statements.left_out(kept)] == [
        (3, "AMOUNT_NEGATIVE", "A2", "-5,00")
    ]


def test_a_file_is_decided_on_once_and_not_kept_once_it_is_booked(omu: World, bank: Bank, officer: User):
    owe(omu.student("2501231"), omu.term, ("contribution", "200.00"))
    job = staged(bank, statement(line("A1", "2501231", "200,00")), officer)
    assert statements.confirm(job, keep="all", actor=officer)
    assert not statements.confirm(job, keep="all", actor=officer)
    assert statements.carry_on(job.pk)
    job.refresh_from_db()
    assert (job.result, job.done, job.total) == ({"read": 1, "tally": {"account": 1, "wrong": 0}}, 1, 1)
    assert job.finished_at and not JobFile.objects.exists()
    assert (Statement.objects.get().booked_by, DayReport.objects.get().total) == (officer, Decimal(200))
    assert statements.carry_on(job.pk)
    assert (Entry.objects.filter(kind="payment").count(), DayReport.objects.count()) == (1, 1)


def test_the_same_file_twice_is_told_kindly(omu: World, bank: Bank):
    content = statement(line("A1", "1", "200,00"))
    booked(bank, content)
    with pytest.raises(ImportProblem, match=r"booked already \(akbank.csv, 10.02.2026 10:00\): there is nothing left"):
        staged(bank, content)
    other = Bank.objects.create(code="ziraat", name="Ziraat", channels=["branch"])
    assert staged(other, content)


def test_a_file_staged_twice_is_booked_by_one_of_them(omu: World, bank: Bank):
    content = statement(line("A1", "1", "200,00"))
    first, second = staged(bank, content), staged(bank, content)
    assert [statements.confirm(job, keep="all", actor=None) for job in (first, second)] == [True, False]


def test_a_file_that_was_let_go_is_gone(bank: Bank):
    job = staged(bank, statement(line("A1", "1", "200,00")))
    statements.let_go(job)
    assert not statements.confirm(job, keep="all", actor=None)
    assert not JobFile.objects.exists()


# booking


def test_a_statement_confirms_what_the_service_reported(omu: World, bank: Bank):
    owe(omu.student("2501231"), omu.term, ("contribution", "200.00"))
    first = report(bank, "A1", "2501231", "200.00").payment
    job = booked(bank, statement(line("A1", "2501231", "200,00")))
    first.refresh_from_db()
    assert (first.statement, first.source) == (Statement.objects.get(), "service")
    assert job.result["tally"] == {"known": 1, "wrong": 0}
    assert Entry.objects.filter(kind="payment").count() == 1


def scene(omu: World, count: int) -> bytes:
    lines = []
    for n in range(count):
        owe(omu.student(f"25{n:04}1"), omu.term, ("contribution", "200.00"))
        lines.append(line(f"A{n}", f"25{n:04}1", "200,00"))
    return statement(*lines)


def test_killed_in_the_middle_and_run_again_each_line_is_booked_once(omu: World, bank: Bank, monkeypatch):
    monkeypatch.setattr(statements, "BATCH", 2)
    job = staged(bank, scene(omu, 5))
    statements.confirm(job, keep="all", actor=None)

    class Killed(BaseException):
        pass

    def killed(done: int, total: int) -> None:
        if done == 4:
            raise Killed

    with pytest.raises(Killed):
        statements.carry_on(job.pk, killed)
    job.refresh_from_db()
    assert (job.done, job.finished_at, Payment.objects.count()) == (4, None, 4)
    assert staged(bank, bytes(job.file.content)) == job  # the same file again leads to the booking that stopped

    assert statements.carry_on(job.pk)
    job.refresh_from_db()
    assert (job.done, job.result["tally"]) == (5, {"account": 5, "wrong": 0})
    assert Counter(Entry.objects.filter(kind="payment").values_list("payment__reference", flat=True)) == Counter(
        {f"A{n}": 1 for n in range(5)}
    )
    assert not FeeStanding.objects.exclude(paid=200).exists()


def test_the_command_for_jobs_that_wait_books_a_statement_as_well(omu: World, bank: Bank):
    job = staged(bank, scene(omu, 1))
    statements.confirm(job, keep="all", actor=None)
    call_command("run_job", str(job.pk), verbosity=0, stdout=io.StringIO())
    assert Payment.objects.get().state == "matched"
    with pytest.raises(CommandError, match="is finished already"):
        call_command("run_job", str(job.pk), verbosity=0)


def test_a_booking_whose_accounts_stay_busy_can_go_on(transactional_db, monkeypatch):
    monkeypatch.setattr(statements, "ROUNDS", 1)
    omu = World("omu")
    job = staged(akbank(), scene(omu, 1))
    statements.confirm(job, keep="all", actor=None)
    with transaction_elsewhere(commit=False) as other:
        run(other, "SELECT id FROM fees_feestanding FOR UPDATE")
        assert not statements.carry_on(job.pk)
    job.refresh_from_db()
    assert (job.problem, Payment.objects.count()) == ("Accounts were busy; the rest is still to be booked.", 0)
    assert statements.carry_on(job.pk)
    job.refresh_from_db()
    assert (job.problem, Payment.objects.count()) == ("", 1)


@pytest.mark.parametrize("count", [1, 3])
def test_a_batch_takes_as_many_statements_however_long_it_is(omu: World, bank: Bank, count):
    job = staged(bank, scene(omu, count))
    statements.confirm(job, keep="all", actor=None)
    with CaptureQueriesContext(connection) as sent:
        statements.carry_on(job.pk)
    assert len(sent) == 27
