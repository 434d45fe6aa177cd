"""Working days and their hours in Turkey, by the public holidays that the law names (Law 2429).

A day of which the afternoon is free, such as the eve of a bayram, ends at 13:00. Days that the government gives off besides
are not known here: a window that has to wait for them is set by hand.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import cache

from holidays import HALF_DAY, PUBLIC, HolidayBase, country_holidays

from .snapshot import LOCAL

FRIDAY, NOON_BREAK = 4, 13


@cache
def _calendar(category: str) -> HolidayBase:
    """It reckons each year that it is asked about, once."""
    return country_holidays("TR", categories=(category,))


def is_working(day: date) -> bool:
    return day.weekday() <= FRIDAY and day not in _calendar(PUBLIC)


def end_of(day: date, hour: int) -> datetime:
    """When the work of a working day ends; `hour` is that of a whole one."""
    return datetime.combine(day, time(min(hour, NOON_BREAK) if day in _calendar(HALF_DAY) else hour), LOCAL)


def after_days(day: date, count: int, hour: int) -> datetime:
    """The end of the last of so many working days after a day."""
    later = (d for d in _on_from(day + timedelta(days=1)) if is_working(d))
    return end_of([next(later) for _ in range(max(1, count))][-1], hour)


def last_of_next_week(day: date, hour: int) -> datetime:
    """The last working hour of the week after a day's own (KOU-83); of a week without one, the first day's after it."""
    monday = day - timedelta(days=day.weekday()) + timedelta(weeks=1)
    week = [d for n in range(FRIDAY + 1) if is_working(d := monday + timedelta(days=n))]
    return end_of(week[-1], hour) if week else after_days(monday + timedelta(days=FRIDAY), 1, hour)


def _on_from(day: date) -> Iterator[date]:
    while True:
        yield day
        day += timedelta(days=1)
