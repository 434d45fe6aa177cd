"""export_registrations: what each list holds, whose rows, and that no cell of it runs."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import translation
from openpyxl import load_workbook

from people.models import Student, User
from registration import exports
from registration.exports import EXPORTS, write_export
from registration.models import TermRegistration
from registration.rules.facts import Line
from tests.curriculum.importing import refusal, run
from tests.world import World, at, local

pytestmark = pytest.mark.django_db


def listed(world: World, kind: str, **options) -> list[list[str]]:
    """The lines below the headings."""
    file = io.BytesIO()
    with translation.override("en"):
        count = write_export(EXPORTS[kind], file, term=world.term, **{"units": None, **options})
    rows = list(csv.reader(io.StringIO(file.getvalue().decode("utf-8-sig")), delimiter=";"))
    assert rows[0] == [en for _, en in EXPORTS[kind].columns]
    assert len(rows) == count + 1
    return rows[1:]


def finish(*students: Student) -> None:
    TermRegistration.objects.filter(student__in=students).update(state="final")


def test_final_lists_hold_what_is_complete_alone(world: World):
    done, open_ = world.student(), world.student("2601240", surname="Ak")
    world.change(done, add=[world.x2])
    world.change(open_, add=[world.x2])
    finish(done)

    assert listed(world, "final") == [
        [
            *("2501231", "Deniz", "Yılmaz", "CENG", "4"),
            *("5710213", "CENG213", "Ders CENG213", "2", "3.00", "5.0", "normal", ""),
        ]
    ]


def test_class_lists_stand_by_section_and_the_turkish_alphabet(world: World):
    for number, surname in (("2501231", "Şahin"), ("2601240", "Sezer"), ("2701250", "Çelik")):
        world.change(world.student(number, surname=surname), add=[world.x2])
    world.change(Student.objects.get(number="2601240"), add=[Line(world.y1.id)])

    rows = listed(world, "classes")

    assert [(row[1], row[3], row[7]) for row in rows] == [
        ("CENG213", "2", "Çelik"),
        ("CENG213", "2", "Sezer"),
        ("CENG213", "2", "Şahin"),
        ("CENG331", "1", "Sezer"),
    ]
    assert {row[-1] for row in rows} == {"draft"}


def test_changes_since_a_moment(world: World):
    student = world.student()
    world.change(student, add=[world.x1])
    at("2026-02-10 11:00")
    world.change(student, add=[world.x2], drop=[world.x1])
    world.change(student, add=[world.y1], drop=[world.x1])  # refused: x1 is not there any more

    early, late = (listed(world, "changes", since=local(f"2026-02-10 {hour}")) for hour in ("10:00", "11:00"))

    assert len(early) == 3
    assert [(row[0], row[1], row[2], row[10], row[11]) for row in late] == [
        ("2026-02-10 11:00:00", "drop", "2501231", "1", "e250123"),
        ("2026-02-10 11:00:00", "add", "2501231", "2", "e250123"),
    ]


@pytest.mark.row("OMU-52")
def test_the_lms_gets_the_students_of_distance_sections_whose_registration_is_final(world: World):
    """Of two enrolled in a UZEM section and one face to face, the one who is final."""
    done, open_ = world.student(), world.student("2601240")
    User.objects.filter(id=done.user_id).update(email="deniz@ornek.edu.tr")
    type(world.x2).objects.filter(id=world.x2.id).update(delivery="distance")
    world.change(done, add=[world.x2, world.y1])
    world.change(open_, add=[world.x2])
    finish(done)
    line = ["e250123", "2501231", "Deniz", "Yılmaz", "deniz@ornek.edu.tr", "5710213", "CENG213", "Ders CENG213", "2"]

    assert listed(world, "lms") == [line]
    type(world.x2).objects.update(delivery="face")
    assert listed(world, "lms") == []


@pytest.mark.parametrize("kind", EXPORTS)
def test_a_unit_gets_its_own_sections_alone(world: World, kind: str):
    ee1 = world.section(world.course("5670201"), 1)
    type(ee1).objects.update(delivery="distance")
    student = world.student()
    world.change(student, add=[world.x2, ee1])
    finish(student)
    since = local("2026-02-01 00:00")

    def courses(units: list[int] | None) -> set[str]:
        rows = listed(world, kind, units=units, since=since)
        return {cell for row in rows for cell in row if cell in ("CENG213", "EE201")}

    assert courses(None) == {"CENG213", "EE201"}
    assert courses([world.ee.id]) == {"EE201"}
    assert courses([]) == set()


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@x", "\tx", "\rx"])
def test_a_name_is_never_a_formula(world: World, name: str):
    student = world.student()
    Student.objects.update(first_name=name)
    world.change(student, add=[world.x2])
    finish(student)

    assert listed(world, "final")[0][1] == f"'{name}"
    file = io.BytesIO()
    write_export(EXPORTS["final"], file, term=world.term, units=None, xlsx=True)
    cell = list(load_workbook(file).active.rows)[1][1]
    assert (cell.data_type, cell.value.startswith("'")) == ("s", True)


def test_lines_are_fetched_a_few_at_a_time(world: World, monkeypatch):
    monkeypatch.setattr(exports, "AT_ONCE", 2)
    for number in ("2501231", "2601240", "2701250"):
        world.change(world.student(number), add=[world.x2, world.y1])

    assert len(listed(world, "classes")) == 6


def test_the_command(world: World, tmp_path: Path):
    world.change(world.student(), add=[world.x2])
    path = tmp_path / "list.xlsx"

    outcome = run("export_registrations", "classes", str(path), "--term", "20252", "--department", "571")

    assert outcome.summary == f"1 lines in {path}."
    rows = list(load_workbook(path).active.values)
    assert (rows[0][0], rows[1][1]) == ("ders no", "CENG213")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("classes", "x.pdf", "--term", "20252"), "The file's name ends in neither .csv nor .xlsx."),
        (("classes", "x.csv", "--term", "20301"), "There is no term 20301."),
        (("classes", "x.csv", "--term", "20252", "--department", "999"), "There is no department 999."),
        (("changes", "x.csv", "--term", "20252"), "changes needs --since."),
        (("changes", "x.csv", "--term", "20252", "--since", "dün"), "'dün' is not a moment such as 2026-02-23 09:00."),
    ],
)
def test_what_the_command_refuses(world: World, tmp_path: Path, arguments, said):
    kind, name, *options = arguments
    assert refusal(call_command, "export_registrations", kind, str(tmp_path / name), *options) == said
