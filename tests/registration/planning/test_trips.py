"""Round trips of a plan as literal numbers, and a seat that goes between the look and the lock."""

from __future__ import annotations

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from curriculum.models import SeatCounter
from people.models import Student
from registration.audit import audit
from registration.models import Attempt
from registration.planning.services import add_to_plan, move_in_plan, remove_from_plan
from registration.query import fetch
from registration.rules.facts import Line
from registration.services import Receipt
from tests.elsewhere import run, threads, transaction_elsewhere, until_waiting
from tests.statements import steps
from tests.world import World

from .plans import plan_of, planned, press

pytestmark = pytest.mark.django_db(transaction=True)
PLAN = "registration_plannedcourse"
COMMITTED = ["BEGIN", "portal_facts", "portal_commit", "COMMIT"]


@pytest.fixture
def committed(transactional_db) -> World:
    return World()


@pytest.fixture
def u4(committed: World) -> Student:
    student = committed.student()
    planned(committed, student, [committed.x1, committed.x2], [committed.y1])
    committed.change(committed.student("2509999"), add=[committed.y1])  # the catalogue is in memory
    return student


def counted(world: World, student: Student, manner: str = "all") -> tuple[Receipt, list[str]]:
    with CaptureQueriesContext(connection) as sent:
        receipt = press(world, student, manner)
    return receipt, steps(sent)


def test_a_plan_takes_six_round_trips(committed: World, u4: Student):
    receipt, sent = counted(committed, u4)

    assert (receipt.accepted, sent) == (True, [PLAN, *COMMITTED, PLAN])
    assert plan_of(committed, u4) == []


def test_a_refused_plan_takes_five(committed: World, u4: Student):
    SeatCounter.objects.filter(section__in=[committed.x1, committed.x2]).update(capacity=0)
    SeatCounter.objects.filter(section=committed.y1).update(capacity=1)

    receipt, sent = counted(committed, u4)

    assert receipt.status == "refused"
    assert sent == [PLAN, "BEGIN", "portal_facts", "INSERT INTO registration_attempt", "COMMIT"]


def test_a_seat_that_goes_meanwhile_is_chosen_around_in_the_same_transaction(committed: World, u4: Student):
    """The first choice of course X is taken while the plan waits for its counter; the counters are asked for once more."""
    counter = SeatCounter.objects.get(section=committed.x1)
    with threads() as start, transaction_elsewhere() as other:
        run(other, "UPDATE curriculum_seatcounter SET capacity = 0 WHERE id = %s", counter.id)
        call = start(counted, committed, u4)
        until_waiting()
        other.commit()
        receipt, sent = call.result(timeout=10)

    assert sent == [PLAN, "BEGIN", "portal_facts", "portal_commit", "portal_commit", "COMMIT", PLAN]
    assert (receipt.accepted, committed.list_of(u4)) == (True, {"CENG213/2", "CENG331/1"})
    assert [f["code"] for f in receipt.plan["courses"][0]["tried"][0][1]] == ["CAPACITY_FULL"]
    assert audit() == []


def test_a_seat_that_goes_meanwhile_is_refused_where_no_other_will_do(committed: World, u4: Student):
    counter = SeatCounter.objects.get(section=committed.y1)
    with threads() as start, transaction_elsewhere() as other:
        run(other, "UPDATE curriculum_seatcounter SET capacity = 1 WHERE id = %s", counter.id)
        call = start(counted, committed, u4)
        until_waiting()
        other.commit()
        receipt, _ = call.result(timeout=10)

    assert (receipt.status, committed.list_of(u4)) == ("refused", set())
    assert (committed.taken(committed.x1), committed.taken(committed.y1)) == (0, 1)
    assert Attempt.objects.filter(accepted=False).count() == 1
    assert audit() == []


@pytest.mark.parametrize(("function", "given_back"), [("portal_take_or_yield", True), ("portal_take_seats", False)])
def test_counters_that_could_not_all_be_had_are_given_back(committed: World, function: str, given_back: bool):
    """A plan asks for others next, which may stand before them: held ones would let two plans wait in a circle."""
    free, full = (SeatCounter.objects.get(section=s).id for s in (committed.x1, committed.y1))
    SeatCounter.objects.filter(id=full).update(capacity=0)
    with transaction.atomic(), transaction_elsewhere(commit=False) as other:
        fetch(f"SELECT {function}(%s::bigint[], %s::int[])", [free, full], [1, 1])
        looked = "SELECT id FROM curriculum_seatcounter WHERE id = ANY (%s) FOR UPDATE SKIP LOCKED"
        assert (len(run(other, looked, [free, full])) == 2) is given_back
    assert committed.taken(committed.x1) == 0


def test_while_an_import_holds_the_student_an_edit_of_the_plan_is_busy_and_loses_nothing(committed: World, u4: Student):
    before = plan_of(committed, u4)
    who = {"student_id": u4.id, "term_id": committed.term.id, "actor_id": u4.user_id}
    edits = (
        lambda: add_to_plan(**who, lines=[Line(committed.x1.id)]),
        lambda: remove_from_plan(**who, course_id=committed.x.id),
        lambda: move_in_plan(**who, course_id=committed.y.id, up=True),
    )

    run(connection, "SET lock_timeout = '100ms'")
    try:
        with transaction_elsewhere() as other:
            run(other, "UPDATE people_student SET number = number WHERE id = %s", u4.id)
            said = [[f.code for f in edit()] for edit in edits]
    finally:
        run(connection, "RESET lock_timeout")

    assert said == [["BUSY"]] * 3
    assert plan_of(committed, u4) == before
