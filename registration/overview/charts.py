"""Small charts as geometry: the templates draw them with attributes, since nothing inline is allowed. No queries.

Each stands beside a table of the same numbers, which is what is read out and gone through by keyboard.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import accumulate

WIDTH, BAR, STEP = 320, 20, 26  # units of a picture's own box: its width, a bar, from bar to bar
HEIGHT = 72  # of a line


@dataclass(frozen=True)
class Part:
    """One number of a bar and the list behind it; x and width are where it is drawn."""

    label: str
    count: int
    at: str = ""
    kind: str = ""
    x: float = 0
    width: float = 0


@dataclass(frozen=True)
class Bar:
    label: str
    total: int
    at: str
    y: int
    parts: tuple[Part, ...]


def stacked(rows: Iterable[tuple[object, str, Sequence[Part]]]) -> tuple[Bar, ...]:
    """Bars side by side on one scale, the longest of them as wide as the picture."""
    rows = list(rows)
    longest = max((sum(p.count for p in parts) for _label, _at, parts in rows), default=0) or 1
    return tuple(
        Bar(str(label), sum(p.count for p in parts), at, n * STEP, tuple(_placed(parts, longest)))
        for n, (label, at, parts) in enumerate(rows)
    )


def bars(rows: Iterable[tuple[object, int, str]]) -> tuple[Bar, ...]:
    """Bars of one part each."""
    return stacked([(label, at, [Part(str(label), count, at)]) for label, count, at in rows])


def _placed(parts: Sequence[Part], longest: int) -> Iterable[Part]:
    """Ends are rounded, not widths, so that parts neither overlap nor leave a gap."""
    ends = [round(WIDTH * end / longest, 1) for end in accumulate(p.count for p in parts)]
    for part, start, end in zip(parts, [0.0, *ends], ends, strict=False):
        yield Part(part.label, part.count, part.at, part.kind, start, round(end - start, 1))


@dataclass(frozen=True)
class Line:
    """What happened hour by hour or day by day: the points of two lines, and the numbers themselves."""

    rows: tuple[tuple[datetime, int, int], ...]  # when it began, accepted, refused
    most: int
    accepted: str = ""
    refused: str = ""
    by_hour: bool = True
    height: int = HEIGHT
    width: int = WIDTH

    @property
    def total(self) -> tuple[int, int]:
        return sum(row[1] for row in self.rows), sum(row[2] for row in self.rows)


def line(rows: Sequence[tuple[datetime, int, int]], *, by_hour: bool) -> Line:
    most = max((max(accepted, refused) for _at, accepted, refused in rows), default=0)

    def points(which: int) -> str:
        drawn = rows if len(rows) != 1 else [*rows, *rows]  # one moment alone is drawn across
        step = WIDTH / max(len(drawn) - 1, 1)
        return " ".join(
            f"{n * step:.1f},{HEIGHT - 2 - (HEIGHT - 4) * row[which] / (most or 1):.1f}" for n, row in enumerate(drawn)
        )

    return Line(tuple(rows), most, points(1), points(2), by_hour)
