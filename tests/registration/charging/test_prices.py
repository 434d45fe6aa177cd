"""What the distance form of a course costs stands beside the choice, before it is made (OMU-58, KOU-98)."""

from __future__ import annotations

import pytest

from fees.models import Tariff
from tests.registration.ask import turn
from tests.visitor import Visitor, text_of
from tests.world import World

from .cast import both_ways, costs

SEARCH = "/registration/search/"
pytestmark = pytest.mark.django_db


def tags(world: World, query: str = "ee901", language: str = "tr") -> list[str]:
    found = Visitor(world.student().user, language=language, htmx=True).get(SEARCH, q=query)
    return [text_of(tag) for tag in found.all("span", class_="tag")]


@pytest.mark.row("OMU-53")
@pytest.mark.row("OMU-58")
@pytest.mark.parametrize(
    ("language", "said"), [("tr", ["yüz yüze", "uzaktan 20,00 TL"]), ("en", ["face to face", "distance 20.00 TL"])]
)
def test_uzem_costs_so_much(db, language: str, said: list[str]):
    omu = World("omu")
    costs("course", "20.00")
    both_ways(omu)
    assert tags(omu, language=language) == said


@pytest.mark.row("KOU-98")
@pytest.mark.row("KOU-117")
def test_esd_costs_by_its_ects_with_the_material(db):
    """1529/60 is 25.48 a credit: four are 101.92, and 5.00 of material."""
    kou = World("kou")
    costs("tuition", "1529.00", education_type="distance", period="year")
    costs("course_material", "5.00")
    both_ways(kou, ects="4")
    assert tags(kou)[1] == "uzaktan 106,92 TL"


def test_where_nothing_is_chosen_or_nothing_costs_there_is_no_price(db):
    omu = World("omu")
    costs("course", "20.00")
    both_ways(omu)
    Tariff.objects.all().delete()
    assert tags(omu) == ["yüz yüze", "uzaktan"]  # the tariff is missing, and nothing is made up


def test_the_price_takes_no_statement_where_there_is_no_choice(db, django_assert_num_queries):
    omu = World("omu")
    costs("course", "20.00")
    both_ways(omu)
    visitor = Visitor(omu.student().user, htmx=True)
    visitor.get(SEARCH, q="ceng")
    with django_assert_num_queries(3):
        visitor.get(SEARCH, q="ceng")
    with django_assert_num_queries(13):
        visitor.get(SEARCH, q="ee901")
    both_ways(omu, "5670902")
    visitor.get(SEARCH, q="ceng")
    with django_assert_num_queries(13):
        visitor.get(SEARCH, q="ee90")
    turn("FEES", "", profile="OMÜ", params={"course_fee": "none"})
    visitor.get(SEARCH, q="ee90")
    with django_assert_num_queries(3):
        visitor.get(SEARCH, q="ee90")
