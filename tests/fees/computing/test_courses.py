"""Courses by distance: flat or per ECTS, yearly ones once, those that are only given so, their material."""

from __future__ import annotations

from dataclasses import replace

import pytest

from .build import COMM, ENG, KOU, LAW, LIST, OMU, case, computed, course, ground, lines, tariff, told

NONE = replace(OMU, course_fee="none", course_material="course")
FINAL = replace(KOU, per_credit_rounding="final", course_material="none")
WITHOUT_MATERIAL = replace(KOU, course_material="none")
TERM = ("contribution", "0.00")


def beside(found) -> list[tuple[str, str]]:
    """The lines beside that of the term, by course."""
    return [
        (f"{c.line} {c.course_id}", str(c.amount)) for c in found.charges if c.line not in ("contribution", "tuition")
    ]


@pytest.mark.parametrize(
    ("faculty", "ects", "figures", "due"),
    [
        (ENG, "4", WITHOUT_MATERIAL, "101.92"),  # 25.48 × 4 (KOU-116)
        (ENG, "5", WITHOUT_MATERIAL, "127.40"),
        (LAW, "4", WITHOUT_MATERIAL, "77.00"),  # 19.25 × 4
        (COMM, "4", WITHOUT_MATERIAL, "64.12"),  # 16.03 × 4
        (ENG, "2.5", WITHOUT_MATERIAL, "63.70"),
        (ENG, "4", FINAL, "101.93"),  # 4/30 × 764.50 (KOU-106)
        (ENG, "5", FINAL, "127.42"),
        (COMM, "4", FINAL, "64.13"),
    ],
)
def test_a_course_per_ects_costs_what_the_students_own_faculty_takes(faculty, ects, figures, due):
    assert beside(computed(case(faculty_id=faculty, courses=(course(7, ects),)), figures)) == [("course 7", due)]


def test_the_way_per_ects_is_said_as_it_was_rounded():
    first, final = (
        computed(case(courses=(course(7),)), figures).charges[1].steps for figures in (WITHOUT_MATERIAL, FINAL)
    )
    assert told(first) == [("per_credit", "D9", "25.48"), ("times_ects", "KOU-114, KOU-116", "101.92")]
    assert [dict(s.figures) for s in first] == [{"year": "1529.00", "year_ects": "60"}, {"ects": "4"}]
    assert told(final) == [("share_of_year", "KOU-106", "101.93")]
    said = {"year": "1529.00", "year_ects": "60", "ects": "4", "decision": "D9"}
    assert dict(final[0].figures) == said


@pytest.mark.parametrize(
    ("year", "ects", "due"),
    [("1000.10", "3", "50.01"), ("1000.09", "3", "50.00")],  # 50.005, 50.0045
)
def test_half_a_kurus_is_not_lost_by_dividing_first(year, ects, due):
    row = tariff(1, "tuition", year, period="year", education_type="distance")
    assert beside(computed(case(courses=(course(1, ects),)), FINAL, (*LIST[:1], row))) == [("course 1", due)]


def test_a_tariff_of_a_term_is_half_of_the_year():
    row = tariff(1, "tuition", "764.50", education_type="distance")
    assert beside(computed(case(courses=(course(1),)), WITHOUT_MATERIAL, (*LIST[:1], row))) == [("course 1", "101.92")]


@pytest.mark.parametrize(
    ("faculty", "charged", "due"),
    [
        (ENG, set(), [("course 1", "20.00"), ("course 2", "20.00")]),
        (ENG, {1}, [("course 1", "20.00"), ("course 2", "20.00")]),
        (LAW, set(), [("course 1", "40.00"), ("course 2", "40.00")]),
        (LAW, {1, 2}, [("course 1", "0.00"), ("course 2", "0.00")]),
        (LAW, {2}, [("course 1", "40.00"), ("course 2", "0.00")]),
    ],
)
def test_a_flat_course_costs_its_sum_a_term_or_once_a_year(faculty, charged, due):
    a_case = case(faculty_id=faculty, courses=(course(1), course(2)), charged_this_year=frozenset(charged))
    assert beside(computed(a_case)) == due


def test_a_flat_course_says_the_decision_or_that_it_was_charged():
    a_case = case(faculty_id=LAW, courses=(course(1), course(2)), charged_this_year=frozenset({2}))
    assert [told(c.steps) for c in computed(a_case).charges[1:]] == [
        [("tariff", "D8", "40.00")],
        [("charged_this_year", "OMU-54", None)],
    ]


@pytest.mark.parametrize("figures", [OMU, KOU])
def test_a_course_that_is_only_given_by_distance_costs_nothing_nor_does_its_material(figures):
    found = computed(case(courses=(course(1, only=True),)), figures, tariffs=())
    assert beside(found) == [("course 1", "0.00")]
    assert (told(found.charges[1].steps), found.missing) == ([("only_distance", "OMU-56, KOU-115", None)], ())


def test_where_policy_says_so_it_does():
    both = (course(1, only=True), course(2))
    assert beside(computed(case(courses=both), replace(OMU, distance_only_free=False))) == [
        ("course 1", "20.00"),
        ("course 2", "20.00"),
    ]


@pytest.mark.parametrize(
    ("unit", "due"),
    [
        ("none", []),
        ("course", [("course_material 1", "5.00"), ("course_material 2", "5.00")]),
        ("ects", [("course_material 1", "20.00"), ("course_material 2", "12.50")]),
        ("term", [("course_material None", "5.00")]),
    ],
)
def test_material_by_course_by_ects_or_by_term(unit, due):
    chosen = (course(1, "4"), course(2, "2.5"), course(3, only=True))
    found = beside(computed(case(courses=chosen), replace(KOU, course_material=unit)))
    assert found == [("course 1", "101.92"), ("course 2", "63.70"), ("course 3", "0.00"), *due]


def test_material_says_its_way():
    found = computed(case(courses=(course(1, "2.5"),)), replace(KOU, course_material="ects"))
    assert told(found.charges[2].steps) == [("tariff", "D12", "5.00"), ("times_ects", "KOU-120", "12.50")]


def test_material_of_a_year_is_halved_by_term_and_charged_once_by_course():
    rows = (*LIST[:11], tariff(12, "course_material", "7.01", period="year"))
    a_case = case(courses=(course(1), course(2)), charged_this_year=frozenset({1}))
    due = {unit: beside(computed(a_case, replace(KOU, course_material=unit), rows))[2:] for unit in ("term", "course")}
    assert due == {
        "term": [("course_material None", "3.51")],
        "course": [("course_material 1", "0.00"), ("course_material 2", "7.01")],
    }


@pytest.mark.parametrize(
    ("figures", "without", "missing"),
    [
        (OMU, "course", [("course", 1)]),
        (KOU, "tuition", [("tuition", 1)]),
        (KOU, "course_material", [("course_material", 1)]),
        (replace(KOU, course_material="term"), "course_material", [("course_material", None)]),
        (replace(KOU, course_material="ects"), "course_material", [("course_material", 1)]),
    ],
)
def test_a_course_without_a_tariff_blocks(figures, without, missing):
    rows = tuple(t for t in LIST if t.line != without)
    found = computed(case(courses=(course(1),)), figures, rows)
    assert [(m.line, m.course_id) for m in found.missing] == missing


@pytest.mark.parametrize("figures", [OMU, KOU])
def test_who_studies_by_distance_pays_for_courses_with_the_term(figures):
    a_case = case("distance", level="associate", faculty_id=99, courses=(course(1),))
    assert lines(computed(a_case, figures)) == [("tuition", "385.00"), ("material", "215.00")]


def test_where_courses_cost_nothing_there_is_no_line():
    assert lines(computed(case(courses=(course(1),)), NONE)) == [TERM]


def test_the_worked_figures():
    """Those of the end of RULES.md §5.3, and the rows of the two rounding ways."""
    disabled, two = ground("by_ratio", "40"), (course(1), course(2))
    evening = computed(case("evening", 3, disabled, foreign_language=True, courses=two))
    assert lines(evening) == [("tuition", "900.00"), ("course", "20.00"), ("course", "20.00")]
    assert str(evening.total) == "940.00"
    engineering = computed(case("day", 3, courses=two), KOU)
    assert (str(engineering.total), len(engineering.charges)) == ("213.84", 5)
    martyr = computed(case("day", 9, ground("exempt", code="martyr_child")))
    assert (martyr.total, lines(martyr)) == (0, [])
    associate = computed(case("distance", 1, level="associate", faculty_id=99), KOU)
    assert str(associate.total) == "600.00"
