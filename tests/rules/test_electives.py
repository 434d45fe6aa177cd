"""CATEGORY_MISMATCH: what the catalogue lets a department's students take a course as, and Free Elective besides."""

from __future__ import annotations

import pytest

from registration.rules.facts import Line, Waiver

from .build import CENG, EE, codes, course, curriculum, found, policy, programme, row, student, term

ELECTIVE = course(5, categories={CENG: frozenset({"TE", "RE"}), EE: frozenset({"DE"}), None: frozenset({"NTE"})})
MUST = curriculum({1: {5}})


def mismatch(asked: str, *admits: str, **case: str):
    return [("CATEGORY_MISMATCH", {"asked": asked, "admits": list(admits)} | case)]


@pytest.mark.parametrize(
    ("department", "asked", "expected"),
    [
        (CENG, "TE", []),
        (CENG, "RE", []),
        (CENG, "NTE", mismatch("NTE", "RE", "TE", "FE")),
        (EE, "DE", []),
        (EE, "TE", mismatch("TE", "DE", "FE")),
        (236, "NTE", []),  # of a department without a row of its own
        (236, "TE", mismatch("TE", "NTE", "FE")),
        (CENG, "FE", []),  # Free Elective, whatever the catalogue says
        (CENG, "", []),  # nothing is claimed
    ],
)
@pytest.mark.row("METU-61")
def test_an_elective_is_taken_in_a_category_of_the_catalogue(department, asked, expected):
    who = student(11, 21, mine={"department_id": department})
    assert found(who, term(ELECTIVE), add=[Line(51, category=asked)]) == expected


@pytest.mark.row("METU-61")
def test_a_course_without_categories_may_be_a_free_elective_only():
    assert found(student(), add=[Line(51, category="TE")]) == mismatch("TE", "FE")
    assert found(student(), add=[Line(51, category="FE")]) == []


@pytest.mark.row("METU-61")
def test_free_elective_is_policy():
    strict = term(ELECTIVE, rows=policy(row("CATEGORY_MISMATCH", "refuse", params={"free_elective": False})))
    assert found(student(), strict, add=[Line(51, category="FE")]) == mismatch("FE", "RE", "TE")
    free = course(5, categories={None: frozenset({"FE"})})
    strict = term(free, rows=policy(row("CATEGORY_MISMATCH", "refuse", params={"free_elective": False})))
    assert found(student(), strict, add=[Line(51, category="FE")]) == []
    assert found(student(), term(free), add=[Line(51, category="TE")]) == mismatch("TE", "FE")


@pytest.mark.parametrize("asked", ["TE", "FE"])
@pytest.mark.row("METU-61")
def test_a_must_course_is_no_elective(asked):
    assert found(student(), term(ELECTIVE, MUST), add=[Line(51, category=asked)]) == mismatch(asked, case="must")
    assert found(student(), term(ELECTIVE, MUST), add=[51]) == []


@pytest.mark.row("METU-61")
def test_a_must_of_one_programme_may_be_an_elective_of_another():
    second = programme(id=2, department_id=EE, curriculum_id=None, is_primary=False)
    both = student(programmes=(programme(), second))
    assert found(both, term(ELECTIVE, MUST), add=[Line(51, category="DE")]) == []
    assert found(both, term(ELECTIVE, MUST), add=[Line(51, category="TE")]) == mismatch("TE", "DE", "FE")
    assert found(both, term(ELECTIVE), add=[Line(51, category="TE")]) == []


@pytest.mark.row("METU-61")
def test_a_change_of_section_is_judged_and_a_drop_is_not():
    held = student(11, 21, 31, 51)
    assert found(held, term(ELECTIVE), add=[Line(52, category="NTE")], drop=[51]) == mismatch("NTE", "RE", "TE", "FE")
    assert found(held, term(ELECTIVE), drop=[51]) == []
    assert found(held, term(ELECTIVE), kind="send") == found(held, term(ELECTIVE)) == []


@pytest.mark.row("METU-61")
def test_policy_and_waiver_turn_it():
    off = term(ELECTIVE, rows=policy(row("CATEGORY_MISMATCH", "off")))
    assert codes(student(), off, add=[Line(51, category="NTE")]) == []
    waived = student(waivers=(Waiver("CATEGORY_MISMATCH", 5),))
    assert codes(waived, term(ELECTIVE), add=[Line(51, category="NTE")]) == ["CATEGORY_MISMATCH"]
