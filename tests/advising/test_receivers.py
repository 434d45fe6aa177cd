"""What the desk makes of registration's signals: tasks once, places that the rules accept, requests and reminders closed."""

from __future__ import annotations

from typing import Any

import pytest

from advising.models import AdvisorTask, Reminder, RemovalRequest
from curriculum.models import CourseCategory, Section
from people.models import Student
from people.services import system_user
from registration import catalogue
from registration.signals import not_opened, not_restored, section_changed
from registration.transitions import move
from tests.visitor import Shown, Visitor, attributes, text_of
from tests.world import World, at

from .desk import APPROVE, MINE, address, advisor, full_list, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def a1(world: World) -> Visitor:
    return advisor(world)


@pytest.fixture
def u4(world: World) -> Student:
    student = world.student()
    full_list(world, student)
    return student


def figures(kind: str) -> dict[str, Any]:
    """What is told of a section that changed, as registration/section_changes.py tells it."""
    said = {"tr": "–", "en": "–"}
    return {"kind": kind, "courses": "CENG213/2", "before": said, "after": said, "clashing": []}


def tasks() -> list[tuple[str, str, dict]]:
    return [(t.kind, t.course.code, t.figures) for t in AdvisorTask.objects.filter(done_at=None)]


def places(shown: Shown) -> list[str]:
    return [text_of(li) for li in shown.all("li", shown.one(id="tasks")) if "data-section" in attributes(li)]


@pytest.mark.row("OMU-17")
def test_a_course_that_does_not_open_is_a_task_with_places_that_the_student_could_take(world: World, u4, a1: Visitor):
    taken, full, other, closed = (world.course(f"571048{n}") for n in range(4))
    for course in (taken, full, other, closed, world.x):
        CourseCategory.objects.create(course=course, category="TE")
    world.section(taken, 1, (1, "09:40", "10:30"))
    world.section(full, 1, capacity=0)
    world.section(other, 1, (4, "13:40", "15:30"), capacity=3)
    world.criterion(world.section(closed, 1), department=world.ee)  # admits nobody of CENG
    Section.objects.filter(course=world.x).update(not_opened=True)
    catalogue.forget()

    for _ in range(2):  # told twice, one task
        not_opened.send(None, term_id=world.term.id, student_id=u4.id, course_ids=[world.x.id])

    assert tasks() == [("not_opened", "CENG213", {})]
    shown = a1.get(address(u4))
    assert places(shown) == [
        "CENG480/1 Ders CENG480 · Tue 09:40–10:30 · 30 places",
        "CENG482/1 Ders CENG482 · Fri 13:40–15:30 · 3 places",
    ]


def test_a_section_that_changed_is_a_task_for_each_student_who_has_it(world: World, u4, a1: Visitor):
    told = {"term_id": world.term.id, "section_id": world.x2.id, "student_ids": [u4.id]}
    section_changed.send(None, **told, figures=figures("moved"))
    section_changed.send(None, **told, figures=figures("cancelled"))

    assert tasks() == [("section_changed", "CENG213", {**figures("cancelled"), "section": world.x2.id})]
    # the other section of the course; it clashes, which is a warning alone
    assert [text.split(" ")[0] for text in places(a1.get(address(u4)))] == ["CENG213/1"]


@pytest.mark.row("METU-35")
def test_a_line_that_could_not_be_restored_is_a_task_until_the_list_is_approved(world: World, u4, a1: Visitor):
    world.change(u4, drop=[world.y1])
    not_restored.send(None, term_id=world.term.id, student_id=u4.id, section_ids=[world.y1.id])

    assert tasks() == [("not_restored", "CENG331", {"section": world.y1.id})]
    assert [text.split(" ")[0] for text in places(a1.get(address(u4)))] == ["CENG331/1"]
    a1.post(f"{address(u4)}approve/", version="2")
    assert (tasks(), AdvisorTask.objects.get().done_by) == ([], world.advisor.user)


def test_a_task_without_a_place_says_so(world: World, u4, a1: Visitor):
    not_opened.send(None, term_id=world.term.id, student_id=u4.id, course_ids=[world.y.id])

    assert "No section with a place would be accepted now." in text_of(a1.get(address(u4)).one(id="tasks"))


def test_while_the_list_is_locked_the_places_are_judged_as_if_it_were_open(world: World, u4, a1: Visitor):
    a1.press(a1.get(address(u4)), APPROVE)
    at("2026-02-15 10:00")  # no window is open
    section_changed.send(
        None, term_id=world.term.id, section_id=world.x2.id, student_ids=[u4.id], figures=figures("moved")
    )

    assert [text.split(" ")[0] for text in places(a1.get(address(u4)))] == ["CENG213/1"]


@pytest.mark.parametrize(("event", "granted"), [("remove_approval", True), ("not_opened", None)])
def test_a_request_is_closed_when_the_approval_is_gone(world: World, u4, a1: Visitor, event: str, granted):
    a1.press(a1.get(address(u4)), APPROVE)
    Visitor(u4.user).post(f"{MINE}removal/", reason="Y dersi")
    actor = world.advisor.user if event == "remove_approval" else system_user()

    moved = move(student_id=u4.id, term_id=world.term.id, event=event, version=None, actor_id=actor.id, note="CENG213")

    assert moved.accepted
    request = RemovalRequest.objects.get()
    assert (request.closed_at is not None, request.granted) == (True, granted)


@pytest.mark.row("METU-41")
def test_a_request_has_lost_its_object_once_the_student_changes_the_list_in_add_drop(world: World, u4, a1: Visitor):
    a1.press(a1.get(address(u4)), APPROVE)
    Visitor(u4.user).post(f"{MINE}removal/", reason="Y dersi")
    at("2026-02-23 10:00")

    assert world.change(u4, drop=[world.y1]).accepted

    request = RemovalRequest.objects.get()
    assert (request.closed_at is not None, request.granted) == (True, None)


def test_a_reminder_is_answered_by_whatever_happens_to_the_list(world: World, u4, a1: Visitor):
    send(world, u4)
    Visitor(u4.user).post(f"{MINE}remind/")
    assert Reminder.objects.get().answered_at is None

    a1.press(a1.get(address(u4)), APPROVE)

    assert Reminder.objects.get().answered_at is not None


def test_what_is_refused_closes_nothing(world: World, u4, a1: Visitor):
    send(world, u4)
    Visitor(u4.user).post(f"{MINE}remind/")

    a1.post(f"{address(u4)}return/", version="1", note="")

    assert Reminder.objects.get().answered_at is None
