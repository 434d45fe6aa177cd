"""The rows of Ondokuz Mayıs beside the list: open courses, names of states, the common compulsory courses of a term."""

from __future__ import annotations

import pytest
from django.utils import translation

from advising.services import approve
from curriculum.models import Course
from registration import catalogue
from registration.term_check import check_term
from registration.transitions import move
from tests.visitor import Visitor, attributes, text_of
from tests.world import World

from .ask import OK, ask, turn

pytestmark = pytest.mark.django_db
OMU, BACHELOR = "OMÜ", "OMÜ · lisans"


@pytest.fixture
def world(db) -> World:
    """The cast of METU's world under the policy of OMÜ."""
    return World(policy="omu")


@pytest.mark.row("OMU-12")
def test_courses_of_an_upper_class_are_open_once_the_lower_ones_are_chosen(world: World):
    plan = {"5710101": 1, "5710301": 5, "5710401": 7}
    lower, own, upper = (world.section(world.course(code), 1) for code in plan)
    for section, semester in zip((lower, own, upper), plan.values(), strict=True):
        world.must(section.course, semester)
    o5 = world.student(class_year=3, semester=5)
    world.passed(o5, lower.course, "FF", "20242")

    def groups() -> dict[str, list[str]]:
        page = Visitor(o5.user).get("/registration/open/")
        marked = [s for s in page.all("section") if "data-group" in attributes(s)]
        return {attributes(s)["data-group"]: [text_of(b) for b in page.all("b", s)] for s in marked}

    first = {"lower": ["CENG101/1"], "must": ["CENG301/1"]}
    assert groups() == first
    assert ask(world, o5, add=(lower,)) == OK
    assert groups()["upper"] == ["CENG401/1"]
    assert ask(world, o5, drop=(lower,)) == OK
    turn("UPPER_NOT_ALLOWED", "off", profile=BACHELOR)
    assert groups() == first | {"upper": ["CENG401/1"]}


@pytest.mark.row("OMU-46")
def test_the_stage_becomes_registration_completed(world: World):
    o1 = world.student()
    assert ask(world, o1, add=(world.x2,)) == OK
    move(student_id=o1.id, term_id=world.term.id, event="send", version=1, actor_id=o1.user_id, acknowledged=True)
    approval = approve(student_id=o1.id, term_id=world.term.id, version=1, actor=world.advisor.user)
    assert approval.accepted

    def stage() -> list[str]:
        page = Visitor(o1.user, language="tr").get("/registration/")
        return [text_of(span) for span in page.all("span", class_="state")]

    assert stage() == ["Kayıt tamamlandı"]
    turn("WORDING", "", profile=OMU, params={"final": "approved"})
    assert stage() == ["Onaylı"]


def found(world: World, code: str) -> list[str]:
    """What one check of the term finds."""
    catalogue.forget()
    with translation.override("en"):
        return [place.label for f in check_term(world.term) if f.check.code == code for place in f.places]


@pytest.mark.row("OMU-47")
def test_a_curriculum_has_all_three_common_courses(world: World):
    names = {"5710801": "ATA101", "5710802": "ATA102", "5710803": "YDİ101", "5710804": "TDİ101"}
    for number, name in names.items():
        course = world.course(number)
        Course.objects.filter(id=course.id).update(code=name, is_five_i=True)
        if name != "TDİ101":
            world.must(course, 1)
    assert found(world, "FIVE_I_MISSING") == ["Bilgisayar Mühendisliği 1956–: 2/3 (ATA, YDİ)"]
    turn("COMMON_COURSES", "", profile=OMU, params={"families": 2, "face_days": [5]})
    assert found(world, "FIVE_I_MISSING") == []
    turn("COMMON_COURSES", "", profile=OMU, since="2026-02-02", params={"families": 3, "face_days": [5]})
    world.must(Course.objects.get(code="TDİ101"), 1)
    assert found(world, "FIVE_I_MISSING") == []


@pytest.mark.row("OMU-49")
def test_face_to_face_they_meet_on_saturday(world: World):
    Course.objects.filter(id=world.x.id).update(is_five_i=True)
    world.section(world.x, 3, (5, "09:00", "11:00"))
    assert found(world, "FIVE_I_DAY") == ["CENG213/1: Monday 09:40-12:30", "CENG213/2: Tuesday 09:40-12:30"]
    turn("COMMON_COURSES", "", profile=OMU, params={"families": 3, "face_days": [0, 5]})
    assert found(world, "FIVE_I_DAY") == ["CENG213/2: Tuesday 09:40-12:30"]
