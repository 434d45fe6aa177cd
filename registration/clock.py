"""The day by the database's clock, which is the day that rules are chosen by."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import connection


def today() -> date:
    """In Istanbul."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT (portal_now() AT TIME ZONE %s)::date", [settings.TIME_ZONE])
        day: date = cursor.fetchone()[0]
        return day
