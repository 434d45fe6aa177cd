"""Windows of a term from a file: the days of OMÜ's units (OMU-25)."""

from __future__ import annotations

import pytest
from django.test import Client

from people.models import JobRun
from registration.models import Window
from tests.admin_pages import official
from tests.registration.test_desk import shown, upload
from tests.visitor import Visitor, text_of
from tests.world import World, local

pytestmark = pytest.mark.django_db
DAYS = "birim,başlangıç,bitiş\n571,2026-02-09,11.02.2026\nEE,2026-02-12 09:00,2026-02-13 17:00\n"


@pytest.fixture
def registrar(world: World) -> Client:
    return official(world, "registrar")


def take(client: Client, content: str, term) -> tuple[JobRun, str]:
    url = upload(client, content, "windows", term=term.pk)["Location"]
    client.post(url, {"keep": "all"})
    return JobRun.objects.latest("pk"), url


def of_units() -> list[tuple[str, object, object]]:
    rows = Window.objects.exclude(department=None).select_related("department").order_by("department__code")
    return [(w.department.prefix, w.opens_at, w.closes_at) for w in rows]


@pytest.mark.row("OMU-25")
def test_days_of_units_are_imported_and_everybody_reads_them(world: World, registrar: Client):
    job, _ = take(registrar, DAYS, world.term)

    assert (job.result["tally"], job.result["problems"]) == ({"new": 2, "changed": 0, "same": 0}, [])
    assert of_units() == [
        ("EE", local("2026-02-12 09:00"), local("2026-02-13 17:00")),
        ("CENG", local("2026-02-09 00:00"), local("2026-02-12 00:00")),  # a day without an hour is included
    ]
    page = Visitor().get("/calendar/")
    units = [text_of(h) for h in page.all("h2")]
    assert units == ["Whole university", "Bilgisayar Mühendisliği", "Elektrik-Elektronik Mühendisliği"]
    assert "12.02.2026 09:00" in page.html


def test_a_file_that_says_the_same_again_changes_nothing_and_another_day_moves(world: World, registrar: Client):
    take(registrar, DAYS, world.term)
    again, _ = take(registrar, DAYS, world.term)
    moved, _ = take(registrar, DAYS.replace("17:00", "23:59"), world.term)

    assert [job.result["tally"] for job in (again, moved)] == [
        {"new": 0, "changed": 0, "same": 2},
        {"new": 0, "changed": 1, "same": 1},
    ]
    assert len(of_units()) == 2


@pytest.mark.parametrize(
    ("lines", "problems"),
    [
        ("XYZ,2026-02-09,2026-02-10", [(2, "unit", "there is no such unit")]),
        ("571,2026-02-10,2026-02-09", [(2, "end", "ends before it begins")]),
        ("571,soon,2026-02-09", [(2, "start", "“soon”: not a date such as 2026-02-09 or 09.02.2026")]),
        ("571,,2026-02-09", [(2, "start", "is empty")]),
        (
            "571,2026-02-09,2026-02-10\nCENG,2026-02-09,2026-02-10",
            [(3, "start", "the same window stands in line 2 already")],
        ),
        ("571,2026-02-09,2026-02-10\n571,2026-02-10,2026-02-11", [(3, "start", "OVERLAP")]),
        (",2026-02-20,2026-02-24,ekle-bırak\n,2026-02-23,2026-02-28,ekle-bırak", [(3, "start", "OVERLAP")]),
    ],
)
def test_what_cannot_be_is_told_by_line_and_column_and_nothing_is_imported(
    world: World, registrar: Client, lines: str, problems
):
    job, _ = take(registrar, f"unit,start,end,kind\n{_whole(lines)}", world.term)

    found = [
        (line, column, "OVERLAP" if code == "WINDOWS_OVERLAP" else why)
        for line, column, why, code in job.result["problems"]
    ]
    assert found == problems
    assert (of_units(), job.result["kept"]) == ([], False)


def _whole(lines: str) -> str:
    return "\n".join(line + "," * (3 - line.count(",")) for line in lines.splitlines())


def test_gaps_are_noted_beside_what_is_imported(world: World, registrar: Client):
    job, _ = take(registrar, "unit,start,end\n571,2026-02-16,2026-02-17\n", world.term)

    notes = " ".join(job.result["notes"])
    assert "Windows that end while no approval is open" in notes


def test_an_import_is_taken_back_once_and_only_while_nobody_changed_what_it_wrote(world: World, registrar: Client):
    take(registrar, DAYS, world.term)
    job, url = take(registrar, DAYS.replace("17:00", "23:59"), world.term)
    registrar.post(url, {"keep": "undo"})
    assert of_units()[0] == ("EE", local("2026-02-12 09:00"), local("2026-02-13 17:00"))
    job.refresh_from_db()
    assert job.result["undone_by"]
    assert ("undo_form" in shown(registrar, url)[0], len(of_units())) == (False, 2)

    job, url = take(registrar, "unit,start,end\nENG,2026-02-09,2026-02-13\n", world.term)
    Window.objects.filter(faculty=world.faculty).update(closes_at=local("2026-02-13 12:00"))
    registrar.post(url, {"keep": "undo"})
    assert Window.objects.filter(faculty=world.faculty).count() == 1
    Window.objects.filter(faculty=world.faculty).update(closes_at=local("2026-02-14 00:00"))
    registrar.post(url, {"keep": "undo"})
    assert Window.objects.filter(faculty=world.faculty).count() == 0
