"""What distance courses cost beside a commit, and by whatever else puts them on a list or takes them off."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from curriculum.models import SeatCounter, Section
from fees.models import FeeStanding
from registration import catalogue
from registration.charging import charge_term, charge_waiting
from registration.closing.periods import close_add_drop, close_registration
from registration.loader import load
from registration.models import Attempt
from registration.rules.facts import Line
from tests.registration.ask import METU, turn
from tests.registration.closing import AFTER_ADD_DROP, AFTER_REGISTRATION, IN_ADD_DROP, approved, do, pay
from tests.world import World, at, codes

from .cast import account, both_ways, by_distance, costs, entries, owed


@pytest.fixture
def omu(db) -> World:
    world = World("omu")
    costs("course", "20.00")
    return world


@pytest.mark.row("OMU-53")
def test_each_course_by_distance_costs_and_none_face_to_face(omu: World):
    student = omu.student()
    ways = [both_ways(omu, f"56709{n:02}") for n in range(3)]
    for _, distance in ways:
        assert omu.change(student, add=[by_distance(distance)]).accepted
    assert owed(student) == ("0.00", "60.00")
    face, distance = ways[0]
    assert omu.change(student, drop=[distance], add=[Line(face.id, mode="face")]).accepted
    assert owed(student) == ("0.00", "40.00")
    assert [e for e in entries(student) if e[2].startswith("-")] == [("charge", "course", "-20.00")]
    assert omu.change(student, drop=[ways[1][1]]).accepted
    assert owed(student) == ("0.00", "20.00")


def test_what_is_refused_costs_nothing(omu: World):
    student = omu.student()
    _, distance = both_ways(omu)
    assert not omu.change(student, add=[distance]).accepted  # no mode was named
    assert not FeeStanding.objects.filter(student=student).exists()


def test_where_courses_cost_nothing_no_account_is_touched(omu: World):
    turn("FEES", "", profile="OMÜ", params={"course_fee": "none"})
    student = omu.student()
    assert omu.change(student, add=[by_distance(both_ways(omu)[1])]).accepted
    assert not FeeStanding.objects.filter(student=student).exists()


def test_an_add_that_costs_something_takes_so_many_statements_and_another_as_many_as_ever(transactional_db):
    world = World("omu")
    costs("course", "20.00")
    student, other = world.student(), world.student("2507777")
    _, distance = both_ways(world)
    assert world.change(other, add=[world.x1]).accepted  # the catalogue is in memory
    counts = {}
    for name, add in (("face", world.x1), ("distance", by_distance(distance))):
        with CaptureQueriesContext(connection) as sent:
            assert world.change(student, add=[add]).accepted
        counts[name] = len(sent)
    assert counts == {"face": 4, "distance": 25}


@pytest.mark.django_db(transaction=True)
def test_where_the_seat_is_gone_its_charge_is_gone(transactional_db):
    """Between the look and the lock the last seat went: the list stays, and nothing is owed."""
    world = World("omu")
    costs("course", "20.00")
    student = world.student()
    _, distance = both_ways(world)
    SeatCounter.objects.filter(section=distance).update(capacity=1)
    with stolen(distance):
        receipt = world.change(student, add=[by_distance(distance)])
    assert codes(receipt) == ["CAPACITY_FULL"]
    assert Attempt.objects.get(id=receipt.attempt_id).accepted is False
    assert (entries(student), world.list_of(student)) == ([], set())
    assert not FeeStanding.objects.filter(student=student).exists()


class stolen:
    """A trigger that takes the seat when the account is charged: after the rules have judged it free."""

    def __init__(self, section: Section) -> None:
        self.section = section

    def __enter__(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "CREATE FUNCTION steal() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                f"UPDATE curriculum_seatcounter SET capacity = 0 WHERE section_id = {self.section.id}; "
                "RETURN NULL; END $$"
            )
            cursor.execute(
                "CREATE TRIGGER steal AFTER INSERT ON fees_feestanding FOR EACH STATEMENT EXECUTE FUNCTION steal()"
            )

    def __exit__(self, *_: object) -> None:
        with connection.cursor() as cursor:
            cursor.execute("DROP TRIGGER steal ON fees_feestanding; DROP FUNCTION steal()")


def test_what_the_loader_takes_by_distance_is_charged(omu: World):
    turn("LOADER", "", profile="OMÜ", params={"mode": "compulsory"})
    turn("MODE", "off", profile="OMÜ")
    face, distance = both_ways(omu)
    omu.must(face.course, 8)
    SeatCounter.objects.filter(section=face).update(capacity=0)
    student = omu.student()
    report = load(term_id=omu.term.id, student_ids=[student.id])
    assert report.lists == 1
    assert (omu.list_of(student), owed(student)) == ({str(distance)}, ("0.00", "20.00"))


def test_a_close_takes_the_courses_and_what_they_cost(omu: World):
    student = omu.student()
    assert omu.change(student, add=[by_distance(both_ways(omu)[1])]).accepted
    at(AFTER_REGISTRATION)
    assert close_registration(term_id=omu.term.id).events == {"close": 1}
    assert owed(student) == ("0.00", "0.00")


@pytest.mark.row("METU-35")
def test_a_fallback_brings_a_course_back_with_what_it_costs(world: World):
    turn("FEES", "", profile=METU, params={"course_fee": "flat"})
    costs("course", "20.00")
    Section.objects.filter(id=world.x2.id).update(delivery="distance")
    catalogue.forget()
    student = world.student()
    assert world.change(student, add=[world.x2]).accepted
    pay(student, "20")
    approved(world, student)
    at(IN_ADD_DROP)
    assert do(world, student, "remove_approval").accepted
    assert world.change(student, drop=[world.x2], add=[world.x1]).accepted
    assert owed(student) == ("0.00", "0.00")
    at(AFTER_ADD_DROP)
    assert close_add_drop(term_id=world.term.id).events == {"restore": 1}
    assert (world.list_of(student), owed(student)) == ({"CENG213/2"}, ("0.00", "20.00"))
    assert account(student).due == 0


def test_a_section_that_becomes_one_by_distance_is_charged_when_the_clock_comes(omu: World):
    student = omu.student()
    face, distance = both_ways(omu)
    assert omu.change(student, add=[Line(face.id, mode="face")]).accepted
    charge_term(term_id=omu.term.id)
    Section.objects.filter(id=face.id).update(delivery="distance")
    Section.objects.filter(id=distance.id).update(delivery="face")
    catalogue.forget()
    charge_waiting(term_id=omu.term.id)
    assert owed(student) == ("0.00", "20.00")
    Section.objects.filter(id=face.id).update(not_opened=True)
    catalogue.forget()
    charge_waiting(term_id=omu.term.id)
    assert owed(student) == ("0.00", "0.00")


@pytest.mark.row("OMU-56")
@pytest.mark.row("KOU-115")
def test_where_there_is_no_other_way_it_costs_nothing(omu: World):
    student = omu.student()
    face, distance = both_ways(omu)
    Section.objects.filter(id=face.id).update(cancelled=True)
    catalogue.forget()
    assert omu.change(student, add=[distance]).accepted
    assert owed(student) == ("0.00", "0.00")
    assert account(student).steps["charges"][-1]["steps"][0]["code"] == "only_distance"
