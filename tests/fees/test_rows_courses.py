"""The rows of courses by distance and of single-course exams: flat, by the year, per ECTS, free; and their material."""

from __future__ import annotations

from datetime import date

import pytest

from curriculum.models import Section, Term
from fees.models import SingleCourseExam, Tariff
from people.models import Student
from tests.registration.ask import turn
from tests.world import World

from .charging import by_distance, charged, dropped, enrolled, evening, five_i, granted, owed, said, studying
from .tariffs import KOU, import_tariffs

pytestmark = pytest.mark.django_db
KOU_POLICY = {"leave_charge": "always", "course_fee": "per_credit", "course_material": "course", "free_exams": 1}
NOTHING: list[tuple[str, str]] = []


@pytest.fixture
def omu(omu: World) -> World:
    import_tariffs(omu)
    return omu


@pytest.fixture
def kou(kou: World) -> World:
    import_tariffs(kou, KOU)
    return kou


def policy(since: str = "2026-02-01", **figures: object) -> None:
    turn("FEES", "", profile="KOÜ", since=since, params=KOU_POLICY | figures)


def esd(world: World, *ects: str, code: int = 5670900) -> list[Section]:
    """Distance sections of courses of another department that are given face to face as well."""
    return [by_distance(world, world.course(str(code + n), ects=e)) for n, e in enumerate(ects)]


def total(student: Student) -> str:
    return str(student.fee_standings.order_by("id").last().charged)


# UZEM


@pytest.mark.row("OMU-53")
def test_each_course_by_distance_costs_its_sum_a_term(omu: World):
    student = studying(omu)
    sections = [five_i(omu, f"571010{n}") for n in (1, 2, 3)]
    enrolled(student, *sections)
    assert (owed(omu, student), total(student)) == ([("course", "20.00")] * 3, "60.00")
    dropped(student, sections[0])
    enrolled(student, Section.objects.get(course=sections[0].course, delivery="face"))
    assert (owed(omu, student), total(student)) == ([("course", "20.00")] * 2, "40.00")
    Tariff.objects.filter(line="course", faculty=None).update(amount="22.50")
    assert (owed(omu, student), total(student)) == ([("course", "22.50")] * 2, "45.00")


@pytest.mark.row("OMU-54")
def test_where_courses_are_yearly_they_cost_their_sum_once_a_year(omu: World):
    autumn = Term.objects.create(code="20251", name="Güz", starts_on=date(2025, 9, 15))
    student = studying(omu, faculty="LAW")
    for number in (1, 2):
        spring = five_i(omu, f"571010{number}")
        before = omu.section(spring.course, 9)
        Section.objects.filter(pk=before.pk).update(term=autumn, delivery="distance")
        Section.objects.create(course=spring.course, term=autumn, number=8)
        enrolled(student, Section.objects.get(pk=before.pk), spring)
    assert owed(omu, student, autumn) == [("course", "40.00")] * 2
    assert owed(omu, student) == NOTHING
    assert "bu yıl bir kez alındı" in said(student)[1]
    owed(omu, student, autumn)
    assert [str(s.charged) for s in student.fee_standings.order_by("term__code")] == ["80.00", "0.00"]


@pytest.mark.row("OMU-54")
def test_a_yearly_course_that_is_first_taken_in_spring_is_charged_then(omu: World):
    student = studying(omu, faculty="LAW")
    enrolled(student, five_i(omu))
    assert owed(omu, student) == [("course", "40.00")]


@pytest.mark.row("OMU-56")
@pytest.mark.parametrize(("level", "due"), [("associate", NOTHING), ("bachelor", [("course", "20.00")] * 3)])
def test_a_vocational_school_has_no_choice_and_pays_nothing(omu: World, level, due):
    student = studying(omu, level=level)
    enrolled(student, *(five_i(omu, f"571010{n}") for n in (1, 2, 3)))
    assert owed(omu, student) == due


@pytest.mark.row("OMU-56")
def test_policy_may_charge_them_all_the_same(omu: World):
    student = studying(omu, level="associate")
    enrolled(student, five_i(omu))
    turn("FEES", "", profile="OMÜ", params={"course_fee": "flat", "distance_only_free": False})
    assert owed(omu, student) == [("course", "20.00")]


@pytest.mark.row("OMU-57")
def test_a_repeat_by_distance_costs_its_sum_again(omu: World):
    student, section = studying(omu, 5), five_i(omu)
    omu.passed(student, section.course, "FF")
    enrolled(student, section)
    assert owed(omu, student) == [("course", "20.00")]


# ESD


@pytest.mark.row("KOU-97")
@pytest.mark.row("KOU-114")
def test_a_course_by_distance_costs_its_ects_and_its_material_and_face_to_face_nothing(kou: World):
    student, (section,) = studying(kou), esd(kou, "4")
    face = Section.objects.get(course=section.course, delivery="face")
    enrolled(student, face)
    assert owed(kou, student) == NOTHING
    dropped(student, face)
    enrolled(student, section)
    assert owed(kou, student) == [("course", "101.92"), ("course_material", "5.00")]
    dropped(student, section)
    assert (owed(kou, student), total(student)) == (NOTHING, "0.00")


@pytest.mark.row("KOU-116")
@pytest.mark.row("KOU-117")
@pytest.mark.row("KOU-118")
@pytest.mark.row("KOU-119")
@pytest.mark.parametrize(
    ("faculty", "ects", "unit", "due", "by_thirty"),
    [
        ("ENG", "1", "25,48", "25.48", "50.97"),
        ("ENG", "4", "25,48", "101.92", "203.88"),
        ("ENG", "5", "25,48", "127.40", "254.85"),
        ("LAW", "4", "19,25", "77.00", "154.00"),
        ("COMM", "4", "16,03", "64.12", "128.28"),
    ],
)
def test_an_ects_costs_the_year_of_the_students_own_faculty_by_sixty(kou: World, faculty, ects, unit, due, by_thirty):
    student = studying(kou, faculty=faculty)
    enrolled(student, *esd(kou, ects))  # of a department of Engineering, whoever the student is
    assert owed(kou, student) == [("course", due), ("course_material", "5.00")]
    assert f"÷ 60 AKTS (karar 2016/9377) = {unit} TL" in said(student)[1]
    policy(year_ects="30")
    assert dict(owed(kou, student)) == {"course": by_thirty, "course_material": "5.00"}


@pytest.mark.row("KOU-106")
@pytest.mark.parametrize(
    ("way", "ects", "due"),
    [("unit_first", "4", "101.92"), ("final", "4", "101.93"), ("unit_first", "5", "127.40"), ("final", "5", "127.42")],
)
def test_the_law_rounds_at_the_end_and_the_university_each_credit(kou: World, way, ects, due):
    student = studying(kou)
    enrolled(student, *esd(kou, ects))
    policy(per_credit_rounding=way, course_material="none")
    assert owed(kou, student) == [("course", due)]


@pytest.mark.row("KOU-115")
def test_a_course_that_is_given_by_distance_alone_costs_nothing_nor_does_its_material(kou: World):
    student = studying(kou)
    enrolled(student, by_distance(kou, kou.course("5670900", ects="4"), ways=("distance",)))
    assert owed(kou, student) == NOTHING
    policy(distance_only_free=False)
    assert owed(kou, student) == [("course", "101.92"), ("course_material", "5.00")]


@pytest.mark.row("KOU-120")
def test_the_worked_figure_of_213_84(kou: World):
    student = studying(kou)
    enrolled(student, *esd(kou, "4", "4"))
    assert owed(kou, student) == [
        ("course", "101.92"),
        ("course", "101.92"),
        ("course_material", "5.00"),
        ("course_material", "5.00"),
    ]
    assert total(student) == "213.84"


@pytest.mark.row("KOU-120")
@pytest.mark.parametrize(("unit", "due"), [("ects", "243.84"), ("term", "208.84"), ("none", "203.84")])
def test_the_material_fee_is_per_ects_or_per_term_where_policy_says_so(kou: World, unit, due):
    student = studying(kou)
    enrolled(student, *esd(kou, "4", "4"))
    policy(course_material=unit)
    owed(kou, student)
    assert total(student) == due


@pytest.mark.row("KOU-114")
def test_discounts_and_exemptions_are_not_of_courses(kou: World):
    student = evening(kou)
    granted(student, "disability", "40")
    enrolled(student, *esd(kou, "4"))
    assert owed(kou, student) == [("tuition", "540.00"), ("course", "101.92"), ("course_material", "5.00")]


@pytest.mark.row("KOU-114")
@pytest.mark.row("OMU-131")
def test_without_the_tariff_of_the_own_faculty_nothing_is_charged(kou: World):
    Tariff.objects.filter(line="tuition", faculty__code="ENG").delete()
    student = evening(kou)
    enrolled(student, *esd(kou, "4"))
    account, lines = charged(kou, student)
    assert (lines, [m["line"] for m in account.missing]) == (NOTHING, ["tuition"])


# single-course exams


@pytest.mark.row("KOU-89")
def test_the_first_single_course_exam_is_free_and_the_next_is_charged(kou: World):
    student = studying(kou)

    def enters(course, day: int) -> SingleCourseExam:
        return SingleCourseExam.objects.create(
            student=student, term=kou.term, course=course, taken_on=date(2026, 6, day), recorded_by=kou.advisor.user
        )

    enters(kou.x, 1)
    assert owed(kou, student) == NOTHING
    second = enters(kou.y, 2)
    assert owed(kou, student) == [("exam", "50.00")]
    enters(kou.y, 3)
    assert owed(kou, student) == [("exam", "100.00")]
    policy(free_exams=0)
    assert owed(kou, student) == [("exam", "150.00")]
    SingleCourseExam.objects.filter(pk=second.pk).update(cancelled_at=second.recorded_at)
    assert owed(kou, student) == [("exam", "100.00")]
