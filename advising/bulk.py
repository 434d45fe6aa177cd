"""Many lists approved at once: each in a transaction of its own, on the version and with the warnings that were seen."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from people.models import Student, User
from registration.catalogue import catalogue_of
from registration.messages import Rendered, render
from registration.models import TermRegistration
from registration.rules.engine import WARN, Verdict
from registration.rules.facts import Catalogue, Facts
from registration.transitions import Moved, possible

from . import services
from .changes import Difference, since_version
from .selectors import marks

MOST = 500  # lists in one press


@dataclass(frozen=True)
class Ticked:
    """A list that was ticked: as it was seen, with the mark of the warnings that were shown with it."""

    student_id: int
    version: int
    seen: str = ""


@dataclass(frozen=True)
class Outcome:
    """What became of one list. `asked` says that its warnings have to be acknowledged first: they stand in `findings`."""

    student: Student
    approved: bool
    asked: bool
    findings: tuple[Rendered, ...]
    version: int
    seen: str = ""
    difference: Difference | None = None


def approve_many(*, term_id: int, ticked: Iterable[Ticked], actor: User, language: str) -> list[Outcome]:
    """One outcome for each advisee, in the order of the ticks (DESIGN.md §8).

    A list with warnings that were not shown is not tried: it comes back with them. Of another's advisee nothing comes
    back, not even a name; that it was tried is recorded.
    """
    rows = list({t.student_id: t for t in ticked}.values())[:MOST]
    mine = services.advisees_of(actor).in_bulk([t.student_id for t in rows])
    judged = marks(term_id, sorted(mine))
    found = []
    for row in rows:
        if row.student_id not in mine:
            services.turn_away(student_id=row.student_id, term_id=term_id, event="approve", actor=actor)
            continue
        student = mine[row.student_id]
        outcome = _asked(student, row, *judged[student.pk], language)
        if outcome is None:
            said = {"version": row.version, "seen": row.seen, "actor": actor}
            moved = services.approve(student_id=student.pk, term_id=term_id, **said)
            outcome = _outcome(student, row, moved, catalogue_of(term_id), language)
        found.append(outcome)
    return found


def _asked(
    student: Student, row: Ticked, facts: Facts, catalogue: Catalogue, verdict: Verdict, mark: str, language: str
) -> Outcome | None:
    """The warnings to acknowledge, where only those stand between the list that was seen and its approval."""
    if mark in ("", row.seen) or not verdict.accepted or facts.version != row.version:
        return None
    if not possible("approve", catalogue, facts):
        return None
    warnings = [f.stored() for f in verdict.findings if f.action == WARN and not f.waived]
    return Outcome(student, False, True, _words(warnings, catalogue, language), facts.version, mark)


def _outcome(student: Student, row: Ticked, moved: Moved, catalogue: Catalogue, language: str) -> Outcome:
    difference = None
    if any(f["code"] == "STALE_LIST" for f in moved.findings):
        registration = TermRegistration.objects.get(student=student, term_id=catalogue.term_id)
        difference = since_version(registration.pk, row.version, catalogue)
    shown = () if moved.accepted else _words(moved.findings, catalogue, language)
    return Outcome(student, moved.accepted, False, shown, moved.version, "", difference)


def _words(findings: Iterable[dict[str, Any]], catalogue: Catalogue, language: str) -> tuple[Rendered, ...]:
    return tuple(render(f, catalogue, language) for f in findings)
