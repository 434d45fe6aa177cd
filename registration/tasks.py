"""What the queue does for a registration; each task takes ids and calls one service."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from celery import current_app, shared_task
from django.conf import settings
from kombu.exceptions import OperationalError

from people.models import JobRun

from . import jobs, section_changes, standing
from .closing import due
from .searching import watches


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


@shared_task(ignore_result=True)
def tell_section_changes() -> None:
    """Tell students of sections that moved, were cancelled or got another instructor; safe to run twice at once."""
    section_changes.tell_everywhere()


@shared_task(ignore_result=True)
def tell_of_seats() -> None:
    """Tell who waits for a seat that there is one; safe to run twice at once."""
    watches.tell_everywhere()


def ask_for_section_changes(sender: Any, *, term_id: int, **kwargs: Any) -> None:
    """After an edit: by the queue, or here and now where there is none. What the queue does not take waits for the beat."""
    if not settings.REDIS_URL:
        section_changes.tell_section_changes(term_id=term_id)
        return
    with suppress(OperationalError):
        current_app.send_task("registration.tasks.tell_section_changes", retry=False)
