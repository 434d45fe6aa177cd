"""Clashes in the weekly timetable (METU-71)."""

from __future__ import annotations

from collections.abc import Iterator

from .engine import Data, NoParams, rule
from .facts import Case, Meeting, Section


@rule("TIME_CONFLICT", phases=("add", "change", "send", "approve", "open"))
def time_conflict(case: Case, p: NoParams) -> Iterator[Data]:
    """Two courses of the list meet at the same time; 10:30 and 10:30 do not."""
    seen: set[int] = set()
    for section in case.fresh:
        seen.add(section.id)
        for other in case.after.values():
            if other.id not in seen and section.week & other.week and (meets := overlap(section, other)):
                weekday, start, end = meets
                figures = {"other": other.id, "weekday": weekday, "start": start, "end": end}
                yield Data(figures, course_id=section.course_id, section_id=section.id)


def overlap(a: Section, b: Section) -> tuple[int, int, int] | None:
    """The first common time of two sections: weekday, start and end; dates and alternate weeks are heeded."""
    for x, y in clashes(a, b):
        return x.weekday, max(x.start, y.start), min(x.end, y.end)
    return None


def clashes(a: Section, b: Section) -> Iterator[tuple[Meeting, Meeting]]:
    """The pairs of meetings of two sections that share a time."""
    for x in a.meetings:
        for y in b.meetings:
            if x.weekday == y.weekday and x.start < y.end and y.start < x.end and _same_weeks(x, y):
                yield x, y


def _same_weeks(x: Meeting, y: Meeting) -> bool:
    """Whether two meetings of one weekday share a day: in their weeks, and in the days common to their date ranges."""
    if x.weeks and y.weeks and x.weeks != y.weeks:
        return False
    first = max((d for d in (x.date_from, y.date_from) if d), default=None)
    last = min((d for d in (x.date_to, y.date_to) if d), default=None)
    if first is None or last is None:
        return True
    return (x.weekday - first.weekday()) % 7 <= (last - first).days
