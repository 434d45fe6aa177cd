"""What is wrong with a calendar: gaps, overlaps, stages that never come. Asked by the term check and by the form of a
window, which asks about a draft.

Each check is a generator of problems. Windows are those of the rules, so that what counts for whom is the rules' own
answer (rules/opening.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import combinations

from curriculum.models import Level, Programme

from .rules import facts
from .rules.facts import Window
from .rules.opening import APPROVAL, CHANGE_KINDS, FOLLOW_UP, opens_for, windows_for

THESIS_LEVELS = (Level.MASTER, Level.DOCTORATE, Level.DOCTORATE_INTEGRATED)
NEEDED, WANTED = ("registration", "approval"), ("add_drop", "thesis_advisor")


@dataclass(frozen=True)
class Calendar:
    """The windows of a term as they are or would be, with a student of each programme."""

    windows: tuple[Window, ...]
    programmes: tuple[tuple[Programme, facts.Programme], ...]


@dataclass(frozen=True)
class Problem:
    """`windows` are ids; `kind` is of a window that is not there; `who` are programmes or classes, empty for everybody."""

    code: str
    windows: tuple[int, ...] = ()
    kind: str = ""
    who: tuple[str, ...] = ()


def windows_missing(calendar: Calendar) -> Iterator[Problem]:
    return _missing(calendar, "WINDOW_MISSING", NEEDED)


def windows_wanted(calendar: Calendar) -> Iterator[Problem]:
    return _missing(calendar, "WINDOW_WANTED", WANTED)


def _missing(calendar: Calendar, code: str, kinds: tuple[str, ...]) -> Iterator[Problem]:
    for kind in kinds:
        having = [(p, s) for p, s in calendar.programmes if kind != "thesis_advisor" or p.level in THESIS_LEVELS]
        lacking = [p.code for p, s in having if not windows_for(calendar, s, (kind,))]
        if lacking:
            yield Problem(code, kind=kind, who=() if len(lacking) == len(having) else tuple(lacking))


def windows_overlapping(calendar: Calendar) -> Iterator[Problem]:
    """Two of one kind and scope at once: which of them counts is chance."""
    for a, b in combinations(calendar.windows, 2):
        same = (a.kind, a.faculty_id, a.department_id) == (b.kind, b.faculty_id, b.department_id)
        if same and a.opens < b.closes and b.opens < a.closes:
            yield Problem("WINDOWS_OVERLAP", (a.id, b.id))


def approval_gaps(calendar: Calendar) -> Iterator[Problem]:
    """Who changes the list in the last minute of a window must still find an approval window open."""
    late = {}
    for _programme, student in calendar.programmes:
        approvals = windows_for(calendar, student, (APPROVAL,))
        for w in windows_for(calendar, student, CHANGE_KINDS):
            if not any(a.opens < w.closes <= a.closes for a in approvals):
                late[w.id] = True
    yield from (Problem("APPROVAL_GAP", (id_,)) for id_ in late)


def approvals_astray(calendar: Calendar) -> Iterator[Problem]:
    """An approval that opens while no list can be made or mended: before registration opens, or after it is over."""
    astray = {}
    for _programme, student in calendar.programmes:
        lists = windows_for(calendar, student, (*CHANGE_KINDS, FOLLOW_UP))
        for a in windows_for(calendar, student, (APPROVAL,)):
            if lists and not any(w.opens <= a.opens < w.closes for w in lists):
                astray[a.id] = True
    yield from (Problem("APPROVAL_ASTRAY", (id_,)) for id_ in astray)


def follow_ups_early(calendar: Calendar) -> Iterator[Problem]:
    """A follow-up that ends before the approval that it follows: who is returned on the last day cannot mend the list."""
    early = {}
    for _programme, student in calendar.programmes:
        approvals = windows_for(calendar, student, (APPROVAL,))
        for f in windows_for(calendar, student, (FOLLOW_UP,)):
            if any(a.opens < f.closes < a.closes for a in approvals):
                early[f.id] = True
    yield from (Problem("FOLLOW_UP_EARLY", (id_,)) for id_ in early)


def stages_outside(calendar: Calendar) -> Iterator[Problem]:
    for w in calendar.windows:
        if any(not w.opens <= s.opens < w.closes for s in w.stages):
            yield Problem("STAGE_OUTSIDE", (w.id,))


def stages_never_open(calendar: Calendar) -> Iterator[Problem]:
    """A window that closes on its first day, before the hour of some class."""
    shut: dict[int, set[str]] = {}
    for programme, student in calendar.programmes:
        for w in windows_for(calendar, student, CHANGE_KINDS):
            for year in range(1, programme.normal_semesters // 2 + 1):
                if opens_for(w, replace(student, class_year=year)) >= w.closes:
                    shut.setdefault(w.id, set()).add(f"{programme.get_level_display()} {year}")
    for id_, who in shut.items():
        yield Problem("STAGE_NEVER_OPEN", (id_,), who=tuple(sorted(who)))


CHECKS: tuple[Callable[[Calendar], Iterator[Problem]], ...] = (
    windows_missing,
    windows_wanted,
    windows_overlapping,
    approval_gaps,
    approvals_astray,
    follow_ups_early,
    stages_outside,
    stages_never_open,
)
CONTRADICTIONS = frozenset({"WINDOWS_OVERLAP", "STAGE_OUTSIDE"})  # refused wherever a window is written


def problems_of(calendar: Calendar) -> list[Problem]:
    return [problem for check in CHECKS for problem in check(calendar)]


def problems_of_draft(now: Calendar, draft: Calendar, ids: frozenset[int]) -> list[Problem]:
    """What the draft brings, and what of the rest names its windows; the standing troubles of others are not its own."""
    there = set(problems_of(now))
    return [p for p in problems_of(draft) if p not in there or ids & {*p.windows}]
