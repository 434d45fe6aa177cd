"""What tariffs may not be, held against all tariffs of their year."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.utils import translation

from curriculum.models import Department, Faculty, Programme
from fees.models import Tariff
from fees.tariff_checks import problems_of
from tests.world import World

pytestmark = pytest.mark.django_db


def a(line: str, amount: str, **about) -> Tariff:
    money = {name: Decimal(about.pop(name)) for name in ("service_cost", "minimum") if name in about}
    return Tariff(year=2025, line=line, amount=Decimal(amount), decision_no="1", **money, **about)


def codes(*tariffs: Tariff) -> list[tuple[str, tuple[int, ...]]]:
    """Each problem, and the places of the tariffs that it is between."""
    return [
        (p.code, tuple(next(i for i, t in enumerate(tariffs) if t is m) for m in p.tariffs))
        for p in problems_of(tariffs)
    ]


ABOVE = "MATERIAL_ABOVE_TUITION"


@pytest.mark.row("KOU-113")
@pytest.mark.parametrize(
    ("material", "tuition", "found"),
    [
        (("386", "term"), ("385", "term"), [(ABOVE, (0, 1))]),
        (("385", "term"), ("385", "term"), []),
        (("385.01", "term"), ("770", "year"), [(ABOVE, (0, 1))]),  # compared for a term
        (("385", "term"), ("770", "year"), []),
        (("770.01", "year"), ("385", "term"), [(ABOVE, (0, 1))]),
    ],
)
def test_the_material_fee_of_a_term_is_not_above_the_tuition(material, tuition, found):
    rows = a("material", material[0], period=material[1]), a("tuition", tuition[0], period=tuition[1])

    assert codes(*rows) == found


def test_the_two_meet_wherever_a_student_may_pay_both(world: World):
    law = Faculty.objects.create(code="LAW", name="Hukuk")
    material = a("material", "300", education_type="distance")
    wide, narrow = a("tuition", "385"), a("tuition", "250", faculty=law)

    assert codes(material, wide) == []
    assert codes(material, wide, narrow) == [(ABOVE, (0, 2))]  # the tuition of Law is the lower
    assert codes(a("material", "250", faculty=law), material, wide, narrow) == []  # and its own material fee the one
    assert codes(a("material", "390", faculty=world.faculty), wide) == [(ABOVE, (0, 1))]


def test_programmes_are_asked_where_neither_scope_contains_the_other(world: World):
    material = a("material", "300", faculty=world.faculty)
    tuition = a("tuition", "250", level="associate", education_type="distance")
    assert codes(material, a("tuition", "400"), tuition) == []  # of an associate degree in Engineering nobody knows

    Programme.objects.create(
        code="BP", name="Bilgisayar Programcılığı", department=world.ceng, level="associate", education_type="distance"
    )
    assert codes(material, a("tuition", "400"), tuition) == [(ABOVE, (0, 2))]


def test_only_distance_education_pays_for_material_unless_the_tariff_says_otherwise(db):
    evening = a("tuition", "200", education_type="evening")
    distance = a("tuition", "385", education_type="distance")

    assert codes(a("material", "215"), evening, distance) == []
    assert codes(a("material", "215", education_type="evening"), evening, distance) == [(ABOVE, (0, 1))]


@pytest.mark.row("KOU-105")
@pytest.mark.parametrize(("amount", "low"), [("1800", True), ("1999.99", True), ("2000", False)])
def test_students_from_abroad_are_not_asked_for_less_than_the_least_sum(amount: str, low: bool):
    assert codes(a("foreign", amount, minimum="2000")) == ([("FOREIGN_FEE_BELOW_MIN", (0, 0))] if low else [])


def test_the_least_sum_of_everybody_holds_for_a_faculty_and_a_faculty_may_have_its_own(world: World):
    everybody = a("foreign", "2400", minimum="2000", period="year")

    assert codes(everybody, a("foreign", "1000", faculty=world.faculty)) == []  # a term of two
    assert codes(everybody, a("foreign", "999", faculty=world.faculty)) == [("FOREIGN_FEE_BELOW_MIN", (1, 0))]
    assert codes(everybody, a("foreign", "500", faculty=world.faculty, minimum="500")) == []
    assert codes(everybody, a("tuition", "999", faculty=world.faculty)) == []
    assert codes(a("tuition", "999", minimum="500")) == [("MINIMUM_OF_FOREIGN_ONLY", (0,))]


@pytest.mark.row("KOU-103")
@pytest.mark.parametrize(
    ("amount", "period", "found"),
    [
        ("600", "year", True),
        ("500", "year", False),
        ("500.01", "year", True),
        ("250", "term", False),
        ("250.01", "term", True),
    ],
)
def test_students_pay_at_most_half_of_what_a_year_costs(amount: str, period: str, found: bool):
    expected = [("STATE_SHARE_BELOW_HALF", (0,))] if found else []

    assert codes(a("contribution", amount, period=period, service_cost="1000")) == expected
    assert codes(a("contribution", amount, period=period)) == []  # only if the cost is known


def test_a_tariff_of_a_programme_is_of_its_level_and_education_type(world: World):
    said = {"programme": world.programme}

    assert codes(a("tuition", "1", **said, level="bachelor", education_type="day")) == []
    assert codes(a("tuition", "1", **said, level="master")) == [("TARIFF_FOR_NOBODY", (0,))]
    assert codes(a("tuition", "1", **said, education_type="evening")) == [("TARIFF_FOR_NOBODY", (0,))]


@pytest.mark.parametrize("departments", [1, 3])
def test_a_year_of_tariffs_is_held_together_in_one_statement(world: World, departments: int, django_assert_num_queries):
    units = [
        Department.objects.create(code=f"60{i}", prefix=f"D{i}", name="x", faculty=world.faculty)
        for i in range(departments)
    ]
    rows = [a(line, "385", department=unit) for unit in units for line in ("material", "tuition")]
    for t in rows:
        assert t.department.faculty  # at hand

    with django_assert_num_queries(1):
        assert problems_of(rows) == []


def test_a_reason_is_told_in_the_reader_s_language(db):
    [tuition, material] = [
        Tariff(year=2025, line=line, amount=Decimal(n)) for line, n in (("tuition", 385), ("material", 386))
    ]
    with translation.override("tr"):
        [problem] = problems_of([tuition, material])
        said = "Materyal ücreti öğrenim ücretini geçemez: bir dönem için 386,00 TL, 385,00 TL’den çok."
        assert str(problem) == said
