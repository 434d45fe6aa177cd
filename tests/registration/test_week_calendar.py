"""The week as iCalendar, read back by the library's own parser: when each meeting is, and until when."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from dateutil.rrule import rrulestr
from icalendar import Calendar, Event

from people.models import Student, Teaching
from registration import catalogue
from registration.models import TermRegistration
from tests.visitor import Visitor, attributes
from tests.world import ISTANBUL, World

pytestmark = pytest.mark.django_db
WEEK, TAUGHT = "/registration/week.ics", "/classes/week.ics"


@pytest.fixture
def dated(world: World) -> World:
    """Classes from Monday 16 February to Friday 29 May 2026; CENG213/2 on Tuesdays 09:40–12:30."""
    world.term.ends_on = date(2026, 5, 29)
    world.term.save()
    return world


@pytest.fixture
def u4(dated: World) -> Student:
    student = dated.student()
    assert dated.change(student, add=[dated.x2]).accepted
    return student


def fetched(student: Student, path: str = WEEK, language: str = "en") -> list[Event]:
    catalogue.forget()
    response = Visitor(student.user, language=language).client.get(path)
    assert (response.status_code, response.headers["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    read = Calendar.from_ical(response.content)
    assert [zone.tz_name for zone in read.timezones] == ["Europe/Istanbul"]
    read.validate()
    return list(read.events)


def refused(student: Student) -> tuple[int, list[str]]:
    catalogue.forget()
    shown = Visitor(student.user).get(WEEK)
    return shown.status, [has["data-code"] for e in shown.all("li") if "data-code" in (has := attributes(e))]


def days(event: Event) -> list[str]:
    """Every day on which the event takes place, as a calendar programme works it out."""
    if "rrule" not in event:
        return [f"{event.start:%Y-%m-%d}"]
    rule = rrulestr(event["rrule"].to_ical().decode(), dtstart=event.start)
    return [f"{moment:%Y-%m-%d}" for moment in rule]


def test_a_meeting_comes_every_week_from_the_first_to_the_last_day_of_classes(u4: Student):
    [event] = fetched(u4)

    assert event.start == datetime(2026, 2, 17, 9, 40, tzinfo=ISTANBUL)
    assert event.end == datetime(2026, 2, 17, 12, 30, tzinfo=ISTANBUL)
    assert event["dtstart"].params["TZID"] == "Europe/Istanbul"
    first, last = date(2026, 2, 17), date(2026, 5, 26)
    assert days(event) == [f"{first + timedelta(weeks=n)}" for n in range(15)]
    assert days(event)[-1] == f"{last}"
    assert str(event["summary"]) == "CENG213/2 Ders CENG213"


@pytest.mark.parametrize(
    ("fields", "first", "second", "last", "count"),
    [
        ({"weeks": "odd"}, "2026-02-17", "2026-03-03", "2026-05-26", 8),
        ({"weeks": "even"}, "2026-02-24", "2026-03-10", "2026-05-19", 7),
        ({"date_from": date(2026, 3, 10), "date_to": date(2026, 3, 24)}, "2026-03-10", "2026-03-17", "2026-03-24", 3),
        ({"date_from": date(2026, 3, 11), "date_to": date(2026, 3, 30)}, "2026-03-17", "2026-03-24", "2026-03-24", 2),
        ({"date_from": date(2026, 3, 10), "weeks": "odd"}, "2026-03-17", "2026-03-31", "2026-05-26", 6),
        ({"date_from": date(2025, 1, 1), "date_to": date(2027, 1, 1)}, "2026-02-17", "2026-02-24", "2026-05-26", 15),
    ],
)
def test_alternate_weeks_and_own_dates_are_kept(dated: World, u4, fields, first, second, last, count):
    dated.x2.meetings.update(**fields)

    [event] = fetched(u4)
    found = days(event)
    assert (found[0], found[1], found[-1], len(found)) == (first, second, last, count)


def test_odd_weeks_are_those_of_classes_even_where_these_begin_in_mid_week(dated: World, u4: Student):
    """Classes from Wednesday 18 February: that week is the first, though its Tuesday is over."""
    dated.term.starts_on = date(2026, 2, 18)
    dated.term.save()
    dated.x2.meetings.update(weeks="odd")

    assert days(fetched(u4)[0])[0] == "2026-03-03"


def test_a_meeting_of_one_day_comes_once_and_one_outside_the_term_never(dated: World, u4: Student):
    dated.x2.meetings.update(date_from=date(2026, 3, 10), date_to=date(2026, 3, 10))
    [event] = fetched(u4)
    assert ("rrule" in event, days(event)) == (False, ["2026-03-10"])

    dated.x2.meetings.update(date_from=date(2026, 7, 1), date_to=date(2026, 7, 30))
    assert refused(u4) == (409, ["NO_MEETINGS"])


def test_what_people_typed_is_text_in_it(dated: World, u4: Student):
    dated.x2.instructors = "Öz; Işık, Ş.\nEND:VEVENT"
    dated.x2.save()
    dated.x2.meetings.update(room="Ü-1; kat 2, BMB")

    [event] = fetched(u4, language="tr")
    assert (str(event["location"]), str(event["description"])) == ("Ü-1; kat 2, BMB", "Öz; Işık, Ş.\nEND:VEVENT")


def test_an_event_is_known_again_and_tentative_until_the_list_is_final(u4: Student):
    [before] = fetched(u4)
    TermRegistration.objects.update(state="final")
    [after] = fetched(u4)

    assert (before["status"], after["status"]) == ("TENTATIVE", "CONFIRMED")
    assert before["uid"] == after["uid"]
    assert (str(before["uid"]).startswith("20252-"), u4.number in str(before["uid"])) == (True, False)


def test_an_instructor_takes_the_own_sections_of_the_term(dated: World, u4: Student):
    Teaching.objects.create(section=dated.x1, staff=dated.advisor)
    Teaching.objects.create(section=dated.y1, staff=dated.advisor)
    gone = dated.section(dated.course("5710111"), 1, (2, "09:40", "12:30"))
    Teaching.objects.create(section=gone, staff=dated.advisor)
    type(gone).objects.filter(pk=gone.pk).update(not_opened=True)
    type(gone).objects.filter(pk=dated.y1.pk).update(cancelled=True)

    assert [str(e["summary"]) for e in fetched(dated.advisor, TAUGHT)] == ["CENG213/1 Ders CENG213"]
    assert Visitor(u4.user).get(TAUGHT).status == 403
    assert Visitor(dated.advisor.user).get(WEEK).status == 403


@pytest.mark.parametrize("field", ["starts_on", "ends_on"])
def test_a_term_without_its_days_has_no_calendar_and_says_so(dated: World, u4: Student, field: str):
    setattr(dated.term, field, None)
    dated.term.save()
    assert refused(u4) == (409, ["TERM_UNDATED"])
