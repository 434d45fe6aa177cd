"""University electives, face to face and at a distance."""

from __future__ import annotations

import pytest

from curriculum.models import CourseCategory, Delivery, Programme, Section
from registration import catalogue
from tests.admin_pages import official, save
from tests.world import World

from .ask import METU, OK, ask, refused, turn

pytestmark = pytest.mark.django_db


@pytest.mark.row("KOU-96")
def test_a_university_elective_is_taken_from_any_department_in_either_form(world: World):
    usd = world.course("5670999")
    CourseCategory.objects.create(course=usd, category="USD")
    face, distant = world.section(usd, 1), world.section(usd, 2)
    assert save(official(world, "secretary", world.ee), distant, delivery="distance").status_code == 302
    assert Section.objects.get(pk=distant.pk).delivery == Delivery.DISTANCE
    ee = Programme.objects.create(code="EE", name="Elektrik", department=world.ee)
    other, another, own = world.student(), world.student("2601240"), world.student("2601250", programme=ee)
    own.programmes.update(curriculum=world.curriculum)  # of no account here, except that a load can be told

    assert [ask(world, who, add=(s,)) for who, s in ((other, face), (another, distant), (own, distant))] == [OK] * 3

    world.criterion(face, department=world.ee)  # a department that keeps its form to itself turns the others away
    catalogue.forget()
    late = world.student("2601260")
    assert ask(world, late, add=(face,)) == refused("CRITERIA_DEPARTMENT", admits=["EE"], mine="CENG")
    assert ask(world, late, add=(distant,)) == OK
    turn("CRITERIA", "off", profile=METU)
    assert ask(world, world.student("2601270"), add=(face,)) == OK
