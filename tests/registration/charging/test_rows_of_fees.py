"""The rows in which a fee meets a registration: before an add, before an approval, on leave, missed, excused, left."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from advising.models import Petition
from curriculum.models import CurriculumItem
from fees.models import Bank, FeeStanding, Payment, Refund, Tariff
from people.models import LeaveTerm, Student, StudentProgramme
from registration import catalogue
from registration.charging import charge_term, charge_waiting
from registration.closing.fees import settle_fees
from registration.closing.periods import close_registration
from registration.departures import record_departure
from registration.models import TermRegistration, ToCharge
from tests.advising.petitioning import Office, codes_of
from tests.registration.ask import OK, ask, refused, turn
from tests.registration.closing import AFTER_REGISTRATION, begun, do, preparing, state
from tests.world import World, at

from .cast import account, both_ways, by_distance, costs, entries, evening, owed

pytestmark = pytest.mark.django_db


def put_in(student: Student, amount: str) -> None:
    FeeStanding.objects.filter(student=student).update(paid=Decimal(amount))


@pytest.fixture
def omu(db) -> World:
    world = World("omu")
    evening(world)
    return world


@pytest.fixture
def kou(db) -> World:
    """A distance programme: 385 lira tuition and 215 for material (KOU-12)."""
    world = World("kou")
    costs("tuition", "385.00", education_type="distance")
    costs("material", "215.00", education_type="distance")
    world.programme.education_type = "distance"
    world.programme.save()
    catalogue.forget()
    return world


# before an add


@pytest.mark.row("OMU-82")
def test_who_has_paid_at_the_start_of_the_term_registers(omu: World):
    student = omu.student()
    charge_term(term_id=omu.term.id)
    assert ask(omu, student, add=(omu.x1,)) == refused("FEE_UNPAID", due="1000.00")
    put_in(student, "999.99")
    assert ask(omu, student, add=(omu.x1,)) == refused("FEE_UNPAID", due="0.01")
    put_in(student, "1000.00")
    assert ask(omu, student, add=(omu.x1,)) == OK


@pytest.mark.row("KOU-57")
@pytest.mark.row("KOU-78")
def test_both_lines_are_asked_for_with_the_sum_still_due(kou: World):
    student = kou.student()
    charge_term(term_id=kou.term.id)
    assert ask(kou, student, add=(kou.x2,)) == refused("FEE_UNPAID", due="600.00")
    put_in(student, "385.00")
    assert ask(kou, student, add=(kou.x2,)) == refused("FEE_UNPAID", due="215.00")
    turn("FEE_UNPAID", "off", profile="KOÜ")
    assert ask(kou, student, add=(kou.x2,))[0] == "accepted"


@pytest.mark.row("OMU-60")
@pytest.mark.parametrize(
    ("problem", "channel"), [("channel", "eft"), ("channel", "transfer"), ("amount", "branch"), ("nothing_due", "eft")]
)
def test_who_paid_by_transfer_is_told_why_it_does_not_count(omu: World, problem: str, channel: str):
    student = omu.student()
    charge_term(term_id=omu.term.id)
    bank = Bank.objects.create(code="akbank", name="Akbank", channels=["branch"])
    moments = {"paid_at": "2026-02-09T10:00+03", "received_at": "2026-02-09T11:00+03"}
    about = {"reference": "1", "number": student.number, "amount": 1000, "channel": channel, "source": "statement"}
    Payment.objects.create(bank=bank, student=student, state="unmatched", problem=problem, **about, **moments)
    hint = {"case": "channel"} if problem == "channel" else {}
    assert ask(omu, student, add=(omu.x1,)) == refused("FEE_UNPAID", due="1000.00", **hint)
    put_in(student, "1000.00")
    assert ask(omu, student, add=(omu.x1,)) == OK


@pytest.mark.row("OMU-131")
def test_without_a_tariff_nothing_is_settled(omu: World):
    student = omu.student()
    Tariff.objects.all().delete()
    charge_term(term_id=omu.term.id)
    assert ask(omu, student, add=(omu.x1,)) == refused("FEE_SCHEDULE_MISSING")
    turn("FEE_SCHEDULE_MISSING", "warn", profile="OMÜ")
    assert ask(omu, student, add=(omu.x1,))[0] == "accepted"


@pytest.mark.row("OMU-131")
@pytest.mark.row("METU-22")
def test_without_a_tariff_preparation_neither_completes_nor_is_closed(db):
    metu = World("metu")
    student = preparing(metu)
    account = FeeStanding.objects.create(
        student=student, term=metu.term, missing=[{"line": "contribution", "year": 2025}]
    )
    at(AFTER_REGISTRATION)
    assert (settle_fees(term_id=metu.term.id).events, close_registration(term_id=metu.term.id).events) == ({}, {})
    account.missing = []
    account.save()
    assert settle_fees(term_id=metu.term.id).events == {"skip": 1}
    assert state(metu, student) == "final"


# before an approval


def approvable(world: World) -> Student:
    """Three courses of another department, so that the rules have nothing against them but the fee."""
    student = world.student()
    for section in (world.x2, world.y1):
        assert world.change(student, add=[section]).accepted
    return student


@pytest.mark.row("KOU-114")
def test_a_course_by_distance_is_paid_before_the_approval(db):
    kou = World("kou")
    costs("tuition", "1529.00", education_type="distance", period="year")
    costs("course_material", "5.00")
    student = approvable(kou)
    face, distance = both_ways(kou, ects="4")
    assert ask(kou, student, add=(by_distance(distance),))[0] == "accepted"
    assert owed(student) == ("0.00", "106.92")
    assert do(kou, student, "send").accepted
    moved = do(kou, student, "approve")
    assert [(f["code"], f["figures"]) for f in moved.findings] == [("COURSE_FEE_UNPAID", {"due": "106.92"})]
    put_in(student, "106.92")
    assert do(kou, student, "approve").accepted
    assert face.delivery == "face"


# the list follows what is owed


def test_what_is_owed_later_holds_a_list_up_again_with_its_courses(omu: World):
    """RULES.md §7.1: FEE_PENDING is entered back if a recalculation raises what is due."""
    student = omu.student()
    charge_term(term_id=omu.term.id)
    put_in(student, "1000.00")
    assert omu.change(student, add=[omu.x1]).accepted
    StudentProgramme.objects.filter(student=student).update(kind="major")
    omu.programme.language = "en"
    omu.programme.save()
    catalogue.forget()
    charge_waiting(term_id=omu.term.id)
    assert account(student).due == Decimal("500.00")
    assert settle_fees(term_id=omu.term.id).events == {"fee_due": 1}
    assert (state(omu, student), omu.list_of(student)) == ("fee_pending", {str(omu.x1)})
    assert codes_of(do(omu, student, "approve")) == ["ILLEGAL_TRANSITION"]
    put_in(student, "1500.00")
    assert settle_fees(term_id=omu.term.id).events == {"fee_settled": 1}
    assert state(omu, student) == "draft"


# missed, excused, on leave, left


@pytest.mark.row("OMU-85")
@pytest.mark.row("OMU-120")
def test_a_missed_term_is_not_owed_and_what_was_paid_goes_back(omu: World):
    student = begun(omu, omu.student())
    charge_term(term_id=omu.term.id)
    put_in(student, "1000.00")
    at(AFTER_REGISTRATION)
    assert close_registration(term_id=omu.term.id).events == {"close": 1}
    assert owed(student) == ("0.00", "0.00")
    assert entries(student) == [("charge", "tuition", "1000.00"), ("charge", "tuition", "-1000.00")]
    assert list(Refund.objects.values_list("amount", "state")) == [(Decimal(1000), "proposed")]


@pytest.mark.row("OMU-85")
def test_that_a_missed_term_costs_nothing_is_policy(omu: World):
    turn("FEES", "", profile="OMÜ", params={"missed_charge": True})
    student = begun(omu, omu.student())
    charge_term(term_id=omu.term.id)
    at(AFTER_REGISTRATION)
    close_registration(term_id=omu.term.id)
    assert owed(student) == ("1000.00", "0.00")


@pytest.mark.row("OMU-83")
def test_an_accepted_excuse_is_paid_for_like_any_registration(omu: World):
    student = begun(omu, omu.student())
    charge_term(term_id=omu.term.id)
    at(AFTER_REGISTRATION)
    close_registration(term_id=omu.term.id)
    for event in ("excuse", "excuse_accepted"):
        assert owed(student) == ("0.00", "0.00")
        assert do(omu, student, event).accepted
    assert owed(student) == ("1000.00", "0.00")
    TermRegistration.objects.update(personal_from="2026-02-16T09:00+03", personal_until="2026-02-20T17:00+03")
    at("2026-02-17 10:00")
    assert ask(omu, student, add=(omu.x1,)) == refused("FEE_UNPAID", due="1000.00")
    put_in(student, "1000.00")
    assert ask(omu, student, add=(omu.x1,)) == OK


@pytest.mark.row("KOU-82")
def test_where_an_excuse_takes_the_fee_it_is_owed_until_none_can_be_handed_in(kou: World):
    """Two weeks from Monday 16 February; after it the term costs nothing any more, and the clock sees to it."""
    student = begun(kou, kou.student())
    office = Office(kou)
    charge_term(term_id=kou.term.id)
    at(AFTER_REGISTRATION)
    close_registration(term_id=kou.term.id)
    assert owed(student) == ("600.00", "0.00")
    [waits] = ToCharge.objects.filter(student=student)
    assert str(waits.due_at) == "2026-03-01 21:00:00+00:00"
    assert codes_of(office.asks(student, "excuse")) == ["FEE_UNPAID"]
    at("2026-03-01 23:59:59")
    charge_waiting(term_id=kou.term.id)
    assert owed(student) == ("600.00", "0.00")
    at("2026-03-02 00:00")
    charge_waiting(term_id=kou.term.id)
    assert (owed(student), ToCharge.objects.filter(student=student).count()) == (("0.00", "0.00"), 0)


@pytest.mark.row("KOU-82")
def test_an_excuse_that_was_handed_in_keeps_the_fee_until_the_board_decides(kou: World):
    student = begun(kou, kou.student())
    office = Office(kou)
    charge_term(term_id=kou.term.id)
    put_in(student, "600.00")
    at(AFTER_REGISTRATION)
    close_registration(term_id=kou.term.id)
    assert office.asks(student, "excuse").accepted
    at("2026-03-10 10:00")
    charge_waiting(term_id=kou.term.id)
    assert owed(student) == ("600.00", "0.00")
    assert Petition.objects.get(student=student).state == "submitted"
    assert do(kou, student, "excuse_rejected").accepted
    assert owed(student) == ("0.00", "0.00")


@pytest.mark.row("OMU-75")
@pytest.mark.parametrize(("entry", "charged"), [("20252", "1000.00"), ("20251", "0.00"), ("", "0.00")])
def test_a_leave_costs_those_whose_first_term_it_is(omu: World, entry: str, charged: str):
    student = begun(omu, omu.student(class_year=1, entry_term=entry))
    charge_term(term_id=omu.term.id)
    assert do(omu, student, "leave").accepted
    assert owed(student) == (charged, "0.00")


@pytest.mark.row("KOU-73")
def test_a_leave_is_asked_for_with_the_fee_paid_and_stays_charged(kou: World):
    student, office = begun(kou, kou.student()), Office(kou)
    charge_term(term_id=kou.term.id)
    assert codes_of(office.asks(student, "leave", terms=1)) == ["FEE_UNPAID"]
    put_in(student, "600.00")
    assert office.asks(student, "leave", terms=1).accepted
    assert do(kou, student, "leave").accepted
    LeaveTerm.objects.get_or_create(student=student, term_code="20252")
    charge_waiting(term_id=kou.term.id)
    assert owed(student) == ("600.00", "0.00")


@pytest.mark.row("OMU-116")
@pytest.mark.parametrize(("approved", "charged"), [(True, "1020.00"), (False, "0.00")])
def test_who_leaves_is_paid_back_only_without_a_registration(omu: World, approved: bool, charged: str):
    """After the approval term and courses stay charged, though the list is dropped."""
    costs("course", "20.00")
    student = omu.student()
    charge_term(term_id=omu.term.id)
    put_in(student, "1020.00")
    _, distance = both_ways(omu)
    for line in (omu.x2, by_distance(distance)):
        assert omu.change(student, add=[line]).accepted
    if approved:
        assert do(omu, student, "send", acknowledged=True).accepted
        assert do(omu, student, "approve").accepted
    registrar = omu.staff("kayit")
    omu.role(registrar, "registrar")
    about = {"kind": "withdrawn", "decision_no": "2026/7", "decided_on": date(2026, 2, 10), "actor": registrar.user}
    assert record_departure(student_id=student.id, term_id=omu.term.id, **about).accepted
    assert omu.list_of(student) == set()
    charge_waiting(term_id=omu.term.id)
    assert str(account(student).charged) == charged
    assert Refund.objects.count() == (not approved)


# nothing but an internship


@pytest.mark.row("OMU-65")
@pytest.mark.row("OMU-123")
@pytest.mark.parametrize(
    ("passed", "semester", "charged"), [(True, 9, "0.00"), (True, 7, "1000.00"), (False, 9, "1000.00")]
)
def test_who_waits_for_the_internship_alone_owes_nothing(omu: World, passed: bool, semester: int, charged: str):
    CurriculumItem.objects.filter(curriculum=omu.curriculum).delete()
    internship = omu.course("5710400", special_role="internship")
    for course, of in ((omu.x, 1), (omu.y, 2), (internship, 8)):
        omu.must(course, of)
    student = omu.student(semester=semester)
    omu.passed(student, omu.x, "BB")
    omu.passed(student, omu.y, "BB" if passed else "FF")
    catalogue.forget()
    charge_term(term_id=omu.term.id)
    assert owed(student) == (charged, "0.00")
