"""Tests over HTTP: a committed world, and two web processes that were warm before the test began."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from registration.audit import audit
from tests.load.served import served
from tests.world import World


@pytest.fixture
def committed(transactional_db) -> World:
    return World()


@pytest.fixture(scope="session")
def web(django_db_setup, django_db_blocker) -> Iterator[int]:
    """One pair of processes serves every test: a catalogue of an earlier test is one more thing they must not trust."""
    with django_db_blocker.unblock(), served(workers=2, threads=4) as server:
        yield server.port


@pytest.fixture
def audited(committed) -> Iterator[None]:
    """Whatever a test did: counters, enrolments and ledger agree at its end."""
    yield
    assert audit() == []
