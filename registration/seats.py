"""What counters say, which of them a change moves, and the one call that moves them (sql/seats.sql)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.timezone import localtime

from .choices import categories_of
from .query import fetch
from .rules.criteria import admit
from .rules.engine import OFF, Verdict
from .rules.facts import Case, Change, Facts, Line, Seat, Section
from .rules.graduate import uncounted
from .waivers import Lift


def counters_of(sections: Iterable[Section]) -> set[int]:
    """Their own, and those of the quotas of their criteria."""
    sections = list(sections)
    return {s.counter for s in sections} | {c.quota for s in sections for c in s.criteria if c.quota}


def seats_of(counters: Iterable[int], *, hold: bool = False) -> dict[int, Seat]:
    """With `hold` they stay as they are read until the end of the transaction; locked by id, as everywhere."""
    if not (asked := list(counters)):
        return {}
    found = fetch(
        "SELECT id, capacity, taken, open FROM curriculum_seatcounter WHERE id = ANY (%s::bigint[])"
        + (" ORDER BY id FOR NO KEY UPDATE" if hold else ""),
        asked,
    )
    return {id_: Seat(capacity, taken, is_open) for id_, capacity, taken, is_open in found}


def seats_now(counters: Iterable[int]) -> tuple[datetime, dict[int, Seat]]:
    """With the moment that they are true of, by the database's clock; as one row, which is cheap for thousands as well."""
    [[at, *columns]] = fetch(
        "SELECT portal_now(), array_agg(id), array_agg(capacity), array_agg(taken), array_agg(open) "
        "FROM curriculum_seatcounter WHERE id = ANY (%s::bigint[])",
        list(counters),
    )
    rows = zip(*columns, strict=True) if columns[0] else ()
    return localtime(at), {id_: Seat(capacity, taken, is_open) for id_, capacity, taken, is_open in rows}


def with_seats(counters: Iterable[int]) -> tuple[datetime, set[int]]:
    """Those of the counters that have a seat left, and the moment that this is true of."""
    [[at, found]] = fetch(
        "SELECT portal_now(), array_agg(id) FROM curriculum_seatcounter "
        "WHERE id = ANY (%s::bigint[]) AND open AND taken < capacity",
        list(counters),
    )
    return localtime(at), set(found or ())


@dataclass(frozen=True)
class Asking:
    """A change as somebody asks for it: who, under which attempt id, on whose behalf and why."""

    change: Change
    actor_id: int
    key: UUID
    source: str = "student"
    note: str = ""
    lifts: tuple[Lift, ...] = ()  # rules that the registrar lifts in the same step, for the reason of the note
    manner: str = ""  # of a plan, which is chosen from behind the lock: how much of it is asked for
    courses: tuple[dict[str, Any], ...] = ()  # of a plan: what becomes of each course

    @property
    def reopens(self) -> bool:
        """A student's own change of an approved list asks for another approval (METU-35); what staff do to it does not."""
        return self.source == "student"

    @property
    def body_hash(self) -> str:
        """Tells the same request sent again from another one under the same attempt id."""
        lifts = sorted([x.code, x.course_id or 0, str(x.until)] for x in self.lifts)
        asked = self.manner or stored(self.change)
        body = json.dumps([asked, self.actor_id, self.note, *lifts], sort_keys=True)
        return hashlib.sha256(body.encode()).hexdigest()

    @property
    def plan(self) -> dict[str, Any] | None:
        return {"manner": self.manner, "courses": list(self.courses)} if self.manner else None

    def kept(self, facts: Facts | None = None) -> dict[str, Any]:
        """What the ledger keeps: the change, where it was made how dropped lines were held, and what became of a plan."""
        return stored(self.change, facts) | ({"plan": self.plan} if self.manner else {})


@dataclass(frozen=True)
class Taking:
    """What an accepted change writes: counter moves, section ids that leave, enrolment rows that come.

    `counting` are courses that stay and count to the load of the degree from now on.
    """

    moves: tuple[tuple[int, int], ...]
    drop: tuple[int, ...]
    add: tuple[tuple[Any, ...], ...]
    counting: tuple[int, ...] = ()

    @property
    def wanted(self) -> set[int]:
        return {counter for counter, delta in self.moves if delta > 0}


def plan(case: Case, verdict: Verdict, source: str) -> Taking:
    """The counters and rows of an accepted change. A dropped line gives back the quota it once used."""
    over = {f.course_id for f in verdict.findings if f.code == "UG_COUNT_LIMIT" and not f.waived}
    moves: list[tuple[int, int]] = []
    rows: list[tuple[Any, ...]] = []
    dropped = {section.id for section in case.dropped}
    leaving = [e for e in case.facts.enrolled if e.section_id in dropped]
    for enrolled in leaving:
        moves.append((case.catalogue.sections[enrolled.section_id].counter, -1))
        moves += [(enrolled.quota, -1)] if enrolled.quota else []
    for section in case.added:
        admission = admit(case, section)
        quota = admission.row.quota if admission.row else None
        programme = (admission.programme or case.programme).id
        moves.append((section.counter, 1))
        moves += [(quota, 1)] if quota else []
        line, counts = case.lines[section.id], section.course_id not in over
        category = line.category or _only_category(case, section)
        rows.append((section.id, section.course_id, quota, programme, line.status, source, category, counts))
    return Taking(tuple(moves), tuple(e.section_id for e in leaving), tuple(rows), _counting(case))


def _counting(case: Case) -> tuple[int, ...]:
    """Lines that found no room in the load of the degree and have it now, since another one goes (METU-76)."""
    waiting = [e.course_id for e in case.facts.enrolled if not e.counts and e.course_id in case.after]
    ruling = case.catalogue.policy.rulings(case.programme, case.at.date())["UG_COUNT_LIMIT"] if waiting else None
    if ruling is None:
        return ()
    over = frozenset() if ruling.action == OFF else uncounted(case, ruling.params.most)
    added = {s.course_id for s in case.added}
    return tuple(c for c in waiting if c not in over and c not in added)


def _only_category(case: Case, section: Section) -> str:
    """What an elective counts as where nothing else is possible (METU-61)."""
    allowed = categories_of(case.catalogue, case.programme, section.course_id)
    return allowed[0] if len(allowed) == 1 else ""


@dataclass(frozen=True)
class Taken:
    attempt_id: int | None  # None where a seat was gone: nothing was written
    version: int | None
    full: dict[int, Seat]  # by counter, as it stands behind the lock
    gone: bool = False  # a counter is not there any more


def take(
    *, facts: Facts, asking: Asking, taking: Taking, findings: list[dict[str, Any]], yielding: bool = False
) -> Taken:
    """Move the counters and, if every one of them could move, write enrolments and ledger: one statement.

    With `yielding`, if one could not, the locks of all are given back at once: others may be asked for then.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, capacity, taken, open, ok, attempt_id, version FROM portal_commit("
            "%s, %s::uuid, %s, %s, %s, %s, %s::jsonb, %s::jsonb, %s::bigint[], %s::int[], %s::bigint[], %s::jsonb, %s, %s, "
            "%s)",
            [
                facts.registration_id,
                str(asking.key),
                asking.body_hash,
                asking.actor_id,
                facts.at,
                facts.revision,
                json.dumps(asking.kept(facts)),
                json.dumps(findings),
                [counter for counter, _ in taking.moves],
                [delta for _, delta in taking.moves],
                list(taking.drop),
                json.dumps(taking.add),
                asking.note,
                asking.reopens,
                yielding,
            ],
        )
        rows = cursor.fetchall()
        if taking.counting and all(row[4] for row in rows):
            cursor.execute(
                "UPDATE registration_enrolment SET counts_to_degree_load = true "
                "WHERE student_id = %s AND registration_id = %s AND course_id = ANY (%s::bigint[])",
                [facts.student_id, facts.registration_id, list(taking.counting)],
            )
    short = [row for row in rows if not row[4]]
    full = {id_: Seat(capacity or 0, taken or 0, bool(is_open)) for id_, capacity, taken, is_open, *_ in short}
    *_, attempt_id, version = rows[0]
    return Taken(attempt_id, version, full, gone=any(row[1] is None for row in short))


def stored(change: Change, facts: Facts | None = None) -> dict[str, Any]:
    """A change as the ledger keeps it; with facts, how a dropped section was held where it was not the usual way."""
    add = sorted([x.section_id, x.status, *((x.category, x.mode) if x.category or x.mode else ())] for x in change.add)
    kept: dict[str, Any] = {"add": add, "drop": sorted(change.drop)}
    left = [e for e in facts.enrolled if e.section_id in change.drop] if facts else []
    if was := [[e.section_id, e.status, e.category] for e in left if (e.status, e.category) != (Line(0).status, "")]:
        kept["was"] = was
    return kept


def restored(change: Mapping[str, Any]) -> Change:
    """The other way round."""
    return Change(frozenset(Line(*line) for line in change["add"]), frozenset(change["drop"]))


def left(change: Mapping[str, Any]) -> tuple[Line, ...]:
    """What a change that the ledger keeps took off the list, as it was held."""
    was = {line[0]: Line(*line) for line in change.get("was", ())}
    return tuple(was.get(id_, Line(id_)) for id_ in change["drop"])
