"""How a plan stands: judged as at the student's own opening, by all rules but those that ask when and whether at all.

What keeps the whole list from being changed is said once, not beside every course.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

from ..choices import both_ways
from ..rules import RULES
from ..rules.engine import Finding, Verdict
from ..rules.facts import NO_SEAT, Catalogue, Facts, Line
from ..selectors import BARRING, GATES, barring, opening
from .choosing import SOME, Chosen, Judge, choose, judge_of
from .committing import still_to_take
from .shape import Plan, Planned

OF_COURSES = tuple(r for r in RULES if r.code not in (*BARRING, *GATES))
MOST_OTHERS = 12  # sections that are tried for a course of which none of the plan's will do


@dataclass(frozen=True)
class Judged:
    """`instead` is a section by course, not in the plan yet, that would be taken where none of the plan's is."""

    chosen: Chosen
    bars: tuple[Finding, ...]
    opens: datetime | None  # while it is closed
    closes: datetime | None
    instead: dict[int, Line] = field(default_factory=dict)


def judge_plan(catalogue: Catalogue, facts: Facts, plan: Plan) -> Judged:
    opens, closes = opening(facts, catalogue)
    then = replace(facts, at=opens) if opens else facts
    asked = still_to_take(plan, catalogue, facts)
    judge = judge_of(catalogue, then, OF_COURSES)
    chosen = choose(judge, catalogue, asked, SOME) if asked else Chosen((), Verdict(()), ())
    taken = tuple(o.line for o in chosen.outcomes if o.line)
    missing = {o.course_id for o in chosen.outcomes if not o.line}
    found = ((p.course_id, _another(judge, catalogue, then, p, taken)) for p in asked if p.course_id in missing)
    instead = {course_id: line for course_id, line in found if line}
    return Judged(chosen, barring(catalogue, then), opens, closes, instead)


def _another(judge: Judge, catalogue: Catalogue, facts: Facts, p: Planned, taken: Iterable[Line]) -> Line | None:
    """The first section beside those of the plan that would be accepted with what is taken, taken as these are."""
    first = p.lines[0] if p.lines else Line(0)
    named = both_ways(catalogue, p.course_id)
    others = [
        replace(first, section_id=s.id, mode=s.delivery if named else "")
        for s in catalogue.by_course.get(p.course_id, ())
        if s.id not in p.section_ids and s.is_given and facts.seats.get(s.counter, NO_SEAT).left
    ]
    return next((line for line in others[:MOST_OTHERS] if judge((*taken, line)).accepted), None)
