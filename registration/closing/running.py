"""How every closing job goes over its lists: looked at without a lock unless they are known to be due, and those that
something is due for in batches of at most 100 behind their locks, where the facts are read and judged again. So a job may
run twice, at once or after it was killed: what one run did is not due for the other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from people.services import system_user

from .. import seats
from ..progress import Progress, in_batches, silent
from ..rules.facts import Catalogue, Facts, Seat
from ..services import StartAgain, fresh_catalogue, in_step
from ..snapshot import load_facts
from . import judging, writing
from .judging import Move

ROUNDS = 4  # how often lists that stayed locked are tried
SHOWN = 100  # students that a report names for each event
Judge = Callable[[Catalogue, list[Facts]], list[Move]]


@dataclass
class Report:
    """What a run came to: lists looked at, events by name, lists by missing step, lines by what became of them; lists that
    stayed locked. `who` are the first students of each event, by id."""

    lists: int = 0
    events: Counter[str] = field(default_factory=Counter)
    steps: Counter[str] = field(default_factory=Counter)
    dropped: int = 0
    restored: int = 0
    left: int = 0
    unsettled: int = 0
    who: dict[str, list[int]] = field(default_factory=dict)

    def count(self, moves: Iterable[Move]) -> None:
        for move in moves:
            self.events[move.event] += 1
            self.steps.update(move.missing)
            self.dropped += len(move.drop)
            self.restored += len(move.add)
            self.left += len(move.left)
            named = self.who.setdefault(move.event, [])
            if len(named) < SHOWN:
                named.append(move.facts.student_id)

    def as_dict(self) -> dict[str, Any]:
        counted = {"events": dict(sorted(self.events.items())), "steps": dict(sorted(self.steps.items()))}
        return {**vars(self), **counted}


def run(
    *,
    term_id: int,
    student_ids: Sequence[int],
    judge: Judge,
    dry_run: bool = False,
    progress: Progress = silent,
    due: bool = False,
) -> Report:
    """Carry out what `judge` finds due for these students, in their order; a dry run writes nothing, and seats it would
    have given back count as taken. The moves of one batch are one transaction. `due`: who asks knows that most are, so
    they are judged behind their locks alone."""
    report, actor_id = Report(lists=len(student_ids)), int(system_user().pk)
    imagined: dict[int, Seat] = {}
    for batch in in_batches(student_ids, progress):
        for _ in range(ROUNDS):
            asked = batch
            if dry_run or not due:
                catalogue, moves = _look(term_id, batch, judge)
                asked = [m.facts.student_id for m in moves]
            if dry_run:
                report.count(_imagined(catalogue, moves, imagined))
                break
            done = _carry_out(term_id, asked, judge, actor_id) if asked else []
            if done is not None:
                report.count(done)
                break
        else:
            report.unsettled += len(asked)
    return report


def _look(term_id: int, students: Sequence[int], judge: Judge) -> tuple[Catalogue, list[Move]]:
    facts = _in_order(load_facts(term_id, students).values())
    catalogue = fresh_catalogue(facts[0], term_id)
    return catalogue, judge(catalogue, facts)


def _in_order(snapshots: Iterable[Any]) -> list[Facts]:
    return sorted((s.facts for s in snapshots if s.facts.registration_id), key=lambda f: f.registration_id)


def _carry_out(term_id: int, students: Sequence[int], judge: Judge, actor_id: int) -> list[Move] | None:
    """The moves that were made; None where the lists stayed locked."""

    def work(catalogue: Catalogue) -> list[Move]:
        facts = _in_order(load_facts(term_id, students, lock=True).values())
        if ahead := [f.revision for f in facts if f.revision != catalogue.revision]:
            raise StartAgain(ahead[0])
        moves = judge(catalogue, facts)
        if any(m.add for m in moves):  # counters by id, once, behind the registrations
            wanted = {c for m in moves for c in judging.counters(catalogue, (*m.drop, *m.add))}
            left = seats.seats_of(wanted, hold=True)
            moves = judging.with_seats(catalogue, moves, left, writing.shut_sections(moves))
        if moves:
            writing.write(catalogue, moves, actor_id)
        return moves

    return in_step(term_id, work)


def _imagined(catalogue: Catalogue, moves: list[Move], imagined: dict[int, Seat]) -> list[Move]:
    wanted = {c for m in moves for c in judging.counters(catalogue, (*m.drop, *m.add))}
    imagined |= seats.seats_of(wanted - imagined.keys())
    return judging.with_seats(catalogue, moves, imagined, writing.shut_sections(moves))
