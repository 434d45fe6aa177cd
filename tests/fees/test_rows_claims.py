"""The rows of exemptions and discounts: what a ground does to what is owed, on what document, and for how long."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from curriculum.models import Programme, Term
from fees import claims
from fees.models import Refund
from people.models import LeaveTerm, Student
from registration.standing import update_standing
from tests.registration.ask import turn
from tests.world import at, local

from .desk import FeeDesk, codes_of
from .tariffs import costs

pytestmark = pytest.mark.django_db
NOTHING, CONTRIBUTION, TUITION = Decimal(0), Decimal(200), Decimal(1000)


@pytest.fixture
def desk(db, settings, tmp_path) -> FeeDesk:
    """OMÜ with the sums of the fixtures: 200.00 contribution, 1000.00 evening tuition, 3000.00 a year from abroad."""
    settings.FILES_ROOT = tmp_path
    desk = FeeDesk()
    desk.fixtures()
    costs("foreign", "3000.00", period="year")
    return desk


def semester(desk: FeeDesk, n: int, programme: Programme | None = None, number: str = "2501231", **fields) -> Student:
    """A student in the n-th semester; `fields` are the student's own."""
    student = desk.world.student(number, semester=n, class_year=min((n + 1) // 2, 4), programme=programme)
    if fields:
        Student.objects.filter(pk=student.pk).update(**fields)
        student.refresh_from_db()
    return student


def paid(desk: FeeDesk, student: Student, amount: Decimal) -> None:
    """What was charged has been paid before the reason for another charge came."""
    assert desk.owes(student) == amount
    account = desk.account(student)
    account.paid = amount
    account.save(update_fields=["paid"])


def refund(student: Student) -> Decimal:
    return Refund.objects.get(standing__student=student, state="proposed").amount


# exemptions


@pytest.mark.row("OMU-65")
def test_who_waits_only_for_the_internship_pays_nothing(desk: FeeDesk):
    day, evening = semester(desk, 10), semester(desk, 10, desk.evening(), "2501240")
    assert (desk.owes(day), desk.owes(evening)) == (CONTRIBUTION, TUITION)
    for student in (day, evening):
        desk.approved_without_original(student, "only_internship_left")
        assert desk.owes(student) == NOTHING


@pytest.mark.row("OMU-66")
@pytest.mark.parametrize("code", ["martyr_child", "veteran_child"])
def test_children_of_martyrs_and_veterans_pay_no_contribution(desk: FeeDesk, code: str):
    student = semester(desk, 10)
    assert desk.owes(student) == CONTRIBUTION
    desk.approved(student, code)
    assert desk.owes(student) == NOTHING


@pytest.mark.row("OMU-113")
@pytest.mark.parametrize("issuer", ["Askerlik şubesi", "Emniyet müdürlüğü"])
def test_they_pay_no_tuition_either_on_a_document_of_the_military_or_the_police(desk: FeeDesk, issuer: str):
    student = semester(desk, 3, desk.evening())
    assert desk.owes(student) == TUITION
    assert codes_of(desk.claims(student, "martyr_child", issuer="Muhtarlık")) == ["ISSUER_NOT_ACCEPTED"]
    desk.approved(student, "martyr_child", issuer=issuer)
    assert desk.owes(student) == NOTHING


@pytest.mark.row("OMU-112")
@pytest.mark.row("OMU-114")
@pytest.mark.row("OMU-130")
@pytest.mark.parametrize(
    ("code", "percent", "then"), [("disability", Decimal(40), Decimal(600)), ("veteran_child", None, NOTHING)]
)
def test_nothing_changes_before_the_original_was_seen(desk: FeeDesk, code: str, percent, then: Decimal):
    student = semester(desk, 3, desk.evening())
    claim = desk.handed_in(student, code, percent=percent)
    assert desk.owes(student) == TUITION
    assert codes_of(claims.approve(claim=claim, actor=desk.officer)) == ["ORIGINAL_NOT_SEEN"]
    assert desk.owes(student) == TUITION
    assert claims.see_original(claim=claim, actor=desk.officer).accepted
    assert claims.approve(claim=claim, actor=desk.officer).accepted
    assert desk.owes(student) == then


@pytest.mark.row("OMU-67")
@pytest.mark.parametrize(
    ("first", "last", "owed"),
    [
        (date(2025, 9, 1), None, NOTHING),
        (date(2025, 9, 1), date(2026, 7, 1), NOTHING),
        (date(2025, 9, 1), date(2026, 3, 1), CONTRIBUTION),
        (date(2026, 3, 1), None, CONTRIBUTION),
    ],
)
def test_a_research_assistant_pays_no_contribution_while_the_post_covers_the_term(desk: FeeDesk, first, last, owed):
    desk.world.term.ends_on = date(2026, 6, 12)
    desk.world.term.save()
    student = semester(desk, 10)
    desk.recorded(student, "research_assistant", valid_from=first, valid_until=last)
    assert desk.owes(student) == owed


@pytest.mark.row("OMU-122")
def test_what_a_research_assistant_paid_by_mistake_goes_back(desk: FeeDesk):
    student = semester(desk, 10)
    paid(desk, student, CONTRIBUTION)
    desk.recorded(student, "research_assistant", valid_from=date(2025, 9, 1))
    assert (desk.owes(student), refund(student)) == (NOTHING, CONTRIBUTION)


# on another basis


@pytest.mark.row("OMU-68")
@pytest.mark.parametrize(("n", "owed"), [(5, NOTHING), (9, CONTRIBUTION)])
def test_who_is_moved_because_the_evening_programme_closed_pays_as_first_education(desk: FeeDesk, n: int, owed):
    student = semester(desk, n, desk.evening())
    assert desk.owes(student) == TUITION
    desk.recorded(student, "programme_closed")
    assert desk.owes(student) == owed


@pytest.mark.row("OMU-69")
def test_who_moves_from_the_top_of_evening_education_pays_as_first_education(desk: FeeDesk):
    student = semester(desk, 5, desk.evening())
    desk.recorded(student, "top_ten_to_first")
    assert desk.owes(student) == NOTHING


@pytest.mark.row("OMU-69")
def test_who_moves_without_being_in_the_top_keeps_paying_tuition(desk: FeeDesk):
    student = semester(desk, 5)
    desk.recorded(student, "evening_to_first")
    assert desk.owes(student) == TUITION


@pytest.mark.row("OMU-70")
@pytest.mark.parametrize("code", ["syria", "egypt", "blue_card", "schooled_abroad"])
@pytest.mark.parametrize(("n", "owed"), [(3, NOTHING), (8, NOTHING), (9, CONTRIBUTION)])
def test_groups_from_abroad_pay_nothing_in_normal_duration(desk: FeeDesk, code: str, n: int, owed):
    student = semester(desk, n, admission="international")
    assert desk.owes(student) == Decimal(1500)
    desk.approved_without_original(student, code)
    assert desk.owes(student) == owed


@pytest.mark.row("OMU-71")
@pytest.mark.row("OMU-77")
def test_an_amnesty_is_noted_and_the_semester_decides(desk: FeeDesk):
    for n, number, owed in ((6, "2501231", NOTHING), (9, "2501249", CONTRIBUTION)):
        student = semester(desk, n, number=number)
        desk.recorded(student, "amnesty")
        assert desk.owes(student) == owed
    evening = desk.evening()
    for n, number in ((6, "2501257"), (9, "2501265")):
        student = semester(desk, n, evening, number)
        desk.recorded(student, "amnesty")
        assert desk.owes(student) == TUITION


@pytest.mark.row("OMU-75")
@pytest.mark.parametrize(("entry_term", "owed"), [("20252", TUITION), ("20251", NOTHING)])
def test_a_freeze_costs_who_is_registered_for_the_first_time(desk: FeeDesk, entry_term: str, owed):
    student = semester(desk, 1, desk.evening())
    student.programmes.update(entry_term=entry_term)
    LeaveTerm.objects.create(student=student, term_code="20252")
    assert desk.owes(student) == owed


@pytest.mark.row("OMU-76")
def test_who_comes_by_a_protocol_pays_as_from_abroad(desk: FeeDesk):
    assert desk.owes(semester(desk, 3, admission="protocol")) == Decimal(1500)


# from abroad


@pytest.mark.row("OMU-105")
@pytest.mark.row("OMU-106")
@pytest.mark.row("OMU-107")
def test_who_learns_turkish_first_pays_that_and_then_the_faculty(desk: FeeDesk):
    costs("preparation", "800.00")
    student = semester(desk, 1, admission="international")
    claim = desk.recorded(student, "turkish_preparation")
    assert desk.owes(student) == Decimal(800)
    assert [c["line"] for c in desk.account(student).steps["charges"]] == ["preparation"]

    claims.end(claim=claim, actor=desk.officer, last_day=date(2026, 2, 15))
    assert desk.owes(student) == Decimal(1500)


@pytest.mark.row("OMU-109")
@pytest.mark.parametrize(("last", "owed"), [(None, NOTHING), (date(2026, 1, 31), TUITION)])
def test_a_scholarship_that_was_cut_is_charged_from_the_next_term(desk: FeeDesk, last: date | None, owed):
    student = semester(desk, 5, desk.evening())
    claim = desk.recorded(student, "scholarship", valid_from=date(2024, 9, 1))
    assert desk.owes(student) == NOTHING
    if last:
        assert claims.end(claim=claim, actor=desk.officer, last_day=last).accepted
    assert desk.owes(student) == owed


@pytest.mark.row("OMU-110")
def test_who_becomes_a_turkish_citizen_keeps_paying_as_from_abroad(desk: FeeDesk):
    student = semester(desk, 3, admission="international", citizenship="TR")
    assert desk.owes(student) == Decimal(1500)


# by ratio


@pytest.mark.row("OMU-111")
def test_tuition_is_less_by_the_ratio_of_disability(desk: FeeDesk):
    student, day = semester(desk, 3, desk.evening()), semester(desk, 9, number="2501249")
    for one in (student, day):
        desk.approved(one, "disability", percent=Decimal(40))
    assert desk.owes(student) == Decimal("600.00")
    assert desk.owes(day) == CONTRIBUTION  # the text says tuition
    turn("FEES", "", profile="OMÜ", params={"disability_lines": ["tuition", "contribution"]})
    assert desk.owes(day) == Decimal("120.00")


@pytest.mark.row("OMU-129")
def test_a_report_shown_late_lowers_this_term_alone_and_the_excess_goes_back(desk: FeeDesk):
    at("2026-02-09 15:00")
    student = semester(desk, 3, desk.evening())
    before = Term.objects.create(code="20251", name="2025-2026 Güz", starts_on="2025-09-15", ends_on="2026-01-30")
    paid(desk, student, TUITION)

    at("2026-04-02 10:00")
    claim = desk.approved(student, "disability", percent=Decimal(40))
    assert (claim.valid_from, desk.owes(student)) == (date(2026, 4, 2), Decimal("600.00"))
    found = Refund.objects.get()
    assert (found.amount, found.proposed_at) == (Decimal("400.00"), local("2026-04-02 10:00"))
    desk.world.term = before
    assert desk.owes(student) == TUITION


# transfers, and the time elsewhere


@pytest.mark.row("OMU-95")
def test_a_transfer_by_the_top_ten_percent_is_for_the_semester_of_transfer(desk: FeeDesk):
    student = semester(desk, 5, desk.evening())
    desk.recorded(student, "top_ten_to_evening", valid_from=date(2026, 2, 1), valid_until=date(2026, 6, 12))
    assert desk.owes(student) == CONTRIBUTION
    desk.world.term.starts_on = date(2026, 9, 14)
    desk.world.term.save()
    assert desk.owes(student) == TUITION


@pytest.mark.row("OMU-97")
def test_time_elsewhere_counts_in_the_duration(desk: FeeDesk):
    """A term as a special student of another university is one more term used: only a leave is none."""
    student = semester(desk, 4)
    student.programmes.update(entry_term="20241")
    desk.recorded(student, "outgoing_exchange", valid_from=date(2025, 9, 1), valid_until=date(2026, 1, 31))
    update_standing([student.pk])
    assert student.programmes.get().terms_used == 4
    LeaveTerm.objects.create(student=student, term_code="20251")
    update_standing([student.pk])
    assert student.programmes.get().terms_used == 3


@pytest.mark.row("OMU-98")
def test_who_goes_on_an_exchange_pays_here(desk: FeeDesk):
    student = semester(desk, 5, desk.evening())
    desk.recorded(student, "outgoing_exchange")
    assert desk.owes(student) == TUITION


@pytest.mark.parametrize("code", ["transfer_out", "transfer_central", "special_conditions"])
def test_who_is_not_registered_after_all_pays_nothing_for_the_term(desk: FeeDesk, code: str):
    student = semester(desk, 5, desk.evening())
    paid(desk, student, TUITION)
    desk.recorded(student, code, valid_from=date(2026, 2, 20))
    assert (desk.owes(student), refund(student)) == (NOTHING, TUITION)
