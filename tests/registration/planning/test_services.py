"""Writing a plan: courses and their sections come, go and change places."""

from __future__ import annotations

import pytest

from people.models import Student
from registration.planning import services
from registration.planning.services import MOST_COURSES, MOST_SECTIONS
from registration.rules.facts import Line
from tests.world import World

from .plans import plan_of, planned

pytestmark = pytest.mark.django_db


@pytest.fixture
def mine(world: World) -> dict:
    u4 = world.student()
    return {"student_id": u4.id, "term_id": world.term.id, "actor_id": u4.user_id}


def plan(world: World) -> list[tuple[int, ...]]:
    return plan_of(world, Student.objects.get(number="2501231"))


def test_what_is_added_comes_last(world: World, mine):
    services.add_to_plan(**mine, lines=[Line(world.y1.id), Line(world.x1.id)])
    services.add_to_plan(**mine, lines=[Line(world.x2.id)])

    assert plan(world) == [(world.y1.id,), (world.x1.id, world.x2.id)]


def test_what_is_put_becomes_the_first_choice_of_its_course(world: World, mine):
    services.add_to_plan(**mine, lines=[Line(world.x1.id), Line(world.y1.id)])

    assert services.put_into_plan(**mine, lines=[Line(world.x2.id)]) == ()
    assert plan(world) == [(world.x2.id, world.x1.id), (world.y1.id,)]

    services.put_into_plan(**mine, lines=[Line(world.x1.id)])
    assert plan(world) == [(world.x1.id, world.x2.id), (world.y1.id,)]


def test_with_replace_the_plan_becomes_just_these(world: World, mine):
    services.add_to_plan(**mine, lines=[Line(world.x1.id), Line(world.x2.id), Line(world.y1.id)])

    services.put_into_plan(**mine, lines=[Line(world.x2.id)], replace=True)

    assert plan(world) == [(world.x2.id,)]


def test_how_a_section_is_to_be_taken_is_kept(world: World, mine):
    line = Line(world.x1.id, "ni", "TE", "face")

    services.put_into_plan(**mine, lines=[line])

    assert services.read_plan(mine["student_id"], world.term.id)[0].lines == (line,)


def test_a_section_that_the_term_does_not_have_is_refused_and_nothing_is_put(world: World, mine):
    [finding] = services.put_into_plan(**mine, lines=[Line(world.x1.id), Line(987654)])

    assert (finding.code, finding.figures) == ("SECTION_NOT_FOUND", {"section": 987654})
    assert plan(world) == []


def test_courses_and_sections_move_a_place_and_stay_at_the_ends(world: World, mine):
    services.add_to_plan(**mine, lines=[Line(world.x1.id), Line(world.x2.id), Line(world.y1.id)])

    services.move_in_plan(**mine, course_id=world.y.id, up=True)
    services.move_in_plan(**mine, section_id=world.x1.id, up=False)
    assert plan(world) == [(world.y1.id,), (world.x2.id, world.x1.id)]

    services.move_in_plan(**mine, course_id=world.y.id, up=True)
    services.move_in_plan(**mine, section_id=world.x1.id, up=False)
    services.move_in_plan(**mine, section_id=987654, up=False)
    assert plan(world) == [(world.y1.id,), (world.x2.id, world.x1.id)]


def test_a_course_goes_with_its_last_section(world: World, mine):
    services.add_to_plan(**mine, lines=[Line(world.x1.id), Line(world.x2.id), Line(world.y1.id)])

    services.remove_from_plan(**mine, section_id=world.x1.id)
    assert plan(world) == [(world.x2.id,), (world.y1.id,)]
    services.remove_from_plan(**mine, section_id=world.x2.id)
    assert plan(world) == [(world.y1.id,)]
    services.remove_from_plan(**mine, course_id=world.y.id)
    assert plan(world) == []


def test_a_plan_is_no_longer_than_anybody_can_mean(world: World, mine):
    sections = [world.section(world.x, 3 + n) for n in range(MOST_SECTIONS + 1)]
    courses = [world.section(world.course(f"57150{n:02}"), 1) for n in range(MOST_COURSES + 1)]

    [finding] = services.add_to_plan(**mine, lines=[Line(s.id) for s in sections])

    assert (finding.code, finding.course_id, finding.figures) == ("PLAN_COURSE_FULL", world.x.id, {"most": 6})
    [finding] = services.add_to_plan(**mine, lines=[Line(s.id) for s in courses])
    assert (finding.code, finding.figures) == ("PLAN_FULL", {"most": 15})
    assert plan(world) == []


def test_nobody_writes_the_plan_of_another(world: World, mine):
    with pytest.raises(Student.DoesNotExist):
        services.add_to_plan(**mine | {"actor_id": world.advisor.user_id}, lines=[Line(world.x1.id)])


def test_plans_of_two_students_are_apart(world: World, mine):
    other = world.student("2501240")
    services.add_to_plan(**mine, lines=[Line(world.x1.id)])

    planned(world, other, [world.x2])

    assert (plan(world), plan_of(world, other)) == ([(world.x1.id,)], [(world.x2.id,)])


@pytest.mark.parametrize("many", [1, 12])
def test_writing_takes_as_many_statements_at_one_course_and_at_many(
    world: World, mine, many, django_assert_num_queries
):
    sections = [world.section(world.course(f"57150{n:02}"), 1) for n in range(many)]
    services.add_to_plan(**mine, lines=[Line(s.id) for s in sections])

    # savepoint, student, plan; what stands there, its sections and itself go, courses and sections come; release
    with django_assert_num_queries(9):
        services.add_to_plan(**mine, lines=[Line(world.x1.id)])
