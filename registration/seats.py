"""Which counters a change moves, and the one call that moves them (sql/seats.sql)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from .rules.criteria import admit
from .rules.facts import Case, Change, Facts, Seat


@dataclass(frozen=True)
class Taking:
    """What an accepted change writes: counter moves, section ids that leave, enrolment rows that come."""

    moves: tuple[tuple[int, int], ...]
    drop: tuple[int, ...]
    add: tuple[tuple[Any, ...], ...]

    @property
    def wanted(self) -> set[int]:
        return {counter for counter, delta in self.moves if delta > 0}


def plan(case: Case, source: str) -> Taking:
    """The counters and rows of an accepted change. A dropped line gives back the quota it once used."""
    moves: list[tuple[int, int]] = []
    rows: list[tuple[Any, ...]] = []
    dropped = {section.id for section in case.dropped}
    leaving = [e for e in case.facts.enrolled if e.section_id in dropped]
    for enrolled in leaving:
        moves.append((case.catalogue.sections[enrolled.section_id].counter, -1))
        moves += [(enrolled.quota, -1)] if enrolled.quota else []
    status = {line.section_id: line.status for line in case.change.add}
    for section in case.added:
        admission = admit(case, section)
        quota = admission.row.quota if admission.row else None
        programme = (admission.programme or case.programme).id
        moves.append((section.counter, 1))
        moves += [(quota, 1)] if quota else []
        rows.append((section.id, section.course_id, quota, programme, status[section.id], source))
    return Taking(tuple(moves), tuple(e.section_id for e in leaving), tuple(rows))


@dataclass(frozen=True)
class Taken:
    attempt_id: int | None  # None where a seat was gone: nothing was written
    version: int | None
    full: dict[int, Seat]  # by counter, as it stands behind the lock
    gone: bool = False  # a counter is not there any more


def take(
    *,
    facts: Facts,
    change: Change,
    taking: Taking,
    findings: list[dict[str, Any]],
    actor_id: int,
    key: UUID,
    body_hash: str,
) -> Taken:
    """Move the counters and, if every one of them could move, write enrolments and ledger: one statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, capacity, taken, open, ok, attempt_id, version FROM portal_commit("
            "%s, %s::uuid, %s, %s, %s, %s, %s::jsonb, %s::jsonb, %s::bigint[], %s::int[], %s::bigint[], %s::jsonb)",
            [
                facts.registration_id,
                str(key),
                body_hash,
                actor_id,
                facts.at,
                facts.revision,
                json.dumps(stored(change)),
                json.dumps(findings),
                [counter for counter, _ in taking.moves],
                [delta for _, delta in taking.moves],
                list(taking.drop),
                json.dumps(taking.add),
            ],
        )
        rows = cursor.fetchall()
    short = [row for row in rows if not row[4]]
    full = {id_: Seat(capacity or 0, taken or 0, bool(is_open)) for id_, capacity, taken, is_open, *_ in short}
    *_, attempt_id, version = rows[0]
    return Taken(attempt_id, version, full, gone=any(row[1] is None for row in short))


def stored(change: Change) -> dict[str, Any]:
    """A change as the ledger keeps it."""
    add = sorted((line.section_id, line.status) for line in change.add)
    return {"add": [list(line) for line in add], "drop": sorted(change.drop)}
