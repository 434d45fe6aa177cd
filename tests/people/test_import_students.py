"""import_students: who is new, who differs, and what no table may do."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection

from curriculum.importers import writing
from curriculum.models import Curriculum, Programme
from curriculum.turkish import sort_key
from people.identity import digest_of
from people.models import JobRun, Student, StudentProgramme, User
from tests.elsewhere import run, threads, transaction_elsewhere, until_waiting
from tests.registration.ask import METU, turn
from tests.tables import counted, load, sheet, told
from tests.world import World, at

pytestmark = pytest.mark.django_db

HEAD = "number,first_name,last_name,programme,entry_year"
ONE = f"{HEAD}\n1112223,Işıl,Çağlar,CENG,2022\n"


def programme(number: str, code: str = "CENG") -> StudentProgramme:
    return StudentProgramme.objects.get(student__number=number, programme__code=code)


@pytest.mark.row("METU-07")
def test_a_user_code_is_e_and_the_number_without_its_last_digit(world: World):
    assert counted(load("students", ONE + "2501231,Ada,Kaya,CENG,2025\n")) == (2, 0, 0, 0)

    codes = dict(Student.objects.values_list("number", "user__username"))
    assert codes == {"1112223": "e111222", "2501231": "e250123"}


@pytest.mark.row("METU-07")
def test_the_policy_says_how_a_user_code_is_made(world: World):
    turn("ACCOUNTS", "", profile=METU, params={"username": "student_number"})
    load("students", ONE)

    assert Student.objects.get().user.username == "1112223"


@pytest.mark.row("METU-07")
def test_the_policy_of_user_codes_is_that_of_the_day_by_the_databases_clock(world: World):
    turn("ACCOUNTS", "", profile=METU, since="2026-02-11", params={"username": "student_number"})
    at("2026-02-10 23:59")
    load("students", ONE)
    at("2026-02-11 00:01")  # still the 10th in UTC
    load("students", f"{HEAD}\n2501231,Ada,Kaya,CENG,2025\n")

    assert dict(Student.objects.values_list("number", "user__username")) == {
        "1112223": "e111222",
        "2501231": "2501231",
    }


@pytest.mark.row("METU-07")
def test_numbers_that_differ_in_the_last_digit_alone_collide_and_nothing_is_overwritten(world: World):
    world.student("1112223")
    table = f"{HEAD}\n1112224,Can,Kaya,CENG,2022\n2501231,Ada,Kaya,CENG,2025\n2501232,Ece,Ak,CENG,2025\n"

    report = load("students", table)

    assert told(report) == [
        "line 2, student number: the user code e111222 is somebody's already",
        "line 4, student number: the user code e250123 would be that of 2501231 as well",
    ]
    assert {problem.code for problem in report.problems} == {"USERNAME_TAKEN"}
    assert (report.kept, Student.objects.count(), User.objects.get(username="e111222").first_name) == (
        False,
        1,
        "Deniz",
    )


def test_a_new_student_has_an_account_without_a_password_and_the_curriculum_of_the_year(world: World):
    late = Curriculum.objects.create(programme=world.programme, entry_year_from=2020, entry_year_to=2023)
    Curriculum.objects.create(programme=world.programme, entry_year_from=2024)
    table = (
        "öğrenci no;ad;soyad;program kodu;giriş yılı;giriş dönemi;e-posta;dil;durum\n"
        "1112223;Işıl;Çağlar;ceng;2022;20222;isil@ornek.edu.tr;en;kayıtlı\n"
    )
    assert counted(load("students", table)) == (1, 0, 0, 0)

    student, theirs = Student.objects.get(), programme("1112223")
    user = student.user
    assert (student.full_name, student.status, student.search_key) == ("Işıl Çağlar", "enrolled", "1112223 isil caglar")
    assert (user.get_full_name(), user.email, user.language, user.is_active) == (
        "Işıl Çağlar",
        "isil@ornek.edu.tr",
        "en",
        True,
    )
    assert not user.has_usable_password()
    assert (theirs.curriculum, theirs.kind, theirs.is_primary) == (late, "major", True)
    assert (theirs.entry_year, theirs.entry_term, theirs.semester, theirs.class_year) == (2022, "20222", 7, 4)


def test_the_same_table_again_changes_nothing(world: World):
    table = f"{HEAD},email\n1112223,Işıl,Çağlar,CENG,2022,isil@ornek.edu.tr\n"
    load("students", table)

    assert counted(load("students", table)) == (0, 0, 0, 1)
    assert JobRun.objects.count() == 2


def test_what_a_table_states_is_changed_and_what_it_leaves_empty_stays(world: World):
    load("students", f"{HEAD},email\n1112223,Işıl,Çağlar,CENG,2022,isil@ornek.edu.tr\n")
    table = f"{HEAD},email,status\n1112223,Işıl,Çağlar Öz,CENG,2022,,on_leave\n2501231,A,B,CENG,2025,,\n"

    assert counted(load("students", table)) == (1, 1, 0, 0)

    student = Student.objects.select_related("user").get(number="1112223")
    assert (student.last_name, student.user.last_name, student.user.email) == (
        "Çağlar Öz",
        "Çağlar Öz",
        "isil@ornek.edu.tr",
    )
    assert (student.status, student.surname_key == sort_key("Çağlar Öz"), programme("1112223").class_year) == (
        "on_leave",
        True,
        4,
    )


def test_a_double_major_has_two_lines(world: World):
    Programme.objects.create(code="EE", name="Elektrik", department=world.ee)
    table = f"{HEAD},kind\n1112223,Işıl,Çağlar,EE,2023,ÇAP\n1112223,Işıl,Çağlar,CENG,2022,\n"

    assert counted(load("students", table)) == (2, 0, 0, 0)
    assert (programme("1112223", "EE").kind, programme("1112223", "EE").is_primary) == ("double_major", False)
    assert programme("1112223").is_primary
    assert counted(load("students", table)) == (0, 0, 0, 2)


def test_a_student_moves_to_another_primary_programme(world: World):
    Programme.objects.create(code="EE", name="Elektrik", department=world.ee)
    load("students", ONE)
    table = f"{HEAD},kind,is_primary\n1112223,Işıl,Çağlar,CENG,2022,minor,no\n1112223,Işıl,Çağlar,EE,2023,major,yes\n"

    assert counted(load("students", table)) == (1, 1, 0, 0)
    assert (programme("1112223").kind, programme("1112223", "EE").is_primary) == ("minor", True)


def test_two_programmes_change_places_whatever_the_order_of_their_lines(world: World):
    Programme.objects.create(code="EE", name="Elektrik", department=world.ee)
    lines = "1112223,Işıl,Çağlar,CENG,2022,{0}\n1112223,Işıl,Çağlar,EE,2023,{1}\n"
    load("students", f"{HEAD},kind\n{lines.format('major', 'double_major')}")
    for first, second in (("double_major", "major"), ("major", "double_major")):
        table = f"{HEAD},kind,is_primary\n" + lines.format(
            *(f"{kind},{'yes' if kind == 'major' else 'no'}" for kind in (first, second))
        )
        assert counted(load("students", table)) == (0, 2, 0, 0)
        assert programme("1112223", "EE").is_primary is (second == "major")


@pytest.mark.row("METU-06")
def test_a_candidate_cannot_sign_in_until_enrolled(world: World):
    candidate = f"{HEAD},status\n1112223,Işıl,Çağlar,CENG,2022,aday\n"
    load("students", candidate)
    assert not User.objects.get(username="e111222").is_active

    load("students", candidate.replace("aday", "kayıtlı"))
    assert User.objects.get(username="e111222").is_active


def test_identity_data_are_taken_in_as_a_digest_that_no_report_shows(world: World):
    table = (
        "öğrenci no;ad;soyad;program kodu;giriş yılı;TC kimlik no;doğum tarihi\n"
        "1112223;Işıl;Çağlar;CENG;2022;100 000 001 46;31.05.2004\n"
    )
    preview = load("students", table, keep="nothing")
    assert "10000000146" not in str(preview)

    assert counted(load("students", table)) == (1, 0, 0, 0)
    student = Student.objects.get()
    assert (student.identity_digest, student.birth_date) == (digest_of("10000000146"), date(2004, 5, 31))
    assert counted(load("students", table)) == (0, 0, 0, 1)
    assert counted(load("students", ONE)) == (0, 0, 0, 1)
    assert Student.objects.get().identity_digest == student.identity_digest
    assert counted(load("students", table.replace("31.05", "30.05"))) == (0, 1, 0, 0)


def test_what_is_no_identity_number_is_refused_without_repeating_it(world: World):
    report = load("students", f"{HEAD},identity_digest\n1112223,Işıl,Çağlar,CENG,2022,10000000147\n")

    assert told(report) == ["line 2, national identity number: not a national identity number"]


def test_an_account_that_staff_closed_stays_closed(world: World):
    load("students", ONE)
    User.objects.filter(username="e111222").update(is_active=False)

    load("students", ONE.replace("Işıl", "Işık"))
    assert not User.objects.get(username="e111222").is_active


@pytest.mark.parametrize(
    ("lines", "problems"),
    [
        ("1112223,A,B,XXX,2022,,,", ["line 2, programme code: there is no programme XXX"]),
        ("1112223,A,B,CENG,2022,2021,,", ["line 2, curriculum year: CENG has no curriculum from 2021"]),
        ("1112223,A,B,CENG,2022,,minor,", ["line 2, primary: the student has no primary programme"]),
        (
            "1112223,A,B,CENG,2022,,,\n1112223,A,B,CENG,2022,,,",
            ["line 3, programme code: the programme stands in line 2 already"],
        ),
        (
            "1112223,A,B,CENG,2022,,,\n1112223,A,C,EE,2022,,minor,",
            ["line 3, surname: not the same as in line 2"],
        ),
        (
            "1112223,A,B,CENG,2022,,,\n1112223,A,B,EE,2022,,,yes",
            ["line 3, primary: only one programme can be the primary one"],
        ),
    ],
)
def test_what_is_refused(world: World, lines, problems):
    Programme.objects.create(code="EE", name="Elektrik", department=world.ee)
    report = load("students", f"{HEAD},curriculum,kind,is_primary\n{lines}\n")

    assert (told(report), Student.objects.count()) == (problems, 0)


def test_valid_lines_alone_when_the_officer_says_so(world: World):
    table = f"{ONE}2501231,Ada,Kaya,CENG,yarın\n2501231,Ada,Kaya,CENG,2025\n2601231,Ali,Can,CENG,2026\n"

    report = load("students", table, keep="valid")

    assert [(p.line, p.column) for p in report.problems] == [(3, "entry year")]
    assert set(Student.objects.values_list("number", flat=True)) == {"1112223", "2601231"}


def test_a_preview_says_what_would_be_and_changes_nothing(world: World):
    report = load("students", ONE, keep="nothing")

    assert (counted(report), report.kept, report.read) == ((1, 0, 0, 0), False, 1)
    assert [row.last_name for row in report.first] == ["Çağlar"]
    assert (Student.objects.count(), User.objects.filter(username="e111222").count(), JobRun.objects.count()) == (
        0,
        0,
        0,
    )


def test_a_sheet_of_a_spreadsheet(world: World):
    table = sheet(
        ["öğrenci no", "ad", "soyad", "program kodu", "giriş yılı"], [1112223, "Işıl", "Çağlar", "CENG", 2022]
    )

    assert counted(load("students", table)) == (1, 0, 0, 0)


def test_an_import_is_recorded_with_who_did_it(world: World):
    load("students", ONE, actor=world.advisor.user)

    job = JobRun.objects.get()
    assert (job.kind, job.asked_by, job.done, job.params["file"]) == (
        "import_students",
        world.advisor.user,
        1,
        "table",
    )
    assert (job.result["tally"], job.result["problem_count"], job.finished_at is not None) == ({"new": 1}, 0, True)


@pytest.mark.django_db(transaction=True)
def test_programmes_are_locked_in_the_order_of_their_ids(transactional_db, monkeypatch):
    """Whatever the order of the lines: whoever enters grades of both never waits in a circle."""
    monkeypatch.setattr(writing, "BATCH", 1)
    world = World()
    first, second = (world.student(number).programmes.get().id for number in ("2501231", "2501240"))
    lines = [f"{number},Ad,Soyad,CENG,2022,20221" for number in ("2501240", "2501231")]
    with threads() as start, transaction_elsewhere() as other:
        run(other, "SELECT id FROM people_studentprogramme WHERE id = %s FOR NO KEY UPDATE", first)
        call = start(
            load, "students", "\n".join(["number,first_name,last_name,programme,entry_year,entry_term", *lines])
        )
        until_waiting()
        free = run(
            connection, "SELECT id FROM people_studentprogramme WHERE id = %s FOR NO KEY UPDATE SKIP LOCKED", second
        )
        other.commit()
        assert counted(call.result(timeout=10)) == (0, 2, 0, 0)
    assert free == [(second,)]


@pytest.mark.django_db(transaction=True)
def test_who_was_expelled_and_shut_out_while_a_table_is_written_stays_so(world: World):
    student = world.student("2501231")
    with threads() as start, transaction_elsewhere() as other:
        run(other, "UPDATE people_user SET is_active = false WHERE id = %s RETURNING id", student.user_id)
        run(other, "UPDATE people_student SET status = 'expelled' WHERE id = %s RETURNING id", student.pk)
        call = start(load, "students", f"{HEAD}\n2501231,Ada,Kaya,CENG,2025\n")
        until_waiting()
        other.commit()
        assert counted(call.result(timeout=10)) == (0, 1, 0, 0)

    student.refresh_from_db()
    assert (student.first_name, student.status, student.user.is_active) == ("Ada", "expelled", False)
