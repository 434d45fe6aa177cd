"""A plan taken with one press: what stands on the list, in the ledger and in the plan afterwards."""

from __future__ import annotations

import uuid

import pytest

from curriculum.models import SeatCounter
from people.models import Student
from registration.audit import audit
from registration.models import Attempt, SeatMove
from registration.planning.services import put_into_plan
from registration.rules.facts import Line
from registration.services import Receipt
from tests.world import World, at, codes

from .plans import plan_of, planned, press

pytestmark = pytest.mark.django_db


@pytest.fixture
def u4(world: World) -> Student:
    return world.student()


def full(*sections) -> None:
    SeatCounter.objects.filter(section__in=sections).update(capacity=0)


def told(receipt: Receipt) -> list[tuple[int | None, dict[int, list[str]]]]:
    """Of each course: the section taken, and what stood against those before it."""
    assert receipt.plan
    return [
        (c["section"], {id_: [f["code"] for f in found] for id_, found in c["tried"]}) for c in receipt.plan["courses"]
    ]


@pytest.mark.row("METU-14")
def test_five_courses_are_registered_with_one_press(world: World, u4):
    five = [world.section(world.course(f"571011{n}"), 1, (n, "13:40", "15:30")) for n in range(5)]
    planned(world, u4, *([s] for s in five))

    receipt = press(world, u4, "all")

    assert (receipt.status, codes(receipt), receipt.version) == ("accepted", [], 1)
    assert world.list_of(u4) == {f"CENG11{n}/1" for n in range(5)}
    assert [world.taken(s) for s in five] == [1] * 5
    assert plan_of(world, u4) == []
    assert SeatMove.objects.filter(attempt_id=receipt.attempt_id).count() == 5


def test_who_finds_the_first_choice_full_gets_the_second(world: World, u4):
    full(world.x1)
    planned(world, u4, [world.x1, world.x2])

    receipt = press(world, u4, "all")

    assert world.list_of(u4) == {"CENG213/2"}
    assert told(receipt) == [(world.x2.id, {world.x1.id: ["CAPACITY_FULL"]})]


def test_all_at_once_takes_nothing_unless_it_takes_everything(world: World, u4):
    full(world.y1)
    planned(world, u4, [world.x1, world.x2], [world.y1])

    receipt = press(world, u4, "all")

    assert (receipt.status, codes(receipt)) == ("refused", ["CAPACITY_FULL", "TIME_CONFLICT"])
    assert (world.list_of(u4), world.taken(world.x1)) == (set(), 0)
    assert told(receipt) == [(world.x1.id, {}), (None, {world.y1.id: ["CAPACITY_FULL"]})]
    assert plan_of(world, u4) == [(world.x1.id, world.x2.id), (world.y1.id,)]


def test_as_many_as_are_accepted_leaves_the_rest_in_the_plan(world: World, u4):
    full(world.y1)
    planned(world, u4, [world.y1], [world.x2])

    receipt = press(world, u4, "some")

    assert (receipt.status, world.list_of(u4)) == ("accepted", {"CENG213/2"})
    assert told(receipt) == [(None, {world.y1.id: ["CAPACITY_FULL"]}), (world.x2.id, {})]
    assert plan_of(world, u4) == [(world.y1.id,)]


def test_where_nothing_is_accepted_the_refusal_is_in_the_ledger(world: World, u4):
    full(world.y1)
    planned(world, u4, [world.y1])

    receipt = press(world, u4, "some")

    attempt = Attempt.objects.get(id=receipt.attempt_id)
    assert (receipt.status, attempt.accepted, attempt.version) == ("refused", False, 0)
    assert attempt.change["add"] == [[world.y1.id, "normal"]]
    assert attempt.change["plan"] == receipt.plan


def test_a_course_is_taken_as_the_plan_says(world: World, u4):
    put_into_plan(student_id=u4.id, term_id=world.term.id, lines=[Line(world.x1.id, status="ni")], actor_id=u4.user_id)

    assert press(world, u4).accepted
    assert u4.enrolments.get().status == "ni"


def test_what_is_on_the_list_already_is_done_and_leaves_the_plan(world: World, u4):
    planned(world, u4, [world.x2], [world.y1])
    world.change(u4, add=[world.x1])

    receipt = press(world, u4, "all")

    assert (receipt.status, told(receipt)) == ("accepted", [(world.y1.id, {})])
    assert (world.list_of(u4), plan_of(world, u4)) == ({"CENG213/1", "CENG331/1"}, [])


def test_a_plan_with_nothing_to_take_is_no_attempt(world: World, u4):
    receipt = press(world, u4)

    assert (receipt.status, codes(receipt), receipt.attempt_id) == ("refused", ["PLAN_EMPTY"], None)
    assert not Attempt.objects.exists()


def test_a_second_press_of_the_same_form_is_answered_with_the_same_receipt(world: World, u4):
    """By then the plan is empty."""
    planned(world, u4, [world.x2])
    key = uuid.uuid4()
    first = press(world, u4, key=key)

    again = press(world, u4, key=key)

    assert (again.repeated, again.attempt_id, again.plan) == (True, first.attempt_id, first.plan)
    assert (world.taken(world.x2), Attempt.objects.count()) == (1, 1)


def test_a_repeated_press_takes_nothing_that_was_planned_since(world: World, u4):
    planned(world, u4, [world.x2])
    key = uuid.uuid4()
    press(world, u4, key=key)
    planned(world, u4, [world.y1])

    press(world, u4, key=key)

    assert (world.list_of(u4), plan_of(world, u4)) == ({"CENG213/2"}, [(world.y1.id,)])


def test_the_same_form_for_another_manner_is_an_error(world: World, u4):
    planned(world, u4, [world.x2])
    key = uuid.uuid4()
    press(world, u4, "some", key=key)

    assert press(world, u4, "all", key=key).status == "key_reused"


@pytest.mark.row("METU-04")
def test_before_the_opening_nothing_is_taken(world: World, u4):
    at("2026-02-09 08:59:59")
    planned(world, u4, [world.x2])

    receipt = press(world, u4)

    assert (receipt.status, codes(receipt)) == ("refused", ["WINDOW_CLOSED"])
    assert plan_of(world, u4) == [(world.x2.id,)]


def test_a_warning_stays_with_the_course(world: World, u4):
    """At METU a clash is a warning (METU-71)."""
    planned(world, u4, [world.x1], [world.y1])

    assert codes(press(world, u4, "all")) == ["TIME_CONFLICT"]


def test_the_books_agree_afterwards(world: World, u4):
    full(world.y1)
    planned(world, u4, [world.x1], [world.y1])
    press(world, u4, "some")

    assert audit() == []
