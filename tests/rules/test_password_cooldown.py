"""After a change of password in an open window the list stays shut for half an hour (METU-53)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.rules.build import codes, found, local, policy, row, student, term

CHANGED = "2026-02-10 10:00"


@pytest.mark.row("METU-53")
@pytest.mark.parametrize(
    ("at", "minutes"),
    [("2026-02-10 10:00", 30), ("2026-02-10 10:29:01", 1), ("2026-02-10 10:29:59", 1), ("2026-02-10 10:30", None)],
)
def test_it_is_shut_for_thirty_minutes(at: str, minutes: int | None):
    shut = [("PASSWORD_COOLDOWN", {"opens": "2026-02-10T10:30:00+03:00", "minutes": minutes})]

    facts = student(11, 21, 31, at=at, password_changed_at=local(CHANGED))
    assert found(facts, add=[41]) == (shut if minutes else [])


@pytest.mark.row("METU-53")
def test_a_change_before_the_opening_keeps_nobody_waiting():
    before = local("2026-02-09 09:00") - timedelta(seconds=1)
    facts = student(11, 21, 31, at="2026-02-09 09:10", password_changed_at=before)

    assert codes(facts, add=[41]) == []


@pytest.mark.row("METU-53")
def test_policy_turns_it():
    facts = student(11, 21, 31, at="2026-02-10 10:10", password_changed_at=local(CHANGED))

    assert codes(facts, add=[41]) == ["PASSWORD_COOLDOWN"]
    assert codes(facts, term(rows=policy(row("PASSWORD_COOLDOWN", "off"))), add=[41]) == []
    five = policy(row("PASSWORD_COOLDOWN", "refuse", params={"minutes": 5}))
    assert codes(facts, term(rows=five), add=[41]) == []
