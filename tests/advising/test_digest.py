"""Once a day each advisor is told what waits; nobody twice, and nobody of nothing."""

from __future__ import annotations

from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command

from advising import tasks
from advising.digest import Digest, digests, send_digests
from advising.models import AdvisorTask
from people.models import Notice, Student, Substitution
from registration.clock import now
from tests.visitor import Visitor
from tests.world import World, at

from .desk import APPROVE, MINE, address, advisor, full_list, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def u4(world: World) -> Student:
    student = world.student()
    full_list(world, student)
    return student


def of(world: World, **counts: int) -> list[Digest]:
    zero = {"waiting": 0, "requests": 0, "tasks": 0, "unread": 0}
    return [Digest(world.advisor.user_id, **(zero | counts))]


def told() -> list[tuple[int, dict]]:
    return list(Notice.objects.filter(kind="digest").order_by("id").values_list("user", "figures"))


def test_what_waits_is_counted(world: World, u4):
    second = world.student("2601230")
    full_list(world, second)
    send(world, second)
    a1, mine = advisor(world), Visitor(u4.user)
    a1.press(a1.get(address(u4)), APPROVE)
    mine.post(f"{MINE}removal/", reason="Y dersi")
    for _ in range(2):
        mine.post(f"{MINE}message/", body="Merhaba")
    a1.post(f"{address(u4)}message/", body="Buyurun")  # reads both
    mine.post(f"{MINE}message/", body="Y dersi")
    AdvisorTask.objects.create(student=u4, term=world.term, kind="not_opened", course=world.x, at=now())

    assert digests(world.term, now()) == of(world, waiting=1, requests=1, tasks=1, unread=1)


@pytest.mark.parametrize(
    ("policy", "moment", "waiting"),
    [
        ("metu", "2026-02-09 09:59", 0),  # approval is not open yet
        ("metu", "2026-02-10 10:00", 1),
        ("omu", "2026-02-10 10:00", 0),  # what was not sent does not wait
    ],
)
def test_what_was_not_sent_waits_where_it_can_be_approved(db, policy: str, moment: str, waiting: int):
    world = World(policy)
    full_list(world, world.student())
    at(moment)

    assert digests(world.term, now()) == (of(world, waiting=waiting) if waiting else [])


def test_a_day_tells_once_and_the_next_day_again(world: World, u4):
    term = {"tr": "2025-2026 Bahar", "en": "2025-2026 Spring"}
    figures = {"term": term, "waiting": 1, "requests": 0, "tasks": 0, "unread": 0}
    for moment, times in (("2026-02-10 10:00", 1), ("2026-02-10 18:00", 1), ("2026-02-11 07:30", 2)):
        at(moment)
        tasks.send_digests_of_today()
        assert told() == [(world.advisor.user_id, figures)] * times


def test_who_stands_in_is_told_as_well(world: World, u4):
    other, day = world.staff("vekil"), date(2026, 2, 10)
    Substitution.objects.create(advisor=world.advisor, substitute=other, date_from=day, date_to=day)

    assert [d.user_id for d in send_digests(now())] == [world.advisor.user_id, other.user_id]
    at("2026-02-11 10:00")
    assert [d.user_id for d in send_digests(now())] == [world.advisor.user_id]


def test_the_command_tells_and_a_dry_run_does_not(world: World, u4):
    def run(**options) -> str:
        out = StringIO()
        call_command("send_digests", stdout=out, **options)
        return out.getvalue().splitlines()[-1]

    assert (run(dry_run=True), told()) == ("1 advisors would be told.", [])
    assert (run(), len(told())) == ("1 advisors were told.", 1)


def test_without_a_term_nobody_is_told(db):
    assert send_digests(now()) == []


@pytest.mark.parametrize("many", [1, 4])
def test_as_many_statements_whatever_waits(world: World, many: int, django_assert_num_queries):
    for n in range(many):
        full_list(world, world.student(f"25{n}1230"))
    digests(world.term, now())

    # the clock and the catalogue's revision; registrations, who follows which programme, the programmes; requests, tasks,
    # messages; advisorships, substitutions
    with django_assert_num_queries(10):
        assert digests(world.term, now()) == of(world, waiting=many)
