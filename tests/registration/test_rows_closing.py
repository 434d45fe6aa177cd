"""The rows of the end of a period: who is unregistered, who is complete, whose list goes back to what was approved."""

from __future__ import annotations

import pytest

from curriculum.models import SeatCounter
from people.models import Student
from registration import catalogue
from registration.audit import audit
from registration.closing.periods import (
    close_add_drop,
    close_registration,
)
from registration.loader import load
from registration.models import Attempt, Enrolment, Transition
from registration.past import pasts_of
from tests.world import World, at, codes

from .ask import METU, turn
from .closing import (
    AFTER_ADD_DROP,
    AFTER_REGISTRATION,
    IN_ADD_DROP,
    approved,
    begun,
    choosing,
    do,
    events,
    excused,
    final,
    left_over,
    owing,
    preparing,
    stands,
    state,
    told,
    words,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _audited(db):
    yield
    assert audit() == []


@pytest.mark.row("METU-18")
@pytest.mark.parametrize(
    ("moment", "outcome"),
    [("2026-02-13 23:59:59", ("draft", [])), (AFTER_REGISTRATION, ("unregistered", ["approval"]))],
)
def test_without_approval_the_registration_did_not_happen(world: World, moment: str, outcome):
    u4 = choosing(world, world.x2, world.y1)
    at(moment)
    close_registration(term_id=world.term.id)
    assert stands(world, u4) == outcome
    if outcome[0] == "unregistered":
        assert (world.list_of(u4), world.taken(world.x2), world.taken(world.y1)) == (set(), 0, 0)
        assert left_over(world, u4) == [world.x2.id, world.y1.id]
        assert told(u4) == [("unregistered", words("advisor"))]
        assert events(u4) == ["begin", "close"]


@pytest.mark.row("METU-18")
def test_by_policy_the_seats_of_the_unregistered_stay_taken(world: World):
    turn("RENEWAL", "", profile=METU, params={"submit": "optional", "release_seats": False})
    u4 = choosing(world)
    at(AFTER_REGISTRATION)
    close_registration(term_id=world.term.id)
    assert (state(world, u4), world.taken(world.x2), left_over(world, u4)) == ("unregistered", 1, [])


@pytest.mark.row("METU-24")
def test_whoever_misses_any_of_the_three_steps_is_unregistered(world: World):
    unpaid = owing(world, begun(world, world.student("2500011")))
    empty = begun(world, world.student("2500021"))
    unapproved = choosing(world, number="2500031")
    done = final(world, "2500041", world.x2)
    held_up = choosing(world, number="2500051")
    owing(world, held_up)
    at(AFTER_REGISTRATION)
    report = close_registration(term_id=world.term.id)
    assert [stands(world, s) for s in (unpaid, empty, unapproved, done, held_up)] == [
        ("unregistered", ["fee", "courses", "approval"]),
        ("unregistered", ["courses", "approval"]),
        ("unregistered", ["approval"]),
        ("final", []),
        ("unregistered", ["fee", "approval"]),
    ]
    assert told(unpaid) == [("unregistered", words("fee", "courses", "advisor"))]
    assert (report.lists, dict(report.events), report.dropped, report.unsettled) == (4, {"close": 4}, 2, 0)
    assert dict(report.steps) == {"fee": 2, "courses": 2, "approval": 4}
    assert close_registration(term_id=world.term.id).events == {}


@pytest.mark.row("METU-24")
def test_where_the_fee_is_no_step_it_is_not_missed(world: World):
    turn("FEE_UNPAID", "off", profile=METU)
    unpaid = owing(world, begun(world, world.student()))
    at(AFTER_REGISTRATION)
    close_registration(term_id=world.term.id)
    assert stands(world, unpaid) == ("unregistered", ["courses", "approval"])


@pytest.mark.row("METU-22")
def test_preparation_students_are_complete_without_courses(world: World):
    prep, unpaid = preparing(world), owing(world, preparing(world, "2602222"))
    refused = world.change(prep, add=[world.x2])
    assert "PREP_NO_COURSES" in codes(refused)
    at(AFTER_REGISTRATION)
    close_registration(term_id=world.term.id)
    assert stands(world, prep) == ("final", [])
    assert (events(prep), world.list_of(prep), told(prep)) == (["skip"], set(), [("completed", "")])
    assert stands(world, unpaid) == ("unregistered", ["fee"])


@pytest.mark.row("METU-22")
def test_where_policy_spares_them_nothing_they_are_closed_like_everybody(world: World):
    turn("RENEWAL", "", profile=METU, params={"submit": "optional"})
    prep = preparing(world)
    at(AFTER_REGISTRATION)
    close_registration(term_id=world.term.id)
    assert stands(world, prep) == ("unregistered", ["courses", "approval"])


@pytest.mark.row("METU-25")
def test_the_unregistered_cannot_register_in_add_drop(world: World):
    u4 = choosing(world)
    at(AFTER_REGISTRATION)
    close_registration(term_id=world.term.id)
    at(IN_ADD_DROP)
    assert codes(world.change(u4, add=[world.x2])) == ["NOT_REGISTERED_IN_PERIOD"]
    excused(u4, "2026-02-23 09:00", "2026-03-02 17:00")  # METU-28 lifts it
    assert world.change(u4, add=[world.x2]).accepted


@pytest.mark.row("METU-26")
@pytest.mark.parametrize("kind", [{"semester": 1, "class_year": 1}, {"adaptation": True}])
def test_new_students_and_those_in_adaptation_have_time_until_the_end_of_add_drop(world: World, kind):
    never, late, done = (begun(world, world.student(f"25000{n}1", **kind)) for n in (1, 2, 3))
    at(AFTER_REGISTRATION)
    assert close_registration(term_id=world.term.id).events == {}
    at(IN_ADD_DROP)
    assert world.change(late, add=[world.x2]).accepted
    assert world.change(done, add=[world.x2]).accepted
    approved(world, done)
    at("2026-02-27 23:59:59")
    assert close_add_drop(term_id=world.term.id).events == {}
    at(AFTER_ADD_DROP)
    close_add_drop(term_id=world.term.id)
    assert [stands(world, s) for s in (never, late, done)] == [
        ("unregistered", ["courses", "approval"]),
        ("unregistered", ["approval"]),
        ("final", []),
    ]


@pytest.mark.row("METU-26")
def test_without_the_exception_they_are_closed_with_the_others(world: World):
    turn("RENEWAL", "", profile=METU, params={"submit": "optional"})
    u0 = begun(world, world.student(semester=1, class_year=1))
    at(AFTER_REGISTRATION)
    close_registration(term_id=world.term.id)
    assert state(world, u0) == "unregistered"


@pytest.mark.row("METU-34")
def test_a_final_list_that_nobody_touched_stays_as_it_is(world: World):
    u4 = final(world, "2501231", world.x2)
    before = world.registration_of(u4)
    at(AFTER_ADD_DROP)
    report = close_add_drop(term_id=world.term.id)
    after = world.registration_of(u4)
    assert (after.state, after.version, report.lists) == ("final", before.version, 0)
    assert (events(u4), told(u4)) == (["begin", "approve"], [])


def changed(world: World, *, drop=(), add=(), number: str = "2501231") -> Student:
    """Approved with X/2 in the registration period, changed in add-drop, not approved again."""
    at("2026-02-10 10:00")
    u4 = final(world, number, world.x2)
    at(IN_ADD_DROP)
    assert world.change(u4, drop=drop, add=add).accepted
    return u4


@pytest.mark.row("METU-35")
def test_a_change_in_add_drop_that_nobody_approved_falls_back(world: World):
    u4 = changed(world, drop=[world.x2], add=[world.x1])
    at("2026-02-27 23:59:59")
    assert close_add_drop(term_id=world.term.id).events == {}
    at(AFTER_ADD_DROP)
    report = close_add_drop(term_id=world.term.id)
    assert (state(world, u4), world.list_of(u4)) == ("final", {"CENG213/2"})
    assert (world.taken(world.x1), world.taken(world.x2)) == (0, 1)
    last = Transition.objects.filter(registration__student=u4).order_by("-id")[0]
    assert (last.event, last.from_state, last.to_state) == ("restore", "draft", "final")
    assert [f["code"] for f in last.findings] == ["REAPPROVAL_MISSING"]
    assert told(u4) == [("restored", "")]
    assert (dict(report.events), report.dropped, report.restored, report.left) == ({"restore": 1}, 1, 1, 0)
    assert [e.source for e in Enrolment.objects.filter(student=u4)] == ["student"]


@pytest.mark.row("METU-35")
def test_by_policy_whoever_was_not_approved_again_is_unregistered(world: World):
    turn("RENEWAL", "", profile=METU, params={"submit": "optional", "unapproved_change": "unregistered"})
    u4 = changed(world, add=[world.y1])
    at(AFTER_ADD_DROP)
    close_add_drop(term_id=world.term.id)
    assert stands(world, u4) == ("unregistered", ["approval"])
    last = Transition.objects.filter(registration__student=u4).order_by("-id")[0]
    assert [(f["code"], f["figures"]) for f in last.findings] == [("REAPPROVAL_MISSING", {"outcome": "unregistered"})]


@pytest.mark.row("METU-35")
def test_a_change_that_was_approved_again_stands(world: World):
    u4 = changed(world, drop=[world.x2], add=[world.x1])
    approved(world, u4)
    at(AFTER_ADD_DROP)
    assert close_add_drop(term_id=world.term.id).events == {}
    assert world.list_of(u4) == {"CENG213/1"}


@pytest.mark.row("METU-35")
def test_an_approval_that_was_removed_comes_back_with_a_list_that_did_not_change(world: World):
    u4 = final(world, "2501231", world.x2)
    at(IN_ADD_DROP)
    assert do(world, u4, "remove_approval").accepted
    at(AFTER_ADD_DROP)
    report = close_add_drop(term_id=world.term.id)
    assert (state(world, u4), world.list_of(u4), report.restored) == ("final", {"CENG213/2"}, 0)
    assert Attempt.objects.filter(note="restore").count() == 0


def test_a_seat_that_somebody_else_took_meanwhile_is_not_given_twice(world: World):
    """The dropped seat was free at once; the line goes to whoever sees to it, and nothing is oversold."""
    world.x2.seats.capacity = 1
    world.x2.seats.save(update_fields=["capacity"])
    u4 = changed(world, drop=[world.x2], add=[world.y1])
    at("2026-02-10 10:00")
    other = final(world, "2507777", world.x2)
    at(AFTER_ADD_DROP)
    report = close_add_drop(term_id=world.term.id)
    assert (state(world, u4), world.list_of(u4), left_over(world, u4)) == ("final", set(), [world.x2.id])
    assert (world.list_of(other), world.taken(world.x2), world.taken(world.y1)) == ({"CENG213/2"}, 1, 0)
    assert (report.restored, report.left) == (0, 1)
    assert told(u4) == [("not_restored", "CENG213")]


def test_a_quota_is_given_back_and_asked_for_like_any_seat(world: World):
    criterion = world.criterion(world.x2, quota=1)
    quota = SeatCounter.objects.get(criterion=criterion)
    catalogue.forget()
    u4 = changed(world, drop=[world.x2], add=[world.y1])
    at("2026-02-10 10:00")
    other = choosing(world, world.x2, number="2507777")
    assert Enrolment.objects.get(student=other).quota_id == quota.id
    at(AFTER_ADD_DROP)
    close_add_drop(term_id=world.term.id)
    assert left_over(world, u4) == [world.x2.id]  # the section has seats, the quota has none
    close_registration(term_id=world.term.id)
    quota.refresh_from_db()
    assert (state(world, other), quota.taken, world.taken(world.x2)) == ("unregistered", 0, 0)


def test_a_line_comes_back_without_a_quota_that_was_done_away_with(world: World):
    criterion = world.criterion(world.x2, quota=1)
    catalogue.forget()
    u4 = changed(world, drop=[world.x2], add=[world.y1])
    SeatCounter.objects.filter(criterion=criterion).delete()
    criterion.delete()
    catalogue.forget()
    at(AFTER_ADD_DROP)
    close_add_drop(term_id=world.term.id)
    assert [(e.section_id, e.quota_id) for e in Enrolment.objects.filter(student=u4)] == [(world.x2.id, None)]


def test_the_status_of_a_line_goes_back_with_it(world: World):
    """Of the same section nothing is released, so nobody can take the seat in between."""
    u4 = final(world, "2501231", world.x2)
    at(IN_ADD_DROP)
    assert do(world, u4, "remove_approval").accepted
    Enrolment.objects.filter(student=u4).update(category="NTE", status="ni")
    world.x2.seats.capacity = 1
    world.x2.seats.save(update_fields=["capacity"])
    at(AFTER_ADD_DROP)
    report = close_add_drop(term_id=world.term.id)
    line = Enrolment.objects.get(student=u4)
    assert (line.status, line.category, report.dropped, report.restored) == ("normal", "", 0, 0)
    assert Attempt.objects.get(note="restore").change == {
        "add": [[world.x2.id, "normal"]],
        "drop": [world.x2.id],
    }


def test_two_who_swapped_their_sections_find_their_seats_again(world: World):
    for section in (world.x1, world.x2):
        section.seats.capacity = 1
        section.seats.save(update_fields=["capacity"])
    one, two = final(world, "2500011", world.x1), final(world, "2500021", world.x2)
    at(IN_ADD_DROP)
    for student, drop, add in ((one, [world.x1], []), (two, [world.x2], [world.x1]), (one, [], [world.x2])):
        assert world.change(student, drop=drop, add=add).accepted
    at(AFTER_ADD_DROP)
    close_add_drop(term_id=world.term.id)
    assert (world.list_of(one), world.list_of(two)) == ({"CENG213/1"}, {"CENG213/2"})


def test_a_line_of_a_section_that_does_not_open_does_not_come_back(world: World):
    u4 = changed(world, drop=[world.x2], add=[world.y1])
    world.x2.cancelled = True
    world.x2.save(update_fields=["cancelled"])
    catalogue.forget()
    at(AFTER_ADD_DROP)
    close_add_drop(term_id=world.term.id)
    assert (state(world, u4), left_over(world, u4)) == ("final", [world.x2.id])


@pytest.mark.row("METU-42")
def test_an_approval_that_was_removed_in_the_registration_period_counts_for_nothing(world: World):
    u4 = final(world, "2501231", world.x2)
    assert do(world, u4, "remove_approval").accepted
    assert world.change(u4, add=[world.y1]).accepted
    at(AFTER_REGISTRATION)
    close_registration(term_id=world.term.id)
    assert stands(world, u4) == ("unregistered", ["approval"])


@pytest.mark.row("METU-42")
def test_a_job_that_is_late_judges_as_it_would_have_in_time(world: World):
    """The approval was lost in the registration period: the end of add-drop restores nothing."""
    u4 = final(world, "2501231", world.x2)
    assert do(world, u4, "remove_approval").accepted
    at(AFTER_ADD_DROP)
    assert close_add_drop(term_id=world.term.id).events == {}
    close_registration(term_id=world.term.id)
    assert state(world, u4) == "unregistered"


def test_a_paused_window_has_no_end_until_it_goes_on(world: World):
    u4 = choosing(world)
    world.approval.paused = True
    world.approval.save(update_fields=["paused"])
    catalogue.forget()
    at(AFTER_REGISTRATION)
    assert close_registration(term_id=world.term.id).events == {}
    world.approval.paused = False
    world.approval.save(update_fields=["paused"])
    catalogue.forget()
    close_registration(term_id=world.term.id)
    assert state(world, u4) == "unregistered"


def test_a_dry_run_says_what_would_be_done_and_changes_nothing(world: World):
    u4, prep = choosing(world), preparing(world)
    back = changed(world, drop=[world.x2], add=[world.x1], number="2507777")
    at(AFTER_ADD_DROP)
    reports = [job(term_id=world.term.id, dry_run=True) for job in (close_registration, close_add_drop)]
    assert [dict(r.events) for r in reports] == [{"close": 1, "skip": 1}, {"restore": 1}]
    assert reports[0].who == {"close": [u4.id], "skip": [prep.id]}
    assert (reports[1].restored, reports[1].left) == (1, 0)
    assert [state(world, s) for s in (u4, prep, back)] == ["draft", "not_started", "draft"]
    assert [told(s) for s in (u4, prep, back)] == [[], [], []]


def test_what_a_job_did_is_no_attempt_that_rules_are_asked_of(world: World):
    """A what-if replays it, so that the list is right, and judges what students did."""
    u4 = changed(world, drop=[world.x2], add=[world.x1])
    at(AFTER_ADD_DROP)
    close_add_drop(term_id=world.term.id)
    known = catalogue.newest(world.term.id)
    pasts, attempts = pasts_of(known, [u4.id])
    for attempt in attempts:
        pasts[u4.id].settle(known, pasts[u4.id].before(attempt), attempt)
    assert [attempt.kind for attempt in attempts] == ["approve", "approve", "close"]
    assert [e.section_id for e in pasts[u4.id].whole_list().enrolled] == [world.x2.id]


def test_what_a_close_took_off_is_loaded_again_for_whom_an_excuse_lets_in(world: World):
    world.must(world.y, 8)
    u4 = world.student()
    load(term_id=world.term.id)
    at(AFTER_REGISTRATION)
    close_registration(term_id=world.term.id)
    assert world.list_of(u4) == set()
    excused(u4, "2026-02-23 09:00", "2026-03-02 17:00")
    at(IN_ADD_DROP)
    load(term_id=world.term.id)
    assert world.list_of(u4) == {"CENG331/1"}
