"""WINDOW_CLOSED, STAGE_NOT_OPEN, APPROVAL_CLOSED: to the second, by class, by the narrowest window."""

from __future__ import annotations

import pytest

from .build import ADD_DROP, CENG, EE, ENG, REGISTRATION, codes, found, policy, row, student, term, window

CLOSES = "2026-02-13T17:00:00+03:00"
REGISTRATION_SPAN = {"opens": "2026-02-09T09:00:00+03:00", "closes": CLOSES}
ADD_DROP_SPAN = {"opens": "2026-02-23T00:00:00+03:00", "closes": "2026-02-27T17:00:00+03:00"}
OVER = {"opens": None, "closes": "2026-02-27T17:00:00+03:00"}
APPROVAL_SPAN = {"opens": "2026-02-09T10:00:00+03:00", "closes": "2026-02-14T00:00:00+03:00"}


@pytest.mark.parametrize("edit", [{"add": [41]}, {"drop": [11]}, {"add": [12], "drop": [11]}])
@pytest.mark.parametrize(
    ("at", "span"),
    [
        ("2026-02-08 12:00:00", REGISTRATION_SPAN),
        ("2026-02-09 08:59:59", REGISTRATION_SPAN),
        ("2026-02-09 09:00:00", None),
        ("2026-02-13 16:59:59", None),
        ("2026-02-13 17:00:00", ADD_DROP_SPAN),  # the next window is named, not the one that is over
        ("2026-02-22 23:59:59", ADD_DROP_SPAN),
        ("2026-02-23 00:00:00", None),
        ("2026-02-27 16:59:59", None),
        ("2026-02-27 17:00:00", OVER),  # nothing comes any more
    ],
)
@pytest.mark.row("METU-04")
@pytest.mark.row("METU-49")
def test_the_list_changes_from_the_second_of_opening_to_the_second_before_closing(at, span, edit):
    assert found(student(11, 21, 31, 51, at=at), **edit) == ([("WINDOW_CLOSED", span)] if span else [])


@pytest.mark.row("METU-04")
def test_a_term_without_a_calendar_is_closed():
    nothing = {"opens": None, "closes": None}
    assert found(student(), term(windows=()), add=[11]) == [("WINDOW_CLOSED", nothing)]


def enters(level: str, class_year: int, hour: int, row_id: str):
    return pytest.param(level, class_year, hour, marks=pytest.mark.row(row_id), id=f"{level}-{class_year}")


@pytest.mark.parametrize(
    ("level", "class_year", "hour"),
    [
        enters("bachelor", 6, 9, "METU-44"),  # classes above four go with the fourth
        enters("bachelor", 4, 9, "METU-44"),
        enters("bachelor", 3, 10, "METU-45"),
        enters("bachelor", 2, 11, "METU-46"),
        enters("associate", 2, 11, "METU-46"),
        enters("associate", 1, 12, "METU-47"),
        enters("bachelor", 1, 12, "METU-47"),
        enters("prep", 1, 12, "METU-47"),
        enters("master", 1, 13, "METU-48"),
        enters("master_nt", 1, 13, "METU-48"),
        enters("doctorate", 4, 13, "METU-48"),
        enters("doctorate_int", 2, 13, "METU-48"),
    ],
)
def test_each_class_enters_at_its_own_second_of_the_first_day(level, class_year, hour):
    mine = {"level": level, "class_year": class_year}
    early = student(at=f"2026-02-09 {hour - 1:02}:59:59", mine=mine)
    opens = {"opens": f"2026-02-09T{hour:02}:00:00+03:00", "class_year": class_year}
    barred = ["PREP_NO_COURSES"] if level == "prep" else []  # METU-22, at any hour
    before = [("STAGE_NOT_OPEN", opens)] if hour > 9 else [("WINDOW_CLOSED", REGISTRATION_SPAN)]

    assert [f for f in found(early, add=[11]) if f[0] != "PREP_NO_COURSES"] == before
    assert codes(student(at=f"2026-02-09 {hour:02}:00:00", mine=mine), add=[11]) == barred


@pytest.mark.row("METU-43")
def test_from_the_second_day_there_is_no_staging():
    """A class that no stage names waits for the first midnight and no longer."""
    nobody = {"class_year": 0}
    opens = {"opens": "2026-02-10T00:00:00+03:00", "class_year": 0}

    assert found(student(at="2026-02-09 23:59:59", mine=nobody), add=[11]) == [("STAGE_NOT_OPEN", opens)]
    assert found(student(at="2026-02-10 00:00:00", mine=nobody), add=[11]) == []


@pytest.mark.row("METU-43")
def test_add_drop_is_not_staged():
    first = {"class_year": 1}
    assert codes(student(at="2026-02-09 09:00:00", mine=first), add=[11]) == ["STAGE_NOT_OPEN"]
    assert codes(student(at="2026-02-23 00:00:00", mine=first), add=[11]) == []


@pytest.mark.parametrize("edit", [{"drop": [11]}, {"add": [12], "drop": [11]}])
def test_a_stage_holds_for_every_kind_of_change(edit):
    early = student(11, 21, 31, 51, at="2026-02-09 09:30:00", mine={"class_year": 3})
    assert codes(early, **edit) == ["STAGE_NOT_OPEN"]


@pytest.mark.row("METU-04")
def test_before_the_opening_a_later_class_is_told_its_own_hour():
    waiting = student(at="2026-02-08 12:00", mine={"class_year": 2})
    own = {"opens": "2026-02-09T11:00:00+03:00", "closes": CLOSES}
    assert found(waiting, add=[11]) == [("WINDOW_CLOSED", own)]


@pytest.mark.parametrize(
    ("mine", "at", "expected"),
    [
        ({}, "2026-02-09 14:00", []),
        ({"department_id": EE}, "2026-02-09 14:00", ["WINDOW_CLOSED"]),  # its faculty opens later
        ({"department_id": EE}, "2026-02-11 09:00", []),
        ({"department_id": EE, "faculty_id": 6}, "2026-02-09 14:00", []),
        ({"department_id": EE, "faculty_id": None}, "2026-02-09 14:00", []),
        ({}, "2026-02-11 09:00", ["WINDOW_CLOSED"]),  # the department's own window is over, the faculty's is no help
    ],
)
@pytest.mark.row("METU-04")
def test_the_narrowest_window_wins(mine, at, expected):
    faculty = window("registration", "2026-02-11 09:00", "2026-02-12 09:00", faculty_id=ENG)
    own = window("registration", "2026-02-09 13:00", "2026-02-10 09:00", faculty_id=ENG, department_id=CENG)
    scoped = term(windows=(REGISTRATION, faculty, own))
    assert codes(student(at=at, mine=mine), scoped, add=[11]) == expected


@pytest.mark.row("METU-04")
def test_of_two_windows_to_come_the_sooner_is_named():
    late = window("registration", "2026-03-02 09:00", "2026-03-03 09:00")
    between = student(at="2026-02-18 12:00")
    assert found(between, term(windows=(REGISTRATION, late, ADD_DROP)), add=[11]) == [("WINDOW_CLOSED", ADD_DROP_SPAN)]


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2026-02-09 09:59:59", [("APPROVAL_CLOSED", APPROVAL_SPAN)]),
        ("2026-02-09 10:00:00", []),
        ("2026-02-13 23:59:59", []),
        ("2026-02-14 00:00:00", [("APPROVAL_CLOSED", APPROVAL_SPAN | {"opens": None})]),
    ],
)
@pytest.mark.row("METU-36")
@pytest.mark.row("METU-50")
def test_advisors_approve_from_the_first_day_at_ten_to_the_end_of_the_last(at, expected):
    assert found(student(11, 21, 31, at=at)) == expected


def test_an_approval_window_opens_no_list_and_a_list_window_no_approval():
    only_approval = term(windows=(window("approval", "2026-02-09 10:00", "2026-02-14 00:00"),))
    assert codes(student(), only_approval, add=[11]) == ["WINDOW_CLOSED"]
    assert codes(student(11, 21, 31), term(windows=(REGISTRATION,))) == ["APPROVAL_CLOSED"]


@pytest.mark.parametrize(
    ("code", "at", "edit"),
    [
        ("WINDOW_CLOSED", "2026-02-08 12:00", {"add": [11]}),
        ("STAGE_NOT_OPEN", "2026-02-09 09:00", {"add": [11]}),
        ("APPROVAL_CLOSED", "2026-02-09 09:00", {}),
    ],
)
def test_policy_turns_each_of_them(code, at, edit):
    waiting = student(21, 31, 41, at=at, mine={"class_year": 3})
    assert codes(waiting, **edit) == [code]
    assert codes(waiting, term(rows=policy(row(code, "off"))), **edit) == []
