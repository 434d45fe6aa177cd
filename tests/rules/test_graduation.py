"""Who may graduate, and who may sit a single-course exam."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from registration.rules.facts import Case, Change, Taken
from registration.rules.graduation import against_graduation, against_single_course_exam, successful
from registration.rules.settings import Standing
from tests.rules.build import GRADES, course, curriculum, programme, student, term

KOU = Standing(low_gpa_fails=True, max_terms=14)
PLAN = curriculum({1: {1, 2}, 2: {3}}, {2: 1}, total=4)  # three musts and one elective
CATALOGUE = term(PLAN, replace(course(8), equivalents=()), replace(course(3), equivalents=(7,)))
CATALOGUE = replace(
    CATALOGUE,
    grades=GRADES | {"DD": replace(GRADES["DD"], conditional=True), "DC": replace(GRADES["DC"], conditional=True)},
)
DONE = {1: "CC", 2: "CC", 3: "CC", 5: "CC"}


def case(took: dict[int, str | Taken], cgpa: str | None = "2.50", plan: int | None = 1) -> Case:
    letters = {c: t for c, t in took.items() if isinstance(t, str)}
    mine = replace(programme(), cgpa=Decimal(cgpa) if cgpa else None, curriculum_id=plan)
    facts = student(took=letters, programmes=(mine,))
    facts = replace(facts, taken={**facts.taken, **{c: t for c, t in took.items() if isinstance(t, Taken)}})
    return Case(CATALOGUE, facts, Change(), "page")


def graduation(took, cgpa: str | None = "2.50", *, terms: int = 8, p: Standing = KOU, plan: int | None = 1):
    return [(d.code, d.figures) for d in against_graduation(case(took, cgpa, plan), p, terms)]


def exam(took, cgpa: str = "2.50", plan: int | None = 1):
    return [(d.code, d.figures) for d in against_single_course_exam(case(took, cgpa, plan), KOU)]


def test_everything_passed_with_the_average():
    assert graduation(DONE, "2.00") == []


@pytest.mark.parametrize("cgpa", ["1.99", None])
def test_a_low_average(cgpa):
    assert graduation(DONE, cgpa) == [("GNO_LOW", {"cgpa": cgpa, "min": "2.00"})]
    assert graduation(DONE, "1.99", p=replace(KOU, graduation_gpa=Decimal("1.99"))) == []


@pytest.mark.parametrize(
    ("took", "courses", "electives"),
    [
        ({1: "FF"}, "CENG1", 0),
        ({5: "FF"}, None, 1),
        ({1: Taken("20251", "DD", outcome="must_repeat")}, "CENG1", 0),
    ],
)
def test_what_is_missing_from_the_curriculum(took, courses, electives):
    expected = ("GRADUATION_COURSES", {"courses": courses, "electives": electives})
    assert graduation({**DONE, **took}) == [expected]


def test_an_equivalent_passes_for_the_must_course_and_fills_no_elective():
    others = {c: grade for c, grade in DONE.items() if c not in (3, 5)}
    assert graduation({**others, 7: "CC", 5: "CC"}) == []
    assert graduation({**others, 7: "CC"}) == [("GRADUATION_COURSES", {"courses": None, "electives": 1})]


def test_a_conditional_letter_fails_with_a_low_average_alone():
    took = {**DONE, 1: "DD"}
    missing = ("GRADUATION_COURSES", {"courses": "CENG1", "electives": 0})
    assert graduation(took, "2.00") == []
    assert graduation(took, "1.99") == [("GNO_LOW", {"cgpa": "1.99", "min": "2.00"}), missing]
    assert [code for code, _ in graduation(took, "1.99", p=replace(KOU, low_gpa_fails=False))] == ["GNO_LOW"]


@pytest.mark.parametrize(("terms", "refused"), [(14, False), (15, True)])
def test_the_maximum_period(terms, refused):
    assert graduation(DONE, terms=terms) == ([("GRADUATION_PERIOD", {"terms": 15, "max": 14})] if refused else [])
    assert graduation(DONE, terms=terms, p=replace(KOU, max_terms=None)) == []


def test_without_a_curriculum_nobody_graduates():
    assert graduation(DONE, plan=None) == [("CURRICULUM_UNKNOWN", {})]
    assert exam(DONE, plan=None) == [("CURRICULUM_UNKNOWN", {})]


@pytest.mark.parametrize(
    ("took", "expected"),
    [
        ({1: Taken("20251", "FF", attendance_met=True)}, []),
        ({1: Taken("20251", "FF")}, []),
        ({5: Taken("20251", "FF")}, []),
        ({1: "FF", 2: "FF"}, [("SINGLE_COURSE_COUNT", {"left": 2})]),
        ({1: "FF", 5: "FF"}, [("SINGLE_COURSE_COUNT", {"left": 2})]),
        ({}, [("SINGLE_COURSE_COUNT", {"left": 0})]),
        ({1: Taken("20251", "NA", attendance_met=False)}, [("ATTENDANCE_NOT_MET", {"grade": "NA"})]),
        ({5: Taken("20251", "NA", attendance_met=False)}, [("ATTENDANCE_NOT_MET", {"grade": "NA"})]),
    ],
)
def test_who_may_sit_the_exam_of_a_single_course(took, expected):
    assert exam({**DONE, **took}) == expected


def test_a_course_never_taken_is_no_single_course():
    expected = [("SINGLE_COURSE_NOT_TAKEN", {})]
    assert exam({c: grade for c, grade in DONE.items() if c != 1}) == expected
    assert exam({c: grade for c, grade in DONE.items() if c != 5}) == expected


def test_one_of_several_failed_electives_that_was_attended_does():
    absent = {5: Taken("20251", "NA", attendance_met=False)}
    assert exam({**DONE, **absent, 6: "FF"}) == []


@pytest.mark.parametrize(
    ("took", "cgpa", "expected"),
    [
        ({1: "CC", 2: "FD"}, "2.10", False),
        ({1: "CC", 2: "CC"}, "2.10", True),
        ({1: "CC", 2: "DD"}, "2.00", True),
        ({1: "CC", 2: "DD"}, "1.99", False),
        ({1: "CC", 2: "CC"}, "1.99", False),
        ({1: "CC"}, None, False),
        ({1: "CC", 2: Taken("20251", "DD", outcome="must_repeat")}, "2.10", False),
        ({1: "CC", 2: Taken("20251", "DD", outcome="conditional")}, "2.10", True),
        ({3: "FF", 7: "CC"}, "2.10", True),  # 7 stands for 3
    ],
)
def test_who_is_successful(took, cgpa, expected):
    assert successful(case(took, cgpa), KOU) is expected
