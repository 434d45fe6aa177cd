"""A plan to begin with, from the curriculum."""

from __future__ import annotations

import pytest

from curriculum.models import SeatCounter
from people.models import Student
from registration.planning.starting import start_from_curriculum
from tests.world import World

from .plans import plan_of, planned

pytestmark = pytest.mark.django_db


@pytest.fixture
def u4(world: World) -> Student:
    """In the eighth semester, where the curriculum names Y; X stands in the third."""
    world.must(world.x, 3)
    world.must(world.y, 8)
    return world.student()


def start(world: World, who: Student) -> list[tuple[str, int | None]]:
    found = start_from_curriculum(student_id=who.id, term_id=world.term.id, actor_id=who.user_id)
    return [(f.code, f.course_id) for f in found]


def test_the_courses_of_the_semester_and_the_failed_ones_are_put_failed_ones_first(world: World, u4):
    """X/2, since X/1 meets together with Y."""
    world.passed(u4, world.x, "FF")

    assert start(world, u4) == []
    assert plan_of(world, u4) == [(world.x2.id,), (world.y1.id,)]


def test_what_was_passed_and_what_was_never_taken_of_other_semesters_is_not(world: World, u4):
    assert start(world, u4) == []
    assert plan_of(world, u4) == [(world.y1.id,)]


def test_what_is_in_the_plan_or_on_the_list_stays_as_it_is(world: World, u4):
    world.passed(u4, world.x, "FF")
    planned(world, u4, [world.x1])
    world.change(u4, add=[world.y1])

    assert start(world, u4) == [("PLAN_NOTHING_TO_START", None)]
    assert plan_of(world, u4) == [(world.x1.id,)]


def test_what_cannot_be_placed_is_named(world: World, u4):
    SeatCounter.objects.filter(section=world.y1).update(capacity=0)

    assert start(world, u4) == [("PLAN_NOT_PLACED", world.y.id)]
    assert plan_of(world, u4) == []
