"""Scores, pass grades and attendance."""

from __future__ import annotations

from decimal import Decimal

import pytest

from registration.rules import grading
from registration.rules.facts import Grade
from registration.rules.settings import Grading

# the best letters first; DZ (absent) comes from no score
LETTERS = (
    ("AA", True, "90"),
    ("BB", True, "75"),
    ("CC", True, "65"),
    ("DD", True, "60"),
    ("FD", False, "50"),
    ("FF", False, "0"),
    ("DZ", False, None),
)
SCALE = [
    Grade(letter, None, passes, rank, min_score=Decimal(least) if least else None)
    for rank, (letter, passes, least) in enumerate(LETTERS, 1)
]


@pytest.mark.parametrize(
    ("score", "pass_grade", "expected"),
    [
        ("100", None, "AA"),
        ("90.00", None, "AA"),
        ("89.99", None, "BB"),
        ("60", None, "DD"),
        ("59.99", None, "FD"),
        ("0", None, "FF"),
        ("64.99", "65", "FD"),
        ("65.00", "65", "CC"),
        ("20", "65", "FF"),
        ("58", "58", "DD"),
        ("57.99", "58", "FD"),
        ("60", "58", "DD"),
        ("95", "58", "AA"),
    ],
)
def test_a_score_earns_its_letter_and_the_pass_grade_has_the_last_word(score, pass_grade, expected):
    found = grading.letter_of(Decimal(score), reversed(SCALE), Decimal(pass_grade) if pass_grade else None)
    assert found and found.letter == expected


def test_a_scale_without_scores_earns_nothing():
    bare = [Grade("AA", None, True, 1), Grade("FF", None, False, 2)]
    assert grading.letter_of(Decimal(90), bare, None) is None
    assert grading.letter_of(Decimal(90), bare, Decimal(65)) is None
    assert grading.letter_of(Decimal(10), SCALE[:1], None) is None


@pytest.mark.parametrize(
    ("attended", "held", "percent", "expected"),
    [(10, 14, 70, True), (9, 14, 70, False), (7, 10, 70, True), (14, 14, 100, True), (13, 14, 100, False)],
)
def test_attendance_is_compared_without_rounding(attended, held, percent, expected):
    assert grading.attendance_met(attended, held, Decimal(percent)) is expected


def test_a_sections_own_pass_grade_comes_first():
    assert grading.pass_grade_of(Decimal(58), Grading(pass_grade=Decimal(65))) == 58
    assert grading.pass_grade_of(None, Grading(pass_grade=Decimal(65))) == 65
    assert grading.pass_grade_of(None, Grading()) is None


@pytest.mark.parametrize(("wanted", "refused"), [("50", False), ("65", False), ("49.99", True), ("65.01", True)])
def test_the_pass_grade_moves_within_limits(wanted, refused):
    limits = Grading(pass_grade_min=Decimal(50), pass_grade_max=Decimal(65))
    found = [(d.code, d.figures) for d in grading.pass_grade_limit(Decimal(wanted), limits)]
    assert found == ([("PASS_GRADE_LIMIT", {"asked": wanted, "min": "50", "max": "65"})] if refused else [])


def test_without_limits_it_does_not_move():
    [found] = grading.pass_grade_limit(Decimal(58), Grading())
    assert (found.code, found.figures) == ("PASS_GRADE_FIXED", {})
    assert [*grading.pass_grade_limit(Decimal(70), Grading(pass_grade_min=Decimal(50)))] == []
