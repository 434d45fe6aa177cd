"""The calendar feed at its secret address, as a calendar programme reads it: without signing in, again and again."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar

from people.feeds import READS, renew_feed
from people.models import Student, Teaching, User
from registration import catalogue
from registration.models import TermRegistration
from tests.visitor import Visitor, attributes
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def dated(world: World) -> World:
    world.term.ends_on = date(2026, 5, 29)
    world.term.save()
    cache.clear()
    return world


@pytest.fixture
def u4(dated: World) -> Student:
    student = dated.student()
    assert dated.change(student, add=[dated.x2]).accepted
    renew_feed(user=student.user)
    return student


def address(owner: Student | User) -> str:
    user = User.objects.get(pk=getattr(owner, "user_id", owner.pk))
    return f"/feed/{user.feed_secret}.ics"


def read(path: str, **headers: str):
    return Client(headers=headers).get(path)


def events(path: str) -> list[tuple[str, str]]:
    """What is on and how sure, of a calendar that holds to the standard."""
    catalogue.forget()
    response = read(path)
    assert (response.status_code, response.headers["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    found = Calendar.from_ical(response.content)
    found.validate()
    return [(str(e["summary"]), str(e["status"])) for e in found.events]


def test_the_feed_is_the_week_as_it_is_now(dated: World, u4: Student):
    assert events(address(u4)) == [("CENG213/2 Ders CENG213", "TENTATIVE")]

    dated.change(u4, add=[dated.x1], drop=[dated.x2])
    TermRegistration.objects.update(state="final")

    assert events(address(u4)) == [("CENG213/1 Ders CENG213", "CONFIRMED")]


def test_who_teaches_reads_what_they_teach(dated: World):
    Teaching.objects.create(section=dated.y1, staff=dated.advisor)
    renew_feed(user=dated.advisor.user)

    assert events(address(dated.advisor)) == [("CENG331/1 Ders CENG331", "CONFIRMED")]


def test_where_nothing_is_on_the_calendar_is_empty_and_still_one(dated: World, u4: Student):
    dated.change(u4, drop=[dated.x2])
    assert events(address(u4)) == []

    dated.term.ends_on = None
    dated.term.save()
    assert events(address(u4)) == []

    type(dated.term).objects.update(is_current=False)
    assert events(address(u4)) == []


def test_turkish_letters_come_whole_out_of_folded_lines(dated: World, u4: Student):
    dated.x.name = "Çağdaş Türk Şiirinde İğneli Söyleyişlerin Işığı ve Gölgesi Üzerine Öğütler"
    dated.x.save()
    catalogue.forget()

    content = read(address(u4)).content

    assert max(map(len, content.split(b"\r\n"))) <= 75
    assert [str(e["summary"]) for e in Calendar.from_ical(content).events] == [f"CENG213/2 {dated.x.name}"]


def test_a_new_address_ends_the_old_one(u4: Student):
    before = address(u4)
    renew_feed(user=u4.user)

    assert address(u4) != before
    assert [read(before).status_code, read(address(u4)).status_code] == [404, 200]


def test_no_address_is_good_that_nobody_asked_for(dated: World):
    student = dated.student()

    assert student.user.feed_secret == ""
    assert [read(f"/feed/{guess}.ics").status_code for guess in (f"{student.user_id}-0.x", "1", "1-1", "ü")] == [
        404
    ] * 4


def test_a_changed_signature_or_number_is_not_good(u4: Student):
    good = address(u4)
    secret = good.removeprefix("/feed/").removesuffix(".ics")
    named, _, signature = secret.partition(".")
    id_, _, number = named.partition("-")
    forged = [
        f"{id_}-{int(number) + 1}.{signature}",
        f"{int(id_) + 1}-{number}.{signature}",
        f"{named}.{signature[::-1]}",
    ]

    assert [read(f"/feed/{x}.ics").status_code for x in forged] == [404] * 3


def test_the_feed_of_an_account_that_is_closed_is_gone(u4: Student):
    User.objects.filter(pk=u4.user_id).update(is_active=False)

    assert read(address(u4)).status_code == 404


def test_a_programme_that_has_the_newest_is_told_so(dated: World, u4: Student):
    first = read(address(u4))
    tag = first.headers["ETag"]
    assert first.headers["Cache-Control"] == "private, max-age=3600"

    again = read(address(u4), if_none_match=tag)
    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", tag)

    dated.change(u4, drop=[dated.x2])
    assert read(address(u4), if_none_match=tag).status_code == 200


def test_a_programme_that_asks_without_end_is_told_to_wait(u4: Student):
    answers = [read(address(u4)) for _ in range(READS + 1)]

    assert [a.status_code for a in answers] == [200] * READS + [429]
    assert answers[-1].headers["Retry-After"] == "600"


def test_it_says_nothing_of_whose_week_it_is(u4: Student):
    content = read(address(u4)).content.decode()

    assert not any(word in content for word in (u4.number, u4.user.username, "Deniz", "Yılmaz"))


def test_a_reading_is_three_statements(u4: Student):
    path = address(u4)
    read(path)

    with CaptureQueriesContext(connection) as queries:
        read(path)

    assert len(queries) == 3  # whose it is, the facts, the clock


def test_an_address_is_made_and_made_anew_where_the_week_is(u4: Student):
    User.objects.filter(pk=u4.user_id).update(feed_number=0)
    visitor = Visitor(u4.user)
    made = visitor.press(visitor.get("/registration/timetable/"), "Make an address")
    assert made.leads_to == "/registration/timetable/#feed"
    shown = visitor.get("/registration/timetable/")
    assert attributes(shown.one(id="feed-address"))["value"] == f"http://testserver{address(u4)}"
    before = address(u4)

    visitor.press(shown, "New address")

    assert read(before).status_code == 404
