"""A plan taken with one press: chosen behind the lock of the list, in one transaction, with an outcome for each course."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from django.db import DatabaseError

from curriculum.locks import held_up

from ..forms import refusal
from ..query import fetch
from ..rules.facts import Catalogue, Change, Facts
from ..seats import Asking
from ..services import NOTHING, REFUSED, Choice, Receipt, carry_out
from .choosing import choose, judge_of
from .services import read_plan
from .shape import Plan


def commit_plan(*, student_id: int, term_id: int, actor_id: int, key: UUID, manner: str) -> Receipt:
    """Take the plan, whole or as far as it is accepted. One key has one effect and one receipt, however often it is sent.

    The courses of the plan that are on the list afterwards leave it.
    """
    plan = read_plan(student_id, term_id)

    def chosen(catalogue: Catalogue, facts: Facts) -> Choice | None:
        asked = still_to_take(plan, catalogue, facts)
        if not any(p.lines for p in asked):
            return None
        found = choose(judge_of(catalogue, facts), catalogue, asked, manner)
        return Choice(Change(frozenset(found.lines)), found.verdict, tuple(o.stored() for o in found.outcomes))

    receipt = carry_out(
        student_id=student_id,
        term_id=term_id,
        asking=Asking(Change(), actor_id, key, manner=manner),
        sections=[id_ for p in plan for id_ in p.section_ids],
        choose=chosen,
        again=True,
    )
    if receipt.accepted:
        _leave_what_is_taken(student_id, term_id)
    if receipt.status == NOTHING:
        return Receipt(REFUSED, (refusal("PLAN_EMPTY").stored(),))
    return receipt


def still_to_take(plan: Plan, catalogue: Catalogue, facts: Facts) -> Plan:
    """Without the courses that are on the list, and without sections that the term has no more."""
    held = {e.course_id for e in facts.enrolled}
    return tuple(
        replace(p, lines=tuple(line for line in p.lines if line.section_id in catalogue.sections))
        for p in plan
        if p.course_id not in held
    )


def _leave_what_is_taken(student_id: int, term_id: int) -> None:
    """After the commit, so that no seat waits for it. Until then, and if it fails, such a course is shown as taken."""
    try:
        fetch(TAKEN, student_id, term_id)
    except DatabaseError as error:
        if not held_up(error):
            raise


TAKEN = """
    WITH taken AS (
        SELECT p.id FROM registration_plannedcourse p JOIN registration_enrolment e
        ON e.student_id = p.student_id AND e.term_id = p.term_id AND e.course_id = p.course_id
        WHERE p.student_id = %s AND p.term_id = %s),
    sections AS (DELETE FROM registration_plannedsection s USING taken WHERE s.planned_id = taken.id)
    DELETE FROM registration_plannedcourse p USING taken WHERE p.id = taken.id
"""
