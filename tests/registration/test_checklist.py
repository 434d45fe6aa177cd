"""The steps of a term's renewal: the state and the dates of each, told of facts alone."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from registration.checklist import Fee, excuse_until, falls_back_at, last_minute, steps, times
from registration.rules.settings import Renewal
from tests.rules.build import APPROVAL, WINDOWS, local, policy, row, student, term, window

LATE_APPROVAL = window("approval", "2026-02-23 00:00", "2026-02-28 00:00")
TERM = term(windows=(*WINDOWS, LATE_APPROVAL))
METU = Renewal(submit="optional", prep_skips=("courses", "approval"))
NOTHING, PAID, UNPAID = Fee(), Fee(Decimal(500)), Fee(Decimal(500), Decimal("0.01"))


def states(facts, *, renewal=METU, fee=NOTHING, missing=(), catalogue=TERM, **kwargs) -> dict[str, str]:
    found = steps(facts, renewal, fee, times(catalogue, facts), missing, **kwargs)
    assert [item.current for item in found].count(True) == any(item.state == "waiting" for item in found)
    return {item.name: item.state for item in found}


@pytest.mark.parametrize(("fee", "state"), [(NOTHING, "not_required"), (PAID, "done"), (UNPAID, "waiting")])
@pytest.mark.row("METU-21")
def test_the_fee_is_a_step_of_those_who_have_one_to_pay(fee: Fee, state: str):
    assert states(student(approved=None), fee=fee)["fee"] == state


@pytest.mark.parametrize(("at", "state"), [("2026-02-13 16:59:59", "waiting"), ("2026-02-13 17:00:00", "missed")])
def test_a_fee_is_missed_with_the_end_of_the_students_window(at: str, state: str):
    assert states(student(approved=None, at=at), fee=UNPAID)["fee"] == state


@pytest.mark.parametrize(
    ("state", "courses", "approval"),
    [
        ("not_started", "waiting", "waiting"),
        ("fee_pending", "waiting", "waiting"),
        ("draft", "waiting", "waiting"),
        ("returned", "waiting", "waiting"),
        ("submitted", "done", "waiting"),
        ("approved", "done", "done"),
        ("final", "done", "done"),
        ("unregistered", "missed", "missed"),
        ("excuse_pending", "missed", "missed"),
    ],
)
@pytest.mark.row("OMU-40")
def test_each_state_has_its_steps(state: str, courses: str, approval: str):
    told = states(student(11, state=state, approved=None))
    assert told == {"fee": "not_required", "courses": courses, "approval": approval}


def test_what_the_close_found_missing_is_what_was_missed():
    gone = student(state="unregistered", approved=None)
    assert states(gone, fee=PAID, missing=("approval",)) == {"fee": "done", "courses": "done", "approval": "missed"}
    assert states(gone, fee=UNPAID, missing=("fee", "courses", "approval"))["fee"] == "missed"


@pytest.mark.parametrize(
    ("submit", "held", "at", "courses", "approval"),
    [
        ("optional", (11,), "2026-02-13 17:00:00", "done", "waiting"),  # the advisor has until midnight
        ("optional", (11,), "2026-02-13 23:59:59", "done", "waiting"),
        ("optional", (11,), "2026-02-14 00:00:00", "done", "missed"),
        ("optional", (), "2026-02-13 17:00:00", "missed", "waiting"),
        ("required", (11,), "2026-02-13 16:59:59", "waiting", "waiting"),
        ("required", (11,), "2026-02-13 17:00:00", "missed", "waiting"),
    ],
)
def test_after_the_window_a_list_is_chosen_only_where_it_need_not_be_sent(submit, held, at, courses, approval):
    told = states(student(*held, at=at, approved=None), renewal=Renewal(submit=submit))
    assert (told["courses"], told["approval"]) == (courses, approval)


@pytest.mark.row("METU-22")
@pytest.mark.row("METU-23")
def test_english_preparation_skips_what_policy_says():
    prep = student(mine={"level": "prep"}, approved=None)
    assert states(prep) == {"fee": "not_required", "courses": "skipped", "approval": "skipped"}
    assert states(prep, renewal=Renewal(prep_skips=("approval",)))["courses"] == "waiting"
    assert states(prep, renewal=Renewal()) == {"fee": "not_required", "courses": "waiting", "approval": "waiting"}
    assert states(student(approved=None))["courses"] == "waiting"


@pytest.mark.parametrize(
    ("finalise", "named", "state", "final"),
    [
        ("on_approval", False, "draft", None),
        ("on_approval", True, "draft", "waiting"),  # OMU calls it a step: it comes with the approval
        ("on_approval", True, "final", "done"),
        ("by_student", False, "approved", "waiting"),
        ("by_registrar", False, "approved", "waiting"),
        ("by_student", False, "final", "done"),
        ("by_student", False, "unregistered", "missed"),
    ],
)
@pytest.mark.row("OMU-40")
def test_the_last_step_is_shown_where_the_profile_has_it(finalise, named, state, final):
    told = states(student(11, state=state), renewal=Renewal(finalise=finalise), names_final=named)
    assert told.get("final") == final


@pytest.mark.parametrize(
    ("class_year", "opens"), [(4, "2026-02-09 09:00"), (1, "2026-02-09 12:00"), (3, "2026-02-09 10:00")]
)
def test_the_opening_is_the_students_own(class_year: int, opens: str):
    before = student(at="2026-02-09 08:59:59", mine={"class_year": class_year}, approved=None)
    items = {item.name: item for item in steps(before, METU, Fee(), times(TERM, before))}
    assert (items["courses"].opens, items["courses"].closes) == (local(opens), local("2026-02-13 17:00"))
    assert (items["approval"].opens, items["approval"].closes) == (APPROVAL.opens, APPROVAL.closes)
    assert times(TERM, replace(before, at=local(opens))).opens is None


def test_the_dates_are_those_of_the_students_own_unit():
    faculty = window("registration", "2026-02-11 09:00", "2026-02-12 17:00", faculty_id=5)
    staged = term(windows=(*WINDOWS, faculty))
    assert times(staged, student(mine={"faculty_id": 5}, approved=None)).opens == local("2026-02-11 09:00")
    assert times(staged, student(mine={"faculty_id": 6}, approved=None)).ends == local("2026-02-13 17:00")


@pytest.mark.row("METU-25")
@pytest.mark.row("METU-26")
def test_add_drop_counts_for_those_who_may_enter_it():
    gap = "2026-02-20 10:00"
    assert times(TERM, student(at=gap, approved=None)).ends == local("2026-02-13 17:00")
    assert times(TERM, student(at=gap)).opens == local("2026-02-23 00:00")
    assert times(TERM, student(at=gap, approved=None, mine={"semester": 1})).opens == local("2026-02-23 00:00")
    assert times(TERM, student(at=gap, approved=None, mine={"adaptation": True})).opens == local("2026-02-23 00:00")
    off = term(windows=WINDOWS, rows=policy(row("NOT_REGISTERED_IN_PERIOD", "off")))
    assert times(off, student(at=gap, approved=None)).opens == local("2026-02-23 00:00")


def test_a_personal_window_is_the_one_that_counts():
    open_, until = local("2026-02-18 09:00"), local("2026-02-20 17:00")
    mine = student(at="2026-02-19 10:00", approved=None, personal_from=open_, personal_until=until)
    when = times(TERM, mine)
    assert (when.personal, when.opens, when.ends, when.approval and when.approval.closes) == (True, None, until, until)


def test_a_paused_window_is_under_way():
    paused = term(windows=tuple(replace(w, paused=w.kind == "registration") for w in WINDOWS))
    when = times(paused, student(approved=None))
    assert (when.paused, when.opens, when.ends) == (True, None, local("2026-02-13 17:00"))


# a change in add-drop that nobody approved


@pytest.mark.parametrize(
    ("lost", "state", "approved", "falls"),
    [
        ("2026-02-22 23:59:59", "draft", (), None),  # lost in the registration period, it counts for nothing (METU-42)
        ("2026-02-23 00:00:00", "draft", (), "2026-02-28 00:00"),
        ("2026-02-24 10:00:00", "submitted", (), "2026-02-28 00:00"),
        ("2026-02-24 10:00:00", "returned", (), "2026-02-28 00:00"),
        ("2026-02-24 10:00:00", "final", (), None),
        (None, "draft", (), None),  # a close came in between
        (None, "draft", None, None),
    ],
)
@pytest.mark.row("METU-35")
def test_an_unapproved_change_falls_back_at_the_end_of_add_drop_and_its_approvals(lost, state, approved, falls):
    changed = student(11, at="2026-02-24 10:00", state=state, approved=approved)
    assert falls_back_at(TERM, changed, METU, lost and local(lost)) == (falls and local(falls))


@pytest.mark.row("METU-35")
def test_a_students_own_window_puts_the_fallback_off():
    later = local("2026-03-03 17:00")
    mine = student(11, at="2026-02-24 10:00", personal_from=local("2026-02-24 09:00"), personal_until=later)
    assert falls_back_at(TERM, mine, METU, mine.at) == later
    assert falls_back_at(term(windows=(APPROVAL,)), student(11), METU, mine.at) is None


# excuses


@pytest.mark.row("METU-27")
def test_an_excuse_is_petitioned_for_until_the_end_of_add_drop():
    assert excuse_until(TERM, student(state="unregistered")) == local("2026-02-27 17:00")
    assert excuse_until(term(windows=()), student(state="unregistered")) is None


@pytest.mark.row("KOU-82")
def test_or_until_the_end_of_a_week_of_classes():
    kou = term(windows=WINDOWS, rows=policy(of="kou"))
    assert excuse_until(kou, student(state="unregistered")) == local("2026-03-02 00:00")  # classes start on 16 February
    assert excuse_until(replace(kou, starts_on=None), student(state="unregistered")) is None


def test_an_end_at_midnight_is_said_as_the_day_that_it_still_is():
    assert last_minute(local("2026-02-14 00:00")) == local("2026-02-13 23:59")
    assert last_minute(local("2026-02-13 17:00")) == local("2026-02-13 17:00")
