"""import_capacities and import_must_courses: tables of their own beside the offering."""

from __future__ import annotations

import gzip
import json

import pytest

from curriculum.models import Course, Curriculum, CurriculumItem, Programme, SeatCounter
from tests.curriculum.importing import run
from tests.tables import counted, load, told
from tests.world import World

pytestmark = pytest.mark.django_db


def seats(section) -> tuple[int, int, bool]:
    counter = SeatCounter.objects.get(section=section)
    return counter.capacity, counter.taken, counter.open


def test_capacities_of_a_term(world: World):
    table = "course,section,capacity\nCENG213,1,55\n5710213,2,30\n"

    assert counted(load("capacities", table, term=world.term)) == (0, 1, 0, 1)
    assert (seats(world.x1), seats(world.x2)) == ((55, 0, True), (30, 0, True))
    assert counted(load("capacities", table, term=world.term)) == (0, 0, 0, 2)


def test_below_the_seats_taken_a_section_is_closed_instead(world: World):
    for number in ("2501231", "2601230"):
        world.change(world.student(number), add=[world.x1])

    report = load("capacities", "CENG213,1,1\n", term=world.term)
    again = load("capacities", "CENG213,1,1\n", term=world.term)

    assert seats(world.x1) == (30, 2, False)
    assert (counted(report), counted(again)) == ((0, 1, 0, 0), (0, 0, 0, 1))
    assert list(report.notes.lines()) == [
        "Capacities below the seats taken, the section closed instead (1): CENG213/1: 1 asked for, 2 taken"
    ]


def test_sections_that_are_not_there_or_stand_twice_are_told(world: World):
    Course.objects.filter(id=world.y.id).update(code="CENG213")
    table = "course,section,capacity\n5710213,9,5\nCENG213,1,5\n5710213,2,5\n5710213,2,6\n"

    report = load("capacities", table, term=world.term)

    assert told(report) == [
        "line 2, section: 20252 has no such section",
        "line 3, course: CENG213 is more than one course; use the number",
        "line 5, section: the same section stands in line 4 already",
    ]
    assert seats(world.x2) == (30, 0, True)


# must courses

HEAD = "programme,semester,course"


def musts() -> list[tuple[int, str, str]]:
    items = CurriculumItem.objects.filter(course__isnull=False).order_by("semester", "order", "id")
    return list(items.values_list("semester", "course__code", "decision_no"))


def test_must_courses_with_the_decision_that_made_them(world: World):
    table = (
        f"{HEAD},decision_no,decision_date,effective_term\nCENG,3,CENG213,2026/1,12.01.2026,20261\n571,5,5710331,,,\n"
    )

    assert counted(load("must_courses", table)) == (2, 0, 0, 0)
    assert musts() == [(3, "CENG213", "2026/1"), (5, "CENG331", "")]
    assert counted(load("must_courses", table)) == (0, 0, 0, 2)
    assert CurriculumItem.objects.get(course=world.x).order > 4  # after the slots that are there


def test_a_must_course_moves_and_none_is_taken_away(world: World):
    world.must(world.x, 3)
    world.must(world.y, 5)

    assert counted(load("must_courses", f"{HEAD}\nCENG,4,CENG213\n")) == (0, 1, 0, 0)
    assert musts() == [(4, "CENG213", ""), (5, "CENG331", "")]


def test_a_programme_without_a_curriculum_gets_one(world: World):
    programme = Programme.objects.create(code="EE", name="Elektrik", department=world.ee)
    load("must_courses", f"{HEAD},entry_year\nEE,1,CENG213,\nEE,1,CENG213,2024\n")

    years = Curriculum.objects.filter(programme=programme).values_list("entry_year_from", flat=True)
    assert sorted(years) == [1956, 2024]


def test_what_must_courses_may_not_name(world: World):
    Programme.objects.create(code="CENG2", name="İkinci", department=world.ceng)
    table = f"{HEAD}\nXX,1,CENG213\nCENG,1,YY1\n571,1,CENG213\nCENG,2,CENG213\nCENG,3,5710213\n"

    assert told(load("must_courses", table)) == [
        "line 2, programme: there is no programme XX",
        "line 3, course code: there is no course YY1",
        "line 4, programme: 571 has more than one programme",
        "line 6, course code: it stands in line 5 already",
    ]
    assert musts() == []


def test_the_list_of_an_old_system(world: World, tmp_path):
    Programme.objects.create(code="567", name="Elektrik", department=world.ee)
    file = tmp_path / "musts.json.gz"
    file.write_bytes(gzip.compress(json.dumps({"EE": {"1": ["5710213"]}}).encode()))

    assert "items 1 new" in run("import_must_courses", str(file)).summary
    assert musts() == [(1, "CENG213", "")]
