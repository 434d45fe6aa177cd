"""When a student may change the list: windows of the academic calendar and the staged first day (METU-04, 43–50)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from .engine import Data, NoParams, rule
from .facts import Case, Catalogue, Programme, Window

CHANGE_KINDS = ("registration", "add_drop")
UNDERGRADUATE = frozenset({"associate", "bachelor", "prep"})


def windows_for(catalogue: Catalogue, p: Programme, kinds: tuple[str, ...]) -> list[Window]:
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
    """The window open now, whatever the stage."""
    return next((w for w in windows_for(catalogue, p, kinds) if w.opens <= at < w.closes), None)


def nearest(catalogue: Catalogue, p: Programme, kinds: tuple[str, ...], at: datetime) -> Window | None:
    """The window to speak of when none is open: the next one, else the last one."""
    windows = windows_for(catalogue, p, kinds)
    return next((w for w in windows if w.opens > at), windows[-1] if windows else None)


@rule("WINDOW_CLOSED", params=NoParams, phases=("add", "drop", "change"), gate=True)
def window_closed(case: Case, p: NoParams) -> Iterator[Data]:
    """The list changes only while the calendar's window is open; starts inclusive, ends exclusive (METU-04, 49)."""
    if window_at(case.catalogue, case.programme, CHANGE_KINDS, case.at) is None:
        yield _closed(case, CHANGE_KINDS)


@rule("APPROVAL_CLOSED", params=NoParams, phases=("approve",))
def approval_closed(case: Case, p: NoParams) -> Iterator[Data]:
    """Advisors approve within the approval window (METU-36, 50)."""
    if window_at(case.catalogue, case.programme, ("approval",), case.at) is None:
        yield _closed(case, ("approval",))


def _closed(case: Case, kinds: tuple[str, ...]) -> Data:
    """`opens` is None when no window comes any more; `closes` is then when the last one did."""
    w = nearest(case.catalogue, case.programme, kinds, case.at)
    opens = opens_for(w, case.programme).isoformat() if w and w.opens > case.at else None
    return Data({"opens": opens, "closes": w.closes.isoformat() if w else None})


@rule("STAGE_NOT_OPEN", params=NoParams, phases=("add", "drop", "change"), gate=True)
def stage_not_open(case: Case, p: NoParams) -> Iterator[Data]:
    """On the first day students enter by class and hour (METU-43 to METU-48)."""
    w = window_at(case.catalogue, case.programme, CHANGE_KINDS, case.at)
    if w and case.at < (opens := opens_for(w, case.programme)):
        yield Data({"opens": opens.isoformat(), "class_year": case.programme.class_year})
