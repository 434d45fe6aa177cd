"""The rules, in the order in which their findings are shown. Standard library only; no clock, no query, no prose."""

from __future__ import annotations

from . import (
    conduct,
    criteria,
    electives,
    engine,
    graduate,
    load,
    loading,
    opening,
    prerequisites,
    repeats,
    sequence,
    standing,
    timetable,
)
from .engine import Data, Finding, Rule, Verdict
from .facts import Catalogue, Change, Facts, Line
from .policy import ParamErrors, parse
from .settings import SETTINGS

RULES: tuple[Rule, ...] = (
    opening.window_closed,
    opening.stage_not_open,
    opening.approval_closed,
    conduct.not_enrolled,
    conduct.prep_no_courses,
    conduct.return_not_opened,
    conduct.not_registered_in_period,
    conduct.password_cooldown,
    conduct.approved_locked,
    conduct.submitted_locked,
    conduct.contact_advisor,
    conduct.multi_screen,
    standing.fee_unpaid,
    standing.fee_schedule_missing,
    standing.course_fee_unpaid,
    standing.library_debt,
    conduct.already_registered,
    conduct.not_registered,
    conduct.compulsory_drop,
    criteria.criteria,
    conduct.course_not_opened,
    conduct.section_cancelled,
    conduct.mode,
    criteria.capacity_full,
    prerequisites.prereq_missing,
    prerequisites.coreq_missing,
    standing.probation_new_course,
    electives.category_mismatch,
    sequence.lower_first,
    sequence.upper_not_allowed,
    load.load_exceeded,
    timetable.attendance_conflict,
    graduate.no_thesis_advisor,
    repeats.ni_conditions,
    repeats.repeat_not_allowed,
    timetable.time_conflict,
    load.first_term_load_changed,
    load.few_courses,
    graduate.ug_level,
    graduate.ug_taken_before,
    graduate.ug_count_limit,
    graduate.phd_ug_not_ni,
    graduate.late_credit_not_ni,
    graduate.ethics_required,
    loading.autoload_failed,
)
BY_CODE = {rule.code: rule for rule in RULES}
SHAPES = {**{rule.code: rule.params for rule in RULES}, **SETTINGS}
_SPOKEN = (*(code for rule in RULES for code in rule.codes), engine.POLICY_MISSING, engine.NO_PROGRAMME)
CODES = tuple(dict.fromkeys(_SPOKEN))  # two rules may speak with one code


def evaluate(catalogue: Catalogue, facts: Facts, change: Change, kind: str = "approve") -> Verdict:
    """Judge a change by all rules (engine.evaluate)."""
    return engine.evaluate(RULES, catalogue, facts, change, kind)


__all__ = [
    "BY_CODE",
    "CODES",
    "RULES",
    "SETTINGS",
    "SHAPES",
    "Data",
    "Finding",
    "Line",
    "ParamErrors",
    "Verdict",
    "evaluate",
    "parse",
]
