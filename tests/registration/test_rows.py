"""The rows of the catalogue, given, when and then, through preview() and commit() on PostgreSQL: calendar, list and seats.

Each row shows its exact codes and figures, and that its policy row turns the outcome: what the registrar saves is a later
row of the same profile, never a change of code. Loads, warnings and refusals are in test_rows_of_the_list.py.
"""

from __future__ import annotations

import uuid

import pytest
from django.db import DatabaseError, transaction

from advising.services import approve
from curriculum.models import Programme, SeatCounter
from people.models import Student
from registration import seats
from registration.rules.engine import Verdict
from registration.rules.facts import Case, Change, Line
from registration.services import preview
from tests.world import World, at

from .ask import METU, OK, ask, refused, turn, warned

pytestmark = pytest.mark.django_db

# the calendar

SPAN = {"opens": "2026-02-09T09:00:00+03:00", "closes": "2026-02-13T17:00:00+03:00"}
NEXT = {"opens": "2026-02-23T00:00:00+03:00", "closes": "2026-02-27T17:00:00+03:00"}


@pytest.mark.row("METU-04")
def test_the_program_opens_on_the_dates_of_the_calendar(world: World):
    at("2026-02-08 12:00")
    u4 = world.student()
    assert ask(world, u4, add=(world.x1,)) == refused("WINDOW_CLOSED", **SPAN)

    turn("WINDOW_CLOSED", "off", profile=METU)
    assert ask(world, u4, add=(world.x1,)) == OK


@pytest.mark.row("METU-49")
def test_registration_ends_at_17_00(world: World):
    u4 = world.student()
    at("2026-02-13 16:59:59")
    assert ask(world, u4, add=(world.x1,)) == OK

    at("2026-02-13 17:00:00")
    assert ask(world, u4, add=(world.y1,)) == (
        "refused",
        [
            ("WINDOW_CLOSED", NEXT),
            ("TIME_CONFLICT", {"other": world.x1.id, "weekday": 0, "start": 640, "end": 690}),
        ],
    )
    turn("WINDOW_CLOSED", "warn", profile=METU)
    turn("TIME_CONFLICT", "off")
    assert ask(world, u4, add=(world.y1,)) == warned("WINDOW_CLOSED", **NEXT)


@pytest.mark.parametrize(
    ("hour", "enters", "waits"),
    [
        pytest.param(9, 4, 3, marks=pytest.mark.row("METU-44")),
        pytest.param(10, 3, 2, marks=pytest.mark.row("METU-45")),
        pytest.param(11, 2, 1, marks=pytest.mark.row("METU-46")),
    ],
)
def test_classes_enter_by_the_hour(world: World, hour, enters, waits):
    at(f"2026-02-09 {hour:02}:00:00")
    early, late = world.student(class_year=enters), world.student("2501240", class_year=waits)
    opens = f"2026-02-09T{hour + 1:02}:00:00+03:00"

    assert ask(world, early, add=(world.x1,)) == OK
    assert ask(world, late, add=(world.x1,)) == refused("STAGE_NOT_OPEN", opens=opens, class_year=waits)

    turn("STAGE_NOT_OPEN", "off", profile=METU)
    assert ask(world, late, add=(world.x1,)) == OK


@pytest.mark.row("METU-47")
@pytest.mark.row("METU-48")
def test_the_first_class_enters_at_12_and_graduates_at_13(world: World):
    master = Programme.objects.create(code="CENG-MS", name="Yüksek lisans", department=world.ceng, level="master")
    u1, gm = world.student(class_year=1), world.student("2501240", class_year=1, programme=master)
    own = world.section(world.course("5710501", level="master"), 1)

    at("2026-02-09 12:00:00")
    assert ask(world, u1, add=(world.x1,)) == OK
    at("2026-02-09 12:59:59")
    waiting = {"opens": "2026-02-09T13:00:00+03:00", "class_year": 1}
    assert ask(world, gm, add=(own,)) == refused("STAGE_NOT_OPEN", **waiting)
    at("2026-02-09 13:00:00")
    assert ask(world, gm, add=(own,)) == OK


@pytest.mark.row("METU-43")
def test_from_the_second_day_every_class_enters(world: World):
    u1, first_day = world.student(class_year=1), "2026-02-09T12:00:00+03:00"
    at("2026-02-09 11:59:59")
    assert ask(world, u1, add=(world.x1,)) == refused("STAGE_NOT_OPEN", opens=first_day, class_year=1)
    at("2026-02-10 00:00:00")
    assert ask(world, u1, add=(world.x1,)) == OK
    at("2026-02-23 00:00:00")  # nor is add-drop staged
    assert ask(world, world.student("2501240", class_year=1, semester=1), add=(world.x1,)) == OK


@pytest.mark.row("METU-36")
@pytest.mark.row("METU-50")
@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2026-02-09 09:59:59", ("refused", ["APPROVAL_CLOSED"])),
        ("2026-02-09 10:00:00", ("accepted", [])),
        ("2026-02-13 23:59:59", ("accepted", [])),
        ("2026-02-14 00:00:00", ("refused", ["APPROVAL_CLOSED"])),
    ],
)
def test_approvals_from_10_00_to_23_59(world: World, moment, expected):
    at("2026-02-09 09:00:00")
    u4, three = world.student(), (world.x2, world.y1, world.section(world.course("5710140"), 1))
    assert ask(world, u4, add=three) == OK
    at(moment)

    def decide():
        answer = approve(student_id=u4.id, term_id=world.term.id, version=1, actor=world.advisor.user)
        return answer.status, [f["code"] for f in answer.findings]

    assert decide() == expected
    if expected[1]:
        turn("APPROVAL_CLOSED", "off", profile=METU)
        assert decide() == ("accepted", [])


# the list


@pytest.mark.row("METU-14")
def test_a_course_stands_on_the_list_once_whatever_its_section(world: World):
    u4 = world.student()
    ask(world, u4, add=(world.x2,))
    assert ask(world, u4, add=(world.x1,)) == refused("ALREADY_REGISTERED", section=2)


@pytest.mark.parametrize("action", ["warn", "off"])
@pytest.mark.row("METU-14")
def test_no_policy_takes_a_seat_that_nobody_sits_on(world: World, action):
    u4 = world.student()
    ask(world, u4, add=(world.x2,))
    turn("ALREADY_REGISTERED", action, profile=METU)
    assert ask(world, u4, add=(world.x1,)) == refused("ALREADY_REGISTERED", section=2)
    assert (world.taken(world.x1), world.taken(world.x2), world.list_of(u4)) == (0, 1, {"CENG213/2"})


@pytest.mark.row("METU-14")
def test_two_sections_of_one_course_at_once_are_refused(world: World):
    twice = [("ALREADY_REGISTERED", {"section": 1}), ("ALREADY_REGISTERED", {"section": 2})]
    assert ask(world, world.student(), add=(world.x1, world.x2)) == ("refused", twice)


def test_the_database_writes_no_seat_without_its_line(world: World):
    """Behind the rules: a change judged wrongly writes nothing at all."""
    u4 = world.student()
    ask(world, u4, add=(world.x2,))
    change = Change(frozenset({Line(world.x1.id)}))
    _, facts, terms = preview(student_id=u4.id, term_id=world.term.id, change=change)
    taking = seats.plan(Case(terms, facts, change, "add"), Verdict(()), "student")
    asking = seats.Asking(change, u4.user_id, uuid.uuid4())

    with pytest.raises(DatabaseError, match="of which 0 can be written"), transaction.atomic():
        seats.take(facts=facts, asking=asking, taking=taking, findings=[])
    assert (world.taken(world.x1), world.list_of(u4)) == (0, {"CENG213/2"})


@pytest.mark.row("METU-15")
def test_only_what_is_held_is_dropped_and_policy_frees_no_seat(world: World):
    u4, other = world.student(), world.student("2501240")
    ask(world, other, add=(world.x2,))
    turn("FEW_COURSES", "off")
    assert ask(world, u4, drop=(world.x2,)) == refused("NOT_REGISTERED")

    turn("NOT_REGISTERED", "off", profile=METU)
    assert ask(world, u4, drop=(world.x2,)) == OK
    assert world.taken(world.x2) == 1


@pytest.mark.row("METU-40")
def test_an_approved_list_is_locked(world: World):
    u4 = world.student()
    ask(world, u4, add=(world.x2,))
    registration = world.registration_of(u4)
    registration.state = "final"
    registration.save(update_fields=["state"])
    assert ask(world, u4, add=(world.y1,)) == refused("APPROVED_LOCKED")

    turn("APPROVED_LOCKED", "off", profile=METU)
    assert ask(world, u4, add=(world.y1,)) == OK


# criteria and seats


@pytest.mark.row("METU-58")
def test_the_example_of_the_criteria(world: World):
    world.criterion(world.x1, department=world.ceng, year_min=2, year_max=2, surname_from="A", surname_to="K")
    SeatCounter.objects.filter(section=world.x1).update(capacity=1)
    full = ("CAPACITY_FULL", {"capacity": 1, "taken": 1, "open": True, "quota": False})
    surname, year = ("CRITERIA_SURNAME", {"admits": ["A–K"]}), ("CRITERIA_CLASS", {"admits": ["2–2"], "mine": 3})

    def second(number: str, name: str) -> Student:
        return world.student(number, class_year=2, surname=name)

    yilmaz = second("2501250", "Yılmaz")
    assert ask(world, yilmaz, add=(world.x1,)) == ("refused", [surname])
    assert ask(world, second("2501231", "Kaya"), add=(world.x1,)) == OK
    assert ask(world, yilmaz, add=(world.x1,)) == ("refused", [surname, full])
    assert ask(world, second("2501260", "Ak"), add=(world.x1,)) == ("refused", [full])
    can = world.student("2501270", class_year=3, surname="Can")
    assert ask(world, can, add=(world.x1,)) == ("refused", [year, full])


@pytest.mark.row("METU-58")
def test_whether_criteria_refuse_is_policy(world: World):
    world.criterion(world.x1, surname_from="A", surname_to="C")
    celik = world.student(surname="Çelik")  # Ç is not C
    figures = {"admits": ["A–C"]}
    assert ask(world, celik, add=(world.x1,)) == refused("CRITERIA_SURNAME", **figures)

    turn("CRITERIA", "warn", profile=METU)
    assert ask(world, celik, add=(world.x1,)) == warned("CRITERIA_SURNAME", **figures)
    turn("CRITERIA", "off", profile=METU, since="2026-02-10")
    assert ask(world, world.student("2501240", surname="Çelik"), add=(world.x1,)) == OK


@pytest.mark.row("METU-58")
def test_a_quota_is_not_spent_where_an_open_row_admits(world: World):
    spent = world.criterion(world.x1, department=world.ceng, quota=1)
    world.criterion(world.x1, surname_from="Y", surname_to="Y")
    assert ask(world, world.student(surname="Yılmaz"), add=(world.x1,)) == OK
    assert SeatCounter.objects.get(criterion=spent).taken == 0
    assert ask(world, world.student("2501240", surname="Ak"), add=(world.x1,)) == OK
    assert SeatCounter.objects.get(criterion=spent).taken == 1
    full = {"capacity": 1, "taken": 1, "open": True, "quota": True}
    assert ask(world, world.student("2501250", surname="Can"), add=(world.x1,)) == refused("CAPACITY_FULL", **full)


@pytest.mark.parametrize("action", ["warn", "off"])
def test_no_policy_sells_a_seat_twice(world: World, action):
    """The seat statement decides, whatever the rule is told to say."""
    SeatCounter.objects.filter(section=world.x1).update(capacity=1)
    world.change(world.student(), add=[world.x1])
    turn("CAPACITY_FULL", action, profile=METU)

    receipt = world.change(world.student("2501240"), add=[world.x1])
    assert (receipt.status, receipt.findings[-1]["code"], receipt.findings[-1]["action"]) == (
        "refused",
        "CAPACITY_FULL",
        "refuse",
    )
    assert world.taken(world.x1) == 1
