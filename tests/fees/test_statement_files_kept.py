"""The file of a confirmed statement is kept until the last line is booked, whoever clears away files meanwhile."""

from __future__ import annotations

import pytest

from fees import booking, statements
from fees.models import Payment, Statement
from people.clock import now
from people.models import JobFile, JobRun
from registration import imports
from tests.elsewhere import run, threads, transaction_elsewhere, until_done_or_waiting
from tests.fees.bank import akbank, line, owe, statement
from tests.world import World

CONTENT = statement(line("A1", "2501231", "200,00"))
YOS = b"number;place\n2501231;1\n"


def confirmed() -> JobRun:
    job = statements.stage(bank=akbank(), content=CONTENT, name="akbank.csv", actor=None)
    assert statements.confirm(job, keep="all", actor=None)
    return job


def days_ago(job: JobRun) -> None:
    JobRun.objects.filter(pk=job.pk).update(asked_at=now() - statements.KEPT_FOR * 3)


def test_an_import_leaves_a_statement_whose_booking_was_stopped(db):
    omu = World("omu")
    job = confirmed()
    days_ago(job)
    stale = imports.stage("yos_list", YOS, actor=omu.staff("memur").user, name="yos.csv")
    days_ago(stale)
    imports.stage("yos_list", YOS, actor=omu.staff("memur2").user, name="yos.csv")
    assert not JobFile.objects.filter(job=stale).exists()
    assert statements.carry_on(job.pk)
    assert Payment.objects.get().reference == "A1"


def test_a_statement_whose_file_was_lost_goes_on_with_the_same_file(db):
    World("omu")
    job = confirmed()
    JobFile.objects.all().delete()
    assert statements.stage(bank=Statement.objects.get().bank, content=CONTENT, name="again.csv", actor=None) == job
    assert statements.carry_on(job.pk)
    assert Payment.objects.get().reference == "A1"


def file_after_both(job: JobRun) -> bool:
    """Whether the file is there after one officer confirms it while another lets it go."""
    with transaction_elsewhere() as other, threads() as start:
        run(other, "SELECT 1 FROM people_jobfile WHERE job_id = %s FOR UPDATE", job.pk)
        letting_go = start(statements.let_go, job)
        until_done_or_waiting(letting_go)
        run(
            other,
            "INSERT INTO fees_statement (bank_id, name, sha256, lines, total, booked_at, job_id, left_out) "
            "SELECT id, 'akbank.csv', 'x', 1, 200, now(), %s, '[]' FROM fees_bank",
            job.pk,
        )
        other.commit()
        letting_go.result()
    return JobFile.objects.filter(job=job).exists()


@pytest.mark.django_db(transaction=True)
def test_what_is_confirmed_at_the_same_moment_is_not_let_go():
    World("omu")
    job = statements.stage(bank=akbank(), content=CONTENT, name="akbank.csv", actor=None)
    assert file_after_both(job)


@pytest.mark.django_db(transaction=True)
def test_deleted_in_one_statement_it_would_be(monkeypatch):
    """The control: the file goes with the statement confirmed, and what it says is never booked."""
    World("omu")
    job = statements.stage(bank=akbank(), content=CONTENT, name="akbank.csv", actor=None)
    monkeypatch.setattr(statements, "_forget", lambda files: files.filter(job__statement=None).delete())
    assert not file_after_both(job)


def test_a_payment_taken_back_between_two_runs_has_a_fate_in_words(db):
    omu = World("omu")
    owe(omu.student("2501231"), omu.term, ("contribution", "200.00"))
    job = confirmed()

    class Killed(BaseException):
        pass

    def killed(done: int, total: int) -> None:
        raise Killed

    with pytest.raises(Killed):
        statements.carry_on(job.pk, killed)
    booking.cancel_payment(bank=Statement.objects.get().bank, reference="A1")
    assert statements.carry_on(job.pk)
    job.refresh_from_db()
    assert {fate: statements.word(fate) for fate in job.result["tally"]}
    assert job.result["tally"] == {"known": 1, "wrong": 0}
