"""From the desk to a student, to a decision, to the next who waits, within what was chosen to see."""

from __future__ import annotations

from datetime import date

import pytest

from people.models import Student
from registration.models import Transition
from tests.visitor import Shown, Visitor, attributes, text_of
from tests.world import World, at

from .desk import APPROVE, DESK, address, advisor, full_list, names, send, state_of

pytestmark = pytest.mark.django_db
ONWARD, BACK = "Approve and next", "Return and next"


@pytest.fixture
def a1(world: World) -> Visitor:
    return advisor(world)


@pytest.fixture
def queue(world: World) -> dict[str, Student]:
    """Three who sent their lists, in the order of the desk, and one who has not begun."""
    found = {
        name: world.student(f"25{n}1230", surname=name, class_year=year)
        for n, (name, year) in enumerate([("Akın", 4), ("Işık", 4), ("İnce", 4), ("Zor", 2)], 10)
    }
    for name in ("Akın", "Işık", "İnce"):
        full_list(world, found[name])
        send(world, found[name])
    return found


def standing(shown: Shown) -> str:
    return text_of(shown.one("p", class_="standing"))


@pytest.mark.row("METU-38")
def test_a_decision_leads_to_the_next_who_waits_and_after_the_last_to_the_desk(world: World, queue, a1: Visitor):
    first = a1.get(address(queue["Akın"]), state="submitted")
    assert standing(first).startswith("1 of 3 waiting")

    second = a1.follow(a1.press(first, ONWARD))

    assert (second.text("h1"), second.text(id="answer")) == ("Deniz Işık", "Deniz Akın: the list was approved.")
    assert standing(second).startswith("1 of 2 waiting")
    third = a1.follow(a1.press(second, BACK, frequent="clash", note="CENG331"))
    assert third.text("h1") == "Deniz İnce"
    note = Transition.objects.get(event="return").note
    assert note == "Change the section of one of the courses that clash.\nCENG331"
    end = a1.press(third, "Approve and finish")
    assert (end.status, end.leads_to) == (302, f"{DESK}?state=submitted")
    assert a1.follow(end).text(id="answer") == "Deniz İnce: the list was approved."
    assert [state_of(world, queue[n]) for n in ("Akın", "Işık", "İnce")] == ["final", "returned", "final"]


def test_who_was_passed_over_comes_again_after_the_last(world: World, queue, a1: Visitor):
    shown = a1.follow(a1.press(a1.get(address(queue["İnce"])), ONWARD))

    assert shown.text("h1") == "Deniz Akın"


def test_what_was_not_done_leads_nowhere(world: World, queue, a1: Visitor):
    shown = a1.press(a1.get(address(queue["Akın"])), BACK)

    assert (shown.status, shown.findings, shown.text("h1")) == (409, ["NOTE_REQUIRED"], "Deniz Akın")
    [note] = shown.all("details", class_="opens-up")
    assert "open" in attributes(note)


def test_a_frequent_reason_suffices(world: World, queue, a1: Visitor):
    pressed = a1.press(a1.get(address(queue["Akın"])), "Return with this note", frequent="talk")

    assert pressed.leads_to == address(queue["Akın"])
    assert Transition.objects.get(event="return").note.startswith("Let us speak before I approve")


@pytest.mark.parametrize(
    ("then", "leads_to"), [("", "own"), ("x", "own"), ("//evil", "own"), ("9" * 400, "own"), ("desk", DESK)]
)
def test_what_no_button_of_ours_says_leads_to_the_students_own_page(world: World, queue, a1, then, leads_to):
    own = address(queue["Akın"])

    pressed = a1.post(f"{own}approve/", version="1", then=then)

    assert pressed.leads_to == (own if leads_to == "own" else leads_to)


# what is chosen to see


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "ışık"}, ["Işık"]),
        ({"q": "ISIK"}, ["Işık"]),
        ({"q": "ince"}, ["İnce"]),
        ({"q": "deniz akin"}, ["Akın"]),
        ({"q": "2513"}, ["Zor"]),
        ({"q": "kimse"}, []),
        ({"year": "2"}, ["Zor"]),
        ({"year": "x"}, ["Akın", "Işık", "İnce", "Zor"]),
        ({"year": "4", "q": "i"}, ["Akın", "Işık", "İnce"]),
        ({"only": "unread"}, []),
        ({"only": "nothing such"}, ["Akın", "Işık", "İnce", "Zor"]),
        ({"state": "submitted", "year": "2"}, []),
    ],
)
def test_the_desk_shows_what_was_asked_for(world: World, queue, a1: Visitor, query, found):
    assert names(a1.get(DESK, **query)) == [f"Deniz {name}" for name in found]


def test_nobody_found_leads_back_to_everybody(world: World, queue, a1: Visitor):
    empty = a1.get(DESK, q="kimse", state="submitted").one("p", class_="empty")

    assert text_of(empty) == "No advisee is as was asked for. Show all"


def test_only_lists_with_findings(world: World, queue, a1: Visitor):
    clashing = world.student("2514123", surname="Çatışan")
    world.change(clashing, add=[world.x1, world.y1])

    assert names(a1.get(DESK, only="warned")) == ["Deniz Çatışan"]
    shown = a1.get(address(queue["Akın"]), only="warned")
    assert [attributes(a)["href"] for a in shown.all("a", data_key="n")] == [f"{address(clashing)}?only=warned"]


def test_only_lists_changed_since_they_were_approved(world: World, queue, a1: Visitor):
    student = queue["Akın"]
    a1.press(a1.get(address(student)), APPROVE)
    at("2026-02-24 10:00")
    assert names(a1.get(DESK, only="changed")) == []

    assert world.change(student, add=[world.x1], drop=[world.x2]).accepted

    shown = a1.get(DESK, only="changed")
    assert names(shown) == ["Deniz Akın"]
    assert "changed since the approval" in [text_of(tag) for tag in shown.all("span", class_="tag")]


def test_only_students_with_unread_messages(world: World, queue, a1: Visitor):
    Visitor(queue["Zor"].user).post("/advisor/message/", body="Hocam")

    assert names(a1.get(DESK, only="unread")) == ["Deniz Zor"]


def test_the_desk_says_with_whom_to_begin(world: World, queue, a1: Visitor):
    [begin] = a1.get(DESK, year="4").all("a", data_key="n")

    assert (text_of(begin), attributes(begin)["href"]) == ("begin with Deniz Akın", f"{address(queue['Akın'])}?year=4")
    assert a1.get(DESK, year="2").all("a", data_key="n") == []


def test_the_way_back_leads_to_the_students_own_line(world: World, queue, a1: Visitor):
    student = queue["Işık"]
    back = a1.get(address(student), q="ışık", year="4").one("a", data_key="u")

    assert attributes(back)["href"] == f"{DESK}?year=4&q=%C4%B1%C5%9F%C4%B1k#s{student.id}"
    assert len(a1.get(DESK, year="4").all("tr", id=f"s{student.id}")) == 1


def test_a_substitute_goes_from_student_to_student_as_well(world: World, queue):
    other = world.staff("vekil")
    other.stands_in.create(advisor=world.advisor, date_from=date(2026, 2, 10), date_to=date(2026, 2, 10))

    shown = Visitor(other.user).get(address(queue["Akın"]))

    assert standing(shown).startswith("1 of 3 waiting")


@pytest.mark.parametrize("many", [1, 5])
def test_a_filter_that_asks_for_findings_takes_one_statement_more(
    world: World, queue, a1: Visitor, many: int, django_assert_num_queries
):
    for n in range(many):
        world.change(world.student(f"26{n}1230", surname="Çatışan"), add=[world.x1, world.y1])
    a1.get(address(queue["Akın"]))

    # the thirteen of test_query_counts but for the terms of an empty transcript; the facts of them all
    with django_assert_num_queries(13):
        shown = a1.get(address(queue["Akın"]), only="warned")
    assert standing(shown).startswith(f"{many} waiting")
