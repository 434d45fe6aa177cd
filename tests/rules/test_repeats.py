"""NI_CONDITIONS and REPEAT_NOT_ALLOWED: every reason, its boundary, and that a drop or another section changes nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from registration.rules.facts import Enrolled, Line, Taken
from registration.rules.repeats import semesters_between

from .build import codes, curriculum, found, judge, policy, programme, row, student, term


def ni(section_id: int) -> Enrolled:
    return Enrolled(section_id, section_id // 10, status="ni")


def because(reason: str, **figures: Any):
    return [("NI_CONDITIONS", {"case": reason, **figures})]


def ruled(action: str = "refuse", *own: Any, **params: Any):
    """A later row of METU's undergraduates replaces the one before it, so it names the other figures anew."""
    return term(*own, rows=policy(row("NI_CONDITIONS", action, params={"max_per_term": 2, "max_times": 2} | params)))


# NI status


@pytest.mark.parametrize(
    ("held", "add", "count"),
    [((), (11, 21), None), ((), (11, 21, 31), 3), ((11, 21), (31,), 3), ((11,), (21,), None)],
)
@pytest.mark.row("METU-90")
def test_two_courses_a_term(held, add, count):
    expected = because("too_many", count=count, most=2) if count else []
    assert found(student(*(ni(s) for s in held)), add=[Line(s, "ni") for s in add]) == expected


@pytest.mark.row("METU-90")
def test_three_that_were_there_already_are_not_held_against_a_drop_or_another_course():
    three = student(ni(11), ni(21), ni(31), 41, 51, 61)
    assert codes(three, drop=[11]) == []
    assert codes(three, add=[42], drop=[41]) == []
    assert codes(three, add=[Line(12, "ni")], drop=[11]) == []
    assert found(three) == because("too_many", count=3, most=2)


@pytest.mark.row("METU-90")
def test_none_at_all_where_the_university_has_no_such_status():
    assert found(student(), ruled(max_per_term=0), add=[Line(11, "ni")]) == because("too_many", count=1, most=0)


@pytest.mark.parametrize(
    ("programmes", "refused"),
    [
        ((programme(),), True),
        ((programme(curriculum_id=2),), False),
        ((programme(curriculum_id=None),), False),
        ((programme(curriculum_id=2), programme(id=2, curriculum_id=1, is_primary=False)), True),
    ],
)
@pytest.mark.row("METU-90")
def test_only_what_no_programme_of_the_student_asks_for(programmes, refused):
    catalogue = term(
        curriculum({3: {1}}), replace(curriculum({3: {2}}), id=2), rows=policy(row("LOAD_EXCEEDED", "off"))
    )
    expected = because("curriculum") if refused else []
    assert found(student(programmes=programmes), catalogue, add=[Line(11, "ni")]) == expected
    anywhere = ruled("refuse", curriculum({3: {1}}), outside_curriculum=False)
    assert found(student(), anywhere, add=[Line(11, "ni")]) == []


@pytest.mark.parametrize(("times", "refused"), [(0, False), (1, False), (2, True), (3, True)])
@pytest.mark.row("METU-90")
def test_one_repeat_in_ni(times, refused):
    expected = because("times", times=times, most=2) if refused else []
    assert found(student(ni={1: times}), add=[Line(11, "ni")]) == expected


@pytest.mark.row("METU-90")
def test_what_was_ni_stays_ni_unless_the_curriculum_asks_for_it():
    again = student(ni={1: 1})
    assert found(again, add=[11]) == because("only_ni")
    assert found(again, term(curriculum({3: {1}})), add=[11]) == []
    assert found(again, ruled(only_ni_again=False), add=[11]) == []
    assert found(student(ni={1: 0}), add=[11]) == []


@pytest.mark.parametrize(
    ("at", "refused"), [("2026-02-13 16:59:59", False), ("2026-02-23 10:00", True), ("2026-02-27 16:59", True)]
)
@pytest.mark.parametrize(("was", "becomes"), [("ni", "normal"), ("normal", "ni")])
@pytest.mark.row("METU-90")
def test_no_change_of_status_after_the_registration_period(at, refused, was, becomes):
    facts = student(Enrolled(11, 1, status=was), 21, 31, 41, at=at)
    expected = because("status") if refused else []
    assert [f for f in found(facts, add=[Line(11, becomes)], drop=[11]) if f[0] != "FEW_COURSES"] == expected
    assert found(facts, add=[Line(12, becomes)], drop=[11]) == expected  # in another section as well
    assert found(facts, add=[Line(12, was)], drop=[11]) == []
    assert found(facts, add=[Line(51, "ni")]) == []  # a new course is no change
    assert found(facts, ruled(status_fixed=False), add=[Line(12, becomes)], drop=[11]) == []


@pytest.mark.parametrize(
    ("cgpa", "least", "refused"),
    [("1.80", None, False), ("1.80", "2.00", True), ("1.99", "2.00", True), ("2.00", "2.00", False)],
)
@pytest.mark.row("METU-90")
def test_a_least_cgpa_is_asked_for_only_where_policy_says_so(cgpa, least, refused):
    facts = student(mine={"cgpa": cgpa})
    expected = because("cgpa", cgpa=cgpa, least="2.00") if refused else []
    assert found(facts, ruled(min_cgpa=least) if least else None, add=[Line(11, "ni")]) == expected


@pytest.mark.row("METU-90")
def test_students_on_probation_where_policy_shuts_them_out():
    facts = student(mine={"on_probation": True, "cgpa": "1.90"})
    assert [f for f in found(facts, add=[Line(11, "ni")]) if f[0] == "NI_CONDITIONS"] == []
    shut = found(facts, ruled(on_probation=False), add=[Line(11, "ni")])
    assert [f for f in shut if f[0] == "NI_CONDITIONS"] == because("probation")


@pytest.mark.row("METU-90")
def test_all_reasons_come_at_once_and_no_cgpa_is_too_low():
    catalogue = ruled("refuse", curriculum({3: {1}}), min_cgpa="2.00", max_per_term=0)
    reasons = [f["case"] for _, f in found(student(mine={"cgpa": None}, ni={1: 2}), catalogue, add=[Line(11, "ni")])]
    assert reasons == ["curriculum", "times", "cgpa", "too_many"]


@pytest.mark.row("METU-90")
def test_policy_turns_ni():
    facts = student(ni={1: 2})
    for action in ("refuse", "warn", "off"):
        verdict = judge(facts, ruled(action), add=[Line(11, "ni")])
        assert [f.action for f in verdict.findings] == ([] if action == "off" else [action])


# a passed course again

REPEAT = "REPEAT_NOT_ALLOWED"


def ncc(*held, took: dict[int, Taken], **mine: Any):
    return replace(student(*held, mine={"campus": "NCC", **mine}), taken=took)


def passed(first: str, grade: str = "DD", **fields: Any) -> Taken:
    return Taken(fields.pop("term_code", first), grade, first_term=first, **fields)


@pytest.mark.parametrize(
    ("first", "grade", "late"),
    [
        ("20242", "DD", False),  # two semesters ago
        ("20232", "AA", False),  # four
        ("20233", "CC", False),  # a summer belongs to its spring
        ("20231", "DD", True),  # five
        ("20231", "FD", False),  # a failure has to be repeated
        ("2023F", "DD", False),  # a term that cannot be counted
    ],
)
def test_within_four_semesters_after_the_first_taking(first, grade, late):
    expected = [(REPEAT, {"case": "late", "first": first, "within": 4})] if late else []
    assert found(ncc(took={1: passed(first, grade)}), add=[11]) == expected


@pytest.mark.parametrize(("before", "listed", "refused"), [(5, 0, False), (6, 0, True), (4, 1, False), (5, 1, True)])
def test_six_repeats_in_all(before, listed, refused):
    took = {100: passed("20242", improved=before), 1: passed("20251"), 2: passed("20251")}
    expected = [(REPEAT, {"repeats": before + listed + 1, "most": 6})] if refused else []
    assert found(ncc(*(21,) * listed, took=took), add=[11]) == expected


@pytest.mark.parametrize(
    ("mine", "free"), [({"on_probation": True}, True), ({"on_probation": False}, False), ({"campus": ""}, True)]
)
def test_who_is_free(mine, free):
    facts = ncc(took={1: passed("20221")}, **{"cgpa": "2.20", **mine})
    assert [code for code in codes(facts, add=[11]) if code == REPEAT] == ([] if free else [REPEAT])


@pytest.mark.parametrize(
    ("cgpa", "grades", "free"),
    [
        ("1.99", ("DD", "DD"), True),
        ("2.00", ("DD", "DD"), False),
        ("1.99", ("DD", "FF"), False),  # a must is missing
        ("1.99", ("DD",), False),
        (None, ("DD", "DD"), True),
    ],
)
def test_who_passed_everything_and_lacks_the_average_repeats_what_he_likes(cgpa, grades, free):
    took = {n: passed("20221", grade) for n, grade in enumerate(grades, 1)}
    catalogue = term(curriculum({1: {1, 2}}, total=2))
    assert codes(ncc(took=took, cgpa=cgpa), catalogue, add=[11]) == ([] if free else [REPEAT])


def test_a_repeat_is_judged_when_it_is_asked_for():
    took = {1: passed("20221")}
    assert codes(ncc(11, 21, 31, 41, took=took), add=[12], drop=[11]) == []
    assert codes(ncc(11, 21, 31, 41, took=took), drop=[11]) == []
    assert codes(ncc(11, 21, 31, 41, took=took), add=[51]) == []
    assert codes(ncc(11, 21, 31, 41, took=took), kind="send") == [REPEAT]
    assert codes(ncc(took=took), add=[Line(11, "ni")]) == []


def test_policy_turns_repeats():
    scope = {"level": None, "params": {"within": 1}}
    facts = replace(student(), taken={1: passed("20242")})
    assert codes(facts, add=[11]) == []
    for action in ("refuse", "warn"):
        [finding] = judge(facts, term(rows=policy(row(REPEAT, action, **scope))), add=[11]).findings
        assert (finding.action, finding.figures) == (action, {"case": "late", "first": "20242", "within": 1})


@pytest.mark.parametrize(
    ("first", "now", "count"),
    [
        ("20251", "20251", 0),
        ("20251", "20252", 1),
        ("20252", "20261", 1),
        ("20253", "20261", 1),
        ("20212", "20252", 8),
        ("2025", "20252", None),
        ("20254", "20252", None),
        ("", "20252", None),
    ],
)
def test_semesters_between_terms(first, now, count):
    assert semesters_between(first, now) == count
