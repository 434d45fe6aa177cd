"""Two runs of the job at once: whoever waits for a seat is told by one of them."""

from __future__ import annotations

import pytest

from curriculum.models import SeatCounter
from people.models import Notice
from registration.searching.watches import tell_of_seats, watch
from tests.elsewhere import run, threads, transaction_elsewhere, until_waiting
from tests.world import World

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_runs_at_once_tell_each_student_once(transactional_db):
    """Both have found the same students due before either wrote: the first to be told is held until both are there."""
    world = World()
    students = [world.student(number) for number in ("2501231", "2501240", "2501257")]
    for student in students:
        assert watch(student_id=student.id, section_id=world.x1.id, term_id=world.term.id) == "on"
    SeatCounter.objects.filter(section=world.x1).update(capacity=1)

    with threads(2) as start:
        with transaction_elsewhere() as other:
            run(other, "SELECT id FROM registration_seatwatch ORDER BY id LIMIT 1 FOR UPDATE")
            runs = [start(tell_of_seats, term_id=world.term.id) for _ in range(2)]
            until_waiting(2)
        told = [one.result() for one in runs]

    assert sorted(told, key=len) == [{}, {"CENG213/1": 3}]
    assert sorted(Notice.objects.values_list("user", flat=True)) == sorted(s.user_id for s in students)
