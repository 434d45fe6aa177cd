"""The term in memory: what is changed by whoever is seen by the next change, and loading holds nobody up."""

from __future__ import annotations

from collections.abc import Callable
from threading import Barrier, Event
from typing import Any

import pytest
from django.db import connection

from curriculum.models import Term
from people.models import Student
from registration.catalogue import catalogue_of, current_term, newest
from registration.models import TermRegistration
from registration.rules.facts import Change, Line
from registration.services import preview
from tests.elsewhere import run, threads, transaction_elsewhere, until_waiting
from tests.world import World, codes

pytestmark = pytest.mark.django_db(transaction=True)
LOADING = "LOCK TABLE curriculum_prerequisite IN ACCESS EXCLUSIVE MODE"  # read by every load, by nothing else here


@pytest.fixture
def committed(transactional_db) -> World:
    return World()


@pytest.fixture
def u4(committed: World) -> Student:
    """Holds Y/1, Monday 10:40, and may take X/2; the catalogue is in memory."""
    student = committed.student()
    assert committed.change(student, add=[committed.y1]).accepted
    assert looked(committed, student) == []
    return student


def looked(world: World, student: Student) -> list[str]:
    """The codes of a look at X/2."""
    verdict, *_ = preview(student_id=student.id, term_id=world.term.id, change=Change(frozenset({Line(world.x2.id)})))
    return [finding.code for finding in verdict.findings]


X2 = "(SELECT id FROM curriculum_section WHERE number = 2)"
GONE = f"""
    DELETE FROM curriculum_seatcounter WHERE section_id = {X2};
    DELETE FROM curriculum_meeting WHERE section_id = {X2};
    DELETE FROM curriculum_section WHERE number = 2"""
CHANGES = {
    "a section deleted": (GONE, ["SECTION_NOT_FOUND"]),
    "a meeting moved": (
        f"UPDATE curriculum_meeting SET weekday = 0, start = '11:00', \"end\" = '12:00' WHERE section_id = {X2}",
        ["TIME_CONFLICT"],
    ),
    "a criterion": (
        "INSERT INTO curriculum_sectioncriterion (section_id, department_id, surname_from, surname_to, note) "
        f"SELECT {X2}, id, '', '', '' FROM curriculum_department WHERE prefix = 'EE'",
        ["CRITERIA_DEPARTMENT"],
    ),
    "a prerequisite": (
        "INSERT INTO curriculum_prerequisite (course_id, required_id, set_no) SELECT x.id, y.id, 1 "
        "FROM curriculum_course x, curriculum_course y WHERE x.code = 'CENG213' AND y.code = 'CENG331'",
        ["PREREQ_MISSING"],
    ),
    "a curriculum": ("DELETE FROM curriculum_curriculumitem", ["LOAD_UNKNOWN"]),
    "the capacity": ("UPDATE curriculum_seatcounter SET capacity = taken", ["CAPACITY_FULL"]),
    "the section closed": ("UPDATE curriculum_seatcounter SET open = false", ["CAPACITY_FULL"]),
    "the window": ("UPDATE registration_window SET closes_at = opens_at + interval '1 s'", ["WINDOW_CLOSED"]),
    "a stage": (
        "UPDATE registration_window SET opens_at = '2026-02-10 09:00+03' WHERE kind = 'registration';"
        "UPDATE registration_stageopening SET opens_at = '2026-02-10 10:01+03'",
        ["STAGE_NOT_OPEN"],
    ),
    "a policy row": (
        """UPDATE registration_policyrule SET params = '{"bands": [{"max": "1"}]}' WHERE code = 'LOAD_EXCEEDED'""",
        ["LOAD_EXCEEDED"],
    ),
    "a policy row that no form would save": (
        """UPDATE registration_policyrule SET params = '{"bands": "none"}' WHERE code = 'LOAD_EXCEEDED'""",
        ["POLICY_MISSING"],
    ),
    "a policy row of an action that there is none": (
        "UPDATE registration_policyrule SET action = 'REFUSE' WHERE code = 'CRITERIA'",
        ["POLICY_MISSING"],
    ),
    "a rule without a row": ("DELETE FROM registration_policyrule WHERE code = 'CRITERIA'", ["POLICY_MISSING"]),
}


@pytest.mark.parametrize(("sql", "expected"), CHANGES.values(), ids=CHANGES.keys())
def test_a_direct_change_is_seen_by_the_next_commit(committed: World, u4: Student, sql, expected):
    run(connection, sql)
    assert codes(committed.change(u4, add=[committed.x2])) == expected


@pytest.mark.parametrize("what", ["a meeting moved", "the capacity", "the window"])
def test_a_direct_change_is_seen_by_the_next_preview(committed: World, u4: Student, what):
    sql, expected = CHANGES[what]
    run(connection, sql)
    assert looked(committed, u4) == expected


def test_the_terms_own_columns_are_seen(committed: World, u4: Student):
    run(connection, "UPDATE curriculum_term SET code = '20259', starts_on = '2026-03-02'")
    looked(committed, u4)
    known = catalogue_of(committed.term.id)
    assert (known.term_code, f"{known.starts_on}") == ("20259", "2026-03-02")


def test_capacity_is_seen_without_a_reload(committed: World, u4: Student):
    known = catalogue_of(committed.term.id)
    run(connection, "UPDATE curriculum_seatcounter SET capacity = taken")
    assert looked(committed, u4) == ["CAPACITY_FULL"]
    assert catalogue_of(committed.term.id) is known


def test_a_database_restored_to_an_earlier_moment_is_obeyed_as_well(committed: World, u4: Student):
    """Its revision is lower than what this process has in memory; nothing is judged by what is no longer so."""
    run(connection, CHANGES["the window"][0])
    assert looked(committed, u4) == ["WINDOW_CLOSED"]
    run(connection, "UPDATE registration_window SET closes_at = opens_at + interval '4 days'")
    run(connection, "UPDATE curriculum_revision SET number = number - 2")
    assert committed.change(u4, add=[committed.x2]).status == "accepted"
    assert catalogue_of(committed.term.id).windows[0].closes.day == 13


# loading


def test_one_thread_loads_and_the_others_wait_for_it(committed: World, u4: Student):
    run(connection, CHANGES["a meeting moved"][0])
    together, loads = Barrier(4), []

    def count(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        loads.extend([sql] if "REPEATABLE READ" in sql else [])
        return execute(sql, *rest)

    def look() -> list[str]:
        with connection.execute_wrapper(count):
            together.wait(timeout=10)
            return looked(committed, u4)

    with threads(4) as start, transaction_elsewhere() as other:
        run(other, LOADING)
        calls = [start(look) for _ in range(4)]
        until_waiting()
        other.commit()
        assert [call.result(timeout=10) for call in calls] == [["TIME_CONFLICT"]] * 4
    assert len(loads) == 1


def test_a_commit_reloads_outside_the_students_lock(committed: World, u4: Student):
    """While the load lasts, the student's registration can be locked by anybody else."""
    run(connection, CHANGES["a meeting moved"][0])
    registration = TermRegistration.objects.get(student=u4)
    with threads() as start, transaction_elsewhere() as other:
        run(other, LOADING)
        call = start(committed.change, u4, add=[committed.x2])
        until_waiting()
        lock = "SELECT version FROM registration_termregistration WHERE id = %s FOR UPDATE NOWAIT"
        assert run(connection, lock, registration.id) == [(1,)]
        other.commit()
        assert codes(call.result(timeout=10)) == ["TIME_CONFLICT"]


def test_an_edit_in_the_middle_of_a_load_is_in_it_whole_or_not_at_all(committed: World, u4: Student):
    """The load reads one moment: what is committed meanwhile raises the revision, and the next change sees it."""
    Term.objects.update(name="Bahar")  # there is something to reload
    with threads() as start, transaction_elsewhere() as other:
        run(other, LOADING)
        call = start(newest, committed.term.id)
        until_waiting()
        run(connection, CHANGES["a meeting moved"][0])
        other.commit()
        loaded = call.result(timeout=10)
    assert [m.weekday for m in loaded.sections[committed.x2.id].meetings] == [1]
    assert looked(committed, u4) == ["TIME_CONFLICT"]
    assert catalogue_of(committed.term.id).revision == loaded.revision + 1


def test_another_current_term_is_not_overwritten_by_who_asked_before(committed: World):
    """One thread has read which term is current and is slow to keep it; meanwhile another becomes current."""
    later = Term.objects.create(code="20261", name="2026-2027 Güz")
    catalogue_of(committed.term.id)
    read, reloaded = Event(), Event()

    def slowly(execute: Callable[..., Any], *args: Any) -> Any:
        found = execute(*args)
        read.set()
        reloaded.wait(timeout=0.5)  # the reload waits for this thread, as it should, or has overtaken it
        return found

    def ask() -> Term | None:
        with connection.execute_wrapper(slowly):
            return current_term()

    def switch() -> None:
        assert read.wait(timeout=10)
        run(connection, "UPDATE curriculum_term SET is_current = false")
        run(connection, "UPDATE curriculum_term SET is_current = true WHERE id = %s", later.id)
        newest(committed.term.id)
        reloaded.set()

    with threads(2) as start:
        calls = [start(ask), start(switch)]
        assert calls[0].result(timeout=10) == committed.term
        calls[1].result(timeout=10)
    assert current_term() == later
