"""Criteria as a table: taken out, edited, taken in again with a preview, by a unit for itself, and taken back."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.translation import override

from curriculum.criteria.changes import current_of
from curriculum.criteria.rows import Row
from curriculum.criteria.table import SHEET
from curriculum.models import Department, SeatCounter, Section, SectionCriterion
from people.models import JobRun
from registration.exports import EXPORTS, write_export
from tests.admin_pages import history, official
from tests.tables import counted, load, told
from tests.world import World

pytestmark = pytest.mark.django_db
HEAD = "course,section,capacity,open,department,surname_from,surname_to,year_min,quota,note\n"


@pytest.fixture
def filled(world: World) -> World:
    """Every column in use, and what a spreadsheet would run."""
    full = {"cgpa_min": Decimal("2.00"), "cgpa_max": Decimal("3.50"), "year_min": 2, "year_max": 4}
    graded = {"grade_from": world.grades["DD"], "grade_to": world.grades["FF"]}
    world.criterion(world.x1, department=world.ceng, surname_from="A", surname_to="İ", quota=5, **full, **graded)
    world.criterion(world.x1, surname_from="J", note="=1+1")
    world.criterion(world.x2)
    Section.objects.filter(pk=world.x1.pk).update(instructors="-A. Kaya")
    SeatCounter.objects.filter(section=world.x2).update(open=False)
    return world


def exported(world: World, *, xlsx: bool = False, language: str = "en", **asked: Any) -> bytes:
    file = io.BytesIO()
    with override(language):
        write_export(EXPORTS["criteria"], file, term=world.term, units=None, xlsx=xlsx, **asked)
    return file.getvalue()


def lines(world: World, **asked: Any) -> list[list[str]]:
    text = exported(world, **asked).decode("utf-8-sig")
    return [line.split(";") for line in text.splitlines()[1:]]


def rows(section: Section) -> set[Row]:
    return set(current_of([section.pk])[section.pk].state.rows)


def test_a_line_for_each_row_and_one_for_a_section_without(filled: World):
    first = ["CENG213", "Ders CENG213", "1", "'-A. Kaya", "30", "yes", "0"]
    assert lines(filled) == [
        [*first, "CENG", "A", "İ", "2.00", "3.50", "2", "4", "DD", "FF", "5", ""],
        [*first, "*", "J", *[""] * 8, "'=1+1"],
        ["CENG213", "Ders CENG213", "2", "", "30", "no", "0", "*", *[""] * 10],
        ["CENG331", "Ders CENG331", "1", "", "30", "yes", "0", *[""] * 11],
    ]
    assert [line[:3] for line in lines(filled, course_id=filled.y.pk)] == [["CENG331", "Ders CENG331", "1"]]


@pytest.mark.parametrize("xlsx", [False, True])
@pytest.mark.parametrize("language", ["tr", "en"])
def test_taken_out_and_in_again_nothing_changes(filled: World, xlsx: bool, language: str):
    report = load("criteria", exported(filled, xlsx=xlsx, language=language), term=filled.term)

    assert (told(report), counted(report), report.changes, report.undo) == ([], (0, 0, 0, 3), (), ())


def test_a_prefix_of_two_departments_is_written_as_a_code(filled: World):
    Department.objects.create(code="901", prefix="CENG", name="Bilgisayar, Kampüs")

    assert lines(filled)[0][7] == "571"
    assert counted(load("criteria", exported(filled), term=filled.term)) == (0, 0, 0, 3)
    again = load("criteria", f"{HEAD}CENG213,1,,,CENG,,,,,\n", term=filled.term)
    assert told(again) == ["line 2, department: is more than one department; use its code"]


def test_a_section_of_the_file_has_its_rows_and_no_others_one_left_out_is_left_alone(filled: World):
    table = f"{HEAD}CENG213,1,40,no,CENG,A,İ,,7,\nCENG213,1,,,EE,,,3,,yeni\n"

    report = load("criteria", table, term=filled.term)

    assert [(each.what, list(each.lines)) for each in report.changes] == [
        (
            "CENG213/1",
            [
                ("changed", "Capacity: 30 → 40"),
                ("changed", "Open: yes → no"),
                (
                    "changed",
                    "Surnames A–İ of CENG, years 2–4, CGPA 2.00–3.50, earlier grade DD–FF, quota 5 → "
                    "Surnames A–İ of CENG, quota 7",
                ),
                ("added", "Students of EE, from year 3 on (yeni)"),
                ("removed", "Surnames from J on (=1+1)"),
            ],
        )
    ]
    ceng, ee = filled.ceng.pk, filled.ee.pk
    assert rows(filled.x1) == {Row(ceng, "A", "İ", quota=7), Row(ee, year_min=3, note="yeni")}
    assert rows(filled.x2) == {Row()}
    assert Section.objects.get(pk=filled.x1.pk).instructors == "-A. Kaya"


def test_a_section_without_row_cells_loses_its_rows(filled: World):
    assert counted(load("criteria", f"{HEAD}CENG213,1,,,,,,,,\n", term=filled.term)) == (0, 0, 2, 0)
    assert rows(filled.x1) == set()


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("CENG213,9,,,,,,,,", "section: 20252 has no such section: make it on the page of sections first"),
        ("CENG213,1,,,XYZ,,,,,", "department: there is no such department"),
        ("CENG213,1,,,CENG,K,A,,,", "surname to: The range ends before it starts in the Turkish alphabet."),
        ("CENG213,1,,,CENG,,,x,,", "class from: “x”: not a number from 0 to 20"),
        ("CENG213,1,-1,,CENG,,,,,", "capacity: “-1”: not a number from 0 to 32000"),
        ("CENG213,1,,perhaps,CENG,,,,,", "open: “perhaps”: neither yes nor no"),
    ],
)
def test_a_problem_names_its_line_and_column(world: World, line: str, problem: str):
    report = load("criteria", f"{HEAD}{line}\n", term=world.term)

    assert (told(report), report.kept) == ([f"line 2, {problem}"], False)


def test_what_lines_of_a_section_say_differently_is_refused(world: World):
    report = load("criteria", f"{HEAD}CENG213,1,30,,CENG,,,,,\nCENG213,1,40,,EE,,,,,\n", term=world.term)

    assert told(report) == [
        "line 3, capacity: differs from an earlier line of the section: write it once, or the same in each"
    ]


def test_a_bad_line_keeps_its_whole_section_out_and_no_other(filled: World):
    before = rows(filled.x1)
    table = f"{HEAD}CENG213,1,,,EE,,,,,\nCENG213,1,,,XYZ,,,,,\nCENG213,2,,,EE,,,,,\n"

    report = load("criteria", table, "valid", term=filled.term)

    assert (len(report.problems), counted(report)) == (1, (1, 0, 1, 0))
    assert (rows(filled.x1), rows(filled.x2)) == (before, {Row(filled.ee.pk)})


def test_a_torn_line_costs_no_section_a_row(filled: World):
    before = rows(filled.x1)

    report = load("criteria", f"{HEAD}CENG213,1,,,EE,,,,,\nCENG213,1\n", "valid", term=filled.term)

    assert told(report) == [
        "line 2: a line of the file cannot be read, so that a row of this section may be missing",
        "line 3: has 2 cells instead of 10: is the file cut off?",
    ]
    assert rows(filled.x1) == before


def test_a_quota_in_use_and_seats_taken_are_respected(world: World):
    world.criterion(world.x1, department=world.ceng, quota=3)
    assert world.change(world.student(), add=[world.x1]).accepted
    assert world.change(world.student("2501242"), add=[world.x1]).accepted

    below = load("criteria", f"{HEAD}CENG213,1,,,CENG,,,,1,\n", term=world.term)
    assert told(below) == [
        "line 2: CENG213/1: Seats taken by the quota of the criterion “Students of CENG”: 2, so it cannot be lowered "
        "below that. At 2 it admits no more; or close the section instead."
    ]
    report = load("criteria", f"{HEAD}CENG213,1,1,,CENG,,,,2,\n", term=world.term)
    assert list(report.changes[0].lines)[:2] == [
        ("changed", "Open: yes → no"),
        ("closed", "Capacity 1 is below the 2 seats taken: the section is closed instead."),
    ]
    assert SeatCounter.objects.values_list("capacity", "taken", "open").get(section=world.x1) == (30, 2, False)


# at the desk


def upload(client: Client, world: World, table: str) -> str:
    file = SimpleUploadedFile("kriterler.csv", table.encode())
    sent = {"kind": "criteria", "file": file, "encoding": "utf-8", "term": world.term.pk}
    response = client.post("/admin/import/", sent)
    assert response.status_code == 302, response.context["form"].errors
    return response.headers["Location"]


def test_a_secretary_previews_confirms_and_takes_back(world: World):
    secretary = official(world, "secretary", world.ceng)
    url = upload(secretary, world, f"{HEAD}CENG213,1,40,yes,CENG,A,K,,,\nCENG213,2,,,EE,,,,,\n")

    text = secretary.get(url).content.decode()
    assert "Preview: nothing has changed yet." in text and "<td>yes</td>" in text
    assert "CENG213/1" in text and "Capacity: 30 → 40" in text and "Surnames A–K of CENG" in text
    assert not SectionCriterion.objects.exists() and history(world.x1) == []

    assert secretary.post(url, {"keep": "all"}).status_code == 302
    assert (rows(world.x1), rows(world.x2)) == ({Row(world.ceng.pk, "A", "K")}, {Row(world.ee.pk)})
    assert history(world.x2) == ["Added criterion “Students of EE”."]

    assert "Take this import back" in secretary.get(url).content.decode()
    secretary.post(url, {"keep": "undo"})
    assert not SectionCriterion.objects.exists()
    assert SeatCounter.objects.get(section=world.x1).capacity == 30
    assert history(world.x2)[1:] == ["Deleted criterion “Students of EE”."]
    assert JobRun.objects.get().result["undone_by"] == "Ada Secretary571"


def test_sections_of_another_unit_are_refused_line_by_line(world: World):
    ee1 = world.section(world.course("5670201"), 1)
    secretary = official(world, "secretary", world.ceng)
    url = upload(secretary, world, f"{HEAD}EE201,1,,,EE,,,,,\nCENG213,1,,,CENG,,,,,\n")

    assert "is of another department, which keeps its criteria" in secretary.get(url).content.decode()
    secretary.post(url, {"keep": "valid"})
    assert (rows(ee1), rows(world.x1)) == (set(), {Row(world.ceng.pk)})


def test_the_reach_at_the_confirmation_counts(world: World):
    secretary = official(world, "secretary", world.ceng)
    url = upload(secretary, world, f"{HEAD}CENG213,1,,,CENG,,,,,\n")
    JobRun.objects.get().asked_by.staff.roles.all().delete()

    assert secretary.post(url, {"keep": "all"}).status_code == 403
    assert rows(world.x1) == set()


def test_every_column_is_exported_under_its_own_heading(world: World):
    assert EXPORTS["criteria"].columns == tuple((column.tr, column.en) for column in SHEET.columns)
