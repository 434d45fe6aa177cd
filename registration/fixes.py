"""What would be accepted instead: each fix is judged by the same rules before it is offered.

First every single step (candidates.py), the findings in turn; where none suffices, a second step after the most hopeful
first ones, for what the rules then still say. Found after the commit, when no lock is held.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import zip_longest
from typing import Any

from . import rules
from .candidates import KINDS, MAKERS, Asked, FindingRow, Step, done
from .rules.engine import REFUSE, Verdict
from .rules.facts import Catalogue, Change, Facts, Seat
from .snapshot import load_facts

MOST_EVALUATIONS, MOST_OFFERED = 20, 3
MOST_ALONE = 12  # of single steps about several findings, so that pairs are tried as well
NEEDS_A_SEAT = frozenset({"section", "move", "add", "mode"})
SeatsOf = Callable[[Catalogue, Facts, Iterable[int]], Mapping[int, Seat]]


@dataclass(frozen=True)
class Fix:
    """Steps that make a change that would be accepted now, or from the hour that one of them waits for."""

    steps: tuple[Step, ...]
    change: Change
    seats: Mapping[int, Seat]  # as they were judged

    @property
    def kind(self) -> str:
        return self.steps[0].kind

    @property
    def section_id(self) -> int | None:
        return self.steps[0].section_id

    @property
    def opens(self) -> datetime | None:
        return next((s.opens for s in self.steps if s.opens), None)


def read_seats(catalogue: Catalogue, facts: Facts, section_ids: Iterable[int]) -> Mapping[int, Seat]:
    """The seats of these sections and their siblings, in one statement."""
    return load_facts(catalogue.term_id, [facts.student_id], section_ids)[facts.student_id].facts.seats


def find_fixes(
    catalogue: Catalogue,
    facts: Facts,
    change: Change,
    findings: tuple[FindingRow, ...],
    seats_of: SeatsOf = read_seats,
) -> tuple[Fix, ...]:
    """At most three fixes from at most twenty evaluations; none where nothing would be accepted."""
    refusing = [f for f in findings if f["action"] == REFUSE and not f["waived"]]
    if any(f["code"] not in MAKERS for f in refusing):
        return ()  # a fee, a lock: no other choice of courses helps
    if any(line.section_id not in catalogue.sections for line in change.add):
        return ()  # a section asked for is gone, perhaps since an old receipt was written
    return _Search(catalogue, facts, seats_of).fixes(_Try((), replace(change, seen=None), facts.at), refusing)


@dataclass(frozen=True)
class _Try:
    steps: tuple[Step, ...]
    change: Change
    at: datetime


class _Search:
    """One search: what was tried already, how often the rules were asked, and the seats that are known."""

    def __init__(self, catalogue: Catalogue, facts: Facts, seats_of: SeatsOf) -> None:
        self.catalogue, self.facts, self.seats_of = catalogue, facts, seats_of
        self.asked_more, self.left = False, MOST_EVALUATIONS
        self.wanted: frozenset[int] = frozenset()
        self.seen: set[tuple[Change, datetime]] = set()

    def fixes(self, first: _Try, refusing: list[FindingRow]) -> tuple[Fix, ...]:
        self.wanted = self._purpose(first.change)
        budget = MOST_ALONE if len(refusing) > 1 else MOST_EVALUATIONS
        found, failed = self._judged([self._next(first, refusing)], budget)
        if not found:
            hopeful = sorted((len(v.refusals), n) for n, (_, v) in enumerate(failed))
            nexts = [failed[n] for count, n in hopeful if count <= len(refusing)]
            found, _ = self._judged([self._next(t, [f.stored() for f in v.refusals]) for t, v in nexts], self.left)
        return tuple(Fix(_said(t.steps), t.change, self.facts.seats) for t in found)

    def _judged(self, groups: list[list[_Try]], budget: int) -> tuple[list[_Try], list[tuple[_Try, Verdict]]]:
        """Those of the tries that would be accepted, and what the rules say to the others."""
        self._see_seats(t for group in groups for t in group)
        found: list[_Try] = []
        failed: list[tuple[_Try, Verdict]] = []
        for one in _in_turn(groups):
            if not budget or not self.left or len(found) == MOST_OFFERED:
                break
            if (one.change, one.at) in self.seen or not self._has_seat(one.steps[-1]) or _same_mode(one, found):
                continue
            self.seen.add((one.change, one.at))
            budget, self.left = budget - 1, self.left - 1
            verdict = rules.evaluate(self.catalogue, replace(self.facts, at=one.at), one.change)
            if verdict.accepted:
                found.append(one)
            else:
                failed.append((one, verdict))
        return found, failed

    def _next(self, one: _Try, refusing: list[FindingRow]) -> list[_Try]:
        """The step after: of each finding in turn, so that none uses up the evaluations."""
        if any(f["code"] not in MAKERS for f in refusing):
            return []
        asked = Asked(self.catalogue, self.facts, one.change)
        steps = _in_turn([[s for make in MAKERS[f["code"]] for s in make(asked, f)] for f in refusing])
        tries = (_Try((*one.steps, s), done(asked, s), s.opens or one.at) for s in dict.fromkeys(steps))
        return [t for t in tries if self._purpose(t.change) & self.wanted]

    def _purpose(self, change: Change) -> frozenset[int]:
        """The courses that a change is for: a fix that leaves none of them is no answer to who asked."""
        ids = (x.section_id for x in change.add) if change.add else change.drop
        return frozenset(self.catalogue.sections[id_].course_id for id_ in ids if id_ in self.catalogue.sections)

    def _see_seats(self, tries: Iterable[_Try]) -> None:
        """Facts bring the seats of the courses asked about; those of other courses are read once, when they matter."""
        steps = (t.steps[-1] for t in tries)
        named = {s.section_id for s in steps if s.kind in NEEDS_A_SEAT and s.section_id}
        unknown = {id_ for id_ in named if self.catalogue.sections[id_].counter not in self.facts.seats}
        if unknown and not self.asked_more:
            self.asked_more = True
            held = {e.section_id for e in self.facts.enrolled}  # a second step may be about any of them
            more = self.seats_of(self.catalogue, self.facts, unknown | held)
            self.facts = replace(self.facts, seats={**self.facts.seats, **more})

    def _has_seat(self, step: Step) -> bool:
        """Spares the rules what is full, and never guesses: of a section whose seats are unknown nothing is offered."""
        if step.kind not in NEEDS_A_SEAT or any(e.section_id == step.section_id for e in self.facts.enrolled):
            return True
        seat = self.facts.seats.get(self.catalogue.sections[step.section_id or 0].counter)
        return seat is not None and seat.left > 0


def _said(steps: tuple[Step, ...]) -> tuple[Step, ...]:
    return tuple(sorted(steps, key=lambda s: KINDS.index(s.kind)))


def _same_mode(one: _Try, found: list[_Try]) -> bool:
    """One fix for each way of delivery: the choice is between the ways."""
    last = one.steps[-1]
    return last.kind == "mode" and any(t.steps[-1].kind == "mode" and t.steps[-1].value == last.value for t in found)


def _in_turn(groups: Iterable[Iterable[Any]]) -> Iterator[Any]:
    """The first of each group, then the second of each."""
    return (x for row in zip_longest(*groups) for x in row if x is not None)
