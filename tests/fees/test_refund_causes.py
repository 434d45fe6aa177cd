"""Why an account has too much: a table of what the charge said before and what it says now."""

from __future__ import annotations

from decimal import Decimal

import pytest

from fees.computing import Assessment, Charge, Step
from fees.models import Entry
from fees.refunds.causes import CAUSES, cause_of
from fees.refunds.moves import TABLE
from people.notice_texts import TEXTS


def charged(*codes: str, line: str = "tuition") -> Entry:
    """A charge that was reversed, with the steps it was kept with."""
    return Entry(line=line, amount=Decimal(1000), steps=[{"code": code, "figures": {}} for code in codes])


def now(*steps: Step, line: str = "tuition", amount: str = "0") -> Assessment:
    return Assessment(charges=(Charge(line, Decimal(amount), steps),))


def by(ground: str, code: str, **figures: str) -> Step:
    return Step(code, "", figures={"ground": ground, **figures})


EVENING = charged("evening", "tariff")
PAST = charged("past_normal_duration", "tariff", line="contribution")


@pytest.mark.parametrize(
    ("before", "after", "cause"),
    [
        (EVENING, Assessment(steps=(by("transfer_out", "no_charge"),)), "transfer_out"),
        (EVENING, Assessment(steps=(by("special_conditions", "no_charge"),)), "special_conditions"),
        (EVENING, Assessment(steps=(by("board_decision", "no_charge"),)), "no_charge"),  # a ground of the office's own
        (EVENING, Assessment(steps=(Step("missed_term", "OMU-85"),)), "missed_term"),
        (EVENING, Assessment(steps=(by("martyr_child", "exempt"),)), "exempt"),
        (PAST, now(Step("past_normal_duration", ""), by("research_assistant", "exempt")), "research_assistant"),
        (EVENING, now(by("programme_closed", "as_first_education")), "programme_closed"),
        (EVENING, now(by("top_ten_to_first", "as_first_education")), "as_first_education"),
        (EVENING, now(by("top_ten", "top_ten"), Step("tariff", ""), amount="200"), "top_ten"),
        (EVENING, now(Step("evening", ""), by("disability", "discount", percent="40"), amount="600"), "discount"),
        (PAST, now(Step("in_normal_duration", "OMU-63")), "semester"),
        (EVENING, now(Step("in_normal_duration", "OMU-63")), "tariff"),  # another programme, not another semester
        (charged("from_abroad", "tariff"), now(Step("from_abroad", ""), Step("tariff", ""), amount="2200"), "tariff"),
        (charged("from_abroad", "tariff"), now(by("blue_card", "group_in_normal_duration")), "exempt"),
        (charged("group_past_normal_duration"), now(by("syria", "group_in_normal_duration")), "semester"),
        (charged("tariff", line="course"), now(Step("evening", ""), amount="1000"), "course"),
    ],
)
def test_the_first_step_that_is_new_and_a_cause_says_why(before: Entry, after: Assessment, cause: str):
    assert cause_of([before], after) == cause


def test_a_ratio_that_became_more_is_a_document():
    before = Entry(line="tuition", steps=[{"code": "discount", "figures": {"ground": "disability", "percent": "40"}}])
    assert cause_of([before], now(by("disability", "discount", percent="60"), amount="400")) == "discount"
    assert cause_of([before], now(by("disability", "discount", percent="40"), amount="600")) == "tariff"


def test_every_cause_has_its_row_and_one_alone_waits_for_a_request():
    assert all(cause.row.startswith("OMU-") for cause in CAUSES.values())
    assert [code for code, cause in CAUSES.items() if cause.on_request] == ["programme_closed"]
    assert {len(code) <= 30 for code in CAUSES} == {True}


def test_every_move_that_tells_has_words():
    assert {move.tells for move in TABLE.values() if move.tells} <= TEXTS.keys()
