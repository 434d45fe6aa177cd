"""The multiplier and the discounts: on which lines, one after the other, and rounded once."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from .build import OMU, case, computed, ground, lines, tariff, told

ENGLISH, ABROAD = {"foreign_language": True}, {"admission": "international"}
ONLY_TUITION = replace(OMU, disability_lines=("tuition",))
ALL_LINES = replace(OMU, disability_lines=("contribution", "tuition", "foreign", "material"))
FROM_40 = replace(OMU, disability_min=Decimal(40))


def disabled(percent: str, **about):
    return ground("by_ratio", percent, **about)


@pytest.mark.parametrize(
    ("kind", "semester", "grounds", "about", "due"),
    [
        ("evening", 3, [], ENGLISH, [("tuition", "1500.00")]),
        ("day", 3, [], ENGLISH | ABROAD, [("foreign", "2250.00")]),
        ("day", 9, [], ENGLISH, [("contribution", "200.00")]),
        ("evening", 3, [ground("top_ten")], ENGLISH, [("contribution", "200.00")]),
        ("day", 3, [ground("turkish_preparation")], ENGLISH | ABROAD, [("preparation", "800.00")]),
        (
            "distance",
            3,
            [],
            ENGLISH | {"level": "associate", "faculty_id": 99},
            [("tuition", "577.50"), ("material", "215.00")],
        ),
        ("evening", 3, [disabled("40")], {}, [("tuition", "600.00")]),
        ("evening", 3, [disabled("100")], {}, [("tuition", "0.00")]),
        ("evening", 3, [disabled("33.33")], {}, [("tuition", "666.70")]),
        ("evening", 3, [disabled("40")], ENGLISH, [("tuition", "900.00")]),
        ("day", 3, [disabled("40")], ABROAD, [("foreign", "900.00")]),
        ("day", 9, [disabled("40")], {}, [("contribution", "200.00")]),
        ("evening", 3, [disabled("40"), ground("top_ten")], {}, [("contribution", "200.00")]),
        ("day", 3, [ground("yos_list")], ABROAD, [("foreign", "750.00")]),
        ("evening", 3, [ground("yos_list")], {}, [("tuition", "1000.00")]),
        ("day", 3, [ground("yos_list"), disabled("40")], ABROAD | ENGLISH, [("foreign", "675.00")]),
        ("evening", 3, [disabled("40", code="a"), disabled("10", code="b")], {}, [("tuition", "540.00")]),
    ],
)
def test_what_makes_a_sum_more_or_less(kind, semester, grounds, about, due):
    assert lines(computed(case(kind, semester, *grounds, **about))) == due


@pytest.mark.parametrize(
    ("figures", "percent", "due"),
    [
        (OMU, "1", "990.00"),
        (OMU, None, "1000.00"),
        (FROM_40, "39.99", "1000.00"),
        (FROM_40, "40", "600.00"),
        (replace(OMU, disability_lines=()), "40", "1000.00"),
    ],
)
def test_the_ratio_counts_from_where_policy_says(figures, percent, due):
    assert lines(computed(case("evening", 3, disabled(percent)), figures)) == [("tuition", due)]


def test_policy_says_which_lines_the_ratio_lowers():
    assert lines(computed(case("day", 3, disabled("40"), **ABROAD), ONLY_TUITION)) == [("foreign", "1500.00")]
    assert lines(computed(case("day", 9, disabled("40")), ALL_LINES)) == [("contribution", "120.00")]


def test_the_multiplier_and_the_discount_of_the_list_are_policy():
    plain = replace(OMU, foreign_language_multiplier=Decimal("1.00"), yos_discount=Decimal(0))
    (charge,) = computed(case("day", 3, ground("yos_list"), **ABROAD | ENGLISH), plain).charges
    assert [s.code for s in charge.steps] == ["from_abroad", "tariff"]
    more = replace(OMU, foreign_language_multiplier=Decimal("2.50"))
    assert lines(computed(case("evening", **ENGLISH), more)) == [("tuition", "2500.00")]


def test_the_steps_come_in_order_with_their_figures():
    a_case = case("day", 3, disabled("40.00"), ground("yos_list"), **ABROAD | ENGLISH)
    (charge,) = computed(a_case).charges
    assert told(charge.steps) == [
        ("from_abroad", "OMU-104", None),
        ("tariff", "D5", "1500.00"),
        ("foreign_language", "OMU-115", "2250.00"),
        ("discount", "R", "1125.00", "No 7"),
        ("discount", "R", "675.00", "No 7"),
    ]
    assert [dict(s.figures) for s in charge.steps[2:]] == [
        {"multiplier": "1.50"},
        {"ground": "yos_list", "percent": "50"},
        {"ground": "by_ratio", "percent": "40.00"},
    ]


@pytest.mark.parametrize(
    ("amount", "period", "percent", "due"),
    [
        ("1000.01", "year", None, "500.01"),  # 500.005
        ("1000.03", "year", None, "500.02"),  # 500.015
        ("1.00", "term", "0.50", "1.00"),  # 0.995
        ("1.00", "term", "0.51", "0.99"),  # 0.9949
        ("0.01", "term", "50", "0.01"),  # 0.005
        ("0.01", "term", "50.01", "0.00"),  # 0.004999
        ("33.33", "term", "50", "16.67"),  # 16.665
    ],
)
def test_half_a_kurus_goes_up(amount, period, percent, due):
    row = tariff(1, "tuition", amount, period=period)
    grounds = [disabled(percent)] if percent else []
    assert lines(computed(case("evening", 3, *grounds), tariffs=(row,))) == [("tuition", due)]


def test_a_line_is_rounded_once_at_its_end():
    """0.09 a year is 0.045 a term: ×1.50 0.0675, −50% 0.03375. Half of a rounded 0.07 would be 0.04."""
    row = tariff(1, "tuition", "0.09", period="year")
    (charge,) = computed(case("evening", 3, disabled("50"), **ENGLISH), tariffs=(row,)).charges
    assert [str(s.amount) for s in charge.steps[1:]] == ["0.05", "0.07", "0.03"]
    assert str(charge.amount) == "0.03"
