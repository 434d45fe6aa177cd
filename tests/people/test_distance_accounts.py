"""Accounts on E-Ders: asked for at enrolment, exported without a password, matched by a token."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from curriculum.models import Programme
from people import distance_accounts
from people.distance_accounts import ask_for_accounts, match_token, matched_user
from people.models import DistanceAccount, Student
from tests.load.served import ROOT
from tests.tables import load
from tests.visitor import Visitor, attributes, text_of
from tests.world import World

pytestmark = pytest.mark.django_db
HEAD = "number,first_name,last_name,programme,entry_year,status,email"


@pytest.fixture
def distance(world: World) -> Programme:
    return Programme.objects.create(
        code="BILP-U", name="Bilgisayar Programcılığı", department=world.ceng, education_type="distance"
    )


@pytest.fixture
def student(world: World, distance: Programme) -> Student:
    return world.student(programme=distance)


def export(tmp_path: Path, *options: str) -> list[str]:
    file = tmp_path / "hesaplar.csv"
    call_command("export_distance_accounts", str(file), *options, verbosity=0)
    return file.read_text(encoding="utf-8-sig").splitlines()


@pytest.mark.row("KOU-09")
def test_enrolment_in_a_distance_programme_asks_for_an_account(world: World, distance: Programme):
    lines = (
        "2501231,Ada,Kaya,BILP-U,2025,kayıtlı,ada@ornek.edu.tr\n"
        "2501242,Ece,Ak,CENG,2025,kayıtlı,\n"
        "2501253,Can,Ok,BILP-U,2025,aday,\n"
    )
    load("students", f"{HEAD}\n{lines}")
    assert list(DistanceAccount.objects.values_list("student__number", flat=True)) == ["2501231"]

    load("students", f"{HEAD}\n{lines.replace('aday', 'kayıtlı')}")
    asked = DistanceAccount.objects.order_by("student__number").values_list("student__number", flat=True)
    assert list(asked) == ["2501231", "2501253"]


@pytest.mark.row("KOU-09", "KOU-72")
def test_the_export_has_the_same_user_codes_and_no_password(world: World, distance: Programme, tmp_path):
    load("students", f"{HEAD}\n2501231,Işıl,Çağlar,BILP-U,2025,,isil@ornek.edu.tr\n2501242,Ece,Ak,BILP-U,2025,,\n")
    Student.objects.filter(number="2501242").update(first_name="=Ece")

    assert export(tmp_path) == [
        "kullanıcı kodu;öğrenci no;ad;soyad;e-posta",
        "e250123;2501231;Işıl;Çağlar;isil@ornek.edu.tr",
        "e250124;2501242;'=Ece;Ak;",
    ]
    assert export(tmp_path, "--language", "en")[0] == "user code;student number;first name;surname;e-mail"


@pytest.mark.row("KOU-09")
def test_an_export_of_new_accounts_tells_of_each_once(student: Student, world: World, tmp_path):
    assert len(export(tmp_path, "--new")) == 2
    assert len(export(tmp_path, "--new")) == 1
    world.student("2501501", programme=student.programmes.get().programme)
    assert [line.split(";")[0] for line in export(tmp_path, "--new")[1:]] == ["e250150"]
    assert len(export(tmp_path)) == 3


def test_asking_twice_asks_once(student: Student):
    assert [ask_for_accounts(), ask_for_accounts(), ask_for_accounts([student.id])] == [1, 0, 0]


def test_who_left_is_told_of_no_more(student: Student, tmp_path):
    ask_for_accounts()
    Student.objects.update(status="withdrawn")

    assert len(export(tmp_path)) == 1


def test_the_file_says_by_its_name_what_it_is(db, tmp_path):
    with pytest.raises(CommandError, match=r"ends in neither \.csv nor \.xlsx"):
        call_command("export_distance_accounts", str(tmp_path / "hesaplar.txt"))


# matching


@pytest.mark.row("KOU-11")
def test_a_student_gets_a_token_that_e_ders_believes(student: Student):
    browser = Visitor(student.user)

    shown = browser.press(browser.get("/e-ders/"), "Match E-Ders")

    token = attributes(shown.one(id="token"))["value"]
    assert (matched_user(token), token.startswith("e250123.")) == ("e250123", True)
    assert student.user.password not in token


@pytest.mark.row("KOU-11")
def test_a_token_is_good_for_ten_minutes(monkeypatch):
    token = str(match_token("e250123"))
    clock = distance_accounts.time.time

    for seconds, user in ((599, "e250123"), (601, "")):
        monkeypatch.setattr(distance_accounts, "time", type("T", (), {"time": lambda s=seconds: clock() + s}))
        assert matched_user(token) == user


@pytest.mark.parametrize(
    "forged",
    [
        "",
        ".",
        "..",
        "e250123",
        "e250124.{until}.{signature}",
        "e250123.9999999999.{signature}",
        "e250123.{until}.x",
        "e250123.{until}.ş",
    ],
)
def test_a_forged_token_is_nobodys(forged: str):
    real = match_token("e250123")

    assert matched_user(forged.format(until=real.until, signature=real.signature)) == ""


def test_another_key_is_not_believed(settings):
    token = str(match_token("e250123"))
    settings.DISTANCE_KEY = "another"

    assert matched_user(token) == ""


def test_without_a_shared_key_nothing_is_matched(student: Student, settings):
    settings.DISTANCE_KEY = ""
    browser = Visitor(student.user)

    assert "Match E-Ders" not in browser.get("/e-ders/").html
    assert browser.post("/e-ders/match/").status == 404


def test_in_production_the_portals_own_secret_is_not_given_away():
    """E-Ders knows the key: who has the portal's own signs in as anybody."""
    secret, asked = "z" * 60, "from django.conf import settings; print(repr(settings.DISTANCE_KEY))"

    def started(**own: str) -> subprocess.CompletedProcess[str]:
        env = os.environ | {"PORTAL_ENV": "production", "SECRET_KEY": secret} | own
        told = {"cwd": ROOT, "env": env | {"DJANGO_SETTINGS_MODULE": "config.settings"}, "timeout": 60}
        return subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, **told)

    assert (started().stdout, started(DISTANCE_KEY="another").stdout) == ("''\n", "'another'\n")
    refused = started(DISTANCE_KEY=secret)
    assert (refused.returncode, "DISTANCE_KEY is given to E-Ders" in refused.stderr) == (1, True)


@pytest.mark.row("KOU-71", "KOU-72")
def test_the_page_says_what_is_where(student: Student):
    page = Visitor(student.user).get("/e-ders/")

    links = [attributes(a)["href"] for a in page.all("a", within=page.one("main"))]
    assert links[:2] == ["/registration/", "/registration/degree/"]
    assert "requests for a student certificate" in text_of(page.one("main"))
    assert "Your user code is the same on both, e250123 ; the passwords are not." in text_of(page.one("main"))


@pytest.mark.row("KOU-71")
def test_the_menu_has_registration_grades_and_e_ders(student: Student, world: World):
    def menu(user) -> list[str]:
        page = Visitor(user).get("/catalog/")
        return [attributes(a)["href"] for a in page.all("a", within=page.one("nav"))]

    paths = {"/registration/", "/registration/degree/", "/e-ders/"}
    assert paths <= set(menu(student.user))
    assert "/e-ders/" not in menu(world.student("2601240").user)


def test_nobody_but_distance_students_matches(world: World):
    for user in (world.student().user, world.advisor.user):
        visitor = Visitor(user)
        assert [visitor.get("/e-ders/").status, visitor.post("/e-ders/match/").status] == [403, 403]
