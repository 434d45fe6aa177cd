"""The days of a calendar as a picture: one row for each kind and unit, one column for each day. Geometry, no queries.

Lengths are units of the picture's own box. The template draws it with attributes, since nothing inline is allowed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from .calendar_check import Problem
from .rules.facts import Window

LEFT, TOP, ROW, BAR = 290, 44, 26, 16  # the labels' column, the head, a row, a bar in it
NARROWEST, WIDEST, WANTED = 7, 44, 620
ORDER = ("thesis_advisor", "registration", "approval", "follow_up", "add_drop", "enrolment")


@dataclass(frozen=True)
class Bar:
    x: float
    y: float
    width: float
    kind: str
    title: str
    wrong: bool = False
    paused: bool = False

    @property
    def right(self) -> float:
        return round(self.x + self.width, 1)

    @property
    def middle(self) -> float:
        return self.y + BAR / 2


@dataclass(frozen=True)
class Label:
    x: float
    y: float
    text: str


@dataclass(frozen=True)
class Picture:
    width: float
    height: float
    bars: tuple[Bar, ...]
    names: tuple[Label, ...]
    days: tuple[Label, ...]
    weekends: tuple[float, ...]
    day: float
    stages: tuple[Label, ...]
    gaps: tuple[Bar, ...]
    now: float | None
    left: int = LEFT
    top: int = TOP
    bar: int = BAR


@dataclass(frozen=True)
class Named:
    """A window with the words that the picture shows of it."""

    window: Window
    row: str
    title: str


def draw(windows: Iterable[Named], problems: Iterable[Problem], now: datetime) -> Picture | None:
    """None where there is nothing to draw."""
    named = sorted(windows, key=lambda n: (*_scope(n.window), ORDER.index(n.window.kind), n.window.opens))
    if not named:
        return None
    first = min(n.window.opens for n in named).date()
    last = max(n.window.closes for n in named).date() + timedelta(days=1)
    days = (last - first).days
    scale = _Scale(first, min(WIDEST, max(NARROWEST, WANTED / days)))
    lines = {row: n for n, row in enumerate(dict.fromkeys(n.row for n in named))}
    wrong = {id_ for p in problems for id_ in p.windows}
    bars = [_bar(n, lines[n.row], scale, n.window.id in wrong) for n in named]
    within = scale.x(first) <= scale.x(now) <= scale.x(last)
    return Picture(
        width=scale.x(last) + 4,
        height=TOP + ROW * len(lines) + 4,
        bars=tuple(bars),
        names=tuple(Label(0, _y(n) + 12, row) for row, n in lines.items()),
        days=tuple(_days(first, days, scale)),
        weekends=tuple(scale.x(d) for n in range(days) if (d := first + timedelta(n)).weekday() > 4),
        day=scale.day,
        stages=tuple(_stages(named, lines, scale)),
        gaps=tuple(_gaps(named, lines, scale)),
        now=scale.x(now) if within else None,
    )


@dataclass(frozen=True)
class _Scale:
    first: date
    day: float

    def x(self, moment: date | datetime) -> float:
        if not isinstance(moment, datetime):
            return LEFT + (moment - self.first).days * self.day
        midnight = datetime.combine(self.first, time(), moment.tzinfo)
        return round(LEFT + (moment - midnight) / timedelta(days=1) * self.day, 1)


def _scope(w: Window) -> tuple[bool, str]:
    return bool(w.unit[0]), w.unit[0]


def _y(line: int) -> float:
    return TOP + ROW * line + (ROW - BAR) / 2


def _bar(n: Named, line: int, scale: _Scale, wrong: bool) -> Bar:
    x = scale.x(n.window.opens)
    width = max(scale.x(n.window.closes) - x, 2)
    return Bar(x, _y(line), round(width, 1), n.window.kind, n.title, wrong, n.window.paused)


def _days(first: date, days: int, scale: _Scale) -> Iterable[Label]:
    """Every day where there is room for it, else every Monday; the first shows its month, as each 1st does."""
    for n in range(days):
        day = first + timedelta(n)
        if scale.day >= 20 or day.weekday() == 0:
            yield Label(scale.x(day) + 2, TOP - 8, f"{day:%d.%m}" if scale.day >= 34 or scale.day < 20 else f"{day:%d}")
        if n == 0 or day.day == 1:
            yield Label(scale.x(day) + 2, TOP - 26, f"{day:%m.%Y}")


def _stages(named: list[Named], lines: dict[str, int], scale: _Scale) -> Iterable[Label]:
    for n in named:
        for stage in n.window.stages:
            yield Label(scale.x(stage.opens), _y(lines[n.row]), f"{stage.opens:%H:%M} {stage.class_from}+")


def _gaps(named: list[Named], lines: dict[str, int], scale: _Scale) -> Iterable[Bar]:
    """The time between one window and the next of its row."""
    rows: dict[str, list[Window]] = defaultdict(list)
    for n in named:
        rows[n.row].append(n.window)
    for row, windows in rows.items():
        for a, b in pairwise(windows):
            if b.opens > a.closes:
                x = scale.x(a.closes)
                yield Bar(x, _y(lines[row]), round(scale.x(b.opens) - x, 1), a.kind, "")
