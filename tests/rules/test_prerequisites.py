"""PREREQ_MISSING: sets are alternatives, every course of a set is needed, each with its grade. COREQ_MISSING: pairs."""

from __future__ import annotations

import pytest

from registration.rules.facts import Needed, Taken, Waiver

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


# what counts as a grade that is good enough


@pytest.mark.parametrize(
    ("need", "grade", "satisfied"),
    [
        (CC_1, "EX", True),  # an exemption has no points, and satisfies any minimum
        (CC_1, "S", True),
        (PASS_1, "S", True),
        (CC_1, "U", False),
        (CC_1, "W", False),
        (Needed(1, RANK["FD"]), "FD", True),  # a minimum below the pass lets a failing letter do
        (Needed(1, RANK["FD"]), "FF", False),
    ],
)
@pytest.mark.row("METU-88")
def test_a_passing_letter_without_points_is_as_good_as_any(need, grade, satisfied):
    expected = [] if satisfied else ["PREREQ_MISSING"]
    assert codes(student(took={1: grade}), term(course(5, (need,))), add=[51]) == expected


@pytest.mark.parametrize(
    ("took", "satisfied"),
    [
        ({9: "CC"}, True),
        ({1: "DC", 9: "CC"}, True),  # the course itself not well enough, the equivalent well enough
        ({1: "FF", 9: "AA"}, True),
        ({1: "DC", 9: "DC"}, False),
        ({8: "AA"}, False),
    ],
)
@pytest.mark.row("METU-88")
def test_an_equivalent_course_satisfies(took, satisfied):
    asked = term(course(5, (CC_1,)), course(1, equivalents=(9,)))
    assert codes(student(took=took), asked, add=[51]) == ([] if satisfied else ["PREREQ_MISSING"])


@pytest.mark.parametrize("need", [PASS_1, DD_1])
@pytest.mark.parametrize(
    ("outcome", "while_open", "strictly"),
    [("conditional", True, False), ("passed", True, True), ("must_repeat", False, False), ("", True, True)],
)
@pytest.mark.row("KOU-35")
def test_a_conditional_pass_counts_until_it_is_decided_where_policy_says_so(need, outcome, while_open, strictly):
    who, asked = student(took={1: Taken("20251", "DD", outcome=outcome)}), course(5, (need,))
    assert codes(who, term(asked), add=[51]) == ([] if while_open else ["PREREQ_MISSING"])
    turned = policy(row("PREREQ_MISSING", "refuse", params={"conditional_satisfies": False}))
    assert codes(who, term(asked, rows=turned), add=[51]) == ([] if strictly else ["PREREQ_MISSING"])


@pytest.mark.row("METU-88")
def test_whether_the_list_of_this_term_does_is_policy():
    turned = policy(row("PREREQ_MISSING", "refuse", params={"in_progress": True}))
    asked = term(course(5, (CC_1,)), course(1, equivalents=(9,)), rows=turned)
    for edit in ({"add": [11, 51]}, {"add": [91, 51]}):
        assert codes(student(), asked, **edit) == []
    assert codes(student(11), asked, add=[51]) == []
    assert codes(student(11, 21, 31), asked, add=[51], drop=[11]) == ["PREREQ_MISSING"]
    assert codes(student(21), asked, add=[51]) == ["PREREQ_MISSING"]


# co-requisites

PAIR = course(5, corequisites=(4,))


def needs(*courses: str):
    return [("COREQ_MISSING", {"needs": list(courses)})]


@pytest.mark.parametrize(
    ("held", "took", "edit", "expected"),
    [
        ((), {}, {"add": [51]}, needs("CENG4")),
        ((), {}, {"add": [41, 51]}, []),
        ((41,), {}, {"add": [51]}, []),
        ((), {4: "FF"}, {"add": [51]}, []),  # taken before, even in vain
        ((), {4: "DD"}, {"add": [51]}, []),
        ((), {4: "EX"}, {"add": [51]}, []),
        ((), {4: "NA"}, {"add": [51]}, needs("CENG4")),
        ((), {4: "W"}, {"add": [51]}, needs("CENG4")),
        ((11, 21, 41, 51), {}, {"drop": [41]}, needs("CENG4")),  # the pair is broken
        ((11, 21, 41, 51), {}, {"drop": [51]}, []),
        ((11, 21, 31, 41, 51), {}, {"drop": [41, 51]}, []),
        ((11, 21, 41, 51), {4: "FF"}, {"drop": [41]}, []),
        ((41, 51), {}, {"add": [42], "drop": [41]}, []),  # another section of it
        ((41, 51), {}, {"add": [31], "drop": [41]}, needs("CENG4")),
        ((11, 21, 31, 51), {}, {"drop": [11]}, []),  # missing before: not held against another drop
        ((51,), {}, {"add": [11]}, []),
        ((11, 51), {}, {"add": [52], "drop": [51]}, []),
        ((11, 21, 51), {}, {}, needs("CENG4")),
        ((11, 21, 51), {}, {"kind": "send"}, needs("CENG4")),
        ((11, 21, 51), {}, {"kind": "open"}, []),
    ],
)
@pytest.mark.row("METU-88")
def test_a_corequisite_is_taken_together_or_before(held, took, edit, expected):
    few = [("FEW_COURSES", {"courses": 2, "least": 3})] if edit == {"add": [31], "drop": [41]} else []
    assert found(student(*held, took=took), term(PAIR), **edit) == expected + few


@pytest.mark.row("METU-88")
def test_an_equivalent_stands_beside_as_well():
    pair = term(PAIR, course(4, equivalents=(9,)))
    assert codes(student(91), pair, add=[51]) == codes(student(took={9: "FF"}), pair, add=[51]) == []
    assert codes(student(took={9: "W"}), pair, add=[51]) == ["COREQ_MISSING"]
    assert codes(student(11, 21, 31, 51, 91), pair, drop=[91]) == ["COREQ_MISSING"]


@pytest.mark.row("METU-88")
def test_each_missing_corequisite_is_named_and_the_letters_are_policy():
    three = course(5, corequisites=(2, 3, 4))
    assert found(student(31), term(three), add=[51]) == needs("CENG2", "CENG4")
    turned = policy(row("COREQ_MISSING", "refuse", params={"not_enough": ["FF"]}))
    assert codes(student(took={4: "NA"}), term(PAIR, rows=turned), add=[51]) == []
    assert codes(student(took={4: "FF"}), term(PAIR, rows=turned), add=[51]) == ["COREQ_MISSING"]
    assert codes(student(), term(PAIR, rows=policy(row("COREQ_MISSING", "off"))), add=[51]) == []
