"""A drop that may not come back is asked about first; one that can is taken back by one press."""

from __future__ import annotations

import pytest

from curriculum.models import SeatCounter
from registration.models import Attempt, Enrolment
from registration.rules.facts import Line
from tests.visitor import Visitor, text_of
from tests.world import World, at

pytestmark = pytest.mark.django_db
PAGE, CHANGE, HAPPENED = "/registration/", "/registration/change/", "/registration/happened/"
UNDO, SURE = "Undo: take CENG213/2 back", "Drop all the same"


def u4_with(world: World, *sections, htmx: bool = False):
    student = world.student()
    assert world.change(student, add=sections).accepted
    return student, Visitor(student.user, htmx=htmx)


def fill(section) -> None:
    counter = SeatCounter.objects.get(section=section)
    SeatCounter.objects.filter(pk=counter.pk).update(capacity=counter.taken)


def buttons(shown) -> list[str]:
    return [text_of(button) for button in shown.all("button", within=shown.one(id="answer"))]


@pytest.mark.row("METU-15")
@pytest.mark.parametrize("htmx", [True, False])
def test_one_press_drops_a_course_and_one_takes_it_back(world: World, htmx: bool):
    student, u4 = u4_with(world, world.x2, world.y1, htmx=htmx)

    dropped = u4.press(u4.get(PAGE), "Drop CENG213/2")
    dropped = dropped if htmx else u4.follow(dropped)
    assert (dropped.courses, buttons(dropped)) == (["CENG331/1"], [UNDO])

    back = u4.press(dropped, UNDO)
    back = back if htmx else u4.follow(back)
    assert back.courses == ["CENG213/2", "CENG331/1"]
    assert world.list_of(student) == {"CENG213/2", "CENG331/1"}


@pytest.mark.row("METU-16")
def test_a_change_of_section_is_taken_back_as_well(world: World):
    _, u4 = u4_with(world, world.x2, htmx=True)

    moved = u4.press(u4.get(PAGE), "Change section CENG213/2", **{f"to_{world.x2.id}": "1"})
    assert (moved.courses, buttons(moved)) == (["CENG213/1"], [UNDO])

    assert u4.press(moved, UNDO).courses == ["CENG213/2"]
    assert (world.taken(world.x1), world.taken(world.x2)) == (0, 1)


def test_an_undo_brings_the_course_back_as_it_was_held(world: World):
    _, u4 = u4_with(world, Line(world.x2.id, "ni"), world.y1, htmx=True)
    ni = Enrolment.objects.get(section=world.x2)
    assert ni.status == "ni"

    dropped = u4.press(u4.get(PAGE), "Drop CENG213/2")
    assert Attempt.objects.latest("id").change == {
        "add": [],
        "drop": [world.x2.id],
        "was": [[world.x2.id, "ni", ni.category]],
    }
    u4.press(dropped, UNDO)

    assert Enrolment.objects.get(section=world.x2).status == "ni"


def test_no_undo_is_offered_once_the_seat_is_gone(world: World):
    _, u4 = u4_with(world, world.x2, world.y1)
    posted = u4.press(u4.get(PAGE), "Drop CENG213/2")
    fill(world.x2)

    assert buttons(u4.follow(posted)) == []
    assert u4.get(HAPPENED).all("div", class_="undo") == []


def test_nor_once_the_list_was_changed_again(world: World):
    student, u4 = u4_with(world, world.x2, world.y1)
    posted = u4.press(u4.get(PAGE), "Drop CENG213/2")
    world.change(student, drop=[world.y1])

    assert buttons(u4.follow(posted)) == []


def test_nor_after_the_window(world: World):
    _, u4 = u4_with(world, world.x2, world.y1)
    posted = u4.press(u4.get(PAGE), "Drop CENG213/2")
    at("2026-02-13 17:00")

    assert buttons(u4.follow(posted)) == []


def test_an_undo_that_comes_too_late_is_refused_like_any_add(world: World):
    _, u4 = u4_with(world, world.x2, world.y1, htmx=True)
    dropped = u4.press(u4.get(PAGE), "Drop CENG213/2")
    fill(world.x2)

    late = u4.press(dropped, UNDO)

    assert (late.findings, late.courses) == (["CAPACITY_FULL"], ["CENG331/1"])


@pytest.mark.row("METU-15")
@pytest.mark.parametrize("htmx", [True, False])
def test_before_a_full_section_is_dropped_the_page_asks(world: World, htmx: bool):
    _, u4 = u4_with(world, world.x2, world.y1, htmx=htmx)
    fill(world.x2)

    asked = u4.press(u4.get(PAGE), "Drop CENG213/2")
    assert (asked.status, asked.courses, buttons(asked)) == (200, ["CENG213/2", "CENG331/1"], [SURE])
    assert asked.text(id="answer").startswith(
        "CENG213/2 has no seat left. If you drop it, you may not get it back. Nothing has been done yet."
    )
    assert Attempt.objects.count() == 1  # that of the add alone

    done = u4.press(asked, SURE)
    assert (done if htmx else u4.follow(done)).courses == ["CENG331/1"]


@pytest.mark.row("METU-15")
def test_of_several_ticked_those_are_named_that_would_not_come_back(world: World):
    _, u4 = u4_with(world, world.x2, world.y1, htmx=True)
    fill(world.y1)

    asked = u4.press(u4.get(PAGE), "Drop ticked", tick=[str(world.x2.id), str(world.y1.id)])
    assert asked.text(id="answer").startswith("CENG331/1 has no seat left.")

    assert u4.press(asked, SURE).courses == []


def test_a_closed_section_and_a_full_quota_are_asked_about_too(world: World):
    quota = world.criterion(world.y1, department=world.ceng, quota=1)
    _, u4 = u4_with(world, world.x2, world.y1, htmx=True)
    SeatCounter.objects.filter(section=world.x2).update(open=False)

    asked = u4.press(u4.get(PAGE), "Drop ticked", tick=[str(world.x2.id), str(world.y1.id)])

    assert SeatCounter.objects.get(criterion=quota).taken == 1
    assert asked.text(id="answer").startswith("CENG213/2, CENG331/1 have no seat left.")


def test_what_would_be_refused_anyway_is_not_asked_about(world: World):
    _, u4 = u4_with(world, world.x2, world.y1, htmx=True)
    fill(world.x2)
    page = u4.get(PAGE)
    at("2026-02-13 17:00")

    assert u4.press(page, "Drop CENG213/2").findings == ["WINDOW_CLOSED", "FEW_COURSES"]


def test_a_section_given_up_for_another_of_the_course_is_not_asked_about(world: World):
    _, u4 = u4_with(world, world.x2, htmx=True)
    fill(world.x2)

    assert u4.press(u4.get(PAGE), "Change section CENG213/2", **{f"to_{world.x2.id}": "1"}).courses == ["CENG213/1"]
