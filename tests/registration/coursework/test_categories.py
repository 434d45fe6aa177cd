"""View Student Course Categories: slots filled and left, one's own courses, and any other course."""

from __future__ import annotations

import pytest

from curriculum.models import CourseCategory, CurriculumItem, Programme
from people.models import CourseCounting, StudentProgramme
from tests.visitor import Shown, Visitor, attributes, text_of
from tests.world import World

pytestmark = pytest.mark.django_db
CATEGORIES = "/registration/categories/"


def categorised(course, *categories: str, department=None) -> None:
    for category in categories:
        CourseCategory.objects.create(course=course, category=category, department=department)


@pytest.mark.row("METU-62")
def test_categories_are_those_of_the_students_department_with_the_slots_left(world: World):
    CurriculumItem.objects.filter(curriculum=world.curriculum).delete()
    world.slots(7, 2)
    CurriculumItem.objects.create(curriculum=world.curriculum, semester=8, category="NTE")
    z = world.course("5710490")
    world.section(z, 1)
    categorised(z, "TE", "FE", department=world.ceng)
    categorised(z, "NTE")  # of any other department
    categorised(world.y, "NTE")
    u4 = world.student()
    visitor = Visitor(u4.user)

    def slots(page: Shown) -> dict[str, list[str]]:
        rows = [r for r in page.all("tr") if "data-category" in attributes(r)]
        return {attributes(r)["data-category"]: [text_of(c) for c in page.all("td", r)[1:]] for r in rows}

    page = visitor.get(CATEGORIES, q="ceng")
    assert slots(page) == {"NTE": ["1", "0", "1", "–"], "TE": ["2", "0", "2", "–"]}
    listed = [text_of(li) for li in page.all("li", page.one("section", aria_labelledby="courses-title"))]
    assert listed == [
        "5710331 CENG331 Ders CENG331: NTE (Nontechnical elective)",
        "5710490 CENG490 Ders CENG490: FE (Free elective), TE (Technical elective)",
    ]
    world.passed(u4, z, "DD")
    world.passed(u4, world.y, "FF")  # fills nothing
    assert slots(visitor.get(CATEGORIES)) == {"NTE": ["1", "0", "1", "–"], "TE": ["2", "1", "1", "CENG490"]}
    assert "No course of this search" in visitor.get(CATEGORIES, q="5710213").html

    programme = u4.programmes.get()
    CourseCounting.objects.create(programme=programme, course=z, decided_by=u4.user)  # said to count for nothing
    assert slots(visitor.get(CATEGORIES))["TE"] == ["2", "0", "2", "–"]


@pytest.mark.row("METU-62")
def test_what_ones_own_courses_may_count_as(world: World):
    CurriculumItem.objects.filter(curriculum=world.curriculum).delete()
    world.must(world.x, 3)
    world.slots(7, 1)
    z = world.course("5710490")
    categorised(z, "TE", "FE")
    categorised(world.y, "NTE")
    u4 = world.student()
    world.passed(u4, world.x, "BB")
    world.passed(u4, z, "CC")
    assert world.change(u4, add=[world.y1]).accepted

    page = Visitor(u4.user).get(CATEGORIES)

    rows = [[text_of(c) for c in page.all("td", r)] for r in page.all("tr", page.one("details", class_="own-courses"))]
    assert rows[1:] == [
        ["CENG213 Ders CENG213", "BB", "must course semester 3", "–"],
        ["CENG331 Ders CENG331", "on the list", "nothing", "Nontechnical elective"],
        ["CENG490 Ders CENG490", "CC", "Technical elective semester 7", "Free elective, Technical elective"],
    ]
    assert "A technical course outside the must courses" in text_of(page.one("tr", data_category="TE"))


def test_each_programme_that_is_followed_has_its_slots(world: World):
    u4 = world.student()
    minor = Programme.objects.create(code="EEM", name="Elektronik", department=world.ee)
    StudentProgramme.objects.create(student=u4, programme=minor, kind="minor", is_primary=False, entry_year=2024)

    page = Visitor(u4.user).get(CATEGORIES)

    sections = [s for s in page.all("section") if "data-programme" in attributes(s)]
    assert [text_of(page.one("h2", s)) for s in sections] == [
        "Elective slots of my curriculum Bilgisayar Mühendisliği",
        "Elective slots of my curriculum Elektronik",
    ]
    assert "Your curriculum has no elective slots." in text_of(sections[1])


@pytest.mark.parametrize("many", [1, 9])
def test_categories_take_three_statements(world: World, many: int, django_assert_num_queries):
    u4 = world.student()
    for n in range(many):
        course = world.course(f"571{1000 + n}")
        world.section(course, 1)
        categorised(course, "TE")
        world.passed(u4, course, "CC")
    visitor = Visitor(u4.user)
    visitor.get(CATEGORIES)

    with django_assert_num_queries(3):  # session; facts; the programmes' names
        visitor.get(CATEGORIES, q="ceng")
