"""The rows of Ondokuz Mayıs about the list itself: courses open to the student, several at once, the list before it is sent."""

from __future__ import annotations

import pytest

from curriculum.models import Section
from people.models import Student
from tests.visitor import Shown, Visitor, attributes, text_of
from tests.world import World

pytestmark = pytest.mark.django_db
OPEN, PAGE = "/registration/open/", "/registration/"


@pytest.fixture
def world(db) -> World:
    """The cast of METU's world under the policy of OMÜ."""
    return World(policy="omu")


@pytest.fixture
def o3(world: World) -> Student:
    """In the third semester with CGPA 2.40: up to 36 ECTS."""
    return world.student(class_year=2, semester=3, cgpa="2.40")


def musts(world: World, *ects: str) -> list[Section]:
    found = [world.section(world.course(f"57102{n:02}", ects=e), 1, (n, "09:40", "12:30")) for n, e in enumerate(ects)]
    for section in found:
        world.must(section.course, 3)
    return found


def rows(shown: Shown) -> list[str]:
    """Each listed section under its course, without its tick."""
    found, course = [], ""
    for row in shown.all("tr"):
        cells = [text_of(cell) for cell in shown.all("td", row)]
        if cells:
            found.append(" | ".join([course, *cells[1:]]))
        else:
            course = " ".join(text_of(cell) for cell in shown.all("th", row))
    return found


@pytest.mark.row("OMU-35")
def test_the_courses_that_may_be_chosen_are_listed_with_section_load_hours_and_seats(world: World, o3: Student):
    world.prerequisite(musts(world, "6", "5")[1].course, world.course("5710101"))

    free, barred = rows(Visitor(o3.user).get(OPEN))

    assert free.startswith(
        "CENG200 Ders CENG200 5710200 3 credits · 6 ECTS | CENG200/1 | Mon 09:40–12:30 | 30/30 | Yes"
    )
    assert barred.startswith(
        "CENG201 Ders CENG201 5710201 3 credits · 5 ECTS | CENG201/1 | Tue 09:40–12:30 | 30/30 | No"
    )


@pytest.mark.row("OMU-36")
def test_of_three_ticked_courses_of_which_the_third_breaks_the_load_none_is_added(world: World, o3: Student):
    sections = musts(world, "20", "16", "4")
    visitor = Visitor(o3.user, htmx=True)
    ticked = {"pick": [str(section.id) for section in sections]}

    answer = visitor.press(visitor.get(OPEN), "Add ticked", **ticked)

    assert (answer.findings, answer.courses, [world.taken(s) for s in sections]) == (["LOAD_EXCEEDED"], [], [0, 0, 0])
    assert "40" in text_of(answer.one("li", data_code="LOAD_EXCEEDED"))
    answer = visitor.press(visitor.get(OPEN), "Add ticked", pick=ticked["pick"][:2])
    assert (answer.findings, answer.courses) == ([], ["CENG200/1", "CENG201/1"])


@pytest.mark.row("OMU-38")
def test_the_chosen_courses_stand_with_their_ects_and_a_tick_each_before_they_are_sent(world: World, o3: Student):
    assert world.change(o3, add=musts(world, "6", "5")).accepted

    page = Visitor(o3.user).get(PAGE)

    assert page.courses == ["CENG200/1", "CENG201/1"]
    assert text_of(page.one("h2", id="list-title")) == "My courses 2 · 6 credits · 11 ECTS"
    assert len([box for box in page.all("input") if attributes(box).get("name") == "tick"]) == 2
    assert "Send to my advisor" in page.html
