"""TIME_CONFLICT: a common minute on a common day of a common week, and each pair once; OMÜ refuses where attendance is due."""

from __future__ import annotations

import pytest

from registration.rules.facts import Taken, Waiver

from .build import MON, SUN, TUE, codes, course, found, judge, meeting, policy, row, section, student, term

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


# where attendance is due (OMU-13)

OMU = policy(of="omu")
MET, NOT_MET = Taken("20251", "FF", attendance_met=True), Taken("20251", "FF", attendance_met=False)
UNKNOWN = Taken("20251", "FF")
FIRST_YEAR = {"class_year": 1, "semester": 1, "entry_year": 2014}


def actions(*held: int, took=None, catalogue=None, **edit):
    """Code and action of every finding at OMÜ."""
    who = student(*held, took=took or {}, mine=FIRST_YEAR)
    return [(f.code, f.action) for f in judge(who, catalogue or term(X1, Y1, rows=OMU), **edit).findings]


@pytest.mark.parametrize(
    ("took", "action"),
    [
        ({}, "refuse"),
        ({2: NOT_MET}, "refuse"),
        ({2: UNKNOWN}, "refuse"),
        ({2: MET}, "warn"),  # the course added was attended before
        ({1: MET}, "warn"),  # or the one that is held
        ({1: MET, 2: MET}, "warn"),
    ],
)
@pytest.mark.row("OMU-13")
def test_a_clash_is_refused_where_both_courses_have_to_be_attended(took, action):
    """And said once: by one rule or by the other."""
    assert actions(11, took=took, add=[21]) == [("TIME_CONFLICT", action)]


@pytest.mark.row("OMU-13")
def test_attendance_of_an_equivalent_does():
    known = term(X1, Y1, course(2, equivalents=(9,)), rows=OMU)
    assert actions(11, took={9: MET}, catalogue=known, add=[21]) == [("TIME_CONFLICT", "warn")]
    assert actions(11, took={9: NOT_MET}, catalogue=known, add=[21]) == [("TIME_CONFLICT", "refuse")]


@pytest.mark.parametrize(
    ("held", "edit", "expected"),
    [
        ((11, 21), {"drop": [11]}, []),
        ((11, 21), {"add": [31]}, []),
        ((11, 21), {"add": [12], "drop": [11]}, []),
        ((12, 21), {"add": [11], "drop": [12]}, ["refuse"]),
        ((11, 21), {"kind": "send"}, ["refuse"]),
        ((11, 21), {}, ["refuse"]),
        ((11, 21), {"kind": "open"}, ["refuse"]),
    ],
)
@pytest.mark.row("OMU-13")
def test_a_clash_that_stood_before_is_not_held_against_a_change(held, edit, expected):
    both = term(X1, X2, Y1, rows=OMU)
    assert [action for _, action in actions(*held, catalogue=both, **edit)] == expected


@pytest.mark.row("OMU-13")
def test_each_of_the_two_rules_is_turned_by_its_own_row():
    refusing = policy(
        row("ATTENDANCE_CONFLICT", "off"), row("TIME_CONFLICT", "warn", params={"beside_attendance": False}), of="omu"
    )
    assert actions(11, catalogue=term(X1, Y1, rows=refusing), add=[21]) == [("TIME_CONFLICT", "warn")]
    silent = policy(row("TIME_CONFLICT", "off"), of="omu")
    assert actions(11, took={1: MET}, catalogue=term(X1, Y1, rows=silent), add=[21]) == []
    assert actions(11, catalogue=term(X1, Y1, rows=silent), add=[21]) == [("TIME_CONFLICT", "refuse")]


@pytest.mark.row("OMU-13")
def test_a_waiver_names_the_rule_that_refuses():
    waived = student(11, mine=FIRST_YEAR, waivers=(Waiver("ATTENDANCE_CONFLICT", 2),))
    assert judge(waived, term(X1, Y1, rows=OMU), add=[21]).accepted
    assert codes(waived, term(X1, Y1, rows=OMU), add=[21]) == ["TIME_CONFLICT"]


# meetings at a distance (KOU-109, OMU-50)

ONLINE = section(21, meeting(MON, "10:40-11:30"), delivery="distance")


@pytest.mark.row("KOU-109")
def test_live_lessons_clash_and_recorded_ones_do_not():
    kou = term(X1, ONLINE, rows=policy(of="kou"))
    assert found(student(11), kou, add=[31]) == []
    assert found(student(21), kou, add=[11]) == [clash(21, MON, "10:40", "11:30")]
    turned = policy(row("TIME_CONFLICT", "warn", params={"live_distance": False}), of="kou")
    assert found(student(21), term(X1, ONLINE, rows=turned), add=[11]) == []
    assert found(student(11), term(X1, Y1, rows=turned), add=[21]) == [clash(11, MON, "10:40", "11:30")]


@pytest.mark.row("OMU-50")
def test_a_section_of_uzem_never_clashes():
    assert actions(21, catalogue=term(X1, ONLINE, rows=OMU), add=[11]) == []
    assert actions(11, catalogue=term(X1, Y1, rows=OMU), add=[21]) == [("TIME_CONFLICT", "refuse")]
    live = policy(row("ATTENDANCE_CONFLICT", "refuse", params={"live_distance": True}), of="omu")
    assert actions(21, catalogue=term(X1, ONLINE, rows=live), add=[11]) == [("TIME_CONFLICT", "refuse")]
