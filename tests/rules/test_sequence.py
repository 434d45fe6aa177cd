"""LOWER_FIRST and UPPER_NOT_ALLOWED, with the policy of OMÜ: what is left of lower classes, and what excuses."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from registration.rules.facts import Needed, Seat, Taken, Waiver

from .build import (
    CENG,
    EE,
    MON,
    RANK,
    TUE,
    codes,
    course,
    criterion,
    curriculum,
    found,
    judge,
    meeting,
    policy,
    row,
    section,
    student,
    term,
)

# class 1: courses 1 and 2, class 2: 3 (autumn) and 4 (spring), class 3: 5, class 4: 6
PLAN = curriculum({1: {1}, 2: {2}, 3: {3}, 4: {4}, 5: {5}, 7: {6}})
SECOND = {"class_year": 2, "semester": 3, "entry_year": 2014, "cgpa": "3.60"}
NOON, LATER = meeting(MON, "10:40-12:30"), meeting(MON, "11:40-13:30")


def omu(*own: Any, turned: Any = ()) -> Any:
    """A term of OMÜ: PLAN, and each course from 1 to 9 in two sections without meetings."""
    return term(*own, *(() if any(type(x) is type(PLAN) for x in own) else (PLAN,)), rows=policy(*turned, of="omu"))


def second(*held: int, **fields: Any):
    """In the third semester, the first class passed unless told otherwise."""
    fields["took"] = {1: "CC", 2: "CC"} | fields.get("took", {})
    fields["took"] = {c: t for c, t in fields["took"].items() if t}
    return student(*held, mine=SECOND | fields.pop("mine", {}), **fields)


@pytest.mark.parametrize(
    ("took", "held", "expected"),
    [
        ({1: "FF"}, (31,), [("LOWER_FIRST", "FF", 1)]),  # failed
        ({1: None}, (31,), [("LOWER_FIRST", None, 1)]),  # never taken
        ({1: "FF"}, (12, 31), []),  # on the list
        ({}, (31,), []),  # passed
        ({1: "EX"}, (31,), []),
        ({1: "FF", 2: None}, (31,), [("LOWER_FIRST", "FF", 1), ("LOWER_FIRST", None, 2)]),
        ({}, (), []),  # the own class is no lower class
    ],
)
@pytest.mark.row("OMU-11")
def test_courses_of_lower_classes_come_first(took, held, expected):
    findings = judge(second(*held, took=took), omu(), kind="send").findings
    assert [(f.code, f.figures["grade"], f.course_id) for f in findings] == expected


@pytest.mark.parametrize("edit", [{"add": [41]}, {"drop": [31]}, {"add": [32], "drop": [31]}, {}, {"kind": "open"}])
@pytest.mark.row("OMU-11")
def test_it_is_asked_at_the_sending_and_not_before(edit):
    assert codes(second(31, took={1: "FF"}), omu(), **edit) == []
    assert codes(second(31, took={1: "FF"}), omu(), kind="send") == ["LOWER_FIRST"]


@pytest.mark.row("OMU-11")
def test_an_equivalent_course_does():
    other = course(1, equivalents=(9,))
    assert codes(second(31, took={1: "FF", 9: "DD"}), omu(other), kind="send") == []
    assert codes(second(31, 91, took={1: "FF"}), omu(other), kind="send") == []
    assert codes(second(31, took={1: "FF", 9: "FF"}), omu(other), kind="send") == ["LOWER_FIRST"]


@pytest.mark.parametrize(
    ("own", "facts"),
    [
        ((section(11, not_opened=True), section(12, not_opened=True)), {}),
        ((), {"seats": {11: Seat(30, 30), 12: Seat(30, 0, open=False)}}),
        ([section(id_, criteria=[criterion(department_id=EE)]) for id_ in (11, 12)], {}),
        ((course(1, (Needed(9, RANK["DD"]),)),), {}),
        ((course(1, ects="46"),), {}),
    ],
)
@pytest.mark.row("OMU-11")
def test_what_cannot_be_taken_is_not_asked_for(own, facts):
    """Not opened, full, not for the student, a prerequisite missing, or more than the whole load."""
    who = second(31, took={1: "FF"}, **facts)
    assert codes(who, omu(*own), kind="send") == []
    assert codes(second(31, took={1: "FF"}), omu(), kind="send") == ["LOWER_FIRST"]


@pytest.mark.row("OMU-11")
def test_a_section_that_no_row_opens_is_not_asked_for_where_that_closes_it():
    closed = [row("CRITERIA", "refuse", params={"without_rows": "closed"})]
    rows = section(11, criteria=[criterion(department_id=CENG)])
    assert codes(second(31, took={1: "FF"}), omu(turned=closed), kind="send") == []
    assert codes(second(31, took={1: "FF"}), omu(rows, turned=closed), kind="send") == ["LOWER_FIRST"]


@pytest.mark.row("OMU-11")
def test_one_section_that_could_be_taken_is_enough():
    assert codes(second(31, took={1: "FF"}), omu(section(11, not_opened=True)), kind="send") == ["LOWER_FIRST"]


CLASHING = (section(11, NOON), section(12, NOON), section(21, LATER), section(31, LATER))
ATTENDED = Taken("20251", "FF", attendance_met=True)


@pytest.mark.parametrize(
    ("held", "took", "expected"),
    [
        ((21,), {1: "FF", 2: "FF"}, []),  # both of the first class, attendance due in both
        ((21,), {1: ATTENDED, 2: "FF"}, ["LOWER_FIRST"]),  # attended already: no clash in the way
        ((21,), {1: "FF", 2: ATTENDED}, ["LOWER_FIRST"]),
        ((31,), {1: "FF"}, ["LOWER_FIRST"]),  # a course of the own class gives way
    ],
)
@pytest.mark.row("OMU-11")
def test_only_a_clash_with_another_lower_course_excuses(held, took, expected):
    assert codes(second(*held, took=took), omu(*CLASHING), kind="send") == expected


@pytest.mark.row("OMU-11")
def test_only_the_load_of_lower_courses_excuses():
    heavy = (course(1, ects="30"), course(2, ects="16"), course(3, ects="40"))
    assert codes(second(21, took={1: "FF", 2: "FF"}), omu(*heavy), kind="send") == []
    assert codes(second(31, took={1: "FF"}), omu(*heavy), kind="send") == ["LOWER_FIRST"]
    unbound = [row("LOAD_EXCEEDED", "off")]
    assert codes(second(21, took={1: "FF", 2: "FF"}), omu(*heavy, turned=unbound), kind="send") == ["LOWER_FIRST"]


@pytest.mark.row("OMU-11")
def test_where_every_clash_is_refused_every_clash_excuses():
    turned = [row("TIME_CONFLICT", "refuse", params={"beside_attendance": False}), row("ATTENDANCE_CONFLICT", "off")]
    who = second(21, took={1: ATTENDED, 2: "FF"})
    assert codes(who, omu(*CLASHING, turned=turned), kind="send") == []
    assert codes(who, omu(*CLASHING, turned=[row("ATTENDANCE_CONFLICT", "off")]), kind="send") == ["LOWER_FIRST"]


@pytest.mark.row("OMU-11")
def test_without_a_curriculum_nothing_is_lower():
    assert codes(second(31, took={1: "FF", 2: "DD"}), omu(), kind="send") == ["LOWER_FIRST"]
    assert codes(second(31, took={1: "FF", 2: "DD"}, mine={"curriculum_id": None}), omu(), kind="send") == []


@pytest.mark.row("OMU-11")
def test_a_waiver_lifts_it_for_one_course_and_policy_for_all():
    who = second(31, took={1: "FF", 2: None}, waivers=(Waiver("LOWER_FIRST", 1),))
    assert [f.waived for f in judge(who, omu(), kind="send").findings] == [True, False]
    assert codes(who, omu(turned=[row("LOWER_FIRST", "off")]), kind="send") == []


# courses of upper classes (OMU-20)


def upper(**figures: Any):
    return ("UPPER_NOT_ALLOWED", figures)


def left(*courses: str):
    return upper(left=list(courses))


BEYOND = upper(case="class", class_year=4, most=3)


@pytest.mark.parametrize(
    ("took", "held", "asked", "expected"),
    [
        ({}, (31,), 51, []),
        ({}, (), 51, []),  # the present semester may be added later
        ({1: "FF"}, (31,), 51, [left("CENG1")]),
        ({1: "FF"}, (11, 31), 51, []),
        ({1: None, 2: "FF"}, (), 51, [left("CENG1", "CENG2")]),
        ({}, (31,), 61, [BEYOND]),
        ({1: "FF"}, (31,), 61, [left("CENG1"), BEYOND]),
        ({1: "FF"}, (31,), 41, []),  # of the own class
        ({1: "FF"}, (31,), 71, []),  # of no class at all
    ],
)
@pytest.mark.row("OMU-20")
def test_one_class_up_once_nothing_lower_is_left_out(took, held, asked, expected):
    assert found(second(*held, took=took), omu(), add=[asked]) == expected


@pytest.mark.row("OMU-20")
def test_added_together_with_what_was_left_it_passes():
    assert codes(second(took={1: "FF"}), omu(), add=[11, 51]) == []
    assert codes(second(took={1: "FF"}), omu(), add=[51]) == ["UPPER_NOT_ALLOWED"]


@pytest.mark.row("OMU-20")
def test_a_failed_course_of_an_earlier_semester_of_the_own_class_is_left_too():
    spring = {"semester": 4}
    assert found(second(mine=spring, took={3: "FF"}), omu(), add=[51]) == [left("CENG3")]
    assert found(second(mine=spring, took={3: "DD"}), omu(), add=[51]) == []


@pytest.mark.row("OMU-20")
def test_the_list_is_judged_when_it_is_sent_and_approved_and_no_drop_is_refused():
    """Who drops the lower course afterwards is told at the sending."""
    who = second(11, 51, took={1: "FF"})
    assert found(who, omu(), drop=[11]) == found(who, omu(), drop=[51]) == []
    assert found(who, omu(), add=[52], drop=[51]) == []
    without = second(51, took={1: "FF"})
    assert found(without, omu()) == [left("CENG1")]
    assert found(without, omu(), kind="send") == [("LOWER_FIRST", {"grade": "FF"}), left("CENG1")]
    assert found(without, omu(), add=[31]) == found(without, omu(), kind="open") == []


@pytest.mark.parametrize(
    ("figures", "cgpa", "asked", "expected"),
    [
        ({"most_up": 2}, "3.60", 61, []),
        ({"most_up": 0}, "3.60", 51, [upper(case="class", class_year=3, most=2)]),
        ({"min_cgpa": "3.00"}, "3.00", 51, []),
        ({"min_cgpa": "3.00"}, "2.99", 51, [upper(case="cgpa", cgpa="2.99", least="3.00")]),
        ({"min_cgpa": "3.00"}, None, 51, [upper(case="cgpa", cgpa="0", least="3.00")]),
        ({}, "0.50", 51, []),
    ],
)
@pytest.mark.row("OMU-20")
def test_how_far_up_and_from_which_cgpa_is_policy(figures, cgpa, asked, expected):
    turned = omu(turned=[row("UPPER_NOT_ALLOWED", "refuse", params=figures)])
    assert found(second(mine={"cgpa": cgpa}), turned, add=[asked]) == expected


@pytest.mark.row("OMU-20")
def test_policy_turns_it():
    who = second(took={1: "FF"})
    assert codes(who, omu(turned=[row("UPPER_NOT_ALLOWED", "off")]), add=[51]) == []
    assert codes(who, omu(), add=[51]) == ["UPPER_NOT_ALLOWED"]
    assert codes(replace(who, programmes=(replace(who.primary, curriculum_id=None),)), omu(), add=[51]) == []


@pytest.mark.row("OMU-11")
def test_tuesday_is_free():
    """A section on another day keeps the lower course due."""
    free = (section(11, NOON), section(12, meeting(TUE, "10:40-12:30")), section(21, LATER))
    assert codes(second(21, took={1: "FF", 2: "FF"}), omu(*free), kind="send") == ["LOWER_FIRST"]
