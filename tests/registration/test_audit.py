"""audit_seats: counters, enrolments and ledger agree after whatever students did, and each difference is named."""

from __future__ import annotations

import io
import os
import subprocess
import sys

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from curriculum.models import SeatCounter
from people.models import Student
from registration.audit import audit
from registration.models import Enrolment, SeatMove
from tests.elsewhere import run
from tests.load.served import ROOT, database_url
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def busy(world: World) -> World:
    """X/1 with a quota for CENG and an open row for EE, three students who came, went and changed."""
    world.criterion(world.x1, department=world.ceng, quota=2)
    world.criterion(world.x1, department=world.ee)
    a, b, c = (world.student(number) for number in ("2501231", "2501240", "2501250"))
    assert world.change(a, add=[world.x1, world.y1]).accepted
    assert world.change(b, add=[world.x1]).accepted
    assert not world.change(c, add=[world.x1]).accepted  # the quota is used up
    assert world.change(a, add=[world.x2], drop=[world.x1]).accepted
    assert world.change(c, add=[world.x1]).accepted
    assert world.change(a, add=[world.x1], drop=[world.x2]).status == "refused"
    assert world.change(a, drop=[world.y1]).accepted
    return world


def section_counter(world: World) -> SeatCounter:
    return SeatCounter.objects.get(section=world.x1)


def quota(world: World) -> SeatCounter:
    return SeatCounter.objects.get(criterion__section=world.x1)


def command() -> tuple[str, str]:
    """What audit_seats prints, and the error it ends with."""
    out, error = io.StringIO(), ""
    try:
        call_command("audit_seats", stdout=out)
    except CommandError as raised:
        error = str(raised)
    return out.getvalue(), error


def test_adds_drops_and_changes_leave_no_difference(busy: World):
    assert audit() == []
    assert command() == ("4 counters agree with the ledger and the enrolments.\n", "")
    moves = {c.id: [] for c in (section_counter(busy), quota(busy))}
    for counter_id, seq, delta in (
        SeatMove.objects.filter(counter_id__in=moves).order_by("id").values_list("counter_id", "seq", "delta")
    ):
        moves[counter_id].append((seq, delta))
    assert list(moves.values()) == [[(1, 1), (2, 1), (3, -1), (4, 1)]] * 2


# planted differences, each by direct SQL; x1 has two students by its quota


def plant(sql: str) -> None:
    """As the owner of the tables, who can give back the rights that the ledger has lost."""
    run(connection, "GRANT UPDATE, DELETE ON registration_seatmove TO CURRENT_USER")
    run(connection, sql)


COUNTED = {"capacity": 30, "taken": 2, "enrolments": 2, "ledger": 2, "moves": 4, "ledger_moves": 4, "last_seq": 4}
OF_X1 = "counter_id = (SELECT id FROM curriculum_seatcounter c WHERE c.section_id = {x1})"
PLANTED = {
    "a counter that counts one too many": (
        "UPDATE curriculum_seatcounter SET taken = taken + 1 WHERE section_id = {x1}",
        {"taken": 3},
    ),
    "a counter that moved without the ledger": (
        "UPDATE curriculum_seatcounter SET moves = moves + 1 WHERE section_id = {x1}",
        {"moves": 5},
    ),
    "a seat sold twice": (
        "SET CONSTRAINTS ALL IMMEDIATE; ALTER TABLE curriculum_seatcounter DROP CONSTRAINT taken_within_capacity;"
        "UPDATE curriculum_seatcounter SET capacity = 1 WHERE section_id = {x1}",
        {"capacity": 1},
    ),
    "a gap in the ledger": (
        f"DELETE FROM registration_seatmove WHERE seq = 3 AND {OF_X1}",
        {"ledger": 3, "ledger_moves": 3},
    ),
    "a ledger cut short": (
        f"DELETE FROM registration_seatmove WHERE seq = 4 AND {OF_X1}",
        {"ledger": 1, "ledger_moves": 3, "last_seq": 3},
    ),
    "a move written anew": (
        f"UPDATE registration_seatmove SET delta = 1 WHERE seq = 3 AND {OF_X1}",
        {"ledger": 4},
    ),
    "a move numbered anew, and the gap it leaves": (
        f"UPDATE registration_seatmove SET seq = 9 WHERE seq = 3 AND {OF_X1}",
        {"last_seq": 9},
    ),
    "an enrolment that nobody wrote": (
        "UPDATE registration_enrolment SET section_id = {x1}, quota_id = NULL WHERE section_id = {y1}",
        {"enrolments": 3},
    ),
}


@pytest.mark.parametrize(("sql", "difference"), PLANTED.values(), ids=PLANTED.keys())
def test_a_planted_difference_is_named(busy: World, sql: str, difference: dict[str, int]):
    busy.change(Student.objects.get(number="2501231"), add=[busy.y1])
    plant(sql.format(x1=busy.x1.id, y1=busy.y1.id))
    found = {d.counter_id: d for d in audit()}
    named = found[section_counter(busy).id]
    assert {name: getattr(named, name) for name in COUNTED} == COUNTED | difference
    assert (named.term, named.course, named.section, named.criterion_id) == ("20252", "CENG213", 1, None)
    assert len(found) == (2 if "enrolments" in difference else 1)  # the seat it left is missed as well


def test_a_missing_enrolment_is_missed_by_its_section_and_by_its_quota(busy: World):
    run(
        connection,
        "DELETE FROM registration_enrolment WHERE section_id = %s AND student_id = %s",
        busy.x1.id,
        Student.objects.get(number="2501240").id,
    )
    criterion = quota(busy).criterion_id
    printed, error = command()
    assert printed.splitlines() == [
        f"20252 CENG213/1 (counter {section_counter(busy).id}): taken 2 of 30, enrolments 1, ledger 2; "
        "moves 4, ledger 4 up to 4",
        f"20252 CENG213/1 quota of criterion {criterion} (counter {quota(busy).id}): taken 2 of 2, enrolments 1, "
        "ledger 2; moves 4, ledger 4 up to 4",
    ]
    assert error == "2 counters differ."


def test_a_section_whose_counter_was_deleted_under_its_students_is_named(busy: World):
    section_counter(busy).delete()
    [named] = audit()
    assert (named.counter_id, named.course, named.section, named.enrolments) == (None, "CENG213", 1, 2)
    assert str(named).startswith("20252 CENG213/1 (counter missing): taken 0 of 0, enrolments 2")


@pytest.mark.django_db(transaction=True)
def test_the_command_ends_with_status_one_where_something_differs(transactional_db):
    world = World()
    world.change(world.student(), add=[world.x1])

    def status() -> int:
        audit_seats = [sys.executable, "manage.py", "audit_seats"]
        return subprocess.run(
            audit_seats, cwd=ROOT, env=os.environ | {"DATABASE_URL": database_url()}, capture_output=True, timeout=30
        ).returncode

    assert status() == 0
    Enrolment.objects.all().delete()
    assert status() == 1
