"""Work for the queue; each task is a management command's service as well, and takes ids."""

from __future__ import annotations

from celery import shared_task

from . import standing


@shared_task(ignore_result=True)
def compute_standing(student_ids: list[int] | None = None, term_code: str | None = None) -> None:
    """What follows from the transcripts, of these students or of everyone; safe to run twice at once."""
    standing.update_all(student_ids, term_code)
