"""The criteria check: who fits where against the seats, what a row says wrongly, whom nobody admits; and its page."""

from __future__ import annotations

import random

import pytest

from curriculum.models import CourseEquivalence, CurriculumItem, Programme
from people.models import Student, StudentProgramme
from registration.catalogue import newest
from registration.criteria_check import Students, check_courses, faults_of, overlapping, university_electives
from registration.rules.criteria import admit
from registration.rules.facts import Case, Change
from registration.snapshot import load_facts, load_outlines
from tests.admin_pages import official
from tests.rules.build import criterion
from tests.visitor import Shown
from tests.world import World

pytestmark = pytest.mark.django_db
PAGE = "/admin/criteria-check/"


def sophomores(world: World, *surnames: str, **fields) -> list[Student]:
    start = 2600010 + 10 * Student.objects.count()
    return [
        world.student(str(start + 10 * n), class_year=2, surname=surname, semester=4, **fields)
        for n, surname in enumerate(surnames)
    ]


def check(world: World, *courses):
    return check_courses(newest(world.term.id), [c.id for c in courses])


def test_students_are_counted_against_the_seats_by_section_row_and_quota(world: World):
    world.must(world.x, 4)
    world.criterion(world.x1, department=world.ceng, surname_from="A", surname_to="K", quota=1)
    world.criterion(world.x1, department=world.ee)
    world.criterion(world.x2, department=world.ceng, surname_from="L", surname_to="Z")
    sophomores(world, "Ak", "Kaya", "Yılmaz", "Şahin", "Zorlu")

    [fit] = check(world, world.x)

    assert (fit.must, fit.nowhere, fit.seats, fit.short) == (5, 0, 60, 0)
    one, two = fit.sections
    assert (one.fits, one.only, one.seats, [(r.fits, r.short) for r in one.rows]) == (2, 2, 30, [(2, 1), (0, 0)])
    assert (two.fits, two.only, two.rows[0].quota, two.overlaps) == (3, 3, None, ())


def test_who_needs_a_course_and_is_admitted_nowhere_is_counted_and_named(world: World):
    world.must(world.x, 4)
    for section in (world.x1, world.x2):
        world.criterion(section, department=world.ceng, surname_to="Ö")
    kaya, sahin = sophomores(world, "Kaya", "Şahin")
    passed, failed, later = sophomores(world, "Şen", "Tan", "Uz")
    world.passed(passed, world.x, "CC")
    world.passed(failed, world.x, "FF")
    StudentProgramme.objects.filter(student=later).update(semester=5)

    [fit] = check(world, world.x)

    assert (fit.must, fit.nowhere, list(fit.listed), fit.troubled) == (3, 2, [sahin, failed], True)
    assert kaya not in fit.listed


def test_seats_are_short_for_the_course_and_for_who_has_no_other_section(world: World):
    world.must(world.x, 4)
    small = world.section(world.x, 3, capacity=1)
    world.x1.delete()
    world.x2.delete()
    sophomores(world, "Ak", "Ok", "Uz")

    [fit] = check(world, world.x)
    assert (fit.seats, fit.short, fit.sections[0].short) == (1, 2, 2)

    small.seats.capacity, small.seats.open = 30, False
    small.seats.save()
    assert check(world, world.x)[0].seats == 0  # closed: what it holds is all it will hold

    small.seats.delete()
    [fit] = check(world, world.x)
    assert (fit.sections[0].seat, fit.seats) == (None, 0)


def test_who_has_another_section_is_not_counted_as_bound_to_one(world: World):
    world.must(world.x, 4)
    world.criterion(world.x1, surname_to="K")
    sophomores(world, "Ak", "Kaya", "Zor")

    [fit] = check(world, world.x)
    assert [(s.fits, s.only) for s in fit.sections] == [(2, 0), (3, 1)]


def test_the_musts_of_a_second_programme_count_and_what_an_equivalent_passed_does_not(world: World):
    world.must(world.x, 4)
    CourseEquivalence.objects.create(course=world.y, stands_for=world.x)
    passed, failed, double = sophomores(world, "Ak", "Ok", "Uz")
    world.passed(passed, world.y, "CC")
    world.passed(failed, world.y, "FF")
    ee = Programme.objects.create(code="EE", name="Elektrik", department=world.ee)
    fields = {"programme": ee, "kind": "double_major", "is_primary": False, "entry_year": 2024}
    double.programmes.update(curriculum=None)
    assert check(world, world.x)[0].must == 1  # the one who failed
    StudentProgramme.objects.create(student=double, curriculum=world.curriculum, semester=4, **fields)
    assert check(world, world.x)[0].must == 2


def test_an_earlier_grade_is_that_of_the_course_itself(world: World):
    world.criterion(world.x1, grade_from=world.grades["FD"], grade_to=world.grades["NA"])
    world.criterion(world.y1, grade_from=world.grades["FD"], grade_to=world.grades["NA"])
    ak, _ = sophomores(world, "Ak", "Ok")
    world.passed(ak, world.x, "FF")

    x, y = check(world, world.x, world.y)

    assert (x.sections[0].fits, y.sections[0].fits) == (1, 0)


@pytest.mark.parametrize(
    ("row", "faults"),
    [
        ({"surname": "ÖA–ZZ"}, []),  # empty by code point, not in the Turkish alphabet
        ({"surname": "ÇF–JZ"}, []),
        ({"surname": "AA–KI"}, []),
        ({"surname": "A–A"}, []),
        ({"surname": "KAYA–K"}, []),  # the upper bound is a prefix
        ({"surname": "ZA–ÖZ"}, ["surname"]),
        ({"surname": "L–K"}, ["surname"]),
        ({"surname": "1–Z"}, ["unreadable"]),
        ({"cgpa": ("3.00", "2.00")}, ["cgpa"]),
        ({"cgpa": ("2.00", "2.00")}, []),
        ({"year_min": 3, "year_max": 2}, ["class"]),
        ({"grade": "FF–AA"}, ["grade"]),
        ({"grade": "AA–FF"}, []),
        ({"surname": "Z–A", "year_min": 2, "year_max": 1}, ["surname", "class"]),
    ],
)
def test_ranges_that_hold_nobody(row, faults):
    assert list(faults_of(criterion(**row))) == faults


@pytest.mark.parametrize(
    ("a", "b", "both"),
    [
        ({}, {}, True),
        ({"surname": "A–K"}, {"surname": "L–Z"}, False),
        ({"surname": "A–K"}, {"surname": "KA–Z"}, True),  # KAYA
        ({"surname": "A–Ö"}, {"surname": "P–Z"}, False),
        ({"department_id": 571}, {"department_id": 567}, False),
        ({"department_id": 571}, {}, True),
        ({"cgpa": (None, "1.99")}, {"cgpa": ("2.00", None)}, False),
        ({"cgpa": (None, "2.00")}, {"cgpa": ("2.00", None)}, True),
        ({"year_min": 1, "year_max": 2}, {"year_min": 3}, False),
        ({"grade": "AA–CC"}, {"grade": "FD–FF"}, False),
        ({"surname": "Z–A"}, {}, False),  # holds nobody, so meets nobody
    ],
)
def test_rows_that_one_student_can_meet_overlap(a, b, both):
    assert overlapping(criterion(**a), criterion(**b)) == overlapping(criterion(**b), criterion(**a)) == both


def test_overlapping_rows_are_named_with_the_students_who_meet_both(world: World):
    world.criterion(world.x1, surname_from="A", surname_to="K")
    world.criterion(world.x1, surname_from="K", surname_to="Z", quota=2)
    world.criterion(world.x1, surname_from="A", surname_to="K")
    sophomores(world, "Ak", "Kaya", "Zor")

    [fit] = check(world, world.x)

    pairs = [(o.first, o.second, o.same, o.students) for o in fit.sections[0].overlaps]
    assert pairs == [(1, 2, False, 1), (1, 3, True, 2), (2, 3, False, 1)]


def test_the_check_admits_whom_the_rule_admits(world: World):
    """Against admit(), student by student, on rows and students made by chance."""
    chance = random.Random(3)
    letters = "ACÇGĞIİKOÖSŞUÜZ"
    for section in (world.x1, world.x2, world.y1):
        for _ in range(4):
            first, last = sorted(chance.choices(letters, k=2))
            world.criterion(
                section,
                department=chance.choice([None, world.ceng, world.ee]),
                surname_from=chance.choice(["", first]),
                surname_to=chance.choice(["", last]),
                cgpa_min=chance.choice([None, "2.00", "3.00"]),
                year_max=chance.choice([None, 2, 3]),
                grade_to=chance.choice([None, None, world.grades["FF"]]),
            )
    ee = Programme.objects.create(code="EE", name="Elektrik", department=world.ee)
    for n in range(40):
        programme = chance.choice([None, ee])
        cgpa = chance.choice([None, "1.50", "2.40", "3.10"])
        number, year = str(2600010 + 10 * n), chance.randint(1, 4)
        who = world.student(number, surname=chance.choice(letters), programme=programme, cgpa=cgpa, class_year=year)
        if chance.random() < 0.4:
            world.passed(who, chance.choice([world.x, world.y]), chance.choice(["AA", "FF"]))
    catalogue, ids = newest(world.term.id), list(Student.objects.values_list("id", flat=True))
    students = Students(catalogue, load_outlines([world.x.id, world.y.id]))
    whole = load_facts(world.term.id, ids)

    for section in catalogue.sections.values():
        found = {f.student_id for f in students.of(students.fitting(section), len(ids))}
        cases = {i: Case(catalogue, whole[i].facts, Change(), "approve") for i in ids}
        assert found == {i for i, case in cases.items() if not admit(case, section).failing}
        assert 0 < len(found) < len(ids)  # or it would show nothing


@pytest.mark.parametrize("many", [1, 8])
def test_the_statements_do_not_grow_with_students_or_courses(world: World, many, django_assert_num_queries):
    courses = [world.course(f"571{1000 + n}") for n in range(many)]
    for course in courses:
        world.must(course, 4)
        world.criterion(world.section(course, 1), department=world.ee)
    sophomores(world, *["Ak"] * many)
    catalogue = newest(world.term.id)

    with django_assert_num_queries(4):  # grades, students, seats, the names of those whom nobody admits
        found = check_courses(catalogue, [c.id for c in courses])
    assert [fit.nowhere for fit in found] == [many] * many


# university electives


@pytest.mark.row("KOU-99")
def test_free_seats_in_university_electives_are_set_against_who_needs_one(world: World):
    CurriculumItem.objects.create(curriculum=world.curriculum, semester=4, category="USD")
    usd = world.course("5710999")
    usd.categories.create(category="USD")
    section = world.section(usd, 1, capacity=2)
    ak, ok, uz = sophomores(world, "Ak", "Ok", "Uz")
    found = university_electives(newest(world.term.id))
    assert (found.free, found.needing, found.short) == (2, 3, 1)

    world.passed(ak, usd, "CC")  # fills the slot
    assert world.change(ok, add=[section]).accepted  # and this one has a seat
    StudentProgramme.objects.filter(student=uz).update(semester=3)  # whose slot comes later
    found = university_electives(newest(world.term.id))
    assert (found.free, found.needing, found.short) == (1, 0, 0)


# the page


def test_a_department_is_shown_course_by_course_a_course_section_by_section(world: World):
    world.must(world.x, 4)
    world.criterion(world.x1, department=world.ceng, surname_from="Z", surname_to="A")
    world.criterion(world.x2, department=world.ceng, surname_from="A", surname_to="K", quota=0)
    world.criterion(world.x2, department=world.ceng, surname_from="A", surname_to="K")
    sophomores(world, "Kaya", "Şahin")
    registrar = official(world, "registrar")

    department = Shown(registrar.get(PAGE, {"department": "571"}))
    [row] = department.all("tr", data_course="5710213")
    assert row.children[0].name == "th"
    cells = [" ".join(map(str, cell.children)) for cell in department.all("td", within=row)]
    assert cells == ["2", "60", "2", "1", "0", "1", "1"]

    course = registrar.get(PAGE, {"course": "5710213"}).content.decode()
    assert "No section admits 1 of them" in course and "2600020 Deniz Şahin" in course
    assert "The surname range is empty in the Turkish alphabet." in course
    assert "1 more students than the quota holds" in course and "Rows 1 and 2 say the same." in course
    section = registrar.get(PAGE, {"course": "5710213", "section": "1"}).content.decode()
    assert "CENG213/1</a>" in section and "CENG213/2</a>" not in section


@pytest.mark.parametrize("asked", [{"department": "999"}, {"course": "1"}, {"course": "5710213", "section": "9"}])
def test_what_is_not_there_is_not_found(world: World, asked):
    assert official(world, "registrar").get(PAGE, asked).status_code == 404
    assert official(world, "head", world.ceng).get(PAGE, {"term": "20991"}).status_code == 404


@pytest.mark.parametrize(
    ("kind", "own", "other"), [("secretary", 200, 403), ("head", 200, 403), ("registrar", 200, 200)]
)
def test_a_unit_checks_its_own_courses_and_the_registrar_all(world: World, kind: str, own: int, other: int):
    client = official(world, kind, world.ceng if kind != "registrar" else None)
    world.section(world.course("5670201"), 1)

    assert client.get(PAGE, {"course": "5710213", "section": "1"}).status_code == own
    for asked in ({"department": "567"}, {"course": "5670201"}):
        assert client.get(PAGE, asked).status_code == other
    units = [d.code for d in client.get(PAGE).context["departments"]]
    assert units == (["567", "571"] if kind == "registrar" else ["571"])


def test_a_fee_officer_has_no_business_there(world: World):
    assert official(world, "fee_officer").get(PAGE).status_code == 403


@pytest.mark.parametrize("where", ["section", "course", "department"])
def test_the_admin_leads_there(world: World, where: str):
    registrar = official(world, "registrar")
    row = {"section": world.x2, "course": world.x, "department": world.ceng}[where]

    page = Shown(registrar.get(f"/admin/curriculum/{where}/{row.pk}/change/"))

    link = dict(page.one("a", id="criteria-check").attributes)["href"]
    assert registrar.get(link).status_code == 200
    assert "criteria-check" in registrar.get("/admin/").content.decode()
