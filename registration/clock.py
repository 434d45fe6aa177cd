"""Now and today by the database's clock, by which rules are chosen and windows open."""

from __future__ import annotations

from datetime import date, datetime

from django.db import connection

from .snapshot import LOCAL


def now() -> datetime:
    """In Istanbul."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT portal_now()")
        moment: datetime = cursor.fetchone()[0]
    return moment.astimezone(LOCAL)


def today() -> date:
    return now().date()
