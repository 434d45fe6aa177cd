"""When a student may change the list: windows of the academic calendar and the staged first day (METU-04, 43–50).

A personal window, which an accepted excuse gives, stands for a window of the registration period and of its approval
(METU-28, KOU-83). The follow-up is for lists that came back: they are mended, sent and approved until its end (OMU-10).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Protocol

from .engine import Data, NoParams, rule
from .facts import Case, Catalogue, Facts, Programme, Window

REGISTRATION, ADD_DROP, APPROVAL, FOLLOW_UP = "registration", "add_drop", "approval", "follow_up"
CHANGE_KINDS = (REGISTRATION, ADD_DROP)
CHANGING = ("add", "drop", "change", "send")
UNDERGRADUATE = frozenset({"associate", "bachelor", "prep"})


class Calendar(Protocol):
    """Whatever has windows: a catalogue, or a draft of the calendar."""

    @property
    def windows(self) -> tuple[Window, ...]: ...


def windows_for(catalogue: Calendar, p: Programme, kinds: tuple[str, ...]) -> list[Window]:
    """The windows that count for a student, soonest first: of each kind those of the narrowest scope that fits."""
    found: list[Window] = []
    for kind in kinds:
        fitting = [w for w in catalogue.windows if w.kind == kind and _covers(w, p)]
        narrowest = max(((w.department_id is not None, w.faculty_id is not None) for w in fitting), default=None)
        found += [w for w in fitting if (w.department_id is not None, w.faculty_id is not None) == narrowest]
    return sorted(found, key=lambda w: w.opens)


def _covers(w: Window, p: Programme) -> bool:
    return w.department_id in (None, p.department_id) and w.faculty_id in (None, p.faculty_id)


def opens_for(w: Window, p: Programme) -> datetime:
    """When the window opens for this student: by stage on its first day, for everyone from the second (METU-43)."""
    if not w.stages:
        return w.opens
    group = "undergraduate" if p.level in UNDERGRADUATE else "graduate"
    second_day = w.opens.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    mine = [s.opens for s in w.stages if s.group == group and s.class_from <= p.class_year]
    return min([*mine, second_day])


def window_at(catalogue: Catalogue, p: Programme, kinds: tuple[str, ...], at: datetime) -> Window | None:
    """The window of the calendar that is open now, whatever the stage; a paused one is shut."""
    return next((w for w in windows_for(catalogue, p, kinds) if w.opens <= at < w.closes and not w.paused), None)


def window_now(catalogue: Catalogue, facts: Facts, kinds: tuple[str, ...]) -> Window | None:
    """The window open for this student now: of the calendar, of the follow-up, or the student's own."""
    if personal := personal_window(facts, kinds):
        return personal
    return window_at(catalogue, facts.primary, kinds_for(facts, kinds), facts.at)


def personal_window(facts: Facts, kinds: tuple[str, ...]) -> Window | None:
    """The student's own window, where it stands for one of these kinds and is open."""
    opens, closes = facts.personal_from, facts.personal_until
    if opens is None or closes is None or not opens <= facts.at < closes or not {REGISTRATION, APPROVAL} & {*kinds}:
        return None
    return Window(REGISTRATION if REGISTRATION in kinds else APPROVAL, opens, closes)


def kinds_for(facts: Facts, kinds: tuple[str, ...]) -> tuple[str, ...]:
    """The kinds that count for the list as it stands: one that came back has the follow-up as well (OMU-09, OMU-10)."""
    came_back = facts.state in ("returned", "submitted", "approved") and kinds != (ADD_DROP,)
    return (*kinds, FOLLOW_UP) if came_back else kinds


def is_paused(catalogue: Catalogue, facts: Facts, kinds: tuple[str, ...]) -> bool:
    """Whether a window would be open for this student now, were it not paused."""
    windows = windows_for(catalogue, facts.primary, kinds_for(facts, kinds))
    return window_now(catalogue, facts, kinds) is None and any(
        w.paused and w.opens <= facts.at < w.closes for w in windows
    )


def nearest(catalogue: Catalogue, facts: Facts, kinds: tuple[str, ...]) -> Window | None:
    """The window to speak of when none is open: the next one, else the last one."""
    windows = windows_for(catalogue, facts.primary, kinds_for(facts, kinds))
    return next((w for w in windows if w.opens > facts.at), windows[-1] if windows else None)


@rule("WINDOW_CLOSED", params=NoParams, phases=CHANGING, gate=True)
def window_closed(case: Case, p: NoParams) -> Iterator[Data]:
    """The list changes only while the calendar's window is open; starts inclusive, ends exclusive (METU-04, 49)."""
    if window_now(case.catalogue, case.facts, CHANGE_KINDS) is None:
        yield _closed(case, CHANGE_KINDS)


@rule("APPROVAL_CLOSED", params=NoParams, phases=("approve",))
def approval_closed(case: Case, p: NoParams) -> Iterator[Data]:
    """Advisors approve within the approval window (METU-36, 50)."""
    if window_now(case.catalogue, case.facts, (APPROVAL,)) is None:
        yield _closed(case, (APPROVAL,))


def _closed(case: Case, kinds: tuple[str, ...]) -> Data:
    """`opens` is None when no window comes any more; `closes` is then when the last one did."""
    if is_paused(case.catalogue, case.facts, kinds):
        return Data({"case": "paused"})
    w = nearest(case.catalogue, case.facts, kinds)
    opens = opens_for(w, case.programme).isoformat() if w and w.opens > case.at else None
    return Data({"opens": opens, "closes": w.closes.isoformat() if w else None})


@rule("STAGE_NOT_OPEN", params=NoParams, phases=CHANGING, gate=True)
def stage_not_open(case: Case, p: NoParams) -> Iterator[Data]:
    """On the first day students enter by class and hour (METU-43 to METU-48)."""
    w = window_now(case.catalogue, case.facts, CHANGE_KINDS)
    if w and case.at < (opens := opens_for(w, case.programme)):
        yield Data({"opens": opens.isoformat(), "class_year": case.programme.class_year})
