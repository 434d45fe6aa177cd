"""A sample university of our own, made from small tables and a seed: no real institution, no real person."""

from __future__ import annotations

from django.conf import settings
from django.core.management import CommandError
from django.db import connection


def refuse_in_production() -> None:
    """Made-up people have a known password."""
    if settings.PRODUCTION:
        raise CommandError("Sample people have a known password: they are not made under production settings.")


def renew_statistics() -> None:
    """PostgreSQL plans by them, and its own housekeeping comes a minute after so many new rows."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
