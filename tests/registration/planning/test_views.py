"""The page of the plan and its fragment, as a student meets them."""

from __future__ import annotations

import uuid

import pytest

from curriculum.models import SeatCounter
from people.models import Student
from registration.models import TermRegistration
from tests.visitor import Shown, Visitor, attributes, text_of
from tests.world import World, at

from .plans import plan_of, planned

pytestmark = pytest.mark.django_db
PLAN, COMMIT = "/registration/plan/", "/registration/plan/commit/"


@pytest.fixture
def u4(world: World) -> Student:
    return world.student()


@pytest.fixture
def me(u4: Student) -> Visitor:
    return Visitor(u4.user)


def full(*sections) -> None:
    SeatCounter.objects.filter(section__in=sections).update(capacity=0)


def standing(shown: Shown) -> list[str]:
    return [text_of(p) for p in shown.all("p", class_="stands")]


def ticked(shown: Shown) -> list[str]:
    return [attributes(r)["value"] for r in shown.all("input", type="radio") if "checked" in attributes(r)]


def reasons(shown: Shown) -> list[str]:
    return [attributes(p)["data-code"] for p in shown.all("p", class_="why")]


@pytest.mark.row("METU-14")
def test_two_presses_register_the_plan(world: World, u4, me):
    """Open the page, press the button."""
    at("2026-02-09 09:00")
    planned(world, u4, [world.x2], [world.y1])

    answer = me.follow(me.press(me.get(PLAN), "Register my plan"))

    assert world.list_of(u4) == {"CENG213/2", "CENG331/1"}
    assert "2 of 2 registered." in text_of(answer.one(id="plan-answer"))
    assert [text_of(x) for x in answer.one(class_="outcomes").children] == [
        "✓ CENG213/2 Ders CENG213",
        "✓ CENG331/1 Ders CENG331",
    ]


def test_before_the_opening_it_is_said_what_would_be_taken_then(world: World, u4, me):
    """Judged as at nine o'clock: that it is closed now is no reason against a course."""
    at("2026-02-09 08:00")
    full(world.x1)
    planned(world, u4, [world.x1, world.x2], [world.y1])

    shown = me.get(PLAN)

    assert "2 of 2 ready for 09.02.2026 09:00" in text_of(shown.one(class_="plan-sum"))
    assert standing(shown) == ["✓ Ready by another choice: section 2", "✓ Ready"]
    assert reasons(shown) == ["CAPACITY_FULL"]
    assert shown.all(id="plan-register") == []
    assert attributes(shown.one(class_="until"))["data-until"] == "2026-02-09T09:00:00+03:00"


def test_where_no_section_will_do_one_that_does_is_one_press_away(world: World, u4, me):
    full(world.x1)
    planned(world, u4, [world.x1])
    shown = me.get(PLAN)
    assert (standing(shown), reasons(shown)) == (["✗ Not ready"], ["CAPACITY_FULL"])

    button = shown.one("button", formaction="/registration/plan/add/")
    assert text_of(button) == "Add section 2 (Tue 09:40–12:30, 30 seats)"
    me.follow(me.post("/registration/plan/add/", pick=attributes(button)["value"]))

    assert standing(me.get(PLAN)) == ["✓ Ready by another choice: section 2"]


def test_what_bars_the_whole_list_is_said_once(world: World, u4, me):
    """The list is approved: nothing changes before that is removed."""
    world.change(u4, add=[world.x2])
    TermRegistration.objects.filter(student=u4).update(state="final", approved_snapshot=[])
    planned(world, u4, [world.y1])

    shown = me.get(PLAN)

    assert [attributes(li)["data-code"] for li in shown.all("li", class_="note")] == ["APPROVED_LOCKED"]
    assert (standing(shown), shown.all(id="plan-register")) == (["✓ Ready"], [])


def test_what_is_on_the_list_is_shown_as_done(world: World, u4, me):
    planned(world, u4, [world.x2], [world.y1])
    world.change(u4, add=[world.x1])

    assert standing(me.get(PLAN)) == ["✓ On your list CENG213/1", "✓ Ready"]


def test_a_receipt_can_be_read_again_for_ever_by_its_own_student(world: World, u4, me):
    full(world.y1)
    planned(world, u4, [world.x1, world.x2], [world.y1])
    receipt = me.post(COMMIT, manner="some", attempt=uuid.uuid4()).leads_to
    world.change(u4, drop=[world.x1])

    told = text_of(me.get(receipt).one(id="plan-answer"))

    assert "1 of 2 registered." in told and "✗ CENG331 Ders CENG331 CENG331/1 is full (0/0)." in told
    other = Visitor(world.student("2501240").user)
    assert text_of(other.get(receipt).one(id="plan-answer")) == ""


def test_all_or_none_says_what_kept_it_from_being_all(world: World, u4, me):
    full(world.y1)
    planned(world, u4, [world.x2], [world.y1])

    told = text_of(me.follow(me.post(COMMIT, manner="all", attempt=uuid.uuid4())).one(id="plan-answer"))

    assert "Nothing was registered" in told and "CENG213/2 Ders CENG213 would have been accepted" in told


def test_the_manner_is_remembered(world: World, u4, me):
    planned(world, u4, [world.x2], [world.y1])
    full(world.y1)

    assert ticked(me.get(PLAN)) == ["some"]
    me.post(COMMIT, manner="all", attempt=uuid.uuid4())
    assert ticked(me.get(PLAN)) == ["all"]


def test_from_the_registration_page_the_press_leads_back_to_the_list(world: World, u4, me):
    planned(world, u4, [world.x2])

    shown = me.post(COMMIT, manner="some", where="list", attempt=uuid.uuid4())

    assert shown.leads_to.startswith("/registration/?attempt=")
    assert me.get(shown.leads_to).courses == ["CENG213/2"]


def test_nothing_to_register_is_said_in_words(me):
    shown = me.post(COMMIT, manner="some", attempt=uuid.uuid4())

    assert (shown.status, text_of(shown.one("li", class_="note"))) == (
        409,
        "Refused: There is no course in your plan to register. Add courses to your plan first.",
    )


def test_courses_are_added_by_code_and_moved_and_removed(world: World, u4, me):
    assert me.post(f"{PLAN}add/", code="5710213", section="1").status == 302
    me.post(f"{PLAN}add/", code="5710331", section="1")
    me.post(f"{PLAN}add/", pick=[world.x2.id])
    assert plan_of(world, u4) == [(world.x1.id, world.x2.id), (world.y1.id,)]

    me.post(f"{PLAN}move/?to=up", course=world.y.id)
    me.post(f"{PLAN}move/", pick=world.x1.id, to="down")
    assert plan_of(world, u4) == [(world.y1.id,), (world.x2.id, world.x1.id)]

    me.post(f"{PLAN}remove/", pick=world.x1.id)
    me.post(f"{PLAN}remove/", course=world.y.id)
    assert plan_of(world, u4) == [(world.x2.id,)]


def test_several_picks_keep_their_order(world: World, u4, me):
    me.post(f"{PLAN}add/", pick=[world.y1.id, world.x2.id, world.x1.id])

    assert plan_of(world, u4) == [(world.y1.id,), (world.x2.id, world.x1.id)]


def test_a_code_that_is_not_there_is_answered_and_what_is_planned_stays(world: World, u4, me):
    planned(world, u4, [world.x2])

    shown = me.post(f"{PLAN}add/", code="5719999", section="1")

    assert (shown.status, [attributes(li)["data-code"] for li in shown.all("li", class_="note")]) == (
        409,
        ["COURSE_NOT_FOUND"],
    )
    assert plan_of(world, u4) == [(world.x2.id,)]


def test_by_htmx_the_plan_alone_comes_back(world: World, u4):
    planned(world, u4, [world.x2], [world.y1])
    htmx = Visitor(u4.user, htmx=True)

    shown = htmx.post(f"{PLAN}move/?to=up", course=world.y.id, where="list")

    assert (shown.status, shown.html.startswith('<div id="plan"')) == (200, True)
    assert next(text_of(b) for b in shown.all("h3")).startswith("CENG331")
    assert attributes(shown.one(id="plan"))["data-where"] == "list"


@pytest.mark.parametrize("many", [1, 12])
def test_the_plan_takes_three_statements_whatever_stands_in_it(world: World, u4, many, django_assert_num_queries):
    sections = [world.section(world.course(f"57150{n:02}"), 1) for n in range(many)]
    planned(world, u4, *([s] for s in sections))
    htmx = Visitor(u4.user, htmx=True)
    htmx.get(PLAN)

    with django_assert_num_queries(3):  # session; plan, facts with the seats
        assert len(htmx.get(PLAN).all("h3")) == many


@pytest.mark.parametrize("many", [1, 5])
def test_a_press_takes_seven_statements(world: World, u4, me, many, django_assert_num_queries):
    sections = [world.section(world.course(f"57150{n:02}"), 1) for n in range(many)]
    planned(world, u4, *([s] for s in sections))
    me.get(PLAN)

    with django_assert_num_queries(
        7
    ):  # session; plan; savepoint, facts, commit, release; what is taken leaves the plan
        assert me.post(COMMIT, manner="all", attempt=uuid.uuid4()).status == 302


def test_beside_the_list_the_press_is_an_attempt_of_its_own(world: World, u4, me):
    """A course that was added from the same page has used up the attempt of its form, not that of the plan."""
    planned(world, u4, [world.y1])
    page = me.get("/registration/")

    for button, typed in (("Add", {"code": world.x.numeric_code, "section": "2"}), ("Register my plan", {})):
        assert me.press(page, button, **typed).leads_to.startswith("/registration/?attempt=")

    assert world.list_of(u4) == {"CENG213/2", "CENG331/1"}
