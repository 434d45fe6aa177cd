"""The way of one add, drop and change of section through services.commit() on PostgreSQL."""

from __future__ import annotations

import uuid

import pytest

from curriculum.models import SeatCounter
from registration.models import Attempt, Enrolment, SeatMove
from tests.world import World, at, codes

pytestmark = pytest.mark.django_db


@pytest.mark.row("METU-14")
def test_an_add_takes_the_seat_and_writes_the_ledger(world: World):
    u4 = world.student()
    for extra in [world.section(world.course(code), 1) for code in ("5710111", "5710112")]:
        assert world.change(u4, add=[extra]).accepted

    receipt = world.change(u4, add=[world.x2])

    assert (receipt.status, codes(receipt), receipt.version) == ("accepted", [], 3)
    assert world.list_of(u4) == {"CENG111/1", "CENG112/1", "CENG213/2"}
    counter = SeatCounter.objects.get(section=world.x2)
    assert (counter.taken, counter.moves) == (1, 1)
    assert list(SeatMove.objects.filter(counter_id=counter.id).values_list("seq", "delta", "attempt_id")) == [
        (1, 1, receipt.attempt_id)
    ]
    attempt = Attempt.objects.get(id=receipt.attempt_id)
    assert (attempt.accepted, attempt.change) == (True, {"add": [[world.x2.id, "normal"]], "drop": []})


@pytest.mark.row("METU-14")
def test_a_course_already_held_is_refused(world: World):
    u4 = world.student()
    world.change(u4, add=[world.x2])

    receipt = world.change(u4, add=[world.x1])

    assert (receipt.status, codes(receipt)) == ("refused", ["ALREADY_REGISTERED"])
    assert (world.taken(world.x1), world.taken(world.x2)) == (0, 1)


@pytest.mark.row("METU-15")
def test_a_drop_gives_the_seats_back(world: World):
    u4 = world.student()
    world.change(u4, add=[world.x2, world.y1])

    receipt = world.change(u4, drop=[world.x2, world.y1])

    assert (receipt.status, codes(receipt)) == ("accepted", ["FEW_COURSES"])
    assert world.list_of(u4) == set()
    assert (world.taken(world.x2), world.taken(world.y1)) == (0, 0)


@pytest.mark.row("METU-15")
def test_two_drops_of_one_course_release_one_seat(world: World):
    u4 = world.student()
    other = world.student("2501240")
    world.change(u4, add=[world.x2])
    world.change(other, add=[world.x2])
    world.change(u4, drop=[world.x2])

    receipt = world.change(u4, drop=[world.x2])

    assert (receipt.status, codes(receipt)) == ("refused", ["NOT_REGISTERED", "FEW_COURSES"])
    assert world.taken(world.x2) == 1


@pytest.mark.row("METU-16")
def test_a_change_of_section_moves_one_enrolment(world: World):
    u4 = world.student()
    world.change(u4, add=[world.x2])
    before = Enrolment.objects.get(student=u4)

    receipt = world.change(u4, add=[world.x1], drop=[world.x2])

    assert (receipt.status, codes(receipt)) == ("accepted", [])
    assert (world.taken(world.x1), world.taken(world.x2)) == (1, 0)
    after = Enrolment.objects.get(student=u4)
    assert (after.id, after.section_id) == (before.id, world.x1.id)


@pytest.mark.row("METU-16")
def test_a_change_to_a_full_section_keeps_the_old_seat(world: World):
    u4, other = world.student(), world.student("2501240")
    SeatCounter.objects.filter(section=world.x1).update(capacity=1)
    world.change(other, add=[world.x1])
    world.change(u4, add=[world.x2])

    receipt = world.change(u4, add=[world.x1], drop=[world.x2])

    assert (receipt.status, codes(receipt)) == ("refused", ["CAPACITY_FULL"])
    assert receipt.findings[0]["figures"] == {"capacity": 1, "taken": 1, "open": True, "quota": False}
    assert world.list_of(u4) == {"CENG213/2"}


@pytest.mark.row("METU-58")
def test_a_quota_is_given_back_by_who_used_it(world: World):
    criterion = world.criterion(world.x1, department=world.ceng, quota=1)
    u4, other = world.student(), world.student("2501240")
    world.change(u4, add=[world.x1])

    assert codes(world.change(other, add=[world.x1])) == ["CAPACITY_FULL"]
    world.change(u4, drop=[world.x1])
    assert codes(world.change(other, add=[world.x1])) == []
    assert SeatCounter.objects.get(criterion=criterion).taken == 1


@pytest.mark.row("METU-93")
def test_a_warning_and_a_refusal_are_both_listed_and_nothing_is_saved(world: World):
    u4 = world.student()
    world.change(u4, add=[world.x1])
    SeatCounter.objects.filter(section=world.y1).update(capacity=0)

    receipt = world.change(u4, add=[world.y1])

    assert (receipt.status, codes(receipt)) == ("refused", ["CAPACITY_FULL", "TIME_CONFLICT"])
    assert world.list_of(u4) == {"CENG213/1"}


def test_one_key_has_one_effect_and_one_receipt(world: World):
    u4, key = world.student(), uuid.uuid4()
    first = world.change(u4, add=[world.x2], key=key)

    second = world.change(u4, add=[world.x2], key=key)

    assert (second.status, second.attempt_id, second.repeated) == ("accepted", first.attempt_id, True)
    assert (world.taken(world.x2), Attempt.objects.count()) == (1, 1)


def test_one_key_with_another_body_is_an_error(world: World):
    u4, key = world.student(), uuid.uuid4()
    world.change(u4, add=[world.x2], key=key)

    assert world.change(u4, add=[world.y1], key=key).status == "key_reused"
    assert world.list_of(u4) == {"CENG213/2"}


@pytest.mark.row("METU-04")
def test_before_the_window_the_opening_is_named(world: World):
    at("2026-02-08 12:00")

    receipt = world.change(world.student(), add=[world.x1])

    assert codes(receipt) == ["WINDOW_CLOSED"]
    assert receipt.findings[0]["figures"] == {
        "opens": "2026-02-09T09:00:00+03:00",
        "closes": "2026-02-13T17:00:00+03:00",
    }


@pytest.mark.row("METU-45")
def test_a_fix_names_the_hour_from_which_the_change_is_accepted(world: World):
    at("2026-02-09 09:00")

    receipt = world.change(world.student(class_year=3), add=[world.x1])

    assert codes(receipt) == ["STAGE_NOT_OPEN"]
    assert [(fix.kind, fix.opens.isoformat()) for fix in receipt.fixes] == [("wait", "2026-02-09T10:00:00+03:00")]


@pytest.mark.row("METU-58")
def test_a_fix_is_another_section_that_would_be_accepted(world: World):
    world.criterion(world.x1, surname_from="A", surname_to="K")
    full = world.section(world.x, 3, capacity=0)

    receipt = world.change(world.student(surname="Şahin"), add=[world.x1])

    assert codes(receipt) == ["CRITERIA_SURNAME"]
    assert [(fix.kind, fix.section_id) for fix in receipt.fixes] == [("section", world.x2.id)]
    assert full.id not in {fix.section_id for fix in receipt.fixes}


@pytest.mark.parametrize("history", [0, 60])
def test_an_accepted_add_takes_two_statements_whatever_the_history(world: World, django_assert_num_queries, history):
    u4 = world.student()
    for number in range(history):
        world.passed(u4, world.course(f"567{number + 1000}"), "CC")
    world.change(u4, add=[world.y1])  # opens the registration and loads the catalogue

    # behind a savepoint, as a test's own transaction makes it: SAVEPOINT, facts, commit, RELEASE
    with django_assert_num_queries(4):
        assert world.change(u4, add=[world.x2]).accepted
