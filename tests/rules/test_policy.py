"""Policy rows: who is covered, which row wins, what is inherited, from which day; and the parser of figures."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import combinations

import pytest

from registration.rules import SHAPES, ParamErrors, parse
from registration.rules.policy import THROUGHOUT, Policy, Row, Ruling, Scope

from .build import codes, metu, policy, programme, row, student, term


@dataclass(frozen=True)
class Shape:
    a: int = 1
    b: int = 2


P = programme(campus="NCC")
DAY, LONG_AGO = date(2026, 2, 10), date(2000, 1, 1)
FIELDS = {
    "programme_id": P.programme_id,
    "department_id": P.department_id,
    "faculty_id": P.faculty_id,
    "campus": P.campus,
    "level": P.level,
    "education_type": P.education_type,
}
RANKED = list(FIELDS)
OTHERS = [
    ("programme_id", 99),
    ("department_id", 99),
    ("faculty_id", 99),
    ("campus", "ANK"),
    ("level", "master"),
    ("education_type", "evening"),
]


def given(name: str = "", *, since: date = LONG_AGO, scope: Scope | None = None, **fields) -> Row:
    return Row("R", scope or Scope(), since, name, **fields)


def ruling(*rows: Row, day: date = DAY, who=P) -> Ruling | None:
    return Policy(rows, {"R": Shape}).rulings(who, day)["R"]


@pytest.mark.parametrize(("higher", "lower"), list(combinations(RANKED, 2)))
def test_the_row_that_names_the_higher_field_wins(higher, lower):
    narrow = given("refuse", scope=Scope(**{higher: FIELDS[higher]}))
    wide = given("warn", scope=Scope(**{lower: FIELDS[lower]}))
    assert ruling(narrow, wide).action == ruling(wide, narrow).action == "refuse"


@pytest.mark.parametrize("place", range(5))
def test_one_higher_field_outweighs_all_below_it(place):
    one = given("refuse", scope=Scope(**{RANKED[place]: FIELDS[RANKED[place]]}))
    all_below = given("warn", scope=Scope(**{name: FIELDS[name] for name in RANKED[place + 1 :]}))
    assert ruling(one, all_below).action == ruling(all_below, one).action == "refuse"


@pytest.mark.parametrize("name", RANKED)
def test_any_field_outranks_none_and_a_second_one_outranks_one(name):
    mine = given("refuse", scope=Scope(**{name: FIELDS[name]}))
    everyone = given("off")
    everything = given("warn", scope=Scope(**FIELDS))
    assert ruling(mine, everyone).action == ruling(everyone, mine).action == "refuse"
    assert ruling(everything, mine, everyone).action == "warn"


@pytest.mark.parametrize(("name", "other"), OTHERS)
def test_a_row_of_another_scope_does_not_apply(name, other):
    foreign = given("refuse", scope=Scope(**FIELDS | {name: other}))
    assert ruling(foreign) is None
    assert ruling(given("warn"), foreign).action == "warn"


def test_what_is_empty_is_inherited_field_by_field():
    wide = given("refuse", phases=("add",), params={"a": 5, "b": 6}, article="art. 1")
    level = given(scope=Scope(level="bachelor"), params={"b": 7})
    unit = given("warn", scope=Scope(department_id=P.department_id), phases=("drop",))
    assert ruling(wide, level, unit) == Ruling("warn", ("drop",), Shape(5, 7), "art. 1")
    assert ruling(wide, level) == Ruling("refuse", ("add",), Shape(5, 7), "art. 1")
    assert ruling(given("refuse")) == Ruling("refuse", (), Shape(1, 2), "")


@pytest.mark.parametrize(
    ("day", "action"),
    [
        (date(2026, 2, 8), None),
        (date(2026, 2, 9), "warn"),  # the first day is included
        (date(2026, 2, 10), "warn"),
        (date(2026, 2, 11), "refuse"),
        (date(2027, 1, 1), "refuse"),
    ],
)
def test_a_row_is_in_force_from_its_day_to_the_next_of_its_scope(day, action):
    rows = (given("refuse", since=date(2026, 2, 11)), given("warn", since=date(2026, 2, 9)))
    assert (found.action if (found := ruling(*rows, day=day)) else None) == action


def test_a_later_row_replaces_the_earlier_one_of_its_scope_whole():
    """What it leaves empty comes from the wider scope, never from the row that it replaces."""
    wide = given("warn", params={"a": 8}, article="wide")
    earlier = given("refuse", scope=Scope(level="bachelor"), params={"a": 5, "b": 6}, article="old", phases=("add",))
    later = given(scope=Scope(level="bachelor"), since=DAY, params={"b": 7})
    assert ruling(wide, earlier, later) == Ruling("warn", (), Shape(8, 7), "wide")


def test_a_later_row_of_a_wider_scope_leaves_the_narrower_alone():
    narrow = given("refuse", scope=Scope(level="bachelor"))
    assert ruling(narrow, given("off", since=DAY)).action == "refuse"


def test_no_action_at_any_level_is_no_ruling():
    assert ruling() is None
    assert ruling(given(params={"a": 3}), given(scope=Scope(level="bachelor"), article="art. 1")) is None


def test_off_is_an_answer():
    assert ruling(given("refuse"), given("off", scope=Scope(level="bachelor"))).action == "off"


def test_answers_of_one_programme_and_day_are_not_those_of_another():
    rows = Policy([given("refuse", scope=Scope(level="bachelor")), given("warn", since=DAY)], {"R": Shape})
    asked = [(P, date(2026, 2, 9)), (P, DAY), (programme(level="master"), DAY), (programme(level="master"), LONG_AGO)]
    answers = [rows.rulings(who, day)["R"] for who, day in asked + asked]
    assert [a.action if a else None for a in answers] == ["refuse", "refuse", "warn", None] * 2


@pytest.mark.parametrize(
    ("later", "since", "actions"),
    [
        ([given("warn", since=date(2026, 2, 5))], THROUGHOUT, ("off", "off")),  # in place of every row of the scope
        ([given("warn", since=date(2026, 2, 5))], LONG_AGO, ("off", "warn")),  # of the row of that day alone
        ([], date(2026, 2, 1), ("refuse", "off")),  # a day of its own
    ],
)
def test_a_draft_stands_in_place_of_the_row_of_its_scope_and_day(later, since, actions):
    narrow = given("warn", scope=Scope(level="master"))
    known = Policy([given("refuse"), *later, narrow], {"R": Shape})
    drafted = known.drafted([given("off", since=since)])

    days = (date(2026, 1, 1), DAY)
    assert tuple(drafted.rulings(P, day)["R"].action for day in days) == actions
    assert drafted.rulings(replace(P, level="master"), DAY)["R"].action == "warn"
    assert known.rulings(P, date(2026, 1, 1))["R"].action == "refuse"  # the policy itself is as it was


@pytest.mark.parametrize(("name", "other"), OTHERS)
def test_nor_are_those_of_a_programme_that_differs_in_one_field(name, other):
    rows = Policy([given("refuse", scope=Scope(**{name: FIELDS[name]})), given("warn")], {"R": Shape})
    asked = (P, replace(P, **{name: other}), P)
    assert [rows.rulings(who, DAY)["R"].action for who in asked] == ["refuse", "warn", "refuse"]


@pytest.mark.parametrize(
    ("at", "expected"),
    [("2026-02-10 23:59:59", ["FEE_UNPAID"]), ("2026-02-11 00:00:00", [])],
)
def test_the_clock_of_the_facts_chooses_the_day(at, expected):
    """In Istanbul: at its midnight it is still the day before in UTC."""
    turned = term(rows=policy(row("FEE_UNPAID", "off", since="2026-02-11")))
    assert codes(student(at=at, due=Decimal(1)), turned, add=[11]) == expected


# figures


@pytest.mark.parametrize(
    ("code", "params", "wrong"),
    [
        ("FEW_COURSES", {"leest": 3}, {"leest"}),
        ("FEW_COURSES", {"least": "3"}, {"least"}),
        ("FEW_COURSES", {"least": 3.0}, {"least"}),
        ("FEW_COURSES", {"least": True}, {"least"}),
        ("FEW_COURSES", {"least": None}, {"least"}),
        ("WINDOW_CLOSED", {"least": 3}, {"least"}),
        ("LOAD_EXCEEDED", {"normal": 5.5}, {"normal"}),
        ("LOAD_EXCEEDED", {"normal": "five"}, {"normal"}),
        ("LOAD_EXCEEDED", {"normal": "NaN"}, {"normal"}),
        ("LOAD_EXCEEDED", {"normal": "Infinity"}, {"normal"}),
        ("LOAD_EXCEEDED", {"normal": True}, {"normal"}),
        ("LOAD_EXCEEDED", {"unit": 1}, {"unit"}),
        ("LOAD_EXCEEDED", {"bands": {"cgpa_from": "0"}}, {"bands"}),
        ("LOAD_EXCEEDED", {"bands": ["0"]}, {"bands"}),
        ("LOAD_EXCEEDED", {"bands": [{"cgpa": "0"}]}, {"bands"}),
        ("LOAD_EXCEEDED", {"bands": [{"max": 2.5}]}, {"bands"}),
        ("LOAD_EXCEEDED", {"unit": 1, "normal": "x", "extra": 1}, {"unit", "normal", "extra"}),  # all at once
        ("LOAD_EXCEEDED", {"unit": "etcs"}, {"unit"}),
    ],
)
def test_wrong_figures_are_named(code, params, wrong):
    with pytest.raises(ParamErrors) as caught:
        parse(SHAPES[code], params)
    assert caught.value.errors.keys() == wrong


def test_the_form_is_told_what_is_wrong_by_key():
    with pytest.raises(ParamErrors) as caught:
        parse(SHAPES["LOAD_EXCEEDED"], {"unit": 1, "bands": "x", "normal": "x", "extra": 1})
    assert caught.value.errors == {
        "unit": "must be one of courses, credit, ects",
        "bands": "must be a list",
        "normal": "must be a number",
        "extra": "unknown key",
    }
    assert str(caught.value) == "; ".join(f"{key}: {text}" for key, text in caught.value.errors.items())


def test_figures_come_as_their_dataclass():
    figures = parse(SHAPES["LOAD_EXCEEDED"], {"normal": None, "bands": [{"cgpa_from": "2.50", "max": 7}, {}]})
    assert (figures.unit, figures.normal, figures.graduating_extra) == ("courses", None, None)
    assert [(b.cgpa_from, b.max, b.extra) for b in figures.bands] == [
        (Decimal("2.50"), Decimal(7), Decimal(0)),
        (Decimal(0), None, Decimal(0)),
    ]


def test_the_figures_of_metu_are_those_of_the_design():
    """DESIGN.md §12: one more course from CGPA 2.00, two more from 2.50, two more for who can graduate; fewer than 3."""
    rulings = Policy(metu(), SHAPES).rulings(programme(), DAY)
    load, few = rulings["LOAD_EXCEEDED"], rulings["FEW_COURSES"]
    assert [(b.cgpa_from, b.max, b.extra) for b in load.params.bands] == [
        (Decimal(0), None, Decimal(0)),
        (Decimal("2.00"), None, Decimal(1)),
        (Decimal("2.50"), None, Decimal(2)),
    ]
    assert (load.action, load.params.unit, load.params.graduating_extra) == ("refuse", "courses", Decimal(2))
    assert (few.action, few.params.least) == ("warn", 3)


@pytest.mark.parametrize(
    ("wide", "narrow", "confirmed"),
    [
        ({"name": "warn", "params": {"a": 5}}, {"name": "refuse"}, (False, False, False, True)),
        (
            {"name": "warn"},
            {"name": "refuse", "params": {"a": 5}},
            (False, True, False, True),
        ),  # nothing of the wide one
        ({"name": "warn"}, {"params": {"a": 5}}, (False, False, False, True)),  # its action
        ({"name": "warn", "params": {"a": 4}}, {"name": "off", "params": {"a": 5}}, (False, True, False, True)),
    ],
)
def test_a_ruling_is_confirmed_if_every_row_with_a_word_in_it_is(wide, narrow, confirmed):
    scope = Scope(level="bachelor")
    pairs = [(False, False), (False, True), (True, False), (True, True)]
    rulings = [ruling(given(**wide, confirmed=w), given(**narrow, scope=scope, confirmed=n)) for w, n in pairs]
    assert tuple(r.confirmed for r in rulings) == confirmed


def test_a_ruling_is_as_old_as_its_latest_row_and_the_later_days_are_known():
    scope = Scope(level="bachelor")
    rows = (
        given("warn", params={"a": 5}),
        given(scope=scope, since=date(2026, 1, 1), params={"b": 7}),
        given(scope=scope, since=date(2026, 3, 1), params={"b": 8}),
        given("off", since=date(2026, 4, 1)),
        given("off", scope=Scope(level="master"), since=date(2026, 5, 1)),
    )
    assert ruling(*rows).since == date(2026, 1, 1)
    assert Policy(rows, {"R": Shape}).days_after(P, DAY) == [date(2026, 3, 1), date(2026, 4, 1)]
