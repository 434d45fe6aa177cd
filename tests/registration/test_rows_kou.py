"""The rows of Kocaeli: conditional passes, the add-drop week, compulsory courses, ÜSD and the choice of delivery."""

from __future__ import annotations

from datetime import date

import pytest

from curriculum.models import CourseCategory, Programme, Section, SupportContact, Term
from people.models import Student, TranscriptEntry
from registration.models import Enrolment, Window
from registration.rules.facts import Line
from tests.admin_pages import filled, official
from tests.visitor import Visitor, attributes
from tests.world import World, at, local

from .ask import OK, ask, refused, turn, warned

pytestmark = pytest.mark.django_db
KOU, BACHELOR = "KOÜ", "KOÜ · lisans"


@pytest.fixture
def world(db) -> World:
    """The cast of METU's world under the policy of KOÜ."""
    return World(policy="kou")


def ways(world: World) -> tuple[Section, Section]:
    """An ÜSD course of another department: face to face, and electronic with live lessons on Tuesday."""
    course = world.course("5670901")
    CourseCategory.objects.create(course=course, category="USD")
    face, esd = world.section(course, 1, (2, "09:40", "10:30")), world.section(course, 2, (1, "09:40", "10:30"))
    Section.objects.filter(id=esd.id).update(delivery="distance")
    return face, esd


@pytest.mark.row("KOU-35")
def test_a_conditional_pass_satisfies_a_prerequisite_until_it_is_decided(world: World):
    world.prerequisite(world.y, world.x)
    open_, lost = world.student(), world.student("2501240")
    for who, outcome in ((open_, "conditional"), (lost, "must_repeat")):
        world.passed(who, world.x, "DD")
        TranscriptEntry.objects.filter(student=who).update(outcome=outcome)
    need = {"numeric_code": "5710213", "code": "CENG213", "min_grade": None, "grade": "DD"}
    missing = refused("PREREQ_MISSING", missing=[need], alternatives=0)
    assert ask(world, lost, add=(world.y1,)) == missing
    turn("PREREQ_MISSING", "refuse", profile=KOU, params={"conditional_satisfies": False})
    assert ask(world, open_, add=(world.y1,)) == missing
    turn("PREREQ_MISSING", "refuse", profile=KOU, since="2026-02-10", params={"conditional_satisfies": True})
    assert ask(world, open_, add=(world.y1,)) == OK


# the add-drop week


@pytest.mark.row("KOU-64")
def test_add_drop_is_the_first_week_of_teaching(world: World):
    """A row of the calendar: seven days from Monday 18 September 2017."""
    Window.objects.all().delete()
    Term.objects.update(starts_on=date(2017, 9, 18))
    week = Window(kind="add_drop", opens_at=local("2017-09-18 00:00"), closes_at=local("2017-09-25 00:00"))
    week.term = world.term
    week.save()
    u1 = world.student()
    world.registered_in_period(u1)
    at("2017-09-17 23:59:59")
    span = {"opens": "2017-09-18T00:00:00+03:00", "closes": "2017-09-25T00:00:00+03:00"}
    assert ask(world, u1, add=(world.x1,)) == refused("WINDOW_CLOSED", **span)
    at("2017-09-24 23:59:59")
    assert ask(world, u1, add=(world.x1,)) == OK
    at("2017-09-25 00:00:00")
    over = {"opens": None, "closes": "2017-09-25T00:00:00+03:00"}
    assert ask(world, u1, add=(world.x2,), drop=(world.x1,)) == refused("WINDOW_CLOSED", **over)
    turn("WINDOW_CLOSED", "off", profile=KOU, since="2017-09-01")
    assert ask(world, u1, add=(world.x2,), drop=(world.x1,)) == OK


@pytest.mark.row("KOU-65")
def test_compulsory_courses_stay_in_add_drop(world: World):
    world.must(world.x, 1)
    repeated = world.section(world.course("5710140"), 1)
    u4 = world.student()
    world.passed(u4, repeated.course, "FF")
    assert ask(world, u4, add=(world.x1, repeated)) == OK
    elective = world.section(world.course("5710141"), 1)
    assert ask(world, u4, drop=(world.x1,)) == OK  # in the registration period the student is free
    assert ask(world, u4, add=(world.x1,)) == OK

    world.registered_in_period(u4)
    at("2026-02-24 10:00")
    turn("LOAD_EXCEEDED", "off", profile=BACHELOR)  # and the catalogue is read anew
    assert ask(world, u4, add=(elective,)) == OK
    assert ask(world, u4, drop=(world.x1,)) == refused("COMPULSORY_DROP", grade=None)
    assert ask(world, u4, drop=(repeated,)) == refused("COMPULSORY_DROP", grade="FF")
    assert ask(world, u4, add=(world.x2,), drop=(world.x1,)) == OK  # a change of section is no drop
    assert ask(world, u4, drop=(elective,)) == OK
    turn("COMPULSORY_DROP", "refuse", profile=KOU, params={"windows": ["registration"]})
    assert ask(world, u4, drop=(repeated,)) == OK
    turn("COMPULSORY_DROP", "warn", profile=KOU, since="2026-02-10", params={"windows": ["add_drop"]})
    assert ask(world, u4, drop=(world.x2,)) == warned("COMPULSORY_DROP", grade=None)


# university electives and delivery


def from_other_departments(world: World) -> list[Student]:
    ee = Programme.objects.create(code="EE", name="Elektrik-Elektronik", department=world.ee)
    turn("LOAD_EXCEEDED", "off", profile=BACHELOR)
    return [world.student(), world.student("2501240", programme=ee)]


@pytest.mark.row("KOU-96")
def test_a_university_elective_is_open_to_every_department_in_both_forms(world: World):
    face, esd = ways(world)
    ceng, ee = from_other_departments(world)
    assert ask(world, ceng, add=(Line(face.id, category="USD", mode="face"),)) == OK
    assert ask(world, ee, add=(Line(esd.id, mode="distance"),)) == OK
    assert list(Enrolment.objects.order_by("id").values_list("section_id", "category")) == [
        (face.id, "USD"),
        (esd.id, "USD"),
    ]
    turn("CATEGORY_MISMATCH", "refuse", profile=KOU, params={"free_elective": False})
    third = world.student("2501250")
    wrong = {"asked": "TE", "admits": ["USD"]}
    assert ask(world, third, add=(Line(face.id, category="TE", mode="face"),)) == refused("CATEGORY_MISMATCH", **wrong)
    assert ask(world, third, add=(Line(face.id, category="USD", mode="face"),)) == OK


@pytest.mark.row("KOU-98")
@pytest.mark.row("KOU-110")
def test_students_choose_the_form_of_their_own_will(world: World):
    """None is preselected: without a choice neither section is taken."""
    face, esd = ways(world)
    ceng, ee = from_other_departments(world)
    for section in (face, esd):
        assert ask(world, ceng, add=(section,)) == refused("MODE_REQUIRED")
    assert ask(world, ceng, add=(Line(face.id, mode="face"),)) == OK
    assert ask(world, ee, add=(Line(esd.id, mode="distance"),)) == OK
    turn("MODE", "off", profile=KOU)
    assert ask(world, world.student("2501250"), add=(esd,)) == OK


@pytest.mark.row("KOU-111")
def test_a_course_given_by_distance_only_asks_nothing(world: World):
    face, esd = ways(world)
    face.delete()
    u1 = world.student()
    assert ask(world, u1, add=(esd,)) == OK
    turn("MODE", "refuse", profile=KOU, params={"only": "face"})
    assert ask(world, world.student("2501240"), add=(esd,)) == refused("MODE_NOT_ALLOWED", mode="face")


@pytest.mark.row("KOU-109")
def test_live_lessons_at_a_distance_clash(world: World):
    _, esd = ways(world)
    u1, u2 = world.student(), world.student("2501240")
    both = (world.x2, Line(esd.id, mode="distance"))
    clash = {"other": esd.id, "weekday": 1, "start": 580, "end": 630}
    assert ask(world, u1, add=both) == warned("TIME_CONFLICT", **clash)
    turn("TIME_CONFLICT", "warn", profile=BACHELOR, params={"live_distance": False})
    assert ask(world, u2, add=both) == OK


# links


@pytest.mark.row("KOU-33")
def test_the_links_to_the_regulations_are_the_registrars(world: World):
    """To the regulation on grades, to the list of conditional courses (article 25), to the programme's site."""
    addresses = [
        f"https://www.kocaeli.edu.tr/{page}" for page in ("notlar", "gecici/Madde25_KosulluDersler.pdf", "uzem")
    ]
    for address in addresses:
        SupportContact.objects.create(topic=address, unit="Öğrenci İşleri", link=address)

    def links() -> list[str]:
        page = Visitor(language="tr").get("/help/contacts/")
        return [attributes(a)["href"] for a in page.all("a", page.one("main"))]

    assert links() == addresses
    article = SupportContact.objects.get(link=addresses[1])
    moved = "https://www.kocaeli.edu.tr/yonetmelik/madde25.pdf"
    registrar, form = official(world, "registrar"), f"/admin/curriculum/supportcontact/{article.pk}/change/"
    typed = filled(registrar.get(form), "supportcontact_form", link=moved)
    assert registrar.post(form, typed).status_code == 302
    assert links() == [addresses[0], moved, addresses[2]]
