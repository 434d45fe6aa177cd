"""Who may touch a list at all in a term: enrolled, not in preparation, registered in the period, past a new password."""

from __future__ import annotations

from dataclasses import replace

import pytest

from .build import codes, found, judge, local, policy, row, student, term

EDITS = [{"add": [51]}, {"drop": [11]}, {"add": [12], "drop": [11]}]
SENT = {"kind": "send"}
KOU, OMU = policy(of="kou"), policy(of="omu")
HELD = (11, 21, 31, 41)
EVERY_WAY = pytest.mark.parametrize("asked", [*EDITS, SENT])


def off(code: str, **fields):
    return term(rows=policy(row(code, "off", **fields)))


# enrolled or not (KOU-76, KOU-95)


@EVERY_WAY
@pytest.mark.parametrize(
    ("fields", "case"),
    [
        ({"status": "graduated"}, "graduated"),
        ({"status": "withdrawn"}, "withdrawn"),
        ({"status": "expelled"}, "expelled"),
        ({"status": "candidate"}, "candidate"),
        ({"status": "on_leave"}, "on_leave"),
        ({"state": "on_leave"}, "on_leave"),
    ],
)
@pytest.mark.row("KOU-76")
def test_only_enrolled_students_register(fields, case, asked):
    assert found(student(*HELD, **fields), **asked) == [("NOT_ENROLLED", {"case": case})]
    assert found(student(*HELD, **fields), term(rows=KOU), add=[51])[0] == ("NOT_ENROLLED", {"case": case})
    assert codes(student(*HELD, **fields), off("NOT_ENROLLED"), **asked) == []


@pytest.mark.row("KOU-76")
def test_who_is_on_leave_may_be_looked_at():
    away = student(*HELD, state="on_leave")
    assert codes(away, kind="open") == codes(away, kind="approve") == codes(student(*HELD), add=[51]) == []


# English preparation (METU-22)


@pytest.mark.parametrize("asked", [EDITS[0], EDITS[2], SENT])
@pytest.mark.row("METU-22")
def test_preparation_takes_no_courses(asked):
    prep = student(*HELD, mine={"level": "prep"})
    at_prep = row("PREP_NO_COURSES", "off", level="prep")
    assert ("PREP_NO_COURSES", {}) in found(prep, **asked)
    assert "PREP_NO_COURSES" not in codes(prep, term(rows=policy(at_prep)), **asked)
    assert "PREP_NO_COURSES" not in codes(student(*HELD), **asked)


@pytest.mark.row("METU-22")
def test_what_preparation_holds_it_may_drop_and_the_levels_are_policy():
    assert "PREP_NO_COURSES" not in codes(student(*HELD, mine={"level": "prep"}), drop=[11])
    bachelors = term(rows=policy(row("PREP_NO_COURSES", "refuse", params={"levels": ["bachelor"]})))
    assert codes(student(*HELD), bachelors, add=[51]) == ["PREP_NO_COURSES"]


# after a term unregistered (METU-30)


@EVERY_WAY
@pytest.mark.parametrize("coming_back", ["", "needed", "opened", "refused"])
@pytest.mark.row("METU-30")
def test_who_was_unregistered_registers_once_the_term_was_opened(coming_back, asked):
    back = student(*HELD, coming_back=coming_back)
    shut = coming_back in ("needed", "refused")
    assert found(back, **asked) == ([("RETURN_NOT_OPENED", {"case": coming_back})] if shut else [])
    assert codes(back, off("RETURN_NOT_OPENED"), **asked) == []
    assert codes(back, kind="approve") == []


# registered in the period (METU-25, METU-26)

ADD_DROP_BEGINS, BEFORE = "2026-02-23 00:00:00", "2026-02-13 16:59:59"


@EVERY_WAY
@pytest.mark.row("METU-25")
def test_add_drop_is_for_those_whose_list_was_approved_before(asked):
    never, once = (student(*HELD, approved=list_, at=ADD_DROP_BEGINS) for list_ in (None, ()))
    assert found(never, **asked) == [("NOT_REGISTERED_IN_PERIOD", {})]
    assert found(once, **asked) == found(replace(never, at=local(BEFORE)), **asked) == []
    assert codes(never, off("NOT_REGISTERED_IN_PERIOD"), **asked) == []


@pytest.mark.parametrize(
    ("mine", "exempt"),
    [
        ({"semester": 1}, True),
        ({"semester": 2}, False),
        ({"semester": 5, "adaptation": True}, True),
        ({"semester": 5}, False),
    ],
)
@pytest.mark.row("METU-26")
def test_new_students_and_those_in_adaptation_register_in_add_drop_first(mine, exempt):
    new = student(*HELD, approved=None, at=ADD_DROP_BEGINS, mine=mine)
    assert ("NOT_REGISTERED_IN_PERIOD" in codes(new, add=[51])) is not exempt
    nobody = term(rows=policy(row("NOT_REGISTERED_IN_PERIOD", "refuse", params={"exempt": []})))
    assert "NOT_REGISTERED_IN_PERIOD" in codes(new, nobody, add=[51])


@pytest.mark.parametrize("state", ["unregistered", "excuse_pending", "cancelled"])
@pytest.mark.parametrize("at", [ADD_DROP_BEGINS, BEFORE])
@pytest.mark.row("METU-25")
def test_a_term_that_was_closed_is_closed_in_every_window(state, at):
    gone = student(state=state, at=at, mine={"semester": 1})
    assert ("NOT_REGISTERED_IN_PERIOD", {"case": state}) in found(gone, add=[51])


@pytest.mark.row("METU-25")
@pytest.mark.row("METU-28")
def test_an_accepted_excuse_lifts_it_for_as_long_as_its_window():
    mine = {"personal_from": local("2026-02-23 09:00"), "personal_until": local("2026-02-24 17:00")}
    assert codes(student(*HELD, approved=None, at="2026-02-24 16:59:59", **mine), add=[51]) == []
    late = student(*HELD, approved=None, at="2026-02-24 17:00:00", **mine)
    assert codes(late, add=[51]) == ["NOT_REGISTERED_IN_PERIOD"]


# a new password (METU-53)


@EVERY_WAY
@pytest.mark.parametrize(
    ("changed", "at", "minutes"),
    [
        ("2026-02-10 10:00:00", "2026-02-10 10:00:00", 30),
        ("2026-02-10 10:00:00", "2026-02-10 10:29:00", 1),
        ("2026-02-10 10:00:00", "2026-02-10 10:29:59", 1),
        ("2026-02-10 10:00:00", "2026-02-10 10:30:00", None),
        ("2026-02-09 08:59:59", "2026-02-09 09:10:00", None),  # before the window opened
        ("2026-02-09 09:00:00", "2026-02-09 09:10:00", 20),
        ("2026-02-13 16:50:00", "2026-02-13 16:59:59", 21),
    ],
)
@pytest.mark.row("METU-53")
def test_after_a_change_of_password_the_list_stays_shut_for_half_an_hour(changed, at, minutes, asked):
    mine = student(*HELD, at=at, password_changed_at=local(changed))
    opens = local(changed).replace(minute=(local(changed).minute + 30) % 60)
    if minutes and local(changed).minute >= 30:
        opens = opens.replace(hour=opens.hour + 1)
    told = [("PASSWORD_COOLDOWN", {"opens": opens.isoformat(), "minutes": minutes})] if minutes else []
    assert found(mine, **asked) == told
    assert codes(mine, off("PASSWORD_COOLDOWN"), **asked) == []


@pytest.mark.row("METU-53")
def test_how_long_is_policy_and_reading_is_free():
    mine = student(*HELD, at="2026-02-10 10:05:00", password_changed_at=local("2026-02-10 10:00"))
    five = term(rows=policy(row("PASSWORD_COOLDOWN", "refuse", params={"minutes": 5})))
    assert codes(mine, five, add=[51]) == codes(mine, kind="open") == codes(mine, kind="approve") == []
    assert codes(replace(mine, at=local("2026-02-10 10:04:59")), five, add=[51]) == ["PASSWORD_COOLDOWN"]


# the advisor first (METU-37)


@pytest.mark.parametrize("state", ["not_started", "draft", "submitted", "returned", "approved", "final"])
@pytest.mark.row("METU-37")
def test_students_are_told_to_speak_with_their_advisor_first(state):
    told = state not in ("approved", "final")
    silent = student(*HELD, state=state, contacted=False)
    assert found(silent, kind="open") == ([("CONTACT_ADVISOR", {})] if told else [])
    assert judge(silent, kind="open").accepted
    assert codes(student(*HELD, state=state), kind="open") == codes(silent, off("CONTACT_ADVISOR"), kind="open") == []


@pytest.mark.row("METU-37")
def test_policy_may_ask_for_it_before_an_add():
    """require_pre_contact: the phases of the row are widened."""
    strict = term(rows=policy(row("CONTACT_ADVISOR", "refuse", phases=("open", "add"))))
    assert codes(student(*HELD, contacted=False), add=[51]) == []
    assert codes(student(*HELD, contacted=False), strict, add=[51]) == ["CONTACT_ADVISOR"]
    assert codes(student(*HELD), strict, add=[51]) == codes(student(*HELD, contacted=False), strict, drop=[11]) == []


# a list that was sent (OMU-39)


@pytest.mark.parametrize("edit", EDITS)
@pytest.mark.parametrize("state", ["draft", "submitted", "returned"])
@pytest.mark.row("OMU-39")
def test_a_list_that_was_sent_is_locked_where_sending_is_required(edit, state):
    sent = student(*HELD, state=state)
    assert ("SUBMITTED_LOCKED" in codes(sent, term(rows=OMU), **edit)) is (state == "submitted")
    assert codes(sent, **edit) == []  # at METU sending only lifts the student in the queue
    strict = term(rows=policy(row("SUBMITTED_LOCKED", "refuse", article="L9")))
    assert codes(sent, strict, **edit) == (["SUBMITTED_LOCKED"] if state == "submitted" else [])
    assert codes(sent, strict, kind="approve") == []


# an approved list in add-drop (METU-35, METU-40)


@pytest.mark.parametrize("edit", EDITS)
@pytest.mark.parametrize("state", ["approved", "final"])
@pytest.mark.parametrize(
    ("approved_at", "at", "locked"),
    [
        ("2026-02-11 10:00", "2026-02-13 16:59:59", True),  # in the period in which it was given
        ("2026-02-11 10:00", "2026-02-23 00:00:00", False),  # of the registration period: open when add-drop begins
        ("2026-02-22 23:59:59", "2026-02-24 10:00:00", False),
        ("2026-02-23 00:00:00", "2026-02-24 10:00:00", True),  # given in add-drop: locks at once
    ],
)
@pytest.mark.row("METU-35")
@pytest.mark.row("METU-40")
def test_an_approval_of_the_registration_period_does_not_lock_add_drop(edit, state, approved_at, at, locked):
    final = student(*HELD, state=state, at=at, approved_at=local(approved_at))
    assert codes(final, **edit) == (["APPROVED_LOCKED"] if locked else [])
    shut = term(rows=policy(row("APPROVED_LOCKED", "refuse", params={"add_drop_entry": "locked"})))
    assert codes(final, shut, **edit) == ["APPROVED_LOCKED"]
    assert codes(final, off("APPROVED_LOCKED"), **edit) == []


@pytest.mark.row("METU-40")
def test_an_approval_of_an_unknown_moment_locks():
    assert codes(student(*HELD, state="final", at="2026-02-24 10:00"), add=[51]) == ["APPROVED_LOCKED"]
