"""The search of the registration page: what it finds, and whether each section can be taken."""

from __future__ import annotations

import pytest

from curriculum.models import Course, Department, SeatCounter
from registration.models import TermRegistration
from registration.searching import finding
from tests.visitor import Shown, Visitor, attributes, text_of
from tests.world import World, at

from .found import buttons, labels

pytestmark = pytest.mark.django_db
PAGE, SEARCH = "/registration/", "/registration/search/"


@pytest.fixture
def u4(world: World) -> Visitor:
    return Visitor(world.student().user, htmx=True)


def rows(shown: Shown):
    return [row for row in shown.all("tr") if shown.all("b", row)]


def answers(shown: Shown) -> dict[str, tuple[str, str]]:
    """By section: seats left, and “can I take it” with its reasons."""
    cells = {text_of(shown.one("b", row)): shown.all("td", row) for row in rows(shown)}
    return {label: (text_of(row[3]), text_of(row[4])) for label, row in cells.items()}


def named(world: World, numeric_code: str, name: str) -> Course:
    course = world.course(numeric_code)
    course.name = name
    course.save()
    world.section(course, 1)
    return course


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("5710213", ["CENG213/1", "CENG213/2"]),
        ("57102", ["CENG213/1", "CENG213/2"]),
        ("CENG213", ["CENG213/1", "CENG213/2"]),
        ("ceng213", ["CENG213/1", "CENG213/2"]),
        ("ceng 213", ["CENG213/1", "CENG213/2"]),
        ("  Ceng   213 ", ["CENG213/1", "CENG213/2"]),
        ("ders ceng3", ["CENG331/1"]),
        ("CENG", ["CENG213/1", "CENG213/2", "CENG331/1"]),
        ("bilgisayar mühendisliği", ["CENG213/1", "CENG213/2", "CENG331/1"]),
        ("BILGISAYAR", ["CENG213/1", "CENG213/2", "CENG331/1"]),
        ("Computer Engineering", ["CENG213/1", "CENG213/2", "CENG331/1"]),
        ("elektrik", []),
        ("ceng 999", []),
    ],
)
def test_courses_are_found_by_code_name_and_department(world: World, u4: Visitor, query: str, found: list[str]):
    world.ceng.name_en = "Computer Engineering"
    world.ceng.save()

    assert labels(u4.get(SEARCH, q=query)) == found


@pytest.mark.parametrize("query", ["ISPARTA", "Isparta", "İsparta", "ısparta", "isparta", "ISPARTA tarih"])
def test_capitals_and_the_turkish_i_make_no_difference(world: World, u4: Visitor, query: str):
    named(world, "5670101", "Isparta Tarihi")

    assert labels(u4.get(SEARCH, q=query)) == ["EE101/1"]


@pytest.mark.parametrize("query", ["çığır", "ÇIĞIR", "cigir", "Öğüş", "ogus"])
def test_turkish_letters_are_found_with_and_without_their_signs(world: World, u4: Visitor, query: str):
    named(world, "5670102", "Çığır Öğüş")

    assert labels(u4.get(SEARCH, q=query)) == ["EE102/1"]


def test_what_begins_with_the_query_comes_first(world: World, u4: Visitor):
    named(world, "5670103", "Introduction to 5710213")

    assert labels(u4.get(SEARCH, q="5710213")) == ["CENG213/1", "CENG213/2", "EE103/1"]


def test_a_course_that_is_not_offered_this_term_is_not_found(world: World, u4: Visitor):
    Course.objects.create(
        numeric_code="5710499", code="CENG499", name="Bitirme", department=Department.objects.get(code="571")
    )

    found = u4.get(SEARCH, q="5710499")

    assert (labels(found), found.text("div", class_="empty")) == ([], "Nothing found for “5710499”.")


def test_without_a_query_nothing_is_asked(world: World, u4: Visitor):
    found = u4.get(SEARCH, q="   ")

    assert (found.status, found.html.strip()) == (200, "")


def test_a_query_comes_back_as_text_and_never_as_markup(world: World):
    page = Visitor(world.student().user).get(SEARCH, q='<script>"x</script>')

    assert page.text("div", class_="empty") == 'Nothing found for “<script>"x</script>”.'
    assert page.fields(page.one("form", role="search"))["q"] == ['<script>"x</script>']
    assert [e for e in page.all("script") if "src" not in attributes(e)] == []


@pytest.mark.parametrize("query", ["\x00", "%00", "'", "\\", "😀", "ı" * 5000])
def test_an_odd_query_finds_nothing_and_fails_nothing(world: World, u4: Visitor, query: str):
    found = u4.get(SEARCH, q=query)

    assert (found.status, labels(found)) == (200, [])


def test_each_section_says_its_seats_and_whether_it_can_be_taken(world: World):
    student, other = world.student(surname="Şahin"), world.student("2501240")
    world.criterion(world.x1, surname_from="A", surname_to="K")
    SeatCounter.objects.filter(section=world.x2).update(capacity=1)
    world.section(world.x, 3, (0, "11:00", "11:50"), capacity=40)
    world.change(student, add=[world.y1])
    world.change(other, add=[world.x2])

    found = Visitor(student.user, htmx=True).get(SEARCH, q="ceng")

    assert answers(found) == {
        "CENG213/1": (
            "30/30",
            "No CENG213/1 is not open to your surname; it admits A–K.",
        ),
        "CENG213/2": ("0/1", "No CENG213/2 is full (1/1)."),
        "CENG213/3": ("40/40", "Yes CENG213/3 clashes with CENG331/1: Monday 11:00–11:30."),
        "CENG331/1": ("29/30", "On your list"),
    }
    assert "4 sections · seats as of 10:00:00" in text_of(found.root)


def test_only_what_can_be_taken_can_be_ticked(world: World):
    student = world.student()
    world.change(student, add=[world.y1])
    SeatCounter.objects.filter(section=world.x1).update(capacity=0)

    found = Visitor(student.user, htmx=True).get(SEARCH, q="ceng")

    assert [text_of(found.one("b", row)) for row in rows(found) if found.all("input", row)] == ["CENG213/2"]


def test_another_section_of_a_course_held_is_judged_as_a_change(world: World):
    student = world.student()
    world.change(student, add=[world.x2, world.y1])

    found = Visitor(student.user, htmx=True).get(SEARCH, q="5710213")

    assert answers(found) == {
        "CENG213/1": ("30/30", "Yes, instead of section 2 CENG213/1 clashes with CENG331/1: Monday 10:40–11:30."),
        "CENG213/2": ("29/30", "On your list"),
    }


def test_a_section_with_a_yes_is_taken_by_the_form_it_stands_in(world: World):
    student = world.student()
    world.change(student, add=[world.x2])
    u4 = Visitor(student.user)

    found = u4.get(SEARCH, q="ceng")
    ticks = [str(world.x1.id), str(world.y1.id)]
    answer = u4.follow(u4.press(found, "Add ticked", pick=ticks))

    assert (answer.findings, answer.courses) == (["TIME_CONFLICT"], ["CENG213/1", "CENG331/1"])
    assert (world.taken(world.x1), world.taken(world.x2)) == (1, 0)


def test_before_the_opening_sections_are_judged_as_at_that_hour(world: World):
    at("2026-02-08 12:00")
    student = world.student(class_year=3)
    world.criterion(world.x1, year_min=4)

    found = Visitor(student.user, htmx=True).get(SEARCH, q="5710213")

    assert answers(found) == {
        "CENG213/1": ("30/30", "No CENG213/1 is not open to your class (3); it admits 4–."),
        "CENG213/2": ("30/30", "Yes"),
    }
    assert "You can add courses from 09.02.2026 10:00." in text_of(found.root)
    assert (found.all("input", type="checkbox"), buttons(found)) == ([], {"Into my plan"})


def test_what_bars_the_whole_list_is_said_once(world: World):
    student = world.student()
    world.change(student, add=[world.y1])
    TermRegistration.objects.update(state="final", approved_snapshot=[])

    found = Visitor(student.user, htmx=True).get(SEARCH, q="5710213")

    assert [attributes(e)["data-code"] for e in found.all("div", class_="note")] == ["APPROVED_LOCKED"]
    assert [answer.split()[0] for _, answer in answers(found).values()] == ["Yes", "Yes"]
    assert buttons(found) == {"Into my plan"}


def test_a_long_answer_goes_on(world: World, u4: Visitor, monkeypatch):
    monkeypatch.setattr(finding, "PAGE", 2)

    found = u4.get(SEARCH, q="ceng")
    rest = u4.get(SEARCH, q="ceng", after="2")

    assert labels(found) == ["CENG213/1", "CENG213/2"]
    assert attributes(found.one("a", hx_target="#more"))["href"] == "/registration/search/?q=ceng&after=2"
    assert text_of(found.one(role="status")) == "3 sections"
    assert (labels(rest), rest.all("a", hx_target="#more")) == (["CENG331/1"], [])


def test_the_rest_alone_is_put_in_the_place_of_the_link(world: World, monkeypatch):
    monkeypatch.setattr(finding, "PAGE", 2)
    u4 = Visitor(world.student().user, htmx=True)

    rest = Shown(u4.client.get(SEARCH, {"q": "ceng", "after": 2}, headers={"hx-target": "more"}))

    assert (labels(rest), rest.all("form"), rest.all("table")) == (["CENG331/1"], [], [])
    assert text_of(rest.one(id="more")) == "These are all."


def test_in_turkish_days_and_reasons_are_turkish(world: World):
    SeatCounter.objects.filter(section=world.y1).update(capacity=0)
    u4 = Visitor(world.student().user, language="tr", htmx=True)

    [row] = rows(u4.get(SEARCH, q="5710331"))

    assert "Pzt 10:40–11:30" in text_of(row)
    assert "CENG331/1 doludur (0/0)." in text_of(row)


def test_the_answer_is_a_page_without_scripts_and_a_fragment_with(world: World):
    u4 = world.student()

    assert Visitor(u4.user).get(SEARCH, q="ceng").root.name == "html"
    assert Visitor(u4.user, htmx=True).get(SEARCH, q="ceng").all("html") == []


def test_inside_the_page_a_search_borrows_the_attempt_and_version_of_the_page(world: World, u4: Visitor):
    """Each answer makes these anew; an attempt id of the search's own would do for one press only."""
    found, page = u4.get(SEARCH, q="ceng", beside="1"), u4.get(PAGE)

    form = found.one("form")
    assert attributes(form)["hx-include"] == "#add-form [type=hidden]"
    hidden = [attributes(e)["name"] for e in page.all("input", page.one(id="add-form"), type="hidden")]
    assert hidden == ["csrfmiddlewaretoken", "attempt", "version", "action"]
    assert found.fields(form).keys().isdisjoint(hidden)


def test_the_address_says_what_was_typed_but_not_beside_the_list(world: World, u4: Visitor):
    typed = {"q": "ceng 213", "seats": "1", "day": ["0", "1"], "category": "", "from": "9", "to": ""}

    replaced = [u4.client.get(SEARCH, typed | more).headers.get("HX-Replace-Url", "") for more in ({}, {"beside": "1"})]

    assert replaced == ["/registration/search/?q=ceng+213&seats=1&day=0&day=1&from=9", ""]


@pytest.mark.row("OMU-36")
def test_one_press_adds_one_section_whatever_is_ticked_beside_it(world: World):
    u4 = Visitor(world.student().user)

    found = u4.get(SEARCH, q="ceng")
    answer = u4.follow(u4.press(found, "Add CENG331/1", pick=[str(world.x2.id)]))

    assert answer.courses == ["CENG331/1"]


@pytest.mark.row("METU-09")
def test_a_numeric_code_is_resolved(world: World, u4: Visitor):
    assert labels(u4.get(SEARCH, q="5710331")) == ["CENG331/1"]


@pytest.mark.django_db(transaction=True)
def test_a_search_in_a_warm_process_finds_what_was_added_since():
    world = World()
    u4 = Visitor(world.student().user, htmx=True)

    before = labels(u4.get(SEARCH, q="ceng213"))
    world.section(world.x, 3)

    assert (before, labels(u4.get(SEARCH, q="ceng213"))) == (
        ["CENG213/1", "CENG213/2"],
        ["CENG213/1", "CENG213/2", "CENG213/3"],
    )
