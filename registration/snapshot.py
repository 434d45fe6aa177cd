"""From rows to a student's facts: one statement for one student or a thousand (sql/facts.sql)."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection

from .rules.facts import Enrolled, Facts, Pin, Programme, Seat, Taken, Unloaded, Waiver

LOCAL = ZoneInfo(settings.TIME_ZONE)
SQL = Path(__file__).resolve().parent / "sql"


@dataclass(frozen=True)
class Snapshot:
    facts: Facts
    attempt: dict[str, Any] | None = None  # the stored attempt of the key asked for


def load_facts(
    term_id: int,
    student_ids: Iterable[int],
    section_ids: Iterable[int] = (),
    *,
    lock: bool = False,
    key: UUID | None = None,
    held: bool = False,
    before: str = "",
) -> dict[int, Snapshot]:
    """By student id. With `lock` the registrations are locked first, in id order, and read after the wait.

    With `key`, the attempt id of a change, a registration that is not there yet is made, and the attempt, if it was
    answered before, comes along. With `held` the seats of the courses on the list come as well as those of the sections
    asked about. With `before`, a term, its grades and later ones are left out.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT student_id, facts::text FROM portal_facts(%s, %s::bigint[], %s::bigint[], %s, %s::uuid, %s)",
            [term_id, list(student_ids), list(section_ids), lock, str(key) if key else None, held],
        )
        return {student: _snapshot(student, json.loads(facts), before) for student, facts in cursor.fetchall()}


def load_outlines(course_ids: Iterable[int]) -> list[Facts]:
    """Every enrolled student as criteria see them: surname, programmes, the grades of these courses. Two statements.

    For reports on the whole university, where the full facts of everybody would take a minute.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT x.student_id, x.course_id, x.term_code, g.letter, x.not_included, x.attendance_met, x.outcome, "
            "x.counts_to_degree_load, g.is_pass FROM people_transcriptentry x JOIN curriculum_grade g ON g.id = x.grade_id "
            "WHERE x.course_id = ANY(%s) ORDER BY x.term_code, x.id",
            [list(course_ids)],
        )
        records: dict[int, list[Any]] = defaultdict(list)
        for student, *entry in cursor.fetchall():
            records[student].append(entry)
        cursor.execute((SQL / "outlines.sql").read_text())
        rows = cursor.fetchall()
    if not rows:
        return []
    at = rows[0][2].astimezone(LOCAL)
    programmes: dict[tuple[int, str], list[Programme]] = defaultdict(list)
    for student, surname_key, _at, *programme in rows:
        programmes[student, surname_key].append(Programme(*programme))
    return [
        Facts(
            student_id=student,
            registration_id=0,
            state="not_started",
            version=0,
            surname_key=surname_key,
            programmes=tuple(followed),
            enrolled=(),
            taken=_record(records.get(student, ()))[0],
            at=at,
        )
        for (student, surname_key), followed in programmes.items()
    ]


def _snapshot(student_id: int, row: dict[str, Any], before: str) -> Snapshot:
    taken, ni = _record(x for x in row["taken"] or () if not before or x[1] < before)
    since, fee = row["thesis_advisor_since"], row["fee"] or ("0", "0", False, False)
    return Snapshot(
        Facts(
            student_id=student_id,
            registration_id=row["registration_id"] or 0,
            state=row["state"],
            version=row["version"],
            planned=row["planned"],
            surname_key=row["surname_key"],
            programmes=tuple(_programme(p) for p in row["programmes"] or ()),
            enrolled=tuple(Enrolled(*e) for e in row["enrolled"] or ()),
            taken=taken,
            at=datetime.fromisoformat(row["at"]).astimezone(LOCAL),
            revision=row["revision"] or 0,
            seats={id_: Seat(capacity, taken, is_open) for id_, capacity, taken, is_open in row["seats"] or ()},
            holds=frozenset(row["holds"] or ()),
            due=Decimal(fee[0]),
            course_due=Decimal(fee[1]),
            tariff_missing=fee[2],
            paid_elsewhere=fee[3],
            waivers=tuple(Waiver(*w) for w in row["waivers"] or ()),
            approved=None if row["approved"] is None else tuple(Enrolled(*e[:7]) for e in row["approved"]),
            approved_at=_moment(row["approved_at"]),
            ni=ni,
            earlier=frozenset(row["earlier"] or ()),
            unloaded=tuple(Unloaded(*u) for u in row["unloaded"] or ()),
            thesis_advisor_since=date.fromisoformat(since) if since else None,
            pins=tuple(Pin(*p) for p in row["pins"] or ()),
            status=row["status"],
            coming_back=row["coming_back"],
            personal_from=_moment(row["personal_from"]),
            personal_until=_moment(row["personal_until"]),
            excuse_rejected=row["excuse_rejected"],
            contacted=row["contacted"],
            password_changed_at=_moment(row["password_changed_at"]),
        ),
        row["attempt"],
    )


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text).astimezone(LOCAL) if text else None


def _record(rows: Iterable[Any]) -> tuple[dict[int, Taken], dict[int, int]]:
    """Rows come by term, so the last grade of a course is the one that stays; NI grades are only counted."""
    taken: dict[int, Taken] = {}
    ni: dict[int, int] = {}
    passed: set[int] = set()
    for course, term, grade, not_included, attendance, outcome, counts, is_pass in rows:
        if not_included:
            ni[course] = ni.get(course, 0) + 1
            continue
        before = taken.get(course)
        first, times = (before.first_term, before.times + 1) if before else (term, 1)
        improved = before.improved + (course in passed) if before else 0
        (passed.add if is_pass and outcome != "must_repeat" else passed.discard)(course)
        taken[course] = Taken(term, grade, attendance, outcome, counts, first, times, improved)
    return taken, ni


def _programme(p: Any) -> Programme:
    p[10] = None if p[10] is None else Decimal(p[10])  # the CGPA comes as text: JSON numbers are floats
    return Programme(*p)
