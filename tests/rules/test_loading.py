"""AUTOLOAD_FAILED: each course that could not be loaded, until it stands on the list or is passed."""

from __future__ import annotations

import pytest

from registration.rules.facts import Unloaded

from .build import found, judge, policy, row, student, term

WAITING = (Unloaded(1, "CAPACITY"), Unloaded(5, "NOT_OFFERED"), Unloaded(999, "OTHER"))


def failed(course: int, reason: str):
    return ("AUTOLOAD_FAILED", {"numeric_code": f"571000{course}", "reason": reason})


FULL, CLOSED = failed(1, "CAPACITY"), failed(5, "NOT_OFFERED")


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (student(), []),
        (student(unloaded=WAITING), [FULL, CLOSED]),
        (student(11, unloaded=WAITING), [CLOSED]),
        (student(unloaded=WAITING, took={1: "DD"}), [CLOSED]),
        (student(unloaded=WAITING, took={1: "FD"}), [FULL, CLOSED]),
    ],
)
@pytest.mark.row("METU-74")
def test_what_could_not_be_loaded_is_said_when_the_page_opens(facts, expected):
    assert found(facts, kind="open") == expected


@pytest.mark.parametrize("asked", [{"add": [21, 31, 41]}, {"add": [11, 31, 41]}, {"kind": "send"}, {"drop": [61]}])
@pytest.mark.row("METU-74")
def test_it_is_no_matter_of_a_change(asked):
    facts = student(61, 71, 81, unloaded=WAITING)
    assert found(facts, kind="open") == [FULL, CLOSED]
    assert [f for f in found(facts, **asked) if f[0] == "AUTOLOAD_FAILED"] == []


@pytest.mark.row("METU-74")
def test_policy_turns_it():
    for action in ("refuse", "warn", "off"):
        catalogue = term(rows=policy(row("AUTOLOAD_FAILED", action)))
        verdict = judge(student(unloaded=WAITING[:1]), catalogue, kind="open")
        assert [f.action for f in verdict.findings] == ([] if action == "off" else [action])
