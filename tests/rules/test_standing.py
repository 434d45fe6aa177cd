"""FEE_UNPAID, to the kuruş; LIBRARY_DEBT; PROBATION_NEW_COURSE of both campuses."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from registration.rules.facts import Catalogue, Taken, Waiver
from registration.rules.policy import Row

from .build import codes, course, found, judge, policy, row, student, term

LIST = (11, 21, 31, 41)


def turned(row: Row) -> Catalogue:
    return term(rows=policy(row))


COURSES_FIRST = turned(row("COURSE_FEE_UNPAID", "refuse"))


@pytest.mark.parametrize(
    ("due", "expected"),
    [
        ("500.00", [("FEE_UNPAID", {"due": "500.00"})]),
        ("0.01", [("FEE_UNPAID", {"due": "0.01"})]),
        ("0.00", []),
        ("0", []),
    ],
)
@pytest.mark.row("METU-85")
def test_nothing_is_added_while_anything_is_due(due, expected):
    assert found(student(due=Decimal(due)), add=[11]) == expected


@pytest.mark.parametrize(
    ("edit", "refused"),
    [
        ({"add": [51]}, True),
        ({"add": [12], "drop": [11]}, True),
        ({"kind": "send"}, True),
        ({"kind": "approve"}, True),
        ({"kind": "open"}, False),
        ({"drop": [11]}, False),  # a drop makes nothing worse
    ],
)
@pytest.mark.row("METU-85")
def test_it_stands_before_every_step_but_a_drop(edit, refused):
    assert codes(student(11, 21, 31, 41, due=Decimal(1)), **edit) == (["FEE_UNPAID"] if refused else [])


@pytest.mark.parametrize("level", ["associate", "bachelor", "master", "doctorate"])
@pytest.mark.row("METU-85")
def test_it_binds_every_level(level):
    assert codes(student(mine={"level": level}, due=Decimal(1)), add=[11]) == ["FEE_UNPAID"]


@pytest.mark.row("METU-85")
def test_policy_turns_it():
    owing = student(due=Decimal(1))
    assert codes(owing, add=[11]) == ["FEE_UNPAID"]
    assert codes(owing, term(rows=policy(row("FEE_UNPAID", "off"))), add=[11]) == []
    assert codes(owing, term(rows=policy(row("FEE_UNPAID", "refuse", phases=("approve",)))), add=[11]) == []


@pytest.mark.row("OMU-60")
def test_money_that_came_another_way_pays_nothing_and_is_spoken_of():
    owing = student(due=Decimal(1000), course_due=Decimal(20), paid_elsewhere=True)
    said = [("FEE_UNPAID", {"due": "1000", "case": "channel"})]
    assert found(owing, add=[11]) == said
    both = [*said, ("COURSE_FEE_UNPAID", {"due": "20", "case": "channel"})]
    assert found(replace(owing, enrolled=student(*LIST).enrolled), COURSES_FIRST) == both
    assert found(student(paid_elsewhere=True), add=[11]) == []


# what courses cost


@pytest.mark.row("KOU-114")
@pytest.mark.parametrize(
    ("due", "expected"),
    [
        ("101.92", [("COURSE_FEE_UNPAID", {"due": "101.92"})]),
        ("0.01", [("COURSE_FEE_UNPAID", {"due": "0.01"})]),
        ("0.00", []),
    ],
)
def test_nothing_is_approved_while_a_distance_course_is_not_paid(due, expected):
    owing = student(*LIST, course_due=Decimal(due))
    assert found(owing, COURSES_FIRST, kind="approve") == expected
    for harmless in ({"kind": "send"}, {"add": [51]}, {"drop": [11]}):
        assert found(owing, COURSES_FIRST, **harmless) == []


@pytest.mark.row("KOU-114")
def test_whether_courses_are_paid_before_an_approval_is_policy():
    owing = student(*LIST, course_due=Decimal(1))
    assert codes(owing, turned(row("COURSE_FEE_UNPAID", "warn")), kind="approve") == ["COURSE_FEE_UNPAID"]
    assert codes(owing, turned(row("COURSE_FEE_UNPAID", "off")), kind="approve") == []


# tariffs


@pytest.mark.row("OMU-131")
@pytest.mark.parametrize(
    ("edit", "refused"),
    [
        ({"add": [51]}, True),
        ({"add": [12], "drop": [11]}, True),
        ({"kind": "send"}, True),
        ({"kind": "approve"}, True),
        ({"kind": "open"}, False),
        ({"kind": "load", "add": [51]}, False),
        ({"drop": [11]}, False),
    ],
)
def test_a_fee_that_could_not_be_computed_is_not_nothing(edit, refused):
    facts = student(*LIST, tariff_missing=True)
    assert found(facts, **edit) == ([("FEE_SCHEDULE_MISSING", {})] if refused else [])
    assert found(facts, turned(row("FEE_SCHEDULE_MISSING", "off")), **edit) == []


@pytest.mark.row("KOU-61")
def test_the_fee_is_asked_for_at_an_approval_alone_where_the_row_says_so():
    late = turned(row("FEE_UNPAID", "refuse", phases=("approve",)))
    owing = student(*LIST, due=Decimal(1))
    assert [codes(owing, late, **edit) for edit in ({"add": [51]}, {"kind": "send"}, {"kind": "approve"})] == [
        [],
        [],
        ["FEE_UNPAID"],
    ]


# debts


@pytest.mark.parametrize(
    ("edit", "told"),
    [
        ({"add": [51]}, True),
        ({"kind": "open"}, True),
        ({"add": [12], "drop": [11]}, False),
        ({"drop": [11]}, False),
        ({}, False),
        ({"kind": "send"}, False),
    ],
)
@pytest.mark.row("METU-56")
def test_a_debt_to_the_library_is_told_and_nothing_more(edit, told):
    owing = student(11, 21, 31, 41, holds=frozenset({"library"}))
    assert found(owing, **edit) == ([("LIBRARY_DEBT", {})] if told else [])
    assert judge(owing, **edit).accepted


@pytest.mark.row("METU-56")
def test_other_holds_are_none_and_policy_may_refuse():
    assert codes(student(holds=frozenset({"discipline"})), add=[11]) == []
    strict = term(rows=policy(row("LIBRARY_DEBT", "refuse")))
    assert not judge(student(holds=frozenset({"library"})), strict, add=[11]).accepted
    assert codes(student(holds=frozenset({"library"})), term(rows=policy(row("LIBRARY_DEBT", "off"))), add=[11]) == []


# probation

NORTH = {"campus": "NCC"}
TAKEN = {1: "FF", 2: "DD", 3: "NA", 4: "W"}


def probation(*held: int, cgpa: str | None = "1.90", **mine):
    return student(*held, took=TAKEN, mine={"on_probation": True, "cgpa": cgpa} | mine)


def new(count: int, most: int, cgpa: str = "1.90", times: int = 1):
    return [("PROBATION_NEW_COURSE", {"new": count, "most": most, "cgpa": cgpa})] * times


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ([51], new(1, 0)),
        ([11], []),  # failed before
        ([21], []),  # passed before, taken again upon request
        ([31], []),
        ([41], new(1, 0)),  # withdrawn is not taken
        ([11, 51, 61], new(2, 0, times=2)),
    ],
)
@pytest.mark.row("METU-87")
def test_in_ankara_no_course_is_new_on_probation(asked, expected):
    assert found(probation(), add=asked) == expected


@pytest.mark.parametrize(
    ("cgpa", "held", "expected"),
    [
        ("1.79", (), new(1, 0, "1.79")),
        (None, (), new(1, 0, "0")),
        ("1.80", (), []),
        ("1.80", (51, 61), []),
        ("1.80", (51, 61, 71), new(4, 3, "1.80")),
        ("1.99", (51, 61, 71), new(4, 3, "1.99")),
        ("1.99", (11, 21, 51, 61), []),
    ],
)
@pytest.mark.row("METU-87")
def test_in_northern_cyprus_three_from_a_cgpa_of_1_80(cgpa, held, expected):
    assert found(probation(*held, cgpa=cgpa, **NORTH), add=[81]) == expected


@pytest.mark.row("METU-87")
def test_who_is_not_on_probation_is_free():
    assert codes(student(took=TAKEN, mine={"cgpa": "1.00"}), add=[51]) == []
    assert codes(probation(level="master"), add=[51]) == []
    assert codes(probation(level="associate"), add=[51]) == ["PROBATION_NEW_COURSE"]


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        ({"drop": [51]}, []),
        ({"drop": [11]}, []),
        ({"add": [52], "drop": [51]}, []),  # another section of it
        ({"add": [21]}, []),
        ({"add": [71], "drop": [51]}, []),  # one new course for another is no more than before
        ({"add": [71]}, new(3, 0)),  # the one that comes is named, the others stood before
        ({}, new(2, 0, times=2)),
        ({"kind": "send"}, new(2, 0, times=2)),
        ({"kind": "open"}, []),
    ],
)
@pytest.mark.row("METU-87")
def test_new_courses_held_before_are_not_held_against_a_change(edit, expected):
    assert found(probation(11, 31, 51, 61), **edit) == expected


@pytest.mark.row("METU-87")
def test_an_equivalent_taken_before_makes_a_course_not_new():
    known = term(course(5, equivalents=(1,)), course(6, equivalents=(4,)))
    assert codes(probation(), known, add=[51]) == []
    assert codes(probation(), known, add=[61]) == ["PROBATION_NEW_COURSE"]


@pytest.mark.row("METU-87")
def test_bands_letters_action_and_waiver_are_data():
    def turned(**figures):
        return term(rows=policy(row("PROBATION_NEW_COURSE", "refuse", params=figures)))

    assert codes(probation(), turned(bands=[{"most": 1}]), add=[51]) == []
    assert codes(probation(), turned(bands=[{"most": 1}]), add=[51, 61]) == ["PROBATION_NEW_COURSE"] * 2
    assert codes(probation(), turned(bands=[{"cgpa_from": "1.95", "most": 0}]), add=[51]) == []  # covers nobody below
    assert codes(probation(), turned(still_new=["NA"]), add=[41]) == []
    assert codes(probation(), turned(still_new=["NA"]), add=[31]) == ["PROBATION_NEW_COURSE"]
    assert codes(probation(), term(rows=policy(row("PROBATION_NEW_COURSE", "off"))), add=[51]) == []
    lifted = student(mine={"on_probation": True}, waivers=(Waiver("PROBATION_NEW_COURSE", 5),))
    assert judge(lifted, add=[51]).accepted and not judge(lifted, add=[51, 61]).accepted


@pytest.mark.row("METU-87")
def test_a_course_first_taken_and_then_withdrawn_from_is_barred_too():
    again = student(took={5: Taken("20251", "W", times=2)}, mine={"on_probation": True})
    assert codes(again, add=[51]) == ["PROBATION_NEW_COURSE"]
