"""A change of many sections beside students who add them: no seat is lost and none is sold twice."""

from __future__ import annotations

import uuid

import pytest

from curriculum.criteria.rows import Row, Wanted
from curriculum.criteria.writing import apply, take_back
from curriculum.models import SeatCounter
from registration.models import Attempt
from tests.concurrency.test_seats import IN_FLIGHT, add, cast, statuses
from tests.elsewhere import threads
from tests.load.client import send

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]
CHANGES = 10


def change_again_and_again(wanted: list[dict[int, Wanted]]) -> int:
    """Each change is kept, then taken back; how many were kept."""
    kept = 0
    for one in wanted:
        done = apply(wanted=one, actor_id=None)
        kept += not done.refused
        take_back(done.undo, actor_id=None)
    return kept


def whole_rows_saved(wanted: list[dict[int, Wanted]]) -> None:
    """The control: a counter read, held for a while and saved whole, as a form of Django's would."""
    for one in wanted:
        counters = list(SeatCounter.objects.filter(section__in=one))
        SeatCounter.objects.count()
        for counter in counters:
            counter.save()


def test_changes_beside_100_adds_lose_no_seat(committed, audited, web):
    sections = [committed.section(committed.x, 3 + n, capacity=60) for n in range(4)]
    sessions = [key for _, key in cast(committed, web, 100)]
    rows = (Row(committed.ceng.pk, "A", "Z"), Row(None, year_min=1))
    wanted = [{s.pk: Wanted(rows, capacity=61 + n) for s in sections} for n in range(CHANGES)]

    with threads() as start:
        changing = start(change_again_and_again, wanted)
        adds = [add(key, sections[n % 4], key=uuid.uuid4()) for n, key in enumerate(sessions)]
        answers = statuses(send(web, adds, IN_FLIGHT))
        assert changing.result() == CHANGES

    assert set(answers) <= {"302", "503"}  # recorded; or busy, and to be sent again under the same attempt id
    assert statuses(send(web, adds, IN_FLIGHT)) == {"302": 100}
    assert Attempt.objects.filter(accepted=True).count() == 100
    assert [committed.taken(section) for section in sections] == [25, 25, 25, 25]


def test_with_counters_saved_whole_seats_are_lost(committed, web):
    """Without this the test above would prove nothing."""
    sections = [committed.section(committed.x, 3 + n, capacity=60) for n in range(4)]
    sessions = [key for _, key in cast(committed, web, 100)]
    wanted = [{s.pk: Wanted() for s in sections}] * 400

    with threads() as start:
        saving = start(whole_rows_saved, wanted)
        adds = [add(key, sections[n % 4], key=uuid.uuid4()) for n, key in enumerate(sessions)]
        send(web, adds, IN_FLIGHT)
        saving.result()

    assert sum(committed.taken(section) for section in sections) < Attempt.objects.filter(accepted=True).count()
