"""assign_thesis_advisor(): what becomes of two that are assigned at once."""

from __future__ import annotations

from datetime import date

import pytest

from people.models import ThesisAdvisorship
from registration.thesis import assign_thesis_advisor
from tests.elsewhere import run, threads, transaction_elsewhere, until_waiting
from tests.world import World


@pytest.mark.django_db(transaction=True)
def test_one_assigned_meanwhile_is_waited_for_and_ended(transactional_db):
    """Nobody is there yet to be locked, so the student is."""
    world = World()
    gm, day = world.graduate(), date(2026, 2, 10)
    others = world.staff("birinci")
    with threads() as start, transaction_elsewhere() as other:
        run(other, "SELECT id FROM people_student WHERE id = %s FOR NO KEY UPDATE", gm.id)
        run(
            other,
            "INSERT INTO people_thesisadvisorship (student_id, advisor_id, date_from) VALUES (%s, %s, '2026-02-01')",
            *(gm.id, others.id),
        )
        call = start(assign_thesis_advisor, student_id=gm.id, advisor_id=world.advisor.id, date_from=day)
        until_waiting()
        other.commit()
        call.result(timeout=10)
    found = ThesisAdvisorship.objects.filter(student=gm).order_by("date_from").values_list("advisor_id", "date_to")
    assert list(found) == [(others.id, date(2026, 2, 9)), (world.advisor.id, None)]
