"""Lists of the term that no longer satisfy a rule since a grade changed: noted, shown to staff, forgotten."""

from __future__ import annotations

import pytest
from django.core.management import call_command

from people.models import Student
from registration.grades.services import GradeRow, enter_grades
from registration.models import Enrolment, Unmet
from tests.admin_pages import official
from tests.registration.ask import turn
from tests.world import World, at

pytestmark = pytest.mark.django_db
LIST = "/admin/registration/unmet/"


@pytest.fixture
def u4(world: World) -> Student:
    """Holds Y, which needs X, passed last term."""
    world.prerequisite(world.y, world.x)
    student = world.student()
    world.passed(student, world.x, "CC")
    world.change(student, add=[world.y1])
    return student


def grade(world: World, student: Student, letter: str) -> None:
    row = GradeRow(student.id, world.x.id, "20251", letter)
    assert enter_grades([row], actor=world.advisor.user).accepted


def noted() -> list[tuple[str, str, str | None]]:
    rows = Unmet.objects.select_related("student", "course").order_by("id")
    return [(u.student.number, u.code, u.course.code if u.course else None) for u in rows]


def test_a_failed_prerequisite_is_noted_and_a_pass_forgets_it(world: World, u4: Student):
    grade(world, u4, "DD")
    assert noted() == []
    grade(world, u4, "FF")
    assert noted() == [("2501231", "PREREQ_MISSING", "CENG331")]
    grade(world, u4, "FD")
    assert len(noted()) == 1
    grade(world, u4, "CC")
    assert noted() == []


def test_any_rule_that_newly_refuses_is_noted(world: World, u4: Student):
    bands = [{"cgpa_from": "0"}, {"cgpa_from": "1.90", "max": "6"}]
    turn("LOAD_EXCEEDED", "refuse", params={"normal": "0", "bands": bands, "graduating_extra": None})
    grade(world, u4, "FF")
    assert sorted(code for _, code, _ in noted()) == ["LOAD_EXCEEDED", "PREREQ_MISSING"]


def test_what_stood_against_a_list_before_is_none_of_it(world: World, u4: Student):
    at("2026-02-20 12:00")  # approvals are closed
    grade(world, u4, "FF")
    assert [code for _, code, _ in noted()] == ["PREREQ_MISSING"]


def test_who_holds_nothing_has_nothing_to_meet(world: World):
    u3 = world.student()
    grade(world, u3, "FF")
    assert noted() == []


def test_the_command_forgets_what_is_satisfied_again(world: World, u4: Student):
    grade(world, u4, "FF")
    call_command("compute_standing", verbosity=0)
    assert len(noted()) == 1
    u4.transcript.update(grade=world.grades["CC"])
    call_command("compute_standing", verbosity=0)
    assert noted() == []


def test_staff_see_who_lacks_what(world: World, u4: Student):
    grade(world, u4, "FF")
    registrar, secretary = official(world, "registrar"), official(world, "secretary", world.ceng)
    for client in (registrar, secretary):
        page = client.get(LIST).content.decode()
        assert "2501231" in page and "A prerequisite of CENG331 is missing: CENG213 (your grade FF)." in page
    assert "2501231" not in official(world, "secretary", world.ee).get(LIST).content.decode()

    Enrolment.objects.all().delete()  # the course has left the list
    assert "2501231" not in registrar.get(LIST).content.decode()
