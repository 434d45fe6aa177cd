"""What happened to a list in one term: every attempt and every step, whoever made it, newest first, in plain words."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext, gettext_lazy, pgettext

from people.services import SYSTEM

from . import seats
from .messages import Rendered, render, section_label
from .offers import OfferedFix
from .query import fetch
from .rules.facts import Catalogue, Facts, Line
from .rules.opening import CHANGE_KINDS, window_now
from .services import fresh_catalogue
from .snapshot import load_facts
from .undoing import undo_of

MOMENTS_PER_PAGE = 20
ATTEMPT, STEP = "attempt", "step"
EVENTS = {
    "send": gettext_lazy("Sent to the advisor"),
    "auto_submit": gettext_lazy("Sent to the advisor"),
    "take_back": gettext_lazy("Taken back by the student"),
    "approve": gettext_lazy("Approved"),
    "return": gettext_lazy("Returned"),
    "not_opened": gettext_lazy("Returned: a course does not open"),
    "remove_approval": gettext_lazy("Approval removed"),
    "reopen": gettext_lazy("Changed by the student after the approval"),
    "restore": gettext_lazy("Back to the approved list"),
    "finalise": gettext_lazy("Made final"),
    "close": gettext_lazy("Unregistered"),
    "fee_due": gettext_lazy("Payment awaited"),
    "fee_settled": gettext_lazy("Fee settled"),
    "skip": gettext_lazy("Complete without courses"),
    "leave": gettext_lazy("On leave"),
    "cancel": gettext_lazy("Registration cancelled"),
    "excuse": gettext_lazy("Petition with an excuse"),
    "excuse_taken_back": gettext_lazy("Petition taken back"),
    "excuse_accepted": gettext_lazy("Excuse accepted"),
    "excuse_rejected": gettext_lazy("Excuse rejected"),
}
# "begin" is said by the first attempt itself
READ = """
    WITH mine AS (SELECT id FROM registration_termregistration WHERE student_id = %s AND term_id = %s)
    SELECT x.kind, x.id, x.at, x.accepted, x.findings::text, x.note, x.what::text, x.event, x.version,
        x.actor_id, u.username, btrim(concat(u.first_name, ' ', u.last_name))
    FROM (
        SELECT 'attempt' AS kind, a.id, a.at, a.accepted, a.findings, a.note, a.change AS what, '' AS event, a.version,
            a.actor_id
        FROM registration_attempt a WHERE a.registration_id IN (SELECT id FROM mine)
        UNION ALL
        SELECT 'step', t.id, t.at, t.accepted, t.findings, t.note, NULL, t.event, t.version, t.actor_id
        FROM registration_transition t WHERE t.registration_id IN (SELECT id FROM mine) AND t.event <> 'begin'
    ) x LEFT JOIN people_user u ON u.id = x.actor_id
    ORDER BY x.at DESC, x.kind, x.id DESC LIMIT %s OFFSET %s
"""


@dataclass(frozen=True)
class Moment:
    """One attempt or one step. `number` is the receipt of an attempt; `who` is empty where it was the student."""

    at: datetime
    what: str
    who: str
    accepted: bool
    findings: tuple[Rendered, ...]
    note: str
    number: int | None
    undo: OfferedFix | None = None


@dataclass(frozen=True)
class Happened:
    facts: Facts
    moments: tuple[Moment, ...]
    older: int | None  # the page of those before
    newer: int | None


def happened(student_id: int, term_id: int, user_id: int, number: int, language: str) -> Happened:
    """Two statements: what was recorded, and the facts that say whether the last drop could be undone."""
    first = (number - 1) * MOMENTS_PER_PAGE
    rows = fetch(READ, student_id, term_id, MOMENTS_PER_PAGE + 1, first)
    changes = {row[1]: json.loads(row[6]) for row in rows if row[0] == ATTEMPT}
    last = next((row[1] for row in rows if row[0] == ATTEMPT and row[3]), None) if number == 1 else None
    asked = changes[last]["drop"] if last else ()
    facts = load_facts(term_id, [student_id], asked)[student_id].facts
    catalogue = fresh_catalogue(facts, term_id)

    def moment(row: tuple[Any, ...]) -> Moment:
        kind, id_, at, accepted, findings, note, _, event, version, actor_id, username, name = row
        mine, system = actor_id == user_id, username == SYSTEM
        found = tuple(render(f, catalogue, language) for f in json.loads(findings))
        undo = (
            _undo(catalogue, facts, changes[id_])
            if kind == ATTEMPT and id_ == last and version == facts.version
            else None
        )
        return Moment(
            at=at,
            what=in_words(changes[id_], catalogue) if kind == ATTEMPT else str(EVENTS.get(event, event)),
            who="" if mine else gettext("the system") if system else name or username or "–",
            accepted=accepted,
            findings=found,
            note="" if system and event != "not_opened" else note,  # the system's own are for those who keep it
            number=id_ if kind == ATTEMPT else None,
            undo=undo,
        )

    shown = tuple(moment(row) for row in rows[:MOMENTS_PER_PAGE])
    older = number + 1 if len(rows) > MOMENTS_PER_PAGE else None
    return Happened(facts, shown, older, number - 1 if number > 1 else None)


def _undo(catalogue: Catalogue, facts: Facts, change: dict[str, Any]) -> OfferedFix | None:
    if window_now(catalogue, facts, CHANGE_KINDS) is None:
        return None
    return undo_of(catalogue, facts, seats.restored(change), seats.left(change))


def in_words(stored: dict[str, Any], catalogue: Catalogue) -> str:
    """ "Add CENG213/2 · Drop PHYS105/6"; a section that gives way to another of its course is one change."""
    change = seats.restored(stored)
    course = {id_: s.course_id for id_, s in catalogue.sections.items() if id_ in change.drop}
    leaving = {course_id: id_ for id_, course_id in course.items()}
    parts, moved = [], set()
    for line in sorted(change.add, key=lambda line: line.section_id):
        section = catalogue.sections.get(line.section_id)
        old = leaving.get(section.course_id) if section else None
        new = _line(line, catalogue)
        if old is None:
            parts.append(gettext("Add %(place)s") % {"place": new})
        elif old == line.section_id:
            moved.add(old)
            parts.append(gettext("Take %(place)s another way") % {"place": new})
        else:
            moved.add(old)
            parts.append(gettext("Change %(old)s to %(new)s") % {"old": _place(old, catalogue), "new": new})
    gone = sorted(change.drop - moved)
    parts += [gettext("Drop %(place)s") % {"place": _place(id_, catalogue)} for id_ in gone]
    return " · ".join(parts)


def _line(line: Line, catalogue: Catalogue) -> str:
    ways = ", ".join(x for x in ("NI" if line.status == "ni" else "", line.category) if x)
    return f"{_place(line.section_id, catalogue)} ({ways})" if ways else _place(line.section_id, catalogue)


def _place(section_id: int, catalogue: Catalogue) -> str:
    if section_id in catalogue.sections:
        return section_label(catalogue, section_id)
    return pgettext("section", "one that is not offered any more")
