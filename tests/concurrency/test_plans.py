"""Plans with alternatives over HTTP, two web processes and 64 requests in flight, onto too few seats."""

from __future__ import annotations

import uuid
from collections import Counter

import pytest
from django.db import connection

from curriculum.models import Section
from people.models import Student
from registration.models import Attempt, Enrolment, PlannedCourse, PlannedSection
from tests.load.client import Request, post, send
from tests.world import World

from .test_seats import GUARDED, IN_FLIGHT, SEATS_SQL, UNGUARDED, cast, statuses

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]
COMMIT = "/registration/plan/commit/"


def plan(people: list[tuple[Student, str]], world: World, *courses: list[Section]) -> None:
    """The same plan for everybody: courses, each with its sections in order."""
    made = PlannedCourse.objects.bulk_create(
        PlannedCourse(student=student, term=world.term, course=sections[0].course, order=n)
        for student, _ in people
        for n, sections in enumerate(courses)
    )
    by_course = {sections[0].course_id: sections for sections in courses}
    PlannedSection.objects.bulk_create(
        PlannedSection(planned=p, section=section, order=n)
        for p in made
        for n, section in enumerate(by_course[p.course_id])
    )


def press(session: str, manner: str, key: uuid.UUID | None = None) -> Request:
    return post(COMMIT, session, [("manner", manner), ("attempt", key or uuid.uuid4())])


def pressed(web: int, people: list[tuple[Student, str]], manner: str) -> None:
    assert statuses(send(web, [press(key, manner) for _, key in people], IN_FLIGHT)) == {"302": len(people)}


def lists() -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    for student, section in Enrolment.objects.values_list("student_id", "section_id"):
        found.setdefault(student, set()).add(section)
    return found


def test_who_finds_the_first_choice_full_gets_the_second(committed, audited, web):
    """200 students, 60 seats in the first section of one course and 140 in the second: all of them sit in the end."""
    first, second = committed.section(committed.x, 3, capacity=60), committed.section(committed.x, 4, capacity=140)
    people = cast(committed, web, 200)
    plan(people, committed, [first, second])

    pressed(web, people, "all")

    assert (committed.taken(first), committed.taken(second)) == (60, 140)
    assert set(lists()) == {student.id for student, _ in people}
    assert Attempt.objects.filter(accepted=True).count() == 200
    assert not PlannedCourse.objects.exists()


def test_seats_are_neither_oversold_nor_left_while_anybody_wants_them(committed, audited, web):
    """Three courses of two sections each in opposite orders, so that plans ask for counters crosswise; too few seats."""
    courses = [[committed.section(c, n, capacity=20) for n in (3, 4)] for c in (committed.x, committed.y)]
    third = committed.course("5710441")
    courses.append([committed.section(third, n, capacity=20) for n in (3, 4)])
    people = cast(committed, web, 120)
    plan(people[::2], committed, *courses)
    plan(people[1::2], committed, *([b, a] for a, b in reversed(courses)))

    pressed(web, people, "some")

    assert [committed.taken(s) for sections in courses for s in sections] == [20] * 6
    assert Attempt.objects.count() == 120
    refused = Attempt.objects.filter(accepted=False)
    codes = {f["code"] for a in refused for c in a.change["plan"]["courses"] for _, found in c["tried"] for f in found}
    assert codes == {"CAPACITY_FULL"}


def test_all_or_none_is_never_partial(committed, audited, web):
    """The seats of one course are the fewest: who gets one has the other course as well, and nobody has half."""
    many, few = committed.section(committed.x, 3, capacity=200), committed.section(committed.y, 4, capacity=25)
    people = cast(committed, web, 150)
    plan(people, committed, [many], [few])

    pressed(web, people, "all")

    assert (committed.taken(many), committed.taken(few)) == (25, 25)
    assert Counter(map(len, lists().values())) == {2: 25}
    assert PlannedCourse.objects.count() == 2 * 125


def test_with_the_guard_off_it_oversells(committed, web):
    """Without this the tests above would prove nothing."""
    sections = [committed.section(committed.x, 3 + n, capacity=1) for n in range(10)]
    people = cast(committed, web, 300)
    for n, section in enumerate(sections):
        plan(people[n * 30 : n * 30 + 30], committed, [section])
    with connection.cursor() as cursor:
        cursor.execute(UNGUARDED)
    try:
        pressed(web, people, "some")
        assert Enrolment.objects.count() > len(sections)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("UPDATE curriculum_seatcounter SET taken = 0")
            cursor.execute(SEATS_SQL.read_text())
            cursor.execute(GUARDED)


def test_twenty_presses_of_one_form_are_one_effect_and_one_receipt(committed, audited, web):
    first, second = committed.section(committed.x, 3), committed.section(committed.y, 4)
    people = cast(committed, web, 1)
    plan(people, committed, [first], [second])
    key = uuid.uuid4()

    answers = send(web, [press(people[0][1], "some", key)] * 20, 20)

    assert statuses(answers) == {"302": 20}
    assert {a.headers["location"] for a in answers} == {f"/registration/plan/?attempt={Attempt.objects.get().id}"}
    assert (committed.taken(first), committed.taken(second)) == (1, 1)
    assert committed.registration_of(people[0][0]).version == 1
