"""Class lists: final registrations alone, by the Turkish alphabet, as page, PDF and sheet, to whom they are open."""

from __future__ import annotations

import io

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from curriculum.models import Course
from people.models import Student, StudentProgramme, Teaching
from registration.models import Enrolment, TermRegistration
from tests.visitor import Shown, Visitor, text_of
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def a1(world: World) -> Visitor:
    """Teaches X/1."""
    Teaching.objects.create(section=world.x1, staff=world.advisor)
    return Visitor(world.advisor.user)


def address(world: World, ending: str = "") -> str:
    return f"/classes/{world.x1.id}/{ending}"


def enrolled(world: World, number: str, state: str = "final", **fields) -> Student:
    student = world.student(number, **fields)
    assert world.change(student, add=[world.x1]).accepted
    TermRegistration.objects.filter(student=student).update(state=state)
    return student


def listed(shown: Shown, title: str = "list-title") -> list[str]:
    """The rows of a list of the page."""
    panels = [s for s in shown.all("section") if shown.all("h2", s, id=title)]
    return [text_of(row) for panel in panels for row in shown.all("tr", panel)[1:]]


@pytest.mark.row("OMU-05")
def test_only_final_registrations_stand_on_the_list(world: World, a1: Visitor):
    enrolled(world, "2501231", surname="Ak")
    for number, state in enumerate(("unregistered", "excuse_pending", "on_leave", "cancelled", "draft", "returned")):
        enrolled(world, f"25020{number}0", state)

    shown = a1.get(address(world))

    assert (shown.status, listed(shown)) == (200, ["1 2501231 Ak , Deniz CENG 4"])
    assert listed(shown, "provisional-title") == []


@pytest.mark.row("OMU-05")
def test_what_is_sent_or_approved_stands_on_a_provisional_list_and_is_marked(world: World, a1: Visitor):
    enrolled(world, "2501231", surname="Ak")
    enrolled(world, "2501240", "submitted", surname="Boz")
    enrolled(world, "2501250", "approved", surname="Can")

    shown = a1.get(address(world))

    assert listed(shown) == ["1 2501231 Ak , Deniz CENG 4"]
    assert listed(shown, "provisional-title") == [
        "1 2501240 Boz , Deniz CENG 4 registration not complete",
        "2 2501250 Can , Deniz CENG 4 registration not complete",
    ]


@pytest.mark.row("METU-18")
def test_who_was_not_approved_until_the_close_stands_on_no_list(world: World, a1: Visitor):
    enrolled(world, "2501231", "unregistered")

    page, sheet = a1.get(address(world)), rows_of(a1, world)

    assert (listed(page), listed(page, "provisional-title"), len(sheet)) == ([], [], 1)
    assert "2501231" not in text_of_pdf(a1, world)


def test_the_order_is_that_of_the_turkish_alphabet(world: World, a1: Visitor):
    surnames = ["Çelik", "Cemal", "Zorlu", "İnce", "Işık", "Öz", "Oz", "Şen", "Sever", "Ünal", "Uçar", "Ğ"]
    for number, surname in enumerate(surnames):
        enrolled(world, f"2503{number:02}0", surname=surname)
    twin = enrolled(world, "2504000", surname="Oz")
    Student.objects.filter(pk=twin.pk).update(first_name="Çiğdem")

    ordered = [row.split()[2] for row in listed(a1.get(address(world)))]
    assert ordered == ["Cemal", "Çelik", "Ğ", "Işık", "İnce", "Oz", "Oz", "Öz", "Sever", "Şen", "Uçar", "Ünal", "Zorlu"]
    assert [row.split()[4] for row in listed(a1.get(address(world))) if " Oz " in row] == ["Çiğdem", "Deniz"]


def test_not_included_and_a_missing_programme_are_shown(world: World, a1: Visitor):
    enrolled(world, "2501231", surname="Ak")
    newcomer = enrolled(world, "2501240", surname="Boz")
    Enrolment.objects.filter(student=newcomer).update(status="ni", programme=None)
    StudentProgramme.objects.filter(student=newcomer).delete()

    assert listed(a1.get(address(world))) == ["1 2501231 Ak , Deniz CENG 4", "2 2501240 Boz , Deniz – – NI"]


# to take away


def rows_of(visitor: Visitor, world: World) -> list[tuple]:
    response = visitor.client.get(address(world, "list.xlsx"))
    assert response.headers["Content-Disposition"] == 'attachment; filename="CENG213-1-20252.xlsx"'
    return list(load_workbook(io.BytesIO(response.content)).active.iter_rows(values_only=True))


def test_a_file_of_a_course_with_turkish_letters_is_named_so(world: World, a1: Visitor):
    Course.objects.filter(pk=world.x.pk).update(code="İNG101")

    named = a1.client.get(address(world, "list.xlsx")).headers["Content-Disposition"]
    assert named == "attachment; filename*=utf-8''%C4%B0NG101-1-20252.xlsx"


def text_of_pdf(visitor: Visitor, world: World) -> str:
    response = visitor.client.get(address(world, "list.pdf"))
    assert response.headers["Content-Type"] == "application/pdf"
    reader = PdfReader(io.BytesIO(response.content))
    box = reader.pages[0].mediabox
    assert (round(box.width / 72 * 25.4), round(box.height / 72 * 25.4)) == (210, 297)
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def test_the_sheet_says_what_the_page_says(world: World, a1: Visitor):
    enrolled(world, "2501231", surname="Çağrı")
    ni = enrolled(world, "2501240", "submitted", surname="Boz")
    Enrolment.objects.filter(student=ni).update(status="ni")

    heading, *rows = rows_of(a1, world)
    assert heading == (
        *("Student number", "Surname", "First name", "Programme", "Class", "Status"),
        *("Registration", "Attendance"),
    )
    assert rows == [
        ("2501231", "Çağrı", "Deniz", "CENG", 4, None, "complete", None),
        ("2501240", "Boz", "Deniz", "CENG", 4, "NI", "provisional", None),
    ]


@pytest.mark.parametrize("typed", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://x")'])
def test_no_cell_of_the_sheet_is_a_formula(world: World, a1: Visitor, typed: str):
    student = enrolled(world, "2501231")
    Student.objects.filter(pk=student.pk).update(last_name=typed, first_name=typed)

    response = a1.client.get(address(world, "list.xlsx"))
    cells = next(load_workbook(io.BytesIO(response.content)).active.iter_rows(min_row=2))
    assert {cell.data_type for cell in cells} <= {"s", "inlineStr", "n"}
    assert [cell.value[0] for cell in cells[1:3]] == ["'", "'"]


def test_the_pdf_has_every_letter_and_boxes_to_tick(world: World, a1: Visitor):
    enrolled(world, "2501231", surname="Çağrıoğlu İşçi")
    enrolled(world, "2501240", "approved", surname="Şöğüt")

    text = text_of_pdf(a1, world)
    assert "CENG213/1 Ders CENG213" in text
    assert "# Number Name Programme Class 1 2 3 4 5 6 7 8" in text
    assert "1 2501231 Çağrıoğlu İşçi, Deniz CENG 4" in text
    assert "Provisional: sent or approved, registration not complete" in text
    assert "1 2501240 Şöğüt, Deniz CENG 4" in text


def test_an_empty_list_is_said_to_be_empty(world: World, a1: Visitor):
    assert "Nobody is on the list yet." in a1.get(address(world)).html
    assert "Nobody is on the list yet." in text_of_pdf(a1, world)


# whose it is


@pytest.mark.parametrize("ending", ["", "list.pdf", "list.xlsx"])
def test_a_list_is_open_to_who_teaches_it_and_who_keeps_its_unit(world: World, a1: Visitor, ending: str):
    world.role(world.staff("sek571"), "secretary", world.ceng)
    world.role(world.staff("baskan571"), "head", world.ceng)
    world.role(world.staff("sek567"), "secretary", world.ee)
    world.role(world.staff("baskan567"), "head", world.ee)
    world.role(world.staff("ogr"), "registrar")
    world.role(world.staff("kutuphane"), "library")
    teaches_another = world.staff("hoca")
    Teaching.objects.create(section=world.x2, staff=teaches_another)
    by_role = {
        staff.user.username: Visitor(staff.user).client.get(address(world, ending)).status_code
        for staff in type(world.advisor).objects.all()
    }

    assert by_role == {
        "danisman": 200,
        "sek571": 200,
        "baskan571": 200,
        "ogr": 200,
        "sek567": 403,
        "baskan567": 403,
        "kutuphane": 403,
        "hoca": 403,
    }
    assert Visitor(world.student().user).client.get(address(world, ending)).status_code == 403


def test_a_section_that_is_not_there_is_refused_like_anothers(world: World, a1: Visitor):
    registrar = Visitor(world.role(world.staff("ogr"), "registrar").staff.user)
    assert [v.get("/classes/999999/").status for v in (a1, registrar)] == [403, 404]


def test_who_teaches_no_longer_sees_nothing(world: World, a1: Visitor):
    Teaching.objects.all().delete()
    assert a1.get(address(world)).status == 403


# the way there


def links(shown: Shown) -> list[str]:
    return [text_of(row) for row in shown.all("tr")[1:]]


def test_a_secretary_finds_the_sections_of_the_unit_and_grades_none(world: World):
    other = world.section(world.course("5670201"), 1)
    secretary = Visitor(world.role(world.staff("sek571"), "secretary", world.ceng).staff.user)

    shown = secretary.get("/grades/")
    assert [row.split()[2] for row in links(shown)] == ["CENG213", "CENG213", "CENG331"]
    assert shown.all("a", href=f"/grades/{world.x1.id}/") == []
    assert len(shown.all("a", href=f"/classes/{world.x1.id}/")) == 1
    assert [row.split()[2] for row in links(secretary.get("/grades/", q="ceng 331"))] == ["CENG331"]
    assert links(secretary.get("/grades/", q=other.course.code)) == []


def test_an_instructor_gets_from_the_first_page_to_list_and_grades(world: World, a1: Visitor):
    first = a1.get("/grades/")
    assert [a.name for a in first.all("a", href="/grades/")]  # in the navigation of every page
    assert (
        len(first.all("a", href=f"/classes/{world.x1.id}/")) == len(first.all("a", href=f"/grades/{world.x1.id}/")) == 1
    )


@pytest.mark.parametrize("many", [1, 30])
@pytest.mark.parametrize("ending", ["", "list.xlsx"])
def test_a_list_takes_five_statements_whatever_its_length(
    world: World, a1: Visitor, many: int, ending: str, django_assert_num_queries
):
    for number in range(many):
        enrolled(world, f"251{number:03}0", surname=f"Ad{number}")
    a1.get(address(world))

    with django_assert_num_queries(5):  # session; the section, roles and who teaches it; the list
        a1.client.get(address(world, ending))
