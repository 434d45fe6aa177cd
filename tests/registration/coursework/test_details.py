"""View Program Course Details (64): departments to choose from, and the courses of one with sections and seats."""

from __future__ import annotations

import pytest

from registration import catalogue
from registration.coursework.details import departments_named
from tests.visitor import Visitor, attributes, text_of
from tests.world import World

pytestmark = pytest.mark.django_db
DETAILS = "/registration/courses/"


@pytest.mark.row("METU-09")
@pytest.mark.row("METU-10")
def test_details_of_a_department_by_its_numeric_code(world: World):
    world.prerequisite(world.y, world.x, min_grade="DD")
    world.prerequisite(world.y, world.course("5710140"), set_no=2)
    world.x1.instructors = "A. Hoca"
    world.x1.save()
    u4 = world.student()
    world.change(u4, add=[world.x2])
    page = Visitor(u4.user).get(DETAILS, q="571")

    assert [text_of(h) for h in page.all("h3")] == ["5710213 CENG213 Ders CENG213", "5710331 CENG331 Ders CENG331"]
    x = page.one("details", id="c5710213")
    assert text_of(page.one("summary", x)).endswith("3 credits · 5 ECTS · 2 sections · 59 seats left")
    rows = [[text_of(cell) for cell in page.all("td", row)] for row in page.all("tr", x)[1:]]
    assert rows == [["1", "Mon 09:40–12:30", "A. Hoca", "30/30"], ["2", "Tue 09:40–12:30", "–", "29/30"]]
    assert "Prerequisites: CENG213 ≥ DD or CENG140" in text_of(page.one("details", id="c5710331"))
    assert "seats as of 10:00:00" in page.html
    assert "View Program Course Details (64)" in text_of(page.one("nav"))
    assert Visitor().get(DETAILS, q="571").leads_to == "/sign-in/?next=/registration/courses/%3Fq%3D571"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("571", ["571"]),
        ("ceng", ["571"]),
        ("BİLGİSAYAR", ["571"]),
        ("muhendis", ["567", "571"]),
        ("bilgisayar mühendisliği", ["571"]),
        ("57", ["571"]),
        ("zzz", []),
        ("", []),
    ],
)
def test_a_department_is_found_by_code_prefix_or_name(world: World, query: str, found: list[str]):
    world.section(world.course("5670201"), 1)
    units = {world.ceng.id: "571", world.ee.id: "567"}

    assert sorted(units[d] for d in departments_named(catalogue.newest(world.term.id), query)) == found


@pytest.mark.row("METU-09")
def test_without_a_question_the_numeric_codes_of_departments_stand_there(world: World):
    world.section(world.course("5670201"), 1)

    page = Visitor(world.student().user).get(DETAILS)

    assert [text_of(li) for li in page.all("li", page.one("ul", class_="catalogue"))] == [
        "567 Elektrik-Elektronik Mühendisliği EE",
        "571 Bilgisayar Mühendisliği CENG",
    ]


def test_several_departments_are_offered_to_choose_from(world: World):
    world.section(world.course("5670201"), 1)

    page = Visitor(world.advisor.user).get(DETAILS, q="muhendis")

    assert [attributes(a)["href"] for a in page.all("a", page.one("main"))] == [
        "/registration/courses/",
        "?q=567",
        "?q=571",
    ]
    assert "Nothing found for “zzz”." in Visitor(world.advisor.user).get(DETAILS, q="zzz").html


@pytest.mark.parametrize("many", [1, 9])
def test_the_statements_do_not_grow_with_courses(world: World, many: int, django_assert_num_queries):
    for n in range(many):
        world.section(world.course(f"571{1000 + n}"), 1)
    visitor = Visitor(world.student().user)
    visitor.get(DETAILS)

    with django_assert_num_queries(4):  # session; revision; the department; its seats
        visitor.get(DETAILS, q="571")
