"""The desk for tables: upload, preview, confirm once; templates; and lists to take away."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.timezone import now
from openpyxl import load_workbook

from people.models import JobFile, JobRun, Student
from registration.imports import IMPORTS, confirm
from tests.admin_pages import official
from tests.elsewhere import run, transaction_elsewhere
from tests.tables import ONE_OF_EACH, repacked, sheet, whom_it_names
from tests.world import World

pytestmark = pytest.mark.django_db

DESK = "/admin/import/"
HEAD = "number,first_name,last_name,programme,entry_year"
GOOD = f"{HEAD}\n1112223,Işıl,Çağlar,CENG,2022\n"
MIXED = f"{GOOD}2501231,Ada,Kaya,XXX,2025\n"


@pytest.fixture
def registrar(world: World) -> Client:
    return official(world, "registrar")


def upload(client: Client, content: str | bytes, kind: str = "students", **fields: Any):
    data = content.encode() if isinstance(content, str) else content
    file = SimpleUploadedFile("öğrenciler.csv", data)
    return client.post(DESK, {"kind": kind, "file": file, "encoding": "utf-8", "term": "", **fields})


def refused(response) -> dict[str, list[str]]:
    return dict(response.context["form"].errors)


def shown(client: Client, url: str) -> tuple[str, list[str]]:
    """What the page says of the file, and the decisions that it offers."""
    page = client.get(url)
    text = page.content.decode()
    offered = [keep for keep in ("all", "valid", "nothing") if f'name="keep" value="{keep}"' in text]
    return text, offered


def test_nothing_changes_until_a_preview_is_confirmed(world: World, registrar: Client):
    response = upload(registrar, GOOD)
    url = response.headers["Location"]
    text, offered = shown(registrar, url)

    assert "Preview: nothing has changed yet." in text and "Çağlar" in text and "öğrenciler.csv" in text
    assert (offered, Student.objects.count(), JobFile.objects.count()) == (["all", "nothing"], 0, 1)

    assert registrar.post(url, {"keep": "all"}).headers["Location"] == url
    text, offered = shown(registrar, url)

    assert "Imported." in text
    assert (offered, Student.objects.get().full_name, JobFile.objects.count()) == ([], "Işıl Çağlar", 0)
    job = JobRun.objects.get()
    assert (job.kind, job.asked_by.username, job.done, job.finished_at is not None) == (
        "import_students",
        "registrar",
        1,
        True,
    )


@pytest.mark.parametrize("decision", ["all", "nothing"])
def test_the_rows_that_were_shown_are_not_kept_once_they_are_decided_on(world: World, registrar: Client, decision: str):
    url = upload(registrar, GOOD).headers["Location"]
    row = ["2", "1112223", "Işıl", "Çağlar", "CENG", "2022", *[""] * 9]
    assert JobRun.objects.get().result["first"] == [row]

    registrar.post(url, {"keep": decision})
    assert JobRun.objects.get().result["first"] == []


def test_a_second_confirmation_does_nothing(world: World, registrar: Client):
    url = upload(registrar, GOOD).headers["Location"]
    registrar.post(url, {"keep": "all"})
    Student.objects.all().delete()

    page = registrar.post(url, {"keep": "all"}, follow=True)

    assert "Nothing was imported: see the problems below, or whether it was done already." in page.content.decode()
    assert Student.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_a_confirmation_pressed_twice_does_not_wait_for_the_first(transactional_db):
    world = World()
    url = upload(official(world, "registrar"), GOOD).headers["Location"]
    job = JobRun.objects.get()
    with transaction_elsewhere() as other:
        run(other, "SELECT job_id FROM people_jobfile WHERE job_id = %s FOR UPDATE", job.pk)
        assert (url.endswith(f"/{job.pk}/"), confirm(job, keep="all")) == (True, False)


def test_problems_are_shown_by_line_and_valid_lines_are_the_officers_choice(world: World, registrar: Client):
    url = upload(registrar, MIXED).headers["Location"]
    text, offered = shown(registrar, url)

    assert "<td>3</td><td>programme code</td><td>there is no programme XXX</td>" in text
    assert offered == ["valid", "nothing"]

    registrar.post(url, {"keep": "all"})  # nobody is offered this
    assert Student.objects.count() == 0
    registrar.post(url, {"keep": "valid"})
    assert [student.number for student in Student.objects.all()] == ["1112223"]


def test_what_would_be_is_judged_again_when_it_is_confirmed(world: World, registrar: Client):
    url = upload(registrar, GOOD).headers["Location"]
    world.student("1112224")  # has the user code now

    registrar.post(url, {"keep": "all"})

    assert "the user code e111222 is somebody&#x27;s already (USERNAME_TAKEN)" in shown(registrar, url)[0]
    assert Student.objects.count() == 1


def test_a_file_is_let_go(world: World, registrar: Client):
    url = upload(registrar, GOOD).headers["Location"]

    assert registrar.post(url, {"keep": "nothing"}).headers["Location"] == DESK
    assert (Student.objects.count(), JobFile.objects.count()) == (0, 0)
    assert "The file was let go; nothing was imported." in shown(registrar, url)[0]


def test_a_file_that_waits_too_long_goes_with_the_next(world: World, registrar: Client):
    old = upload(registrar, GOOD).headers["Location"]
    JobRun.objects.update(asked_at=now() - timedelta(days=1, seconds=1))
    upload(registrar, GOOD)

    assert JobFile.objects.count() == 1
    assert shown(registrar, old)[1] == []


def test_anothers_upload_is_not_there(world: World, registrar: Client):
    url = upload(registrar, GOOD).headers["Location"]
    other = world.role(world.staff("ikinci", is_staff=True), "registrar").staff.user
    client = Client()
    client.force_login(other)

    assert (client.get(url).status_code, client.post(url, {"keep": "all"}).status_code) == (404, 404)


def test_a_secretary_takes_in_criteria_alone(world: World):
    secretary = official(world, "secretary", world.ceng)

    assert [work.kind for work in secretary.get(DESK).context["kinds"]] == ["criteria"]
    assert list(refused(upload(secretary, GOOD))) == ["kind"]
    assert secretary.get("/admin/import/template/students/").status_code == 404
    assert secretary.get("/admin/import/template/criteria/").status_code == 200


def test_a_head_takes_in_nothing(world: World):
    client = official(world, "head", world.ceng)

    assert (client.get(DESK).status_code, upload(client, GOOD).status_code) == (403, 403)
    assert client.get("/admin/import/template/students/").status_code == 403
    assert DESK not in client.get("/admin/").content.decode()


@pytest.mark.parametrize(
    ("content", "fields", "errors"),
    [
        ("öğrenci no\n1".encode("cp1254"), {}, {"file": ["öğrenciler.csv is not UTF-8 but seems to be Windows-1254"]}),
        ("boy\n1\n", {}, {"file": ["öğrenciler.csv has unknown columns: boy."]}),
        (b"x" * (10 * 1024 * 1024 + 1), {}, {"file": ["The file is larger than 10 MB."]}),
        (
            repacked(sheet([1]), sheet1=bytes(100 * 1024**2)),
            {},
            {"file": ["öğrenciler.csv unpacks to more than 100 MB"]},
        ),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", {}, {"file": ["öğrenciler.csv has unknown columns: <svg"]}),
        ("CENG213,1,5\n", {"kind": "capacities"}, {"term": ["This table is of one term."]}),
        (GOOD, {"encoding": "utf-16"}, {"encoding": ["Select a valid choice."]}),
        (GOOD, {"kind": "users"}, {"kind": ["Select a valid choice."]}),
    ],
)
def test_what_the_upload_refuses(world: World, registrar: Client, content, fields, errors):
    found = refused(upload(registrar, content, **fields))

    assert found.keys() == errors.keys()
    assert all(found[name][0].startswith(text) for name, (text,) in errors.items())
    assert JobRun.objects.count() == 0


def test_an_encoding_that_is_asked_for_holds_until_the_end(world: World, registrar: Client):
    url = upload(registrar, GOOD.encode("cp1254"), encoding="windows-1254").headers["Location"]
    registrar.post(url, {"keep": "all"})

    assert Student.objects.get().first_name == "Işıl"


def test_capacities_of_a_term(world: World, registrar: Client):
    url = upload(registrar, "CENG213,1,55\n", "capacities", term=world.term.id).headers["Location"]
    registrar.post(url, {"keep": "all"})

    world.x1.seats.refresh_from_db()
    assert world.x1.seats.capacity == 55


@pytest.mark.parametrize("kind", IMPORTS)
def test_every_kind_of_table_is_taken_at_the_desk(world: World, registrar: Client, kind: str):
    whom_it_names(world, kind)
    url = upload(registrar, ONE_OF_EACH[kind], kind, term=world.term.id).headers["Location"]
    registrar.post(url, {"keep": "all"})

    job = JobRun.objects.get()
    counted = [what for what, count in job.result["tally"].items() if count]
    assert (job.kind, job.done, job.result["kept"]) == (f"import_{kind}", 1, True)
    assert counted == ["changed" if kind == "capacities" else "new"]


@pytest.mark.parametrize("kind", IMPORTS)
def test_templates_in_two_formats(world: World, registrar: Client, kind: str):
    path = f"/admin/import/template/{kind}/"
    csv = registrar.get(path)
    xlsx = registrar.get(path, {"format": "xlsx"})

    assert csv.headers["Content-Disposition"] == f'attachment; filename="{kind}.csv"'
    headings = b"".join(csv.streaming_content).decode("utf-8-sig").splitlines()[0].split(";")
    first, second = load_workbook(io.BytesIO(b"".join(xlsx.streaming_content))).worksheets
    assert headings == [cell.value for cell in first[1]] == [row[0].value for row in list(second.rows)[1:]]
    assert headings == [column.en for column in IMPORTS[kind].sheet.columns]


def test_there_is_no_template_of_nothing(world: World, registrar: Client):
    assert registrar.get("/admin/import/template/users/").status_code == 404


# lists


def lines(response) -> list[str]:
    return b"".join(response.streaming_content).decode("utf-8-sig").splitlines()


def test_a_secretary_takes_lists_of_the_own_sections(world: World):
    ee1 = world.section(world.course("5670201"), 1)
    student = world.student()
    world.change(student, add=[world.x2, ee1])
    secretary = official(world, "secretary", world.ee)

    response = secretary.get("/admin/export/classes/", {"term": "20252"})

    assert response.headers["Content-Disposition"] == 'attachment; filename="classes-20252.csv"'
    assert [line.split(";")[1] for line in lines(response)[1:]] == ["EE201"]
    registrar = official(world, "registrar")
    assert len(lines(registrar.get("/admin/export/classes/"))) == 3


@pytest.mark.parametrize("kind", ["head", "fee_officer"])
def test_nobody_else_takes_lists(world: World, kind: str):
    client = official(world, kind, world.ceng if kind == "head" else None)

    assert client.get("/admin/export/").status_code == client.get("/admin/export/classes/").status_code == 403
    assert "/admin/export/" not in client.get("/admin/").content.decode()


def test_the_index_leads_to_both_desks(world: World, registrar: Client):
    page = registrar.get("/admin/").content.decode()
    assert f'href="{DESK}"' in page and 'href="/admin/export/"' in page


@pytest.mark.parametrize("asked", [{}, {"since": "dün"}, {"since": "2026-02-10T09:00", "format": "pdf"}])
def test_a_list_of_changes_needs_a_moment(world: World, registrar: Client, asked: dict[str, str]):
    response = registrar.get("/admin/export/changes/", asked, follow=True)
    assert "Give a term, and for changes a moment such as 2026-02-23 09:00." in response.content.decode()


def test_a_list_of_changes_as_a_sheet(world: World, registrar: Client):
    world.change(world.student(), add=[world.x2])
    response = registrar.get("/admin/export/changes/", {"since": "2026-02-10T09:00", "format": "xlsx"})

    rows = list(load_workbook(io.BytesIO(b"".join(response.streaming_content))).active.values)
    assert [row[:3] for row in rows[1:]] == [("2026-02-10 10:00:00", "add", "2501231")]


def test_there_is_no_list_of_nothing(world: World, registrar: Client):
    assert registrar.get("/admin/export/users/").status_code == 404
