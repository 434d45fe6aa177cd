"""The rows of the catalogue that judge a whole list: warnings, fee, load, prerequisites; as test_rows.py does."""

from __future__ import annotations

from decimal import Decimal

import pytest

from curriculum.models import Curriculum, CurriculumItem, Programme, Section
from fees.models import FeeStanding
from people.models import StudentProgramme
from registration.models import PolicyRule
from tests.world import World, at

from .ask import METU, OK, ask, refused, turn, warned

pytestmark = pytest.mark.django_db

# warnings


@pytest.mark.row("METU-71")
def test_a_clash_in_the_week_warns(world: World):
    clash = {"other": world.x1.id, "weekday": 0, "start": 640, "end": 690}
    u3, other = world.student(class_year=3), world.student("2501240", class_year=3)
    ask(world, u3, add=(world.x1,))
    ask(world, other, add=(world.x1,))
    assert ask(world, u3, add=(world.y1,)) == warned("TIME_CONFLICT", **clash)
    assert world.list_of(u3) == {"CENG213/1", "CENG331/1"}

    turn("TIME_CONFLICT", "refuse")
    assert ask(world, other, add=(world.y1,)) == refused("TIME_CONFLICT", **clash)
    turn("TIME_CONFLICT", "off", since="2026-02-10")
    assert ask(world, other, add=(world.y1,)) == OK


@pytest.mark.row("METU-72")
def test_changing_the_load_of_the_first_semester_warns(world: World):
    CurriculumItem.objects.filter(semester=1).delete()
    courses = [world.course(f"571010{n}") for n in range(7)]
    for course in courses[:6]:
        world.must(course, 1)
    six, more = tuple(world.section(c, 1) for c in courses[:6]), world.section(courses[6], 1)
    again = world.section(courses[0], 2)
    u0 = world.student(class_year=1, semester=1, cgpa="3.00")
    assert ask(world, u0, add=six) == OK

    assert ask(world, u0, add=(again,), drop=(six[0],)) == OK  # a section change is no load change
    assert ask(world, u0, add=(more,)) == warned("FIRST_TERM_LOAD_CHANGED", courses=7, normal=6)
    assert ask(world, u0, drop=(more,)) == OK
    assert ask(world, u0, drop=(six[5],)) == warned("FIRST_TERM_LOAD_CHANGED", courses=5, normal=6)
    turn("FIRST_TERM_LOAD_CHANGED", "off")
    assert ask(world, u0, drop=(six[4],)) == OK


@pytest.mark.row("METU-73")
def test_fewer_than_three_courses_warn(world: World):
    u3 = world.student(class_year=3)
    third, fourth = (world.section(world.course(code), 1) for code in ("5710140", "5710242"))
    ask(world, u3, add=(world.x2, world.y1, third, fourth))
    assert ask(world, u3, drop=(fourth,)) == OK
    assert ask(world, u3, drop=(third,)) == warned("FEW_COURSES", courses=2, least=3)

    turn("FEW_COURSES", "warn", params={"least": 1})
    assert ask(world, u3, drop=(world.y1,)) == OK
    assert ask(world, u3, drop=(world.x2,)) == warned("FEW_COURSES", courses=0, least=1)


# refusals


@pytest.mark.parametrize(("paid", "due"), [("0.00", "500.00"), ("499.99", "0.01"), ("500.00", None), ("600.00", None)])
@pytest.mark.row("METU-85")
def test_the_fee_is_paid_before_the_add(world: World, paid, due):
    u4 = world.student()
    FeeStanding.objects.create(student=u4, term=world.term, charged=Decimal(500), paid=Decimal(paid))
    if due is None:
        assert ask(world, u4, add=(world.x2,)) == OK
        return
    assert ask(world, u4, add=(world.x2,)) == refused("FEE_UNPAID", due=due)
    turn("FEE_UNPAID", "refuse", profile=METU, phases=["approve"])  # the gate moves to the approval
    assert ask(world, u4, add=(world.x2,)) == OK


def sections(world: World, count: int) -> tuple[Section, ...]:
    return tuple(world.section(world.course(f"57104{n:02}"), 1) for n in range(count))


@pytest.mark.row("METU-86")
def test_the_example_of_the_load_in_credits(world: World):
    """The row's figures stand for profiles that count credits (DESIGN.md §12)."""
    turn("LOAD_EXCEEDED", "refuse", params={"unit": "credit", "bands": [{"cgpa_from": "0", "max": "21"}]})
    u3, eight = world.student(class_year=3), sections(world, 8)
    assert ask(world, u3, add=eight[:6]) == OK
    assert ask(world, u3, add=(eight[6],)) == OK
    over = {"load": "24.00", "max": "21", "unit": "credit", "cgpa": "2.20"}
    assert ask(world, u3, add=(eight[7],)) == refused("LOAD_EXCEEDED", **over)
    assert len(world.list_of(u3)) == 7


@pytest.mark.parametrize(("cgpa", "most"), [("1.99", 5), ("2.00", 6), ("2.49", 6), ("2.50", 7)])
@pytest.mark.row("METU-86")
def test_the_load_of_metu(world: World, cgpa, most):
    u3, all_ = world.student(class_year=3, cgpa=cgpa), sections(world, most + 1)
    assert ask(world, u3, add=all_[:most]) == OK
    over = {"load": str(most + 1), "max": str(most), "unit": "courses", "cgpa": cgpa}
    assert ask(world, u3, add=(all_[most],)) == refused("LOAD_EXCEEDED", **over)

    turn("LOAD_EXCEEDED", "off")
    assert ask(world, u3, add=(all_[most],)) == OK
    turn("LOAD_EXCEEDED", "refuse", since="2026-02-10", params={"bands": [{"cgpa_from": "0", "max": "1"}]})
    assert ask(world, u3, drop=(all_[0],)) == OK  # a drop is never refused for a load that was too high


@pytest.mark.row("METU-88")
def test_a_prerequisite_needs_its_grade(world: World):
    world.prerequisite(world.y, world.x, min_grade="DD")
    failed, passed = world.student(class_year=3), world.student("2501240", class_year=3)
    world.passed(passed, world.x, "DD", "20242")
    world.passed(failed, world.x, "FF", "20242")
    need = {"numeric_code": "5710213", "code": "CENG213", "min_grade": "DD", "grade": "FF"}

    assert ask(world, passed, add=(world.y1,)) == OK
    assert ask(world, failed, add=(world.y1,)) == refused("PREREQ_MISSING", missing=[need], alternatives=0)
    turn("PREREQ_MISSING", "off", profile=METU)
    assert ask(world, failed, add=(world.y1,)) == OK


@pytest.mark.row("METU-88")
def test_the_last_grade_and_any_set_decide(world: World):
    other = world.course("5710140")
    world.prerequisite(world.y, world.x, min_grade="DD")
    world.prerequisite(world.y, other, set_no=2)
    again, instead = world.student(), world.student("2501240")
    world.passed(again, world.x, "FF", "20251")
    world.passed(again, world.x, "CC", "20242")  # entered later, taken earlier
    world.passed(instead, other, "DD")
    needs = {"numeric_code": "5710213", "code": "CENG213", "min_grade": "DD", "grade": "FF"}
    assert ask(world, again, add=(world.y1,)) == refused("PREREQ_MISSING", missing=[needs], alternatives=1)
    assert ask(world, instead, add=(world.y1,)) == OK


@pytest.mark.row("METU-89")
def test_a_prerequisite_belongs_to_the_course_not_to_the_department(world: World):
    world.prerequisite(world.y, world.x)
    electrical = Programme.objects.create(code="EE", name="Elektrik-Elektronik", department=world.ee)
    curriculum = Curriculum.objects.create(programme=electrical)
    CurriculumItem.objects.create(curriculum=curriculum, semester=1, category="TE")
    ceng, ee = world.student(), world.student("2501240", programme=electrical)
    StudentProgramme.objects.filter(student=ee).update(curriculum=curriculum)
    need = {"numeric_code": "5710213", "code": "CENG213", "min_grade": None, "grade": None}
    for who in (ceng, ee):
        assert ask(world, who, add=(world.y1,)) == refused("PREREQ_MISSING", missing=[need], alternatives=0)


@pytest.mark.row("METU-93")
def test_one_table_of_rows_decides_what_warns_and_what_refuses(world: World):
    u4 = world.student()
    FeeStanding.objects.create(student=u4, term=world.term, charged=Decimal(500))
    clash = ("TIME_CONFLICT", {"other": world.y1.id, "weekday": 0, "start": 640, "end": 690})
    both = ("FEE_UNPAID", {"due": "500.00"}), clash
    turn("FEE_UNPAID", "off", profile=METU)
    assert ask(world, u4, add=(world.y1,)) == OK
    turn("FEE_UNPAID", "refuse", profile=METU, since="2026-02-09")
    assert ask(world, u4, add=(world.x1,)) == ("refused", list(both))
    turn("FEE_UNPAID", "warn", profile=METU, since="2026-02-10")
    assert ask(world, u4, add=(world.x1,)) == ("accepted", list(both))


def test_a_row_comes_into_force_by_itself_at_midnight(world: World):
    u4 = world.student()
    FeeStanding.objects.create(student=u4, term=world.term, charged=Decimal(500))
    turn("FEE_UNPAID", "off", profile=METU, since="2026-02-11")
    at("2026-02-10 23:59:59")
    assert ask(world, u4, add=(world.x2,)) == refused("FEE_UNPAID", due="500.00")
    at("2026-02-11 00:00:00")
    assert ask(world, u4, add=(world.x2,)) == OK


def test_a_rule_without_a_row_refuses_every_change(world: World):
    PolicyRule.objects.filter(code="FEE_UNPAID").delete()
    assert ask(world, world.student(), add=(world.x2,)) == refused("POLICY_MISSING", rule="FEE_UNPAID")


def test_preview_and_commit_say_the_same_of_an_unknown_section(world: World):
    assert ask(world, world.student(), add=(Section(id=999_999),)) == refused("SECTION_NOT_FOUND", section=999_999)
