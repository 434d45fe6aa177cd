"""The rules, in the order in which their findings are shown. Standard library only; no clock, no query, no prose."""

from __future__ import annotations

from . import conduct, criteria, engine, load, opening, prerequisites, standing, timetable
from .engine import Data, Finding, Rule, Verdict
from .facts import Catalogue, Change, Facts, Line
from .policy import ParamErrors, parse
from .settings import SETTINGS

RULES: tuple[Rule, ...] = (
    opening.window_closed,
    opening.stage_not_open,
    opening.approval_closed,
    conduct.approved_locked,
    standing.fee_unpaid,
    conduct.already_registered,
    conduct.not_registered,
    criteria.criteria,
    criteria.capacity_full,
    prerequisites.prereq_missing,
    load.load_exceeded,
    timetable.time_conflict,
    load.first_term_load_changed,
    load.few_courses,
)
BY_CODE = {rule.code: rule for rule in RULES}
SHAPES = {**{rule.code: rule.params for rule in RULES}, **SETTINGS}
CODES = (*(code for rule in RULES for code in rule.codes), engine.POLICY_MISSING, engine.NO_PROGRAMME)


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
