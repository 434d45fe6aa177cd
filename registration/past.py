"""Students as they were in a term: their lists before each attempt, by the ledger.

From the ledger and the transitions come list, version, state and approved list; from dated rows the grades
(at_start.py), waivers and the thesis advisor. What keeps no history (fee, holds, curriculum, criteria) is read as it
stands. Seats are not rebuilt: who was there first does not depend on what is asked here.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import Q

from people.models import ThesisAdvisorship, User
from people.services import SYSTEM

from . import seats
from .at_start import facts_before
from .models import Attempt, TermRegistration, Transition, Waiver
from .rules import facts as shapes
from .rules.engine import Finding, Verdict
from .rules.facts import LOAD, Case, Catalogue, Change, Enrolled, Facts
from .snapshot import LOCAL

CLOSE = "close"  # what a closing job did to a list


@dataclass(frozen=True, slots=True)
class Attempted:
    """One line of the ledger."""

    id: int
    student_id: int
    at: datetime
    change: Change
    accepted: bool
    findings: tuple[Finding, ...]
    version: int  # of the list before it
    kind: str = "approve"  # or LOAD, where the loader asked: gates are not for it; or CLOSE: no rule was asked


@dataclass(frozen=True, slots=True)
class _Move:
    """One transition of a registration."""

    event: str
    state: str
    version: int
    at: datetime


class Past:
    """One student's term, replayed attempt by attempt."""

    def __init__(
        self,
        facts: Facts,
        moves: Iterable[_Move] = (),
        waivers: Iterable[Waiver] = (),
        thesis: Iterable[tuple[date, date | None]] = (),
    ) -> None:
        self.now = facts
        self._moves, self._waivers, self._thesis = deque(moves), tuple(waivers), tuple(thesis)
        self._list: tuple[Enrolled, ...] = ()
        self._state = "not_started"
        self._approved: tuple[Enrolled, ...] | None = None
        self.approved_at: datetime | None = None
        self.last: datetime | None = None

    def before(self, attempt: Attempted) -> Facts:
        """The facts that the attempt was judged by, but for the seats."""
        while self._moves and (self._moves[0].at, self._moves[0].version) <= (attempt.at, attempt.version):
            self._go(self._moves.popleft())
        self.last = attempt.at
        return replace(
            self.at(attempt.at),
            version=attempt.version,
            state=self._state,
            approved=self._approved,
            approved_at=self.approved_at,
            enrolled=self._list,
        )

    def settle(self, catalogue: Catalogue, facts: Facts, attempt: Attempted) -> None:
        """The list after an accepted attempt, with the rows that its commit wrote."""
        if not attempt.accepted:
            return
        case = Case(catalogue, facts, known(attempt.change, catalogue), "add")
        taking = seats.plan(case, Verdict(attempt.findings), "student")
        gone = set(taking.drop) | set(attempt.change.drop)
        kept = [e for e in self._list if e.section_id not in gone]
        added = [
            Enrolled(section, course, quota, status, source, category, counts)
            for section, course, quota, _, status, source, category, counts in taking.add
        ]
        self._list = (*kept, *added)

    def whole_list(self) -> Facts:
        """The list as it stands, at its last approval, else at the last attempt."""
        while self._moves:
            self._go(self._moves.popleft())
        return self.at(self.approved_at or self.last or self.now.at)

    def at(self, moment: datetime) -> Facts:
        """The facts with what was granted for a time, at a moment."""
        day = moment.astimezone(LOCAL).date()
        waivers = tuple(
            shapes.Waiver(w.code, w.course_id, w.reason, "head" if w.by_head else "registrar")
            for w in self._waivers
            if w.granted_at <= moment and day <= w.until and (w.ended_at is None or w.ended_at > moment)
        )
        advised = any(d <= day and (until is None or until >= day) for d, until in self._thesis)
        since = min(d for d, _ in self._thesis) if advised else None  # whoever it was first, as in facts.sql
        return replace(self.now, at=moment.astimezone(LOCAL), waivers=waivers, thesis_advisor_since=since, seats={})

    def _go(self, move: _Move) -> None:
        self._state = move.state
        if move.event == "approve":
            self._approved = self._list
            self.approved_at = move.at


def known(change: Change, catalogue: Catalogue) -> Change:
    """The change without sections that the term has no more."""
    lines = frozenset(line for line in change.add if line.section_id in catalogue.sections)
    return Change(lines, frozenset(s for s in change.drop if s in catalogue.sections))


def pasts_of(catalogue: Catalogue, student_ids: list[int]) -> tuple[dict[int, Past], list[Attempted]]:
    """The students of a batch and their attempts in the order of the ledger; as many statements as for one student."""
    registrations = dict(
        TermRegistration.objects.filter(term=catalogue.term_id, student__in=student_ids).values_list("id", "student_id")
    )
    moves: dict[int, list[_Move]] = defaultdict(list)
    rows = Transition.objects.filter(registration__in=registrations, accepted=True).order_by("id")
    for registration, *move in rows.values_list("registration_id", "event", "to_state", "version", "at"):
        moves[registrations[registration]].append(_Move(*move))
    waivers, thesis = granted(student_ids)
    pasts = {
        id_: Past(facts, moves[id_], waivers[id_], thesis[id_])
        for id_, facts in facts_before(catalogue, student_ids).items()
    }
    return pasts, _attempts(registrations)


def _attempts(registrations: Mapping[int, int]) -> list[Attempted]:
    rows = Attempt.objects.filter(registration_id__in=registrations).order_by("id")
    rows = rows.annotate(by_system=Q(actor_id__in=User.objects.filter(username=SYSTEM).values("pk")))
    names = ("id", "registration_id", "at", "change", "accepted", "findings", "version", "note", "by_system")
    return [
        Attempted(
            id=id_,
            student_id=registrations[registration],
            at=at,
            change=seats.restored(change),
            accepted=accepted,
            findings=tuple(Finding(**finding) for finding in findings),
            version=version - accepted,
            kind="approve" if not by_system else CLOSE if note else LOAD,
        )
        for id_, registration, at, change, accepted, findings, version, note, by_system in rows.values_list(*names)
    ]


def granted(student_ids: list[int]) -> tuple[dict[int, list[Waiver]], dict[int, list[tuple[date, date | None]]]]:
    """What students were granted for a time: waivers and thesis advisors."""
    waivers: dict[int, list[Waiver]] = defaultdict(list)
    for waiver in Waiver.objects.filter(student__in=student_ids).order_by("id"):
        waivers[waiver.student_id].append(waiver)
    thesis: dict[int, list[tuple[date, date | None]]] = defaultdict(list)
    advisors = ThesisAdvisorship.objects.filter(student__in=student_ids)
    for student, since, until in advisors.values_list("student_id", "date_from", "date_to"):
        thesis[student].append((since, until))
    return waivers, thesis
