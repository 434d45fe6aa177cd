"""The import commands: what they print, when they refuse, and the templates they write."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from django.utils import translation

from curriculum.importers.reading import ImportProblem
from curriculum.importers.writing import LOCK
from people.models import JobRun, Student
from registration.imports import IMPORTS
from tests.curriculum.importing import refusal, run
from tests.tables import ONE_OF_EACH, load, whom_it_names
from tests.world import World

HEAD = "number,first_name,last_name,programme,entry_year"
TABLE = f"{HEAD}\n1112223,Işıl,Çağlar,CENG,2022\n2501231,Ada,Kaya,XXX,2025\n"


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "students.csv"
    path.write_text(TABLE)
    return path


@pytest.mark.django_db
def test_a_table_with_a_problem_changes_nothing_and_ends_with_status_1(world: World, table: Path):
    line = refusal(run, "import_students", str(table))

    assert line == "Nothing was imported: put the lines right, or leave them out with --valid-rows."
    assert Student.objects.count() == 0


@pytest.mark.django_db
def test_the_valid_lines_of_it(world: World, table: Path):
    outcome = run("import_students", str(table), "--valid-rows")

    assert outcome.summary == "2 lines: 1 new, 0 changed, 0 removed, 0 same; problems 1."
    assert outcome.notes == ["line 3, programme code: there is no programme XXX"]
    assert [student.number for student in Student.objects.all()] == ["1112223"]


@pytest.mark.django_db
def test_a_preview_changes_nothing_and_ends_well(world: World, table: Path):
    outcome = run("import_students", str(table), "--preview")

    assert outcome.summary == "2 lines: 1 new, 0 changed, 0 removed, 0 same; problems 1."
    assert Student.objects.count() == 0


@pytest.mark.django_db
def test_another_encoding_when_it_is_asked_for(world: World, tmp_path: Path):
    path = tmp_path / "students.csv"
    path.write_bytes(f"{HEAD}\n1112223,Işıl,Çağlar,CENG,2022\n".encode("cp1254"))

    assert "seems to be Windows-1254" in refusal(run, "import_students", str(path))
    run("import_students", str(path), "--encoding", "windows-1254")
    assert Student.objects.get().last_name == "Çağlar"


@pytest.mark.django_db
def test_capacities_are_of_a_term(world: World, tmp_path: Path):
    path = tmp_path / "capacities.csv"
    path.write_text("CENG213,1,55\n")

    assert refusal(run, "import_capacities", str(path), "--term", "20301") == "There is no term 20301."
    assert run("import_capacities", str(path), "--term", "20252").summary.startswith("1 lines: 0 new, 1 changed")


@pytest.mark.django_db
@pytest.mark.parametrize("kind", IMPORTS)
def test_every_kind_of_table_has_its_command(world: World, tmp_path: Path, kind: str):
    whom_it_names(world, kind)
    path = tmp_path / f"{kind}.csv"
    path.write_text(ONE_OF_EACH[kind])
    term = ("--term", "20252") if IMPORTS[kind].needs_term else ()
    first = "0 new, 1 changed" if kind == "capacities" else "1 new, 0 changed"

    for said in (f"{first}, 0 removed, 0 same", "0 new, 0 changed, 0 removed, 1 same"):
        assert run(f"import_{kind}", str(path), *term).summary == f"1 lines: {said}; problems 0."
    assert list(JobRun.objects.values_list("kind", flat=True)) == [f"import_{kind}"] * 2


@pytest.mark.django_db
def test_a_file_that_is_not_there(world: World):
    assert refusal(run, "import_holds", "/yok.csv") == "There is no file /yok.csv."


@pytest.mark.django_db(transaction=True)
def test_one_import_at_a_time():
    """The lock is another connection's, as another command's would be."""
    held, over = threading.Event(), threading.Event()

    def other() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
            held.set()
            over.wait(30)
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
        connection.close()

    thread = threading.Thread(target=other)
    thread.start()
    try:
        assert held.wait(30)
        with pytest.raises(ImportProblem, match="Another import is running"):
            load("holds", "number,kind\n1,library\n")
    finally:
        over.set()
        thread.join()


def test_the_template_of_one_kind(tmp_path: Path):
    path = tmp_path / "a.csv"
    run("import_templates", "holds", "--output", str(path))

    lines = path.read_text(encoding="utf-8-sig").splitlines()
    assert lines[0] == "öğrenci no;tür;işlem;açıklama"
    assert lines[2].startswith("# tür – kind – ")


def test_the_templates_of_all_kinds(tmp_path: Path):
    run("import_templates", "--all", str(tmp_path / "new"), "--xlsx", "--language", "en")

    assert {path.name for path in (tmp_path / "new").iterdir()} == {f"{kind}.xlsx" for kind in IMPORTS}


@pytest.mark.parametrize("arguments", [(), ("holds", "--all", "x")])
def test_one_kind_or_all(arguments):
    assert refusal(run, "import_templates", *arguments) == "Name one kind, or a folder for all of them with --all."
