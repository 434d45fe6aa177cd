"""What every test may ask for: the small METU world, and a ledger that a test database may empty."""

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from django.db import connection

from registration import catalogue, rules
from tests.world import World

CLOCK = Path(__file__).resolve().parents[1] / "curriculum" / "sql" / "clock.sql"
APPEND_ONLY = (
    "registration_attempt",
    "registration_seatmove",
    "registration_transition",
    "registration_documentrequeststep",
    "advising_petitionstep",
    "people_accountevent",
    "fees_entry",
    "fees_claimstep",
    "fees_refundstep",
)


def pytest_configure() -> None:
    """Switch one rule off: see tests/mutants."""
    if code := os.environ.get("PORTAL_MUTANT"):
        rules.RULES = tuple(replace(r, check=lambda case, p: iter(())) if r.code == code else r for r in rules.RULES)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The ledger is append-only by revoked rights; a test database is emptied between transactional tests."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(f"GRANT TRUNCATE ON {', '.join(APPEND_ONLY)} TO CURRENT_USER")


@pytest.fixture(autouse=True)
def _cold_catalogue():
    """A rolled-back test raises no revision, so no test may find the catalogue of another."""
    catalogue.forget()


@pytest.fixture(autouse=True)
def _real_clock(request, django_db_blocker) -> Iterator[None]:
    """A clock that a committed test has set stays set: the next file of the same process must not go by it."""
    yield
    marker = request.node.get_closest_marker("django_db")
    if "transactional_db" in request.fixturenames or (marker and marker.kwargs.get("transaction")):
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(CLOCK.read_text())


@pytest.fixture
def world(db) -> World:
    return World()
