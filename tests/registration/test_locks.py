"""Locks of the commit path: their order, what is read behind them, and what is answered when one is not had in time."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from curriculum.models import Section
from registration.transitions import move
from tests.world import World

pytestmark = pytest.mark.django_db(transaction=True)
LOCK = "SELECT id FROM registration_termregistration WHERE id = %s FOR NO KEY UPDATE"
HOLD = "SELECT id FROM curriculum_seatcounter WHERE id = %s FOR NO KEY UPDATE"


@pytest.fixture
def committed(transactional_db) -> World:
    return World()


def steps(queries: CaptureQueriesContext) -> list[str]:
    """What was sent to the database, each statement by the word that tells it; the catalogue's own reads are one."""
    words = (
        "portal_facts",
        "portal_commit",
        "UPDATE registration_termregistration",
        "registration_transition",
        "registration_attempt",
        "REPEATABLE READ",
    )
    sent = [next((w for w in words if w in q["sql"]), q["sql"]) for q in queries]
    named = ["catalogue" if "FROM curriculum_" in s or "FROM registration_" in s else s for s in sent]
    return [s for n, s in enumerate(named) if s != "catalogue" or named[n - 1] != s]


def test_an_approval_reloads_the_catalogue_outside_the_lock(committed: World):
    """Everyone who waits for the registration would wait for the whole catalogue."""
    u4 = committed.student()
    committed.change(u4, add=[committed.x2])
    Section.objects.filter(id=committed.y1.id).update(instructors="A. Yıldız")

    with CaptureQueriesContext(connection) as sent:
        moved = move(
            student_id=u4.id,
            term_id=committed.term.id,
            event="approve",
            version=1,
            actor_id=committed.advisor.user_id,
        )

    assert (moved.status, moved.state) == ("accepted", "final")
    assert steps(sent) == [
        *("BEGIN", "portal_facts", "ROLLBACK"),
        *("BEGIN", "REPEATABLE READ", "catalogue", "COMMIT"),
        *("BEGIN", "portal_facts", "UPDATE registration_termregistration", "registration_transition", "COMMIT"),
    ]
