"""Who waits because of the catalogue, and goes on waiting where the charging knows an older one."""

from __future__ import annotations

import pytest
from django.db import transaction

from curriculum.models import Course, Section
from registration.catalogue import newest
from registration.charging import charge_moved, charge_waiting
from tests.registration.closing import begun
from tests.world import World

from .cast import all_done, both_ways, by_distance, costs, evening, owed, waiting


@pytest.fixture
def omu(transactional_db) -> World:
    world = World("omu")
    evening(world)
    costs("course", "20.00")
    return world


def test_a_section_that_goes_over_while_its_list_moves_is_not_forgotten(omu: World):
    """The move was judged on the catalogue before: it charges by it, and the list goes on waiting for the next."""
    student = begun(omu, omu.student())
    _, distance = both_ways(omu)
    assert omu.change(student, add=[by_distance(distance)]).accepted
    known, before = newest(omu.term.id), owed(student)
    all_done()
    Section.objects.filter(id=distance.id).update(delivery="face")
    with transaction.atomic():
        charge_moved(known, [student.id], reason="close")
    assert waiting() == {student.id}
    charge_waiting(term_id=omu.term.id)
    assert (waiting(), before, owed(student)) == (set(), ("1000.00", "20.00"), ("1000.00", "0.00"))


def test_a_section_that_is_deleted_is_noted_with_whom_the_course_holds(omu: World):
    """Nobody can take it otherwise any more, which costs another sum."""
    student = begun(omu, omu.student())
    face, distance = both_ways(omu)
    assert omu.change(student, add=[by_distance(distance)]).accepted
    all_done()
    face.delete()
    assert waiting() == {student.id}


@pytest.mark.parametrize("change", [{"ects": "9"}, {"is_five_i": False}])
def test_a_course_that_costs_otherwise_is_noted_with_whom_it_holds(omu: World, change: dict[str, object]):
    student, other = begun(omu, omu.student()), begun(omu, omu.student("2507777"))
    _, distance = both_ways(omu)
    assert omu.change(student, add=[by_distance(distance)]).accepted
    all_done()
    Course.objects.filter(pk=distance.course_id).update(name="Başka", **change)
    assert waiting() == {student.id} and other.id not in waiting()
    all_done()
    Course.objects.filter(pk=distance.course_id).update(name="Yine başka")
    assert waiting() == set()
