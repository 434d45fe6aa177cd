"""A plan of courses by distance: each is charged with its seat, once, and none without one (OMU-53)."""

from __future__ import annotations

import uuid

import pytest

from curriculum.models import SeatCounter, Section
from fees.audit import audit as audit_fees
from fees.models import FeeStanding
from registration import catalogue
from registration.audit import audit
from tests.registration.charging.cast import both_ways, by_distance, costs, entries, owed
from tests.registration.charging.test_lists import stolen
from tests.world import World

from .plans import plan_of, planned, press


@pytest.fixture
def omu(transactional_db) -> World:
    world = World("omu")
    costs("course", "20.00")
    return world


def two_by_distance(world: World, number: str) -> tuple[Section, Section]:
    """Of a course that is given face to face as well; the first has one seat."""
    _, first = both_ways(world, number)
    second = world.section(first.course, 3)
    Section.objects.filter(id=second.id).update(delivery="distance")
    SeatCounter.objects.filter(section=first).update(capacity=1)
    catalogue.forget()
    return first, second


def books_agree() -> bool:
    return (audit(), audit_fees()) == ([], [])


@pytest.mark.row("OMU-53")
def test_each_course_by_distance_is_charged_once_however_often_the_form_is_sent(omu: World):
    student, key = omu.student(), uuid.uuid4()
    ways = [both_ways(omu, f"56709{n:02}")[1] for n in range(2)]
    planned(omu, student, *([by_distance(s)] for s in ways))

    assert press(omu, student, "all", key=key).accepted
    assert press(omu, student, "all", key=key).repeated

    assert owed(student) == ("0.00", "40.00")
    assert books_agree()


def test_whose_first_choice_went_behind_the_look_pays_for_the_second_only(omu: World):
    student = omu.student()
    first, second = two_by_distance(omu, "5670901")
    planned(omu, student, [by_distance(first), by_distance(second)])

    with stolen(first):
        receipt = press(omu, student, "all")

    assert (receipt.status, omu.taken(first), omu.taken(second)) == ("accepted", 0, 1)
    assert entries(student) == [("charge", "course", "20.00")]
    assert books_agree()


def test_of_two_courses_the_one_without_a_seat_is_not_charged(omu: World):
    student = omu.student()
    first, _ = two_by_distance(omu, "5670901")
    other = both_ways(omu, "5670902")[1]
    planned(omu, student, [by_distance(first)], [by_distance(other)])

    with stolen(first):
        assert press(omu, student, "some").accepted

    assert (omu.taken(other), owed(student)) == (1, ("0.00", "20.00"))
    assert plan_of(omu, student) == [(first.id,)]
    assert books_agree()


def test_all_or_none_charges_nothing_where_one_seat_is_gone(omu: World):
    student = omu.student()
    first, _ = two_by_distance(omu, "5670901")
    other = both_ways(omu, "5670902")[1]
    planned(omu, student, [by_distance(other)], [by_distance(first)])

    with stolen(first):
        assert press(omu, student, "all").status == "refused"

    assert (omu.list_of(student), omu.taken(other), entries(student)) == (set(), 0, [])
    assert not FeeStanding.objects.filter(student=student).exists()
    assert books_agree()
