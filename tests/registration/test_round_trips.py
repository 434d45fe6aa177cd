"""Round trips of a commit as literal numbers, BEGIN and COMMIT counted: at most six, whatever is asked and of whom."""

from __future__ import annotations

import uuid
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from curriculum.models import SeatCounter, Section
from people.models import Student
from registration.services import Receipt, commit
from registration.snapshot import load_facts
from registration.waivers import Lift
from tests.elsewhere import run, threads, transaction_elsewhere, until_waiting
from tests.load.people import crowd
from tests.registration.ask import turn
from tests.statements import steps
from tests.world import World, change_of, codes

pytestmark = pytest.mark.django_db(transaction=True)
ACCEPTED = ["BEGIN", "portal_facts", "portal_commit", "COMMIT"]
REFUSED = ["BEGIN", "portal_facts", "INSERT INTO registration_attempt", "COMMIT"]


@pytest.fixture
def committed(transactional_db) -> World:
    """Its catalogue in memory, as in a web process that has answered before."""
    world = World()
    world.change(world.student("2509999"), add=[world.y1])
    return world


@pytest.fixture(params=[1, 60])
def u4(committed: World, request: pytest.FixtureRequest) -> Student:
    """With a transcript of one course and of sixty."""
    student = committed.student(cgpa="3.00")
    for number in range(request.param):
        committed.passed(student, committed.course(f"567{number + 1000}"), "CC")
    return student


def counted(world: World, student: Student, **change) -> tuple[Receipt, list[str]]:
    with CaptureQueriesContext(connection) as sent:
        receipt = world.change(student, **change)
    return receipt, steps(sent)


def warm(world: World) -> None:
    """The courses made for a transcript have raised the revision: somebody else's add has reloaded it by now."""
    world.change(Student.objects.get(number="2509999"), drop=[world.y1])


def test_a_first_and_a_later_add_take_four(committed: World, u4: Student):
    warm(committed)
    first, sent = counted(committed, u4, add=[committed.x2])
    assert (first.accepted, sent) == (True, ACCEPTED)
    later, sent = counted(committed, u4, add=[committed.y1])
    assert (later.accepted, later.version, sent) == (True, 2, ACCEPTED)


def test_a_change_of_section_and_a_drop_take_four(committed: World, u4: Student):
    committed.change(u4, add=[committed.x2])
    changed, sent = counted(committed, u4, add=[committed.x1], drop=[committed.x2])
    assert (changed.accepted, sent) == (True, ACCEPTED)
    dropped, sent = counted(committed, u4, drop=[committed.x1])
    assert (dropped.accepted, sent) == (True, ACCEPTED)


def test_a_refusal_takes_four(committed: World, u4: Student):
    committed.change(u4, add=[committed.x2])
    receipt, sent = counted(committed, u4, add=[committed.x1])
    assert (codes(receipt), sent) == (["ALREADY_REGISTERED"], REFUSED)


def test_what_would_be_accepted_instead_is_looked_for_once_nothing_is_locked(committed: World, u4: Student):
    """The seats of the other course's sections are read after the COMMIT."""
    turn("TIME_CONFLICT", "refuse")
    committed.section(committed.y, 2)
    committed.change(u4, add=[committed.y1])
    receipt, sent = counted(committed, u4, add=[committed.x1])
    assert (codes(receipt), sent) == (["TIME_CONFLICT"], [*REFUSED, "portal_facts"])
    assert [fix.kind for fix in receipt.fixes] == ["section", "move", "drop"]


@pytest.mark.parametrize("many", [1, 1000])
def test_facts_take_one_statement_of_one_student_and_of_a_thousand(committed: World, many: int):
    ids = [student.id for student, _ in crowd(committed, many)]
    with CaptureQueriesContext(connection) as sent:
        assert load_facts(committed.term.id, ids).keys() == set(ids)
    assert steps(sent) == ["portal_facts"]


def test_a_first_add_that_is_refused_takes_four(committed: World, u4: Student):
    warm(committed)
    SeatCounter.objects.filter(section=committed.x1).update(capacity=0)
    receipt, sent = counted(committed, u4, add=[committed.x1])
    assert (codes(receipt), sent) == (["CAPACITY_FULL"], REFUSED)


def five(world: World) -> list[Section]:
    """Five courses that do not meet at the same time, two of them with a quota."""
    sections = [world.section(world.course(f"571011{n}"), 1, (n, "13:40", "15:30")) for n in range(5)]
    for section in sections[:2]:
        world.criterion(section, department=world.ceng, quota=5)
    return sections


def test_five_courses_at_once_take_four(committed: World, u4: Student):
    sections = five(committed)
    warm(committed)
    receipt, sent = counted(committed, u4, add=sections)
    assert (receipt.accepted, len(committed.list_of(u4)), sent) == (True, 5, ACCEPTED)


def test_five_courses_of_which_one_is_full_take_four(committed: World, u4: Student):
    sections = five(committed)
    SeatCounter.objects.filter(section=sections[4]).update(capacity=0)
    warm(committed)
    receipt, sent = counted(committed, u4, add=sections)
    assert (codes(receipt), committed.list_of(u4), sent) == (["CAPACITY_FULL"], set(), REFUSED)


def test_an_answer_given_before_takes_three(committed: World, u4: Student):
    key = uuid.uuid4()
    committed.change(u4, add=[committed.x2], key=key)
    receipt, sent = counted(committed, u4, add=[committed.x2], key=key)
    assert (receipt.repeated, sent) == (True, ["BEGIN", "portal_facts", "COMMIT"])


def test_a_seat_lost_between_look_and_lock_takes_five(committed: World, u4: Student):
    warm(committed)
    counter = SeatCounter.objects.get(section=committed.x2)
    with threads() as start, transaction_elsewhere() as other:
        run(other, "UPDATE curriculum_seatcounter SET capacity = 0 WHERE id = %s", counter.id)
        call = start(counted, committed, u4, add=[committed.x2])
        until_waiting()
        other.commit()
        receipt, sent = call.result(timeout=10)
    assert codes(receipt) == ["CAPACITY_FULL"]
    assert sent == ["BEGIN", "portal_facts", "portal_commit", "INSERT INTO registration_attempt", "COMMIT"]


def test_a_lifted_rule_and_a_line_that_counts_from_now_on_take_six(committed: World):
    """The most that a change can ask for: a waiver to be written, and a course that has room in the degree's load now."""
    gm = committed.graduate()
    committed.passed(gm, committed.course("5710450"), "BB")
    one, two = (committed.section(committed.course(code), 1) for code in ("5710336", "5710477"))
    committed.prerequisite(committed.y, committed.x)
    committed.change(gm, add=[one])
    committed.change(gm, add=[two])
    with CaptureQueriesContext(connection) as sent:
        receipt = commit(
            student_id=gm.id,
            term_id=committed.term.id,
            change=change_of([committed.y1], [one]),
            actor_id=committed.advisor.user_id,
            key=uuid.uuid4(),
            note="Kurul kararı",
            lifts=(Lift("PREREQ_MISSING", committed.y.id, date(2026, 2, 28)),),
        )
    assert (receipt.status, gm.enrolments.get(section=two).counts_to_degree_load) == ("accepted", True)
    assert [s.partition(" registration_")[0] for s in steps(sent)] == [
        *("BEGIN", "portal_facts", "portal_commit", "UPDATE", "INSERT INTO", "COMMIT")
    ]


def test_a_catalogue_that_moved_is_three_more_and_the_load(committed: World, u4: Student):
    """The first process to ask after an edit pays for it; nothing of that is behind a lock."""
    committed.section(committed.x, 3)
    receipt, sent = counted(committed, u4, add=[committed.x2])
    assert receipt.accepted
    assert sent == [
        *("BEGIN", "portal_facts", "ROLLBACK"),
        *("BEGIN", "REPEATABLE READ", "catalogue", "COMMIT"),
        *ACCEPTED,
    ]


def test_an_add_over_http_takes_one_more_for_session_and_user(committed: World, u4: Student, client: Client):
    client.force_login(u4.user)
    client.get("/registration/")
    fields = {"action": "add", "pick": committed.x2.id, "attempt": uuid.uuid4()}
    with CaptureQueriesContext(connection) as sent:
        answer = client.post("/registration/change/", fields)
    assert answer.status_code == 302
    [session, *commit] = steps(sent)
    assert ("portal_session" in session, commit) == (True, ACCEPTED)
