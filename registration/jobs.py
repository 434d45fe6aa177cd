"""Long work that the admin asks for: kept as a JobRun, handed to the queue, finished once.

The queue may be down: the job then waits, its page says so, and `manage.py run_job` carries it out just as the queue
would.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any

from celery import current_app
from django.conf import settings
from django.utils import timezone
from django.utils.translation import override
from kombu.exceptions import OperationalError

from curriculum.models import Term
from fees import statements
from people.models import JobRun, User

from .closing import table
from .drafts import parse_draft
from .loader import load
from .progress import Progress, silent
from .shadow import shadow_run
from .whatif import what_if

Kind = JobRun.Kind


def ask(kind: str, params: dict[str, Any], asked_by: User) -> JobRun:
    """Keep the job and queue it; one that the queue does not take is there all the same."""
    job = JobRun.objects.create(kind=kind, params=params, asked_by=asked_by)
    if settings.REDIS_URL:
        with suppress(OperationalError):  # the job's page says how to go on
            current_app.send_task("registration.tasks.run_job", (job.pk,), retry=False)
    return job


def carry_out(job: JobRun, progress: Progress = silent) -> None:
    """Do the work and keep its report, or what went wrong. A finished job is not done again."""
    if job.finished_at:
        return
    if job.kind == Kind.BOOK_STATEMENT:  # keeps its own report, and goes on where it was stopped
        statements.carry_on(job.pk, progress)
        job.refresh_from_db()
        return

    def told(done: int, total: int) -> None:
        JobRun.objects.filter(pk=job.pk, finished_at=None).update(done=done, total=total)
        progress(done, total)

    language = (job.asked_by and job.asked_by.language) or settings.LANGUAGE_CODE
    try:
        with override(language):  # what the report says in words is for whoever asked
            result = WORK[job.kind](job.params, told)
        _finish(job, result=result, problem="")
    except Exception as error:
        _finish(job, problem=str(error) or type(error).__name__)
        raise


def _finish(job: JobRun, **fields: Any) -> None:
    job.params.pop("lines", None)  # a university's whole list of registrations is not kept
    # of two at once, as where the queue delivers again what takes long, the first answer stands
    JobRun.objects.filter(pk=job.pk, finished_at=None).update(finished_at=timezone.now(), params=job.params, **fields)
    job.refresh_from_db()


def _what_if(params: dict[str, Any], progress: Progress) -> dict[str, Any]:
    term = Term.objects.get(code=params["term"])
    return what_if(term.pk, parse_draft(params["draft"], term), progress).stored()


def _shadow_run(params: dict[str, Any], progress: Progress) -> dict[str, Any]:
    term = Term.objects.get(code=params["term"])
    return shadow_run(term, params["lines"], params["also"], progress).stored()


def _load_courses(params: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """`students` are ids; without them, every enrolled student."""
    term = Term.objects.get(code=params["term"])
    return load(term_id=term.pk, student_ids=params.get("students"), progress=progress).as_dict()


WORK: dict[str, Callable[[dict[str, Any], Progress], dict[str, Any]]] = {
    Kind.WHAT_IF: _what_if,
    Kind.SHADOW_RUN: _shadow_run,
    Kind.LOAD_COURSES: _load_courses,
    **{kind: partial(table.carry_out, kind) for kind in table.JOBS},
}
