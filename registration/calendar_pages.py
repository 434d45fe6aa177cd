"""A calendar as pages show it: every window by unit, the picture of the days, what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from curriculum.models import Term
from curriculum.naming import language
from curriculum.turkish import sort_key

from . import clock
from .calendar_check import Problem
from .calendar_picture import ORDER, Named, Picture, draw
from .catalogue import TermGone, current_term, newest
from .checklist import last_minute
from .models import StageOpening, Window
from .rules import facts

ROOM = 46  # letters before a row of the picture


@dataclass(frozen=True)
class Row:
    """One window in words; `state` is coming, open, paused or over."""

    id: int
    kind: str
    label: str
    unit: str
    opens: datetime
    closes: datetime
    state: str
    note: str
    stages: tuple[tuple[datetime, str], ...]
    wrong: tuple[str, ...]

    @property
    def last(self) -> datetime:
        """The end as people say it: of midnight, the minute before."""
        return last_minute(self.closes)


@dataclass(frozen=True)
class Shown:
    units: list[tuple[str, list[Row]]]
    picture: Picture | None
    now: datetime
    kinds: list[tuple[str, str]] = field(default_factory=list)  # those that the picture has, for its legend


def shown(
    windows: Iterable[facts.Window],
    now: datetime,
    problems: Iterable[Problem] = (),
    words: dict[str, str] | None = None,
) -> Shown:
    """`words` are the titles of problems by code."""
    problems, windows = list(problems), list(windows)
    wrong = {w.id: tuple((words or {})[p.code] for p in problems if w.id in p.windows) for w in windows}
    rows = [_row(w, now, wrong[w.id]) for w in sorted(windows, key=_order)]
    by_id = {row.id: row for row in rows}
    named = [Named(w, _name(w, by_id[w.id]), _title(by_id[w.id])) for w in windows]
    kinds = [(kind, str(Window.Kind(kind).label)) for kind in ORDER if any(w.kind == kind for w in windows)]
    units = [(unit, list(own)) for unit, own in groupby(rows, key=lambda row: row.unit)]
    return Shown(units, draw(named, problems, now), now, kinds)


def _order(w: facts.Window) -> tuple[str, datetime, int]:
    return sort_key(w.unit[0]), w.opens, ORDER.index(w.kind)


def _row(w: facts.Window, now: datetime, wrong: tuple[str, ...]) -> Row:
    state = "over" if w.closes <= now else "paused" if w.paused else "coming" if now < w.opens else "open"
    unit = w.unit[language() != "tr"] or w.unit[0] or _("Whole university")
    groups = dict(StageOpening.Group.choices)
    stages = tuple(
        (s.opens, _("%(group)s, class %(year)d and above") % {"group": groups[s.group], "year": s.class_from})
        for s in w.stages
    )
    label = str(Window.Kind(w.kind).label)
    return Row(w.id, w.kind, label, unit, w.opens, w.closes, state, w.pause_note, stages, wrong)


def _name(w: facts.Window, row: Row) -> str:
    """What stands before a row of the picture, as much of it as there is room for."""
    name = f"{row.unit} · {row.label}" if w.unit[0] else row.label
    return name if len(name) <= ROOM else f"{name[: ROOM - 1]}…"


def _title(row: Row) -> str:
    return f"{row.label} · {row.unit}: {row.opens:%d.%m.%Y %H:%M} – {row.last:%d.%m.%Y %H:%M}"


@require_GET
def calendar(request: HttpRequest) -> HttpResponse:
    """The windows of the current term by unit, without sign-in (METU-04, OMU-02, OMU-25)."""
    term, windows = _current()
    page = shown(windows, clock.now())
    return render(request, "registration/calendar.html", {"term": term, "page": page})


def _current() -> tuple[Term | None, tuple[facts.Window, ...]]:
    while term := current_term():
        try:
            return term, newest(term.pk).windows
        except TermGone:
            continue
    return None, ()
