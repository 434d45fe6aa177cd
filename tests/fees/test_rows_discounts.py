"""The rows of exemptions, the multiplier and the discounts: what each does to the sums that were imported."""

from __future__ import annotations

from datetime import date

import pytest

from people.models import StudentProgramme
from tests.world import World

from .charging import by_distance, enrolled, evening, five_i, granted, owed, said, studying, why
from .tariffs import import_tariffs
from .test_rows_basis import CONTRIBUTION, NOTHING, TUITION, policy

pytestmark = pytest.mark.django_db


@pytest.fixture
def omu(omu: World) -> World:
    import_tariffs(omu)
    return omu


# exemptions


@pytest.mark.row("OMU-65")
@pytest.mark.row("OMU-66")
@pytest.mark.row("OMU-109")
@pytest.mark.row("OMU-113")
@pytest.mark.row("OMU-123")
@pytest.mark.parametrize("ground", ["martyr_child", "scholarship", "only_internship_left"])
@pytest.mark.parametrize(("kind", "semester", "due"), [("day", 10, CONTRIBUTION), ("evening", 3, TUITION)])
def test_who_is_exempt_pays_neither_contribution_nor_tuition(omu: World, ground, kind, semester, due):
    student = studying(omu, semester, kind=kind)
    claim = granted(student, ground, state="uploaded")
    assert owed(omu, student) == due
    claim.state = "approved"
    claim.save()
    assert (owed(omu, student), why(student)) == (NOTHING, ["exempt"])


@pytest.mark.row("OMU-113")
def test_who_is_exempt_from_the_term_still_pays_for_a_course_by_distance(omu: World):
    student = evening(omu)
    granted(student, "martyr_child")
    enrolled(student, five_i(omu))
    assert owed(omu, student) == [("course", "20.00")]


@pytest.mark.row("OMU-109")
@pytest.mark.parametrize(("until", "due"), [("2026-02-15", TUITION), ("2026-02-16", NOTHING), (None, NOTHING)])
def test_a_scholarship_that_ended_before_the_term_counts_no_more(omu: World, until, due):
    student = evening(omu)
    granted(student, "scholarship", since="2024-09-01", until=until)
    assert owed(omu, student) == due


@pytest.mark.row("OMU-67")
@pytest.mark.row("OMU-122")
@pytest.mark.parametrize(
    ("since", "until", "due"),
    [
        ("2025-09-01", None, NOTHING),
        ("2026-02-16", "2026-06-30", NOTHING),
        ("2026-02-17", None, CONTRIBUTION),
        ("2025-09-01", "2026-06-29", CONTRIBUTION),
    ],
)
def test_a_research_assistant_pays_no_contribution_while_the_post_covers_the_term(omu: World, since, until, due):
    omu.term.ends_on = date(2026, 6, 30)
    omu.term.save()
    student = studying(omu, 5, level="master")
    granted(student, "research_assistant", since=since, until=until, counts="whole_term")
    assert owed(omu, student) == due


@pytest.mark.row("OMU-67")
def test_a_research_assistant_in_evening_education_pays_its_tuition(omu: World):
    student = evening(omu)
    granted(student, "research_assistant")
    assert owed(omu, student) == TUITION


@pytest.mark.row("OMU-121")
def test_a_semester_that_is_put_right_takes_the_contribution_back(omu: World):
    student = studying(omu, 9)
    assert owed(omu, student) == CONTRIBUTION
    StudentProgramme.objects.filter(student=student).update(semester=8)
    assert owed(omu, student) == NOTHING
    amounts = student.fee_standings.get().entries.order_by("id").values_list("amount", flat=True)
    assert [str(a) for a in amounts] == ["200.00", "-200.00"]


# the multiplier and the discounts


@pytest.mark.row("OMU-115")
def test_tuition_in_a_foreign_language_is_one_and_a_half_times(omu: World):
    student = evening(omu, language="en")
    assert owed(omu, student) == [("tuition", "1500.00")]
    policy(foreign_language_multiplier="2.50")
    assert owed(omu, student) == [("tuition", "2500.00")]


@pytest.mark.row("OMU-115")
def test_it_is_of_tuition_and_of_who_comes_from_abroad_not_of_the_contribution(omu: World):
    assert owed(omu, studying(omu, 9, language="en")) == CONTRIBUTION
    assert owed(omu, studying(omu, 3, language="en", admission="international")) == [("foreign", "2250.00")]


@pytest.mark.row("OMU-111")
@pytest.mark.parametrize(
    ("percent", "due"), [("40", "600.00"), ("1", "990.00"), ("33.33", "666.70"), ("12.345", "876.50"), ("100", None)]
)
def test_tuition_is_lowered_by_the_ratio_of_the_disability(omu: World, percent, due):
    student = evening(omu)
    granted(student, "disability", percent)
    assert owed(omu, student) == ([("tuition", due)] if due else NOTHING)


@pytest.mark.row("OMU-111")
def test_policy_says_from_which_ratio_and_of_which_lines(omu: World):
    student, late = evening(omu), studying(omu, 9)
    granted(student, "disability", "40")
    granted(late, "disability", "40")
    assert (owed(omu, student), owed(omu, late)) == ([("tuition", "600.00")], CONTRIBUTION)
    policy(disability_min="41", disability_lines=["tuition", "contribution"])
    assert (owed(omu, student), owed(omu, late)) == (TUITION, CONTRIBUTION)
    policy(since="2026-02-02", disability_lines=["contribution"])
    assert (owed(omu, student), owed(omu, late)) == (TUITION, [("contribution", "120.00")])


@pytest.mark.row("OMU-111")
def test_a_newer_report_replaces_the_one_before(omu: World):
    student = evening(omu)
    granted(student, "disability", "60", since="2024-01-01")
    granted(student, "disability", "40", since="2026-01-05")
    assert owed(omu, student) == [("tuition", "600.00")]


@pytest.mark.row("OMU-108")
def test_the_top_of_the_list_of_medicine_pays_half(omu: World):
    student, other = (studying(omu, 1, faculty="MED", admission="international") for _ in range(2))
    granted(student, "yos_medicine")
    assert owed(omu, student) == [("foreign", "5000.00")]
    assert owed(omu, other) == [("foreign", "10000.00")]
    policy(yos_discount="0")
    assert owed(omu, student) == [("foreign", "10000.00")]


@pytest.mark.row("OMU-108")
@pytest.mark.row("OMU-111")
@pytest.mark.row("OMU-115")
def test_one_after_the_other(omu: World):
    student = studying(omu, 1, faculty="MED", admission="international", language="en")
    granted(student, "yos_medicine")
    granted(student, "disability", "40")
    assert owed(omu, student) == [("foreign", "4500.00")]
    assert why(student) == ["from_abroad", "tariff", "foreign_language", "discount", "discount"]


@pytest.mark.row("OMU-99")
@pytest.mark.row("OMU-53")
@pytest.mark.row("OMU-111")
@pytest.mark.row("OMU-115")
def test_the_worked_figure_of_940_says_each_step_with_its_rule(omu: World):
    student = evening(omu, language="en")
    granted(student, "disability", "40")
    enrolled(student, five_i(omu, "5710101"), five_i(omu, "5710102"))
    assert owed(omu, student) == [("tuition", "900.00"), ("course", "20.00"), ("course", "20.00")]
    assert str(student.fee_standings.get().charged) == "940.00"
    assert said(student)[0] == (
        "Öğrenim ücreti: İkinci öğretim: her dönem öğrenim ücreti (OMU-74, KOU-101)"
        " → Dönemlik 1.000,00 TL (karar 2015/8014)"
        " → ×1,50 yabancı dilde öğretim (OMU-115) = 1.500,00 TL"
        " → −%40 indirim: disability (R; 2026/7) = 900,00 TL"
    )
    assert said(student, "en")[1].endswith("20.00 TL (decision ÜYK 2015/214)")


@pytest.mark.row("OMU-66")
def test_the_worked_figure_of_nothing(omu: World):
    student = studying(omu, 9)
    granted(student, "martyr_child")
    assert (owed(omu, student), str(student.fee_standings.get().charged)) == (NOTHING, "0.00")


def test_a_course_that_is_no_common_one_costs_nothing(omu: World):
    student = evening(omu)
    enrolled(student, by_distance(omu, omu.course("5710777")))
    assert owed(omu, student) == TUITION
