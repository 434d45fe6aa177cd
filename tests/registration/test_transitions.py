"""The table of transitions: every event in every state, what each needs, and the record that each leaves."""

from __future__ import annotations

import pytest

from fees.models import FeeStanding
from registration import catalogue
from registration.models import PolicyRule, TermRegistration, Transition
from registration.transitions import TABLE, Moved, move
from tests.world import World, at, codes, local

pytestmark = pytest.mark.django_db
NEXT = {  # METU's: sending is optional, an approved list is final
    **{(state, "send"): "submitted" for state in ("draft", "returned")},
    ("submitted", "take_back"): "draft",
    ("unregistered", "excuse"): "excuse_pending",
    **{(state, "approve"): "final" for state in ("draft", "submitted", "returned")},
    **{(state, "return"): "returned" for state in ("draft", "submitted")},
    **{(state, "remove_approval"): "draft" for state in ("approved", "final")},
    ("excuse_pending", "excuse_taken_back"): "unregistered",
    ("excuse_pending", "excuse_accepted"): "draft",
    ("excuse_pending", "excuse_rejected"): "unregistered",
    **{(state, "leave"): "on_leave" for state in ("not_started", "fee_pending", "draft", "unregistered")},
    **{(state, "cancel"): "cancelled" for state in TermRegistration.State.values if state != "cancelled"},
    **{(state, "fee_due"): "fee_pending" for state in ("not_started", "draft", "submitted")},
    ("fee_pending", "fee_settled"): "draft",
    **{(state, "skip"): "final" for state in ("not_started", "fee_pending", "draft")},
    ("draft", "auto_submit"): "submitted",
    **{(state, "not_opened"): "returned" for state in ("submitted", "approved", "final")},
    **{(state, "restore"): "final" for state in ("fee_pending", "draft", "submitted", "returned")},
    **{(s, "close"): "unregistered" for s in TermRegistration.State.values[:6]},
    **{(state, "begin"): "draft" for state in ("not_started", "fee_pending")},
    **{(state, "reopen"): "draft" for state in ("approved", "final")},
}
EVENTS = (*tuple(dict.fromkeys(event for _, event in NEXT)), "finalise")  # METU approves and is done
EVERY_PAIR = [(state, event) for state in TermRegistration.State.values for event in EVENTS]


@pytest.fixture
def u4(world: World):
    student = world.student()
    world.change(student, add=[world.x2])
    return student


def put(world: World, student, state: str) -> None:
    TermRegistration.objects.filter(student=student, term=world.term).update(state=state)


def do(world: World, student, event: str, version: int = 1, note: str = "MATH120 eksik") -> Moved:
    actor = world.advisor.user_id
    return move(student_id=student.id, term_id=world.term.id, event=event, version=version, actor_id=actor, note=note)


def happened() -> list[str]:
    """The events that were carried out since the list was begun."""
    rows = Transition.objects.filter(accepted=True).exclude(event="begin").order_by("id")
    return list(rows.values_list("event", flat=True))


def state_of(world: World, student) -> str:
    return world.registration_of(student).state


def test_the_table_has_no_event_besides_these():
    assert set(TABLE) == set(EVENTS)


@pytest.mark.row("METU-17")
@pytest.mark.parametrize(("state", "event"), NEXT)
def test_an_event_in_its_place_moves_the_state_and_is_recorded(world: World, u4, state: str, event: str):
    put(world, u4, state)

    moved = do(world, u4, event)

    assert (moved.status, moved.state) == ("accepted", NEXT[state, event])
    assert state_of(world, u4) == NEXT[state, event]
    assert list(
        Transition.objects.exclude(event="begin", note="").values_list(
            "event", "from_state", "to_state", "actor_id", "note", "version", "at"
        )
    ) == [
        (event, state, NEXT[state, event], world.advisor.user_id, "MATH120 eksik", 1, local("2026-02-10 10:00")),
    ]


@pytest.mark.parametrize(("state", "event"), [pair for pair in EVERY_PAIR if pair not in NEXT])
def test_an_event_out_of_place_changes_nothing(world: World, u4, state: str, event: str):
    put(world, u4, state)

    moved = do(world, u4, event)

    assert (moved.status, moved.state, codes(moved)) == ("refused", state, ["ILLEGAL_TRANSITION"])
    assert moved.findings[0]["figures"] == {"event": event, "state": state}
    assert (state_of(world, u4), happened()) == (state, [])


@pytest.mark.parametrize("event", dict.fromkeys(event for _, event in NEXT))
@pytest.mark.parametrize("version", [0, 2, -1])
def test_another_version_than_the_one_seen_changes_nothing(world: World, u4, event: str, version: int):
    state = next(state for state, possible in NEXT if possible == event)
    put(world, u4, state)

    moved = do(world, u4, event, version)

    assert codes(moved) == ["STALE_LIST"]
    assert moved.findings[0]["figures"] == {"seen": version, "now": 1}
    assert (state_of(world, u4), happened()) == (state, [])


@pytest.mark.parametrize(
    ("event", "code"),
    [
        ("approve", "EMPTY_LIST"),
        ("return", "ILLEGAL_TRANSITION"),
        ("remove_approval", "ILLEGAL_TRANSITION"),
    ],
)
def test_a_student_who_never_asked_for_anything_has_no_list_to_act_on(world: World, event: str, code: str):
    moved = do(world, world.student(), event, version=0)

    assert codes(moved) == [code]
    assert happened() == []


def test_a_list_that_was_emptied_is_not_approved(world: World, u4):
    world.change(u4, drop=[world.x2])

    assert codes(do(world, u4, "approve", version=2)) == ["EMPTY_LIST"]


@pytest.mark.row("OMU-09")
@pytest.mark.parametrize("note", ["", "   ", "\n"])
def test_a_return_needs_a_note(world: World, u4, note: str):
    assert codes(do(world, u4, "return", note=note)) == ["NOTE_REQUIRED"]
    assert state_of(world, u4) == "draft"


@pytest.mark.row("METU-50")
@pytest.mark.parametrize(
    ("moment", "outcome"),
    [
        ("2026-02-09 09:59:59", ["APPROVAL_CLOSED", "FEW_COURSES"]),
        ("2026-02-09 10:00:00", ["FEW_COURSES"]),
        ("2026-02-13 23:59:59", ["FEW_COURSES"]),
        ("2026-02-14 00:00:00", ["APPROVAL_CLOSED", "FEW_COURSES"]),
        ("2026-02-23 00:00:00", ["FEW_COURSES"]),
        ("2026-02-28 00:00:00", ["APPROVAL_CLOSED", "FEW_COURSES"]),
    ],
)
def test_approval_is_given_within_its_window(world: World, u4, moment: str, outcome: list[str]):
    at(moment)

    moved = do(world, u4, "approve")

    assert codes(moved) == outcome
    assert moved.accepted is ("APPROVAL_CLOSED" not in outcome)


def test_an_approval_judges_the_whole_list_again(world: World, u4):
    world.prerequisite(world.x, world.course("5710119"))
    catalogue.forget()
    FeeStanding.objects.create(student=u4, term=world.term, charged="100", paid="0")

    moved = do(world, u4, "approve")

    assert (moved.status, codes(moved)) == ("refused", ["FEE_UNPAID", "PREREQ_MISSING", "FEW_COURSES"])


def test_a_full_section_does_not_keep_those_who_sit_in_it_from_approval(world: World, u4):
    world.x2.seats.capacity = 1
    world.x2.seats.save(update_fields=["capacity"])
    world.criterion(world.x2, surname_from="A", surname_to="B")
    catalogue.forget()

    assert do(world, u4, "approve").accepted


def test_a_warning_does_not_keep_a_list_from_approval(world: World, u4):
    world.change(u4, add=[world.x1, world.y1], drop=[world.x2])

    moved = do(world, u4, "approve", version=2)

    assert (moved.status, codes(moved)) == ("accepted", ["TIME_CONFLICT", "FEW_COURSES"])


def test_a_rule_without_a_row_keeps_a_list_from_approval(world: World, u4):
    PolicyRule.objects.filter(code="TIME_CONFLICT").delete()
    catalogue.forget()

    assert codes(do(world, u4, "approve")) == ["POLICY_MISSING", "FEW_COURSES"]


@pytest.mark.row("METU-41")
def test_the_list_that_was_approved_is_kept_when_the_approval_is_removed(world: World, u4):
    do(world, u4, "approve")
    assert world.approved(u4) == {world.x2.id}

    do(world, u4, "remove_approval")
    world.change(u4, add=[world.y1])
    assert world.approved(u4) == {world.x2.id}


@pytest.mark.row("METU-42")
def test_after_a_removal_and_a_change_the_list_is_approved_again(world: World, u4):
    do(world, u4, "approve")
    do(world, u4, "remove_approval")
    world.change(u4, add=[world.y1])

    assert do(world, u4, "approve", version=2).accepted
    assert world.approved(u4) == {world.x2.id, world.y1.id}
    events = Transition.objects.order_by("id").values_list("event", "version")
    assert list(events) == [("begin", 1), ("approve", 1), ("remove_approval", 1), ("approve", 2)]


@pytest.mark.row("METU-40")
def test_an_approved_list_cannot_be_changed_until_the_approval_is_removed(world: World, u4):
    do(world, u4, "approve")

    assert [
        codes(receipt)
        for receipt in (
            world.change(u4, add=[world.y1]),
            world.change(u4, drop=[world.x2]),
            world.change(u4, add=[world.x1], drop=[world.x2]),
        )
    ] == [["APPROVED_LOCKED"], ["APPROVED_LOCKED", "FEW_COURSES"], ["APPROVED_LOCKED"]]
    do(world, u4, "remove_approval")
    assert world.change(u4, add=[world.y1]).accepted


@pytest.mark.parametrize(
    ("moment", "outcome"),
    [
        ("2026-02-13 16:59:59", []),
        ("2026-02-13 17:00:00", ["REMOVAL_TRAPS"]),
        ("2026-02-22 23:59:59", ["REMOVAL_TRAPS"]),
        ("2026-02-23 00:00:00", []),
        ("2026-02-27 17:00:00", ["REMOVAL_TRAPS"]),
    ],
)
def test_an_approval_is_not_removed_once_the_student_could_change_nothing(
    world: World, u4, moment: str, outcome: list[str]
):
    do(world, u4, "approve")
    at(moment)

    moved = do(world, u4, "remove_approval")

    assert (codes(moved), state_of(world, u4)) == (outcome, "final" if outcome else "draft")


def test_a_removal_on_the_first_day_does_not_trap_who_enters_at_a_later_hour(world: World, u4):
    do(world, u4, "approve")
    u4.programmes.update(class_year=1)
    at("2026-02-09 09:00")

    assert do(world, u4, "remove_approval").accepted
