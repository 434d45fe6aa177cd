"""What is tried about each kind of finding, and what a step makes of a change."""

from __future__ import annotations

from dataclasses import replace

import pytest

from registration import rules
from registration.candidates import Asked, Step, done
from registration.fixes import find_fixes
from registration.rules.facts import Change, Enrolled, Line, Seat
from tests.rules import build
from tests.rules.build import change, section, student
from tests.world import local

from .fixing import CLASH, FULL, REFUSE_CLASHES, finding, found, no_more_seats, steps, term

# by the code


@pytest.mark.parametrize(
    ("facts", "own", "asked", "expected"),
    [
        pytest.param(student(seats=FULL), (), change(add=[11]), [[("section", 12)]], id="full"),
        pytest.param(
            student(seats=FULL), (), change(add=[11, 21]), [[("section", 12)], [("without", 11)]], id="of two"
        ),
        pytest.param(student(12), (), change(add=[11]), [[("move", 11)]], id="already there"),
        pytest.param(student(), (), change(add=[11, 12]), [[("without", 11)], [("without", 12)]], id="twice"),
        pytest.param(student(21), (), change(add=[31], drop=[11]), [[("keep", 11)]], id="not there"),
        pytest.param(
            student(11, 21, 31, 41, 51, 61),
            (),
            change(add=[71]),
            [[("drop", 11)], [("drop", 21)], [("drop", 31)]],
            id="too much",
        ),
        pytest.param(
            student(21, 31, 41, 51, 61),
            (build.course(2, credit="0"),),
            change(add=[11, 71, 81]),
            [[("drop", 31)], [("drop", 41)], [("drop", 51)]],
            id="too much, without credit",
        ),
        pytest.param(
            student(),
            (build.curriculum(fullest=1),),
            change(add=[11, 21, 31]),
            [[("without", 11)], [("without", 21)], [("without", 31)]],
            id="too much, of a plan",
        ),
        pytest.param(
            student(),
            (build.course(5, (build.Needed(1),)),),
            change(add=[51, 21]),
            [[("without", 51)]],
            id="prerequisite",
        ),
    ],
)
def test_each_kind_of_refusal_has_its_way_out(facts, own, asked, expected):
    assert steps(found(facts, term(*own), asked))[: len(expected)] == expected


def test_what_has_to_be_mended_first_has_no_way_out_and_asks_no_rule(monkeypatch):
    monkeypatch.setattr(rules, "evaluate", None)
    for code in ("FEE_UNPAID", "APPROVED_LOCKED", "LOAD_UNKNOWN", "POLICY_MISSING", "NO_PROGRAMME"):
        assert find_fixes(term(), student(), change(add=[11]), (finding("CAPACITY_FULL", at=11), finding(code))) == ()


def test_a_warning_and_what_is_waived_need_no_way_out():
    said = finding("CAPACITY_FULL", course=1, at=11)
    for more in ({"action": "warn"}, {"waived": True}):
        assert find_fixes(term(), student(), change(add=[11]), ({**said, **more},)) == ()


@pytest.mark.parametrize(
    ("moment", "opens"),
    [("2026-02-08 12:00", "2026-02-09 09:00"), ("2026-02-20 12:00", "2026-02-23 00:00")],
)
def test_before_a_window_the_hour_is_named(moment, opens):
    [fix] = found(student(at=moment), term(), change(add=[11]))
    assert (fix.kind, fix.opens) == ("wait", local(opens))


def test_after_the_last_window_nothing_is_promised():
    assert found(student(at="2026-03-02 12:00"), term(), change(add=[11])) == ()


def test_a_clash_is_solved_by_either_section_or_by_a_drop():
    facts = student(11)
    assert steps(found(facts, term(*CLASH, rows=REFUSE_CLASHES), change(add=[21]))) == [
        [("section", 22)],
        [("drop", 11)],
    ]
    assert steps(found(student(21), term(*CLASH, rows=REFUSE_CLASHES), change(add=[11]))) == [
        [("move", 22)],
        [("drop", 21)],
    ]
    both = found(student(), term(*CLASH, rows=REFUSE_CLASHES), change(add=[11, 21]))
    assert steps(both) == [[("section", 22)], [("without", 11)]]


def test_the_line_moved_keeps_its_status_and_category():
    facts = student(Enrolled(21, 2, status="ni", category="FE"))
    [move, _drop] = found(facts, term(*CLASH, rows=REFUSE_CLASHES), change(add=[11]))
    assert move.change == Change(frozenset({Line(11), Line(22, "ni", "FE")}), frozenset({21}))

    full = found(student(seats=FULL), term(), change(add=[Line(11, "ni", "FE")]))
    assert full[0].change.add == {Line(12, "ni", "FE")}


# by codes of which the rules here know nothing yet

NI = Line(11, "ni")


@pytest.mark.parametrize(
    ("said", "asked", "expected"),
    [
        (finding("NI_CONDITIONS", course=1, at=11, case="curriculum"), change(add=[NI]), {Line(11)}),
        (finding("NI_CONDITIONS", case="too_many"), change(add=[NI]), {Line(11)}),
        (finding("NI_CONDITIONS", course=1, at=11, case="only_ni"), change(add=[11]), {NI}),
        (finding("PHD_UG_NOT_NI", course=1, at=11), change(add=[11]), {NI}),
        (finding("LATE_CREDIT_NOT_NI", course=1, at=11), change(add=[11]), {NI}),
        (
            finding("CATEGORY_MISMATCH", course=1, at=11, asked="NE", admits=["TE", "FE"]),
            change(add=[Line(11, category="NE")]),
            {Line(11, category="TE")},
        ),
        (
            finding("CATEGORY_MISMATCH", course=1, at=11, asked="NE", admits=[], case="must"),
            change(add=[Line(11, category="NE")]),
            {Line(11)},
        ),
        (finding("COURSE_NOT_OPENED", course=1, at=11), change(add=[11]), {Line(12)}),
        (finding("CRITERIA_NONE", course=1, at=11), change(add=[11]), {Line(12)}),
        (finding("UG_LEVEL", course=1, at=11), change(add=[11, 21]), {Line(11, "ni"), Line(21)}),
        (finding("UG_TAKEN_BEFORE", course=1, at=11), change(add=[11, 21]), {Line(21)}),
        (finding("LOWER_FIRST", course=3), change(add=[11]), {Line(11), Line(31)}),
        (finding("UPPER_NOT_ALLOWED", course=1, at=11, left=["CENG3"]), change(add=[11]), {Line(11), Line(31)}),
        (finding("PROBATION_NEW_COURSE", course=1, at=11), change(add=[11, 21]), {Line(21)}),
        (finding("MULTI_SCREEN", seen=1, now=2), replace(change(add=[11]), seen=1), {Line(11)}),
    ],
    ids=lambda value: value["code"] if isinstance(value, dict) else "",
)
def test_each_code_is_answered_by_what_it_calls_for(said, asked, expected):
    elective = replace(build.course(1), categories={None: frozenset({"TE", "FE"})})
    first, *_ = find_fixes(term(elective), student(), asked, (said,), no_more_seats)
    assert (first.change.add, first.change.seen) == (expected, None)


def test_a_mode_is_offered_once_each_with_a_section_given_that_way():
    courses = [replace(section(id_), delivery=how) for id_, how in ((11, "face"), (12, "distance"), (13, "distance"))]
    said = finding("MODE_REQUIRED", course=1, at=11)
    facts = student(seats={13: Seat(30, 0)})
    offered = find_fixes(term(*courses), facts, change(add=[11]), (said,), no_more_seats)
    assert [fix.change.add for fix in offered] == [{Line(11, mode="face")}, {Line(12, mode="distance")}]


def test_ni_beyond_the_most_is_solved_by_dropping_one():
    facts = student(Enrolled(21, 2, status="ni"), Enrolled(31, 3))
    offered = find_fixes(term(), facts, change(add=[NI]), (finding("NI_CONDITIONS", case="too_many"),), no_more_seats)
    assert steps(offered) == [[("status", 11)], [("drop", 21)]]


def test_a_corequisite_is_added_too_in_a_section_with_a_seat():
    needs = replace(build.course(1), corequisites=(2, 3))
    said = finding("COREQ_MISSING", course=1, at=11, needs=["CENG2"])
    facts = student(31, seats={21: Seat(30, 30)})
    assert steps(find_fixes(term(needs), facts, change(add=[11]), (said,), no_more_seats)) == [[("add", 22)]]
    broken = find_fixes(term(needs), student(11, 21, 31), change(drop=[21]), (said,), no_more_seats)
    assert steps(broken) == [[("drop", 11)]]


# the steps themselves


def test_leaving_out_a_change_of_section_leaves_the_old_one_where_it_is():
    asked = Asked(term(), student(12), change(add=[11, 21], drop=[12]))
    assert done(asked, Step("without", 11)) == change(add=[21])


def test_a_line_that_named_its_mode_names_that_of_its_new_section():
    catalogue = term(replace(section(12), delivery="distance"))
    asked = Asked(catalogue, student(), change(add=[Line(11, "ni", "TE", "face")]))
    assert done(asked, Step("section", 12, 11)).add == {Line(12, "ni", "TE", "distance")}
