"""The rows of the rule catalogue about the advisor's step, through the screens on which it is taken."""

from __future__ import annotations

import pytest

from fees.models import FeeStanding
from people.models import Student
from registration.models import Transition
from tests.registration.ask import ask, refused, turn
from tests.visitor import Visitor, text_of
from tests.world import World, at

from .desk import APPROVE, REMOVE, RETURN, address, advisor, full_list, send, state_of

pytestmark = pytest.mark.django_db
FEW = ("FEW_COURSES", {"courses": 2, "least": 3})


@pytest.fixture
def a1(world: World) -> Visitor:
    return advisor(world)


@pytest.fixture
def u4(world: World) -> Student:
    student = world.student()
    full_list(world, student)
    return student


def approvals(student: Student) -> list[str]:
    rows = Transition.objects.filter(registration__student=student, event="approve", accepted=True).order_by("id")
    return [f"{t.at:%d.%m}" for t in rows]


@pytest.mark.row("METU-17")
def test_the_advisors_approval_completes_the_registration(world: World, u4, a1: Visitor):
    assert a1.press(a1.get(address(u4)), APPROVE).status == 302

    registration = world.registration_of(u4)
    assert (registration.state, registration.approved_at.isoformat()) == ("final", "2026-02-10T07:00:00+00:00")
    assert Transition.objects.get(event="approve").actor == world.advisor.user


@pytest.mark.row("METU-17")
@pytest.mark.parametrize(("submit", "done"), [("optional", True), ("none", True), ("required", False)])
def test_whether_a_list_has_to_be_sent_first_is_policy(world: World, u4, a1: Visitor, submit: str, done: bool):
    turn("RENEWAL", "refuse", profile="METU", params={"submit": submit})

    answer = a1.post(f"{address(u4)}approve/", version="1")

    assert (answer.status, state_of(world, u4)) == ((302, "final") if done else (409, "draft"))
    assert done or answer.findings == ["ILLEGAL_TRANSITION"]


@pytest.mark.row("METU-40")
def test_an_approved_list_is_locked_until_the_approval_is_removed(world: World, u4, a1: Visitor):
    a1.press(a1.get(address(u4)), APPROVE)

    assert ask(world, u4, drop=(world.y1,)) == ("refused", [("APPROVED_LOCKED", {}), FEW])
    a1.press(a1.get(address(u4)), REMOVE)
    assert ask(world, u4, drop=(world.y1,)) == ("accepted", [FEW])


@pytest.mark.row("METU-42")
def test_after_a_removal_the_list_is_approved_a_second_time(world: World, u4, a1: Visitor):
    a1.press(a1.get(address(u4)), APPROVE)
    a1.press(a1.get(address(u4)), REMOVE)
    world.change(u4, drop=[world.y1])
    at("2026-02-12 09:00")

    assert a1.press(a1.get(address(u4)), APPROVE).status == 302

    assert (state_of(world, u4), approvals(u4)) == ("final", ["10.02", "12.02"])
    lines = text_of(a1.get(address(u4)).all("section")[-1])
    assert lines.count("Approved · Ada Danisman") == 2


@pytest.mark.row("OMU-07")
def test_at_omu_the_advisors_approval_makes_the_registration_final(db):
    world = World("omu")
    student, a1 = world.student(), advisor(world)
    full_list(world, student)
    shown = a1.get(address(student))
    assert "it can be approved once it is sent" in shown.text(id="decide")
    send(world, student)

    assert a1.press(a1.get(address(student)), APPROVE).status == 302
    assert state_of(world, student) == "final"


@pytest.mark.row("OMU-07")
def test_where_students_make_it_final_an_approval_is_a_step_on_the_way(db):
    world = World("omu")
    student, a1 = world.student(), advisor(world)
    full_list(world, student)
    turn("RENEWAL", "refuse", profile="OMÜ", params={"submit": "required", "finalise": "by_student"})
    send(world, student)
    a1.press(a1.get(address(student)), APPROVE)

    assert state_of(world, student) == "approved"


@pytest.mark.row("OMU-09")
def test_a_list_is_returned_with_a_note_and_can_be_changed_and_sent_again(db):
    world = World("omu")
    student, a1 = world.student(), advisor(world)
    full_list(world, student)
    send(world, student)
    empty = a1.press(a1.get(address(student)), RETURN, note=" ")
    assert (empty.status, empty.findings, state_of(world, student)) == (409, ["NOTE_REQUIRED"], "submitted")

    assert a1.press(empty, RETURN, note="MATH120 alın").status == 302

    assert state_of(world, student) == "returned"
    assert world.change(student, drop=[world.y1]).accepted
    assert send(world, student).accepted


@pytest.mark.row("OMU-39")
def test_what_was_sent_is_approved_or_returned_and_nothing_else_changes_it(db):
    world = World("omu")
    student, a1 = world.student(), advisor(world)
    full_list(world, student)
    assert send(world, student).accepted
    assert ask(world, student, drop=(world.y1,)) == refused("SUBMITTED_LOCKED")
    buttons = [text_of(b) for b in a1.get(address(student)).all("button")]
    assert (APPROVE in buttons, RETURN in buttons) == (True, True)


@pytest.mark.row("KOU-61")
def test_what_is_not_paid_is_not_approved(db):
    world = World("kou")
    student, a1 = world.student(), advisor(world)
    full_list(world, student)
    send(world, student)
    standing = FeeStanding.objects.create(student=student, term=world.term, charged="100", paid="0")
    unpaid = a1.press(a1.get(address(student)), APPROVE)
    assert (unpaid.status, unpaid.findings, state_of(world, student)) == (409, ["FEE_UNPAID"], "submitted")
    FeeStanding.objects.filter(pk=standing.pk).update(paid="100")
    assert a1.press(unpaid, APPROVE).status == 302


@pytest.mark.row("KOU-61")
def test_that_the_fee_stands_against_an_approval_is_policy(db):
    world = World("kou")
    student, a1 = world.student(), advisor(world)
    full_list(world, student)
    send(world, student)
    FeeStanding.objects.create(student=student, term=world.term, charged="100", paid="0")
    turn("FEE_UNPAID", "off", profile="KOÜ")

    assert a1.press(a1.get(address(student)), APPROVE).status == 302
