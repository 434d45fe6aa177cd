"""The path to graduation: what fills each requirement, and the say of the student and of the advisor of today."""

from __future__ import annotations

import pytest
from django.db.models import F

from curriculum.models import Course, CourseCategory, Programme
from people.models import CourseCounting, Student, StudentProgramme
from registration import catalogue
from registration.models import PolicyRule
from tests.visitor import Shown, Visitor, attributes, text_of
from tests.world import World

pytestmark = pytest.mark.django_db
PAGE, COUNT = "/registration/degree/", "/registration/degree/count/"
TE, SAVE, OPEN = "Technical elective, semester 1", "Save CENG331", "left to the counting"


@pytest.fixture
def failed(world: World) -> Course:
    return world.course("5710400")


@pytest.fixture
def u4(world: World, failed: Course) -> Student:
    """A must course passed and one missing, a technical elective failed, and another one on the list of two kinds."""
    world.must(world.x, 3)
    world.must(world.course("5710140"), 3)
    for course, category in ((failed, "TE"), (world.y, "TE"), (world.y, "NTE")):
        CourseCategory.objects.create(course=course, category=category)
    world.curriculum.items.create(semester=8, order=8, category="NTE")
    world.curriculum.items.create(semester=8, order=9, category="FE")
    student = world.student()
    world.passed(student, world.x, "BB", "20242")
    world.passed(student, failed, "FF", "20242")
    assert world.change(student, add=(world.y1,)).accepted
    return student


def steps(page: Shown, *codes: str) -> list[list[str]]:
    """The rows of must courses, or of filled slots: requirement with what fills it, and standing."""
    tables = page.all("table", class_="requirements")
    rows = [[text_of(cell) for cell in page.all("td", row)] for table in tables for row in page.all("tr", table)]
    return [row for row in rows if row and (row[0].startswith(codes) if codes else row[1] != "missing")]


def options(page: Shown) -> list[str]:
    return [text_of(option) for option in page.all("option")]


def chosen(page: Shown) -> str:
    value = page.chosen(page.one("select", name_="to"))
    return next(text_of(option) for option in page.all("option") if attributes(option)["value"] == value)


@pytest.mark.row("METU-66")
@pytest.mark.row("OMU-21")
def test_each_requirement_with_what_fills_it(world: World, u4: Student):
    page = Visitor(u4.user).get(PAGE)

    assert steps(page, "CENG") == [
        ["CENG213 Ders CENG213", "BB"],
        ["CENG140 Ders CENG140", "missing"],
    ]
    assert steps(page, "TE")[0] == [
        "TE Technical elective CENG331 Ders CENG331 replaces the failed CENG400",
        "on the list",
    ]
    assert "Earned: 3 credits, 5 ECTS." in page.html
    assert "Required by must courses and the slots filled so far: 9 credits, 15 ECTS." in page.html


@pytest.mark.row("METU-66")
def test_what_is_missing_and_what_the_list_would_add(world: World, u4: Student):
    page = Visitor(u4.user).get(PAGE)

    assert text_of(page.one("p", id=f"done{u4.programmes.get().id}")).startswith("1 of 44 requirements")
    assert attributes(page.one("progress"))["value"] == "1"
    missing = [text_of(li) for li in page.all("li", page.one("div", data_left="missing"))]
    assert missing == [
        "1 must course: CENG140",
        "39 × Technical elective",
        "1 × Nontechnical elective",
        "1 × Free elective",
    ]
    adding = page.one("div", data_left="current")
    assert [text_of(li) for li in page.all("li", adding)] == ["CENG331 → Technical elective"]
    assert "3 credits, 5 ECTS" in text_of(adding)

    world.passed(u4, world.course("5710777"), "CC")
    world.curriculum.items.exclude(course=world.x).delete()
    catalogue.forget()
    done = Visitor(u4.user).get(PAGE)
    assert "Nothing: every requirement is filled." in text_of(done.one("div", data_left="missing"))


def test_what_the_graduation_check_says(world: World, u4: Student):
    page = Visitor(u4.user).get(PAGE)
    check = page.one("section", aria_labelledby="check-title")
    found = [attributes(e)["data-code"] for e in page.all("li", check)]
    assert found == ["GRADUATION_COURSES"]
    assert "CENG140" in text_of(check)

    world.curriculum.items.exclude(course=world.x).delete()
    catalogue.forget()
    StudentProgramme.objects.update(cgpa="2.50", terms_used=8)
    assert "Nothing stands against graduation." in Visitor(u4.user).get(PAGE).html


def test_each_programme_has_its_path_and_its_courses_that_count_for_nothing(world: World, u4: Student):
    other = Programme.objects.create(code="EE", name="Elektrik-Elektronik", department=world.ee)
    StudentProgramme.objects.create(student=u4, programme=other, kind="minor", is_primary=False, entry_year=2024)
    page = Visitor(u4.user).get(PAGE)
    major, minor = (page.one("section", data_programme=str(p.id)) for p in u4.programmes.order_by("id"))
    assert (len(page.all("table", major)), len(page.all("table", minor))) == (8, 0)
    assert "The programme has no curriculum yet." in text_of(minor)
    assert [text_of(e) for e in page.all("li", minor)] == [
        "CENG213 Ders CENG213 · BB",
        "CENG331 Ders CENG331 · on the list",
        "CENG400 Ders CENG400 · FF, failed",
    ]


@pytest.mark.row("METU-66")
@pytest.mark.parametrize("who", ["student", "advisor"])
def test_student_and_advisor_choose_where_a_course_counts_and_let_go(world: World, u4: Student, who: str):
    users = {"student": u4.user, "advisor": world.advisor.user}
    visitor, path = Visitor(users[who]), PAGE if who == "student" else f"/advising/{u4.id}/degree/"
    page = visitor.get(path)
    assert options(page) == [
        OPEN,
        TE,
        "Nontechnical elective, semester 8",
        "Free elective, semester 8",
        "the failed CENG400 (FF), which it replaces",
        "no requirement",
    ]
    assert chosen(page) == OPEN

    free = world.curriculum.items.get(category="FE")
    page = visitor.follow(visitor.press(page, SAVE, to=f"slot-{free.id}"))
    assert steps(page, "FE") == [["FE Free elective CENG331 Ders CENG331", "on the list"]]
    assert (chosen(page), CourseCounting.objects.get().decided_by) == ("Free elective, semester 8", users[who])

    page = visitor.follow(visitor.press(page, SAVE, to="nothing"))
    assert [text_of(e) for e in page.all("li", page.one("ul", class_="outside"))] == [
        "CENG331 Ders CENG331 · on the list"
    ]
    page = visitor.follow(visitor.press(page, SAVE, to=""))
    assert (chosen(page), CourseCounting.objects.count()) == (OPEN, 0)


@pytest.mark.row("METU-66")
def test_a_course_is_said_to_replace_a_failed_one(world: World, u4: Student, failed: Course):
    CourseCategory.objects.filter(course=failed).delete()  # of no category: nothing replaces it by itself
    catalogue.forget()
    visitor = Visitor(u4.user)
    page = visitor.get(PAGE)
    assert steps(page, "NTE")[0][0] == "NTE Nontechnical elective CENG331 Ders CENG331"

    page = visitor.follow(visitor.press(page, SAVE, to=f"course-{failed.id}"))
    assert steps(page, "NTE")[0][0].endswith("CENG331 Ders CENG331 replaces the failed CENG400")
    assert chosen(page) == "the failed CENG400 (FF), which it replaces"


@pytest.mark.parametrize("to", ["slot-{te}", "slot-x", "slot-0", "course-{x}", "course-{y}", "course-", "else-1"])
def test_what_is_impossible_is_refused_in_words(world: World, u4: Student, to: str):
    world.curriculum.items.create(semester=2, order=7, category="RE")
    places = {"te": world.curriculum.items.get(category="RE").id, "x": world.x.id, "y": world.y.id}
    asked = {"programme": u4.programmes.get().id, "course": world.y.id, "to": to.format(**places)}
    page = Visitor(u4.user).post(COUNT, **asked)
    assert (page.status, page.findings, CourseCounting.objects.count()) == (409, ["COUNTING_IMPOSSIBLE"], 0)


def test_a_course_never_taken_is_refused(world: World, u4: Student):
    for course in ("", "x", str(world.course("5710141").id)):
        page = Visitor(u4.user).post(COUNT, programme=u4.programmes.get().id, course=course, to="nothing")
        assert (page.status, page.findings) == (409, ["COUNTING_IMPOSSIBLE"])


@pytest.mark.parametrize("to", ["nothing", ""])
def test_without_a_policy_of_averages_nothing_is_said(world: World, u4: Student, to: str):
    PolicyRule.objects.filter(code="STANDING").delete()
    catalogue.forget()
    page = Visitor(u4.user).post(COUNT, programme=u4.programmes.get().id, course=world.y.id, to=to)
    assert (page.status, page.findings, CourseCounting.objects.count()) == (409, ["POLICY_MISSING"], 0)


@pytest.mark.parametrize("programme", ["", "x", "0", "{another}"])
def test_another_students_programme_is_not_found(world: World, u4: Student, programme: str):
    another = world.student("2601240").programmes.get().id
    for visitor, path in ((Visitor(u4.user), COUNT), (Visitor(world.advisor.user), f"/advising/{u4.id}/degree/count/")):
        asked = {"programme": programme.format(another=another), "course": world.y.id, "to": "nothing"}
        assert visitor.post(path, **asked).status == 404
    assert CourseCounting.objects.count() == 0


def test_the_say_of_an_advisor_ends_with_the_advisorship(world: World, u4: Student):
    u4.advisorships.update(date_to=F("date_from"))
    visitor = Visitor(world.advisor.user)
    asked = {"programme": u4.programmes.get().id, "course": world.y.id, "to": "nothing"}
    path = f"/advising/{u4.id}/degree/"
    assert (visitor.get(path).status, visitor.post(f"{path}count/", **asked).status) == (403, 403)


def test_a_form_of_another_site_says_nothing(world: World, u4: Student):
    visitor = Visitor(u4.user, enforce_csrf_checks=True)
    asked = {"programme": u4.programmes.get().id, "course": world.y.id, "to": "nothing"}
    assert (visitor.post(COUNT, **asked).status, CourseCounting.objects.count()) == (403, 0)


def test_a_student_of_no_programme_and_a_university_without_policy_have_a_page(world: World):
    nobody, somebody = world.student("2601240"), world.student("2601250")
    nobody.programmes.all().delete()
    PolicyRule.objects.filter(code="STANDING").delete()
    catalogue.forget()
    pages = [Visitor(student.user).get(PAGE) for student in (nobody, somebody)]
    assert [text_of(page.one("p", class_="empty")) for page in pages] == [
        "No programme is followed.",
        "No policy says yet what graduation needs.",
    ]


def test_the_page_is_reached_from_the_navigation_and_from_the_advisors_desk(world: World, u4: Student):
    student, desk = Visitor(u4.user).get("/registration/"), Visitor(world.advisor.user).get(f"/advising/{u4.id}/")
    assert text_of(student.one("a", href=PAGE)) == "Path to graduation"
    assert (
        text_of(desk.one("a", href=f"/advising/{u4.id}/degree/")) == "The whole path, and what each course counts for"
    )


@pytest.mark.parametrize("many", [1, 12])
def test_the_page_takes_three_statements_whatever_was_taken(
    world: World, u4: Student, django_assert_num_queries, many: int
):
    for n in range(many):
        world.passed(u4, world.course(f"567{1000 + n}"), "CC")
    student, advisor = Visitor(u4.user), Visitor(world.advisor.user)
    student.get(PAGE)
    advisor.get(f"/advising/{u4.id}/degree/")
    with django_assert_num_queries(3):  # session; facts, the rows of the programmes
        student.get(PAGE)
    with django_assert_num_queries(5):  # session, advisorship, student; as above
        advisor.get(f"/advising/{u4.id}/degree/")
