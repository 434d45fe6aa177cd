"""evaluate(): all findings at once, in one order; severity and article from policy; waivers; fail closed."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal

import pytest

from registration.rules import CODES, RULES, SHAPES
from registration.rules.engine import Finding, Verdict
from registration.rules.facts import Case, Change, Enrolled, Needed, Seat, Waiver
from registration.rules.policy import Policy, Scope

from .build import (
    EE,
    MON,
    change,
    codes,
    course,
    criterion,
    curriculum,
    found,
    judge,
    meeting,
    metu,
    policy,
    programme,
    row,
    section,
    student,
    term,
)

ALL_CODES = [rule.code for rule in RULES]


@pytest.mark.parametrize("code", ALL_CODES)
@pytest.mark.parametrize("edit", [{"add": [41]}, {"drop": [11]}, {"add": [12], "drop": [11]}, {}, {"kind": "open"}])
def test_a_rule_without_a_policy_row_fails_closed(code, edit):
    unset = term(rows=policy(without=code))
    verdict = judge(student(11, 21, 31, 51), unset, **edit)
    assert verdict.findings == (Finding("POLICY_MISSING", "refuse", "", {"rule": code}),)
    assert not verdict.accepted


@pytest.mark.parametrize("code", ALL_CODES)
def test_a_row_for_others_is_no_row_for_this_student(code):
    others = [replace(r, scope=Scope(level="master")) if r.code == code else r for r in metu() if not r.scope.level]
    others += [r for r in metu() if r.scope.level and r.code != code]
    assert found(student(), term(rows=Policy(others, SHAPES)), add=[11]) == [("POLICY_MISSING", {"rule": code})]


@pytest.mark.parametrize("code", ALL_CODES)
def test_off_is_an_answer(code):
    assert codes(student(11, 21, 31, 51), term(rows=policy(row(code, "off"))), add=[41]) == []


def crowded():
    """A change that breaks every rule it can at once."""
    asked = term(
        section(11, meeting(MON, "09:40-12:30"), criteria=[criterion(department_id=EE, surname="A–K")]),
        section(21, meeting(MON, "10:40-11:30")),
        course(1, (Needed(9),)),
        curriculum({1: {2}}, fullest=1),
    )
    mine = {"semester": 1, "class_year": 1, "cgpa": "1.00"}
    held = student(21, 31, at="2026-02-09 09:00", state="final", due=Decimal(1), seats={11: Seat(1, 1)}, mine=mine)
    return held, asked, {"add": [11, 32], "drop": [51]}


def test_all_findings_come_back_together_in_the_order_of_the_rules():
    held, asked, edit = crowded()
    assert codes(held, asked, **edit) == [
        "STAGE_NOT_OPEN",
        "APPROVED_LOCKED",
        "FEE_UNPAID",
        "ALREADY_REGISTERED",
        "NOT_REGISTERED",
        "CRITERIA_DEPARTMENT",
        "CRITERIA_SURNAME",
        "CAPACITY_FULL",
        "PREREQ_MISSING",
        "LOAD_EXCEEDED",
        "TIME_CONFLICT",
        "FIRST_TERM_LOAD_CHANGED",
    ]


def test_evaluating_twice_says_the_same_and_changes_nothing():
    held, asked, edit = crowded()
    again = crowded()
    assert judge(held, asked, **edit) == judge(held, asked, **edit)
    assert (held, edit) == (again[0], again[2])


def test_every_code_a_rule_may_speak_is_listed_once():
    assert sorted(set(CODES)) == sorted(CODES)
    held, asked, edit = crowded()
    assert set(codes(held, asked, **edit)) < set(CODES)


@pytest.mark.parametrize(("action", "accepted"), [("refuse", False), ("warn", True)])
@pytest.mark.row("METU-93")
def test_severity_and_article_are_the_policys(action, accepted):
    turned = term(rows=policy(row("FEE_UNPAID", action, article="md. 1")))
    verdict = judge(student(due=Decimal(1)), turned, add=[11])
    assert verdict.findings == (Finding("FEE_UNPAID", action, "md. 1", {"due": "1"}),)
    assert (verdict.accepted, len(verdict.refusals)) == (accepted, 0 if accepted else 1)


@pytest.mark.row("METU-93")
def test_one_refusal_among_warnings_refuses_the_whole():
    clashing = term(section(11, meeting(MON, "09:40-12:30")), section(21, meeting(MON, "10:40-11:30")))
    verdict = judge(student(11, due=Decimal(1)), clashing, add=[21])
    assert [(f.code, f.action) for f in verdict.findings] == [("FEE_UNPAID", "refuse"), ("TIME_CONFLICT", "warn")]
    assert [f.code for f in verdict.refusals] == ["FEE_UNPAID"]
    assert not verdict.accepted


@pytest.mark.parametrize(
    ("waivers", "waived"),
    [
        ((Waiver("CAPACITY_FULL"),), [True, True]),
        ((Waiver("CAPACITY_FULL", 1),), [True, False]),
        ((Waiver("CAPACITY_FULL", 1), Waiver("CAPACITY_FULL", 2)), [True, True]),
        ((Waiver("CAPACITY_FULL", 3),), [False, False]),
        ((Waiver("CRITERIA"),), [False, False]),
        ((), [False, False]),
    ],
)
def test_a_waiver_lifts_its_rule_for_its_course(waivers, waived):
    verdict = judge(student(seats={11: Seat(1, 1), 21: Seat(1, 1)}, waivers=waivers), add=[11, 21])
    assert [(f.code, f.action, f.waived) for f in verdict.findings] == [("CAPACITY_FULL", "refuse", w) for w in waived]
    assert verdict.accepted == all(waived)


def test_a_waiver_of_a_rule_lifts_every_code_of_it():
    closed = term(section(11, criteria=[criterion(department_id=EE, year_max=1)]))
    verdict = judge(student(waivers=(Waiver("CRITERIA", 1),)), closed, add=[11])
    assert [(f.code, f.waived) for f in verdict.findings] == [("CRITERIA_DEPARTMENT", True), ("CRITERIA_CLASS", True)]
    assert verdict.accepted


def test_a_waiver_for_a_course_does_not_lift_what_belongs_to_none():
    assert not judge(student(due=Decimal(1), waivers=(Waiver("FEE_UNPAID", 1),)), add=[11]).accepted
    assert judge(student(due=Decimal(1), waivers=(Waiver("FEE_UNPAID"),)), add=[11]).accepted


@pytest.mark.parametrize(
    ("phases", "spoken"),
    [
        (("drop",), ["drop"]),
        (("add", "open"), ["add", "open"]),
        (("change",), ["change"]),
        (("send", "approve"), ["send", "approve"]),
        ((), ["add", "change", "send", "approve"]),  # as the rule itself says
    ],
)
def test_policy_says_where_a_rule_speaks(phases, spoken):
    owing = student(11, 21, 31, 41, due=Decimal(1))
    turned = term(rows=policy(row("FEE_UNPAID", "refuse", phases=phases)))
    asked = {"add": {"add": [51]}, "drop": {"drop": [11]}, "change": {"add": [12], "drop": [11]}}
    asked |= {kind: {"kind": kind} for kind in ("send", "approve", "open")}
    assert [name for name, edit in asked.items() if codes(owing, turned, **edit)] == spoken


@pytest.mark.parametrize(
    ("edit", "kinds"),
    [
        ({"add": [41]}, {"add"}),
        ({"drop": [11]}, {"drop"}),
        ({"add": [12], "drop": [11]}, {"change"}),
        ({"add": [41], "drop": [11]}, {"add", "drop"}),
        ({"add": [12, 41], "drop": [11, 21]}, {"add", "drop", "change"}),
        ({"add": [11]}, {"add"}),  # nothing would come of it; it is what was asked
        ({"drop": [51]}, {"drop"}),
    ],
)
def test_a_change_is_what_it_does_course_by_course(edit, kinds):
    assert Case(term(), student(11, 21, 31), change(**edit), "approve").kinds == kinds


def test_an_empty_change_is_for_what_the_caller_says():
    assert Case(term(), student(11), Change(), "send").kinds == {"send"}
    assert not Change()


def test_the_lists_before_and_after():
    case = Case(term(), student(11, 21, Enrolled(999, 99)), change(add=[12, 31], drop=[11]), "approve")
    assert {c: s.id for c, s in case.before.items()} == {1: 11, 2: 21}  # a section of no term is on no list
    assert {c: s.id for c, s in case.after.items()} == {1: 12, 2: 21, 3: 31}
    assert ([s.id for s in case.added], [s.id for s in case.dropped]) == ([12, 31], [11])


def test_the_primary_programme_decides_policy_and_standing():
    second = programme(id=2, level="master", cgpa="4.00", is_primary=False)
    five = (11, 21, 31, 41, 51, 61)
    assert codes(student(*five, programmes=(second, programme())), add=[71]) == ["LOAD_EXCEEDED"]
    both = (replace(programme(), is_primary=False), replace(second, is_primary=True))
    assert codes(student(*five, programmes=both), add=[71]) == []


@pytest.mark.parametrize("edit", [{"add": [11]}, {"drop": [11]}, {}, {"kind": "open"}])
def test_who_follows_no_programme_is_refused_whatever_is_asked(edit):
    verdict = judge(student(11, 21, 31, 41, programmes=()), **edit)
    assert verdict.findings == (Finding("NO_PROGRAMME", "refuse", "", {}),)
    assert not verdict.accepted


def test_a_finding_is_stored_as_code_and_data():
    held, asked, edit = crowded()
    stored = [f.stored() for f in judge(held, asked, **edit).findings]
    assert json.loads(json.dumps(stored)) == stored
    assert stored[2] == {
        "code": "FEE_UNPAID",
        "action": "refuse",
        "article": stored[2]["article"],
        "figures": {"due": "1"},
        "course_id": None,
        "section_id": None,
        "waived": False,
        "waiver": "",
        "waived_by": "",
        "rule": "FEE_UNPAID",
    }
    assert "METU-85" in stored[2]["article"]


def test_no_finding_is_accepted():
    assert Verdict(()).accepted


# what the loader is judged by

GATES = {"WINDOW_CLOSED", "STAGE_NOT_OPEN", "PASSWORD_COOLDOWN", "FEE_UNPAID", "LIBRARY_DEBT", "NO_THESIS_ADVISOR"} | {
    "FEE_SCHEDULE_MISSING"
}


def test_the_gates_are_these_and_every_other_rule_of_an_add_is_asked_of_the_loader_too():
    assert {rule.code for rule in RULES if rule.gate} == GATES


def loading(rows: Policy | None = None, **fields) -> list[str]:
    """What the loader is told before anything opens, for a student who owes the fee."""
    facts = student(at="2026-02-01 03:00", due=Decimal(500), **fields)
    return codes(facts, term(rows=rows) if rows else None, add=[11], kind="load")


def test_the_loader_goes_round_the_gates():
    assert loading() == []
    assert codes(student(at="2026-02-01 03:00", due=Decimal(500)), add=[11]) == ["WINDOW_CLOSED", "FEE_UNPAID"]


def test_a_gate_stops_the_loader_where_the_phases_of_its_row_say_so():
    assert loading(policy(row("FEE_UNPAID", "refuse", phases=("add", "load")))) == ["FEE_UNPAID"]
    assert loading(policy(row("FEE_UNPAID", "refuse", phases=("add",)))) == []


def test_the_loader_never_goes_round_another_rule():
    full = {11: Seat(30, 30)}
    assert loading(seats=full) == ["CAPACITY_FULL"]
    assert loading(state="final") == ["APPROVED_LOCKED"]
