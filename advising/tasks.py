"""What the queue does for advisors; each task calls one service."""

from __future__ import annotations

from celery import shared_task

from registration.clock import now

from .digest import send_digests


@shared_task(ignore_result=True)
def send_digests_of_today() -> None:
    """Safe to run twice at once: who was told today is not told again."""
    send_digests(now())
