"""Many lists approved at once: those without findings, those with warnings once they were read, and what changed meanwhile."""

from __future__ import annotations

from datetime import time

import pytest

from advising.services import approve
from fees.models import FeeStanding
from people.models import Student
from registration import catalogue
from registration.models import Transition
from tests.visitor import Shown, Visitor, attributes, text_of
from tests.world import World, codes

from .desk import BULK, DESK, TICKED, advisor, codes_in, full_list, names, send, state_of

pytestmark = pytest.mark.django_db
ALL_THE_SAME = "Approve ticked with their warnings"


@pytest.fixture
def a1(world: World) -> Visitor:
    return advisor(world)


@pytest.fixture
def clean(world: World) -> Student:
    student = world.student("2501230", surname="Clean")
    full_list(world, student)
    return student


@pytest.fixture
def warned(world: World) -> Student:
    student = world.student("2501240", surname="Warned")
    world.change(student, add=[world.x1, world.y1])
    return student


def tick(*students: Student) -> dict[str, list[str]]:
    return {"tick": [str(s.id) for s in students]}


def ticks(shown: Shown) -> dict[str, bool]:
    """Who can be ticked, and whether the tick is set."""
    boxes = [attributes(box) for box in shown.all("input", name_="tick")]
    return {box["value"]: "checked" in box for box in boxes}


def people(shown: Shown, id_: str) -> list[str]:
    found = shown.all(id=id_)
    return [text_of(a) for a in shown.all("a", found[0])] if found else []


def test_lists_without_findings_are_ticked_and_approved(world: World, clean, warned, a1: Visitor):
    shown = a1.get(DESK)
    assert ticks(shown) == {str(clean.id): False, str(warned.id): False}
    link = next(a for a in shown.all("a") if text_of(a) == "Tick the 1 list without findings")
    ticked = a1.get(DESK + attributes(link)["href"])
    assert ticks(ticked) == {str(clean.id): True, str(warned.id): False}

    done = a1.press(ticked, TICKED, **tick(clean))

    assert (done.status, done.text(id="answer")) == (200, "1 list was approved.")
    assert people(done, "approved") == ["Deniz Clean"]
    assert (state_of(world, clean), state_of(world, warned)) == ("final", "draft")


def test_lists_with_warnings_are_approved_once_they_were_read(world: World, clean, warned, a1: Visitor):
    first = a1.press(a1.get(DESK), TICKED, **tick(clean, warned))
    said = "1 list was approved. 1 list waits for you to read its warnings."
    assert (first.text(id="answer"), codes_in(first, "asked")) == (said, ["TIME_CONFLICT", "FEW_COURSES"])
    assert ticks(first) == {str(warned.id): False}
    assert (
        state_of(world, warned),
        Transition.objects.filter(registration__student=warned, accepted=False).count(),
    ) == (
        "draft",
        0,
    )

    second = a1.press(first, ALL_THE_SAME, **tick(warned))

    assert (people(second, "approved"), state_of(world, warned)) == (["Deniz Warned"], "final")


def test_other_warnings_than_those_that_were_read_are_read_first(world: World, warned, a1: Visitor):
    first = a1.press(a1.get(DESK), TICKED, **tick(warned))
    world.y1.meetings.update(start=time(11, 40), end=time(12, 30))  # the clash is another one now
    catalogue.forget()

    again = a1.press(first, ALL_THE_SAME, **tick(warned))

    assert (codes_in(again, "asked"), state_of(world, warned)) == (["TIME_CONFLICT", "FEW_COURSES"], "draft")
    assert people(a1.press(again, ALL_THE_SAME, **tick(warned)), "approved") == ["Deniz Warned"]


def test_an_approval_names_the_warnings_that_it_has_seen(world: World, warned):
    """Behind the lock too: what the rules say there must be what was shown."""
    asked = {"student_id": warned.id, "term_id": world.term.id, "version": 1, "actor": world.advisor.user}

    moved = approve(**asked, seen="")

    assert codes(moved) == ["WARNINGS_UNSEEN", "TIME_CONFLICT", "FEW_COURSES"]
    assert state_of(world, warned) == "draft"
    assert approve(**asked, seen=None).accepted  # on the student's own page the warnings stand beside the button


def test_what_changed_meanwhile_is_not_approved_and_the_difference_is_shown(world: World, clean, warned, a1: Visitor):
    shown = a1.get(DESK)
    world.change(clean, add=[world.x1], drop=[world.x2])
    world.change(clean, drop=[world.y1])

    done = a1.press(shown, TICKED, **tick(clean, warned))

    assert done.text(id="answer") == (
        "0 lists were approved. 1 list waits for you to read its warnings. 1 list was not approved."
    )
    assert (codes_in(done, "refused"), state_of(world, clean)) == (["STALE_LIST"], "draft")
    difference = text_of(next(p for p in done.all("p", class_="note") if "data-difference" in attributes(p)))
    assert difference.split(": ")[1] == "CENG213/1 was added , CENG213/2 was dropped , CENG331/1 was dropped ."


def test_each_list_is_approved_or_refused_on_its_own(world: World, clean, a1: Visitor):
    owing = world.student("2501260", surname="Owing")
    full_list(world, owing)
    shown = a1.get(DESK)
    FeeStanding.objects.create(student=owing, term=world.term, charged="100", paid="0")

    done = a1.press(shown, TICKED, **tick(owing, clean))

    assert (people(done, "approved"), codes_in(done, "refused")) == (["Deniz Clean"], ["FEE_UNPAID"])
    assert (state_of(world, owing), state_of(world, clean)) == ("draft", "final")
    assert ticks(a1.get(DESK)) == {}  # an obstacle leaves nothing to tick


def test_anothers_advisee_among_the_ticks_is_left_alone_and_recorded(world: World, clean, a1: Visitor):
    other = world.student("2609990", surname="Other")
    full_list(world, other)
    other.advisorships.update(advisor=world.staff("baska"))

    done = a1.post(BULK, tick=[other.id, clean.id, 10**12, "x"], **{f"version_{s.id}": "1" for s in (other, clean)})

    assert (people(done, "approved"), done.all(id="refused")) == (["Deniz Clean"], [])
    assert done.text(id="answer") == "1 list was approved. 2 ticks are of nobody whom you advise."
    assert "Other" not in done.html  # whom it was nobody's business to know
    tried = Transition.objects.get(registration__student=other, event="approve")
    assert (tried.accepted, tried.actor, state_of(world, other)) == (False, world.advisor.user, "draft")


def test_without_a_tick_nothing_is_done(world: World, clean, a1: Visitor):
    shown = a1.press(a1.get(DESK), TICKED)

    assert (shown.status, names(shown)) == (409, ["Deniz Clean"])
    assert shown.text(id="answer") == "Nothing was done. No list is ticked: tick the lists that you approve."


def test_a_student_approves_nothing(world: World, clean):
    visitor = Visitor(clean.user)

    assert visitor.post(BULK, tick=str(clean.id), **{f"version_{clean.id}": "1"}).status == 403
    assert state_of(world, clean) == "draft"


@pytest.mark.row("METU-17")
@pytest.mark.row("OMU-39")
@pytest.mark.parametrize(("policy", "unsent"), [("metu", True), ("omu", False)])
def test_what_was_never_sent_is_approved_where_sending_is_optional(db, policy: str, unsent: bool):
    world = World(policy)
    a1, student = advisor(world), world.student()
    full_list(world, student)
    assert ticks(a1.get(DESK)) == ({str(student.id): False} if unsent else {})
    forced = a1.post(BULK, tick=str(student.id), **{f"version_{student.id}": "1"})
    assert (people(forced, "approved") != [], state_of(world, student)) == (unsent, "final" if unsent else "draft")
    if not unsent:
        assert codes_in(forced, "refused") == ["ILLEGAL_TRANSITION"]
        assert send(world, student).accepted
        assert people(a1.press(a1.get(DESK), TICKED, **tick(student)), "approved") == ["Deniz Yılmaz"]


@pytest.mark.parametrize("many", [1, 3])
def test_so_many_statements_for_each_list(world: World, a1: Visitor, many: int, django_assert_num_queries):
    students = [world.student(f"25{n}1230") for n in range(10, 10 + many)]
    for student in students:
        full_list(world, student)
    rows = {"tick": [s.id for s in students]} | {f"version_{s.id}": "1" for s in students}
    a1.get(DESK)

    # session; staff, advisees, facts; nothing more for the page; and for each list: whose it is, savepoint,
    # facts, state, record, whom to tell, notice, reminders, requests, tasks, release
    with django_assert_num_queries(4 + 11 * many):
        assert len(people(a1.post(BULK, **rows), "approved")) == many
