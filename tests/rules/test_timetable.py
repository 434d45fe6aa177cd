"""TIME_CONFLICT: a common minute on a common day of a common week, and each pair once."""

from __future__ import annotations

import pytest

from .build import MON, SUN, TUE, codes, found, judge, meeting, policy, row, section, student, term

X1 = section(11, meeting(MON, "09:40-12:30"))
X2 = section(12, meeting(TUE, "09:40-12:30"))
Y1 = section(21, meeting(MON, "10:40-11:30"))


def clash(other: int, weekday: int, start: str, end: str):
    first, last = (int(t[:2]) * 60 + int(t[3:]) for t in (start, end))
    return ("TIME_CONFLICT", {"other": other, "weekday": weekday, "start": first, "end": last})


@pytest.mark.row("METU-71")
def test_a_clash_warns_and_the_course_is_added():
    verdict = judge(student(11), term(X1, Y1), add=[21])

    [finding] = verdict.findings
    assert (finding.code, finding.action, finding.section_id, finding.course_id) == ("TIME_CONFLICT", "warn", 21, 2)
    assert finding.figures == {"other": 11, "weekday": MON, "start": 640, "end": 690}
    assert verdict.accepted


@pytest.mark.parametrize(
    ("mine", "theirs", "common"),
    [
        (meeting(MON, "09:40-10:30"), meeting(MON, "10:30-11:20"), None),
        (meeting(MON, "09:40-10:30"), meeting(MON, "10:29-11:20"), ("10:29", "10:30")),  # within one slot of five
        (meeting(MON, "09:41-09:43"), meeting(MON, "09:43-09:45"), None),
        (meeting(MON, "09:43-09:45"), meeting(MON, "09:41-09:43"), None),
        (meeting(MON, "10:40-11:30"), meeting(TUE, "10:40-11:30"), None),
        (meeting(MON, "10:40-11:30"), meeting(MON, "10:40-11:30"), ("10:40", "11:30")),
        (meeting(MON, "08:40-17:30"), meeting(MON, "12:40-13:30"), ("12:40", "13:30")),
        (meeting(MON, "12:40-13:30"), meeting(MON, "08:40-17:30"), ("12:40", "13:30")),
        (meeting(MON, "23:00-23:59"), meeting(TUE, "00:00-01:00"), None),
        # alternate weeks
        (meeting(MON, "09:40-12:30", "odd"), meeting(MON, "09:40-12:30", "even"), None),
        (meeting(MON, "09:40-12:30", "odd"), meeting(MON, "09:40-12:30", "odd"), ("09:40", "12:30")),
        (meeting(MON, "09:40-12:30", "even"), meeting(MON, "09:40-12:30"), ("09:40", "12:30")),
        # ranges of dates, both ends included
        (
            meeting(MON, "09:40-12:30", dates=("2026-02-16", "2026-03-30")),
            meeting(MON, "09:40-12:30", dates=("2026-03-31", "2026-05-29")),
            None,
        ),
        (
            meeting(MON, "09:40-12:30", dates=("2026-03-31", "2026-05-29")),
            meeting(MON, "09:40-12:30", dates=("2026-02-16", "2026-03-30")),
            None,
        ),
        (
            meeting(MON, "09:40-12:30", dates=("2026-02-16", "2026-03-30")),
            meeting(MON, "09:40-12:30", dates=("2026-03-30", "2026-05-29")),
            ("09:40", "12:30"),
        ),
        (meeting(MON, "09:40-12:30", dates=(None, "2026-03-30")), meeting(MON, "09:40-12:30"), ("09:40", "12:30")),
        (
            meeting(MON, "09:40-12:30", dates=(None, "2026-03-30")),
            meeting(MON, "09:40-12:30", dates=("2026-04-06", None)),
            None,
        ),
        (
            meeting(MON, "09:40-12:30", dates=("2026-04-06", None)),
            meeting(MON, "09:40-12:30", dates=(None, "2026-03-30")),
            None,
        ),
        (
            meeting(MON, "09:40-12:30", dates=("2026-02-16", "2026-03-04")),
            meeting(MON, "09:40-12:30", dates=("2026-03-03", "2026-05-29")),
            None,  # no Monday lies in the days common to both
        ),
        (
            meeting(MON, "09:40-12:30", dates=("2026-02-16", "2026-03-08")),
            meeting(MON, "09:40-12:30", dates=("2026-03-03", "2026-05-29")),
            None,
        ),
        (
            meeting(MON, "09:40-12:30", dates=("2026-02-16", "2026-03-09")),
            meeting(MON, "09:40-12:30", dates=("2026-03-03", "2026-05-29")),
            ("09:40", "12:30"),
        ),
    ],
)
@pytest.mark.row("METU-71")
def test_two_meetings_clash_in_common_minutes_days_and_weeks(mine, theirs, common):
    expected = [clash(11, mine.weekday, *common)] if common else []
    assert found(student(11), term(section(11, mine), section(21, theirs)), add=[21]) == expected


@pytest.mark.row("METU-71")
def test_the_first_common_time_of_two_sections_is_named():
    """A pair whose masks meet twice is one finding, and meetings that only seem to meet are passed over."""
    mine = section(11, meeting(MON, "09:40-10:30", "odd"), meeting(TUE, "09:40-10:30"), meeting(SUN, "20:00-21:00"))
    theirs = section(21, meeting(MON, "09:40-10:30", "even"), meeting(TUE, "10:00-11:00"), meeting(SUN, "20:00-21:00"))
    assert found(student(11), term(mine, theirs), add=[21]) == [clash(11, TUE, "10:00", "10:30")]


@pytest.mark.parametrize(
    ("held", "edit", "expected"),
    [
        ((), {"add": [11, 21]}, [clash(21, MON, "10:40", "11:30")]),  # each pair once
        ((11, 21), {"add": [31]}, []),  # a clash that stood before is not said again
        ((11, 21, 41, 51), {"drop": [41]}, []),
        ((12, 21), {"add": [11], "drop": [12]}, [clash(21, MON, "10:40", "11:30")]),
        ((11, 21), {"add": [12], "drop": [11]}, []),  # the clash is gone
        ((11,), {"add": [21], "drop": [11]}, []),
        ((11, 21, 41), {}, [clash(21, MON, "10:40", "11:30")]),  # the list as it stands
        ((11, 21, 41), {"kind": "send"}, [clash(21, MON, "10:40", "11:30")]),
        ((11, 21, 41), {"kind": "open"}, [clash(21, MON, "10:40", "11:30")]),
    ],
)
@pytest.mark.row("METU-71")
def test_only_what_a_change_brings_is_said(held, edit, expected):
    few = [("FEW_COURSES", {"courses": 1, "least": 3})] if edit.get("drop") == [11] and edit.get("add") == [21] else []
    assert found(student(*held), term(X1, X2, Y1), **edit) == expected + few


@pytest.mark.row("METU-71")
def test_sections_without_meetings_never_clash():
    assert codes(student(11), term(section(11), section(21)), add=[21]) == []
    assert codes(student(11), term(X1, Y1), add=[21]) == ["TIME_CONFLICT"]


@pytest.mark.row("METU-71")
def test_policy_says_how_a_clash_counts():
    refused = judge(student(11), term(X1, Y1, rows=policy(row("TIME_CONFLICT", "refuse"))), add=[21])
    assert ([f.code for f in refused.findings], refused.accepted) == (["TIME_CONFLICT"], False)
    assert codes(student(11), term(X1, Y1, rows=policy(row("TIME_CONFLICT", "off"))), add=[21]) == []


@pytest.mark.row("METU-71")
def test_graduates_are_not_warned():
    assert codes(student(11, mine={"level": "master"}), term(X1, Y1), add=[21]) == []
    assert codes(student(11, mine={"level": "associate"}), term(X1, Y1), add=[21]) == ["TIME_CONFLICT"]
