"""A bank's statement in three steps: kept and looked at, confirmed, booked a batch of accounts at a time.

Nothing is booked before somebody has seen the fate of every line. A booking that was killed goes on where it is asked to:
what is booked already is known by its reference, so each line is booked once however often that happens.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Any

from celery import current_app
from django.conf import settings
from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.timezone import localtime
from django.utils.translation import gettext
from kombu.exceptions import OperationalError

from curriculum.importers.reading import ImportProblem
from curriculum.locks import held_up
from people.clock import now, today
from people.models import JobFile, JobRun, User

from .booking import (
    DUPLICATE_REFERENCE,
    ON_ACCOUNT,
    Booked,
    Reported,
    book_payments,
    known_payments,
    read_accounts,
    same,
    students_by_number,
    where,
)
from .models import Bank, DayReport, FeeStanding, Payment, Statement
from .statement_files import OF_FILE, StatementFile, Wrong, read_statement

KIND = JobRun.Kind.BOOK_STATEMENT
KEPT_FOR = timedelta(days=1)  # a file that nobody confirms
BATCH = 100  # payments, whose accounts are locked together
ROUNDS = 5  # how often a batch is tried whose accounts are busy
ACCOUNT, KNOWN, WRONG = "account", "known", "wrong"  # fates; the rest are problems of the worklist
Progress = Callable[[int, int], None]


class Busy(Exception):
    """Accounts stayed locked; the booking can go on later."""


@dataclass(frozen=True, slots=True)
class Fate:
    """What a line would become: on an account of a term, known already, on the worklist (its problem), or left out."""

    line: int
    fate: str
    payment: Reported | None = None
    term_id: int | None = None
    wrong: Wrong | None = None


@dataclass
class Preview:
    """The fate of every line, and what is wrong with the file beside them."""

    file: StatementFile
    fates: list[Fate] = field(default_factory=list)

    @property
    def of_file(self) -> list[Wrong]:
        return [w for w in self.file.wrong if w.code in OF_FILE]

    @property
    def problems(self) -> list[Wrong]:
        """Of the file and its lines, what the books speak against among them."""
        against = [f.wrong for f in self.fates if f.wrong and f.payment]
        return sorted([*self.file.wrong, *against], key=lambda w: (w.line, w.code in OF_FILE))

    @property
    def is_valid(self) -> bool:
        return not self.problems

    def tally(self) -> dict[str, tuple[int, Decimal]]:
        """By fate, how many and how much."""
        found: dict[str, tuple[int, Decimal]] = {}
        for fate in self.fates:
            count, total = found.get(fate.fate, (0, Decimal(0)))
            found[fate.fate] = (count + 1, total + (fate.payment.amount if fate.payment else 0))
        return found


# look


def stage(*, bank: Bank, content: bytes, name: str, actor: User | None) -> JobRun:
    """Keep a file to be looked at. Raises ImportProblem for what is no statement, or was booked before; one whose booking
    was interrupted is answered with that booking."""
    file = read_statement(content, name, today=today())
    if before := Statement.objects.filter(bank=bank, sha256=file.sha256).select_related("job", "booked_by").first():
        if before.job and not before.job.finished_at:
            JobFile.objects.get_or_create(job=before.job, defaults={"name": before.name, "content": content})
            return before.job
        raise ImportProblem(_booked_before(before))
    with transaction.atomic():
        _forget(JobFile.objects.filter(job__kind=KIND, job__asked_at__lt=now() - KEPT_FOR))
        job = JobRun.objects.create(
            kind=KIND, asked_by=actor, params={"bank": bank.code, "file": name[:200]}, total=len(file.payments)
        )
        JobFile.objects.create(job=job, name=name[:200], content=content)
    return job


def _booked_before(statement: Statement) -> str:
    said = {"file": statement.name, "at": f"{localtime(statement.booked_at):%d.%m.%Y %H:%M}"}
    return gettext("This statement is booked already (%(file)s, %(at)s): there is nothing left to do.") % said


def preview(job: JobRun) -> Preview:
    """As the books stand now; nothing is locked or written."""
    bank = Bank.objects.get(code=job.params["bank"])
    return _fates(bank, read_statement(bytes(job.file.content), job.file.name, today=today()))


def _fates(bank: Bank, file: StatementFile) -> Preview:
    told = list(file.payments.values())
    known, students = known_payments(bank, told), students_by_number(told)
    standings = FeeStanding.objects.filter(student__in=set(students.values())).select_related("term").order_by("id")
    accounts, seen, found = read_accounts(list(standings)), set[str](), []
    for line, payment in file.payments.items():
        before = known.get(payment.reference)
        if before and not same(before, payment):
            found.append(Fate(line, WRONG, payment, wrong=_duplicate(line, payment, before)))
        elif before or payment.reference in seen:
            found.append(Fate(line, KNOWN, payment))
        else:
            to = where(bank, payment, students.get(payment.number), accounts)
            if isinstance(to, str):
                found.append(Fate(line, to, payment))
            else:
                to.take(payment.amount)
                found.append(Fate(line, ACCOUNT, payment, to.term_id))
        seen.add(payment.reference)
    found += [Fate(w.line, WRONG, wrong=w) for w in file.wrong if w.code not in OF_FILE]
    return Preview(file, sorted(found, key=lambda f: f.line))


def _duplicate(line: int, payment: Reported, before: Payment) -> Wrong:
    figures = {"number": before.number, "amount": str(before.amount)}
    return Wrong(line, DUPLICATE_REFERENCE, figures, payment.reference, str(payment.amount))


def word(fate: str) -> str:
    """What becomes of a line, in the reader's language."""
    said = {
        ACCOUNT: gettext("to an account"),
        KNOWN: gettext("known already"),
        WRONG: gettext("left out: not valid"),
    }
    return said.get(fate) or gettext("to the worklist: %(problem)s") % {"problem": Payment.Problem(fate).label}


# decide


def confirm(job: JobRun, *, keep: str, actor: User | None) -> bool:
    """Decide on a file once: "all" where every line is valid, or "valid" for the lines that are. False where it is decided
    already, was let go, or is not valid."""
    with transaction.atomic():
        # pressed twice: whoever comes second does not wait, and finds nothing to decide
        file = (
            JobFile.objects.select_for_update(skip_locked=True, of=("self",))
            .filter(job=job, job__statement=None)
            .first()
        )
        if file is None:
            return False
        seen = preview(job)
        if not (seen.is_valid or keep == "valid"):
            return False
        try:
            with transaction.atomic():
                _open(job, seen.file, actor)
        except IntegrityError:  # the same file, confirmed elsewhere
            return False
    return True


def _open(job: JobRun, file: StatementFile, actor: User | None) -> None:
    told = file.trailer
    Statement.objects.create(
        bank=Bank.objects.get(code=job.params["bank"]),
        name=job.params["file"],
        sha256=file.sha256,
        lines=told.count if told else file.read,
        total=told.total if told else sum((p.amount for p in file.payments.values()), Decimal(0)),
        booked_by=actor,
        booked_at=now(),
        job=job,
    )


def let_go(job: JobRun) -> None:
    _forget(JobFile.objects.filter(job=job))


@transaction.atomic
def _forget(files: QuerySet[JobFile]) -> None:
    """Files that nobody confirmed. In two statements: what was confirmed while the first one looked is seen by the second,
    and what somebody confirms right now is left."""
    found = list(files.select_for_update(skip_locked=True, of=("self",)).values_list("pk", flat=True))
    JobFile.objects.filter(pk__in=found, job__statement=None).delete()


def ask(job: JobRun) -> None:
    """Have a confirmed file booked: by the queue, or here and now where there is none. What the queue does not take
    waits, and its page says how it goes on."""
    if not settings.REDIS_URL:
        carry_on(job.pk)
        return
    try:
        current_app.send_task("fees.tasks.book_statement", (job.pk,), retry=False)
    except OperationalError:
        JobRun.objects.filter(pk=job.pk).update(problem=gettext("The queue did not take it."))


# book


def carry_on(job_id: int, progress: Progress | None = None) -> bool:
    """Book what is left of a confirmed file. False where accounts stayed busy: what is done is done, the rest can follow."""
    job = JobRun.objects.filter(pk=job_id, kind=KIND, finished_at=None, statement__isnull=False).first()
    file = JobFile.objects.filter(job=job_id).first()
    if job is None or file is None:
        return True
    statement = Statement.objects.select_related("bank").get(job=job)
    read, counts = read_statement(bytes(file.content), file.name, today=today()), Counter[str]()
    left = [w for w in read.wrong if w.code not in OF_FILE]
    try:
        for done, line, booked in _booked(statement, read.payments):
            if booked.code:
                left.append(_duplicate(line, read.payments[line], booked.payment))
            counts[_fate_of(booked, statement)] += 1
            if done:
                JobRun.objects.filter(pk=job.pk, finished_at=None).update(done=done, problem="")
                if progress:
                    progress(done, len(read.payments))
    except Busy:
        JobRun.objects.filter(pk=job.pk).update(problem=gettext("Accounts were busy; the rest is still to be booked."))
        return False
    _finish(job.pk, statement, read, left, counts)
    return True


def _booked(statement: Statement, payments: Mapping[int, Reported]) -> Iterator[tuple[int, int, Booked]]:
    """Each line with what became of it, and at the end of a batch how many are done."""
    lines = list(payments)
    for start in range(0, len(lines), BATCH):
        batch = lines[start : start + BATCH]
        answers = _book_batch(statement, [payments[line] for line in batch])
        for n, (line, booked) in enumerate(zip(batch, answers, strict=True), 1):
            yield start + n if n == len(batch) else 0, line, booked


def _book_batch(statement: Statement, told: list[Reported]) -> list[Booked]:
    for _round in range(ROUNDS):
        try:
            return book_payments(bank=statement.bank, told=told, source=Payment.Source.STATEMENT, statement=statement)
        except DatabaseError as error:
            if not held_up(error):
                raise
    raise Busy


def _fate_of(booked: Booked, statement: Statement) -> str:
    """In words of the preview; what an earlier run of the same statement booked is no payment that was known."""
    if booked.code:
        return WRONG
    if booked.again and booked.payment.statement_id != statement.pk:
        return KNOWN
    if booked.payment.state in ON_ACCOUNT:
        return ACCOUNT
    return booked.payment.problem or KNOWN  # taken back between two runs


def _finish(job_id: int, statement: Statement, read: StatementFile, left: list[Wrong], counts: Counter[str]) -> None:
    """Once, with the bank's own count of the day; the file is not kept, its digest is."""
    with transaction.atomic():
        job = JobRun.objects.select_for_update().get(pk=job_id)
        if job.finished_at:
            return
        job.finished_at, job.problem, job.done = now(), "", len(read.payments)
        counts[WRONG] = len(left)
        job.result = {"read": read.read, "tally": dict(counts)}
        job.save()
        statement.left_out = [
            {"line": w.line, "reference": w.reference, "amount": w.amount, "code": w.code, "figures": dict(w.figures)}
            for w in sorted(left, key=lambda w: w.line)
        ]
        statement.save(update_fields=["left_out"])
        if told := read.trailer:
            DayReport.objects.create(
                bank=statement.bank,
                day=told.day,
                lines=told.count,
                total=told.total,
                statement=statement,
                reported_at=job.finished_at,
            )
        JobFile.objects.filter(job=job).delete()


def left_out(statement: Statement) -> list[Wrong]:
    """The lines that were not valid, with their reasons in the reader's language."""
    rows: list[dict[str, Any]] = statement.left_out
    return [Wrong(r["line"], r["code"], r["figures"], r["reference"], r["amount"]) for r in rows]
