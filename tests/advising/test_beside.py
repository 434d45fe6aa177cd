"""What stands beside a list while it is decided on: the record, the way to graduation, what was tried in vain."""

from __future__ import annotations

import pytest

from curriculum.models import CourseEquivalence, SeatCounter
from people.models import Student
from registration import catalogue
from tests.visitor import Shown, Visitor, text_of
from tests.world import World

from .desk import address, advisor

pytestmark = pytest.mark.django_db


@pytest.fixture
def a1(world: World) -> Visitor:
    return advisor(world)


@pytest.fixture
def u4(world: World) -> Student:
    return world.student()


def terms(shown: Shown) -> list[str]:
    return [text_of(summary) for summary in shown.all("summary", shown.one(id="transcript"))]


def grades(shown: Shown) -> list[str]:
    table = shown.all("table", shown.one(id="transcript"))
    return [" | ".join(text_of(td) for td in shown.all("td", row)) for t in table for row in shown.all("tr", t)[1:]]


def test_the_transcript_stands_by_term_with_its_averages_the_latest_first(world: World, u4, a1: Visitor):
    third = world.course("5710111")
    world.passed(u4, world.x, "FF", "20241")
    world.passed(u4, world.y, "AA", "20241")
    world.passed(u4, world.x, "CC", "20251")
    world.passed(u4, third, "BB", "20251")

    shown = a1.get(address(u4))

    assert terms(shown) == [
        "2025-2026 Fall term 2.50 · overall 3.00 · 6 credits, 0 ECTS",
        "2024-2025 Fall term 2.00 · overall 2.00 · 6 credits, 0 ECTS 1 failed",
    ]
    assert grades(shown) == [
        "CENG213 Ders CENG213 repeat | 3 | CC",
        "CENG111 Ders CENG111 | 3 | BB",
        "CENG213 Ders CENG213 | 3 | FF failed",
        "CENG331 Ders CENG331 | 3 | AA",
    ]


def test_a_course_that_stands_for_another_repeats_it(world: World, u4, a1: Visitor):
    other = world.course("5710214")
    CourseEquivalence.objects.create(course=other, stands_for=world.x, effective_term="20201")
    catalogue.forget()
    world.passed(u4, world.x, "FF", "20241")
    world.passed(u4, other, "AA", "20251")

    shown = a1.get(address(u4))

    assert terms(shown)[0] == "2025-2026 Fall term 4.00 · overall 4.00 · 3 credits, 0 ECTS"
    assert grades(shown)[0] == "CENG214 Ders CENG214 repeat | 3 | AA"


def test_who_has_no_grades_yet_is_told_so(world: World, u4, a1: Visitor):
    assert text_of(a1.get(address(u4)).one(id="transcript")).endswith("No grade of an earlier term.")


@pytest.mark.row("METU-66")
def test_the_way_to_graduation_says_what_the_list_adds_and_what_is_left(world: World, u4, a1: Visitor):
    needed = world.course("5710111")
    for course, semester in ((world.x, 3), (world.y, 5), (needed, 1)):
        world.must(course, semester)
    catalogue.forget()
    world.passed(u4, needed, "BB")
    assert world.change(u4, add=[world.y1]).accepted

    way = a1.get(address(u4)).one(id="way")

    assert "1 of 43 requirements" in text_of(way)
    assert "This list would fill 1 more: CENG331." in text_of(way)
    assert "Of this semester and earlier ones not passed and not on the list: CENG213." in text_of(way)
    assert "Left after this list: 1 must course, 40 × Technical elective." in text_of(way)


def test_what_the_student_tried_in_vain_stands_with_the_reasons(world: World, u4, a1: Visitor):
    SeatCounter.objects.filter(section=world.x1).update(capacity=0)
    assert not world.change(u4, add=[world.x1]).accepted

    said = text_of(a1.get(address(u4)).one(id="vain"))

    assert said.startswith("Tried in vain the latest CENG213/1 10.02.2026 10:00 Obstacle: CENG213/1")


def test_only_the_last_three_attempts_are_shown_and_none_of_anybody_else(world: World, u4, a1: Visitor):
    SeatCounter.objects.filter(section=world.x1).update(capacity=0)
    other = world.student("2501240", surname="Öteki")
    for student, times in ((u4, 5), (other, 1)):
        for _ in range(times):
            world.change(student, add=[world.x1])

    shown = a1.get(address(u4))
    assert len(shown.all("p", shown.one(id="vain"))) == 3
    assert a1.get(address(world.student("2501250", surname="Boş"))).all(id="vain") == []
