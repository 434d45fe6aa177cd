"""CAPACITY_FULL: the section's seats, the quota of the row that admits, and who sits already."""

from __future__ import annotations

from dataclasses import replace

import pytest

from registration.rules.criteria import admit
from registration.rules.facts import Case, Enrolled, Seat

from .build import EE, change, codes, criterion, found, judge, policy, row, section, student, term

QUOTA, OTHER = 1001, 1002


def full(capacity: int, taken: int, *, open: bool = True, quota: bool = False):
    return [("CAPACITY_FULL", {"capacity": capacity, "taken": taken, "open": open, "quota": quota})]


@pytest.mark.parametrize(
    ("seat", "expected"),
    [
        (Seat(30, 29), []),
        (Seat(30, 30), full(30, 30)),
        (Seat(1, 0), []),
        (Seat(0, 0), full(0, 0)),
        (Seat(30, 31), full(30, 31)),
        (Seat(30, 2, open=False), full(30, 2, open=False)),  # closed, whatever is left
    ],
)
@pytest.mark.row("METU-58")
def test_a_section_takes_students_up_to_its_capacity(seat, expected):
    assert found(student(seats={11: seat}), add=[11]) == expected


@pytest.mark.row("METU-58")
def test_a_section_without_a_counter_has_no_seat():
    assert found(replace(student(), seats={}), add=[11]) == full(0, 0, open=False)


@pytest.mark.parametrize(
    ("quota", "seat", "expected"),
    [
        (Seat(2, 1), Seat(30, 0), []),
        (Seat(2, 2), Seat(30, 2), full(2, 2, quota=True)),
        (Seat(2, 0, open=False), Seat(30, 0), full(2, 0, open=False, quota=True)),
        (Seat(2, 0), Seat(30, 30), full(30, 30)),
        (Seat(2, 2), Seat(30, 30), full(30, 30)),  # the section's own figures come first
    ],
)
@pytest.mark.row("METU-58")
def test_a_row_with_a_quota_admits_up_to_it(quota, seat, expected):
    asked = term(section(11, criteria=[criterion(quota=QUOTA)]))
    assert found(student(seats={11: seat, QUOTA: quota}), asked, add=[11]) == expected


@pytest.mark.row("METU-58")
def test_a_quota_without_a_counter_has_no_seat():
    asked = term(section(11, criteria=[criterion(quota=QUOTA)]))
    assert codes(student(), asked, add=[11]) == ["CAPACITY_FULL"]


@pytest.mark.parametrize("order", [1, -1])
@pytest.mark.parametrize(
    ("second", "expected"),
    [
        ({"quota": None}, []),  # another row that fits is open
        ({"quota": OTHER}, []),
        ({"quota": None, "year_max": 1}, full(2, 2, quota=True)),  # the open row is not this student's
    ],
)
@pytest.mark.row("METU-58")
def test_a_full_quota_is_no_matter_where_another_row_admits(second, expected, order):
    rows = [criterion(quota=QUOTA), criterion(id=2, **second)][::order]
    facts = student(seats={QUOTA: Seat(2, 2), OTHER: Seat(2, 1)})
    assert found(facts, term(section(11, criteria=rows)), add=[11]) == expected


@pytest.mark.row("METU-16")
def test_a_change_to_a_full_section_is_refused():
    assert found(student(11, seats={12: Seat(1, 1)}), add=[12], drop=[11]) == full(1, 1)


@pytest.mark.parametrize("edit", [{}, {"add": [51]}, {"drop": [11]}, {"add": [12], "drop": [11]}])
@pytest.mark.row("METU-58")
def test_who_sits_already_is_not_judged_again(edit):
    assert found(student(11, 21, 31, 41, seats={11: Seat(1, 1)}), **edit) == []
    assert found(student(21, 31, 41, seats={11: Seat(1, 1)}), add=[11]) == full(1, 1)


@pytest.mark.row("METU-16")
def test_who_takes_the_own_section_anew_needs_no_other_seat():
    """A section changed to itself, or taken in another status, moves no counter."""
    assert found(student(11, seats={11: Seat(1, 1)}), add=[11], drop=[11]) == []
    assert found(student(12, seats={11: Seat(1, 1)}), add=[11], drop=[12]) == full(1, 1)


@pytest.mark.parametrize(("used", "expected"), [(QUOTA, []), (None, full(1, 1, quota=True))])
@pytest.mark.row("METU-58")
def test_a_quota_is_given_back_by_who_used_it(used, expected):
    asked = term(section(11, criteria=[criterion(quota=QUOTA)]))
    held = Enrolled(11, 1, quota=used)
    assert found(student(held, seats={QUOTA: Seat(1, 1)}), asked, add=[11], drop=[11]) == expected


@pytest.mark.row("METU-58")
def test_each_full_section_of_a_change_is_named():
    findings = judge(student(seats={11: Seat(1, 1), 21: Seat(0, 0)}), add=[31, 21, 11]).findings
    assert [(f.code, f.course_id, f.section_id) for f in findings] == [
        ("CAPACITY_FULL", 1, 11),
        ("CAPACITY_FULL", 2, 21),
    ]


@pytest.mark.row("METU-93")
def test_criteria_and_capacity_are_both_told():
    asked = term(section(11, criteria=[criterion(department_id=EE)]))
    assert codes(student(seats={11: Seat(1, 1)}), asked, add=[11]) == ["CRITERIA_DEPARTMENT", "CAPACITY_FULL"]


@pytest.mark.parametrize(("action", "expected"), [("warn", ["CAPACITY_FULL"]), ("off", [])])
@pytest.mark.row("METU-58")
def test_policy_says_how_the_engine_counts_it(action, expected):
    """Only the engine: the seat statement refuses a full counter whatever the policy says."""
    verdict = judge(student(seats={11: Seat(1, 1)}), term(rows=policy(row("CAPACITY_FULL", action))), add=[11])
    assert ([f.code for f in verdict.findings], verdict.accepted) == (expected, True)


@pytest.mark.parametrize("order", [1, -1])
def test_the_row_without_a_quota_is_the_one_that_admits(order):
    """So that no quota is spent in vain."""
    limited, open_, foreign = criterion(quota=QUOTA), criterion(id=2), criterion(id=3, department_id=EE)
    asked = section(11, criteria=[limited, open_, foreign][::order])
    case = Case(term(asked), student(seats={QUOTA: Seat(2, 0)}), change(add=[11]), "add")
    assert admit(case, asked).row == open_
