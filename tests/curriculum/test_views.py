"""The public catalogue: at addresses that stay, without sign-in, kept by a browser until it changes."""

from __future__ import annotations

import pytest
from django.db import connection

from curriculum.models import (
    Corequisite,
    CourseCategory,
    CourseEquivalence,
    Curriculum,
    CurriculumItem,
    Meeting,
    Programme,
    Section,
)
from tests.visitor import Shown, Visitor, attributes, text_of
from tests.world import World

pytestmark = pytest.mark.django_db
CATALOGUE, CENG, X, Y = "/catalog/", "/catalog/CENG/", "/catalog/CENG/5710213/", "/catalog/CENG/5710331/"


def canonical(page: Shown) -> str:
    return attributes(page.one("link", rel="canonical"))["href"]


def entries(page: Shown, title: str) -> list[str]:
    """The innermost entries of a part of the page."""
    within = page.one("section", aria_labelledby=title)
    return [text_of(li) for li in page.all("li", within) if len(page.all("li", li)) == 1]


@pytest.mark.row("METU-08")
def test_the_curriculum_of_a_department_is_read_by_semester_without_sign_in(world: World):
    CurriculumItem.objects.filter(curriculum=world.curriculum).delete()
    world.must(world.x, 3)
    world.must(world.y, 5)
    CurriculumItem.objects.create(curriculum=world.curriculum, semester=5, order=1, category="NTE")

    page = Visitor().get(CENG)

    assert page.status == 200
    tables = page.all("table", class_="curriculum-semester")
    assert [text_of(page.one("caption", t)) for t in tables] == ["Semester 3", "Semester 5"]
    rows = [[[text_of(c) for c in page.all("td", r)] for r in page.all("tr", page.one("tbody", t))] for t in tables]
    assert rows == [
        [["CENG213 Ders CENG213", "3", "5"]],
        [["CENG331 Ders CENG331", "3", "5"], ["Nontechnical elective"]],
    ]
    assert [text_of(page.one("tfoot", t)) for t in tables] == ["Together 3 5", "Together and 1 elective 3 5"]
    assert "Must courses: 6 credits, 10 ECTS · 1 elective" in page.html
    assert text_of(page.one("div", id="kind-NTE")).startswith("Nontechnical elective (NTE) A course outside")
    assert canonical(page) == CENG
    assert [text_of(li) for li in page.all("li", page.one("ul", class_="courses"))] == [
        "CENG213 Ders CENG213",
        "CENG331 Ders CENG331",
    ]


def test_departments_stand_under_their_faculties(world: World):
    world.course("5670201")
    page = Visitor().get(CATALOGUE)

    assert text_of(page.one("section", class_="faculty")) == (
        "Faculty of Engineering CENG 571 Bilgisayar Mühendisliği EE 567 Elektrik-Elektronik Mühendisliği"
    )


@pytest.mark.parametrize(
    ("query", "departments", "courses"),
    [
        ("BİLGİSAYAR", ["CENG"], []),
        ("bilgisayar", ["CENG"], []),
        ("ceng 213", [], ["CENG213"]),
        ("5710213", [], ["CENG213"]),
        ("ISIK", [], ["CENG490"]),
        ("ışık", [], ["CENG490"]),
        ("zzz", [], []),
    ],
)
def test_the_search_folds_turkish_letters(world: World, query: str, departments: list[str], courses: list[str]):
    light = world.course("5710490")
    light.name = "Işık"
    light.save()
    page = Visitor().get(CATALOGUE, q=query)

    found = [text_of(a) for a in page.all("a", page.one("main")) if attributes(a)["href"] != CATALOGUE]
    assert found == departments + courses
    assert ("Nothing found for" in page.html) == (not found)


def test_a_search_for_nothing_shows_all_departments(world: World):
    for nothing in ("", "  ", "\x00"):
        assert Visitor().get(CATALOGUE, q=nothing).one("section", class_="faculty")


def test_a_programme_is_read_as_entrants_of_a_year_follow_it(world: World):
    world.curriculum.entry_year_to = 2019
    world.curriculum.save()
    newer = Curriculum.objects.create(programme=world.programme, entry_year_from=2020)
    CurriculumItem.objects.create(curriculum=newer, semester=1, course=world.x)

    newest, older = Visitor().get(CENG), Visitor().get(CENG, entry="2015")

    assert "entrants from 2020" in text_of(newest.one("h2", id=f"v{newer.pk}"))
    others = newest.all("a", newest.one("p", class_="not-printed"))
    assert [(text_of(a), attributes(a)["href"]) for a in others] == [("1956–2019", "?entry=1956")]
    assert "entrants from 1956 to 2019" in text_of(older.one("h2", id=f"v{world.curriculum.pk}"))
    assert canonical(older) == f"{CENG}?entry=2015"
    for odd in ("x", "20200", "²²²²", "1900"):
        assert Visitor().get(CENG, entry=odd).all("h2", id=f"v{newer.pk}")


def test_an_item_of_a_later_decision_is_not_shown_yet(world: World):
    CurriculumItem.objects.filter(curriculum=world.curriculum).delete()
    world.must(world.x, 3)
    CurriculumItem.objects.create(curriculum=world.curriculum, semester=4, course=world.y, effective_term="20991")

    assert [text_of(c) for c in Visitor().get(CENG).all("caption")] == ["Semester 3"]


@pytest.mark.row("METU-08")
def test_a_course_with_what_it_asks_for_and_its_sections_without_seats(world: World):
    world.prerequisite(world.y, world.x, min_grade="CC")
    world.prerequisite(world.y, world.course("5710140"))
    world.prerequisite(world.y, world.course("5710111"), set_no=2)
    Corequisite.objects.create(course=world.y, required=world.x)
    CourseEquivalence.objects.create(course=world.course("5670331"), stands_for=world.y)
    CourseCategory.objects.create(course=world.y, category="TE", department=world.ceng)
    CourseCategory.objects.create(course=world.y, category="NTE")
    world.must(world.y, 5)
    Meeting.objects.filter(section=world.y1).update(room="BMB1")
    Section.objects.filter(pk=world.y1.pk).update(instructors="A. Hoca")

    page = Visitor().get(Y)

    assert [text_of(p) for p in page.all("p", class_="tree-says")] == ["Any one of these", "All of these"]
    assert entries(page, "needs-title") == [
        "CENG213 Ders CENG213 at least CC",
        "CENG140 Ders CENG140",
        "CENG111 Ders CENG111",
        "CENG213 Ders CENG213",
        "EE331 Ders EE331",
    ]
    assert [text_of(c) for c in page.all("td")] == ["1", "Monday 10:40–11:30 · BMB1", "A. Hoca"]
    assert entries(page, "for-title") == [
        "Bilgisayar Mühendisliği semester 5, entrants from 1956",
        "CENG: Technical elective",
        "students of other departments: Nontechnical elective",
    ]
    assert entries(Visitor().get(X), "way-title") == ["CENG331 Ders CENG331"]
    assert "30/30" not in page.html
    assert canonical(page) == Y


def test_a_course_has_one_address(world: World):
    anyone = Visitor()

    assert [anyone.get(path).leads_to for path in ("/catalog/EE/5710213/", "/catalog/ceng/5710213/")] == [X, X]
    assert [anyone.get(path).status for path in ("/catalog/CENG/5719999/", "/catalog/XX/")] == [404, 404]
    assert [anyone.get(path).status for path in ("/catalog/ceng/", "/catalog/571/")] == [200, 200]
    assert canonical(anyone.get("/catalog/571/")) == CENG


def test_names_are_shown_in_both_languages(world: World):
    world.x.name_en = "Data Structures"
    world.x.save()

    english, turkish = (Visitor(language=language).get(X) for language in ("en", "tr"))
    assert text_of(english.one("h1")) == "CENG213 Data Structures 5710213"
    assert text_of(english.one("span", lang="tr")) == "Ders CENG213"
    assert text_of(turkish.one("h1")) == "CENG213 Ders CENG213 5710213"
    assert text_of(turkish.one("span", lang="en")) == "Data Structures"


@pytest.mark.parametrize("path", [CATALOGUE, CENG, X])
def test_a_browser_keeps_a_page_until_the_catalogue_changes(world: World, path: str):
    anyone = Visitor().client
    first = anyone.get(path)
    tag = first.headers["ETag"]
    assert first.headers["Cache-Control"] == "private, max-age=300"
    again = anyone.get(path, headers={"if-none-match": tag})
    assert (again.status_code, again.content) == (304, b"")

    anyone.cookies["theme"] = "dark"
    assert anyone.get(path, headers={"if-none-match": tag}).status_code == 200
    del anyone.cookies["theme"]
    with connection.cursor() as cursor:
        cursor.execute("UPDATE curriculum_revision SET number = number + 1")
    assert anyone.get(path, headers={"if-none-match": tag}).status_code == 200


def test_who_is_signed_in_gets_a_page_of_the_day(world: World):
    response = Visitor(world.student().user).client.get(CENG)

    assert (response.headers.get("ETag"), response.headers.get("Cache-Control")) == (None, None)


@pytest.mark.parametrize("many", [1, 9])
def test_the_statements_do_not_grow(world: World, many: int, django_assert_num_queries):
    for n in range(many):
        course = world.course(f"571{1000 + n}")
        world.must(course, 8)
        world.section(course, 1)
        world.section(world.x, 10 + n, (0, "09:40", "10:30"))
        world.prerequisite(world.x, course)
        world.prerequisite(course, world.x)
        CourseCategory.objects.create(
            course=world.x, category="TE", department=world.department(f"9{n:02}", f"D{n}", "D")
        )
        programme = Programme.objects.create(code=f"P{n}", name="P", department=world.ceng)
        CurriculumItem.objects.create(
            curriculum=Curriculum.objects.create(programme=programme), semester=1, course=world.x
        )
    anyone = Visitor()

    with django_assert_num_queries(2):  # revision; departments
        anyone.get(CATALOGUE)
    with django_assert_num_queries(3):  # revision; departments; courses
        anyone.get(CATALOGUE, q="ceng")
    with django_assert_num_queries(7):  # revision; departments; curricula, each with its siblings; term; items; courses
        anyone.get(CENG)
    # revision; course; term; prerequisites; co-requisites; equivalents; required by; curricula; categories; sections, meetings
    with django_assert_num_queries(11):
        anyone.get(X)
