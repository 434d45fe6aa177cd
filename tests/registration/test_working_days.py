"""Working days and their last hour, around weekends, public holidays, eves and a bayram of a whole week."""

from __future__ import annotations

from datetime import date

import pytest

from registration.working_days import after_days, is_working, last_of_next_week
from tests.world import local


@pytest.mark.parametrize(
    ("day", "working"),
    [
        ("2017-10-13", True),
        ("2017-10-14", False),  # Saturday
        ("2026-04-23", False),  # Thursday, National Sovereignty and Children's Day
        ("2026-03-19", True),  # the eve of a bayram, until 13:00
        ("2026-03-20", False),
    ],
)
def test_a_working_day_is_no_weekend_and_no_holiday(day: str, working: bool):
    assert is_working(date.fromisoformat(day)) is working


@pytest.mark.row("KOU-83")
@pytest.mark.parametrize(
    ("decided", "ends"),
    [
        ("2017-10-04", "2017-10-13 17:00"),
        ("2017-10-02", "2017-10-13 17:00"),  # Monday and Sunday are of one week
        ("2017-10-08", "2017-10-13 17:00"),
        ("2026-04-22", "2026-04-30 17:00"),  # Friday 1 May is a holiday
        ("2026-03-11", "2026-03-19 13:00"),  # Friday is bayram and Thursday its eve
        ("2026-05-20", "2026-05-26 13:00"),  # from Wednesday on bayram
    ],
)
def test_the_last_working_hour_of_the_week_after(decided: str, ends: str):
    assert last_of_next_week(date.fromisoformat(decided), 17) == local(ends)


@pytest.mark.parametrize(
    ("day", "count", "ends"),
    [
        ("2026-03-02", 5, "2026-03-09 17:00"),
        ("2026-02-28", 1, "2026-03-02 17:00"),
        ("2026-03-18", 1, "2026-03-19 13:00"),
        ("2026-03-18", 2, "2026-03-23 17:00"),
        ("2026-03-18", 0, "2026-03-19 13:00"),  # a window is of a day at least
    ],
)
def test_so_many_working_days_after_a_day(day: str, count: int, ends: str):
    assert after_days(date.fromisoformat(day), count, 17) == local(ends)
