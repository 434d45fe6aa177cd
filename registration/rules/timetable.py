"""Clashes in the weekly timetable, and those where attendance is still due (METU-71, OMU-13)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .engine import Data, rule
from .facts import Case, Meeting, Section

Clash = tuple[Section, Section, Data]


@dataclass(frozen=True, slots=True)
class Timetable:
    """`live_distance`: meetings of distance sections are held live and count (KOU-109).

    `beside_attendance`: clashes of two courses whose attendance is due are left to ATTENDANCE_CONFLICT.
    """

    live_distance: bool = True
    beside_attendance: bool = False


@dataclass(frozen=True, slots=True)
class Attendance:
    """`live_distance` as for TIME_CONFLICT."""

    live_distance: bool = True


@rule("TIME_CONFLICT", params=Timetable, phases=("add", "change", "send", "approve", "open"))
def time_conflict(case: Case, p: Timetable) -> Iterator[Data]:
    """Two courses of the list meet at the same time; 10:30 and 10:30 do not (METU-71)."""
    for a, b, data in _clashing(case, p.live_distance):
        if not (p.beside_attendance and must_attend(case, a) and must_attend(case, b)):
            yield data


@rule(
    "ATTENDANCE_CONFLICT",
    params=Attendance,
    phases=("add", "change", "send", "approve", "open"),
    codes=("TIME_CONFLICT",),
)
def attendance_conflict(case: Case, p: Attendance) -> Iterator[Data]:
    """Courses whose attendance the student has not fulfilled yet must not clash (OMU-13)."""
    for a, b, data in _clashing(case, p.live_distance):
        if must_attend(case, a) and must_attend(case, b):
            yield data


def must_attend(case: Case, section: Section) -> bool:
    """Attendance of the course, or of one that stands for it, was never fulfilled."""
    return not any(t.attendance_met for t in case.attempts(section.course_id))


def _clashing(case: Case, live_distance: bool) -> Iterator[Clash]:
    """Each pair of the list that a change brings to clash, once; of the list as it stands, every pair."""
    seen: set[int] = set()
    for section in case.fresh:
        seen.add(section.id)
        for other in case.after.values():
            if section.week & other.week and other.id not in seen and (meets := meet(section, other, live_distance)):
                weekday, start, end = meets
                figures = {"other": other.id, "weekday": weekday, "start": start, "end": end}
                yield section, other, Data(figures, "TIME_CONFLICT", section.course_id, section.id)


def meet(a: Section, b: Section, live_distance: bool = True) -> tuple[int, int, int] | None:
    """The first common time of two sections: weekday, start and end; dates and alternate weeks are heeded."""
    if not a.week & b.week or (not live_distance and "distance" in (a.delivery, b.delivery)):
        return None
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
