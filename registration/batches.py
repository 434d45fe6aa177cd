"""The rows behind the loader: what a batch reads besides the facts, and what it writes; a statement each."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from . import seats
from .query import fetch
from .rules.facts import Catalogue, Facts
from .seats import Asking, Taking


def taken_off(catalogue: Catalogue, registrations: Iterable[int]) -> dict[int, frozenset[int]]:
    """By registration: the courses that somebody took off the list, as the ledger tells; they stay off.

    What a close took off with the whole list may come back.
    """
    found: dict[int, set[int]] = {}
    for registration, section in fetch(
        "SELECT a.registration_id, s.section::bigint FROM registration_attempt a, "
        "jsonb_array_elements_text(a.change -> 'drop') s(section) "
        "WHERE a.registration_id = ANY (%s::bigint[]) AND a.accepted AND a.note <> 'close'",
        list(registrations),
    ):
        if section in catalogue.sections:
            found.setdefault(registration, set()).add(catalogue.sections[section].course_id)
    return {registration: frozenset(courses) for registration, courses in found.items()}


def thesis_sections(term_id: int, students: Iterable[int]) -> dict[int, frozenset[int]]:
    """By student who has a thesis advisor today: the sections that the advisor teaches in the term."""
    found = fetch(
        "SELECT a.student_id, array_remove(array_agg(s.id), NULL) FROM people_thesisadvisorship a "
        "LEFT JOIN people_teaching t ON t.staff_id = a.advisor_id "
        "LEFT JOIN curriculum_section s ON s.id = t.section_id AND s.term_id = %s "
        "CROSS JOIN (SELECT (portal_now() AT TIME ZONE 'Europe/Istanbul')::date AS today) d "
        "WHERE a.student_id = ANY (%s::bigint[]) AND a.date_from <= d.today "
        "AND (a.date_to IS NULL OR a.date_to >= d.today) GROUP BY 1",
        term_id,
        list(students),
    )
    return {student: frozenset(sections) for student, sections in found}


def write(
    key: UUID, actor_id: int, at: datetime, revision: int, lists: Iterable[tuple[Facts, Taking, Asking, list[Any]]]
) -> dict[int, int | None]:
    """The new version of each registration; None where a seat was gone and nothing was written."""
    asked = [
        {
            "registration": facts.registration_id,
            "hash": asking.body_hash,
            "change": seats.stored(asking.change),
            "findings": findings,
            "counters": [counter for counter, _ in taking.moves],
            "add": taking.add,
        }
        for facts, taking, asking, findings in lists
    ]
    sql = "SELECT registration_id, version FROM portal_load(%s::uuid, %s, %s, %s, %s::jsonb)"
    return dict(fetch(sql, str(key), actor_id, at, revision, json.dumps(asked)))


def keep_missing(term_id: int, missing: Mapping[int, Mapping[int, str]]) -> None:
    """The reasons by student and course, in place of those of an earlier run."""
    students = list(missing)
    triples = [(student, course, reason) for student in students for course, reason in missing[student].items()]
    columns = [list(column) for column in zip(*triples, strict=True)] or [[], [], []]
    fetch(
        "WITH now AS (SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::text[]) AS n(student_id, course_id, reason)), "
        "gone AS (DELETE FROM registration_notloaded n WHERE n.term_id = %s AND n.student_id = ANY (%s::bigint[]) "
        "AND NOT EXISTS (SELECT 1 FROM now WHERE now.student_id = n.student_id AND now.course_id = n.course_id)) "
        "INSERT INTO registration_notloaded (student_id, term_id, course_id, reason) "
        "SELECT student_id, %s, course_id, reason FROM now ORDER BY 1, 3 "
        "ON CONFLICT (student_id, term_id, course_id) DO UPDATE SET reason = EXCLUDED.reason "
        "WHERE registration_notloaded.reason <> EXCLUDED.reason",
        *columns,
        term_id,
        students,
        term_id,
    )


def forget_found(term_id: int, students: Iterable[int]) -> None:
    """A list that is left alone may have got meanwhile what could not be loaded: the reason goes."""
    fetch(
        "DELETE FROM registration_notloaded n USING registration_enrolment e WHERE n.term_id = %s "
        "AND n.student_id = ANY (%s::bigint[]) AND e.student_id = n.student_id AND e.term_id = n.term_id "
        "AND e.course_id = n.course_id",
        term_id,
        list(students),
    )
