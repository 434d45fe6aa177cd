"""What comes first: terms that cost nothing, lines that are not owed, and that nothing is forgotten on the way."""

from __future__ import annotations

from dataclasses import replace

import pytest

from .build import KOU, LIST, OMU, case, computed, course, ground, lines, told

ALWAYS = replace(OMU, leave_charge="always")
NEVER = replace(OMU, leave_charge="never")
ON_LEAVE = {"term_state": "on_leave"}
MISSED = {"term_state": "missed"}
OWED = [("tuition", "1000.00")]


@pytest.mark.parametrize(
    ("about", "figures", "due", "why"),
    [
        ({}, OMU, OWED, None),
        (ON_LEAVE, NEVER, [], "on_leave"),
        (ON_LEAVE, OMU, [], "on_leave"),
        (ON_LEAVE | {"first_term": True}, NEVER, [], "on_leave"),
        (ON_LEAVE | {"first_term": True}, OMU, OWED, None),
        (ON_LEAVE, ALWAYS, OWED, None),
        ({"first_term": True}, OMU, OWED, None),
        (MISSED, OMU, [], "missed_term"),
        (MISSED, replace(OMU, missed_charge=True), OWED, None),
        ({"admission": "exchange"}, OMU, [], "incoming_exchange"),
        ({"only_internship_left": True}, OMU, [], "only_internship_left"),
        ({"summer": True}, OMU, [], "summer_term"),
    ],
)
def test_a_term_that_costs_nothing_says_why(about, figures, due, why):
    found = computed(case("evening", **about), figures)
    assert (lines(found), [s.code for s in found.steps]) == (due, [why] if why else [])


@pytest.mark.parametrize(
    ("effect", "steps"),
    [
        ("no_charge", [("no_charge", "R", "0.00", "No 7")]),
        ("exempt", [("exempt", "R", "0.00", "No 7")]),
        ("none", [("noted", "R", None, "No 7")]),
    ],
)
def test_a_ground_of_the_whole_term_is_said_with_its_document(effect, steps):
    found = computed(case("evening", 3, ground(effect)))
    assert (told(found.steps), lines(found)) == (steps, OWED if effect == "none" else [])


def test_the_first_exemption_in_order_is_the_one_that_is_said():
    found = computed(
        case("evening", 3, ground("exempt", code="a", order=2), ground("exempt", code="b", order=1)),
    )
    assert [dict(s.figures) for s in found.steps] == [{"ground": "b"}]


@pytest.mark.parametrize(
    ("about", "courses"),
    [
        ({"only_internship_left": True}, [("course", "20.00")]),
        ({"summer": True}, [("course", "20.00")]),
        (MISSED, []),
        (ON_LEAVE, []),
        ({"admission": "exchange"}, []),
    ],
)
def test_courses_are_paid_where_the_term_is_one_of_study(about, courses):
    assert lines(computed(case("evening", courses=(course(),), **about))) == courses


@pytest.mark.parametrize("effect, courses", [("exempt", [("course", "20.00")]), ("no_charge", [])])
def test_an_exemption_is_of_the_term_and_not_of_its_courses(effect, courses):
    assert lines(computed(case("evening", 3, ground(effect), courses=(course(),)))) == courses


@pytest.mark.parametrize(
    ("kind", "semester", "about", "due"),
    [
        ("day", 9, {}, [("contribution", "0.00")]),
        ("day", 8, {}, [("contribution", "0.00")]),
        ("evening", 3, {}, OWED),
        ("distance", 3, {"level": "associate", "faculty_id": 99}, [("tuition", "385.00"), ("material", "215.00")]),
        ("day", 3, {"admission": "international"}, [("foreign", "1500.00")]),
    ],
)
def test_a_research_assistant_owes_no_contribution_and_all_else(kind, semester, about, due):
    assert lines(computed(case(kind, semester, ground("exempt_contribution"), **about))) == due


def test_an_exempt_line_says_its_basis_and_its_document_and_needs_no_tariff():
    found = computed(case("day", 9, ground("exempt_contribution")), tariffs=())
    assert told(found.charges[0].steps) == [
        ("past_normal_duration", "OMU-72, OMU-73", None),
        ("exempt", "R", "0.00", "No 7"),
    ]


def test_a_tariff_that_is_not_there_is_missing_and_never_nothing():
    without = tuple(t for t in LIST if t.line not in ("tuition", "course"))
    found = computed(case("evening", courses=(course(1), course(2))), tariffs=without)
    assert [(m.line, m.year, m.course_id) for m in found.missing] == [
        ("tuition", 2025, None),
        ("course", 2025, 1),
        ("course", 2025, 2),
    ]
    assert found.total == 0


@pytest.mark.parametrize(
    ("exams", "before", "free", "due"),
    [
        (0, 5, 1, []),
        (1, 0, 1, [("exam", "0.00")]),
        (1, 1, 1, [("exam", "50.00")]),
        (2, 0, 1, [("exam", "50.00")]),
        (2, 1, 1, [("exam", "100.00")]),
        (1, 1, 2, [("exam", "0.00")]),
        (1, 0, 0, [("exam", "50.00")]),
    ],
)
def test_the_first_single_course_exams_are_free(exams, before, free, due):
    figures = replace(KOU, free_exams=free)
    found = computed(case("day", 3, exams=exams, exams_before=before), figures)
    assert lines(found) == [("contribution", "0.00"), *due]


def test_an_exam_says_what_it_costs_each_and_is_paid_in_a_missed_term_too():
    found = computed(case("day", 9, exams=2, exams_before=1, **MISSED), KOU)
    assert [told(c.steps) for c in found.charges] == [
        [("tariff", "D13", "50.00"), ("times_exams", "KOU-89", "100.00")],
    ]
    assert [told(c.steps) for c in computed(case(exams=1), KOU).charges[1:]] == [[("free_exam", "KOU-89", "0.00")]]
    assert lines(computed(case(exams=2), KOU, tariffs=())) == [("contribution", "0.00"), ("exam", "missing")]
