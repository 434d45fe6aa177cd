"""The states of a registration as one table, and the only function that moves between them (RULES.md §7.1).

Approve and return carry the version of the list that the advisor saw: if the list changed meanwhile, nothing happens.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django.db import connection

from .rules.engine import REFUSE, Finding, Verdict
from .rules.facts import Catalogue, Facts
from .rules.opening import CHANGE_KINDS, window_at
from .services import ACCEPTED, BUSY, REFUSED, StartAgain, in_step, judge_list
from .snapshot import load_facts

DRAFT, SUBMITTED, RETURNED, FINAL = "draft", "submitted", "returned", "final"


@dataclass(frozen=True)
class Step:
    """One row of the table. `kind` is the phase in which the rules judge the whole list; empty: they are not asked."""

    event: str
    sources: tuple[str, ...]
    target: str
    kind: str = ""
    needs_note: bool = False


TABLE: dict[str, Step] = {
    step.event: step
    for step in (
        Step("approve", (DRAFT, SUBMITTED, RETURNED), FINAL, kind="approve"),
        Step("return", (DRAFT, SUBMITTED), RETURNED, needs_note=True),
        Step("remove_approval", (FINAL,), DRAFT),
        # by the system
        Step("auto_submit", (DRAFT,), SUBMITTED),  # KOU-81: all that is to be chosen was loaded
        Step("not_opened", (SUBMITTED, FINAL), RETURNED, needs_note=True),  # OMU-17: a course of the list does not open
    )
}


@dataclass(frozen=True)
class Moved:
    """What became of an event: the new state, or the findings that kept it from happening."""

    status: str
    state: str
    version: int
    findings: tuple[dict[str, Any], ...] = ()

    @property
    def accepted(self) -> bool:
        return self.status == ACCEPTED


def move(*, student_id: int, term_id: int, event: str, version: int | None, actor_id: int, note: str = "") -> Moved:
    """Carry out one event of the table behind the lock of the registration; refusals are values.

    No version: the list as it is now, for the system, which looks at no screen.
    """

    def work(catalogue: Catalogue) -> Moved:
        facts = load_facts(term_id, [student_id], lock=True)[student_id].facts
        if facts.revision != catalogue.revision:
            raise StartAgain(facts.revision)
        verdict = _judge(TABLE[event], facts, catalogue, version, note)
        findings = tuple(f.stored() for f in verdict.findings)
        if not verdict.accepted:
            return Moved(REFUSED, facts.state, facts.version, findings)
        record(TABLE[event], facts, actor_id, note)
        return Moved(ACCEPTED, TABLE[event].target, facts.version, findings)

    return in_step(term_id, work) or Moved(BUSY, "", version or 0)


def _judge(step: Step, facts: Facts, catalogue: Catalogue, version: int | None, note: str) -> Verdict:
    if step.event == "approve" and not facts.registration_id:
        return _no("EMPTY_LIST")  # nothing was ever asked for, so there is no list yet
    if not facts.registration_id or facts.state not in step.sources:
        return _no("ILLEGAL_TRANSITION", event=step.event, state=facts.state)
    if version not in (None, facts.version):
        return _no("STALE_LIST", seen=version, now=facts.version)
    if step.needs_note and not note.strip():
        return _no("NOTE_REQUIRED")
    if step.event == "approve" and not facts.enrolled:
        return _no("EMPTY_LIST")
    if step.event == "remove_approval" and not window_at(catalogue, facts.primary, CHANGE_KINDS, facts.at):
        # a removal now would trap the student with a list that can no longer be changed
        return _no("REMOVAL_TRAPS")
    return judge_list(catalogue, facts, step.kind) if step.kind else Verdict(())


def _no(code: str, **figures: Any) -> Verdict:
    return Verdict((Finding(code, REFUSE, "", figures),))


def record(step: Step, facts: Facts, actor_id: int, note: str) -> None:
    """The new state with its record, behind the lock; an approval keeps the list that was approved."""
    snapshot = json.dumps([e.section_id for e in facts.enrolled]) if step.target == FINAL else None
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE registration_termregistration "
            "SET state = %s, approved_snapshot = COALESCE(%s::jsonb, approved_snapshot) WHERE id = %s",
            [step.target, snapshot, facts.registration_id],
        )
        cursor.execute(
            "INSERT INTO registration_transition "
            "(registration_id, event, from_state, to_state, actor_id, note, version, at) "
            "VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
            [facts.registration_id, step.event, facts.state, step.target, actor_id, note, facts.version, facts.at],
        )
