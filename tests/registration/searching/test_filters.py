"""What the filters of a search leave, alone and together, and what is suggested where they leave nothing."""

from __future__ import annotations

import pytest
from django.http import QueryDict

from curriculum.models import CourseCategory, SeatCounter, Section
from registration.models import PolicyRule
from registration.searching import finding
from registration.searching.asking import Asked, read
from tests.visitor import Shown, Visitor, attributes, text_of
from tests.world import World, at

from .found import buttons, labels

pytestmark = pytest.mark.django_db
SEARCH = "/registration/search/"


@pytest.fixture
def u4(world: World) -> Visitor:
    return Visitor(world.student().user, htmx=True)


def suggested(shown: Shown) -> list[tuple[str, str]]:
    """What is said of each suggestion, and the query that it leads to."""
    [links] = [shown.all("a", within=e) for e in shown.all("div", class_="empty")]
    return [(text_of(a), attributes(a)["href"].partition("?")[2]) for a in links]


def fill(*sections: Section) -> None:
    SeatCounter.objects.filter(section__in=sections).update(capacity=0)


def test_with_seats(world: World, u4: Visitor):
    fill(world.x1)

    assert labels(u4.get(SEARCH, q="ceng", seats="1")) == ["CENG213/2", "CENG331/1"]


def test_a_filter_needs_no_query(world: World, u4: Visitor):
    fill(world.x1, world.y1)

    assert labels(u4.get(SEARCH, seats="1")) == ["CENG213/2"]


def test_what_can_be_taken(world: World, u4: Visitor):
    world.criterion(world.x1, surname_from="A", surname_to="K")
    world.prerequisite(world.y, world.x)

    assert labels(u4.get(SEARCH, q="ceng", can="1")) == ["CENG213/2"]


def test_what_can_be_taken_is_said_as_of_the_opening(world: World):
    at("2026-02-08 12:00")
    world.criterion(world.x1, surname_from="A", surname_to="K")

    assert labels(Visitor(world.student().user, htmx=True).get(SEARCH, can="1")) == ["CENG213/2", "CENG331/1"]


def test_after_the_last_window_it_is_said_once_that_nothing_can_be_added(world: World, u4: Visitor):
    at("2026-03-20 12:00")

    found = u4.get(SEARCH, q="ceng", can="1")

    assert [attributes(e)["data-code"] for e in found.all("div", class_="note")] == ["WINDOW_CLOSED"]
    assert (labels(found), buttons(found)) == (["CENG213/1", "CENG213/2", "CENG331/1"], {"Into my plan"})


def test_what_fits_the_week(world: World):
    student = world.student()
    world.change(student, add=[world.y1])  # Monday 10:40

    found = Visitor(student.user, htmx=True).get(SEARCH, q="ceng", fits="1")

    assert labels(found) == ["CENG213/2", "CENG331/1"]


def test_another_section_of_a_course_on_the_list_fits_in_its_place(world: World):
    student = world.student()
    world.section(world.x, 3, (0, "10:40", "12:30"))
    world.change(student, add=[world.x1])

    found = Visitor(student.user, htmx=True).get(SEARCH, q="ceng", fits="1")

    assert labels(found) == ["CENG213/1", "CENG213/2", "CENG213/3"]


@pytest.mark.parametrize(
    ("asked", "sections"),
    [
        ({"category": "TE"}, ["CENG331/1"]),
        ({"category": "NTE"}, ["CENG213/1", "CENG213/2"]),
        ({"category": "DE"}, []),
        ({"category": "FE"}, ["CENG213/1", "CENG213/2", "CENG331/1"]),
        ({"level": "3"}, ["CENG331/1"]),
        ({"level": "5"}, ["EE550/1"]),
        ({"day": "0"}, ["CENG213/1", "CENG331/1"]),
        ({"day": ["0", "1"]}, ["CENG213/1", "CENG213/2", "CENG331/1"]),
        ({"day": "0", "from": "10"}, ["CENG331/1"]),
        ({"to": "12"}, ["CENG331/1"]),
        ({"from": "13", "to": "9"}, []),
    ],
)
def test_category_level_day_and_hour(world: World, u4: Visitor, asked: dict[str, str], sections: list[str]):
    """As the student's department sees the categories; every meeting lies on the days and within the hours."""
    CourseCategory.objects.create(course=world.x, category="DE", department=world.ee)
    CourseCategory.objects.create(course=world.x, category="NTE")
    CourseCategory.objects.create(course=world.y, category="TE", department=world.ceng)
    far = world.course("5670550")
    world.section(far, 1)
    world.must(far, 8)

    assert labels(u4.get(SEARCH, **asked)) == sections


def test_no_course_is_free_elective_by_itself_where_policy_says_so(world: World, u4: Visitor):
    PolicyRule.objects.filter(code="CATEGORY_MISMATCH").update(params={"free_elective": False})

    assert labels(u4.get(SEARCH, category="FE")) == []


def test_what_hides_everything_is_named(world: World, u4: Visitor):
    fill(world.y1)

    found = u4.get(SEARCH, q="5710331", seats="1", day="1")
    other = u4.get(SEARCH, q="5710331", seats="1", day="0")

    assert suggested(found) == [("1 without any filter", "q=5710331")]
    assert suggested(other) == [("1 without the filter “With seats”", "q=5710331&day=0")]


def test_counting_what_is_hidden_stops(world: World, u4: Visitor, monkeypatch):
    monkeypatch.setattr(finding, "MOST_COUNTED", 2)
    world.section(world.x, 3, (2, "09:40", "10:30"))

    assert suggested(u4.get(SEARCH, q="5710213", level="4")) == [
        ("2+ without the filter “Level”", "q=5710213"),
    ]


def test_the_rules_are_asked_only_so_often(world: World, u4: Visitor, monkeypatch):
    """Whoever cannot take the first hundreds is told so, and can look further."""
    monkeypatch.setattr(finding, "MOST_JUDGED", 2)
    world.criterion(world.x1, surname_from="A", surname_to="K")
    world.criterion(world.x2, surname_from="A", surname_to="K")

    found = u4.get(SEARCH, q="ceng", can="1")
    further = u4.get(SEARCH, q="ceng", can="1", after="2")

    assert (labels(found), text_of(found.one("a", hx_target="#more"))) == ([], "Look further")
    assert labels(further) == ["CENG331/1"]


def test_without_scripts_the_filters_are_a_form_that_keeps_what_was_asked(world: World):
    u4 = Visitor(world.student().user)
    fill(world.x1)
    page = u4.get(SEARCH, q="ceng")

    found = u4.press(page, "Search", seats="1", day="0", to="12")

    assert labels(found)[:1] == ["CENG331/1"]
    kept = found.fields(found.one("form", role="search"))
    assert {name: value for name, value in kept.items() if value != [""]} == {
        "q": ["ceng"],
        "seats": ["1"],
        "day": ["0"],
        "to": ["12"],
    }


@pytest.mark.parametrize(
    "address",
    ["", "q=ceng+213", "q=x&seats=1&can=1&fits=1&category=TE&level=3&day=0&day=4&from=9&to=13&after=30"],
)
def test_an_address_says_all_that_is_asked(address: str):
    asked = read(QueryDict(address))

    assert asked.address(asked.after) == address


@pytest.mark.parametrize("address", ["seats=yes", "category=XX", "level=9", "day=7", "from=25", "to=-1", "after=x"])
def test_what_no_form_sends_filters_nothing(address: str):
    assert read(QueryDict(address)) == Asked()
