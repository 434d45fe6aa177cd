"""The rows of returns, leaves and exemptions: who may ask, by when, and what a decision brings."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from advising.models import Petition
from curriculum.models import Term
from fees.models import FeeStanding
from people.models import LeaveTerm, Notice
from registration import catalogue
from registration.models import TermRegistration, Transition, Window
from registration.standing import update_standing
from registration.transitions import CANCELLED, FINAL, SUBMITTED
from tests.registration.ask import OK, ask, refused, turn
from tests.world import World, at, local

from .petitioning import Office, codes_of, state_of

pytestmark = pytest.mark.django_db
KOU = pytest.mark.parametrize("policy", ["kou"])


@pytest.fixture
def policy() -> str:
    return "metu"


@pytest.fixture
def world(db, policy: str) -> World:
    return World(policy=policy)


@pytest.fixture
def office(world: World) -> Office:
    return Office(world)


def unregistered_before(office: Office, number: str = "2501231"):
    """A student whose last term, 2025-2026 autumn, ended unregistered."""
    student = office.student(number=number)
    autumn, _ = Term.objects.get_or_create(code="20251", defaults={"name": "2025-2026 Güz"})
    TermRegistration.objects.create(student=student, term=autumn, state="unregistered")
    return student


# return


@pytest.mark.row("METU-30")
def test_an_unregistered_student_comes_back_on_the_dates_of_registration(world: World, office: Office):
    u4, late = unregistered_before(office), unregistered_before(office, "2501249")
    at("2026-02-05 10:00")
    for student in (u4, late):
        assert office.does(office.petition(student, "return"), "accept").accepted

    at("2026-02-10 10:00")
    assert ask(world, u4, add=(world.x2,)) == OK
    at("2026-02-23 10:00")
    assert ask(world, late, add=(world.x2,)) == refused("NOT_REGISTERED_IN_PERIOD")


@pytest.mark.row("METU-31")
@pytest.mark.parametrize(
    ("moment", "against"),
    [
        ("2026-01-15 10:00", []),
        ("2026-02-09 23:00", []),
        ("2026-02-09 23:59:59", []),
        ("2026-02-10 00:00:00", ["PETITION_LATE"]),
        ("2026-02-10 00:10", ["PETITION_LATE"]),
    ],
)
def test_a_return_is_asked_for_until_the_day_on_which_registration_starts(
    world: World, office: Office, moment: str, against: list[str]
):
    u4 = unregistered_before(office)
    at(moment)
    assert codes_of(office.asks(u4, "return")) == against


@pytest.mark.row("METU-31")
def test_whether_that_day_counts_is_the_policys(world: World, office: Office):
    turn("PETITIONS", "", profile="METU", params={"return_by_start": False})
    u4 = unregistered_before(office)
    at("2026-02-09 00:00")
    assert codes_of(office.asks(u4, "return")) == ["PETITION_LATE"]
    at("2026-02-08 23:59:59")
    assert office.asks(u4, "return").accepted


@pytest.mark.row("METU-31")
def test_the_day_is_that_of_the_students_own_unit(world: World, office: Office):
    Window.objects.create(
        term=world.term,
        kind="registration",
        department=world.ceng,
        opens_at=local("2026-02-11 09:00"),
        closes_at=local("2026-02-12 17:00"),
    )
    catalogue.forget()
    u4 = unregistered_before(office)
    at("2026-02-11 23:59")
    assert office.asks(u4, "return").accepted


@pytest.mark.row("METU-32")
@pytest.mark.parametrize("event", ["accept", "reject"])
def test_the_registrar_opens_or_refuses_and_until_then_nothing_is_registered(world: World, office: Office, event: str):
    u4 = unregistered_before(office)
    at("2026-02-09 12:00")
    petition = office.petition(u4, "return")
    at("2026-02-10 10:00")
    assert ask(world, u4, add=(world.x2,)) == refused("RETURN_NOT_OPENED", case="needed")
    assert office.does(petition, event).accepted

    opened = event == "accept"
    assert ask(world, u4, add=(world.x2,)) == (OK if opened else refused("RETURN_NOT_OPENED", case="refused"))
    assert (world.registration_of(u4).coming_back, petition.state) == (
        ("opened", "accepted") if opened else ("refused", "rejected")
    )
    assert [n.kind for n in Notice.objects.filter(user=u4.user)] == ["return_opened" if opened else "return_refused"]


def test_a_return_is_for_who_was_unregistered_and_refused_with_a_reason(world: World, office: Office):
    at("2026-02-09 12:00")
    assert codes_of(office.asks(office.student(), "return")) == ["RETURN_NOT_NEEDED"]
    u4 = unregistered_before(office, "2501249")
    petition = office.petition(u4, "return")
    assert codes_of(office.does(petition, "reject", note="  ")) == ["NOTE_REQUIRED"]
    assert office.does(petition, "reject").accepted
    assert codes_of(office.asks(u4, "return")) == ["RETURN_NOT_OPENED"]


@pytest.mark.row("METU-33", "KOU-59")
def test_terms_without_a_registration_are_terms_used(world: World, office: Office):
    """Entered 2022 autumn, unregistered in two terms of 2023; 2025 spring is the sixth term."""
    student = office.student()
    student.programmes.update(entry_year=2022, entry_term="20221")
    for code in ("20222", "20231"):
        term = Term.objects.create(code=code, name=code)
        TermRegistration.objects.create(student=student, term=term, state="unregistered")
    update_standing([student.pk], "20242")
    assert student.programmes.get().terms_used == 6


# leave


def renewal_week() -> None:
    """Kocaeli's renewal week, 11 to 15 September 2017; classes begin on Monday the 18th."""
    Term.objects.update(starts_on=date(2017, 9, 18), code="20171")
    Window.objects.filter(kind="registration").update(
        opens_at=local("2017-09-11 09:00"), closes_at=local("2017-09-15 17:00")
    )
    catalogue.forget()


@KOU
@pytest.mark.row("KOU-73")
@pytest.mark.parametrize(
    ("moment", "paid", "against"),
    [
        ("2017-09-11 08:59:59", "600", ["PETITION_NOT_OPEN"]),
        ("2017-09-11 09:00", "600", []),
        ("2017-09-15 16:59:59", "600", []),
        ("2017-09-15 17:00", "600", ["PETITION_LATE"]),
        ("2017-09-12 10:00", "0", ["FEE_UNPAID"]),
    ],
)
def test_a_leave_is_asked_for_in_the_week_of_renewal_with_the_fee_paid(
    world: World, office: Office, moment: str, paid: str, against: list[str]
):
    renewal_week()
    student = office.student()
    FeeStanding.objects.create(student=student, term=world.term, charged="600", paid=paid)
    at(moment)
    assert codes_of(office.asks(student, "leave")) == against
    if against == ["FEE_UNPAID"]:
        turn("PETITIONS", "", profile="KOÜ", since="2017-09-01", params={"leave_fee": False})
        assert office.asks(student, "leave").accepted


@KOU
@pytest.mark.row("KOU-74")
@pytest.mark.parametrize(("terms", "against"), [(0, True), (1, False), (2, False), (3, True)])
def test_a_leave_is_of_one_or_two_terms(world: World, office: Office, terms: int, against: bool):
    renewal_week()
    student = office.student()
    at("2017-09-12 10:00")
    findings = office.asks(student, "leave", terms=terms).findings
    expected = [("LEAVE_LENGTH", {"asked": terms, "max": 2})] if against else []
    assert [(f["code"], f["figures"]) for f in findings] == expected


@KOU
@pytest.mark.row("KOU-74")
def test_how_long_a_leave_may_be_is_the_policys(world: World, office: Office):
    renewal_week()
    turn("PETITIONS", "", profile="KOÜ", since="2017-09-01", params={"leave_terms": 4})
    at("2017-09-12 10:00")
    assert office.asks(office.student(), "leave", terms=3).accepted


@KOU
@pytest.mark.row("KOU-74", "KOU-75")
@pytest.mark.parametrize("granted", [1, 2])
def test_the_board_grants_what_was_asked_or_less_and_it_is_not_counted(world: World, office: Office, granted: int):
    renewal_week()
    student = office.student(semester=5)
    student.programmes.update(entry_year=2015, entry_term="20151")
    at("2017-09-12 10:00")
    assert ask(world, student, add=(world.x2,)) == OK
    petition = office.before_the_board(student, "leave", terms=2)
    assert office.does(petition, "accept", terms=granted).accepted

    codes = ["20171", "20172"][:granted]
    assert sorted(LeaveTerm.objects.filter(student=student).values_list("term_code", flat=True)) == codes
    assert (state_of(world, student), world.list_of(student), world.taken(world.x2)) == ("on_leave", set(), 0)
    assert student.programmes.get().terms_used == 4, "of five, this one is on leave"
    update_standing([student.pk], "20172")
    assert student.programmes.get().terms_used == 6 - granted
    figures = Notice.objects.get(user=student.user).figures
    assert (petition.terms, figures["terms"]) == (granted, granted)


@KOU
@pytest.mark.row("KOU-75")
def test_six_terms_of_which_two_on_leave_are_four(world: World, office: Office):
    student = office.student()
    student.programmes.update(entry_year=2015, entry_term="20151")
    for code in ("20161", "20162"):
        LeaveTerm.objects.create(student=student, term_code=code)
    update_standing([student.pk], "20172")
    assert student.programmes.get().terms_used == 4


@KOU
@pytest.mark.row("KOU-76")
def test_who_is_on_leave_registers_for_nothing_in_any_term_of_it(world: World, office: Office):
    renewal_week()
    student = office.student()
    at("2017-09-12 10:00")
    office.does(office.before_the_board(student, "leave", terms=2), "accept")
    assert ask(world, student, add=(world.x2,)) == refused("NOT_ENROLLED", case="on_leave")

    world.term = Term.objects.create(code="20172", name="2017-2018 Bahar", starts_on=date(2018, 2, 12))
    spring = world.section(world.x, 3, (1, "09:40", "12:30"))
    span = {"opens_at": local("2018-02-05 09:00"), "closes_at": local("2018-02-09 17:00")}
    Window.objects.create(term=world.term, kind="registration", **span)
    at("2018-02-06 10:00")
    assert ask(world, student, add=(spring,)) == refused("NOT_ENROLLED", case="on_leave")
    assert state_of(world, student) == "on_leave"


@KOU
def test_a_board_may_grant_after_the_close_what_was_asked_for_before_it(world: World, office: Office):
    renewal_week()
    student = office.student("draft")
    at("2017-09-12 10:00")
    petition = office.before_the_board(student, "leave")
    TermRegistration.objects.update(state="unregistered")
    assert office.does(petition, "accept").accepted
    assert state_of(world, student) == "on_leave"


@KOU
@pytest.mark.parametrize("state", [SUBMITTED, FINAL, CANCELLED])
def test_whose_list_is_with_the_advisor_or_settled_takes_no_leave(world: World, office: Office, state: str):
    renewal_week()
    student = office.student(state)
    at("2017-09-12 10:00")
    [finding] = office.asks(student, "leave").findings
    assert (finding["code"], finding["figures"]) == ("ILLEGAL_TRANSITION", {"event": "leave", "state": state})


@KOU
def test_a_leave_that_was_not_granted_leaves_everything_as_it_was(world: World, office: Office):
    renewal_week()
    student = office.student("draft")
    at("2017-09-12 10:00")
    petition = office.before_the_board(student, "leave")
    assert codes_of(office.does(petition, "accept", terms=3)) == ["LEAVE_LENGTH"]
    assert office.does(petition, "reject").accepted

    assert (state_of(world, student), LeaveTerm.objects.count(), petition.state) == ("draft", 0, "rejected")
    assert not Transition.objects.filter(accepted=True).exists()


# exemption


@KOU
@pytest.mark.row("KOU-53", "KOU-55")
@pytest.mark.parametrize(
    ("moment", "against"),
    [
        ("2017-09-17 23:59", ["PETITION_NOT_OPEN"]),
        ("2017-09-18 00:00", []),
        ("2017-10-01 23:00", []),
        ("2017-10-01 23:59:59", []),
        ("2017-10-02 00:00", ["PETITION_LATE"]),
    ],
)
def test_exemption_is_asked_for_within_two_weeks_of_the_start(
    world: World, office: Office, moment: str, against: list[str]
):
    renewal_week()
    new = office.student(class_year=1, semester=1)
    at(moment)
    assert codes_of(office.asks(new, "exemption", institution="Anadolu Üniversitesi")) == against


@KOU
@pytest.mark.row("KOU-53")
def test_the_days_and_the_first_term_are_what_counts(world: World, office: Office):
    renewal_week()
    at("2017-10-02 10:00")
    new, second = office.student(class_year=1, semester=1), office.student(number="2501249", class_year=1, semester=2)
    turn("PETITIONS", "", profile="KOÜ", since="2017-09-01", params={"exemption_days": 15})
    assert codes_of(office.asks(second, "exemption", institution="")) == ["FIRST_TERM_ONLY", "INSTITUTION_REQUIRED"]
    assert office.asks(new, "exemption", institution="Anadolu Üniversitesi").accepted


@KOU
@pytest.mark.row("KOU-54")
@pytest.mark.parametrize(
    ("average", "against"),
    [
        ("79.9", [("OPEN_ED_AVERAGE", {"average": "79.9", "min": "80"})]),
        ("79.99", [("OPEN_ED_AVERAGE", {"average": "79.99", "min": "80"})]),
        ("80", []),
        (None, [("AVERAGE_REQUIRED", {})]),
    ],
)
def test_graduates_of_open_education_need_an_average(
    world: World, office: Office, average: str | None, against: list[tuple]
):
    renewal_week()
    at("2017-09-20 10:00")
    new = office.student(class_year=1, semester=1)
    asked = {"institution": "Anadolu", "open_education": True, "average": Decimal(average) if average else None}
    found = office.asks(new, "exemption", **asked).findings
    assert [(f["code"], f["figures"]) for f in found] == against
    if against:
        turn("PETITIONS", "", profile="KOÜ", since="2017-09-01", params={"open_education_average": None})
        assert office.asks(new, "exemption", **asked).accepted


@KOU
def test_the_department_decides_on_an_exemption(world: World, office: Office):
    renewal_week()
    at("2017-09-20 10:00")
    new = office.student(class_year=1, semester=1)
    petition = office.petition(new, "exemption", institution="Anadolu", average=Decimal("65"))
    assert codes_of(office.does(petition, "reject", note="")) == ["NOTE_REQUIRED"]
    assert office.does(petition, "accept").accepted

    assert Petition.objects.get().state == "accepted"
    assert [n.kind for n in Notice.objects.filter(user=new.user)] == ["exemption_accepted"]
    assert [n.user.username for n in Notice.objects.filter(kind="petition_waits")] == ["baskan571"]
