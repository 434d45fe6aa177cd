"""The box that finds anything: who finds what, and where it leads."""

from __future__ import annotations

import pytest

from people.models import StudentProgramme, Teaching
from tests.visitor import Shown, Visitor, attributes, text_of
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(world: World) -> World:
    """U4 of CENG and a student of EE, with an instructor of CENG213/2."""
    world.student(surname="Işık")
    ee = world.ee.programme_set.create(code="EE", name="Elektrik-Elektronik")
    world.student("2601240", surname="Çelik", programme=ee)
    world.x2.instructors = "Şule Öğüt"
    world.x2.save()
    return world


def of(world: World, kind: str, department=None, **fields) -> Visitor:
    return Visitor(world.role(world.staff("biri", **fields), kind, department).staff.user)


@pytest.fixture
def registrar(office: World) -> Visitor:
    return of(office, "registrar", is_staff=True)


def found(shown: Shown) -> dict[str, list[str]]:
    """What was found, by group."""
    groups = shown.all("section", class_="panel")
    return {text_of(shown.one("h2", g)): [text_of(s) for s in shown.all("strong", g)] for g in groups}


def ways(shown: Shown) -> dict[str, str]:
    """Where the first hit leads."""
    first = shown.all("ul", class_="hits")[0].children[0]
    links = shown.all("a", within=first)
    return {text_of(a): attributes(a)["href"] for a in (links if len(links) == 1 else links[1:])}


@pytest.mark.parametrize("query", ["işık", "IŞIK", "isik", "Deniz ISIK", "2501231", "25012", "2501231 deniz"])
def test_a_student_is_found_by_name_and_number_as_turkish_is_typed(registrar: Visitor, query: str):
    assert found(registrar.get("/find/", q=query)) == {"Students": ["Deniz Işık · 2501231"]}


@pytest.mark.parametrize(
    ("query", "groups"),
    [
        ("5710213", {"Courses": ["CENG213 Ders CENG213"], "Sections": ["CENG213/1", "CENG213/2"]}),
        ("ceng 213", {"Courses": ["CENG213 Ders CENG213"], "Sections": ["CENG213/1", "CENG213/2"]}),
        ("ceng213/2", {"Sections": ["CENG213/2"]}),
        ("CENG213 / 2", {"Sections": ["CENG213/2"]}),
        ("sule ogut", {"Sections": ["CENG213/2"]}),
        ("danisman", {"Staff": ["Dr. Ada Danisman"]}),
        ("celik", {"Students": ["Deniz Çelik · 2601240"]}),
        ("zzz", {}),
        ("d", {}),
        ("", {}),
    ],
)
def test_the_registrar_finds_anything(registrar: Visitor, query: str, groups: dict[str, list[str]]):
    assert found(registrar.get("/find/", q=query)) == groups


def test_it_leads_the_registrar_to_everything_of_a_student(office: World, registrar: Visitor):
    u4 = StudentProgramme.objects.get(programme=office.programme).student
    assert ways(registrar.get("/find/", q="isik")) == {
        "In the administration": f"/admin/people/student/{u4.pk}/change/",
        "Change the list": f"/admin/registration/termregistration/for/{u4.pk}/",
        "Fee account": f"/fees/desk/{u4.pk}/",
        "Account": f"/accounts/{u4.user_id}/",
        "View as this student": f"/viewing/{u4.pk}/",
        "Library hold": "/library/?q=2501231",
    }


@pytest.mark.parametrize("query", ["isik", "celik", "danisman", "5710213", "ceng213/2"])
def test_every_way_that_is_offered_opens(office: World, query: str):
    unit_roles = [("secretary", office.ceng), ("head", office.ceng)]
    for kind, unit in [*unit_roles, *((k, None) for k in ("registrar", "fee_officer", "library", "help_desk"))]:
        visitor = Visitor(office.role(office.staff(f"bir-{kind}", is_staff=True), kind, unit).staff.user)
        shown = visitor.get("/find/", q=query)
        for link in [a for ul in shown.all("ul", class_="hits") for a in shown.all("a", within=ul)]:
            assert (kind, attributes(link)["href"], visitor.get(attributes(link)["href"]).status) == (
                kind,
                attributes(link)["href"],
                200,
            )


def test_a_secretary_finds_the_students_and_sections_of_the_own_unit(office: World):
    secretary = of(office, "secretary", office.ee, is_staff=True)

    assert found(secretary.get("/find/", q="deniz")) == {"Students": ["Deniz Çelik · 2601240"]}
    assert found(secretary.get("/find/", q="ceng213")) == {"Courses": ["CENG213 Ders CENG213"]}
    assert found(secretary.get("/find/", q="danisman")) == {}


def test_an_advisor_finds_advisees_and_the_sections_taught(office: World):
    other = office.staff("baska")
    Teaching.objects.create(section=office.x2, staff=other)
    StudentProgramme.objects.get(programme__code="EE").student.advisorships.update(advisor=other)
    advisor = Visitor(other.user)

    shown = advisor.get("/find/", q="deniz")
    assert found(shown) == {"Students": ["Deniz Çelik · 2601240"]}
    assert list(ways(shown).values()) == [f"/advising/{other.advisorships.get().student_id}/"]
    assert found(advisor.get("/find/", q="ceng213"))["Sections"] == ["CENG213/2"]


@pytest.mark.parametrize(("kind", "way"), [("help_desk", "/accounts/"), ("library", "/library/")])
def test_a_desk_finds_whom_it_serves(office: World, kind: str, way: str):
    shown = of(office, kind).get("/find/", q="isik")
    assert [
        href.startswith(way)
        for href in (attributes(a)["href"] for a in shown.all("a", within=shown.one("ul", class_="hits")))
    ] == [True]


def test_who_has_no_such_role_finds_courses_alone(office: World):
    assert found(of(office, "board_clerk").get("/find/", q="deniz")) == {}


@pytest.mark.parametrize("path", ["/accounts/", "/library/", "/fees/desk/", "/fees/desk/claims/"])
def test_what_no_keyboard_writes_is_a_blank(registrar: Visitor, path: str):
    shown = registrar.get(path, q="deniz\x00isik")

    assert (shown.status, "2501231" in shown.html) == (200, path != "/fees/desk/claims/")


def test_of_many_the_first_are_shown_and_the_way_to_the_rest(office: World, registrar: Visitor):
    for n in range(12):
        office.student(f"261{n:02}00", surname="Işık")

    shown = registrar.get("/find/", q="işık")

    assert len(found(shown)["Students"]) == 12
    [rest] = [a for a in shown.all("a") if text_of(a) == "There are more: all of them"]
    assert attributes(rest)["href"] == "/admin/people/student/?q=isik"


def test_the_box_stands_in_the_header_of_the_admin(registrar: Visitor):
    page = registrar.get("/admin/")
    assert attributes(page.one("form", class_="find"))["action"] == "/find/"
    assert page.all("form", class_="find") and not Visitor().get("/admin/").all("form", class_="find")


@pytest.mark.parametrize("students", [1, 12])
def test_the_statements_do_not_grow(office: World, registrar: Visitor, students: int, django_assert_num_queries):
    """Session, roles, staff, advisees, students, programmes, programmes' names, staff, courses, taught, sections."""
    for n in range(students):
        office.student(f"261{n:02}00", surname="Ceng")

    with django_assert_num_queries(11):
        registrar.get("/find/", q="ceng")
