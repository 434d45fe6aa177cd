"""The rights of a student in a term, asked in one place: certificate, exams, identity card, class list, mobility."""

from __future__ import annotations

import pytest

from people.models import Student
from registration.models import TermRegistration
from registration.rights import missing_rights

State, Status = TermRegistration.State, Student.Status
HELD = ("not_started", "fee_pending", "draft", "submitted", "returned", "approved", "final")


def said(state: str, status: str) -> tuple[str, dict] | None:
    finding = missing_rights(state=state, status=status)
    return finding and (finding.code, finding.figures)


@pytest.mark.row("OMU-06", "KOU-58", "METU-29")
@pytest.mark.parametrize("state", ["unregistered", "excuse_pending", "cancelled"])
def test_who_lost_the_term_has_no_rights_in_it(state: str):
    assert said(state, "enrolled") == ("NO_RIGHTS", {"state": state})


@pytest.mark.row("KOU-76")
@pytest.mark.parametrize(("state", "status"), [("on_leave", "enrolled"), ("draft", "on_leave"), ("final", "on_leave")])
def test_who_is_on_leave_has_them_again_afterwards(state: str, status: str):
    assert said(state, status) == ("ON_LEAVE", {})


@pytest.mark.parametrize("status", ["candidate", "withdrawn", "expelled", "graduated"])
def test_who_is_no_student_has_none_whatever_the_term_says(status: str):
    assert said("final", status) == ("NO_RIGHTS", {"state": status})


@pytest.mark.parametrize("state", HELD)
def test_a_student_whose_term_still_runs_has_them(state: str):
    assert said(state, "enrolled") is None


def test_every_state_and_status_is_answered_for_here():
    assert {*HELD, "unregistered", "excuse_pending", "cancelled", "on_leave"} == set(State.values)
    assert set(Status.values) == {"enrolled", "on_leave", "candidate", "withdrawn", "expelled", "graduated"}
