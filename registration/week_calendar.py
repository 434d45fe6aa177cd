"""A week as iCalendar (RFC 5545): each meeting an event that comes again until the classes or its own dates end."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta

from icalendar import Calendar, Event, Timezone

from curriculum.models import Term

from .forms import refusal
from .messages import section_label
from .rules.engine import Finding
from .rules.facts import Catalogue, Meeting, Section
from .snapshot import LOCAL

WEEK = timedelta(days=7)


def calendar_of(
    sections: Iterable[Section],
    *,
    catalogue: Catalogue,
    term: Term,
    language: str,
    at: datetime,
    host: str,
    tentative: bool = False,
) -> bytes | Finding:
    """The meetings of these sections between the first and the last day of classes.

    TERM_UNDATED where one of these days is not set, NO_MEETINGS where nothing meets.

    `at` is when it was made, `host` completes the identifiers, by which a programme that reads the calendar again knows
    its events. Holidays are not left out: the portal does not know them.
    """
    if term.starts_on is None or term.ends_on is None:
        return refusal("TERM_UNDATED")
    calendar = _calendar(term.shown_name, language, host)
    for section in sections:
        for number, meeting in enumerate(section.meetings, 1):
            days = _days(meeting, term.starts_on, term.ends_on)
            if not days:
                continue
            event = _event(section, meeting, days, catalogue, language)
            event.uid, event.stamp = f"{term.code}-{section.id}-{number}@{host}", at
            event.add("status", "TENTATIVE" if tentative else "CONFIRMED")
            calendar.add_component(event)
    if not calendar.events:  # a calendar has to hold something
        return refusal("NO_MEETINGS")
    calendar.add_missing_timezones(first_date=term.starts_on, last_date=term.ends_on)
    return bytes(calendar.to_ical())


def empty_calendar(*, term: Term | None, language: str, at: datetime, host: str) -> bytes:
    """For a programme that asks again and again: nothing is on now. A calendar has to hold something: the time zone."""
    calendar = _calendar(term.shown_name if term else "", language, host)
    first = term.starts_on if term and term.starts_on else at.date()
    calendar.add_component(Timezone.from_tzid(str(LOCAL), first_date=first, last_date=first + 26 * WEEK))
    return bytes(calendar.to_ical())


def _calendar(name: str, language: str, host: str) -> Calendar:
    return Calendar.new(name=name or None, prodid=f"-//{host}//course registration//{language.upper()}")


def _days(meeting: Meeting, first: date, last: date) -> range:
    """The days on which it meets, as ordinals; empty where it never does. Odd weeks are the first, third, … of classes."""
    monday = first - timedelta(days=first.weekday())
    day = monday + timedelta(days=meeting.weekday) + (WEEK if meeting.weeks == "even" else timedelta(0))
    step = 2 * WEEK if meeting.weeks else WEEK
    start, end = max(first, meeting.date_from or first), min(last, meeting.date_to or last)
    while day < start:
        day += step
    return range(day.toordinal(), end.toordinal() + 1, step.days)


def _event(section: Section, meeting: Meeting, days: range, catalogue: Catalogue, language: str) -> Event:
    course, first, last = catalogue.courses[section.course_id], date.fromordinal(days[0]), date.fromordinal(days[-1])
    event = Event.new(
        summary=f"{section_label(catalogue, section.id)} {course.name_in(language)}",
        start=_moment(first, meeting.start),
        end=_moment(first, meeting.end),
        location=meeting.room or None,
        description=section.instructors or None,
    )
    if len(days) > 1:
        until = _moment(last, meeting.start)
        event.add("rrule", {"freq": "weekly", "interval": days.step // 7, "until": until.astimezone(UTC)})
    return event


def _moment(day: date, minutes: int) -> datetime:
    return datetime.combine(day, time(minutes // 60, minutes % 60), LOCAL)
