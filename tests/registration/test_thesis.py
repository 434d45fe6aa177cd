"""Thesis advisors: what an assignment by the registrar or by a table loads."""

from __future__ import annotations

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import translation

from curriculum.models import Course, SeatCounter
from people.models import JobRun, Student, ThesisAdvisorship
from registration import imports, loader
from tests.admin_pages import filled, official
from tests.tables import load as load_table
from tests.world import World, at

from .loading import advised, graduate, loaded, missing, special, teaches


@pytest.fixture
def gm(world: World) -> Student:
    """A master's student without a thesis advisor; the advisor of everybody teaches a section of Thesis."""
    _, section = special(world, "5710599", "thesis")
    teaches(world.advisor, section)
    return graduate(world, "master", "2601221", 2)


def assigned(world: World, student: Student) -> list[str]:
    """What the registrar is told on assigning the advisor on the student's page."""
    registrar, page = official(world, "registrar"), reverse("admin:people_student_change", args=[student.pk])
    row = {
        "thesis_advisorships-TOTAL_FORMS": "1",
        "thesis_advisorships-0-advisor": str(world.advisor.pk),
        "thesis_advisorships-0-date_from": "2026-02-10",
    }
    answer = registrar.post(page, filled(registrar.get(page), "student_form", **row))
    assert (answer.status_code, ThesisAdvisorship.objects.filter(student=student).count()) == (302, 1)
    return [str(m) for m in get_messages(answer.wsgi_request)][1:]  # the first is that the page was saved


REFUSED = (
    "Not everything could be loaded now (busy lists: %d, lists with the advisor or approved: %d, courses without a place: "
    "%d). The next load tries again."
)
CLOSED = "No registration window is open now: the next load puts the thesis courses on the list."


@pytest.mark.django_db
@pytest.mark.row("METU-70")
def test_an_advisor_assigned_on_the_students_page_brings_the_thesis(world: World, gm: Student):
    assert assigned(world, gm) == ["Thesis courses loaded: 1."]
    assert loaded(world, gm) == ["CENG599/1"]


@pytest.mark.django_db
def test_saving_the_page_again_loads_nothing(world: World, gm: Student):
    assigned(world, gm)
    registrar, page = official(world, "registrar", world.ceng), reverse("admin:people_student_change", args=[gm.pk])
    answer = registrar.post(page, filled(registrar.get(page), "student_form", first_name="Derya"))
    assert len(list(get_messages(answer.wsgi_request))) == 1


@pytest.mark.django_db
def test_what_cannot_be_loaded_at_once_is_said_and_left_to_the_next_load(world: World, gm: Student):
    SeatCounter.objects.update(capacity=0)
    assert assigned(world, gm) == [REFUSED % (0, 0, 1)]
    assert (loaded(world, gm), missing(world, gm)) == ([], {"CENG599": "CAPACITY"})
    SeatCounter.objects.update(capacity=30)
    loader.load(term_id=world.term.id)
    assert loaded(world, gm) == ["CENG599/1"]


@pytest.mark.django_db
def test_a_busy_list_and_a_closed_calendar_are_said(world: World, gm: Student, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(loader, "in_step", lambda *_: None)
        assert assigned(world, gm) == [REFUSED % (1, 0, 0)]
    ThesisAdvisorship.objects.all().delete()
    at("2026-02-17 10:00")
    assert load_told(world, gm) == [f"thesis courses (1): {CLOSED}"]


HEAD = "number,advisor,kind,date_from,date_to"


def load_told(world: World, student: Student, kind: str = "tez") -> list[str]:
    return list(load_table("advisors", f"{HEAD}\n{student.number},danisman,{kind},2026-02-10,\n").notes.lines())


@pytest.mark.django_db
@pytest.mark.row("METU-70")
def test_an_imported_thesis_advisor_brings_the_thesis_and_the_job_says_so(world: World, gm: Student):
    told = ["thesis courses (1): Thesis courses loaded: 1."]
    assert load_told(world, gm) == told
    assert loaded(world, gm) == ["CENG599/1"]
    assert JobRun.objects.get(kind="import_advisors").result["notes"] == told
    assert load_told(world, gm) == []  # nothing new: nothing is loaded


@pytest.mark.django_db
def test_an_imported_academic_advisor_brings_nothing(world: World, gm: Student):
    assert load_told(world, gm, "akademik") == []
    assert loaded(world, gm) == []


@pytest.mark.django_db
def test_a_staged_table_brings_the_thesis_once_it_is_confirmed(world: World, gm: Student):
    registrar = world.staff("ogr").user
    table = f"{HEAD}\n{gm.number},danisman,tez,2026-02-10,\n".encode()
    with translation.override("en"):
        job = imports.stage("advisors", table, actor=registrar, name="t.csv")
        assert loaded(world, gm) == []
        assert imports.confirm(job, keep="all")
    job.refresh_from_db()
    assert (loaded(world, gm), job.result["notes"]) == (
        ["CENG599/1"],
        ["thesis courses (1): Thesis courses loaded: 1."],
    )


# which courses, and until when


@pytest.mark.django_db
def test_thesis_studies_go_on_for_as_long_as_the_thesis_and_end_with_it(world: World, gm: Student):
    _, section = special(world, "5710800", "thesis_studies")
    teaches(world.advisor, section)
    written = graduate(world, "master", "2601231", 3)
    for student in (gm, written):
        advised(student, world.advisor)
        world.passed(student, section.course, "AA")
    world.passed(written, Course.objects.get(special_role="thesis"), "AA")
    loader.load(term_id=world.term.id)
    assert [loaded(world, student) for student in (gm, written)] == [["CENG599/1", "CENG800/1"], []]


@pytest.mark.django_db
def test_of_several_theses_the_one_that_the_advisor_teaches_is_loaded(world: World, gm: Student):
    _, own = special(world, "5710598", "thesis")  # before CENG599 by its code, and offered as well
    other = world.staff("ikinci")
    teaches(other, own)
    mine = graduate(world, "master", "2601231", 2)
    advised(gm, world.advisor)
    advised(mine, other)
    loader.load(term_id=world.term.id)
    assert [loaded(world, student) for student in (gm, mine)] == [["CENG599/1"], ["CENG598/1"]]


@pytest.mark.django_db
def test_an_advisorship_that_is_over_brings_nothing(world: World, gm: Student):
    advised(gm, world.advisor)
    ThesisAdvisorship.objects.update(date_to="2026-02-09")
    loader.load(term_id=world.term.id)
    assert loaded(world, gm) == []
    ThesisAdvisorship.objects.update(date_to="2026-02-10")  # today
    loader.load(term_id=world.term.id)
    assert loaded(world, gm) == ["CENG599/1"]
