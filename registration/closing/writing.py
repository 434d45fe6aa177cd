"""What a batch of moves writes, in one transaction: lists, seats, ledger and record (sql/closing.sql), and who is told."""

from __future__ import annotations

import json
import uuid
from collections import defaultdict
from typing import Any

from django.db.models import Q

from curriculum.models import Course, Section, Term
from people.models import Student
from people.notice_rendering import word
from people.notices import tell

from .. import charging, seats, signals
from ..query import fetch
from ..rules.facts import Catalogue, Change, Line
from ..seats import Asking
from ..selectors import wording_of
from ..transitions import TABLE
from .judging import Move, counters

PAGE = "/registration/"
WORD_OF_STEP = {"fee": "fee", "courses": "courses", "approval": "advisor"}  # as the words of notices call them
NOTICES = {"close": "unregistered", "skip": "completed", "restore": "restored"}
MISSED = ("unregistered", "not_renewed")  # how a university calls who missed a step: rules.settings.Wording


def write(catalogue: Catalogue, moves: list[Move], actor_id: int) -> None:
    """Behind the locks of the registrations; who listens is told of the moves by event, students of what matters."""
    key, at = uuid.uuid4(), moves[0].facts.at
    asked = [_asked(catalogue, move, actor_id, key) for move in moves]
    sql = "SELECT registration_id, version FROM portal_close(%s::uuid, %s, %s, %s, %s::jsonb)"
    fetch(sql, str(key), actor_id, at, catalogue.revision, json.dumps(asked))
    _charge(catalogue, moves)
    _tell(catalogue, moves)
    for event in sorted({move.event for move in moves}):  # not list by list: seats are locked by now
        students = [move.facts.student_id for move in moves if move.event == event]
        said = {"event": event, "state": TABLE[event].target, "note": "", "actor_id": actor_id}
        signals.moved.send(write, term_id=catalogue.term_id, student_ids=students, **said)
    for move in moves:
        if move.left:
            told = {"term_id": catalogue.term_id, "student_id": move.facts.student_id}
            signals.not_restored.send(write, **told, section_ids=[e.section_id for e in move.left])


def _charge(catalogue: Catalogue, moves: list[Move]) -> None:
    """In one go, since accounts are locked by id: terms that came to cost nothing, courses that went or came back."""
    mine = [m for m in moves if m.event in charging.COUNTED or _by_distance(catalogue, m)]
    reason = ", ".join(sorted({m.event for m in mine}))
    charging.charge_moved(catalogue, [m.facts.student_id for m in mine], reason=reason, tell_balances=False)


def _by_distance(catalogue: Catalogue, move: Move) -> bool:
    lines = (catalogue.sections.get(e.section_id) for e in (*move.drop, *move.add))
    return any(section is not None and section.delivery == "distance" for section in lines)


def _asked(catalogue: Catalogue, move: Move, actor_id: int, key: uuid.UUID) -> dict[str, Any]:
    come = frozenset(Line(e.section_id, e.status, e.category) for e in (*move.add, *move.amend))
    change = Change(come, frozenset(e.section_id for e in (*move.drop, *move.amend)))
    ids = {name: [e.section_id for e in getattr(move, name)] for name in ("drop", "add", "amend", "left")}
    gone, came = counters(catalogue, move.drop), counters(catalogue, move.add)
    return ids | {
        "registration": move.facts.registration_id,
        "event": move.event,
        "state": TABLE[move.event].target,
        "note": "",
        "hash": Asking(change, actor_id, key).body_hash,
        "change": seats.stored(change),
        "findings": list(move.findings),
        "missing": list(move.missing) if move.event in NOTICES else None,
        "moves": [[c, -1] for c in gone] + [[c, 1] for c in came],
    }


def shut_sections(moves: list[Move]) -> frozenset[int]:
    """Of the sections that lists would go back to: those that do not open or were cancelled."""
    asked = {e.section_id for move in moves for e in move.add}
    if not asked:
        return frozenset()
    shut = Section.objects.filter(Q(cancelled=True) | Q(not_opened=True), id__in=asked)
    return frozenset(shut.values_list("id", flat=True))


def _tell(catalogue: Catalogue, moves: list[Move]) -> None:
    """One notice to each student, those who are told the same at once."""
    told = [move for move in moves if move.event in NOTICES]
    if not told:
        return
    users = dict(Student.objects.filter(id__in=[m.facts.student_id for m in told]).values_list("id", "user_id"))
    groups: dict[tuple[str, tuple[str, ...], tuple[int, ...]], list[int]] = defaultdict(list)
    for move in told:
        lost = tuple(sorted(e.course_id for e in move.left))
        groups[_kind(catalogue, move), move.missing, lost].append(users[move.facts.student_id])
    term = Term.objects.get(pk=catalogue.term_id)
    for (kind, missing, lost), user_ids in sorted(groups.items()):
        figures: dict[str, Any] = {"term": term}
        if kind in MISSED:
            figures["steps"] = words_of(missing)
        if kind == "not_restored":
            figures["courses"] = codes_of(lost)
        tell(user_ids, kind, figures, link=PAGE)


def _kind(catalogue: Catalogue, move: Move) -> str:
    """Of the notice; who missed a step is told so in the university's own word (OMU-04)."""
    if move.event == "close":
        return wording_of(catalogue, move.facts).unregistered
    return "not_restored" if move.left else NOTICES[move.event]


def words_of(steps: tuple[str, ...]) -> list[dict[str, str]]:
    """Steps of a renewal as the figure of a notice."""
    return [word(WORD_OF_STEP[step]) for step in steps]


def codes_of(courses: tuple[int, ...]) -> str:
    return ", ".join(sorted(Course.objects.filter(id__in=courses).values_list("code", flat=True)))
