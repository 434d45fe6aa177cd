"""Every table that the portal takes in, and the three steps of the desk: stage a file, confirm it, or let it go.

The writers stand further left, each beside its models; what only the right knows is joined here: how accounts are called,
and that averages follow from transcripts.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import timedelta
from typing import IO, Any

from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from curriculum.criteria.table import CRITERIA
from curriculum.importers.capacities import CAPACITIES
from curriculum.importers.musts import MUST_COURSES
from curriculum.importers.reading import ImportProblem
from curriculum.importers.running import Keep, Report, Result, TableImport, run
from curriculum.importers.table_files import COMMAND_LINE, UPLOAD, UTF_8, Limits
from curriculum.importers.tables import Table
from curriculum.models import Term
from fees.importers.tariffs import TARIFFS
from people.importers import accounts, advisors, holds, students, transcripts
from people.models import JobFile, JobRun, User

from . import thesis, unmet
from .accounts import user_codes
from .charging.yos_list import YOS_LIST
from .rules.policy import SettingMissing
from .standing import update_all
from .window_import import WINDOWS

KEPT_FOR = timedelta(days=1)  # a file that nobody confirms
SHOWN = 1000  # problems stored with a job


def restate(student_ids: Iterable[int]) -> None:
    """The averages of students whose record changed."""
    try:
        update_all(sorted(student_ids))
    except SettingMissing as missing:
        raise ImportProblem(f"No policy says how averages are made ({missing}): load_policy comes first.") from missing


def _write_students(table: Table) -> Result:
    return students.write_students(table, name_of=user_codes())


IMPORTS: dict[str, TableImport] = {
    work.kind: work
    for work in (
        TableImport("students", _("Students"), students.SHEET, _write_students, after=restate),
        TableImport("transcripts", _("Transcripts"), transcripts.SHEET, transcripts.write_transcripts, after=restate),
        TableImport("advisors", _("Advisors"), advisors.SHEET, advisors.write_advisors),
        TableImport("holds", _("Holds"), holds.SHEET, holds.write_holds),
        TableImport("accounts", _("Accounts"), accounts.SHEET, accounts.write_accounts),
        CAPACITIES,
        CRITERIA,
        MUST_COURSES,
        WINDOWS,
        TARIFFS,
        YOS_LIST,
    )
}


def import_table(
    kind: str,
    source: str | IO[bytes],
    *,
    keep: Keep,
    actor: User | None = None,
    name: str = "",
    encoding: str = UTF_8,
    term: Term | None = None,
    limits: Limits = COMMAND_LINE,
) -> Report:
    """One import, recorded as a job where it changes anything."""
    work = IMPORTS[kind]
    options = _options(work, term, actor)
    with transaction.atomic():
        report = run(work, source, keep=keep, name=name, encoding=encoding, limits=limits, **options)
        if report.kept:
            job = JobRun(kind=f"import_{kind}", asked_by=actor, params=_params(name or str(source), encoding, term))
            _finish(job, report)
    if report.kept:
        _follow(job, report)
    return report


def _options(work: TableImport, term: Term | None, actor: User | None) -> dict[str, Any]:
    """What the writer of a kind is told: the term, and where a unit may do it, who asks and of which units."""
    options: dict[str, Any] = {"term": term} if work.needs_term else {}
    if work.of_units and actor:
        reach = actor.reach(work.permission)
        options |= {"units": None if reach.everywhere else reach.units, "actor_id": actor.pk}
    return options


def _follow(job: JobRun, report: Report) -> None:
    """After the commit: a thesis advisor brings courses; whose list other records speak against is noted for staff."""
    if kind_of(job) != "advisors":
        unmet.review(report.touched)
    elif report.touched and (said := thesis.said_of(thesis.load_theses(report.touched))):
        report.notes.add(gettext("thesis courses"), said)
        job.result = stored(report)
        job.save(update_fields=["result"])


def stage(
    kind: str, content: bytes, *, actor: User, name: str, encoding: str = UTF_8, term: Term | None = None
) -> JobRun:
    """Keep a file and say what it would do."""
    report = import_table(
        kind,
        io.BytesIO(content),
        keep="nothing",
        actor=actor,
        name=name,
        encoding=encoding,
        term=term,
        limits=UPLOAD,
    )
    with transaction.atomic():
        # of imports alone: a bank's statement whose booking was stopped is gone on with from its file, however old
        JobFile.objects.filter(job__kind__startswith="import_", job__asked_at__lt=now() - KEPT_FOR).delete()
        job = JobRun.objects.create(
            kind=f"import_{kind}",
            asked_by=actor,
            params=_params(name, encoding, term),
            total=report.read,
            result=stored(report),
        )
        JobFile.objects.create(job=job, name=name[:200], content=content)
    return job


def confirm(job: JobRun, *, keep: Keep) -> bool:
    """Do what the preview of a file has shown, once; False if it is done already or was let go."""
    with transaction.atomic():
        # pressed twice: whoever comes second does not wait for minutes, and finds nothing to do
        file = JobFile.objects.select_for_update(skip_locked=True).filter(job=job).first()
        if file is None:
            return False
        work = IMPORTS[kind_of(job)]
        term = Term.objects.get(code=job.params["term"]) if work.needs_term else None
        report = run(
            work,
            io.BytesIO(bytes(file.content)),
            keep=keep,
            name=file.name,
            encoding=job.params["encoding"],
            limits=UPLOAD,
            **_options(work, term, job.asked_by),
        )
        if report.kept:
            file.delete()
            _finish(job, report)
        else:
            JobRun.objects.filter(pk=job.pk).update(result=stored(report))
    if report.kept:
        _follow(job, report)
    return report.kept


def let_go(job: JobRun) -> None:
    JobFile.objects.filter(job=job).delete()
    JobRun.objects.filter(pk=job.pk).update(result=_kept(job.result))


def _kept(result: dict[str, Any]) -> dict[str, Any]:
    """What stays of a report once it is decided on: people's rows were shown for that, and every registrar reads jobs."""
    return {**result, "first": []}


def undo(job: JobRun, *, actor: User) -> bool:
    """Take a finished import back, once; False if that is done already, or somebody changed since what it wrote."""
    with transaction.atomic():
        job = JobRun.objects.select_for_update().get(pk=job.pk)
        work, entries = IMPORTS[kind_of(job)], job.result.get("undo")
        if not entries or work.undo is None or not work.undo(entries, actor.pk):
            return False
        job.result = {**job.result, "undo": [], "undone_by": actor.get_full_name() or actor.username}
        job.save(update_fields=["result"])
    return True


def kind_of(job: JobRun) -> str:
    return job.kind.removeprefix("import_")


def stored(report: Report) -> dict[str, Any]:
    """A report as a job keeps it, in the language of whoever asked."""
    return {
        "read": report.read,
        "kept": report.kept,
        "tally": dict(report.tally),
        "problems": [[p.line, p.column, p.reason, p.code] for p in report.problems[:SHOWN]],
        "problem_count": len(report.problems),
        "notes": list(report.notes.lines()),
        "undo": list(report.undo) if report.kept else [],
        "changes": [[told.what, [list(line) for line in told.lines]] for told in report.changes[:SHOWN]],
        "change_count": len(report.changes),
        "first": [[_shown(value) for value in row] for row in report.first],
    }


def _params(name: str, encoding: str, term: Term | None) -> dict[str, str]:
    return {"file": name, "encoding": encoding, "term": term.code if term else ""}


def _finish(job: JobRun, report: Report) -> None:
    job.done = job.total = report.read
    job.finished_at, job.result = now(), _kept(stored(report))
    job.save()


__all__ = ["IMPORTS", "ImportProblem", "confirm", "import_table", "let_go", "restate", "stage", "undo"]


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    return "" if value is None else str(value)
