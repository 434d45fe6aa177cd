"""The rows of the ends that units, followed-up lists and accepted excuses have of their own."""

from __future__ import annotations

import pytest

from people.models import Student
from registration.audit import audit
from registration.closing.periods import (
    close_add_drop,
    close_follow_up,
    close_registration,
    end_personal_windows,
)
from registration.models import Enrolment
from tests.world import World, at, codes

from .ask import turn
from .closing import (
    AFTER_ADD_DROP,
    AFTER_REGISTRATION,
    IN_ADD_DROP,
    approved,
    begun,
    choosing,
    do,
    excused,
    final,
    owing,
    pay,
    stands,
    state,
    told,
    window,
    words,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def omu(db) -> World:
    return World(policy="omu")


@pytest.fixture(autouse=True)
def _audited(db):
    yield
    assert audit() == []


@pytest.mark.row("OMU-04")
@pytest.mark.parametrize(
    ("moment", "outcome"), [("2026-02-13 16:59:59", "not_started"), ("2026-02-13 17:00", "unregistered")]
)
def test_whoever_does_not_choose_in_the_days_of_the_unit_has_not_renewed(omu: World, moment: str, outcome: str):
    o1 = begun(omu, omu.student())
    at(moment)
    close_registration(term_id=omu.term.id)
    assert state(omu, o1) == outcome
    assert told(o1) == ([] if outcome == "not_started" else [("not_renewed", words("courses", "advisor"))])


@pytest.mark.row("OMU-04")
def test_units_end_on_their_own_days(omu: World):
    """Electrical engineers choose a week later."""
    window(omu, "registration", "2026-02-16 09:00", "2026-02-20 17:00", department=omu.ee)
    here = begun(omu, omu.student("2500011"))
    there = begun(omu, omu.student("2500021"))
    there.programmes.update(programme=type(omu.programme).objects.create(code="EE", name="EE", department=omu.ee))
    at("2026-02-14 00:00")
    close_registration(term_id=omu.term.id)
    assert (state(omu, here), state(omu, there)) == ("unregistered", "not_started")
    at("2026-02-20 17:00")
    close_registration(term_id=omu.term.id)
    assert state(omu, there) == "unregistered"


def sent(omu: World, number: str = "2501231") -> Student:
    o1 = omu.student(number)
    assert omu.change(o1, add=[omu.y1]).accepted
    moved = do(omu, o1, "send", acknowledged=True)
    assert moved.accepted, moved
    return o1


@pytest.mark.row("OMU-10")
@pytest.mark.row("OMU-43")
@pytest.mark.parametrize(("moment", "closed"), [("2026-03-17 23:59:59", False), ("2026-03-18 00:00", True)])
def test_what_was_sent_or_came_back_is_followed_up(omu: World, moment: str, closed: bool):
    window(omu, "follow_up", "2026-02-14 00:00", "2026-03-18 00:00")
    waiting, back, done = (sent(omu, f"25000{n}1") for n in (1, 2, 3))
    assert do(omu, back, "return", note="MATH120 eksik").accepted
    approved(omu, done)
    at(AFTER_REGISTRATION)
    assert close_registration(term_id=omu.term.id).events == {}
    at(moment)
    report = close_follow_up(term_id=omu.term.id)
    states = ["unregistered", "unregistered"] if closed else ["submitted", "returned"]
    assert [state(omu, s) for s in (waiting, back, done)] == [*states, "final"]
    assert dict(report.events) == ({"close": 2} if closed else {})
    assert codes(omu.change(back, add=[omu.x2]))[:1] == (["WINDOW_CLOSED"] if closed else [])


@pytest.mark.row("OMU-43")
def test_without_a_follow_up_what_was_sent_ends_with_the_approval(omu: World):
    o1 = sent(omu)
    at("2026-02-13 17:00")
    assert close_registration(term_id=omu.term.id).events == {}
    at(AFTER_REGISTRATION)
    close_registration(term_id=omu.term.id)
    assert stands(omu, o1) == ("unregistered", ["approval"])


@pytest.mark.row("OMU-05")
def test_the_unregistered_are_on_no_list(omu: World):
    choosing(omu, omu.y1)
    at("2026-02-13 17:00")
    close_registration(term_id=omu.term.id)
    assert Enrolment.objects.filter(section=omu.y1).count() == 0


@pytest.mark.row("KOU-57")
def test_without_the_fee_nothing_is_chosen_and_nothing_renewed(db):
    kou = World(policy="kou")
    unpaid = owing(kou, begun(kou, kou.student()), "600")
    assert "FEE_UNPAID" in codes(kou.change(unpaid, add=[kou.y1]))
    at("2026-02-13 17:00")
    close_registration(term_id=kou.term.id)
    assert stands(kou, unpaid) == ("unregistered", ["fee", "courses", "approval"])
    pay(unpaid, "600")
    assert close_registration(term_id=kou.term.id).events == {}


@pytest.mark.row("METU-28")
@pytest.mark.parametrize("event", ["remove_approval", ""])
def test_what_was_approved_before_a_close_does_not_come_back_after_an_excuse(world: World, event: str):
    """Closed in add-drop, since nobody made the list final; whether its approval was removed before makes no difference."""
    turn("RENEWAL", "", profile="METU", params={"submit": "optional", "finalise": "by_student"})
    u4 = final(world, "2501231", world.x2)
    at(IN_ADD_DROP)
    if event:
        assert do(world, u4, event).accepted
        approved(world, u4)
    at(AFTER_ADD_DROP)
    for job in (close_registration, close_add_drop):
        job(term_id=world.term.id)
    assert state(world, u4) == "unregistered"

    excused(u4, "2026-02-28 09:00", "2026-03-06 17:00")
    at("2026-02-28 10:00")
    assert world.change(u4, add=[world.y1]).accepted
    at("2026-03-06 17:00")
    assert close_add_drop(term_id=world.term.id).events == {}
    end_personal_windows(term_id=world.term.id)
    assert stands(world, u4) == ("unregistered", ["approval"])


@pytest.mark.row("KOU-83")
@pytest.mark.row("METU-28")
@pytest.mark.parametrize(
    ("moment", "outcome"), [("2026-03-06 16:59:59", "draft"), ("2026-03-06 17:00", "unregistered")]
)
def test_the_window_that_an_excuse_gave_ends_for_its_student_alone(world: World, moment: str, outcome: str):
    u4, done = choosing(world), choosing(world, number="2507777")
    at(AFTER_REGISTRATION)
    close_registration(term_id=world.term.id)
    for student in (u4, done):
        excused(student, "2026-02-25 09:00", "2026-03-06 17:00")
    at("2026-02-26 10:00")
    for student in (u4, done):
        assert world.change(student, add=[world.x2]).accepted
    approved(world, done)
    at(AFTER_ADD_DROP)
    for job in (close_registration, close_add_drop, end_personal_windows):
        assert job(term_id=world.term.id).events == {}
    at(moment)
    end_personal_windows(term_id=world.term.id)
    assert (state(world, u4), state(world, done)) == (outcome, "final")
