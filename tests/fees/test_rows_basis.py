"""The rows of who pays what for a term: by education type, duration, admission and transfer; sums are those imported."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import timezone

from curriculum.models import Department, Term
from fees.models import Tariff, TopTen
from people.models import Hold, LeaveTerm, Student
from registration.models import TermRegistration
from registration.standing import update_standing
from tests.registration.ask import turn
from tests.world import World

from .charging import evening, exchange, granted, owed, said, studying, why
from .tariffs import KOU, METU, import_tariffs

pytestmark = pytest.mark.django_db
OMU_POLICY = {
    "foreign_language_multiplier": "1.50",
    "yos_top": "10",
    "yos_discount": "50",
    "leave_charge": "first_term",
    "course_fee": "flat",
}
NOTHING: list[tuple[str, str]] = []
CONTRIBUTION, TUITION = [("contribution", "200.00")], [("tuition", "1000.00")]
FOREIGN = [("foreign", "1500.00")]


@pytest.fixture
def omu(omu: World) -> World:
    import_tariffs(omu)
    return omu


@pytest.fixture
def kou(kou: World) -> World:
    import_tariffs(kou, KOU)
    return kou


def policy(since: str = "2026-02-01", **figures: object) -> None:
    turn("FEES", "", profile="OMÜ", since=since, params=OMU_POLICY | figures)


def costs(line: str, amount: str, **about) -> None:
    """What a tariff that the list does not have costs in this test, or another sum for one that it has."""
    Tariff.objects.update_or_create(
        year=2025, line=line, defaults={"amount": amount, "decision_no": "ÜYK 2015/300"}, **about
    )


# first education


@pytest.mark.row("OMU-61")
@pytest.mark.row("OMU-63")
@pytest.mark.row("OMU-72")
@pytest.mark.parametrize(
    ("semester", "normal", "due"),
    [
        (1, 8, NOTHING),
        (8, 8, NOTHING),
        (9, 8, CONTRIBUTION),
        (14, 8, CONTRIBUTION),
        (10, 10, NOTHING),
        (11, 10, CONTRIBUTION),
    ],
)
def test_a_bachelor_of_first_education_pays_past_normal_duration(omu: World, semester, normal, due):
    student = studying(omu, semester, normal=normal)
    assert owed(omu, student) == due
    costs("contribution", "250.00", education_type="")
    assert owed(omu, student) == ([("contribution", "250.00")] if due else NOTHING)


@pytest.mark.row("OMU-64")
@pytest.mark.row("OMU-73")
@pytest.mark.parametrize(("semester", "due"), [(1, NOTHING), (4, NOTHING), (5, CONTRIBUTION)])
def test_an_associate_pays_from_semester_five(omu: World, semester, due):
    assert owed(omu, studying(omu, semester, level="associate")) == due


@pytest.mark.row("METU-21")
@pytest.mark.parametrize(("semester", "due"), [(8, NOTHING), (9, [("contribution", "500.00")])])
def test_who_is_liable_pays_and_nobody_else(db, semester, due):
    metu = World("metu")
    import_tariffs(metu, METU)
    assert owed(metu, studying(metu, semester)) == due


# evening and distance education


@pytest.mark.row("OMU-62")
@pytest.mark.row("OMU-74")
@pytest.mark.parametrize("semester", [1, 3, 8, 9])
def test_evening_education_pays_every_term(omu: World, semester):
    student = evening(omu, semester)
    assert owed(omu, student) == TUITION
    assert owed(omu, student) == TUITION
    assert said(student) == [
        "Öğrenim ücreti: İkinci öğretim: her dönem öğrenim ücreti (OMU-74, KOU-101) → Dönemlik 1.000,00 TL (karar 2015/8014)"
    ]


@pytest.mark.row("KOU-12")
def test_an_associate_by_distance_pays_tuition_and_material(kou: World):
    student = studying(kou, 1, kind="distance", level="associate", faculty="COMM")
    assert owed(kou, student) == [("tuition", "385.00"), ("material", "215.00")]
    assert owed(kou, evening(kou, 1, level="associate")) == [("tuition", "385.00")]


@pytest.mark.row("KOU-13")
@pytest.mark.row("KOU-14")
@pytest.mark.parametrize(("level", "tuition"), [("bachelor", "481.00"), ("master", "800.00")])
def test_a_bachelor_or_master_by_distance_pays_both_too(kou: World, level, tuition):
    costs("material", "300.00", level=level, education_type="distance")
    costs("tuition", "800.00", level="master", education_type="distance")
    student = studying(kou, 2, kind="distance", level=level, faculty="COMM")
    assert owed(kou, student) == [("tuition", tuition), ("material", "300.00")]


@pytest.mark.row("KOU-101")
@pytest.mark.row("KOU-107")
@pytest.mark.row("KOU-108")
@pytest.mark.parametrize(
    ("kind", "lines"),
    [
        ("day", ["contribution"]),
        ("evening", ["tuition"]),
        ("distance", ["tuition", "material"]),
        ("mixed", ["contribution"]),
    ],
)
def test_each_type_of_education_pays_its_own_line(kou: World, kind, lines):
    costs("material", "300.00", level="bachelor", education_type="distance")
    assert [line for line, _ in owed(kou, studying(kou, 9, kind=kind))] == lines


@pytest.mark.row("KOU-112")
def test_the_decision_of_the_tariff_stands_behind_the_sum(kou: World):
    student = studying(kou, 1, kind="distance", level="associate", faculty="COMM")
    owed(kou, student)
    tuition, material = said(student)
    assert "(karar 2016/9377)" in tuition and "(karar 2017/22)" in material
    Tariff.objects.filter(amount="385.00", education_type="distance").update(amount="390.00")
    assert owed(kou, student) == [("material", "215.00"), ("tuition", "390.00")]


# moved and transferred


@pytest.mark.row("OMU-68")
@pytest.mark.row("OMU-69")
@pytest.mark.row("OMU-100")
@pytest.mark.parametrize("ground", ["programme_closed", "top_ten_to_first"])
@pytest.mark.parametrize("kind", ["evening", "day"])
@pytest.mark.parametrize(("semester", "due"), [(5, NOTHING), (9, CONTRIBUTION)])
def test_who_was_moved_to_first_education_pays_as_it_does(omu: World, ground, kind, semester, due):
    student = studying(omu, semester, kind=kind)
    granted(student, ground)
    assert (owed(omu, student), why(student)[0]) == (due, "as_first_education")


@pytest.mark.row("OMU-69")
def test_who_left_evening_education_without_the_top_ten_goes_on_paying_tuition(omu: World):
    student = studying(omu, 5)
    granted(student, "evening_to_first")
    assert owed(omu, student) == TUITION


@pytest.mark.row("OMU-92")
@pytest.mark.row("OMU-93")
@pytest.mark.parametrize(("semester", "due"), [(5, NOTHING), (8, NOTHING), (9, CONTRIBUTION)])
def test_a_transfer_within_first_education_pays_past_the_duration_with_the_terms_before(omu: World, semester, due):
    assert owed(omu, studying(omu, semester, entry_term="20252")) == due


@pytest.mark.row("OMU-94")
@pytest.mark.row("OMU-96")
@pytest.mark.row("OMU-101")
def test_a_transfer_into_evening_education_pays_its_tuition(omu: World):
    student = studying(omu, 5)
    assert owed(omu, student) == NOTHING
    student.programmes.update(programme=evening(omu).programmes.get().programme)
    assert owed(omu, student) == TUITION


@pytest.mark.row("OMU-95")
def test_a_transfer_between_evening_programmes_by_the_top_ten_pays_the_contribution_for_one_term(omu: World):
    student = evening(omu, 5)
    granted(student, "top_ten_to_evening", since="2026-02-01", until="2026-06-30")
    assert owed(omu, student) == CONTRIBUTION
    omu.term.starts_on = date(2026, 9, 14)
    omu.term.save()
    assert owed(omu, student) == TUITION


def ranked(student: Student, term: str, *, qualifies: bool = True, certified: str = "") -> None:
    of, _ = Term.objects.get_or_create(code=term, defaults={"name": term})
    TopTen.objects.create(
        term=of,
        student=student,
        department=Department.objects.first(),
        class_year=2,
        average="3.90",
        place=1,
        population=42,
        qualifies=qualifies,
        certified=certified,
        ranked_at=timezone.now(),
    )


@pytest.mark.row("OMU-90")
@pytest.mark.row("OMU-118")
@pytest.mark.parametrize(
    ("term", "qualifies", "due"),
    [("20251", True, CONTRIBUTION), ("20251", False, TUITION), ("20242", True, TUITION), ("20252", True, TUITION)],
)
def test_the_top_of_the_last_term_pays_the_contribution(omu: World, term, qualifies, due):
    student = evening(omu)
    ranked(student, term, qualifies=qualifies)
    assert owed(omu, student) == due


@pytest.mark.row("OMU-90")
def test_policy_may_read_the_row_as_nothing(omu: World):
    student, late = evening(omu), evening(omu, 9)
    ranked(student, "20251")
    ranked(late, "20251")
    policy(top_ten_charge="zero")
    assert (owed(omu, student), owed(omu, late)) == (NOTHING, CONTRIBUTION)


@pytest.mark.row("OMU-91")
def test_a_place_certified_by_another_institution_counts_as_well(omu: World):
    student = evening(omu)
    ranked(student, "20251", certified="Gazi Üniversitesi 2016/12")
    assert owed(omu, student) == CONTRIBUTION
    assert "Gazi Üniversitesi 2016/12" in said(student)[0]


@pytest.mark.row("OMU-90")
def test_in_a_foreign_language_the_top_pays_the_plain_contribution(omu: World):
    student = evening(omu, language="en")
    assert owed(omu, student) == [("tuition", "1500.00")]
    ranked(student, "20251")
    assert owed(omu, student) == CONTRIBUTION


# from abroad


@pytest.mark.row("OMU-80")
@pytest.mark.row("OMU-104")
@pytest.mark.row("KOU-102")
@pytest.mark.parametrize("kind", ["day", "evening", "distance"])
def test_who_comes_from_abroad_pays_half_a_year_each_term_whatever_the_type(omu: World, kind):
    student = studying(omu, 1, kind=kind, admission="international")
    assert owed(omu, student) == FOREIGN
    assert said(student)[0].endswith("→ Yıllık 3.000,00 TL (karar ÜYK 2015/215) = 1.500,00 TL")
    Tariff.objects.filter(line="foreign", faculty__code="ENG").update(period="term")
    assert owed(omu, student) == [("foreign", "3000.00")]


@pytest.mark.row("OMU-76")
def test_who_comes_by_a_protocol_pays_the_same(omu: World):
    student = studying(omu, 3, admission="protocol")
    assert (owed(omu, student), why(student)) == (FOREIGN, ["from_abroad", "tariff"])


@pytest.mark.row("OMU-110")
def test_who_becomes_a_citizen_goes_on_paying_as_admitted(omu: World):
    student = studying(omu, 5, admission="international")
    Student.objects.filter(pk=student.pk).update(citizenship="SY")
    assert owed(omu, student) == FOREIGN
    Student.objects.filter(pk=student.pk).update(citizenship="TR")
    assert owed(omu, student) == FOREIGN


@pytest.mark.row("OMU-70")
@pytest.mark.row("OMU-81")
@pytest.mark.parametrize(("semester", "due"), [(3, NOTHING), (8, NOTHING), (9, CONTRIBUTION)])
def test_the_groups_pay_nothing_in_normal_duration_and_the_contribution_after(omu: World, semester, due):
    student = studying(omu, semester, admission="international")
    granted(student, "syria")
    assert owed(omu, student) == due


@pytest.mark.row("OMU-105")
@pytest.mark.row("OMU-106")
@pytest.mark.row("OMU-107")
def test_turkish_preparation_is_paid_instead_of_the_faculty_until_it_ends(omu: World):
    student = studying(omu, 1, admission="international")
    claim = granted(student, "turkish_preparation", since="2025-09-15")
    assert owed(omu, student) == [("preparation", "800.00")]
    claim.valid_until = date(2026, 1, 31)
    claim.save()
    assert owed(omu, student) == FOREIGN


# special students and exchanges


@pytest.mark.row("OMU-78")
@pytest.mark.row("OMU-102")
def test_a_special_student_pays_and_an_incoming_exchange_does_not(omu: World):
    special, guest = studying(omu, 3, admission="special"), exchange(evening(omu, 3))
    assert (owed(omu, special), owed(omu, guest)) == (CONTRIBUTION, NOTHING)
    assert owed(omu, evening(omu, 3, admission="special")) == TUITION
    policy(special_charge=False)
    assert (owed(omu, special), why(special)) == (NOTHING, ["special_student"])


@pytest.mark.row("OMU-103")
def test_an_incoming_exchange_pays_where_registered(omu: World):
    guest = exchange(studying(omu, 9))
    assert (owed(omu, guest), why(guest)) == (NOTHING, ["incoming_exchange"])


@pytest.mark.row("OMU-98")
def test_who_goes_on_an_exchange_pays_here(omu: World):
    student = evening(omu)
    granted(student, "outgoing_exchange")
    assert owed(omu, student) == TUITION


# amnesty, leave, suspension, missed terms


@pytest.mark.row("OMU-71")
@pytest.mark.row("OMU-77")
@pytest.mark.parametrize(
    ("kind", "semester", "due"),
    [("day", 6, NOTHING), ("day", 9, CONTRIBUTION), ("evening", 6, TUITION), ("evening", 9, TUITION)],
)
def test_amnesty_pays_as_everybody_of_its_type(omu: World, kind, semester, due):
    student = studying(omu, semester, kind=kind)
    granted(student, "amnesty")
    assert owed(omu, student) == due


@pytest.mark.row("OMU-75")
@pytest.mark.parametrize(
    ("kind", "semester", "due"), [("evening", 1, TUITION), ("day", 1, CONTRIBUTION), ("evening", 3, NOTHING)]
)
def test_a_leave_is_paid_by_who_registers_for_the_first_time(omu: World, kind, semester, due):
    entered = omu.term.code if semester == 1 else "20241"
    student = studying(omu, semester, kind=kind, entry_term=entered)
    LeaveTerm.objects.create(student=student, term_code=omu.term.code)
    assert owed(omu, student) == due
    policy(leave_charge="never")
    assert owed(omu, student) == NOTHING
    policy(since="2026-02-02", leave_charge="always")
    assert owed(omu, student) == (TUITION if kind == "evening" else NOTHING)


@pytest.mark.row("OMU-79")
def test_a_suspended_term_counts_and_is_charged(omu: World):
    student = evening(omu, 4, entry_term="20241")
    Hold.objects.create(student=student, kind=Hold.Kind.DISCIPLINE)
    update_standing([student.pk])
    assert (student.programmes.get().terms_used, owed(omu, student)) == (4, TUITION)


@pytest.mark.row("OMU-82")
def test_the_charge_stands_from_the_start_of_the_term_and_is_made_once(omu: World):
    student = evening(omu)
    assert [owed(omu, student) for _ in range(3)] == [TUITION] * 3
    assert student.fee_standings.get().entries.count() == 1


@pytest.mark.row("OMU-85")
def test_a_missed_term_is_taken_back_and_the_next_is_charged_alone(omu: World):
    before = Term.objects.create(code="20251", name="Güz", starts_on=date(2025, 9, 15))
    student = evening(omu)
    assert owed(omu, student, before) == TUITION
    TermRegistration.objects.create(student=student, term=before, state="unregistered")
    assert (owed(omu, student, before), owed(omu, student)) == (NOTHING, TUITION)
    policy(missed_charge=True)
    assert owed(omu, student, before) == TUITION
