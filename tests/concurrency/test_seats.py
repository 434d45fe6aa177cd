"""Seats over HTTP with two web processes and 64 requests in flight: never one too many, never one too few."""

from __future__ import annotations

import uuid
from collections import Counter
from pathlib import Path

import pytest
from django.db import connection

from curriculum.models import Section
from people.models import Student
from registration.models import Attempt, Enrolment, TermRegistration
from tests.load.client import Answer, Request, post, send
from tests.load.people import crowd, signed_in
from tests.world import World

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]
IN_FLIGHT = 64
CHANGE = "/registration/change/"
SEATS_SQL = Path(__file__).resolve().parents[2] / "registration" / "sql" / "seats.sql"

# The guard off: nothing is judged behind the lock, no constraint stands behind; only the look before it is left.
UNGUARDED = """
ALTER TABLE curriculum_seatcounter DROP CONSTRAINT taken_within_capacity;
CREATE OR REPLACE FUNCTION portal_take_seats(p_ids bigint[], p_deltas int[])
RETURNS TABLE (id bigint, delta int, capacity int, taken int, open boolean, ok boolean, now_moves bigint)
LANGUAGE sql VOLATILE AS $$
    WITH judged AS MATERIALIZED (
        SELECT w.id, w.d, c.capacity, c.taken, c.open, true AS ok
        FROM unnest(p_ids, p_deltas) AS w(id, d) JOIN curriculum_seatcounter c ON c.id = w.id),
    moved AS (
        UPDATE curriculum_seatcounter s SET taken = s.taken + j.d, moves = s.moves + 1
        FROM judged j WHERE s.id = j.id AND j.ok RETURNING s.id, s.moves)
    SELECT judged.id, judged.d, judged.capacity, judged.taken, judged.open, judged.ok, moved.moves
    FROM judged LEFT JOIN moved USING (id)
$$;
"""
GUARDED = "ALTER TABLE curriculum_seatcounter ADD CONSTRAINT taken_within_capacity CHECK (taken <= capacity);"


def add(session: str, section: Section, *, key: uuid.UUID | None = None):
    return post(CHANGE, session, [("action", "add"), ("pick", section.id), ("attempt", key or uuid.uuid4())])


def cast(committed: World, web: int, count: int) -> list[tuple[Student, str]]:
    """A crowd, and both processes with this test's catalogue in memory: the burst must meet at the seats, not at loading."""
    people = crowd(committed, count)
    looks = [Request("GET", "/registration/", people[n % count][1]) for n in range(32)]
    assert statuses(send(web, looks, 32)) == {"200": 32}
    return people


def statuses(answers: list[Answer]) -> Counter[str]:
    """302 to a receipt is an answer recorded; whether it was accepted stands in the ledger."""
    return Counter(str(a.status) for a in answers)


def burst(web: int, sessions: list[str], sections: list[Section]) -> Counter[str]:
    """Every student adds one section, those of one section in a row; at most 64 requests are under way."""
    share = len(sessions) // len(sections)
    return statuses(send(web, [add(key, sections[n // share]) for n, key in enumerate(sessions)], IN_FLIGHT))


@pytest.mark.parametrize(("count", "seats"), [(1, 1), (1, 30), (10, 1)])
def test_300_students_on_the_last_seats(committed, audited, web, count, seats):
    sections = [committed.section(committed.x, 3 + n, capacity=seats) for n in range(count)]
    sessions = [key for _, key in cast(committed, web, 300)]
    assert burst(web, sessions, sections) == {"302": 300}
    for section in sections:
        assert committed.taken(section) == seats
        assert Enrolment.objects.filter(section=section).count() == seats
    assert Attempt.objects.filter(accepted=True).count() == count * seats
    refused = Attempt.objects.filter(accepted=False)
    assert refused.count() == 300 - count * seats
    assert {tuple(f["code"] for f in a.findings if f["action"] == "refuse") for a in refused} == {("CAPACITY_FULL",)}


@pytest.mark.parametrize("run", [1, 2, 3])
def test_with_the_guard_off_it_oversells(committed, web, run):
    """Without this the tests above would prove nothing. Ten last seats are ten races: one alone is won now and then."""
    sections = [committed.section(committed.x, 3 + n, capacity=1) for n in range(10)]
    sessions = [key for _, key in cast(committed, web, 300)]
    with connection.cursor() as cursor:
        cursor.execute(UNGUARDED)
    try:
        burst(web, sessions, sections)
        assert Enrolment.objects.count() > len(sections)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("UPDATE curriculum_seatcounter SET taken = 0")
            cursor.execute(SEATS_SQL.read_text())
            cursor.execute(GUARDED)


def test_twenty_equal_posts_are_one_effect_and_one_receipt(committed, audited, web):
    section = committed.section(committed.x, 3, capacity=30)
    [(student, session)] = cast(committed, web, 1)
    key = uuid.uuid4()
    answers = send(web, [add(session, section, key=key)] * 20, 20)
    assert statuses(answers) == {"302": 20}
    assert {a.headers["location"] for a in answers} == {f"/registration/?attempt={Attempt.objects.get().id}"}
    assert committed.taken(section) == 1
    assert committed.registration_of(student).version == 1


def test_the_same_key_with_another_body_is_an_error(committed, audited, web):
    one, two = committed.section(committed.x, 3), committed.section(committed.y, 4)
    [(_, session)] = cast(committed, web, 1)
    key = uuid.uuid4()
    first, second = send(web, [add(session, one, key=key), add(session, two, key=key)], 1)
    assert (first.status, second.status) == (302, 409)
    assert 'data-status="key_reused"' in second.text
    assert (committed.taken(one), committed.taken(two)) == (1, 0)


def test_two_drops_from_two_screens_release_one_seat(committed, audited, web):
    section = committed.section(committed.x, 3, capacity=30)
    people = cast(committed, web, 20)
    send(web, [add(key, section) for _, key in people], 8)
    drops = [post(CHANGE, key, [("action", "drop"), ("tick", section.id)]) for _, key in people for _ in range(2)]
    assert statuses(send(web, drops, IN_FLIGHT)) == {"302": 40}
    assert committed.taken(section) == 0
    assert Attempt.objects.filter(accepted=True).count() == 40
    refused = Attempt.objects.filter(accepted=False)
    assert [a.findings[0]["code"] for a in refused] == ["NOT_REGISTERED"] * 20


def test_opposed_changes_never_deadlock_and_never_lose_a_seat(committed, audited, web):
    """Two full sections but for one seat each; everyone wants to the other side at once."""
    left, right = committed.section(committed.x, 3, capacity=21), committed.section(committed.x, 4, capacity=21)
    people = cast(committed, web, 40)
    homes = [left if n % 2 else right for n in range(40)]
    send(web, [add(key, home) for (_, key), home in zip(people, homes, strict=True)], 8)

    def swap(key: str, here: Section, to: Section):
        return post(CHANGE, key, [("action", "change"), ("tick", here.id), (f"to_{here.id}", to.number)])

    swaps = [swap(key, home, right if home == left else left) for (_, key), home in zip(people, homes, strict=True)]
    answers = send(web, swaps, IN_FLIGHT)
    assert statuses(answers) == {"302": 40}
    assert committed.taken(left) + committed.taken(right) == 40
    assert Enrolment.objects.filter(section__in=[left, right]).count() == 40
    moved = Attempt.objects.filter(accepted=True).count() - 40
    assert 2 <= moved <= 40


def test_approval_against_add_never_approves_what_was_not_seen(committed, audited, web):
    """The advisor approves the list of one course while the student adds a second: one of the two comes too late."""
    seen, late = committed.section(committed.x, 3, capacity=40), committed.section(committed.y, 4, capacity=40)
    people = cast(committed, web, 40)
    send(web, [add(key, seen) for _, key in people], 8)
    advisor = signed_in(committed.advisor.user, "advisor0" * 4)
    advisor.save()
    race = []
    for n, (student, key) in enumerate(people):
        approve = post(f"/advising/{student.id}/approve/", advisor.session_key, [("version", 1)])
        race += [approve, add(key, late)] if n % 2 else [add(key, late), approve]
    assert set(statuses(send(web, race, IN_FLIGHT))) <= {"302", "409"}
    outcomes = Counter(_outcome(student, seen, late) for student, _ in people)
    assert outcomes["approved as seen"] + outcomes["changed, not approved"] == 40
    assert outcomes["approved as seen"] and outcomes["changed, not approved"]


def _outcome(student: Student, seen: Section, late: Section) -> str:
    registration = TermRegistration.objects.get(student=student)
    held = set(Enrolment.objects.filter(student=student).values_list("section_id", flat=True))
    if registration.state == "final":
        return (
            "approved as seen"
            if held == {seen.id} == {section for section, *_ in registration.approved_snapshot}
            else "approved unseen"
        )
    return "changed, not approved" if held == {seen.id, late.id} else "neither"
