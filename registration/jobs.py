"""Long work that the admin asks for: kept as a JobRun, handed to the queue, carried out once."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from celery import current_app
from django.conf import settings
from django.utils import timezone
from kombu.exceptions import OperationalError

from curriculum.models import Term
from people.models import JobRun, User

from .electives import check_elective_minimum
from .loader import load

LOAD_COURSES, ELECTIVE_MINIMUM = "load_courses", "check_elective_minimum"
Progress = Callable[[int, int], None]


def ask(kind: str, params: dict[str, Any], asked_by: User) -> JobRun:
    """Keep the job and queue it; one that the queue does not take is there all the same."""
    job = JobRun.objects.create(kind=kind, params=params, asked_by=asked_by)
    if settings.REDIS_URL:
        with suppress(OperationalError):  # the job's page says that it waits
            current_app.send_task("registration.tasks.run_job", (job.pk,), retry=False)
    return job


def carry_out(job: JobRun, progress: Progress = lambda done, total: None) -> None:
    """Do the work and keep its report, or what went wrong. A finished job is not done again."""
    if job.finished_at:
        return

    def told(done: int, total: int) -> None:
        JobRun.objects.filter(pk=job.pk).update(done=done, total=total)
        progress(done, total)

    try:
        _finish(job, result=WORK[job.kind](job.params, told), problem="")
    except Exception as error:
        _finish(job, problem=str(error) or type(error).__name__)
        raise


def _finish(job: JobRun, **fields: Any) -> None:
    JobRun.objects.filter(pk=job.pk).update(finished_at=timezone.now(), **fields)
    job.refresh_from_db()


def _load_courses(params: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """`students` are ids; without them, every enrolled student of the term."""
    term = Term.objects.get(code=params["term"])
    return load(term_id=term.pk, student_ids=params.get("students"), progress=progress).as_dict()


def _elective_minimum(params: dict[str, Any], progress: Progress) -> dict[str, Any]:
    return check_elective_minimum(term_id=Term.objects.get(code=params["term"]).pk, progress=progress).as_dict()


WORK: dict[str, Callable[[dict[str, Any], Progress], dict[str, Any]]] = {
    LOAD_COURSES: _load_courses,
    ELECTIVE_MINIMUM: _elective_minimum,
}
