"""What the queue does for people."""

from __future__ import annotations

from celery import shared_task

from . import delivery


@shared_task(ignore_result=True)
def deliver_notices() -> None:
    """The mails that are due; safe to deliver twice and to run twice at once."""
    delivery.deliver_due()
