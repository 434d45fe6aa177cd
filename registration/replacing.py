"""Failed electives whose place a later one takes in the averages, as the course counting says (METU-66)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from .catalogue import read_degrees
from .rules.counting import count
from .rules.facts import Case, Catalogue, Change, Facts, Grade, Pin, Programme, Taken
from .rules.policy import Policy
from .rules.record import Entry

Asked = tuple[Programme, Sequence[Entry], tuple[Pin, ...]]


def replaced_electives(
    asked: Iterable[Asked], policy: Policy, scale: Mapping[str, Grade], term_code: str
) -> dict[int, dict[int, int]]:
    """By programme of the student: course → the failed one that it replaces. Only who failed something is asked about, and
    the degrees are read once, past the catalogue that a process keeps: the transaction may have changed them."""
    failed = [(p, taken, pins) for p, entries, pins in asked if not _all_passed(taken := _taken(entries), scale)]
    if not failed:
        return {}
    courses, curricula = read_degrees(term_code)
    catalogue = Catalogue(0, term_code, 0, courses, {}, curricula, scale, (), {}, policy)
    found = {}
    for programme, taken, pins in failed:
        curriculum = catalogue.curriculum_of(programme)
        if curriculum is None or _all_passed({c: t for c, t in taken.items() if c not in curriculum.all_musts}, scale):
            continue  # what is said by hand aside, no elective takes the place of a must course
        facts = Facts(0, 0, "", 0, "", (programme,), (), taken, datetime.min, pins=pins)
        counting = count(Case(catalogue, facts, Change(), "open"), programme)
        found[programme.id] = {new: old for new, old in counting.replaces.items() if new != old}
    return found


def _taken(entries: Iterable[Entry]) -> dict[int, Taken]:
    """The last grade of each course, by its letter alone: what becomes of a conditional one hangs on the averages."""
    return {e.course_id: Taken(e.term_code, e.letter) for e in entries if not e.not_included}


def _all_passed(taken: Mapping[int, Taken], scale: Mapping[str, Grade]) -> bool:
    return all(scale[t.grade].is_pass for t in taken.values())
