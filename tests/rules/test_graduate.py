"""NO_THESIS_ADVISOR, UG_LEVEL, UG_TAKEN_BEFORE, UG_COUNT_LIMIT, PHD_UG_NOT_NI, LATE_CREDIT_NOT_NI, ETHICS_REQUIRED."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from registration.rules.facts import Enrolled, Line, Seat, Taken

from .build import WINDOWS, codes, course, found, judge, policy, row, section, student, term, window

DEADLINE = window("thesis_advisor", "2026-01-05 00:00", "2026-02-07 00:00")
UNDERGRADUATE = (213, 331, 336, 350, 477, 478)
COURSES = (
    *(course(n, level="bachelor") for n in UNDERGRADUATE),
    *(course(n, level="master") for n in (501, 502)),
    course(599, level="master", credit="0", special_role="ethics"),
)
SECTIONS = tuple(section(c.id * 10 + n) for c in COURSES for n in (1, 2))
SEATS = {s.id: Seat(30, 0) for s in SECTIONS}


def gradschool(*own, **fields):
    return term(*COURSES, *SECTIONS, *own, **fields)


def graduate(*held, level: str = "master", semester: int = 1, took=None, **fields: Any):
    """GM, GN, GP or GB of the catalogue, who began in 2025; `took` are Taken by course."""
    mine = {"level": level, "semester": semester, "entry_year": 2025}
    return replace(student(*held, mine=mine, seats=SEATS, **fields), taken=took or {})


def told(facts, catalogue=None, **asked):
    return found(facts, catalogue or gradschool(), **asked)


# the thesis advisor

MISSING = {"deadline": "2026-02-06"}
AFTER = gradschool(windows=(*WINDOWS, DEADLINE))


@pytest.mark.parametrize(
    ("level", "semester", "refused"),
    [
        ("master", 1, False),
        ("master", 2, True),
        ("master", 3, True),
        ("master_nt", 2, False),
        ("doctorate", 2, False),
        ("doctorate", 3, True),
        ("doctorate_int", 2, False),
        ("doctorate_int", 3, True),
        ("bachelor", 3, False),
    ],
)
@pytest.mark.row("METU-91")
@pytest.mark.row("METU-92")
def test_an_advisor_is_due_by_level_and_semester(level, semester, refused):
    expected = [("NO_THESIS_ADVISOR", {"semester": semester, **MISSING})] if refused else []
    assert told(graduate(level=level, semester=semester), AFTER, add=[5011]) == expected


@pytest.mark.parametrize(
    ("at", "since", "lifts", "refused"),
    [
        ("2026-02-06 23:59:59", None, True, False),  # the day of the deadline is included
        ("2026-02-07 00:00:00", None, True, True),
        ("2026-02-10 10:00:00", "2026-02-05", True, False),
        ("2026-02-10 10:00:00", "2026-02-09", True, False),
        ("2026-02-10 10:00:00", "2026-02-06", False, False),
        ("2026-02-10 10:00:00", "2026-02-07", False, True),
    ],
)
@pytest.mark.row("METU-91")
def test_the_deadline_and_an_assignment_after_it(at, since, lifts, refused):
    late = row("NO_THESIS_ADVISOR", "refuse", level="master", params={"late_assignment_lifts": lifts})
    open_early = row("WINDOW_CLOSED", "off", level=None)
    stages = row("STAGE_NOT_OPEN", "off", level=None)
    catalogue = gradschool(windows=(*WINDOWS, DEADLINE), rows=policy(late, open_early, stages))
    facts = graduate(semester=2, at=at, thesis_advisor_since=date.fromisoformat(since) if since else None)
    assert codes(facts, catalogue, add=[5011]) == (["NO_THESIS_ADVISOR"] if refused else [])


@pytest.mark.row("METU-91")
def test_without_a_date_in_the_calendar_nothing_is_due_and_the_narrowest_date_counts():
    facts = graduate(semester=2)
    assert codes(facts, gradschool(), add=[5011]) == []
    own = window("thesis_advisor", "2026-01-05 00:00", "2026-02-28 00:00", department_id=571)
    assert codes(facts, gradschool(windows=(*WINDOWS, DEADLINE, own)), add=[5011]) == []
    other = window("thesis_advisor", "2026-01-05 00:00", "2026-02-28 00:00", department_id=567)
    assert codes(facts, gradschool(windows=(*WINDOWS, DEADLINE, other)), add=[5011]) == ["NO_THESIS_ADVISOR"]


@pytest.mark.parametrize(
    ("edit", "refused"),
    [({"add": [5012], "drop": [5011]}, True), ({"kind": "send"}, True), ({"drop": [5011]}, False)],
)
@pytest.mark.row("METU-91")
def test_a_drop_needs_no_advisor(edit, refused):
    assert codes(graduate(5011, 5021, semester=2), AFTER, **edit) == (["NO_THESIS_ADVISOR"] if refused else [])


# undergraduate courses


@pytest.mark.parametrize("level", ["master", "master_nt"])
@pytest.mark.parametrize(
    ("section_id", "expected"),
    [
        (2131, [("UG_LEVEL", {"allowed": ["3XX", "4XX"]})]),
        (3311, [("UG_TAKEN_BEFORE", {})]),
        (3361, []),
        (4771, []),
        (5011, []),
        (11, []),
    ],
)
@pytest.mark.row("METU-75")
@pytest.mark.row("METU-77")
def test_masters_take_courses_of_the_last_years_that_they_did_not_take_before(level, section_id, expected):
    facts = graduate(level=level, earlier=frozenset({"CENG331"}))
    assert told(facts, add=[section_id]) == expected
    assert all(f[0].startswith("UG_") for f in expected)


@pytest.mark.parametrize(("level", "status"), [("bachelor", "normal"), ("doctorate", "ni"), ("doctorate_int", "ni")])
@pytest.mark.row("METU-75")
def test_it_binds_masters_alone(level, status):
    facts = graduate(level=level, semester=3, earlier=frozenset({"CENG331"}))
    assert codes(facts, gradschool(), add=[Line(2131, status), Line(3311, status)]) == []
    gm = graduate(semester=3, earlier=frozenset({"CENG331"}))
    assert codes(gm, gradschool(), add=[2131, 3311]) == ["UG_LEVEL", "UG_TAKEN_BEFORE"]


@pytest.mark.parametrize(
    ("first", "expected"), [("20221", ["UG_TAKEN_BEFORE"]), ("20243", ["UG_TAKEN_BEFORE"]), ("20251", [])]
)
@pytest.mark.row("METU-75")
def test_what_was_taken_here_before_entry_belongs_to_the_bachelors_degree(first, expected):
    facts = graduate(took={331: Taken("20251", "FF", first_term=first, times=2)})
    assert codes(facts, gradschool(), add=[3311]) == expected


@pytest.mark.row("METU-75")
def test_another_section_of_a_course_on_the_list_is_not_held_against_anybody():
    facts = graduate(2131, 3311, earlier=frozenset({"CENG331"}))
    assert codes(facts, gradschool(), add=[2132], drop=[2131]) == []
    assert codes(facts, gradschool(), drop=[2131]) == []
    assert codes(facts, gradschool(), add=[Line(2131, "ni")], drop=[2131]) == ["UG_LEVEL"]  # another status is news
    assert codes(facts, gradschool(), kind="send") == ["UG_LEVEL", "UG_TAKEN_BEFORE"]


@pytest.mark.parametrize(("level", "most"), [("master", 2), ("master_nt", 3)])
@pytest.mark.row("METU-76")
@pytest.mark.row("METU-78")
def test_so_many_count_over_the_degree(level, most):
    listed, one, another = (3311, 3361, 3501)[: most - 1], 4771, 4781
    assert told(graduate(*listed, level=level), add=[one]) == []
    limit = [("UG_COUNT_LIMIT", {"most": most})]
    assert told(graduate(*listed, one, level=level), add=[another]) == limit
    past = {s // 10: Taken("20251", "BB", first_term="20251") for s in (*listed, one)}
    assert told(graduate(level=level, took=past), add=[another]) == limit
    assert told(graduate(level=level, took=past), add=[Line(another, "ni")]) == []
    assert told(graduate(level=level, took=past), add=[5011]) == []


@pytest.mark.parametrize(
    ("past", "counts"),
    [
        (Taken("20251", "BB", first_term="20251"), True),
        (Taken("20251", "FF", first_term="20251"), False),  # a failure fills no place
        (Taken("20251", "BB", counts=False, first_term="20251"), False),
        (Taken("20221", "BB", first_term="20221"), False),  # of the bachelor's degree
    ],
)
@pytest.mark.row("METU-76")
def test_what_counts_of_past_terms(past, counts):
    facts = graduate(3311, took={477: past})
    assert codes(facts, gradschool(), add=[3361]) == (["UG_COUNT_LIMIT"] if counts else [])


@pytest.mark.row("METU-76")
def test_ni_lines_take_no_place_and_a_course_taken_again_takes_one():
    ni = Enrolled(3311, 331, status="ni")
    assert codes(graduate(ni, 3361), gradschool(), add=[3501]) == []
    assert codes(graduate(ni, 3361, 3501), gradschool(), add=[Line(3311)], drop=[3311]) == ["UG_COUNT_LIMIT"]
    failed = {331: Taken("20251", "DD", first_term="20251")}
    assert codes(graduate(3361, took=failed), gradschool(), add=[3311]) == []


@pytest.mark.row("METU-76")
def test_the_list_as_it_stands_names_the_last_ones_and_a_drop_none():
    three = graduate(3311, 3361, 3501)
    over = [(f.code, f.course_id) for f in judge(three, gradschool(), kind="send").findings]
    assert over == [("UG_COUNT_LIMIT", 350)]
    assert codes(three, gradschool(), drop=[3311]) == []
    assert codes(three, gradschool(), add=[3312], drop=[3311]) == []  # another section keeps its place


@pytest.mark.parametrize("level", ["doctorate", "doctorate_int"])
@pytest.mark.row("METU-79")
def test_doctoral_students_take_undergraduate_courses_as_ni(level):
    facts = graduate(level=level)
    assert told(facts, add=[4771]) == [("PHD_UG_NOT_NI", {})]
    assert told(facts, add=[Line(4771, "ni")]) == []
    assert told(facts, add=[5011]) == []
    assert told(graduate(4771, level=level), add=[4772], drop=[4771]) == []
    assert told(graduate(4771, level=level), drop=[4771]) == []
    assert told(graduate(4771, level=level), add=[Line(4771, "ni")], drop=[4771]) == []


# credit courses late in the programme

SINCE = date(2025, 1, 1)


@pytest.mark.parametrize(
    ("level", "semester", "advised", "from_semester"),
    [
        ("master", 4, True, None),
        ("master", 5, True, 5),
        ("master", 6, True, 5),
        ("master", 5, False, None),  # not at the thesis stage
        ("master_nt", 5, True, None),
        ("doctorate", 4, False, None),
        ("doctorate", 5, False, 5),
        ("doctorate_int", 6, False, None),
        ("doctorate_int", 7, False, 7),
        ("bachelor", 8, True, None),
    ],
)
@pytest.mark.row("METU-80")
@pytest.mark.row("METU-81")
def test_late_credit_courses_are_ni(level, semester, advised, from_semester):
    facts = graduate(level=level, semester=semester, thesis_advisor_since=SINCE if advised else None)
    figures = {"semester": semester, "from_semester": from_semester}
    assert told(facts, add=[5011]) == ([("LATE_CREDIT_NOT_NI", figures)] if from_semester else [])
    assert told(facts, add=[5991]) == []  # no credit


@pytest.mark.row("METU-80")
def test_late_credit_courses_as_ni_and_dropped():
    facts = graduate(5011, level="doctorate", semester=5)
    assert codes(facts, gradschool(), add=[Line(5021, "ni")]) == []
    assert codes(facts, gradschool(), add=[5012], drop=[5011]) == []
    assert codes(facts, gradschool(), drop=[5011]) == []
    assert codes(facts, gradschool(), kind="send") == ["LATE_CREDIT_NOT_NI"]


# ethics


@pytest.mark.parametrize(
    ("level", "semester", "due"),
    [
        ("master", 3, False),
        ("master", 4, True),
        ("master", 5, False),
        ("master_nt", 4, False),
        ("doctorate", 4, True),
        ("doctorate_int", 4, False),
        ("doctorate_int", 6, True),
        ("bachelor", 4, False),
    ],
)
@pytest.mark.row("METU-82")
@pytest.mark.row("METU-83")
def test_the_ethics_course_is_asked_for_when_the_page_opens(level, semester, due):
    facts = graduate(level=level, semester=semester)
    expected = [("ETHICS_REQUIRED", {"semester": semester})] if due else []
    assert told(facts, kind="open") == expected
    assert [f for f in told(facts, add=[5011]) if f[0] == "ETHICS_REQUIRED"] == []


@pytest.mark.parametrize(
    ("grade", "suppress", "expected"),
    [
        ("CC", False, [{"semester": 4, "case": "passed"}]),
        ("CC", True, []),
        ("FF", False, [{"semester": 4}]),
        ("FF", True, [{"semester": 4}]),
    ],
)
@pytest.mark.row("METU-84")
def test_who_passed_it_is_told_so_or_left_alone(grade, suppress, expected):
    later = row("ETHICS_REQUIRED", "warn", level="master", params={"suppress_if_passed": suppress})
    facts = graduate(semester=4, took={599: Taken("20251", grade, first_term="20251")})
    assert [figures for _, figures in told(facts, gradschool(rows=policy(later)), kind="open")] == expected


@pytest.mark.row("METU-82")
def test_it_is_not_asked_for_once_it_stands_on_the_list():
    assert told(graduate(5991, semester=4), kind="open") == []
    assert told(graduate(5011, semester=4), kind="open") == [("ETHICS_REQUIRED", {"semester": 4})]


@pytest.mark.parametrize(
    ("code", "facts", "asked"),
    [
        ("UG_LEVEL", graduate(), {"add": [2131]}),
        ("UG_TAKEN_BEFORE", graduate(earlier=frozenset({"CENG331"})), {"add": [3311]}),
        ("UG_COUNT_LIMIT", graduate(3311, 3361), {"add": [3501]}),
        ("LATE_CREDIT_NOT_NI", graduate(semester=5, thesis_advisor_since=SINCE), {"add": [5011]}),
        ("ETHICS_REQUIRED", graduate(semester=4), {"kind": "open"}),
    ],
)
def test_policy_turns_them(code, facts, asked):
    for action in ("refuse", "warn", "off"):
        verdict = judge(facts, gradschool(rows=policy(row(code, action, level="master"))), **asked)
        assert [(f.code, f.action) for f in verdict.findings] == ([] if action == "off" else [(code, action)])
