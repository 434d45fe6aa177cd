"""preview() and commit(): a change of one list, judged and written; in_step(), in which every writer of lists works.

Lock order, here and everywhere: registrations by id, then accounts by id, then seat counters by id. Nothing slow happens
inside.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db import DatabaseError, connection, transaction

from curriculum.locks import held_up

from . import charging, rules, seats, signals, waivers
from .catalogue import catalogue_of, forget, reload
from .fixes import Fix, find_fixes
from .rules.conduct import LOCKED
from .rules.criteria import refused
from .rules.engine import REFUSE, Finding, Verdict
from .rules.facts import Case, Catalogue, Change, Facts, Line, Seat
from .seats import Asking
from .snapshot import load_facts
from .waivers import Lift

ACCEPTED, REFUSED, BUSY, KEY_REUSED = "accepted", "refused", "busy", "key_reused"
NOTHING = "nothing"  # there was nothing to ask for, and nothing is recorded
RELOADS = 2  # how often a commit starts again because the catalogue moved under it
T = TypeVar("T")


@dataclass(frozen=True)
class Receipt:
    """The answer to a change: what the ledger says of it, and what would have been accepted instead.

    `findings` are stored findings (Finding.stored()); `left` is what went off the list, as it was held; `repeated` says that
    the same attempt was answered before.
    """

    status: str
    findings: tuple[dict[str, Any], ...] = ()
    fixes: tuple[Fix, ...] = ()
    attempt_id: int | None = None
    version: int | None = None
    at: datetime | None = None
    repeated: bool = False
    plan: dict[str, Any] | None = None  # of a plan: the manner, and what became of each course
    left: tuple[Line, ...] = ()  # what went off the list, as it was held

    @property
    def accepted(self) -> bool:
        return self.status == ACCEPTED


@dataclass(frozen=True)
class Choice:
    """What is to be done about a list, and what the rules say to it. `courses` go into the ledger with a plan."""

    change: Change
    verdict: Verdict
    courses: tuple[dict[str, Any], ...] = ()


Choose = Callable[[Catalogue, Facts], Choice | None]  # None: there is nothing to ask for


class StartAgain(Exception):
    """What was read before the lock is no longer so; nothing was written. Carries the revision of the facts."""

    def __init__(self, revision: int) -> None:
        self.revision = revision


def preview(
    *, student_id: int, term_id: int, change: Change, kind: str = "approve"
) -> tuple[Verdict, Facts, Catalogue]:
    """Judge a change without writing anything: the same rules on the same facts as commit()."""
    asked = [line.section_id for line in change.add]
    facts = load_facts(term_id, [student_id], asked)[student_id].facts
    catalogue = fresh_catalogue(facts, term_id)
    verdict = _judge(catalogue, facts, change, kind) if change else judge_list(catalogue, facts, kind)
    return verdict, facts, catalogue


def judge_list(catalogue: Catalogue, facts: Facts, kind: str) -> Verdict:
    """The list as it stands. No course is missed on it that has no seat left: where one is missed, its seats are read."""
    verdict = rules.evaluate(catalogue, facts, Change(), kind)
    missed = [f.course_id for f in verdict.refusals if f.code == "LOWER_FIRST" and f.course_id]
    if not missed:
        return verdict
    sections = [s.id for course_id in missed for s in catalogue.by_course[course_id]]
    seats = load_facts(catalogue.term_id, [facts.student_id], sections)[facts.student_id].facts.seats
    return rules.evaluate(catalogue, replace(facts, seats={**facts.seats, **seats}), Change(), kind)


def fresh_catalogue(facts: Facts, term_id: int) -> Catalogue:
    """The catalogue no older than the facts."""
    catalogue = catalogue_of(term_id)
    return catalogue if 0 < facts.revision <= catalogue.revision else reload(term_id, at_least=facts.revision)


def in_step(term_id: int, work: Callable[[Catalogue], T]) -> T | None:
    """What `work` answers, in a transaction of its own, on a catalogue as new as its facts.

    None: too busy, or the catalogue moved once too often. Nothing was recorded, so the same may be sent again.
    """
    for _ in range(1 + RELOADS):
        catalogue = catalogue_of(term_id)
        try:
            with transaction.atomic(durable=True):  # a receipt inside somebody else's transaction could be taken back
                return work(catalogue)
        except StartAgain as again:
            if again.revision < catalogue.revision:
                forget()  # the database was put back to an earlier moment: what is known of later ones is not so
            reload(term_id, at_least=again.revision)  # outside the student's lock
        except DatabaseError as error:
            if not held_up(error):
                raise
            return None
    return None


def commit(
    *,
    student_id: int,
    term_id: int,
    change: Change,
    actor_id: int,
    key: UUID,
    source: str = "student",
    note: str = "",
    lifts: tuple[Lift, ...] = (),
) -> Receipt:
    """Add, drop or change sections, all or nothing. One key has one effect and one receipt, however often it is sent.

    `note` is the reason of whoever acts for a student, `lifts` the rules waived with it (METU-20): if the change is
    accepted, a waiver is written for each that was needed; registration/on_behalf.py says who may.
    """
    asking = Asking(change, actor_id, key, source, note, lifts)
    asked = [line.section_id for line in change.add]

    def as_asked(catalogue: Catalogue, facts: Facts) -> Choice:
        return Choice(change, _judge(catalogue, facts, change))

    return carry_out(student_id=student_id, term_id=term_id, asking=asking, sections=asked, choose=as_asked)


def carry_out(
    *, student_id: int, term_id: int, asking: Asking, sections: Iterable[int], choose: Choose, again: bool = False
) -> Receipt:
    """What `choose` says on the facts behind the lock, in one transaction; the seats of `sections` are among the facts.

    If a seat went between the look and the lock, `choose` is asked again with `again`; otherwise that is a refusal.
    """
    sections = list(sections)

    def work(catalogue: Catalogue) -> tuple[Receipt, Catalogue, Facts, Change]:
        snapshot = load_facts(catalogue.term_id, [student_id], sections, lock=True, key=asking.key)[student_id]
        facts = waivers.lifted(snapshot.facts, asking.lifts, asking.note)
        if snapshot.attempt:
            return _repeat(snapshot.attempt, asking.body_hash), catalogue, facts, asking.change
        if facts.revision != catalogue.revision:
            raise StartAgain(facts.revision)
        return _commit(catalogue, snapshot.facts, facts, asking, choose, again=again)

    done = in_step(term_id, work)
    if done is None:
        return Receipt(BUSY)
    receipt, catalogue, facts, change = done
    if receipt.status == REFUSED and not receipt.repeated and not again:  # a plan says itself what would do instead
        return _with_fixes(receipt, catalogue, facts, change)
    return receipt


def _commit(
    catalogue: Catalogue, read: Facts, facts: Facts, asking: Asking, choose: Choose, *, again: bool
) -> tuple[Receipt, Catalogue, Facts, Change]:
    """`read` are the facts without what the registrar lifts in the same step."""
    choice = choose(catalogue, facts)
    while choice is not None:
        asking = replace(asking, change=choice.change, courses=choice.courses)
        if not choice.verdict.accepted:
            return _refuse(facts, asking, choice.verdict), catalogue, facts, choice.change
        case = Case(catalogue, facts, choice.change, "add")
        taken = _take(case, choice.verdict, asking, yielding=again)
        if not taken.full:
            return _accept(case, read, asking, choice, taken), catalogue, facts, choice.change
        if taken.gone:  # a counter was deleted: judge anew
            raise StartAgain(facts.revision)
        facts = replace(facts, seats={**facts.seats, **taken.full})
        choice = choose(catalogue, facts) if again else _without_seat(case, facts, asking, choice, taken.full)
    return Receipt(NOTHING), catalogue, facts, asking.change


def _take(case: Case, verdict: Verdict, asking: Asking, *, yielding: bool) -> seats.Taken:
    costs = charging.costs(case.catalogue, case)
    taking = seats.plan(case, verdict, asking.source)
    stored = [f.stored() for f in verdict.findings]
    with transaction.atomic() if costs else nullcontext():
        if costs:  # a savepoint: if a seat is gone, its charge goes with it
            charging.charge_list(case.catalogue, case, actor_id=asking.actor_id)
        taken = seats.take(facts=case.facts, asking=asking, taking=taking, findings=stored, yielding=yielding)
        if taken.full and costs:
            transaction.set_rollback(True)
    return taken


def _accept(case: Case, read: Facts, asking: Asking, choice: Choice, taken: seats.Taken) -> Receipt:
    facts, lifts = case.facts, waivers.needed(asking.lifts, read, choice.verdict)
    waivers.write(lifts, student_id=facts.student_id, reason=asking.note, actor_id=asking.actor_id, at=facts.at)
    if asking.reopens and facts.state in LOCKED:
        about = {"term_id": case.catalogue.term_id, "student_ids": [facts.student_id], "actor_id": asking.actor_id}
        signals.moved.send(_commit, event="reopen", state="draft", note="", **about)
    found = tuple(f.stored() for f in choice.verdict.findings)
    left = seats.left(asking.kept(facts))
    return Receipt(ACCEPTED, found, (), taken.attempt_id, taken.version, facts.at, plan=asking.plan, left=left)


def _without_seat(case: Case, facts: Facts, asking: Asking, choice: Choice, full: dict[int, Seat]) -> Choice:
    """The last seat went between the look and the lock: refused, unless another quota admits."""
    wanted = seats.plan(Case(case.catalogue, facts, choice.change, "add"), choice.verdict, asking.source).wanted
    if wanted.isdisjoint(full):
        raise StartAgain(facts.revision)
    return replace(choice, verdict=_overtaken(case, choice.verdict, full))


def _judge(catalogue: Catalogue, facts: Facts, change: Change, kind: str = "approve") -> Verdict:
    """All rules; a section that the term does not have cannot be asked about."""
    if unknown := sorted(line.section_id for line in change.add if line.section_id not in catalogue.sections):
        return Verdict(tuple(Finding("SECTION_NOT_FOUND", REFUSE, "", {"section": id_}) for id_ in unknown))
    return rules.evaluate(catalogue, facts, change, kind)


def _repeat(attempt: dict[str, Any], body_hash: str) -> Receipt:
    if attempt["body_hash"] != body_hash:
        return Receipt(KEY_REUSED)
    return Receipt(
        ACCEPTED if attempt["accepted"] else REFUSED,
        tuple(attempt["findings"]),
        (),
        attempt["id"],
        attempt["version"],
        datetime.fromisoformat(attempt["at"]),
        repeated=True,
        plan=attempt["change"].get("plan"),
        left=seats.left(attempt["change"]) if attempt["accepted"] else (),
    )


def _refuse(facts: Facts, asking: Asking, verdict: Verdict) -> Receipt:
    """Record a refused attempt: a refusal is a value, and the ledger keeps it beside the accepted ones."""
    findings = [f.stored() for f in verdict.findings]
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO registration_attempt "
            "(registration_id, key, body_hash, actor_id, at, change, accepted, findings, note, version, revision) "
            "VALUES (%s, %s::uuid, %s, %s, %s, %s::jsonb, false, %s::jsonb, %s, %s, %s) RETURNING id",
            [
                facts.registration_id,
                str(asking.key),
                asking.body_hash,
                asking.actor_id,
                facts.at,
                json.dumps(asking.kept()),
                json.dumps(findings),
                asking.note,
                facts.version,
                facts.revision,
            ],
        )
        [attempt_id] = cursor.fetchone()
    return Receipt(REFUSED, tuple(findings), (), attempt_id, facts.version, facts.at, plan=asking.plan)


def _overtaken(case: Case, verdict: Verdict, counters: dict[int, Seat]) -> Verdict:
    """The verdict with a capacity finding for each section whose seat the statement could not take."""
    findings = list(verdict.findings)
    for section in case.added:
        quotas = [c.quota for c in section.criteria if c.quota in counters]
        if section.counter in counters or quotas:
            counter = section.counter if section.counter in counters else quotas[0]
            findings.append(refused(case, section, counters[counter], by_quota=counter != section.counter))
    return Verdict(tuple(findings))


def _with_fixes(receipt: Receipt, catalogue: Catalogue, facts: Facts, change: Change) -> Receipt:
    """Fixes are found after the commit, so that no lock is held while they are judged."""
    return replace(receipt, fixes=find_fixes(catalogue, facts, change, receipt.findings))
