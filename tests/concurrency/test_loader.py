"""The loader beside students who register over HTTP for the same last seats."""

from __future__ import annotations

import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from curriculum.models import Section
from people.models import Student
from registration.loader import Report, load
from registration.models import Attempt, Enrolment, NotLoaded
from tests.concurrency.test_seats import GUARDED, IN_FLIGHT, SEATS_SQL, add, cast, statuses
from tests.elsewhere import run, until
from tests.load.client import Answer, send
from tests.world import World

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]
COURSES, SEATS, EACH = 10, 60, 100
GUARD = re.compile(r"c\.open AND c\.taken \+ count\(\*\) OVER \(.*?\) <= c\.capacity AS ok")


def deadlocks() -> int:
    [[count]] = run(connection, "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
    return int(count)


def scene(world: World, web: int) -> tuple[list[Section], list[Student], list[tuple[Student, str]]]:
    """Ten must courses with sixty seats each; a hundred students for the loader, a hundred who choose themselves."""
    sections = []
    for n in range(COURSES):
        course = world.course(f"57106{n:02}")
        world.must(course, 8)
        sections.append(world.section(course, 1, capacity=SEATS))
    people = cast(world, web, 2 * EACH)
    return sections, [student for student, _ in people[:EACH]], people[EACH:]


def together(world: World, web: int) -> tuple[list[Section], Report, list[Answer], list[tuple[Student, str]]]:
    sections, waiting, choosing = scene(world, web)
    wishes = [add(key, sections[(n + m) % COURSES]) for m in range(4) for n, (_, key) in enumerate(choosing)]
    with ThreadPoolExecutor(1) as pool:
        answers = pool.submit(send, web, wishes, IN_FLIGHT)
        # the loader is the faster one: started with them, it could take every seat before anybody is answered
        until(Enrolment.objects.filter(source="student").exists, "a student who has a seat")
        report = load(term_id=world.term.id, student_ids=[s.id for s in waiting])
        return sections, report, answers.result(), choosing


def test_nothing_is_oversold_and_nobody_is_overwritten(committed, audited, web):
    before = deadlocks()
    sections, report, answers, choosing = together(committed, web)
    assert (report.unsettled, report.students) == (0, EACH)
    assert statuses(answers) == {"302": 4 * EACH}
    assert [committed.taken(s) for s in sections] == [SEATS] * COURSES
    by_source = Counter(Enrolment.objects.values_list("source", flat=True))
    assert sum(by_source.values()) == SEATS * COURSES
    assert by_source["auto"] == report.courses > 0
    # whoever chose got what the ledger says, no more and no less
    accepted = Attempt.objects.filter(accepted=True, actor_id__in=[s.user_id for s, _ in choosing]).count()
    assert by_source["student"] == accepted > 0
    assert NotLoaded.objects.filter(reason="CAPACITY").count() == EACH * COURSES - report.courses
    assert deadlocks() == before


def test_two_loaders_and_the_students_at_once(committed, audited, web):
    """Forty of the students are asked for by both loaders: each list is loaded once."""
    sections, waiting, choosing = scene(committed, web)
    ids = [s.id for s in waiting]
    wishes = [add(key, sections[n % COURSES]) for n, (_, key) in enumerate(choosing)]

    def apart(students: list[int]) -> Report:
        try:
            return load(term_id=committed.term.id, student_ids=students)
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        sent = pool.submit(send, web, wishes, IN_FLIGHT)
        reports = [pool.submit(apart, students) for students in (ids[:70], ids[30:])]
        courses = sum(r.result().courses for r in reports)
        assert statuses(sent.result()) == {"302": EACH}
    assert [r.result().unsettled for r in reports] == [0, 0]
    assert Enrolment.objects.filter(source="auto").count() == courses
    assert [committed.taken(s) for s in sections] == [SEATS] * COURSES


def test_with_the_guard_off_it_oversells(committed, web):
    """Without this the tests above would prove nothing: seats go between the loader's look and its lock."""
    sql, found = GUARD.subn("true AS ok", SEATS_SQL.read_text())
    assert found == 1
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE curriculum_seatcounter DROP CONSTRAINT taken_within_capacity")
        cursor.execute(sql)
    try:
        together(committed, web)
        assert Enrolment.objects.count() > SEATS * COURSES
    finally:
        with connection.cursor() as cursor:
            cursor.execute("UPDATE curriculum_seatcounter SET taken = 0")
            cursor.execute(SEATS_SQL.read_text())
            cursor.execute(GUARDED)
