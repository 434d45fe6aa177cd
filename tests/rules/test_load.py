"""LOAD_EXCEEDED, LOAD_UNKNOWN, FIRST_TERM_LOAD_CHANGED, FEW_COURSES: the boundary, and that a drop only ever helps."""

from __future__ import annotations

import pytest

from registration.rules.facts import Enrolled, Line, Seat

from .build import codes, course, curriculum, found, policy, row, section, student, term

FIVE = (11, 21, 31, 41, 51)
SIX, SEVEN = (*FIVE, 61), (*FIVE, 61, 71)
EIGHT = (*SEVEN, 81)


def exceeded(load: int | str, most: int | str, cgpa: str | None, unit: str = "courses"):
    return [("LOAD_EXCEEDED", {"load": str(load), "max": str(most), "unit": unit, "cgpa": cgpa})]


@pytest.mark.parametrize(
    ("cgpa", "most"),
    [
        (None, 5),
        ("0.00", 5),
        ("1.99", 5),
        ("2.00", 6),
        ("2.49", 6),
        ("2.50", 7),
        ("4.00", 7),
    ],
)
@pytest.mark.row("METU-86")
def test_the_load_is_the_fullest_semester_and_what_the_cgpa_adds(cgpa, most):
    last, over = EIGHT[most - 1], EIGHT[most]
    assert found(student(*EIGHT[: most - 1], mine={"cgpa": cgpa}), add=[last]) == []
    assert found(student(*EIGHT[:most], mine={"cgpa": cgpa}), add=[over]) == exceeded(most + 1, most, cgpa)


@pytest.mark.parametrize("level", ["associate", "bachelor"])
@pytest.mark.row("METU-86")
def test_it_binds_undergraduates(level):
    assert found(student(*SIX, mine={"level": level}), add=[71]) == exceeded(7, 6, "2.20")


@pytest.mark.row("METU-86")
def test_graduates_have_no_band():
    assert codes(student(*SEVEN, mine={"level": "master"}), add=[81]) == []
    assert codes(student(*SEVEN, mine={"level": "bachelor"}), add=[81]) == ["LOAD_EXCEEDED"]


@pytest.mark.parametrize(
    "edit", [{"drop": [81]}, {"drop": [71, 81]}, {"add": [82], "drop": [81]}, {"add": [91], "drop": [81]}]
)
@pytest.mark.row("METU-86")
def test_a_load_that_was_too_high_is_not_held_against_who_does_not_raise_it(edit):
    assert codes(student(*EIGHT), **edit) == []
    assert codes(student(*EIGHT)) == ["LOAD_EXCEEDED"]


@pytest.mark.row("METU-86")
def test_an_exchange_that_raises_a_load_too_high_is_refused():
    assert found(student(*SEVEN), add=[81, 62], drop=[61]) == exceeded(8, 6, "2.20")
    assert found(student(*SIX, 91), add=[71], drop=[91]) == exceeded(7, 6, "2.20")  # for a course without credit


@pytest.mark.row("METU-86")
def test_the_whole_list_is_judged_at_approval():
    assert found(student(*SEVEN)) == exceeded(7, 6, "2.20")
    assert found(student(*SEVEN), kind="send") == exceeded(7, 6, "2.20")
    assert found(student(*SEVEN), kind="open") == []


@pytest.mark.row("METU-86")
def test_courses_without_credit_weigh_nothing():
    assert codes(student(*SIX), add=[91]) == []
    assert codes(student(*SIX), term(course(9)), add=[91]) == ["LOAD_EXCEEDED"]


@pytest.mark.row("METU-86")
def test_a_course_of_one_credit_or_less_is_a_course():
    small = term(course(7, credit="0.5"))
    assert found(student(*SIX), small, add=[71]) == exceeded(7, 6, "2.20")


@pytest.mark.row("METU-90")
def test_courses_in_ni_status_weigh_as_others_do():
    assert found(student(*SIX), add=[Line(71, "ni")]) == exceeded(7, 6, "2.20")


PASSED = {100 + n: "DD" for n in range(40)}


@pytest.mark.parametrize(
    ("passed", "most"),
    [
        (32, 5),  # eight are missing: one more than two above the normal load
        (33, 7),
        (39, 7),
        (40, 5),  # nothing is missing any more
    ],
)
@pytest.mark.row("METU-86")
def test_who_can_graduate_takes_two_more_whatever_the_cgpa(passed, most):
    took = dict(list(PASSED.items())[:passed])
    bears = term(*(course(id_, credit="0.5") for id_ in PASSED))
    held = student(*EIGHT[:most], took=took, mine={"cgpa": "1.50"})

    assert found(held, bears, add=[EIGHT[most]]) == exceeded(most + 1, most, "1.50")
    assert found(student(*EIGHT[: most - 1], took=took, mine={"cgpa": "1.50"}), bears, add=[EIGHT[most - 1]]) == []


@pytest.mark.parametrize(("letter", "credit"), [("FF", "3"), ("DD", "0")])
@pytest.mark.row("METU-86")
def test_failed_and_creditless_courses_bring_nobody_nearer_to_graduation(letter, credit):
    took = dict(list(PASSED.items())[:32]) | {132: letter}
    bears = term(*(course(id_, credit=credit if id_ == 132 else "3") for id_ in PASSED))
    assert codes(student(*FIVE, took=took, mine={"cgpa": "1.50"}), bears, add=[61]) == ["LOAD_EXCEEDED"]


@pytest.mark.row("METU-86")
def test_graduating_never_lowers_a_higher_band():
    figures = {"bands": [{"cgpa_from": "0", "max": "8"}], "graduating_extra": "2"}
    bears = term(
        section(101),
        *(course(id_) for id_ in (10, *PASSED)),
        rows=policy(row("LOAD_EXCEEDED", "refuse", params=figures)),
    )
    took = dict(list(PASSED.items())[:35])
    assert codes(student(*SEVEN, took=took), bears, add=[81]) == []
    nine = student(*EIGHT, took=took, seats={101: Seat(30, 0)})
    assert found(nine, bears, add=[101]) == exceeded(9, 8, "2.20")


@pytest.mark.row("METU-86")
def test_without_a_curriculum_the_normal_load_is_unknown():
    """It fails closed for an add and an approval, and lets a drop pass."""
    nobody = student(*FIVE, mine={"curriculum_id": None})
    assert found(nobody, add=[61]) == [("LOAD_UNKNOWN", {})]
    assert found(nobody) == [("LOAD_UNKNOWN", {})]
    assert found(nobody, drop=[11]) == []


@pytest.mark.row("METU-86")
def test_it_is_needed_unless_every_band_has_a_maximum_of_its_own():
    nobody = student(*FIVE, mine={"curriculum_id": None})
    own, mixed = [{"max": "6"}], [{"max": "6"}, {"cgpa_from": "3.50", "extra": "1"}]
    assert codes(nobody, term(rows=policy(row("LOAD_EXCEEDED", "refuse", params={"bands": own}))), add=[61]) == []
    by_curriculum = term(rows=policy(row("LOAD_EXCEEDED", "refuse", params={"bands": mixed})))
    assert codes(nobody, by_curriculum, add=[61]) == ["LOAD_UNKNOWN"]


@pytest.mark.row("METU-86")
def test_who_has_no_cgpa_yet_stands_in_the_lowest_band():
    bands = {"bands": [{"cgpa_from": "0", "max": "5"}, {"cgpa_from": "0.01", "max": "9"}]}
    turned = term(rows=policy(row("LOAD_EXCEEDED", "refuse", params=bands)))
    assert found(student(*FIVE, mine={"cgpa": None}), turned, add=[61]) == exceeded(6, 5, None)


@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        ({"normal": "4", "bands": [{"cgpa_from": "0", "extra": "1"}]}, exceeded(6, 5, "2.20")),
        ({"normal": "5", "bands": [{"cgpa_from": "0", "extra": "1"}]}, []),
        ({"bands": [{"cgpa_from": "0", "max": "5"}]}, exceeded(6, 5, "2.20")),
        ({"bands": [{"cgpa_from": "0", "max": "6"}]}, []),
        ({"bands": [{"cgpa_from": "3.00", "max": "1"}]}, []),  # covers nobody: an answer, not a gap
        ({"bands": []}, []),
        ({"unit": "credit", "bands": [{"cgpa_from": "0", "max": "17"}]}, exceeded(18, 17, "2.20", "credit")),
        ({"unit": "credit", "bands": [{"cgpa_from": "0", "max": "18"}]}, []),
        ({"unit": "ects", "bands": [{"cgpa_from": "0", "max": "29.5"}]}, exceeded(30, "29.5", "2.20", "ects")),
        ({"unit": "ects", "bands": [{"cgpa_from": "0", "max": "30"}]}, []),
        ({"bands": [{"cgpa_from": "2.00", "max": "9"}, {"cgpa_from": "0", "max": "5"}]}, []),  # the highest reached
    ],
)
@pytest.mark.row("METU-86")
def test_bands_units_and_figures_are_policy(figures, expected):
    turned = policy(row("LOAD_EXCEEDED", "refuse", params={"graduating_extra": None} | figures))
    assert found(student(*FIVE), term(rows=turned), add=[61]) == expected


# the first semester of the curriculum (METU-72)

FIRST = curriculum({1: {1, 2, 3, 4}})


def changed(courses: int):
    return [("FIRST_TERM_LOAD_CHANGED", {"courses": courses, "normal": 4})]


@pytest.mark.parametrize(
    ("held", "edit", "expected"),
    [
        ((11, 21, 31, 41), {"drop": [41]}, changed(3)),
        ((11, 21, 31, 41), {"add": [51]}, changed(5)),
        ((11, 21, 31, 41), {"add": [51], "drop": [41]}, changed(4)),  # one for another is not the curriculum's either
        ((11, 21, 31, 41), {"add": [42], "drop": [41]}, []),  # a change of section is no change of load
        ((11, 21, 31), {"add": [41]}, []),  # towards the curriculum
        ((11, 21, 31, 41, 51), {"drop": [51]}, []),
        ((11, 21, 31, 51), {"add": [41], "drop": [51]}, []),
        ((11, 21, 31, 41), {}, []),
        ((11, 21, 31), {}, changed(3)),  # the advisor sees it as long as it is so
    ],
)
@pytest.mark.row("METU-72")
def test_changing_the_load_of_the_first_semester_warns(held, edit, expected):
    verdict_of = student(*held, mine={"semester": 1, "class_year": 1})
    assert found(verdict_of, term(FIRST), **edit) == expected


@pytest.mark.parametrize(
    "mine",
    [
        {"semester": 2},
        {"semester": 1, "curriculum_id": None},
        {"semester": 1, "level": "master"},
        {"semester": 1, "level": "prep"},
    ],
)
@pytest.mark.row("METU-72")
def test_later_semesters_and_other_levels_are_free(mine):
    assert codes(student(11, 21, 31, 41, mine=mine), term(FIRST), drop=[41]) == []
    assert found(student(11, 21, 31, 41, mine={"semester": 1}), term(FIRST), drop=[41]) == changed(3)


@pytest.mark.parametrize(
    ("held", "edit", "expected"),
    [
        ((11, 21, 31), {"add": [41]}, []),
        ((11, 21, 31, 41), {"add": [51], "drop": [41]}, []),  # one elective for another
        ((11, 21, 31, 41), {"drop": [41]}, changed(3)),
        ((11, 21, 31, 41), {"add": [51]}, changed(5)),
        ((11, 21, 31, 41), {"add": [51], "drop": [31]}, changed(4)),  # an elective for a must
        ((11, 21, 31), {}, changed(3)),
        ((11, 21, 31, 41), {}, []),
    ],
)
@pytest.mark.row("METU-72")
def test_an_elective_fills_its_slot_of_the_first_semester(held, edit, expected):
    slotted = curriculum({1: {1, 2, 3}}, {1: 1})
    assert found(student(*held, mine={"semester": 1}), term(slotted), **edit) == expected


# fewer than three courses (METU-73)


@pytest.mark.parametrize(
    ("held", "edit", "count"),
    [
        ((11, 21, 31, 41), {"drop": [41]}, None),
        ((11, 21, 31), {"drop": [31]}, 2),
        ((11, 21), {"drop": [11, 21]}, 0),
        ((11, 21), {"add": [31], "drop": [21]}, 2),
        ((11, 21, 31), {"add": [41], "drop": [31]}, None),
        ((), {"add": [11]}, None),  # who is adding is on the way
        ((11,), {"add": [12], "drop": [11]}, None),
        ((11, 21), {}, 2),
        ((11, 21), {"kind": "send"}, 2),
        ((11, 21), {"kind": "open"}, None),
        ((11, 21, 31), {}, None),
        ((11, 21, Enrolled(31, 3, status="ni")), {}, 2),  # NI is not counted
        ((11, 21, 31, 41), {"add": [Line(51, "ni")], "drop": [31, 41]}, 2),
    ],
)
@pytest.mark.row("METU-73")
def test_fewer_than_three_courses_warn(held, edit, count):
    expected = [] if count is None else [("FEW_COURSES", {"courses": count, "least": 3})]
    assert found(student(*held), **edit) == expected


@pytest.mark.row("METU-73")
def test_a_course_changed_from_ni_to_normal_counts():
    held = student(Enrolled(11, 1, status="ni"), 21, 31, 41)
    assert found(held, add=[Line(11)], drop=[11, 41]) == []
    assert codes(held, add=[Line(11, "ni")], drop=[11, 41]) == ["FEW_COURSES"]


@pytest.mark.parametrize(("least", "expected"), [(2, []), (4, ["FEW_COURSES"])])
@pytest.mark.row("METU-73")
def test_how_few_is_policy(least, expected):
    turned = term(rows=policy(row("FEW_COURSES", "warn", params={"least": least})))
    held = (11, 21, 31) if least == 2 else (11, 21, 31, 41)
    assert codes(student(*held), turned, drop=[held[-1]]) == expected


@pytest.mark.row("METU-73")
def test_graduates_may_take_few():
    assert codes(student(11, 21, mine={"level": "doctorate"}), drop=[11]) == []
    assert codes(student(11, 21, mine={"level": "bachelor"}), drop=[11]) == ["FEW_COURSES"]


# by year of entry, on probation, exempt (OMU-19, OMU-20; NCC regulation art. 18, 21, 30)


@pytest.mark.parametrize(
    ("entry", "cgpa", "most"),
    [
        (2012, None, 60),
        (2012, "3.90", 60),
        (2005, "1.00", 60),
        (2013, None, 30),
        (2013, "1.79", 30),
        (2013, "1.80", 36),
        (2014, "2.49", 36),
        (2014, "2.50", 40),
        (2014, "2.99", 40),
        (2014, "3.00", 42),
        (2014, "3.49", 42),
        (2014, "3.50", 45),
        (2014, "4.00", 45),
    ],
)
@pytest.mark.row("OMU-19")
@pytest.mark.row("OMU-20")
def test_the_ects_of_omu_by_entry_and_cgpa(entry, cgpa, most):
    mine = {"entry_year": entry, "cgpa": cgpa, "class_year": 1}
    asked = term(course(1, ects=str(most - 1)), *(course(c, ects="1") for c in (2, 3)), rows=policy(of="omu"))
    assert found(student(11, mine=mine), asked, add=[21]) == []
    assert found(student(11, 21, mine=mine), asked, add=[31]) == exceeded(most + 1, most, cgpa, "ects")


@pytest.mark.parametrize(
    ("bands", "most"),
    [
        ([{"max": "9"}, {"entry_from": 2020, "max": "5"}], 5),  # a year named is narrower than none
        ([{"cgpa_from": "2.00", "max": "9"}, {"entry_from": 2020, "max": "5"}], 5),  # and goes before the CGPA
        ([{"entry_to": 2022, "max": "9"}, {"entry_from": 2022, "entry_to": 2022, "max": "5"}], 5),
        ([{"entry_from": 2020, "max": "9"}, {"entry_from": 2022, "max": "5"}], 5),
        ([{"entry_to": 2021, "max": "1"}, {"entry_from": 2023, "max": "1"}, {"max": "5"}], 5),  # both ends included
        ([{"entry_from": 2020, "max": "9"}, {"entry_from": 2020, "cgpa_from": "2.20", "max": "5"}], 5),
        ([{"entry_from": 2020, "max": "5"}, {"entry_from": 2020, "cgpa_from": "2.21", "max": "9"}], 5),
    ],
)
@pytest.mark.row("OMU-19")
def test_the_narrowest_band_decides(bands, most):
    figures = {"bands": bands, "graduating_extra": None}
    turned = term(rows=policy(row("LOAD_EXCEEDED", "refuse", params=figures)))
    who = {"entry_year": 2022}
    assert found(student(*FIVE, mine=who), turned, add=[61]) == exceeded(6, most, "2.20")
    assert found(student(*FIVE[:4], mine=who), turned, add=[51]) == []


@pytest.mark.row("METU-86")
def test_probation_holds_to_the_normal_load_where_policy_says_so():
    """NCC art. 30(3): neither the CGPA nor a graduation in sight adds a course; Ankara says nothing of it."""
    took = dict(list(PASSED.items())[:35])
    bears = term(*(course(id_, credit="0.5") for id_ in PASSED), *(course(c) for c in range(1, 9)))
    known = took | {c: "FF" for c in range(1, 9)}
    mine = {"cgpa": "1.90", "on_probation": True}
    assert found(student(*FIVE, took=known, mine=mine | {"campus": "NCC"}), bears, add=[61]) == exceeded(6, 5, "1.90")
    assert found(student(*FIVE, took=known, mine=mine), bears, add=[61]) == []
    free = mine | {"campus": "NCC", "on_probation": False}
    assert found(student(*FIVE, took=known, mine=free), bears, add=[61]) == []


@pytest.mark.parametrize(
    ("equivalent", "slots", "most"),
    [
        ((), 8, 5),  # nine are missing: the must course and eight electives
        ((100,), 7, 7),  # an equivalent stands for the must course, and fills no slot besides
        ((100,), 8, 5),
    ],
)
@pytest.mark.row("METU-86")
def test_what_is_missing_is_counted_by_must_and_slot(equivalent, slots, most):
    plan = curriculum({1: {1}}, fullest=5, total=1 + slots)
    bears = term(plan, course(1, equivalents=equivalent), *(course(c) for c in (100, 200)))
    took = {100: "BB"} if equivalent else {}
    who = student(*EIGHT[1:][: most - 1], took=took, mine={"cgpa": "1.50"})
    asked = EIGHT[1:][most - 1]
    assert codes(who, bears, add=[asked]) == []
    more = student(*EIGHT[1:][:most], took=took, mine={"cgpa": "1.50"})
    assert codes(more, bears, add=[11]) == ["LOAD_EXCEEDED"]


@pytest.mark.row("METU-72")
def test_an_exemption_is_no_change_of_the_first_load():
    mine = {"semester": 1, "class_year": 1}
    assert found(student(11, 21, 31, took={4: "EX"}, mine=mine), term(FIRST)) == []
    assert found(student(11, 21, took={4: "EX"}, mine=mine), term(FIRST), add=[51]) == [
        ("FIRST_TERM_LOAD_CHANGED", {"courses": 3, "normal": 3})
    ]
    assert found(student(11, 21, 31, took={4: "FF"}, mine=mine), term(FIRST)) == changed(3)


@pytest.mark.parametrize(("campus", "told"), [("NCC", False), ("", True)])
@pytest.mark.row("METU-73")
def test_in_northern_cyprus_few_courses_are_nothing_to_who_is_on_probation_or_graduates(campus, told):
    expected = ["FEW_COURSES"] if told else []
    probation = student(11, 21, took={1: "FF", 2: "FF"}, mine={"campus": campus, "on_probation": True, "cgpa": "1.50"})
    assert codes(probation) == expected
    bears = term(*(course(id_) for id_ in PASSED))
    took = dict(list(PASSED.items())[:38])
    assert codes(student(11, 21, took=took, mine={"campus": campus}), bears) == expected
    assert codes(student(11, 21, mine={"campus": campus})) == ["FEW_COURSES"]
