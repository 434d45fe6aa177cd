"""The meetings of some sections as a table of the week, and as a list for each day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from .messages import clock, day_name, section_label
from .rules.facts import Catalogue, Meeting, Section
from .rules.timetable import clashes

HOUR = 60
WORKDAYS = 5


@dataclass(frozen=True)
class Entry:
    """One meeting in the week; with a course id it leads to the row of the course."""

    label: str
    start: str
    end: str
    room: str
    clash: bool = False
    course_id: int = 0

    @property
    def when(self) -> str:
        return f"{self.start}–{self.end} {self.room}".rstrip()


@dataclass(frozen=True)
class Cell:
    """What meets on a day from an hour on; `span` is how many rows it is high."""

    entries: tuple[Entry, ...] = ()
    span: int = 1


@dataclass(frozen=True)
class Week:
    """The same meetings as a table (hours by days) and as lists by day."""

    days: tuple[str, ...]
    hours: tuple[tuple[str, tuple[Cell, ...]], ...]
    by_day: tuple[tuple[str, tuple[Entry, ...]], ...]


Meets = list[tuple[Meeting, Entry]]
EMPTY = Cell()


def week_of(
    sections: Iterable[Section], catalogue: Catalogue, language: str, among: Iterable[Section] | None = None
) -> Week:
    """A row for each hour at which something begins.

    Marked are the meetings that clash with another course of `among`, which is the sections themselves unless given.
    """
    meets = [(m, replace(entry, course_id=0)) for m, entry in _meets(list(sections), catalogue, among)]
    cells: dict[tuple[int, int], list[Entry]] = {}
    for m, entry in meets:
        cells.setdefault((m.start, m.weekday), []).append(entry)
    shown = _days(meets)
    hours = tuple(
        (clock(start), tuple(Cell(tuple(cells.get((start, day), ()))) for day in shown))
        for start in sorted({start for start, _ in cells})
    )
    return _week(shown, hours, meets, language)


def grid_of(sections: Iterable[Section], catalogue: Catalogue, language: str) -> Week:
    """A row for each hour from the first meeting to the last, so that an hour is as high as another.

    What meets at the same time stands in one cell, as high as all of it together.
    """
    meets = _meets(list(sections), catalogue, None)
    shown = _days(meets)
    if not meets:
        return _week(shown, (), meets, language)
    first = min(m.start for m, _ in meets)
    count = -(-(max(m.end for m, _ in meets) - first) // HOUR)
    columns = [_column([pair for pair in meets if pair[0].weekday == day], first, count) for day in shown]
    hours = tuple(
        (clock(first + HOUR * row), tuple(cell for column in columns if (cell := column[row]) is not None))
        for row in range(count)
    )
    return _week(shown, hours, meets, language)


def _column(meets: Meets, first: int, count: int) -> list[Cell | None]:
    """A day from top to bottom: a cell where one begins, nothing where one goes on."""
    column: list[Cell | None] = [EMPTY] * count
    begins, ends = 0, 0  # rows of the cell being filled
    entries: list[Entry] = []
    for m, entry in meets:
        top, bottom = (m.start - first) // HOUR, -(-(m.end - first) // HOUR)
        if top >= ends:
            begins, ends, entries = top, bottom, []
        ends = max(ends, bottom)
        entries.append(entry)
        column[begins:ends] = [Cell(tuple(entries), ends - begins), *[None] * (ends - begins - 1)]
    return column


def _meets(sections: list[Section], catalogue: Catalogue, among: Iterable[Section] | None) -> Meets:
    """Every meeting, by the time it begins."""
    others = sections if among is None else list(among)
    clashing = {
        (a.id, meeting)
        for a in sections
        for b in others
        if a.course_id != b.course_id and a.week & b.week
        for meeting, _ in clashes(a, b)
    }
    meets: Meets = []
    for s in sections:
        label = section_label(catalogue, s.id)
        for m in s.meetings:
            entry = Entry(label, clock(m.start), clock(m.end), m.room, (s.id, m) in clashing, s.course_id)
            meets.append((m, entry))
    return sorted(meets, key=lambda pair: pair[0].start)


def _days(meets: Meets) -> range:
    """Saturday and Sunday only where something meets."""
    return range(max([WORKDAYS - 1, *(m.weekday for m, _ in meets)]) + 1)


def _week(shown: range, hours: tuple[tuple[str, tuple[Cell, ...]], ...], meets: Meets, language: str) -> Week:
    by_day = ((day_name(day, language), tuple(e for m, e in meets if m.weekday == day)) for day in shown)
    return Week(tuple(day_name(d, language) for d in shown), hours, tuple((d, e) for d, e in by_day if e))
