"""APPROVED_LOCKED, ALREADY_REGISTERED, NOT_REGISTERED: whether a request makes sense on the list as it is."""

from __future__ import annotations

import pytest

from registration.rules.facts import Waiver

from .build import codes, found, judge, policy, row, student, term

EDITS = [{"add": [51]}, {"drop": [11]}, {"add": [12], "drop": [11]}]


@pytest.mark.parametrize("edit", EDITS)
@pytest.mark.row("METU-40")
def test_an_approved_list_is_locked(edit):
    assert found(student(11, 21, 31, 41, state="final"), **edit) == [("APPROVED_LOCKED", {})]


@pytest.mark.parametrize("edit", EDITS)
@pytest.mark.parametrize("state", ["draft", "submitted", "returned"])
@pytest.mark.row("METU-40")
def test_a_list_that_waits_is_not(state, edit):
    assert found(student(11, 21, 31, 41, state=state), **edit) == []
    assert codes(student(11, 21, 31, 41, state="final"), **edit) == ["APPROVED_LOCKED"]


@pytest.mark.row("METU-40")
def test_an_approved_list_may_be_looked_at():
    final = student(11, 21, 31, state="final")
    assert found(final, kind="open") == found(final, kind="approve") == []
    assert codes(final, add=[41]) == ["APPROVED_LOCKED"]


def already(section: int, *where: tuple[int, int]):
    return [("ALREADY_REGISTERED", {"section": section}, course, id_) for course, id_ in where]


@pytest.mark.parametrize(
    ("held", "edit", "expected"),
    [
        ((12,), {"add": [11]}, already(2, (1, 11))),
        ((11,), {"add": [11]}, already(1, (1, 11))),  # sent twice
        ((11,), {"add": [11, 12]}, already(1, (1, 11), (1, 12))),
        ((), {"add": [11, 12]}, already(1, (1, 11)) + already(2, (1, 12))),  # twice in one request
        ((11, 21), {"add": [12, 22]}, already(1, (1, 12), (2, 22))),
        ((11,), {"add": [21]}, []),
        ((11,), {"add": [12], "drop": [11]}, []),
    ],
)
@pytest.mark.row("METU-14")
def test_a_course_stands_on_the_list_once(held, edit, expected):
    findings = judge(student(*held), **edit).findings
    assert [(f.code, f.figures, f.course_id, f.section_id) for f in findings] == expected


def missing(*where: tuple[int | None, int]):
    return [("NOT_REGISTERED", {}, course, id_) for course, id_ in where]


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        ({"drop": [51]}, missing((5, 51))),
        ({"drop": [12]}, missing((1, 12))),  # another section of a course that is held
        ({"drop": [72, 51, 11]}, missing((5, 51), (7, 72))),
        ({"drop": [999]}, missing((None, 999))),  # a section of another term
        ({"add": [52], "drop": [51]}, missing((5, 51))),
        ({"drop": [11]}, []),
    ],
)
@pytest.mark.row("METU-15")
def test_only_what_is_held_can_be_dropped(edit, expected):
    findings = judge(student(11, 21, 31, 41), **edit).findings
    assert [(f.code, f.figures, f.course_id, f.section_id) for f in findings] == expected


@pytest.mark.row("METU-16")
def test_a_change_from_a_section_that_is_not_held_says_both():
    assert codes(student(12), add=[11], drop=[13]) == ["ALREADY_REGISTERED", "NOT_REGISTERED"]


@pytest.mark.parametrize(
    "turned",
    [
        row("ALREADY_REGISTERED", "off"),
        row("ALREADY_REGISTERED", "warn"),
        row("ALREADY_REGISTERED", "off", phases=("drop",)),
    ],
)
@pytest.mark.row("METU-14")
def test_no_policy_and_no_waiver_puts_a_course_on_the_list_twice(turned):
    """There is no second line to write it down on, and its seat would be lost."""
    waived = student(11, waivers=(Waiver("ALREADY_REGISTERED"),))
    verdict = judge(waived, term(rows=policy(turned)), add=[12])
    assert [(f.code, f.action, f.waived) for f in verdict.findings] == [("ALREADY_REGISTERED", "refuse", False)]
    assert not verdict.accepted


@pytest.mark.parametrize(
    ("code", "facts", "edit"),
    [
        ("APPROVED_LOCKED", {"state": "final"}, {"add": [51]}),
        ("NOT_REGISTERED", {}, {"drop": [51]}),
    ],
)
def test_policy_turns_each_of_them(code, facts, edit):
    assert codes(student(11, 21, 31, 41, **facts), **edit) == [code]
    assert codes(student(11, 21, 31, 41, **facts), term(rows=policy(row(code, "off"))), **edit) == []
