"""On what basis who pays: types, levels, admissions, grounds, each at its boundary."""

from __future__ import annotations

from dataclasses import replace

import pytest

from .build import OMU, case, computed, ground, lines, tariff, told

FREE, PAYS = [("contribution", "0.00")], [("contribution", "200.00")]
TUITION = [("tuition", "1000.00")]
FOREIGN, FOREIGN_FREE = [("foreign", "1500.00")], [("foreign", "0.00")]
DISTANCE = [("tuition", "385.00"), ("material", "215.00")]
ZERO_FOR_TOP = replace(OMU, top_ten_charge="zero")
ABROAD, PROTOCOL, SPECIAL = ({"admission": kind} for kind in ("international", "protocol", "special"))


@pytest.mark.parametrize("level", ["associate", "bachelor", "master", "master_nt", "doctorate", "doctorate_int"])
@pytest.mark.parametrize("kind", ["day", "mixed"])
@pytest.mark.parametrize("normal", [4, 8, 12])
def test_first_education_pays_from_the_semester_after_normal_duration(level, kind, normal):
    def due(semester: int):
        return lines(computed(case(kind, semester, level=level, normal_semesters=normal)))

    assert [due(1), due(normal), due(normal + 1), due(normal + 9)] == [FREE, FREE, PAYS, PAYS]


@pytest.mark.parametrize("semester", [1, 8, 9])
def test_evening_and_distance_pay_every_term(semester):
    assert lines(computed(case("evening", semester))) == TUITION
    assert lines(computed(case("distance", semester, level="associate", faculty_id=99))) == DISTANCE


@pytest.mark.parametrize(
    ("kind", "semester", "grounds", "about", "due"),
    [
        # the evening programme closed, or left for first education by the top ten percent (OMU-68, OMU-69)
        ("evening", 8, ["as_first_education"], {}, FREE),
        ("evening", 9, ["as_first_education"], {}, PAYS),
        ("day", 8, ["as_first_education"], {}, FREE),
        ("day", 9, ["as_first_education"], {}, PAYS),
        # left without it: goes on paying as evening education (OMU-69)
        ("day", 3, ["as_evening"], {}, TUITION),
        ("day", 3, ["as_evening", "as_first_education"], {}, FREE),
        # from evening to evening by the top ten percent: for one term (OMU-95)
        ("evening", 3, ["contribution_instead"], {}, PAYS),
        ("evening", 9, ["contribution_instead"], {}, PAYS),
        ("day", 3, ["contribution_instead"], {}, FREE),
        # in the ranking of the last term (OMU-90)
        ("evening", 3, ["top_ten"], {}, PAYS),
        ("evening", 9, ["top_ten"], {}, PAYS),
        ("day", 3, ["top_ten"], {}, FREE),
        # from abroad, whatever the type, also after naturalisation, which no case says (KOU-102, OMU-110)
        ("day", 3, [], ABROAD, FOREIGN),
        ("evening", 9, [], ABROAD, FOREIGN),
        ("distance", 3, [], ABROAD, FOREIGN),
        ("day", 3, [], PROTOCOL, FOREIGN),
        ("day", 8, ["abroad_group"], ABROAD, FOREIGN_FREE),
        ("day", 9, ["abroad_group"], ABROAD, PAYS),
        ("evening", 8, ["abroad_group"], PROTOCOL, FOREIGN_FREE),
        ("evening", 9, ["abroad_group"], PROTOCOL, PAYS),
        ("day", 9, ["abroad_group"], {}, PAYS),
        ("evening", 3, ["abroad_group"], {}, TUITION),
        ("evening", 3, ["top_ten"], ABROAD, FOREIGN),
        # Turkish preparation instead of the faculty's fee, whoever comes (OMU-105, OMU-106)
        ("day", 1, ["turkish_preparation"], ABROAD, [("preparation", "800.00")]),
        ("day", 1, ["turkish_preparation", "abroad_group"], ABROAD, [("preparation", "800.00")]),
        # special students, whatever the semester (OMU-78)
        ("day", 3, [], SPECIAL, PAYS),
        ("mixed", 3, [], SPECIAL, PAYS),
        ("evening", 3, [], SPECIAL, TUITION),
        ("evening", 3, ["top_ten"], SPECIAL, TUITION),
        ("distance", 3, [], SPECIAL | {"level": "associate", "faculty_id": 99}, DISTANCE),
        # amnesty and outgoing exchange change nothing (OMU-71, OMU-77, OMU-98)
        ("day", 6, ["none"], {}, FREE),
        ("day", 9, ["none"], {}, PAYS),
        ("evening", 6, ["none"], {}, TUITION),
    ],
)
def test_the_first_basis_that_fits(kind, semester, grounds, about, due):
    assert lines(computed(case(kind, semester, *map(ground, grounds), **about))) == due


@pytest.mark.parametrize(("kind", "line"), [("day", "contribution"), ("evening", "tuition"), ("distance", "tuition")])
def test_special_students_pay_nothing_where_policy_says_so(kind, line):
    assert lines(computed(case(kind, 3, **SPECIAL), replace(OMU, special_charge=False))) == [(line, "0.00")]


@pytest.mark.parametrize(("semester", "due"), [(8, FREE), (9, PAYS)])
def test_the_top_pays_as_first_education_would_where_policy_reads_it_so(semester, due):
    assert lines(computed(case("evening", semester, ground("top_ten")), ZERO_FOR_TOP)) == due


@pytest.mark.parametrize(("kind", "due"), [("day", PAYS), ("mixed", PAYS), ("evening", TUITION)])
@pytest.mark.parametrize("semester", [1, 9])
def test_who_takes_leave_in_the_first_term_pays_the_sum_of_the_own_basis(kind, due, semester):
    about = {"term_state": "on_leave", "first_term": True}
    assert lines(computed(case(kind, semester, **about))) == due


def test_every_leave_pays_what_the_term_would():
    about, always = {"term_state": "on_leave", "first_term": True}, replace(OMU, leave_charge="always")
    assert lines(computed(case("day", 1, **about), always)) == FREE
    assert lines(computed(case("day", 9, **about), always)) == PAYS


SAID = ("tariff", "D1", "200.00")


@pytest.mark.parametrize(
    ("a_case", "steps"),
    [
        (case("day", 8), [("in_normal_duration", "OMU-63, OMU-64", None)]),
        (case("day", 9), [("past_normal_duration", "OMU-72, OMU-73", None), SAID]),
        (case("evening", 3), [("evening", "OMU-74, KOU-101", None), ("tariff", "D2", "1000.00")]),
        (case("day", 3, **ABROAD), [("from_abroad", "OMU-104", None), ("tariff", "D5", "1500.00")]),
        (case("day", 3, **PROTOCOL), [("from_abroad", "OMU-76", None), ("tariff", "D5", "1500.00")]),
        (case("day", 3, **SPECIAL), [("special_student", "OMU-78", None), SAID]),
        (case("day", 3, ground("abroad_group"), **ABROAD), [("group_in_normal_duration", "R", None, "No 7")]),
        (case("day", 9, ground("abroad_group"), **ABROAD), [("group_past_normal_duration", "R", None, "No 7"), SAID]),
        (case("evening", 3, ground("as_first_education")), [("as_first_education", "R", None, "No 7")]),
        (case("day", 3, ground("as_evening")), [("as_evening", "R", None, "No 7"), ("tariff", "D2", "1000.00")]),
        (case("evening", 3, ground("contribution_instead")), [("contribution_instead", "R", None, "No 7"), SAID]),
        (case("evening", 3, ground("top_ten")), [("top_ten", "R", None, "No 7"), SAID]),
        (case("day", 1, term_state="on_leave", first_term=True), [("first_term_on_leave", "OMU-75", None), SAID]),
        (
            case("day", 1, ground("turkish_preparation")),
            [("turkish_preparation", "R", None, "No 7"), ("tariff", "D6", "800.00")],
        ),
    ],
)
def test_each_step_is_said(a_case, steps):
    (charge,) = computed(a_case).charges
    assert told(charge.steps) == steps


def test_the_figures_of_a_step_are_those_that_decided():
    (past,), (evening,) = computed(case("day", 9)).charges, computed(case("evening", 3)).charges
    assert dict(past.steps[0].figures) == {"semester": 9, "normal": 8}
    assert dict(evening.steps[1].figures) == {"sum": "1000.00", "period": "term"}
    assert evening.tariff_id == 2


def test_distance_is_two_lines_with_one_reason():
    tuition, material = computed(case("distance", 1, level="associate", faculty_id=99)).charges
    assert told(tuition.steps) == [("distance", "OMU-62, KOU-101", None), ("tariff", "D3", "385.00")]
    assert told(material.steps) == [("distance", "OMU-62, KOU-101", None), ("tariff", "D4", "215.00")]


def test_the_more_specific_tariff_wins_field_by_field():
    rows = [
        tariff(1, "foreign", "1"),
        tariff(2, "foreign", "2", education_type="day"),
        tariff(3, "foreign", "3", level="bachelor"),
        tariff(4, "foreign", "4", faculty_id=10),
        tariff(5, "foreign", "5", department_id=11),
        tariff(6, "foreign", "6", programme_id=12),
    ]
    for last in range(1, 7):
        assert lines(computed(case(**ABROAD), tariffs=tuple(rows[:last])))[0][1] == f"{last}.00"
        assert lines(computed(case(**ABROAD), tariffs=tuple(reversed(rows[:last]))))[0][1] == f"{last}.00"
    others = [
        tariff(7, "foreign", "7", faculty_id=20),
        tariff(8, "foreign", "8", level="master"),
        tariff(9, "foreign", "9", education_type="evening"),
        tariff(10, "foreign", "10", department_id=22),
        tariff(11, "foreign", "11", programme_id=33),
        tariff(12, "tuition", "12"),
    ]
    assert lines(computed(case(**ABROAD), tariffs=tuple(others))) == [("foreign", "missing")]
