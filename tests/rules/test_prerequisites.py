"""PREREQ_MISSING: sets are alternatives, every course of a set is needed, each with its grade."""

from __future__ import annotations

import pytest

from registration.rules.facts import Needed, Waiver

from .build import EE, RANK, codes, course, found, judge, policy, row, student, term

PASS_1 = Needed(1)
DD_1, CC_1, CC_2 = Needed(1, RANK["DD"]), Needed(1, RANK["CC"]), Needed(2, RANK["CC"])


def lacks(*needs: tuple[int, str | None, str | None], alternatives: int = 0):
    missing = [
        {"numeric_code": f"571{id_:04}", "code": f"CENG{id_}", "min_grade": least, "grade": grade}
        for id_, least, grade in needs
    ]
    return [("PREREQ_MISSING", {"missing": missing, "alternatives": alternatives})]


@pytest.mark.parametrize(
    ("need", "grade", "expected"),
    [
        (DD_1, "FF", lacks((1, "DD", "FF"))),
        (DD_1, "FD", lacks((1, "DD", "FD"))),
        (DD_1, "DD", []),
        (DD_1, "AA", []),
        (DD_1, "NA", lacks((1, "DD", "NA"))),
        (DD_1, None, lacks((1, "DD", None))),
        (CC_1, "DC", lacks((1, "CC", "DC"))),  # passed, but not well enough
        (CC_1, "CC", []),
        (PASS_1, "DD", []),
        (PASS_1, "FD", lacks((1, None, "FD"))),
        (PASS_1, None, lacks((1, None, None))),
    ],
)
@pytest.mark.row("METU-88")
def test_a_prerequisite_is_met_from_its_grade_on(need, grade, expected):
    took = {1: grade} if grade else {}
    assert found(student(took=took), term(course(5, (need,))), add=[51]) == expected


@pytest.mark.parametrize(
    ("took", "expected"),
    [
        ({1: "CC", 2: "CC"}, []),
        ({3: "DD"}, []),  # the other set
        ({1: "CC"}, lacks((2, "CC", None), alternatives=1)),
        ({2: "CC"}, lacks((1, "CC", None), alternatives=1)),
        ({1: "DC", 2: "FF"}, lacks((3, None, None), alternatives=1)),  # the nearest set is named
        ({}, lacks((3, None, None), alternatives=1)),
        ({1: "CC", 3: "FF"}, lacks((2, "CC", None), alternatives=1)),  # of two as near the first
    ],
)
@pytest.mark.row("METU-88")
def test_sets_are_alternatives_and_a_set_is_needed_whole(took, expected):
    assert found(student(took=took), term(course(5, (CC_1, CC_2), (Needed(3),))), add=[51]) == expected


@pytest.mark.row("METU-88")
def test_a_course_in_progress_does_not_count():
    assert codes(student(11), term(course(5, (PASS_1,))), add=[51]) == ["PREREQ_MISSING"]
    assert codes(student(), term(course(5, (PASS_1,))), add=[11, 51]) == ["PREREQ_MISSING"]


@pytest.mark.parametrize("mine", [{}, {"department_id": EE}, {"level": "master"}, {"level": "associate"}])
@pytest.mark.row("METU-89")
def test_it_belongs_to_the_course_whatever_the_department_or_level(mine):
    asked = term(course(5, (PASS_1,)))
    assert found(student(mine=mine), asked, add=[51]) == lacks((1, None, None))
    assert found(student(mine=mine, took={1: "BB"}), asked, add=[51]) == []


@pytest.mark.row("METU-88")
def test_each_course_of_the_change_is_named():
    asked = term(course(5, (PASS_1,)), course(6, (CC_2,)))
    assert found(student(), asked, add=[51, 61]) == lacks((1, None, None)) + lacks((2, "CC", None))


@pytest.mark.row("METU-88")
def test_the_list_is_judged_again_when_it_is_sent_and_approved():
    """A grade may have changed since the add."""
    asked, held = term(course(5, (PASS_1,))), student(21, 31, 51, took={1: "FF"})
    assert found(held, asked, kind="approve") == lacks((1, None, "FF"))
    assert found(held, asked, kind="send") == lacks((1, None, "FF"))
    assert found(held, asked, kind="open") == []


@pytest.mark.parametrize("edit", [{"drop": [51]}, {"drop": [11]}, {"add": [52], "drop": [51]}, {"add": [61]}])
@pytest.mark.row("METU-88")
def test_a_course_held_already_is_not_held_against_a_change(edit):
    needed = term(course(5, (Needed(4),)))
    assert codes(student(11, 21, 31, 51), needed, **edit) == []
    assert codes(student(11, 21, 31), needed, add=[51]) == ["PREREQ_MISSING"]


@pytest.mark.row("METU-88")
def test_nor_against_a_change_of_its_section_beside_an_add():
    needed = term(course(5, (Needed(4),)), course(7, (Needed(4),)))
    assert codes(student(11, 21, 31, 51), needed, add=[52, 61], drop=[51]) == []
    named = judge(student(11, 21, 31, 51), needed, add=[52, 71], drop=[51]).findings
    assert [(f.code, f.section_id) for f in named] == [("PREREQ_MISSING", 71)]


@pytest.mark.row("METU-88")
def test_policy_and_waiver_turn_it():
    asked = course(5, (PASS_1,))
    assert codes(student(), term(asked, rows=policy(row("PREREQ_MISSING", "off"))), add=[51]) == []
    waived = student(waivers=(Waiver("PREREQ_MISSING", 5),))
    assert codes(waived, term(asked), add=[51]) == ["PREREQ_MISSING"]  # shown, and not in the way
