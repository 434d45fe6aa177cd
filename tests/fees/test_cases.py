"""What is read of a student for the computation: grounds by their days, the ranking, the first term, the year's courses."""

from __future__ import annotations

from datetime import date

import pytest

from curriculum.models import Term
from fees.cases import Told, cases_of
from fees.computing import Case
from fees.models import Ground
from people.models import Student
from registration.rules.settings import Fees
from tests.world import World

from .charging import enrolled, evening, exchange, five_i, granted, owed, studying
from .tariffs import import_tariffs

pytestmark = pytest.mark.django_db


@pytest.fixture
def omu(omu: World) -> World:
    """The term lasts from 16 February to 30 June."""
    omu.term.ends_on = date(2026, 6, 30)
    omu.term.save()
    return omu


def case_of(world: World, student: Student, *, term: Term | None = None, until: str = "") -> Case:
    told = Told(figures=Fees(), collected_until=date.fromisoformat(until) if until else None)
    return cases_of(term or world.term, {student.id: told})[student.id]


def codes(case: Case) -> list[str]:
    return sorted(g.code for g in case.grounds)


@pytest.mark.parametrize(
    ("counts", "since", "until", "found"),
    [
        ("in_term", "2026-06-30", None, True),
        ("in_term", "2026-07-01", None, False),
        ("in_term", "2020-01-01", "2026-02-16", True),
        ("in_term", "2020-01-01", "2026-02-15", False),
        ("at_collection", "2026-02-13", None, True),
        ("at_collection", "2026-02-14", None, False),
        ("at_collection", "2020-01-01", "2026-02-15", False),
        ("whole_term", "2026-02-16", "2026-06-30", True),
        ("whole_term", "2026-02-17", None, False),
        ("whole_term", "2020-01-01", "2026-06-29", False),
    ],
)
def test_a_ground_counts_by_its_days(omu: World, counts, since, until, found):
    student = evening(omu)
    granted(student, "amnesty", since=since, until=until, counts=counts)
    assert codes(case_of(omu, student, until="2026-02-13")) == (["amnesty"] if found else [])


@pytest.mark.parametrize(
    ("counts", "since", "until", "found"),
    [
        ("in_term", "2030-01-01", None, True),
        ("whole_term", "2026-02-16", "2026-02-16", True),
        ("whole_term", "2026-02-17", None, False),
        ("whole_term", "2020-01-01", "2026-02-15", False),
        ("at_collection", "2026-02-14", None, False),
    ],
)
def test_a_term_without_an_end_is_open(omu: World, counts, since, until, found):
    omu.term.ends_on = None
    student = evening(omu)
    granted(student, "amnesty", since=since, until=until, counts=counts)
    assert codes(case_of(omu, student, until="2026-02-13")) == (["amnesty"] if found else [])


@pytest.mark.parametrize("state", ["uploaded", "original_seen", "rejected"])
def test_only_what_was_approved_counts(omu: World, state):
    student = evening(omu)
    granted(student, "amnesty", state=state)
    assert codes(case_of(omu, student)) == []


def test_a_ground_stands_once_by_its_latest_document(omu: World):
    student = evening(omu)
    granted(student, "disability", "40", since="2026-01-05")
    granted(student, "disability", "60", since="2024-01-01")
    granted(student, "scholarship", since="2023-01-01")
    assert codes(case_of(omu, student)) == ["disability", "scholarship"]
    assert [str(g.percent) for g in case_of(omu, student).grounds if g.code == "disability"] == ["40.00"]


def test_a_ground_is_its_row_and_its_document(omu: World):
    student = evening(omu)
    claim = granted(student, "disability", "40")
    Ground.objects.update(rule="OMÜ 8", order=7)
    claim.issuer = "Samsun EAH"
    claim.save()
    (ground,) = case_of(omu, student).grounds
    assert (ground.effect, ground.rule, ground.order, ground.document) == ("by_ratio", "OMÜ 8", 7, "Samsun EAH 2026/7")


@pytest.mark.parametrize(
    ("entry", "semester", "first"), [("20252", 5, True), ("20251", 1, False), ("", 1, False), ("", 2, False)]
)
def test_the_first_term_is_that_of_entry(omu: World, entry, semester, first):
    assert case_of(omu, studying(omu, semester, entry_term=entry)).first_term is first


def test_the_case_says_the_programme_and_the_admission(omu: World):
    case = case_of(omu, studying(omu, 9, kind="mixed", level="master", language="en", admission="protocol"))
    assert (case.year, case.type, case.unit.level, case.unit.faculty_id) == (2025, "mixed", "master", omu.faculty.id)
    assert (case.semester, case.normal_semesters, case.in_normal_duration) == (9, 4, False)
    assert (case.foreign_language, case.admission, case.summer) == (True, "protocol", False)
    assert case_of(omu, exchange(studying(omu))).admission == "exchange"


def test_a_summer_term_is_neither_of_the_two_of_a_year(omu: World):
    import_tariffs(omu)
    summer = Term.objects.create(code="20253", name="Yaz", starts_on=date(2026, 7, 1))
    student = evening(omu)
    assert case_of(omu, student, term=summer).summer
    assert owed(omu, student, summer) == []


def test_the_courses_of_the_year_are_those_charged_before_and_not_taken_back(omu: World):
    import_tariffs(omu)
    autumn = Term.objects.create(code="20251", name="Güz", starts_on=date(2025, 9, 15))
    student, section = studying(omu), five_i(omu)
    section.course.sections.update(term=autumn)
    section.refresh_from_db()
    enrolled(student, section)
    owed(omu, student, autumn)
    assert case_of(omu, student).charged_this_year == {section.course_id}
    assert case_of(omu, student, term=autumn).charged_this_year == frozenset()
    student.enrolments.all().delete()
    owed(omu, student, autumn)
    assert case_of(omu, student).charged_this_year == frozenset()


@pytest.mark.parametrize("students", [1, 3])
def test_students_are_read_in_a_constant_number_of_statements(omu: World, students, django_assert_num_queries):
    told = {}
    for _ in range(students):
        student = evening(omu)
        granted(student, "disability", "40")
        told[student.id] = Told(figures=Fees())
    with django_assert_num_queries(5):
        assert len(cases_of(omu.term, told)) == students


def test_who_follows_no_programme_has_no_case(omu: World):
    student = evening(omu)
    student.programmes.all().delete()
    assert cases_of(omu.term, {student.id: Told(figures=Fees())}) == {}
