"""The states of a registration as one table, and the only function that moves between them (RULES.md §7.1).

Approve and return carry the version of the list that the advisor saw: if the list changed meanwhile, nothing happens. An
event that is refused is recorded as well, with its reason; who may cause one is asked by the service that calls.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from . import charging, signals
from .rules.engine import REFUSE, WARN, Finding, Verdict
from .rules.facts import Catalogue, Facts
from .rules.opening import APPROVAL, CHANGE_KINDS, window_now
from .rules.policy import SettingMissing
from .rules.settings import Renewal
from .services import ACCEPTED, BUSY, REFUSED, StartAgain, in_step, judge_list
from .snapshot import load_facts
from .told import tell_of

NOT_STARTED, FEE_PENDING, DRAFT, SUBMITTED = "not_started", "fee_pending", "draft", "submitted"
RETURNED, APPROVED, FINAL, UNREGISTERED = "returned", "approved", "final", "unregistered"
EXCUSE_PENDING, ON_LEAVE, CANCELLED = "excuse_pending", "on_leave", "cancelled"
STATES = (
    *(NOT_STARTED, FEE_PENDING, DRAFT, SUBMITTED, RETURNED, APPROVED),
    *(FINAL, UNREGISTERED, EXCUSE_PENDING, ON_LEAVE, CANCELLED),
)
OPEN = (NOT_STARTED, FEE_PENDING, DRAFT, SUBMITTED, RETURNED, APPROVED)  # not settled yet: a close ends them
LOCKED = (APPROVED, FINAL)
PREPARATION = "prep"  # the level of programmes whose students learn English first


@dataclass(frozen=True)
class Step:
    """One row of the table. `kind` is the phase in which the rules judge the whole list; empty: they are not asked.

    `by` names who causes it: the student, the advisor, the clerk of the board, the registrar, or the system.
    """

    event: str
    by: str
    sources: tuple[str, ...]
    target: str
    kind: str = ""
    needs_note: bool = False


TABLE: dict[str, Step] = {
    step.event: step
    for step in (
        # written by the functions of sql/seats.sql with the first line of a list, or with the change of an approved one
        Step("begin", "student", (NOT_STARTED, FEE_PENDING), DRAFT),
        Step("reopen", "student", LOCKED, DRAFT),
        Step("send", "student", (DRAFT, RETURNED), SUBMITTED, kind="send"),
        Step("take_back", "student", (SUBMITTED,), DRAFT),
        Step("finalise", "student", (APPROVED,), FINAL),
        Step("excuse", "student", (UNREGISTERED,), EXCUSE_PENDING),
        Step("excuse_taken_back", "student", (EXCUSE_PENDING,), UNREGISTERED),
        Step("approve", "advisor", (DRAFT, SUBMITTED, RETURNED), FINAL, kind="approve"),
        Step("return", "advisor", (DRAFT, SUBMITTED), RETURNED, needs_note=True),
        Step("remove_approval", "advisor", LOCKED, DRAFT),
        Step("excuse_accepted", "clerk", (EXCUSE_PENDING,), DRAFT),
        Step("excuse_rejected", "clerk", (EXCUSE_PENDING,), UNREGISTERED),
        # a board may decide after the close what was asked for before it
        Step("leave", "clerk", (NOT_STARTED, FEE_PENDING, DRAFT, UNREGISTERED), ON_LEAVE),
        Step("cancel", "registrar", tuple(s for s in STATES if s != CANCELLED), CANCELLED, needs_note=True),
        Step("fee_due", "system", (NOT_STARTED, DRAFT, SUBMITTED), FEE_PENDING),
        Step("fee_settled", "system", (FEE_PENDING,), DRAFT),
        Step(
            "skip", "system", (NOT_STARTED, FEE_PENDING, DRAFT), FINAL
        ),  # METU-22: nothing is to be chosen or approved
        Step("auto_submit", "system", (DRAFT,), SUBMITTED),  # KOU-81: all that is to be chosen was loaded
        Step("not_opened", "system", (SUBMITTED, *LOCKED), RETURNED, needs_note=True),  # OMU-17
        Step(
            "restore", "system", (FEE_PENDING, DRAFT, SUBMITTED, RETURNED), FINAL
        ),  # METU-35: back to what was approved
        Step("close", "system", OPEN, UNREGISTERED),
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


Guard = Callable[[Catalogue, Facts], Iterable[Finding]]


@dataclass(frozen=True)
class Asked:
    """An event as somebody asks for it. No version: the list as it is now, for the system, which looks at no screen.

    `acknowledged`: the student ticked the statement of responsibility (OMU-22). `seen`: the warnings that were on the
    screen, by their mark; None where they are not asked about.
    """

    event: str
    actor_id: int
    version: int | None = None
    note: str = ""
    acknowledged: bool = False
    seen: str | None = None


def move(
    *,
    student_id: int,
    term_id: int,
    event: str,
    version: int | None,
    actor_id: int,
    note: str = "",
    acknowledged: bool = False,
    seen: str | None = None,
    guard: Guard | None = None,
    beside: Callable[[Facts], None] | None = None,
) -> Moved:
    """Carry out one event of the table behind the lock of the registration; refusals are values, and recorded.

    `seen` is the mark of the warnings that were shown: with others the list is not approved. `guard` says what else stands
    against it, on the same facts. `beside` is done in the same transaction if the event happens: what must not stand
    without it.
    """
    asked = Asked(event, actor_id, version, note, acknowledged, seen)

    def work(catalogue: Catalogue) -> Moved:
        facts = load_facts(term_id, [student_id], lock=True, key=uuid.uuid4())[student_id].facts
        if facts.revision != catalogue.revision:
            raise StartAgain(facts.revision)
        verdict = judge(catalogue, facts, asked)
        if guard:
            verdict = Verdict((*verdict.findings, *guard(catalogue, facts)))
        findings = tuple(f.stored() for f in verdict.findings)
        if not verdict.accepted:
            note_event(facts, asked, facts.state, findings)
            return Moved(REFUSED, facts.state, facts.version, findings)
        state = record(TABLE[event], facts, actor_id, note, renewal_of(catalogue, facts), acknowledged=acknowledged)
        if beside:
            beside(facts)
        if event in charging.COUNTED:
            charging.charge_moved(catalogue, [student_id], reason=event)
        return Moved(ACCEPTED, state, facts.version, findings)

    return in_step(term_id, work) or _busy(version or 0)


def stay(*, student_id: int, term_id: int, guard: Guard, beside: Callable[[Facts], None]) -> Moved:
    """What needs the lock of the registration and leaves its state as it is: nothing is done if the guard objects."""

    def work(catalogue: Catalogue) -> Moved:
        facts = load_facts(term_id, [student_id], lock=True, key=uuid.uuid4())[student_id].facts
        if facts.revision != catalogue.revision:
            raise StartAgain(facts.revision)
        if against := tuple(f.stored() for f in guard(catalogue, facts)):
            return Moved(REFUSED, facts.state, facts.version, against)
        beside(facts)
        return Moved(ACCEPTED, facts.state, facts.version)

    return in_step(term_id, work) or _busy(0)


def refuse(*, student_id: int, term_id: int, event: str, actor_id: int, finding: Finding) -> Moved:
    """Record what was refused before the table was asked: by another's advisor, a reminder too soon. Nothing moves."""
    with transaction.atomic():
        facts = load_facts(term_id, [student_id], key=uuid.uuid4())[student_id].facts
        findings = (finding.stored(),)
        note_event(facts, Asked(event, actor_id), facts.state, findings)
    return Moved(REFUSED, facts.state, facts.version, findings)


def _busy(version: int) -> Moved:
    """Nothing was recorded, so the same may be asked for again."""
    return Moved(BUSY, "", version, tuple(f.stored() for f in _no("BUSY").findings))


def possible(event: str, catalogue: Catalogue, facts: Facts) -> bool:
    """Whether the state and the student's profile know the event; what else it asks for, judge() says."""
    step = TABLE[event]
    return facts.state in step.sources and _possible(step, facts, renewal_of(catalogue, facts))


def warnings_mark(findings: tuple[Finding, ...]) -> str:
    """The same for the same warnings with the same figures; empty where there is none."""
    warnings = [[f.code, f.course_id, f.section_id, f.figures] for f in findings if f.action == WARN and not f.waived]
    return hashlib.sha256(json.dumps(warnings, sort_keys=True).encode()).hexdigest()[:16] if warnings else ""


def renewal_of(catalogue: Catalogue, facts: Facts) -> Renewal:
    """The steps of the student's renewal; where no row says, the strictest: send, then approval."""
    try:
        return catalogue.policy.setting(Renewal, facts.primary, facts.at.date())
    except SettingMissing:
        return Renewal()


def skipped(facts: Facts, renewal: Renewal) -> frozenset[str]:
    """The steps that students of English preparation have not (METU-22, METU-23)."""
    return frozenset(renewal.prep_skips) if facts.primary.level == PREPARATION else frozenset()


def judge(catalogue: Catalogue, facts: Facts, asked: Asked) -> Verdict:
    """Whether an event may happen now: the state, what it asks for, and the rules on the whole list where it has a kind."""
    step, renewal = TABLE[asked.event], renewal_of(catalogue, facts)
    if facts.state not in step.sources or not _possible(step, facts, renewal):
        if step.event in ("approve", "send") and not facts.enrolled and facts.state in (NOT_STARTED, FEE_PENDING):
            return _no("EMPTY_LIST")  # nothing was ever asked for, so there is no list yet
        return _no("ILLEGAL_TRANSITION", event=step.event, state=facts.state)
    if asked.version not in (None, facts.version):
        return _no("STALE_LIST", seen=asked.version, now=facts.version)
    if step.needs_note and not asked.note.strip():
        return _no("NOTE_REQUIRED")
    if step.event in ("approve", "send") and not facts.enrolled:
        return _no("EMPTY_LIST")
    if step.event == "send" and renewal.acknowledge and not asked.acknowledged:
        return _no("ACKNOWLEDGE")
    if step.event == "remove_approval" and not window_now(catalogue, facts, CHANGE_KINDS):
        # a removal now would trap the student with a list that can no longer be changed
        return _no("REMOVAL_TRAPS")
    if step.event == "take_back" and not window_now(catalogue, facts, CHANGE_KINDS):
        return _no("TAKE_BACK_CLOSED")
    if step.event == "finalise" and not window_now(catalogue, facts, (APPROVAL,)):
        return _no("FINALISE_CLOSED")
    if step.event == "return" and not window_now(catalogue, facts, (APPROVAL,)):
        return _no("RETURN_CLOSED")
    verdict = judge_list(catalogue, facts, step.kind) if step.kind else Verdict(())
    if asked.seen is not None and warnings_mark(verdict.findings) not in ("", asked.seen):
        return Verdict((*_no("WARNINGS_UNSEEN").findings, *verdict.findings))
    return verdict


def _possible(step: Step, facts: Facts, renewal: Renewal) -> bool:
    """What the profile makes of the table: which steps it has, and from where its advisors decide."""
    if step.event == "send":
        return renewal.submit != "none"
    if step.event == "take_back":
        return renewal.take_back
    if step.event == "finalise":
        return renewal.finalise != "on_approval"
    if step.event in ("approve", "return") and renewal.submit == "required":
        return facts.state == SUBMITTED
    return True


def _no(code: str, **figures: Any) -> Verdict:
    return Verdict((Finding(code, REFUSE, "", figures),))


LINES = """(SELECT COALESCE(jsonb_agg(jsonb_build_array(e.section_id, e.course_id, e.quota_id, e.status, e.source, e.category,
    e.counts_to_degree_load, e.programme_id) ORDER BY e.id), '[]') FROM registration_enrolment e
    WHERE e.student_id = r.student_id AND e.term_id = r.term_id)"""


def record(
    step: Step, facts: Facts, actor_id: int, note: str, renewal: Renewal | None = None, *, acknowledged: bool = False
) -> str:
    """The new state with its record, behind the lock, told to whom it concerns; an approval keeps the list approved."""
    target = step.target
    if step.event == "approve" and renewal and renewal.finalise != "on_approval":
        target = APPROVED
    approving = step.event in ("approve", "skip")
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE registration_termregistration r SET state = %s, "
            f"approved_snapshot = CASE WHEN %s THEN {LINES} ELSE approved_snapshot END, "
            "approved_at = CASE WHEN %s THEN %s ELSE approved_at END, "
            "acknowledged_at = CASE WHEN %s THEN %s ELSE acknowledged_at END WHERE id = %s RETURNING r.term_id",
            [target, approving, approving, facts.at, acknowledged, facts.at, facts.registration_id],
        )
        [term_id] = cursor.fetchone()
    note_event(facts, Asked(step.event, actor_id, facts.version, note), target)
    tell_of(step.event, facts, state=target, note=note, actor_id=actor_id)
    about = {"term_id": term_id, "student_ids": [facts.student_id], "actor_id": actor_id}
    signals.moved.send(sender=record, event=step.event, state=target, note=note, **about)
    return target


def note_event(facts: Facts, asked: Asked, state: str, findings: tuple[dict[str, Any], ...] | None = None) -> None:
    """One line of the record; with findings it is one that was refused."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO registration_transition "
            "(registration_id, event, from_state, to_state, actor_id, note, version, at, accepted, findings) "
            "VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s::jsonb)",
            [
                facts.registration_id,
                asked.event,
                facts.state,
                state,
                asked.actor_id,
                asked.note,
                facts.version,
                facts.at,
                findings is None,
                json.dumps(findings or ()),
            ],
        )
