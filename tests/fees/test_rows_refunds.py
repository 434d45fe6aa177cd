"""The rows of Ondokuz Mayıs on refunds (harç iadesi): each is a charge that became less than what was paid."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from curriculum.models import Programme, Term
from fees.models import Entry, Refund, TopTen
from fees.refunds.moves import Done, ask
from people.models import Student, StudentProgramme
from registration.charging import charge_term
from registration.closing.periods import close_follow_up, close_registration
from registration.departures import record_departure
from registration.models import TermRegistration
from tests.fees.refunding import IBAN, again, balance, claim, costs, day, evening, pay, proposed, refunds
from tests.world import World, at

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db) -> World:
    return World("omu")


def ask_back(world: World, student: Student) -> Done:
    return ask(student=student, term_id=world.term.id, iban=IBAN, actor=student.user)


@pytest.mark.row("OMU-116")
def test_who_registered_and_leaves_by_an_own_wish_gets_nothing_back(world: World):
    student = evening(world)
    pay(world, student, "1000.00")
    TermRegistration.objects.update_or_create(
        student=student,
        term=world.term,
        defaults={"state": "final", "approved_at": "2026-02-10T09:00+03:00", "approved_snapshot": []},
    )
    left = record_departure(
        student_id=student.id,
        term_id=world.term.id,
        kind="withdrawn",
        decision_no="12",
        decided_on=date(2026, 2, 10),
        actor=world.role(world.staff("ogr"), "registrar").staff.user,
    )
    assert left.accepted
    assert (world.registration_of(student).state, balance(student), refunds(student)) == ("cancelled", 0, [])
    assert ask_back(world, student).code == "REFUND_NOT_DUE:OMU-116"


@pytest.mark.row("OMU-116")
@pytest.mark.row("OMU-120")
def test_who_never_registered_and_leaves_gets_back_what_was_paid(world: World):
    """C-19: the withdrawal of who is not final is a term without a course registration."""
    student = evening(world)
    pay(world, student, "1000.00")
    TermRegistration.objects.update_or_create(student=student, term=world.term, defaults={"state": "draft"})
    record_departure(
        student_id=student.id,
        term_id=world.term.id,
        kind="withdrawn",
        decision_no="12",
        decided_on=date(2026, 2, 10),
        actor=world.role(world.staff("ogr"), "registrar").staff.user,
    )
    assert refunds(student) == [proposed("1000.00", "missed_term")]


@pytest.mark.row("OMU-117")
def test_a_transfer_to_another_university_gives_back_what_was_paid_for_its_term(world: World):
    student = evening(world)
    pay(world, student, "1000.00")
    before = Term.objects.create(code="20251", name="Güz", starts_on="2025-09-15", ends_on="2026-01-30")
    again(world, student, before)
    pay(world, student, "1000.00", before)

    claim(student, "transfer_out", "no_charge", date(2026, 2, 20), rule="OMU-117")
    for term in (before, world.term):
        again(world, student, term)

    assert refunds(student) == [proposed("1000.00", "transfer_out")]
    assert balance(student, before) == 0  # the term before the transfer was paid for and stays so


@pytest.mark.row("OMU-124")
def test_a_transfer_by_central_placement_gives_back_the_contribution_as_well(world: World):
    student = day(world)
    pay(world, student, "200.00")
    claim(student, "transfer_central", "no_charge", date(2026, 2, 20), rule="OMU-124")
    again(world, student)
    assert refunds(student) == [proposed("200.00", "transfer_central")]


@pytest.mark.row("OMU-119")
@pytest.mark.row("OMU-118")
def test_evening_students_of_the_top_ten_get_back_what_they_paid_above_the_contribution(world: World):
    student = evening(world)
    pay(world, student, "1000.00")
    StudentProgramme.objects.filter(student=student).update(semester=9)
    TopTen.objects.create(
        term=Term.objects.create(code="20251", name="Güz"),
        student=student,
        department=world.ceng,
        class_year=4,
        average="3.80",
        place=1,
        population=10,
        qualifies=True,
        ranked_at="2026-02-10T09:00+03:00",
    )
    again(world, student)
    assert refunds(student) == [proposed("800.00", "top_ten")]


@pytest.mark.row("OMU-120")
def test_who_paid_and_made_no_course_registration_gets_it_back_after_the_close(world: World):
    student, owing, sure = evening(world), world.student("2501249"), world.student("2501256")
    charge_term(term_id=world.term.id)
    pay(world, student, "1000.00")
    for one, state in ((student, "draft"), (owing, "fee_pending"), (sure, "final")):
        TermRegistration.objects.update_or_create(student=one, term=world.term, defaults={"state": state})
    pay(world, sure, "1000.00")
    at("2026-02-28 01:00")

    close_registration(term_id=world.term.id)
    close_follow_up(term_id=world.term.id)

    assert world.registration_of(student).state == "unregistered"
    assert [refunds(one) for one in (student, owing, sure)] == [[proposed("1000.00", "missed_term")], [], []]
    assert [balance(one) for one in (student, owing, sure)] == [Decimal(-1000), 0, 0]


@pytest.mark.row("OMU-121")
def test_a_semester_that_is_put_right_gives_back_what_was_paid_by_mistake(world: World):
    student = day(world, semester=9)
    pay(world, student, "200.00")
    StudentProgramme.objects.filter(student=student).update(semester=8)
    again(world, student)
    assert refunds(student) == [proposed("200.00", "semester")]


@pytest.mark.row("OMU-122")
def test_a_research_assistant_gets_the_contribution_back(world: World):
    student = day(world)
    pay(world, student, "200.00")
    claim(student, "research_assistant", "exempt_contribution", date(2026, 2, 1), rule="OMU-122")
    again(world, student)
    assert refunds(student) == [proposed("200.00", "research_assistant")]


@pytest.mark.row("OMU-125")
def test_a_closed_evening_programme_gives_tuition_back_to_who_asks_for_it(world: World):
    student = evening(world)
    pay(world, student, "1000.00")
    closed(student, date(2026, 2, 12))
    again(world, student)
    assert refunds(student) == [proposed("1000.00", "programme_closed", "offered")]

    assert ask_back(world, student).accepted
    assert refunds(student) == [proposed("1000.00", "programme_closed", "requested")]


@pytest.mark.row("OMU-126")
def test_a_move_after_the_time_of_payment_and_registration_gives_nothing_back(world: World):
    student = evening(world)
    pay(world, student, "1000.00")
    at("2026-03-12 10:00")
    closed(student, date(2026, 3, 12))
    again(world, student)
    assert (balance(student), refunds(student)) == (0, [])
    assert ask_back(world, student).code == "REFUND_NOT_DUE:OMU-126"


@pytest.mark.row("OMU-126")
def test_who_moved_in_time_and_owes_as_much_as_was_paid_was_not_too_late(world: World):
    student = evening(world)
    closed(student, date(2026, 2, 12))
    again(world, student)
    assert (balance(student), refunds(student)) == (0, [])
    assert ask_back(world, student).code == "REFUND_NOT_DUE"


def closed(student: Student, moved: date) -> None:
    about = {"rule": "OMU-125", "counts": "at_collection"}
    claim(student, "programme_closed", "as_first_education", moved, **about)


@pytest.mark.row("OMU-127")
def test_who_was_not_registered_for_special_conditions_gets_it_back(world: World):
    student = day(world)
    pay(world, student, "200.00")
    claim(student, "special_conditions", "no_charge", date(2026, 2, 10), rule="OMU-127")
    again(world, student)
    assert refunds(student) == [proposed("200.00", "special_conditions")]


@pytest.mark.row("OMU-128")
@pytest.mark.parametrize(
    ("new", "left", "back"),
    [("2200.00", "-800.00", [proposed("800.00", "tariff")]), ("3500.00", "500.00", [])],
)
def test_a_change_of_unit_by_reserve_placement_gives_back_or_asks_for_the_difference(
    world: World, new: str, left: str, back: list
):
    student = world.student()
    Student.objects.filter(id=student.id).update(admission="international")
    costs("foreign", "3000.00", department=world.ceng)
    costs("foreign", new, department=world.ee)
    again(world, student)
    pay(world, student, "3000.00")

    other = Programme.objects.create(code="EE", name="Elektrik-Elektronik", department=world.ee)
    StudentProgramme.objects.filter(student=student).update(programme=other)
    again(world, student)

    assert (balance(student), refunds(student)) == (Decimal(left), back)


@pytest.mark.row("OMU-129")
def test_a_report_shown_later_gives_back_its_part_from_that_day_on(world: World):
    student = evening(world)
    before = Term.objects.create(code="20251", name="Güz", starts_on="2025-09-15", ends_on="2026-01-30")
    for term in (before, world.term):
        again(world, student, term)
        pay(world, student, "1000.00", term)

    at("2026-04-02 14:00")
    claim(student, "disability", "by_ratio", date(2026, 4, 2), rule="OMU-111", percent=40)
    for term in (before, world.term):
        again(world, student, term)

    assert refunds(student) == [proposed("400.00", "discount")]
    refund = Refund.objects.get()
    assert f"{refund.proposed_at.astimezone():%Y-%m-%d}" == "2026-04-02"
    assert balance(student, before) == 0
    last = Entry.objects.filter(standing__term=world.term).latest("id")
    assert (last.amount, f"{last.at:%Y-%m-%d}") == (Decimal(600), "2026-04-02")


@pytest.mark.row("OMU-123")
def test_who_waits_for_an_internship_alone_gets_back_what_was_paid(world: World):
    student = evening(world)
    pay(world, student, "1000.00")
    claim(student, "only_internship_left", "exempt", date(2026, 2, 10), rule="OMU-65")
    again(world, student)
    assert refunds(student) == [proposed("1000.00", "only_internship_left")]
