"""Now and today by the database's clock, by which rules are chosen and windows open."""

from __future__ import annotations

from datetime import date, datetime

from .query import fetch
from .snapshot import LOCAL


def now() -> datetime:
    """In Istanbul."""
    moment: datetime = fetch("SELECT portal_now()")[0][0]
    return moment.astimezone(LOCAL)


def today() -> date:
    return now().date()
