"""For all pairs of attributes of a student, what is computed agrees with a table written from the rows alone.

The table (tests/fees/by_the_rows.py) knows nothing of fees/computing: a student is a line of words there, and every sum
stands in it as a figure. Three sweeps: a covering array in which each two values of two attributes meet once; each two
deviations from a plain student of every kind; and students at random.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fees.computing import Case, Course, Ground, Tariff, Tariffs, Unit, compute
from registration.rules.settings import Fees
from tests.rules.build import policy, programme

from .by_the_rows import SUMS_OF_TARIFFS, owed

# each attribute with its values, the plain one first
ATTRIBUTES: dict[str, tuple[str, ...]] = {
    "policy": ("omu", "omu_zero", "kou", "kou_final", "metu"),
    "type": ("day", "evening", "distance", "mixed"),
    "unit": ("eng", "law", "myo", "msc"),
    "semester": ("first", "last", "over"),
    "admission": ("national", "international", "protocol", "special", "exchange"),
    "language": ("tr", "en"),
    "disability": ("none", "40", "33.33", "100"),
    "term": ("on", "leave", "first_leave", "missed", "summer"),
    "courses": ("none", "both_modes", "only_distance", "one_of_each"),
    "charged_before": ("no", "yes"),
    "exams": ("none", "first", "second"),
    "gone": ("no", "yes"),
    "martyr": ("no", "yes"),
    "scholarship": ("no", "active"),
    "internship_only": ("no", "yes"),
    "assistant": ("no", "yes"),
    "turkish_prep": ("no", "yes"),
    "group": ("no", "yes"),
    "moved_to_first": ("no", "yes"),
    "moved_without_top": ("no", "yes"),
    "moved_to_evening": ("no", "yes"),
    "top_ten": ("no", "yes"),
    "yos_top": ("no", "yes"),
    "amnesty": ("no", "yes"),
    "outgoing": ("no", "yes"),
}
PLAIN = {name: values[0] for name, values in ATTRIBUTES.items()}
EFFECTS = {
    "gone": "no_charge",
    "martyr": "exempt",
    "scholarship": "exempt",
    "assistant": "exempt_contribution",
    "turkish_prep": "turkish_preparation",
    "group": "abroad_group",
    "moved_to_first": "as_first_education",
    "moved_without_top": "as_evening",
    "moved_to_evening": "contribution_instead",
    "top_ten": "top_ten",
    "yos_top": "yos_list",
    "amnesty": "none",
    "outgoing": "none",
}
FACULTY = {"eng": 1, "law": 2, "myo": 3, "msc": 1}
LEVEL = {"eng": "bachelor", "law": "bachelor", "myo": "associate", "msc": "master"}
NORMAL = {"eng": 8, "law": 8, "myo": 4, "msc": 4}
BOTH, ONLY = Course(1, "BOTH", Decimal(4)), Course(2, "ONLY", Decimal(4), only_distance=True)
COURSES = {"none": (), "both_modes": (BOTH,), "only_distance": (ONLY,), "one_of_each": (BOTH, ONLY)}
TURNED = {"omu_zero": {"top_ten_charge": "zero"}, "kou_final": {"per_credit_rounding": "final"}}
TERM_STATES = {"leave": "on_leave", "first_leave": "on_leave", "missed": "missed"}

Student = dict[str, str]


def tariffs() -> Tariffs:
    """The sums that the table rests on, as the rows of a list would have them."""
    rows = [line.split() for line in SUMS_OF_TARIFFS.strip().splitlines()]
    return Tariffs(
        Tariff(
            number,
            line,
            Decimal(amount),
            period,
            "2015/8014",
            faculty_id={"ENG": 1, "LAW": 2}.get(faculty),
            level="" if level == "-" else level,
            education_type="" if kind == "-" else kind,
        )
        for number, (line, faculty, level, kind, amount, period) in enumerate(rows, 1)
    )


def figures(name: str) -> Fees:
    """The policy that ships, with one figure turned where the name says so."""
    found = policy(of=name.split("_")[0]).setting(Fees, programme(), date(2026, 2, 10))
    return replace(found, **TURNED.get(name, {}))


FIGURES = {name: figures(name) for name in ATTRIBUTES["policy"]}
TARIFFS = tariffs()


def case_of(s: Student) -> Case:
    grounds = [Ground(name, effect, "R") for name, effect in EFFECTS.items() if s[name] != "no"]
    if s["disability"] != "none":
        grounds.append(Ground("disability", "by_ratio", "OMU-111", Decimal(s["disability"])))
    normal = NORMAL[s["unit"]]
    return Case(
        year=2015,
        unit=Unit(5, 6, FACULTY[s["unit"]], LEVEL[s["unit"]], s["type"]),
        semester={"first": 1, "last": normal, "over": normal + 1}[s["semester"]],
        normal_semesters=normal,
        admission="" if s["admission"] == "national" else s["admission"],
        foreign_language=s["language"] == "en",
        first_term=s["term"] == "first_leave",
        term_state=TERM_STATES.get(s["term"], ""),
        summer=s["term"] == "summer",
        only_internship_left=s["internship_only"] == "yes",
        grounds=tuple(grounds),
        courses=COURSES[s["courses"]],
        charged_this_year=frozenset({1} if s["charged_before"] == "yes" else ()),
        exams=int(s["exams"] != "none"),
        exams_before=int(s["exams"] == "second"),
    )


def computed(s: Student) -> dict[str, str]:
    """What is owed, by line and course; lines of nothing left out."""
    found = compute(case_of(s), TARIFFS, FIGURES[s["policy"]])
    assert found.missing == ()
    return {f"{c.line} {c.course_id or ''}".strip(): str(c.amount) for c in found.charges if c.amount}


def covering_array() -> Iterator[Student]:
    """Each two values of two attributes meet in at least one student: greedily, from the pair that is still alone."""
    names = list(ATTRIBUTES)
    alone = {
        frozenset(((a, x), (b, y)))
        for a, b in itertools.combinations(names, 2)
        for x in ATTRIBUTES[a]
        for y in ATTRIBUTES[b]
    }
    while alone:
        student = dict(min(alone, key=sorted))
        for name in names:
            if name not in student:
                student[name] = max(ATTRIBUTES[name], key=lambda v: len(alone & _pairs(student, name, v)))
        alone -= {frozenset(pair) for pair in itertools.combinations(student.items(), 2)}
        yield student


def _pairs(student: Student, name: str, value: str) -> set[frozenset[tuple[str, str]]]:
    return {frozenset(((name, value), other)) for other in student.items()}


def deviations(plain: Student) -> Iterator[Student]:
    """The plain student with each two attributes at each two values."""
    for a, b in itertools.combinations(ATTRIBUTES, 2):
        for x, y in itertools.product(ATTRIBUTES[a], ATTRIBUTES[b]):
            yield plain | {a: x, b: y}


ARRAY = list(covering_array())


def test_the_array_covers_every_pair_and_is_small():
    met = {frozenset(pair) for student in ARRAY for pair in itertools.combinations(student.items(), 2)}
    pairs = sum(len(ATTRIBUTES[a]) * len(ATTRIBUTES[b]) for a, b in itertools.combinations(ATTRIBUTES, 2))
    assert (len(met), len(ARRAY) < 60) == (pairs, True)


@pytest.mark.parametrize("student", ARRAY, ids=range(len(ARRAY)))
def test_every_pair_of_values_agrees_with_the_rows(student):
    assert computed(student) == owed(student)


@pytest.mark.parametrize("kind", ATTRIBUTES["type"])
@pytest.mark.parametrize("admission", ["national", "international", "special"])
@pytest.mark.parametrize("semester", ["last", "over"])
def test_every_two_deviations_from_a_plain_student_agree_with_the_rows(kind, admission, semester):
    plain = PLAIN | {"type": kind, "admission": admission, "semester": semester, "courses": "one_of_each"}
    wrong = [s for s in deviations(plain) if computed(s) != owed(s)]
    assert wrong == []


# whoever has many grounds at once owes nothing mostly: grounds are rarer here than their absence
RARE = st.sampled_from([0] * 5 + [1])
ANY = st.fixed_dictionaries(
    {
        name: RARE.map(lambda n, v=values: v[n]) if len(values) == 2 else st.sampled_from(values)
        for name, values in ATTRIBUTES.items()
    }
)


@settings(max_examples=1000, deadline=None, derandomize=True)
@given(ANY)
def test_students_at_random_agree_with_the_rows(student):
    assert computed(student) == owed(student)
