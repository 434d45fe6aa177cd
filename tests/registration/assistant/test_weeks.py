"""What a week is measured by."""

from __future__ import annotations

import pytest

from registration.assistant.weeks import Preferences, Score, group, score_of
from tests.registration.assistant.sections import meeting, section


def gaps(*times: str) -> int:
    return score_of([section(1, 1, *times)], Preferences()).gaps


@pytest.mark.parametrize(
    ("times", "expected"),
    [
        ((), 0),
        (("Mon 09:40-10:30",), 0),
        (("Mon 09:40-10:30", "Mon 10:40-11:30"), 0),  # a break of ten minutes
        (("Mon 09:40-10:30", "Mon 10:45-11:30"), 0),  # of fifteen
        (("Mon 09:40-10:30", "Mon 10:50-11:30"), 20),
        (("Mon 09:40-10:30", "Mon 13:40-14:30", "Mon 15:40-16:30"), 190 + 70),
        (("Mon 09:40-10:30", "Tue 13:40-14:30"), 0),  # of two days
        (("Sat 09:40-10:30", "Sat 11:40-12:30"), 70),
    ],
)
def test_gaps_are_the_minutes_between_the_classes_of_a_day_but_for_breaks(times: tuple[str, ...], expected: int):
    assert gaps(*times) == expected


def test_each_wish_is_measured_by_itself():
    week = [section(1, 1, "Mon 08:40-10:30"), section(2, 1, "Fri 16:40-18:30"), section(3, 1)]
    wishes = Preferences(free_days=frozenset({4, 2}), not_before=9 * 60, not_after=17 * 60 + 30, half="morning")

    assert score_of(week, wishes) == Score(busy=1, outside=20 + 60, other_half=110)
    assert score_of(week, Preferences(half="afternoon")) == Score(other_half=110)


def test_meetings_that_share_a_time_clash_once_for_each_pair():
    week = [section(n, 1, "Mon 09:40-10:30") for n in (1, 2, 3)]

    assert score_of(week, Preferences()).clashes == 3


def test_sections_of_other_times_or_another_delivery_are_apart():
    sections = [
        section(1, 1, "Mon 09:40-10:30"),
        section(1, 2, "Mon 09:40-10:30", delivery="distance"),
        section(1, 3, meeting("Mon 09:40-10:30", weeks="odd")),
        section(1, 4, "Mon 09:40-10:30"),
    ]

    assert [[s.number for s in g.sections] for g in group(sections, Preferences(), lambda s: 1)] == [[1, 4], [2], [3]]
