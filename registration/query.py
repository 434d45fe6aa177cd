"""One statement and its rows, where the ORM would be too slow or too wordy."""

from __future__ import annotations

from typing import Any

from django.db import connection


def fetch(sql: str, *params: Any) -> list[tuple[Any, ...]]:
    """The rows of a statement; none of one that gives none."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall() if cursor.description else []
