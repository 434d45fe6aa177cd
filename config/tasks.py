"""Housekeeping that belongs to no app."""

from celery import shared_task
from django.core.management import call_command


@shared_task(ignore_result=True)
def clear_expired_sessions() -> None:
    """Sessions past their end are of no use; safe to run twice at once."""
    call_command("clearsessions")
