"""Issuing a paper: to whom, what it says, and that what says the same keeps its code."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from people.models import Student
from registration.models import IssuedDocument, TermRegistration
from registration.papers.content import Kind
from registration.papers.issuing import issue_paper
from registration.rules.engine import Finding
from registration.transitions import move
from tests.world import World, at

from .conftest import approved

pytestmark = pytest.mark.django_db


def issue(world: World, student: Student, kind: str = Kind.CERTIFICATE, language: str = "tr"):
    return issue_paper(student=student, term=world.term, kind=kind, language=language)


def code_of(finding) -> tuple[str, dict]:
    assert isinstance(finding, Finding)
    return finding.code, finding.figures


@pytest.mark.row("OMU-45")
@pytest.mark.parametrize("state", ["not_started", "fee_pending", "draft", "submitted", "returned", "approved"])
@pytest.mark.parametrize("kind", Kind.values)
def test_nothing_is_issued_before_the_registration_is_final(world: World, u4: Student, state: str, kind: str):
    TermRegistration.objects.update(state=state)

    assert code_of(issue(world, u4, kind)) == ("NOT_FINAL", {})
    assert not IssuedDocument.objects.exists()


@pytest.mark.row("OMU-06", "KOU-58")
@pytest.mark.parametrize("state", ["unregistered", "excuse_pending", "cancelled"])
def test_who_is_unregistered_gets_no_certificate(world: World, u4: Student, state: str):
    TermRegistration.objects.update(state=state)

    assert code_of(issue(world, u4)) == ("NO_RIGHTS", {"state": state})
    assert not IssuedDocument.objects.exists()


@pytest.mark.row("METU-29")
def test_who_lost_the_term_by_a_decision_of_the_board_gets_no_certificate(world: World, u4: Student):
    TermRegistration.objects.update(state="excuse_pending")
    rejected = move(
        student_id=u4.id,
        term_id=world.term.id,
        event="excuse_rejected",
        version=None,
        actor_id=world.advisor.user_id,
        note="YK 2026/7, 23.02.2026",
    )

    assert (rejected.accepted, world.registration_of(u4).state) == (True, "unregistered")
    assert code_of(issue(world, u4)) == ("NO_RIGHTS", {"state": "unregistered"})


@pytest.mark.row("KOU-76")
def test_who_is_on_leave_gets_no_certificate(world: World, u4: Student):
    TermRegistration.objects.update(state="on_leave")

    assert code_of(issue(world, u4)) == ("ON_LEAVE", {})


def test_each_paper_says_what_it_is_for(world: World, u4: Student):
    approved(world, u4)
    said = {kind: issue(world, u4, kind).content for kind in Kind.values}

    who = {
        "name": "Deniz Çağrıoğlu İşçi",
        "number": "2501231",
        "faculty": "Mühendislik Fakültesi",
        "department": "Bilgisayar Mühendisliği",
        "programmes": [["Bilgisayar Mühendisliği", "bachelor", "major"]],
        "class_year": 4,
        "semester": 8,
        "term": "2025-2026 Bahar",
    }
    name = "Işığın Şöleni: Çağdaş Öğüt"
    assert said == {
        "certificate": who | {"entry_year": 2022},
        "registration": who
        | {
            "state": "Onaylı",
            "advisor": "Dr. Ada Danisman",
            "approved_at": "2026-02-10T10:30",
            "approved_by": "Ada Danisman",
            "lines": [["5710213", "CENG213", name, "2", "3", "5", "normal", "", "Sal 09:40–12:30"]],
            "credits": "3",
            "ects": "5",
        },
        "timetable": who
        | {
            "days": ["Pazartesi", "Salı", "Çarşamba", "Perşembe", "Cuma"],
            "hours": [["09:40", [[], [["CENG213/2", "09:40", "12:30", "BMB-Ü1"]], [], [], []]]],
        },
    }


def test_what_says_the_same_keeps_its_code_and_is_dated_anew(world: World, u4: Student):
    approved(world, u4)
    first = issue(world, u4)
    at("2026-03-02 09:00")
    again = issue(world, u4)

    assert (again.pk, again.code) == (first.pk, first.code)
    assert f"{again.issued_at:%d.%m}|{again.last_issued_at:%d.%m}" == "10.02|02.03"
    assert IssuedDocument.objects.get().withdrawn_at is None


def test_each_kind_and_language_is_a_paper_of_its_own(world: World, u4: Student):
    approved(world, u4)
    codes = {issue(world, u4, kind, language).code for kind in Kind.values for language in ("tr", "en")}

    assert len(codes) == 6
    english = IssuedDocument.objects.get(kind="certificate", language="en")
    assert english.content["programmes"] == [["Computer Engineering", "bachelor", "major"]]


def test_what_says_something_else_takes_its_place(world: World, u4: Student):
    approved(world, u4)
    first = issue(world, u4)
    u4.programmes.update(class_year=3)
    at("2026-03-02 09:00")
    second = issue(world, u4)

    first.refresh_from_db()
    assert second.code != first.code
    assert (first.withdrawn_at, second.withdrawn_at) == (second.issued_at, None)


@pytest.mark.django_db(transaction=True)
def test_who_prints_several_times_at_once_gets_one_paper(world: World, u4: Student):
    approved(world, u4)
    together = Barrier(4)

    def press(_: int) -> str:
        together.wait()
        try:
            return issue(world, u4).code
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as presses:
        codes = set(presses.map(press, range(4)))

    assert codes == {IssuedDocument.objects.get().code}
