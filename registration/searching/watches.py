"""“Tell me when a seat opens”: who asked is told, all at the same moment, and once. No seat is kept for anybody.

Looked for by the clock, never where a seat is given back: a commit waits for nobody's notice.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from django.db import transaction
from django.utils.timezone import localtime

from curriculum.models import Term
from people.notices import tell

from ..candidates import MAKERS, drop_of_clash, drop_one
from ..catalogue import newest
from ..messages import meets_text, section_label
from ..models import SeatWatch
from ..query import fetch
from ..rules.facts import NO_SEAT, Catalogue, Facts, Seat
from ..rules.opening import ADD_DROP, FOLLOW_UP, REGISTRATION
from ..seats import counters_of, seats_now
from ..services import fresh_catalogue
from ..snapshot import load_facts
from .judging import asker_of, judge

MOST = 10  # sections that one student watches
BATCH = 200
KINDS = (REGISTRATION, ADD_DROP, FOLLOW_UP)
# what a student can make room for by leaving another course is no reason to stay silent
OWN_CHOICE = frozenset(code for code, makers in MAKERS.items() if {drop_of_clash, drop_one} & {*makers})
Outcome = Literal["on", "off", "too_many", "unknown"]


@dataclass(frozen=True)
class Watched:
    section_id: int
    label: str
    numeric_code: str
    name: str
    meets: str
    seat: Seat
    told_at: datetime | None

    @property
    def state(self) -> str:
        return "told" if self.told_at else "waits"


def watch(*, student_id: int, section_id: int, term_id: int) -> Outcome:
    """Ask to be told; whoever was told already asks anew."""
    rows = fetch(
        "INSERT INTO registration_seatwatch (student_id, section_id, made_at) "
        "SELECT %s, c.id, portal_now() FROM curriculum_section c WHERE c.id = %s AND c.term_id = %s AND %s > ("
        "SELECT count(*) FROM registration_seatwatch w WHERE w.student_id = %s AND w.section_id <> c.id) "
        "ON CONFLICT (student_id, section_id) DO UPDATE SET made_at = excluded.made_at, told_at = NULL RETURNING id",
        *(student_id, section_id, term_id, MOST, student_id),
    )
    if rows:
        return "on"
    return (
        "too_many"
        if fetch("SELECT 1 FROM curriculum_section WHERE id = %s AND term_id = %s", section_id, term_id)
        else "unknown"
    )


def unwatch(*, student_id: int, section_id: int) -> Outcome:
    SeatWatch.objects.filter(student_id=student_id, section_id=section_id).delete()
    return "off"


def states_of(student_id: int) -> dict[int, str]:
    """By section: whether the watch waits, or told and rests."""
    rows = SeatWatch.objects.filter(student_id=student_id).values_list("section_id", "told_at")
    return {section: "told" if told else "waits" for section, told in rows}


def watched_by(student_id: int, catalogue: Catalogue, language: str) -> tuple[tuple[Watched, ...], datetime | None]:
    """What a student watches, with its seats as of the moment that comes along."""
    rows = fetch(
        "SELECT w.section_id, w.told_at, k.capacity, k.taken, k.open, portal_now() FROM registration_seatwatch w "
        "LEFT JOIN curriculum_seatcounter k ON k.section_id = w.section_id WHERE w.student_id = %s ORDER BY w.id",
        student_id,
    )
    found = []
    for section_id, told_at, *seat, _ in rows:
        if (section := catalogue.sections.get(section_id)) is None:
            continue
        course = catalogue.courses[section.course_id]
        found.append(
            Watched(
                section_id,
                section_label(catalogue, section_id),
                course.numeric_code,
                course.name_in(language),
                meets_text(section, language),
                Seat(*seat) if seat[0] is not None else NO_SEAT,
                localtime(told_at) if told_at else None,
            )
        )
    return tuple(found), localtime(rows[0][-1]) if rows else None


# by the clock


def tell_everywhere() -> dict[str, int]:
    """In the current term: by section, how many were told."""
    told: dict[str, int] = {}
    for term in Term.objects.filter(is_current=True):
        told |= tell_of_seats(term_id=term.pk)
    return told


def tell_of_seats(*, term_id: int) -> dict[str, int]:
    """Tell who watches a section that has a seat again, and could take it; safe to run twice at once."""
    catalogue = newest(term_id)
    _let_go(catalogue)
    due: dict[int, dict[int, int]] = defaultdict(dict)  # section → student → user
    for student, user, section in fetch(
        "SELECT w.student_id, s.user_id, w.section_id FROM registration_seatwatch w "
        "JOIN people_student s ON s.id = w.student_id JOIN curriculum_section c ON c.id = w.section_id "
        "JOIN curriculum_seatcounter k ON k.section_id = c.id AND k.open AND k.taken < k.capacity "
        "WHERE w.told_at IS NULL AND c.term_id = %s AND NOT c.cancelled AND NOT c.not_opened ORDER BY w.section_id, w.id",
        term_id,
    ):
        due[section][student] = user
    could = _could(catalogue, due)
    told = {section: _tell(section, could[section], catalogue) for section in sorted(could)}
    return {section_label(catalogue, section): count for section, count in told.items() if count}


def _let_go(catalogue: Catalogue) -> None:
    """Of other terms, of a term in which nobody can add a course any more, and of who has the course since."""
    [[at]] = fetch("SELECT portal_now()")
    windows = [w for w in catalogue.windows if w.kind in KINDS]
    over = bool(windows) and all(w.closes <= at for w in windows)
    fetch(
        "DELETE FROM registration_seatwatch w USING curriculum_section c WHERE c.id = w.section_id AND ("
        "c.term_id <> %s OR (%s AND NOT EXISTS (SELECT FROM registration_termregistration r WHERE r.student_id = "
        "w.student_id AND r.term_id = c.term_id AND r.personal_until > portal_now())) OR EXISTS ("
        "SELECT FROM registration_enrolment e WHERE e.student_id = w.student_id AND e.term_id = c.term_id "
        "AND e.course_id = c.course_id AND (e.section_id = w.section_id OR e.created_at > w.made_at)))",
        *(catalogue.term_id, over),
    )


def _could(catalogue: Catalogue, due: Mapping[int, Mapping[int, int]]) -> dict[int, list[tuple[int, int]]]:
    """By section: student and user of those who could take it now."""
    wanted: dict[int, list[int]] = defaultdict(list)
    for section, watching in due.items():
        for student in watching:
            wanted[student].append(section)
    _, seats = seats_now(counters_of(catalogue.sections[s] for s in due if s in catalogue.sections))
    found: dict[int, list[tuple[int, int]]] = defaultdict(list)
    students = sorted(wanted)
    for first in range(0, len(students), BATCH):
        for student, snapshot in load_facts(catalogue.term_id, students[first : first + BATCH]).items():
            for section in _takeable(catalogue, replace(snapshot.facts, seats=seats), wanted[student]):
                found[section].append((student, due[section][student]))
    return found


def _takeable(catalogue: Catalogue, facts: Facts, sections: Iterable[int]) -> list[int]:
    catalogue = fresh_catalogue(facts, catalogue.term_id)
    asker = asker_of(catalogue, facts)
    if not asker.is_open:
        return []
    asked = (judge(asker, catalogue.sections[id_]) for id_ in sections if id_ in catalogue.sections)
    return [j.section.id for j in asked if {f.code for f in j.findings if f.refuses} <= OWN_CHOICE]


def _tell(section_id: int, watching: list[tuple[int, int]], catalogue: Catalogue) -> int:
    users = dict(watching)
    with transaction.atomic():
        rows = fetch(
            "UPDATE registration_seatwatch SET told_at = portal_now() WHERE section_id = %s AND student_id = ANY (%s) "
            "AND told_at IS NULL RETURNING student_id, told_at",
            *(section_id, sorted(users)),
        )
        if rows:
            code = catalogue.courses[catalogue.sections[section_id].course_id].numeric_code
            figures = {"courses": section_label(catalogue, section_id), "at": rows[0][1]}
            tell((users[s] for s, _ in rows), "seat_open", figures, link=f"/registration/search/?q={code}")
    return len(rows)
