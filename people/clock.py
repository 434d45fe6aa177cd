"""Now, by the database's clock: what decides how long a temporary password is good."""

from __future__ import annotations

from datetime import datetime

from django.db import connection
from django.db.models import DateTimeField, Func
from django.utils.timezone import localtime


def now() -> datetime:
    """In Istanbul."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT portal_now()")
        return localtime(cursor.fetchone()[0])


def database_now() -> Func:
    """The same moment inside a statement."""
    return Func(function="portal_now", output_field=DateTimeField())
