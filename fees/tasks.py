"""What the queue does for fees; each task takes ids and calls one service."""

from __future__ import annotations

from celery import shared_task

from . import statements


@shared_task(ignore_result=True)
def book_statement(job_id: int) -> None:
    """A statement that was confirmed; safe to deliver twice, and to go on with after it was killed."""
    statements.carry_on(job_id)
