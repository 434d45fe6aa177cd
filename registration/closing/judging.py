"""What becomes of a list whose time is over: closed, complete without a list, or back to what was approved."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from ..query import fetch
from ..rules.engine import REFUSE, WARN, Finding
from ..rules.facts import Catalogue, Enrolled, Facts, Seat
from ..rules.opening import REGISTRATION, windows_for
from ..rules.settings import Renewal
from ..transitions import LOCKED, OPEN, TABLE, renewal_of, skipped
from .endings import ending

ENROLLED = "enrolled"
FEE, COURSES, APPROVAL = STEPS = ("fee", "courses", "approval")


@dataclass(frozen=True)
class Move:
    """One list with the event that it comes to. Of a fallback, `add` are approved lines that are missing, `amend` those
    that stand there in another way, `left` those without a seat; `drop` are the lines that go."""

    facts: Facts
    event: str
    missing: tuple[str, ...] = ()
    drop: tuple[Enrolled, ...] = ()
    add: tuple[Enrolled, ...] = ()
    amend: tuple[Enrolled, ...] = ()
    left: tuple[Enrolled, ...] = ()
    findings: tuple[dict[str, Any], ...] = ()


def judge(catalogue: Catalogue, facts: Facts, by: str, lost_at: datetime | None) -> Move | None:
    """What the job that ends the period `by` does to a list now; None: its time is not over, or another job's.

    Who is no student, or not now, renews nothing and so misses nothing: graduates, candidates, who is on leave.
    """
    if facts.status != ENROLLED:
        return None
    renewal = renewal_of(catalogue, facts)
    end = ending(catalogue, facts, renewal, lost_at)
    if end is None or end.by != by or facts.at < end.at:
        return None
    if end.falls_back:
        return _back(facts, renewal)
    if skips(facts, renewal) and not owes(catalogue, facts):
        return None if blocked(catalogue, facts) else Move(facts, "skip")  # complete once the tariff is there
    return close(facts, renewal, missing_steps(catalogue, facts, renewal))


def close(facts: Facts, renewal: Renewal, missing: tuple[str, ...], findings: tuple[Any, ...] = ()) -> Move:
    return Move(facts, "close", missing, facts.enrolled if renewal.release_seats else (), findings=findings)


def _back(facts: Facts, renewal: Renewal) -> Move:
    """A change in add-drop that no advisor approved (METU-35): by policy back to the list before it, or no list at all."""
    found = (Finding("REAPPROVAL_MISSING", WARN, "", {"outcome": renewal.unapproved_change}).stored(),)
    if renewal.unapproved_change == "unregistered" or facts.state not in TABLE["restore"].sources:
        return close(facts, renewal, (APPROVAL,), found)
    approved = {e.section_id: e for e in facts.approved or ()}
    held = {e.section_id: e for e in facts.enrolled}
    return Move(
        facts,
        "restore",
        drop=tuple(e for e in facts.enrolled if e.section_id not in approved),
        add=tuple(e for e in approved.values() if e.section_id not in held),
        amend=tuple(e for id_, e in approved.items() if id_ in held and _manner(e) != _manner(held[id_])),
        findings=found,
    )


def _manner(e: Enrolled) -> tuple[str, str, bool]:
    return e.status, e.category, e.counts


def skips(facts: Facts, renewal: Renewal) -> bool:
    """Who neither chooses courses nor needs an approval: complete by itself (METU-22, METU-23)."""
    spared = {COURSES, APPROVAL} <= skipped(facts, renewal)
    return spared and facts.state in TABLE["skip"].sources and not facts.may_not_return


def owes(catalogue: Catalogue, facts: Facts) -> bool:
    """Whether the fee is a step that the student has still to take: by policy, and nobody lifted it (METU-85)."""
    return facts.due > 0 and _bars(catalogue, facts, "FEE_UNPAID")


def blocked(catalogue: Catalogue, facts: Facts) -> bool:
    """Whether nobody can say what is owed, since a tariff is missing: then nothing is settled (OMU-131)."""
    return facts.tariff_missing and _bars(catalogue, facts, "FEE_SCHEDULE_MISSING")


def _bars(catalogue: Catalogue, facts: Facts, code: str) -> bool:
    ruling = catalogue.policy.rulings(facts.primary, facts.at.date())[code]
    waived = any(w.code == code for w in facts.waivers)
    return not waived and (ruling is None or ruling.action == REFUSE)


def missing_steps(catalogue: Catalogue, facts: Facts, renewal: Renewal) -> tuple[str, ...]:
    """Of the three steps of a renewal, those that were not taken (METU-24)."""
    spared = skipped(facts, renewal)
    open_ = {FEE: owes(catalogue, facts), COURSES: not facts.enrolled, APPROVAL: facts.state not in LOCKED}
    return tuple(step for step in STEPS if open_[step] and step not in spared)


def opened(catalogue: Catalogue, facts: Facts) -> bool:
    """Whether registration has begun for the student."""
    windows = windows_for(catalogue, facts.primary, (REGISTRATION,))
    return bool(windows) and windows[0].opens <= facts.at


def approvals_lost(facts: list[Facts]) -> dict[int, datetime]:
    """By registration that was approved once and is open again: when it was last approved no longer.

    A close ends with the list what was approved of it: who comes back with an excuse chooses anew.
    """
    asked = [f.registration_id for f in facts if f.approved is not None and f.state in OPEN]
    if not asked:
        return {}
    rows = fetch(
        "SELECT t.registration_id, max(t.at) FROM registration_transition t "
        "WHERE t.registration_id = ANY (%s::bigint[]) AND t.accepted "
        "AND t.from_state = ANY (%s::text[]) AND t.to_state = ANY (%s::text[]) AND NOT EXISTS ("
        "SELECT 1 FROM registration_transition c WHERE c.registration_id = t.registration_id AND c.accepted "
        "AND c.event = 'close' AND c.id > t.id) GROUP BY 1",
        asked,
        list(LOCKED),
        list(OPEN),
    )
    return dict(rows)


def with_seats(catalogue: Catalogue, moves: list[Move], left: dict[int, Seat], closed: frozenset[int]) -> list[Move]:
    """Each fallback with the seats that are there for it; all that is dropped is free before anything is given back, so
    that two who swapped find theirs again. `left` is what counters say, and is brought up to date; `closed` are sections
    in which nobody sits again."""
    for move in moves:
        _count(left, counters(catalogue, move.drop), -1)
    return [_seated(catalogue, move, left, closed) for move in moves]


def _seated(catalogue: Catalogue, move: Move, left: dict[int, Seat], closed: frozenset[int]) -> Move:
    came, stayed = [], []
    for line in move.add:
        wanted = counters(catalogue, (line,))
        section = catalogue.sections.get(line.section_id)
        # a quota that was done away with asks for no seat
        free = all(left[c].left for c in wanted if c in left) and section is not None and section.counter in left
        if free and line.section_id not in closed:
            _count(left, wanted, 1)
            came.append(line)
        else:
            stayed.append(line)
    return replace(move, add=tuple(came), left=tuple(stayed))


def counters(catalogue: Catalogue, lines: tuple[Enrolled, ...]) -> list[int]:
    """The counters on which lines hold a seat: of the section, and of the quota that let them in."""
    own = [catalogue.sections[e.section_id].counter for e in lines if e.section_id in catalogue.sections]
    return [c for c in (*own, *(e.quota for e in lines)) if c]


def _count(left: dict[int, Seat], moved: list[int], delta: int) -> None:
    for counter in moved:
        if counter in left:
            seat = left[counter]
            left[counter] = Seat(seat.capacity, seat.taken + delta, seat.open)
