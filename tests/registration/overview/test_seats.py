"""How full the sections are, by class and by name; the list behind each number."""

from __future__ import annotations

import pytest
from django.db import connection
from django.utils.translation import override

from curriculum.models import Section
from registration.overview.seats import seats
from tests.registration.overview.office import asked, visitor
from tests.visitor import text_of
from tests.world import World

pytestmark = pytest.mark.django_db


def taken(section: Section, of: str) -> Section:
    """As if "3/30" seats were taken."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE curriculum_seatcounter SET taken = %s, capacity = %s WHERE section_id = %s",
            [*of.split("/"), section.pk],
        )
    return section


@pytest.fixture
def filled(world: World) -> World:
    """X/1 is full, X/2 a half, Y/1 empty; EE has one of a tenth; one is cancelled."""
    taken(world.x1, "30/30")
    taken(world.x2, "5/10")
    ee = world.course("5670201")
    taken(world.section(ee, 1, capacity=40), "4/40")
    Section.objects.filter(pk=world.section(ee, 2, capacity=40).pk).update(cancelled=True)
    return world


def classes(found) -> list[tuple[str, int]]:
    return [(bar.label, bar.total) for bar in found.bars]


CLASSES = {
    "no capacity": ("0/0",),
    "empty": ("0/8",),
    "below a quarter": ("1/8",),
    "below a half": ("2/8", "3/8"),
    "below three quarters": ("4/8", "5/8"),
    "three quarters or more": ("6/8", "7/8"),
    "full to the last seat": ("8/8",),
}


def test_each_section_is_of_one_class(world: World):
    Section.objects.exclude(pk=world.x1.pk).update(cancelled=True)
    office = asked(world)
    for name, examples in CLASSES.items():
        for of in examples:
            taken(world.x1, of)
            with override("en"):
                assert (of, classes(seats(office))) == (of, [(name, 1)])


def test_all_sections_that_are_held_are_counted(filled: World, django_assert_num_queries):
    office = asked(filled)
    assert office.user.roles  # read once a request

    with django_assert_num_queries(3):
        found = seats(office)

    assert [total for _label, total in classes(found)] == [1, 1, 1, 1]
    assert (found.sections, found.taken, found.capacity) == (4, 39, 110)
    assert [(s.name, s.taken, s.capacity) for s in found.fullest] == [
        ("CENG213/1", 30, 30),
        ("CENG213/2", 5, 10),
        ("EE201/1", 4, 40),
    ]  # none of CENG331/1, in which nobody sits
    assert [s.name for s in found.emptiest] == ["CENG331/1", "EE201/1", "CENG213/2", "CENG213/1"]


def test_a_secretary_is_shown_the_own_unit(filled: World):
    found = seats(asked(filled, "secretary", filled.ee))
    assert (found.sections, [s.name for s in found.fullest]) == (1, ["EE201/1"])


def test_each_number_opens_the_list_of_as_many(filled: World):
    registrar = visitor(filled, "registrar")
    for bar in seats(asked(filled, "head", filled.ceng)).bars:
        listed = registrar.get(f"{bar.at}&q=ceng")
        assert text_of(listed.one("p", class_="paginator")).startswith(f"{bar.total} "), bar.label
