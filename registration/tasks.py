"""What the queue does for a registration; each task takes ids and calls one service."""

from __future__ import annotations

from celery import shared_task

from people.models import JobRun

from . import jobs, standing
from .closing import due


@shared_task(ignore_result=True)
def run_job(job_id: int) -> None:
    """A job that somebody asked for; safe to deliver twice."""
    job = JobRun.objects.filter(pk=job_id).first()
    if job is not None:
        jobs.carry_out(job)


@shared_task(ignore_result=True)
def compute_standing(student_ids: list[int] | None = None, term_code: str | None = None) -> None:
    """What follows from the transcripts, of these students or of everyone; safe to run twice at once."""
    standing.update_all(student_ids, term_code)


@shared_task(ignore_result=True)
def run_due() -> None:
    """The jobs of the current term that are due by the database's clock; safe to run twice at once."""
    due.run_due()
