"""The page of one course: sections with criteria in words, prerequisites as a tree, and the student's own verdict."""

from __future__ import annotations

import pytest
from django.test import override_settings

from curriculum.models import Corequisite, Course, CourseCategory, CourseEquivalence, Meeting, Section
from people.models import Student
from registration import catalogue
from tests.visitor import Shown, Visitor, attributes, text_of
from tests.world import World, at

pytestmark = pytest.mark.django_db
X, Y, ABSENT = "/registration/courses/5710213/", "/registration/courses/5710331/", "/registration/courses/5719999/"


def card(page: Shown, number: int):
    return page.one("article", data_section=str(number))


def verdict(page: Shown, number: int) -> list[str]:
    """What is said under "Can I take it?"."""
    return [text_of(p) for p in page.all("p", page.one("div", card(page, number), class_="for-me"))]


def buttons(page: Shown) -> list[str]:
    return [text_of(b) for b in page.all("button", page.one("main"))]


def tree(page: Shown) -> list[str]:
    """The innermost entries of the prerequisites, in order."""
    within = page.one("section", aria_labelledby="needs-title")
    return [text_of(li) for li in page.all("li", within) if len(page.all("li", li)) == 1]


@pytest.mark.row("METU-10")
def test_a_section_with_its_meetings_seats_and_whom_it_admits(world: World):
    Meeting.objects.filter(section=world.x1).update(room="BMB1", weeks="odd")
    Section.objects.filter(pk=world.x1.pk).update(instructors="A. Hoca")
    world.criterion(world.x1, department=world.ceng, surname_from="A", surname_to="K")
    world.criterion(world.x1, department=world.ee, quota=20)
    u4 = world.student(surname="Kaya")
    page = Visitor(u4.user).get(X)

    first = card(page, 1)
    assert text_of(page.one("p", first, class_="seats-left")) == "30/30 seats left"
    assert [text_of(li) for li in page.all("li", page.one("ul", first, class_="meetings"))] == [
        "Mon 09:40–12:30 · BMB1 odd weeks"
    ]
    assert "A. Hoca" in text_of(first)
    assert [text_of(li) for li in page.all("li", page.one("ul", first, class_="admits"))] == [
        "Students of CENG; surnames A–K admits you",
        "Students of EE · seats kept: 20 of 20 left",
    ]
    assert "The department has set no criteria." in text_of(card(page, 2))
    assert "seats as of 10:00:00" in page.html
    assert Visitor().get(X).leads_to == f"/sign-in/?next={X}"
    assert Visitor(u4.user).get(ABSENT).status == 404


@pytest.mark.row("METU-10")
def test_the_page_says_whether_i_can_take_it_and_a_press_takes_it(world: World):
    world.criterion(world.x1, department=world.ee)
    u4 = world.student()
    visitor = Visitor(u4.user)
    page = visitor.get(X)

    no, *why = verdict(page, 1)
    assert (no, len(why)) == ("No", 1) and "EE" in why[0]
    assert verdict(page, 2) == ["Yes"]
    pressed = visitor.press(page, "Add section 2")
    assert (pressed.status, world.list_of(u4)) == (302, {"CENG213/2"})
    held = visitor.get(X)
    assert verdict(held, 2) == ["On your list"]
    assert "Add section 2" not in buttons(held)


def test_another_section_is_taken_instead_of_the_one_on_the_list(world: World):
    u4 = world.student()
    world.change(u4, add=[world.x1])
    visitor = Visitor(u4.user)
    page = visitor.get(X)

    assert verdict(page, 2) == ["Yes, instead of section 1"]
    visitor.press(page, "Change to section 2")
    assert world.list_of(u4) == {"CENG213/2"}


@pytest.mark.row("METU-10")
def test_before_the_opening_the_sections_are_judged_as_at_that_hour(world: World):
    world.prerequisite(world.y, world.x)
    u4 = world.student(class_year=4)
    at("2026-02-08 12:00")
    visitor = Visitor(u4.user)

    x, y = visitor.get(X), visitor.get(Y)
    assert "Your registration opens on 9 February 2026 09:00." in x.html
    assert verdict(x, 1) == ["Yes, from 9 Feb 09:00"]
    assert verdict(y, 1)[0] == "No"
    assert [b for b in buttons(x) if b.startswith("Add")] == []


def test_after_the_last_window_the_page_says_that_the_list_is_closed(world: World):
    at("2026-03-01 12:00")
    page = Visitor(world.student().user).get(X)

    assert verdict(page, 1) == ["Yes, but your list cannot be changed now."]
    assert len(page.all("div", class_="warn")) == 1


def ceng111() -> Course:
    return Course.objects.get(code="CENG111")


@pytest.fixture
def asking(world: World) -> Student:
    """CENG331 asks for CENG213 with CC and CENG140, or for CENG111; CENG213 asks for CENG140."""
    world.prerequisite(world.y, world.x, min_grade="CC")
    world.prerequisite(world.y, world.course("5710140"))
    world.prerequisite(world.y, world.course("5710111"), set_no=2)
    world.prerequisite(world.x, world.course("5710100"))
    return world.student()


def test_prerequisites_are_a_tree_with_the_students_own_standing(world: World, asking: Student):
    visitor = Visitor(asking.user)
    needs = visitor.get(Y)
    says = [text_of(p) for p in needs.all("p", class_="tree-says")]
    assert says == ["Any one of these · not met", "All of these"]
    assert tree(needs) == [
        "CENG100 Ders CENG100 not taken",  # what CENG213 asks for itself
        "CENG140 Ders CENG140 not taken",
        "CENG111 Ders CENG111 not taken",
    ]
    assert "CENG213 Ders CENG213 (at least CC) not taken" in text_of(
        needs.one("section", aria_labelledby="needs-title")
    )

    world.passed(asking, world.x, "DD")
    world.passed(asking, ceng111(), "FF")
    needs = visitor.get(Y)
    assert "(at least CC) not enough: DD" in text_of(needs.one("section", aria_labelledby="needs-title"))
    assert "CENG111 Ders CENG111 failed: FF" in tree(needs)


def test_a_set_that_is_met_is_said_to_be_met(world: World, asking: Student):
    world.passed(asking, ceng111(), "AA")
    page = Visitor(asking.user).get(Y)

    assert text_of(page.all("p", class_="tree-says")[0]) == "Any one of these · met"
    assert "CENG111 Ders CENG111 passed: AA" in tree(page)


def test_an_equivalent_course_is_named(world: World, asking: Student):
    other = world.course("5670111")
    CourseEquivalence.objects.create(course=other, stands_for=ceng111())
    catalogue.forget()
    visitor = Visitor(asking.user)
    assert "CENG111 Ders CENG111 not taken or its equivalent: EE111" in tree(visitor.get(Y))
    world.passed(asking, other, "BB")
    assert "CENG111 Ders CENG111 passed: BB by EE111" in tree(visitor.get(Y))


def test_a_course_on_the_list_and_a_co_requisite(world: World):
    Corequisite.objects.create(course=world.y, required=world.x)
    world.prerequisite(world.y, world.x)
    u4 = world.student()
    world.change(u4, add=[world.x2])

    assert tree(Visitor(u4.user).get(Y)) == ["CENG213 Ders CENG213 on your list now"] * 2


def test_what_asks_for_the_course_and_for_whom_it_is_what(world: World):
    world.prerequisite(world.y, world.x)
    world.must(world.x, 3)
    CourseCategory.objects.create(course=world.y, category="TE", department=world.ceng)
    CourseCategory.objects.create(course=world.y, category="NTE")
    visitor = Visitor(world.student().user)
    x, y = visitor.get(X), visitor.get(Y)

    assert [text_of(li) for li in x.all("li", x.one("section", aria_labelledby="way-title"))] == [
        "CENG331 Ders CENG331"
    ]
    assert [text_of(li) for li in x.all("li", x.one("section", aria_labelledby="for-title"))] == [
        "Bilgisayar Mühendisliği semester 3, entrants from 1956"
    ]
    assert "A must course of your curriculum, in semester 3." in x.html
    assert [text_of(li) for li in y.all("li", y.one("section", aria_labelledby="for-title"))] == [
        "CENG: Technical elective",
        "students of other departments: Nontechnical elective",
    ]
    assert "You may take it as: Technical elective." in y.html


@pytest.mark.row("KOU-15")
def test_a_distance_section_leads_to_e_ders(world: World):
    Meeting.objects.filter(section=world.x1).delete()
    Section.objects.filter(pk=world.x1.pk).update(delivery="distance")
    visitor = Visitor(world.student().user)

    assert "No meetings: it is followed on E-Ders." in text_of(card(visitor.get(X), 1))
    with override_settings(SITE_DISTANCE_URL="https://eders.example.edu.tr/"):
        page = visitor.get(X)
        links = [attributes(a)["href"] for a in page.all("a", card(page, 1))]
        assert links == ["https://eders.example.edu.tr/"]
        assert page.all("a", card(page, 2)) == []


@pytest.mark.row("KOU-50")
@pytest.mark.parametrize(
    ("first", "last", "shown"),
    [
        ("2026-03-02", "2026-03-13", "02.03.2026–13.03.2026"),
        ("2026-03-02", None, "02.03.2026–"),
        (None, "2026-03-13", "–13.03.2026"),
    ],
)
def test_meetings_of_some_days_alone_are_shown_with_their_dates(world: World, first, last, shown: str):
    Meeting.objects.filter(section=world.x1).update(date_from=first, date_to=last)
    page = Visitor(world.student().user).get(X)

    assert f"Mon 09:40–12:30 {shown}" in text_of(card(page, 1))


def test_staff_read_the_page_without_a_verdict(world: World):
    page = Visitor(world.advisor.user).get(X)

    assert (page.status, page.all("div", class_="for-me")) == (200, [])
    assert text_of(page.one("p", card(page, 1), class_="seats-left")) == "30/30 seats left"


@pytest.mark.parametrize("many", [1, 12])
def test_the_statements_do_not_grow_with_sections(world: World, many: int, django_assert_num_queries):
    world.must(world.x, 3)
    for n in range(3, 3 + many):
        world.criterion(world.section(world.x, n), department=world.ceng, quota=5)
    student, staff = Visitor(world.student().user), Visitor(world.advisor.user)
    student.get(X)

    with django_assert_num_queries(4):  # session; facts; the course with its department; curricula that name it
        student.get(X)
    with django_assert_num_queries(5):  # session; revision; seats; course; curricula
        staff.get(X)
