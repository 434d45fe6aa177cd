"""Now and today by the database's clock, by which rules are chosen, windows open and temporary passwords end."""

from __future__ import annotations

from datetime import date, datetime

from django.db import connection
from django.db.models import DateTimeField, Func
from django.utils.timezone import localtime


def now() -> datetime:
    """In Istanbul."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT portal_now()")
        return localtime(cursor.fetchone()[0])


def today() -> date:
    return now().date()


def database_now() -> Func:
    """The same moment inside a statement, as it is when that runs."""
    return Func(function="portal_now", output_field=DateTimeField())
