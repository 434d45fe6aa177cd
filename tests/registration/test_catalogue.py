"""The term in memory: what is changed by whoever is seen by the next change, and loading holds nobody up."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event
from typing import Any

import pytest
from django.db import connection

from curriculum.models import Term
from registration.catalogue import catalogue_of, current_term, newest
from tests.elsewhere import run, threads
from tests.world import World

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def committed(transactional_db) -> World:
    return World()


def test_another_current_term_is_not_overwritten_by_who_asked_before(committed: World):
    """One thread has read which term is current and is slow to keep it; meanwhile another becomes current."""
    later = Term.objects.create(code="20261", name="2026-2027 Güz")
    catalogue_of(committed.term.id)
    read, reloaded = Event(), Event()

    def slowly(execute: Callable[..., Any], *args: Any) -> Any:
        found = execute(*args)
        read.set()
        reloaded.wait(timeout=0.5)  # the reload waits for this thread, as it should, or has overtaken it
        return found

    def ask() -> Term | None:
        with connection.execute_wrapper(slowly):
            return current_term()

    def switch() -> None:
        assert read.wait(timeout=10)
        run(connection, "UPDATE curriculum_term SET is_current = false")
        run(connection, "UPDATE curriculum_term SET is_current = true WHERE id = %s", later.id)
        newest(committed.term.id)
        reloaded.set()

    with threads(2) as start:
        calls = [start(ask), start(switch)]
        assert calls[0].result(timeout=10) == committed.term
        calls[1].result(timeout=10)
    assert current_term() == later
