"""What a lock that is not had in time, or a circle of locks, does to a transaction: nothing was written."""

from __future__ import annotations

from django.db import DatabaseError
from psycopg2 import errors


def held_up(error: DatabaseError) -> bool:
    """Whether others held the work up, so that the same may be done again."""
    return isinstance(error.__cause__, (errors.LockNotAvailable, errors.DeadlockDetected))
