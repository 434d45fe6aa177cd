"""What happens elsewhere at the same time: second connections, and calls in threads with a connection of their own."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

PATIENCE = 10.0  # seconds after which a wait is a failure, not a slow machine


@contextmanager
def transaction_elsewhere(commit: bool = True) -> Iterator[BaseDatabaseWrapper]:
    """A second connection inside a transaction; committed at the end of the block, or rolled back, and closed."""
    other = connection.copy()
    other.inc_thread_sharing()  # a thread of the test may be the one that waits at its commit
    other.set_autocommit(False)
    try:
        yield other
        other.commit() if commit else other.rollback()
    finally:
        other.close()


def run(other: BaseDatabaseWrapper, sql: str, *params: Any) -> list[tuple[Any, ...]]:
    """The rows of a statement on another connection; nothing where it returns none."""
    with other.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall()) if cursor.description else []


@contextmanager
def threads(count: int = 1) -> Iterator[Callable[..., Future[Any]]]:
    """`start(call)` runs a call in a thread of its own, on a connection that is closed behind it."""
    with ThreadPoolExecutor(count) as pool:

        def closing(call: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
            try:
                return call(*args, **kwargs)
            finally:
                connection.close()

        yield lambda call, *args, **kwargs: pool.submit(closing, call, *args, **kwargs)


def until(happens: Callable[[], Any], what: str) -> Any:
    """What the call says once it says anything true; a bounded poll."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if said := happens():
            return said
        time.sleep(0.005)
    raise AssertionError(f"{what}: not within {PATIENCE:.0f} s")


def waiting() -> int:
    """How many sessions of this database wait for a lock."""
    sql = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    [[count]] = run(connection, sql)
    return int(count)


def until_waiting(count: int = 1) -> None:
    until(lambda: waiting() >= count, f"{count} sessions waiting for a lock")


def until_done_or_waiting(call: Future[Any]) -> None:
    """Until a call in a thread has come as far as it can by itself."""
    until(lambda: call.done() or waiting(), "a call that is done or waits for a lock")
