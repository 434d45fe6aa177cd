"""What was refused and when: read from the ledger, of a day, a week or the term."""

from __future__ import annotations

import pytest
from django.core.cache import cache

from registration.overview.demand import demand, named
from tests.registration.overview.office import asked, finding, registered, tried
from tests.world import World, local

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_counted():
    cache.clear()


@pytest.fixture
def busy(world: World) -> World:
    """Two students find X full, one of them twice, and one EE course; a warning, a waived one, and an older refusal."""
    one, two = registered(world, "2501231", "draft"), registered(world, "2502222", "draft")
    ee = world.course("5670201")
    tried(one, "2026-02-10 09:10", finding("CAPACITY_FULL", world.x), finding("TIME_CONFLICT", world.x))
    tried(one, "2026-02-10 09:40", finding("CAPACITY_FULL", world.x))
    tried(two, "2026-02-10 11:20", finding("CAPACITY_FULL", world.x), finding("CAPACITY_FULL", ee))
    tried(two, "2026-02-10 11:30", finding("CAPACITY_FULL", ee, action="warn"), finding("LOAD_EXCEEDED", waived=True))
    tried(one, "2026-02-10 09:20")
    tried(two, "2026-02-05 10:00", finding("CRITERIA_SURNAME", world.y))
    return world


def reasons(found) -> list[tuple[str, int]]:
    return [(bar.label, bar.total) for bar in found.reasons]


def test_reasons_are_counted_and_students_counted_once_a_course(busy: World, django_assert_num_queries):
    office = asked(busy)
    assert office.user.roles  # read once a request

    with django_assert_num_queries(3):
        found = demand(office)

    assert reasons(found) == [(named("CAPACITY_FULL"), 4), (named("TIME_CONFLICT"), 1)]
    assert [(course.name, course.students) for course in found.wanted] == [
        ("CENG213 Ders CENG213", 2),
        ("EE201 Ders EE201", 1),
    ]


def test_a_longer_time_shows_what_was_before(busy: World):
    assert (named("CRITERIA_SURNAME"), 1) in reasons(demand(asked(busy, period="week")))
    assert named("CRITERIA_SURNAME").endswith("(CRITERIA_SURNAME)")


def test_a_head_is_told_of_the_own_courses_and_of_nothing_else(busy: World):
    found = demand(asked(busy, "head", busy.ee))
    assert [course.name for course in found.wanted] == ["EE201 Ders EE201"]
    assert (found.reasons, found.activity) == (None, None)


def test_hours_without_a_change_are_noughts(busy: World):
    rows = demand(asked(busy)).activity.rows
    assert rows == (
        (local("2026-02-10 09:00"), 1, 2),
        (local("2026-02-10 10:00"), 0, 0),
        (local("2026-02-10 11:00"), 0, 2),
    )


def test_a_whole_term_is_by_days(busy: World):
    activity = demand(asked(busy, period="term")).activity
    assert (len(activity.rows), activity.rows[0], activity.by_hour) == (6, (local("2026-02-05 00:00"), 0, 1), False)


def test_what_takes_long_is_counted_once_a_minute_and_a_day_at_every_look(busy: World, django_assert_num_queries):
    day, term = asked(busy), asked(busy, "head", busy.ceng, period="term")
    office = type(term)(day.user, busy.term, "term", term.at)
    demand(office)
    registration = registered(busy, "2503333", "draft")
    tried(registration, "2026-02-10 11:50", finding("LOAD_EXCEEDED"))

    with django_assert_num_queries(1):
        kept = demand(office)
    assert (named("LOAD_EXCEEDED"), 1) not in reasons(kept)
    assert (named("LOAD_EXCEEDED"), 1) in reasons(demand(day))


def test_another_term_is_not_counted(busy: World):
    busy.term.pk, busy.term.code, busy.term.is_current = None, "20251", False
    busy.term.save()
    found = demand(asked(busy))
    assert (found.reasons, found.wanted, found.activity.rows) == ((), (), ())
