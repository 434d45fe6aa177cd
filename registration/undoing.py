"""What a drop costs and how it is taken back: the question before a full section goes, and the undo after one went."""

from __future__ import annotations

from dataclasses import replace

from . import rules
from .choices import manner_of
from .messages import section_label
from .offers import OfferedFix
from .rules.facts import Catalogue, Change, Facts, Line, Seat, Section
from .services import fresh_catalogue
from .snapshot import load_facts


def hard_to_get_back(*, student_id: int, term_id: int, change: Change) -> tuple[str, ...]:
    """The sections that a drop would give up and that have no seat left for a way back; none where it would be refused."""
    facts = load_facts(term_id, [student_id], change.drop)[student_id].facts
    catalogue = fresh_catalogue(facts, term_id)
    held = [e for e in facts.enrolled if e.section_id in change.drop and e.section_id in catalogue.sections]
    full = [e for e in held if any(no_seat(facts, c) for c in (catalogue.sections[e.section_id].counter, e.quota) if c)]
    if not full or not rules.evaluate(catalogue, facts, change).accepted:
        return ()
    return tuple(section_label(catalogue, e.section_id) for e in full)


def no_seat(facts: Facts, counter: int) -> bool:
    seat: Seat | None = facts.seats.get(counter)
    return seat is not None and seat.left == 0


def undo_of(catalogue: Catalogue, facts: Facts, done: Change, left: tuple[Line, ...]) -> OfferedFix | None:
    """One press that takes back a change that took something off the list, where it would be accepted now.

    `left` are the lines as they were held. The seat may go to somebody else between the offer and the press.
    """
    if not left or any(line.section_id not in catalogue.sections for line in left):
        return None
    back = tuple(_as_held(catalogue.sections[line.section_id], line, catalogue, facts) for line in left)
    undo = Change(frozenset(back), frozenset(line.section_id for line in done.add))
    if not rules.evaluate(catalogue, facts, undo).accepted:
        return None
    places = ", ".join(section_label(catalogue, line.section_id) for line in back)
    return OfferedFix(places, back, tuple(sorted(undo.drop)), None)


def _as_held(section: Section, line: Line, catalogue: Catalogue, facts: Facts) -> Line:
    """With what the ledger does not keep of a line: its delivery, and the one category that there is."""
    usual = manner_of(catalogue, facts.primary, facts.at.date(), section, None)
    return replace(line, category=line.category or usual.category, mode=usual.mode)
