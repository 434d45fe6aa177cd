"""Locks of the commit path: their order, what is read behind them, and what is answered when one is not had in time."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from curriculum.models import SeatCounter, Section, Term
from people.models import Student
from registration import loader
from registration.audit import audit
from registration.forms import refusal
from registration.models import Attempt, TermRegistration
from registration.services import Receipt
from registration.snapshot import load_facts
from registration.transitions import Moved, move
from tests.elsewhere import run, threads, transaction_elsewhere, until_waiting
from tests.statements import steps
from tests.world import World, at, codes

pytestmark = pytest.mark.django_db(transaction=True)
REGISTRATION, COUNTER = "registration_termregistration", "curriculum_seatcounter"
OVERTAKE = (
    "UPDATE curriculum_seatcounter SET taken = capacity WHERE id = (SELECT id FROM curriculum_seatcounter "
    "WHERE id = ANY (%s) AND taken < capacity ORDER BY id LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED) RETURNING id"
)


@pytest.fixture
def committed(transactional_db) -> World:
    return World()


@pytest.fixture
def u4(committed: World) -> Student:
    """Holds Y/1; the registration is there, the catalogue in memory."""
    student = committed.student()
    assert committed.change(student, add=[committed.y1]).accepted
    return student


def hold(other: Any, table: str, *ids: int) -> None:
    run(other, f"SELECT id FROM {table} WHERE id = ANY (%s) ORDER BY id FOR NO KEY UPDATE", list(ids))


def held(table: str, *ids: int) -> list[bool]:
    """Which of the rows somebody has locked."""
    sql = f"SELECT id FROM {table} WHERE id = ANY (%s) FOR NO KEY UPDATE SKIP LOCKED"
    free = {id_ for (id_,) in run(connection, sql, list(ids))}
    return [id_ not in free for id_ in ids]


def counter(section: Section) -> int:
    return SeatCounter.objects.get(section=section).id


# order: registrations by id, then counters by id


@pytest.mark.parametrize(("busy", "locked"), [(0, [True, False, False]), (1, [True, True, False]), (2, [True] * 3)])
def test_registrations_are_locked_in_the_order_of_their_ids(committed: World, busy: int, locked: list[bool]):
    """Whoever waits for one has all before it and none behind it, in whatever order they were asked for."""
    people = [committed.student(number) for number in ("2501231", "2501240", "2501250")]
    for student in people:
        committed.change(student, add=[committed.x2])
    ids = [committed.registration_of(student).id for student in people]
    asked = [student.id for student in (people[1], people[2], people[0])]
    with threads() as start, transaction_elsewhere() as other:
        hold(other, REGISTRATION, ids[busy])
        call = start(load_facts, committed.term.id, asked, lock=True)
        until_waiting()
        assert held(REGISTRATION, *ids) == locked
        other.commit()
        assert len(call.result(timeout=10)) == 3


@pytest.mark.parametrize(("busy", "locked"), [(0, [True, False, False]), (1, [True, True, False]), (2, [True] * 3)])
def test_counters_are_locked_in_the_order_of_their_ids(committed: World, u4: Student, busy: int, locked: list[bool]):
    """A section, the quota of another, and the one that is left: all in one order, behind the registration."""
    quota = SeatCounter.objects.get(criterion=committed.criterion(committed.x1, quota=5))
    ids = sorted([counter(committed.x1), counter(committed.y1), quota.id])
    registration = committed.registration_of(u4).id
    with threads() as start, transaction_elsewhere() as other:
        hold(other, COUNTER, ids[busy])
        call = start(committed.change, u4, add=[committed.x1], drop=[committed.y1])
        until_waiting()
        assert (held(COUNTER, *ids), held(REGISTRATION, registration)) == (locked, [True])
        other.commit()
        assert call.result(timeout=10).accepted
    assert audit() == []


def test_a_counter_is_not_touched_before_the_registration_is_had(committed: World, u4: Student):
    with threads() as start, transaction_elsewhere() as other:
        hold(other, REGISTRATION, committed.registration_of(u4).id)
        call = start(committed.change, u4, add=[committed.x2])
        until_waiting()
        assert held(COUNTER, counter(committed.x2)) == [False]
        other.commit()
        assert call.result(timeout=10).accepted


def test_a_refusal_of_a_full_section_touches_no_counter(committed: World, u4: Student):
    """The look at the seats takes no lock: a hot row is left to those who can have a seat."""
    SeatCounter.objects.filter(section=committed.x2).update(capacity=0)
    with transaction_elsewhere() as other:
        hold(other, COUNTER, counter(committed.x2))
        assert codes(committed.change(u4, add=[committed.x2])) == ["CAPACITY_FULL"]


def test_another_term_is_another_registration_and_another_lock(committed: World, u4: Student):
    later = Term.objects.create(code="20261", name="2026-2027 Güz")
    with transaction_elsewhere() as other:
        hold(other, REGISTRATION, committed.registration_of(u4).id)
        facts = load_facts(later.id, [u4.id], lock=True, key=uuid.uuid4())[u4.id].facts
    assert (facts.state, facts.version, facts.enrolled) == ("not_started", 0, ())
    assert TermRegistration.objects.filter(student=u4).count() == 2


# what is read behind the lock


def test_an_enrolment_committed_during_the_wait_is_among_the_facts(committed: World, u4: Student):
    """Read by the locking statement itself it would not be: its snapshot is older than the wait."""
    registration = committed.registration_of(u4)
    with threads() as start, transaction_elsewhere() as other:
        hold(other, REGISTRATION, registration.id)
        call = start(committed.change, u4, add=[committed.x2])
        until_waiting()
        run(
            other,
            "INSERT INTO registration_enrolment (registration_id, student_id, term_id, section_id, course_id, status, "
            "category, source, created_at) VALUES (%s, %s, %s, %s, %s, 'normal', '', 'registrar', portal_now())",
            *(registration.id, u4.id, committed.term.id, committed.x1.id, committed.x.id),
        )
        run(other, f"UPDATE {REGISTRATION} SET version = 7 WHERE id = %s", registration.id)
        other.commit()
        receipt = call.result(timeout=10)
    assert (receipt.status, codes(receipt), receipt.version) == ("refused", ["ALREADY_REGISTERED"], 7)


def test_one_statement_that_locks_and_reads_would_show_what_was_before_the_wait(committed: World, u4: Student):
    """The control of the test above: the trap is real."""
    registration = committed.registration_of(u4)
    sql = f"SELECT version, (SELECT count(*) FROM registration_enrolment) FROM {REGISTRATION} WHERE id = %s FOR NO KEY UPDATE"
    with threads() as start, transaction_elsewhere() as other:
        hold(other, REGISTRATION, registration.id)
        call = start(run, connection, sql, registration.id)
        until_waiting()
        run(other, "DELETE FROM registration_enrolment")
        run(other, f"UPDATE {REGISTRATION} SET version = 7 WHERE id = %s", registration.id)
        other.commit()
        assert call.result(timeout=10) == [(7, 1)]


def test_an_approval_committed_during_the_wait_locks_the_list(committed: World, u4: Student):
    registration = committed.registration_of(u4)
    with threads() as start, transaction_elsewhere() as other:
        hold(other, REGISTRATION, registration.id)
        call = start(committed.change, u4, add=[committed.x2])
        until_waiting()
        run(other, f"UPDATE {REGISTRATION} SET state = 'final' WHERE id = %s", registration.id)
        other.commit()
        assert codes(call.result(timeout=10)) == ["APPROVED_LOCKED"]


def test_the_clock_is_read_after_the_wait(committed: World, u4: Student):
    """Who asks in time and gets the lock too late is too late."""
    with threads() as start, transaction_elsewhere() as other:
        hold(other, REGISTRATION, committed.registration_of(u4).id)
        call = start(committed.change, u4, add=[committed.x2])
        until_waiting()
        at("2026-02-13 17:00")
        other.commit()
        assert codes(call.result(timeout=10)) == ["WINDOW_CLOSED"]


def test_a_first_registration_made_elsewhere_is_waited_for_and_used(committed: World):
    """Two first adds at once: one row, two versions."""
    u4 = committed.student()
    committed.change(committed.student("2501240"), add=[committed.y1])
    with threads(2) as start, transaction_elsewhere() as other:
        run(
            other,
            f"INSERT INTO {REGISTRATION} (student_id, term_id, state, version, missing_steps, coming_back, created_at) "
            "VALUES (%s, %s, 'not_started', 0, '[]', '', portal_now())",
            *(u4.id, committed.term.id),
        )
        calls = [start(committed.change, u4, add=[section]) for section in (committed.x2, committed.y1)]
        until_waiting(2)
        other.commit()
        receipts = [call.result(timeout=10) for call in calls]
    assert sorted((r.status, r.version) for r in receipts) == [("accepted", 1), ("accepted", 2)]
    assert TermRegistration.objects.filter(student=u4).count() == 1


def test_a_registration_made_during_the_wait_of_a_batch_is_not_shown_unlocked(committed: World, u4: Student):
    """What was not locked cannot be written to: it counts as not there."""
    late = committed.student("2501240")
    with threads() as start, transaction_elsewhere() as other:
        hold(other, REGISTRATION, committed.registration_of(u4).id)
        call = start(load_facts, committed.term.id, [u4.id, late.id], lock=True)
        until_waiting()
        assert committed.change(late, add=[committed.x2]).accepted
        other.commit()
        facts = call.result(timeout=10)
    assert facts[u4.id].facts.registration_id == committed.registration_of(u4).id
    assert facts[late.id].facts.registration_id == 0


# approvals take the same lock


def approve(world: World, student: Student, version: int) -> Moved:
    return move(
        student_id=student.id,
        term_id=world.term.id,
        event="approve",
        version=version,
        actor_id=world.advisor.user_id,
    )


def test_an_approval_that_waited_for_an_add_approves_nothing(committed: World, u4: Student):
    with threads(2) as start, transaction_elsewhere() as other:
        hold(other, COUNTER, counter(committed.x2))
        added = start(committed.change, u4, add=[committed.x2])
        until_waiting()
        approved = start(approve, committed, u4, 1)
        until_waiting(2)
        other.commit()
        assert added.result(timeout=10).accepted
        moved = approved.result(timeout=10)
    assert (moved.status, codes(moved), moved.version) == ("refused", ["STALE_LIST"], 2)


def test_an_approval_reloads_the_catalogue_outside_the_lock(committed: World, u4: Student):
    """Everyone who waits for the registration would wait for the whole catalogue."""
    Section.objects.filter(id=committed.x1.id).update(instructors="A. Yıldız")

    with CaptureQueriesContext(connection) as sent:
        moved = approve(committed, u4, 1)

    assert (moved.status, moved.state) == ("accepted", "final")
    done = [s.partition(" registration_")[0] for s in steps(sent)]
    assert done[:11] == [
        *("BEGIN", "portal_facts", "ROLLBACK"),
        *("BEGIN", "REPEATABLE READ", "catalogue", "COMMIT"),
        *("BEGIN", "portal_facts", "UPDATE", "INSERT INTO"),
    ]
    # what else the approval writes, its notice and what it answers, in the same transaction
    assert [step for step in done[11:] if step in ("BEGIN", "ROLLBACK", "REPEATABLE READ", "COMMIT")] == ["COMMIT"]


# a lock that is not had in time


def impatient(call: Any, *args: Any, **kwargs: Any) -> Any:
    """On a connection that waits a tenth of a second instead of three."""
    run(connection, "SET lock_timeout = '100ms'")
    return call(*args, **kwargs)


def test_the_role_waits_three_seconds_at_most(committed: World):
    assert run(connection, "SHOW lock_timeout") == [("3s",)]


@pytest.mark.parametrize("table", [REGISTRATION, COUNTER])
def test_a_lock_timeout_records_nothing_and_the_same_key_works_afterwards(committed: World, u4: Student, table: str):
    row = {REGISTRATION: committed.registration_of(u4).id, COUNTER: counter(committed.x2)}[table]
    key, before = uuid.uuid4(), Attempt.objects.count()
    with threads() as start, transaction_elsewhere() as other:
        hold(other, table, row)
        busy = start(impatient, committed.change, u4, add=[committed.x2], key=key).result(timeout=10)
    assert busy == Receipt("busy")
    assert (Attempt.objects.count(), committed.registration_of(u4).version) == (before, 1)

    receipt = committed.change(u4, add=[committed.x2], key=key)

    assert (receipt.status, receipt.repeated, receipt.version) == ("accepted", False, 2)


def test_a_first_add_that_was_busy_leaves_no_registration(committed: World):
    u4 = committed.student()
    with threads() as start, transaction_elsewhere() as other:
        hold(other, COUNTER, counter(committed.x2))
        assert start(impatient, committed.change, u4, add=[committed.x2]).result(timeout=10) == Receipt("busy")
    assert not TermRegistration.objects.filter(student=u4).exists()


def test_an_approval_that_is_not_had_in_time_is_busy(committed: World, u4: Student):
    with threads() as start, transaction_elsewhere() as other:
        hold(other, REGISTRATION, committed.registration_of(u4).id)
        assert start(impatient, approve, committed, u4, 1).result(timeout=10) == Moved(
            "busy", "", 1, (refusal("BUSY").stored(),)
        )
    assert committed.registration_of(u4).state == "draft"


def test_who_locks_counters_in_another_order_gets_a_busy_answer_not_an_error(committed: World, u4: Student):
    """A deadlock with somebody outside the rules: nothing is recorded, and nothing hangs."""
    first, second = sorted([counter(committed.x2), counter(committed.y1)])
    with threads(2) as start, transaction_elsewhere() as other:
        hold(other, COUNTER, second)
        call = start(committed.change, u4, add=[committed.x2], drop=[committed.y1])
        until_waiting()
        opposed = start(hold, other, COUNTER, first)
        receipt = call.result(timeout=10)
        opposed.result(timeout=10)
    assert (receipt, committed.list_of(u4), audit()) == (Receipt("busy"), {"CENG331/1"}, [])


def test_one_key_sent_many_times_at_once_is_one_attempt(committed: World, u4: Student):
    key, before = uuid.uuid4(), Attempt.objects.count()
    with threads(4) as start, transaction_elsewhere() as other:
        hold(other, REGISTRATION, committed.registration_of(u4).id)
        calls = [start(committed.change, u4, add=[committed.x2], key=key) for _ in range(4)]
        until_waiting(4)
        other.commit()
        receipts = [call.result(timeout=10) for call in calls]
    assert [r.status for r in receipts] == ["accepted"] * 4
    assert sorted(r.repeated for r in receipts) == [False, True, True, True]
    assert len({r.attempt_id for r in receipts}) == 1
    assert (Attempt.objects.count(), committed.taken(committed.x2)) == (before + 1, 1)


def test_a_list_that_loses_its_seat_every_time_is_decided_with_the_seats_held(committed: World):
    """Somebody takes the seat that the loader has just read, as long as nothing holds it."""
    committed.must(committed.y, 4)
    sections = [committed.y1, *(committed.section(committed.y, number) for number in range(2, 9))]
    SeatCounter.objects.update(capacity=1)
    student, overtaken = committed.student(class_year=2), []

    def overtake(execute: Any, sql: str, *args: Any) -> Any:
        found = execute(sql, *args)
        if sql.startswith("SELECT id, capacity, taken, open FROM curriculum_seatcounter"):
            with transaction_elsewhere() as other:
                overtaken.extend(run(other, OVERTAKE, [counter(s) for s in sections]))
        return found

    with connection.execute_wrapper(overtake):
        report = loader.load(term_id=committed.term.id, student_ids=[student.id])
    assert (report.courses, report.unsettled, len(overtaken)) == (1, 0, loader.ROUNDS)
    assert committed.list_of(student) == {f"CENG331/{loader.ROUNDS + 1}"}
