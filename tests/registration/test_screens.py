"""The rows that are screens: announcements, courses open to the student, timetable, names of states, contacts."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from advising.services import approve
from curriculum.models import Announcement, CourseCategory, SupportContact, Term
from people.models import Student
from registration import catalogue
from registration.rules.settings import Wording
from tests.admin_pages import errors, filled, official
from tests.visitor import Visitor, attributes, text_of
from tests.world import World, at

from .ask import METU, turn

pytestmark = pytest.mark.django_db
DETAILS, OPEN = "/registration/courses/", "/registration/open/"
TIMETABLE, PAGE = "/registration/timetable/", "/registration/"


def approved(world: World, student: Student) -> None:
    registration = world.registration_of(student)
    moved = approve(
        student_id=student.id, term_id=world.term.id, version=registration.version, actor=world.advisor.user
    )
    assert moved.accepted


def categorised(course, *categories: str, department=None) -> None:
    for category in categories:
        CourseCategory.objects.create(course=course, category=category, department=department)


# announcements


@pytest.mark.row("METU-13")
def test_an_announcement_of_the_department_stands_on_its_courses_and_on_the_list(world: World):
    u2, ee = world.student(class_year=2), Visitor(world.student("2601240").user)
    Announcement.objects.create(department=world.ceng, title="Lab kayıtları", title_en="Labs", body="Pazartesi")
    Announcement.objects.create(course=world.y, title="Derslik değişti")
    Announcement.objects.create(department=world.ee, title="EE duyurusu")
    catalogue.forget()
    visitor = Visitor(u2.user)

    x, y = visitor.get(f"{DETAILS}5710213/"), visitor.get(f"{DETAILS}5710331/")
    assert ("CENG: Labs" in x.html, "Derslik değişti" in x.html, "EE duyurusu" in x.html) == (True, False, False)
    assert ("CENG: Labs" in y.html, "CENG331: Derslik değişti" in y.html) == (True, True)
    assert "CENG: Labs" in visitor.get(DETAILS, q="571").html
    assert "CENG: Lab kayıtları" in Visitor(u2.user, language="tr").get(f"{DETAILS}5710213/").html
    page = visitor.get(PAGE)
    assert ("CENG: Labs" in page.html, "Derslik" in page.html, "EE duyurusu" in page.html) == (True, False, False)
    world.change(u2, add=[world.y1])
    assert "CENG331: Derslik değişti" in visitor.get(PAGE).html
    assert ee.get(f"{DETAILS}5719999/").status == 404


@pytest.mark.row("METU-39")
def test_an_announcement_of_the_term_is_linked_on_the_page_while_it_is_shown(world: World):
    notice = {"title": "Ayrıntılı bilgi", "link": "https://oidb.example.edu.tr/duyuru"}
    Announcement.objects.create(term=world.term, shown_from="2026-02-10", shown_to="2026-02-11", **notice)
    other = Term.objects.create(code="20251", name="Güz")
    Announcement.objects.create(term=other, title="Geçen dönem")
    catalogue.forget()
    visitor = Visitor(world.student().user)

    links = [attributes(a)["href"] for a in visitor.get(PAGE).all("a", visitor.get(PAGE).one("main"))]
    assert notice["link"] in links and "Geçen dönem" not in visitor.get(PAGE).html
    shown = []
    for moment in ("2026-02-09 23:59:59", "2026-02-10 00:00", "2026-02-11 23:59:59", "2026-02-12 00:00"):
        at(moment)
        shown.append(notice["title"] in visitor.get(PAGE).html)
    assert shown == [False, True, True, False]


@pytest.mark.row("METU-13")
def test_a_secretary_keeps_the_announcements_of_the_own_department(world: World):
    secretary = official(world, "secretary", world.ceng)
    add = "/admin/curriculum/announcement/add/"

    def save(**given):
        return secretary.post(add, filled(secretary.get(add), "announcement_form", title="Duyuru", **given))

    assert save(department=str(world.ceng.pk)).status_code == 302
    assert save(course=str(world.x.pk)).status_code == 302
    assert list(errors(save(department=str(world.ee.pk)))) == ["department"]
    assert errors(save()) == {"department": ["Give your department, or one of its courses."]}
    foreign = Announcement.objects.create(department=world.ee, title="EE")
    general = Announcement.objects.create(title="Üniversite")
    assert [
        secretary.get(f"/admin/curriculum/announcement/{a.pk}/change/").status_code for a in (foreign, general)
    ] == [
        403,
        403,
    ]
    assert {a.title for a in secretary.get("/admin/curriculum/announcement/").context["cl"].result_list} == {"Duyuru"}
    registrar = official(world, "registrar")
    assert registrar.post(add, filled(registrar.get(add), "announcement_form", title="Genel")).status_code == 302
    both = filled(
        registrar.get(add), "announcement_form", title="İkisi", department=str(world.ee.pk), course=str(world.x.pk)
    )
    assert errors(registrar.post(add, both)) == {"__all__": ["Give a department or a course, not both."]}


# Açılan Dersler


@pytest.mark.row("OMU-12")
def test_open_courses_come_lower_class_first_then_own_musts_and_electives_then_upper(world: World):
    def offered(code: str):
        course = world.course(code)
        world.section(course, 1)
        return course

    low, passed, own, up, blocked, te = (offered(f"571{n}") for n in ("0101", "0102", "0301", "0401", "0402", "0380"))
    for course, semester in ((low, 2), (passed, 1), (own, 5), (world.x, 6), (up, 7), (blocked, 8)):
        world.must(course, semester)
    world.prerequisite(blocked, own)
    categorised(te, "TE")
    categorised(world.y, "NTE")  # no slot of the class asks for it
    u3 = world.student(class_year=3, semester=5)
    world.passed(u3, passed, "CC")
    world.passed(u3, low, "FF")

    page = Visitor(u3.user).get(OPEN)

    groups = {
        attributes(s)["data-group"]: [text_of(b) for b in page.all("b", s)]
        for s in page.all("section")
        if "data-group" in attributes(s)
    }
    assert list(groups.items()) == [
        ("lower", ["CENG101/1"]),
        ("must", ["CENG213/1", "CENG213/2", "CENG301/1"]),
        ("elective", ["CENG380/1"]),
        ("upper", ["CENG401/1"]),  # CENG402 asks for a prerequisite: not allowed
    ]
    turn("PREREQ_MISSING", "off", profile=METU)
    upper = Visitor(u3.user).get(OPEN)
    assert "CENG402/1" in text_of(upper.one("section", data_group="upper"))


def test_what_is_ticked_among_the_open_courses_is_added(world: World):
    world.must(world.x, 8)
    u4 = world.student()
    visitor = Visitor(u4.user)

    pressed = visitor.press(visitor.get(OPEN), "Add ticked", pick=str(world.x2.id))

    assert (pressed.status, world.list_of(u4)) == (302, {"CENG213/2"})
    assert "On your list" in visitor.get(OPEN).html


def test_without_a_curriculum_nothing_is_open_and_the_page_says_why(world: World):
    u4 = world.student()
    u4.programmes.update(curriculum=None)

    assert "The records name no curriculum of yours" in Visitor(u4.user).get(OPEN).html


@pytest.mark.parametrize("many", [1, 9])
def test_open_courses_take_three_statements(world: World, many: int, django_assert_num_queries):
    for n in range(many):
        course = world.course(f"571{1000 + n}")
        world.must(course, 8)
        world.section(course, 1)
    visitor = Visitor(world.student().user)
    visitor.get(OPEN)

    with django_assert_num_queries(3):  # session; facts; facts with the seats of what is shown
        visitor.get(OPEN)


@pytest.mark.row("OMU-14")
def test_the_timetable_of_the_own_unit_is_seen_while_the_window_is_closed(world: World):
    world.must(world.x, 3)
    world.must(world.y, 5)
    u2 = world.student(class_year=2, semester=3)
    world.change(u2, add=[world.y1])
    at("2026-02-08 12:00")
    visitor = Visitor(u2.user)

    page = visitor.get(TIMETABLE)
    labels = [text_of(b) for b in page.all("b", page.one("table", class_="week"))]
    assert labels == ["CENG213/1", "CENG213/2"]
    clashing = [text_of(page.one("b", div)) for div in page.all("div", page.one("table"), class_="clash")]
    assert clashing == ["CENG213/1"]  # with CENG331/1 on the list; CENG213/2 is merely another section
    third = visitor.get(TIMETABLE, year="3")
    assert [text_of(b) for b in third.all("b", third.one("table"))] == ["CENG331/1"]
    assert third.all("div", third.one("table"), class_="clash") == []
    assert [text_of(a) for a in third.all("a", third.one("main"), aria_current="page")] == ["class 3"]
    assert visitor.get(PAGE).all("table", class_="week")  # and the preview of the own list stays


# the names of states


@pytest.mark.row("OMU-46")
@pytest.mark.parametrize(
    ("language", "metu", "omu"), [("tr", "Onaylı", "Kayıt tamamlandı"), ("en", "Approved", "Registration completed")]
)
def test_an_approved_registration_is_called_as_the_university_does(world: World, language: str, metu: str, omu: str):
    u4 = world.student()
    student, advisor = Visitor(u4.user, language=language), Visitor(world.advisor.user, language=language)
    world.change(u4, add=[world.x2])
    approved(world, u4)

    def said() -> set[str]:
        pages = (student.get(PAGE), advisor.get("/advising/"), advisor.get(f"/advising/{u4.id}/"))
        return {text_of(span) for page in pages for span in page.all("span", class_="state")}

    assert said() == {metu}
    turn("WORDING", "", profile=METU, params={"final": "completed"})
    assert said() == {omu}


@pytest.mark.parametrize(
    ("state", "tr"), [("draft", "Ders seçimi"), ("submitted", "Danışman onayında"), ("returned", "İade edildi")]
)
def test_every_state_has_its_turkish_name(world: World, state: str, tr: str):
    u4 = world.student()
    world.change(u4, add=[world.x2])
    type(world.registration_of(u4)).objects.update(state=state)

    page = Visitor(u4.user, language="tr").get(PAGE)

    assert [text_of(span) for span in page.all("span", class_="state")] == [tr]
    assert Wording().final == "approved"


# whom to ask


@pytest.mark.row("METU-63")
def test_metus_contacts_are_loaded_and_read_without_sign_in(world: World):
    call_command("load_contacts", "metu", stdout=StringIO())
    SupportContact.objects.filter(topic="Kütüphane borcu").update(phone="+90 312 000 00 00")
    out = StringIO()
    call_command("load_contacts", "metu", stdout=out)
    assert out.getvalue() == "metu: 0 contacts new, 7 already there.\n"  # and what was changed stays

    page = Visitor(language="tr").get("/help/contacts/")
    links = [attributes(a)["href"] for a in page.all("a", page.one("main"))]
    assert links == [
        "https://useraccount.metu.edu.tr/",
        "tel:+90 312 000 00 00",
        "https://catalog.metu.edu.tr/",
        "mailto:register@metu.edu.tr",
    ]
    assert "Çatı Kafe Üstü Endüstri Mühendisliğinin Yanı" in page.html
    assert "Library debt" in Visitor().get("/help/contacts/").html
    with pytest.raises(CommandError, match="known: metu"):
        call_command("load_contacts", "xyz")
