"""The class list as a form: what it shows, what it takes, and that nothing typed is lost."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from curriculum.models import Term
from people.models import Student, Teaching
from registration import catalogue
from registration.grades import views
from registration.grades.services import Entered
from registration.models import Enrolment, PolicyRule, TermRegistration
from tests.registration.ask import METU, turn
from tests.registration.records import kocaeli
from tests.visitor import Visitor, attributes, text_of
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def taught(world: World) -> World:
    """X/1 is taught by the advisor, to U4 and Ak."""
    kocaeli(world)
    Teaching.objects.create(section=world.x1, staff=world.advisor)
    for student in (world.student(), world.student("2501240", surname="Ak")):
        world.change(student, add=[world.x1])
    return world


def teacher(world: World, language: str = "en") -> Visitor:
    return Visitor(world.advisor.user, language=language)


def page(world: World) -> str:
    return f"/grades/{world.x1.id}/"


def both() -> tuple[Student, Student]:
    return Student.objects.get(number="2501231"), Student.objects.get(number="2501240")


def letters() -> dict[str, str]:
    return {s.number: s.transcript.get().grade.letter for s in both() if s.transcript.exists()}


def test_final_registrations_come_first_and_the_others_are_marked(taught: World):
    u4, _ak = both()
    shown = teacher(taught).get(page(taught))
    assert [text_of(row).split()[1] for row in shown.all("tr")[1:]] == ["2501240", "2501231"]
    TermRegistration.objects.filter(student=u4).update(state="final")
    Enrolment.objects.filter(student=u4).update(status="ni")
    rows = [text_of(row) for row in teacher(taught).get(page(taught)).all("tr")[1:]]
    assert [row.split()[1] for row in rows] == ["2501231", "2501240"]
    assert ["registration not complete" in row for row in rows] == [False, True]
    assert [" NI " in row for row in rows] == [True, False]


def test_letters_and_scores_are_saved_and_shown(taught: World):
    u4, ak = both()
    visitor = teacher(taught)
    shown = visitor.get(page(taught))
    typed = {f"letter_{u4.id}": "cc", f"score_{ak.id}": "64,5", f"met_{u4.id}": "yes"}
    answer = visitor.press(shown, "Save the grades", **typed)
    assert answer.leads_to == f"{page(taught)}?saved=2"
    assert letters() == {"2501231": "CC", "2501240": "DC"}
    assert u4.transcript.get().attendance_met is True

    shown = visitor.follow(answer)
    fields = shown.fields(shown.form_of("Save the grades"))
    assert "Saved." in shown.text(id="answer")
    assert (fields[f"letter_{u4.id}"], fields[f"score_{ak.id}"], fields[f"letter_{ak.id}"]) == (["CC"], ["64.5"], [""])
    again = visitor.press(shown, "Save the grades", **{f"score_{ak.id}": "66", f"met_{u4.id}": "yes"})
    assert again.leads_to == f"{page(taught)}?saved=1"
    assert letters() == {"2501231": "CC", "2501240": "CC"}


def test_a_turkish_page_shows_a_comma(taught: World):
    _u4, ak = both()
    visitor = teacher(taught, "tr")
    visitor.post(page(taught), **{f"seen_{ak.id}": "", f"score_{ak.id}": "64,5"})
    shown = visitor.get(page(taught))
    assert attributes(shown.one("input", name_=f"score_{ak.id}"))["value"] == "64,5"


def test_one_wrong_row_saves_nothing_and_loses_nothing(taught: World):
    u4, ak = both()
    typed = {f"seen_{s.id}": "" for s in (u4, ak)} | {f"letter_{u4.id}": "AA", f"letter_{ak.id}": "ZZ", "held": "14"}
    shown = teacher(taught).post(page(taught), **typed)
    assert (shown.status, letters()) == (409, {})
    assert "Nothing was saved." in shown.text(id="answer")
    assert "There is no letter ZZ." in shown.text(id=f"wrong_{ak.id}")
    assert shown.all(id=f"wrong_{u4.id}") == []
    field = attributes(shown.one("input", name_=f"letter_{ak.id}"))
    assert (field["value"], field["aria-invalid"], field["aria-describedby"]) == ("ZZ", "true", f"wrong_{ak.id}")
    assert attributes(shown.one("input", name_=f"letter_{u4.id}"))["value"] == "AA"
    assert attributes(shown.one("input", id="held"))["value"] == "14"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ({"score": "abc"}, "SCORE_WRONG"),
        ({"score": "1e9"}, "SCORE_WRONG"),
        ({"score": "NaN"}, "SCORE_WRONG"),
        ({"score": "101"}, "SCORE_WRONG"),
        ({"letter": "CC", "attended": "15"}, "ATTENDANCE_WRONG"),
        ({"letter": "CC", "attended": "x"}, "ATTENDANCE_WRONG"),
        ({"letter": "CC", "attended": "3", "held": ""}, "ATTENDANCE_WRONG"),
        ({"letter": "CC", "attended": "0", "held": "0"}, "ATTENDANCE_WRONG"),
        ({"met": "yes"}, "GRADE_EMPTY"),
        ({"seen": "CC//None"}, "GRADE_EMPTY"),
    ],
)
def test_what_cannot_be_read_is_said_in_its_row(taught: World, typed, code):
    u4, _ak = both()
    fields = {"held": typed.pop("held", "14"), f"seen_{u4.id}": ""}
    shown = teacher(taught).post(page(taught), **fields | {f"{name}_{u4.id}": value for name, value in typed.items()})
    assert (shown.status, letters()) == (409, {})
    wrong = shown.one(id=f"wrong_{u4.id}")
    assert [attributes(e)["data-code"] for e in shown.all("li", within=wrong)] == [code]


def test_a_grade_that_changed_meanwhile_is_shown_before_it_is_replaced(taught: World):
    u4, ak = both()
    visitor = teacher(taught)
    old = visitor.get(page(taught))
    visitor.post(page(taught), **{f"seen_{s.id}": "" for s in (u4, ak)} | {f"letter_{s.id}": "BB" for s in (u4, ak)})
    refused = visitor.press(old, "Save the grades", **{f"letter_{u4.id}": "CC"})
    assert refused.status == 409
    assert "it is BB now" in refused.text(id=f"wrong_{u4.id}")
    assert letters() == {"2501231": "BB", "2501240": "BB"}
    # who saved an old page left the other row alone, and so it stays
    assert visitor.press(refused, "Save the grades").status == 302
    assert letters() == {"2501231": "CC", "2501240": "BB"}


def test_who_came_onto_the_list_meanwhile_is_not_touched(taught: World):
    u4, ak = both()
    assert teacher(taught).post(page(taught), **{f"seen_{u4.id}": "", f"letter_{u4.id}": "AA"}).status == 302
    assert letters() == {"2501231": "AA"}
    assert not ak.transcript.exists()


def test_a_list_of_a_thousand_students_is_one_form(taught: World):
    u4, _ak = both()
    many = {f"letter_{n}": "" for n in range(10**6, 10**6 + 5000)}
    assert teacher(taught).post(page(taught), **many, **{f"seen_{u4.id}": "", f"letter_{u4.id}": "AA"}).status == 302
    assert letters() == {"2501231": "AA"}


def test_a_busy_database_is_said_and_the_form_kept(taught: World, monkeypatch):
    u4, _ak = both()
    monkeypatch.setattr(views, "enter_grades", lambda *args, **kwargs: Entered("busy"))
    shown = teacher(taught).post(page(taught), **{f"seen_{u4.id}": "", f"letter_{u4.id}": "AA"})
    assert (shown.status, shown.findings) == (409, ["BUSY"])
    assert attributes(shown.one("input", name_=f"letter_{u4.id}"))["value"] == "AA"


def test_the_pass_grade_is_refused_beside_its_form(taught: World):
    turn("GRADING", "", profile=METU, params={"pass_grade": "65", "pass_grade_min": "50", "pass_grade_max": "65"})
    visitor = teacher(taught)
    shown = visitor.press(visitor.get(page(taught)), "Set the pass grade", pass_grade="x")
    assert (shown.status, shown.findings, attributes(shown.one(id="pass_grade"))["value"]) == (
        409,
        ["SCORE_WRONG"],
        "x",
    )
    assert visitor.press(shown, "Set the pass grade", pass_grade="58,5").status == 302
    taught.x1.refresh_from_db()
    assert str(taught.x1.pass_grade) == "58.50"
    assert visitor.press(shown, "Set the pass grade", pass_grade="").status == 302
    taught.x1.refresh_from_db()
    assert taught.x1.pass_grade is None


def test_a_scale_without_scores_has_no_pass_grade(world: World):
    Teaching.objects.create(section=world.x1, staff=world.advisor)
    shown = teacher(world).get(page(world))
    assert shown.all(id="pass_grade") == []
    assert "Nobody is registered" in shown.html


def test_my_sections_of_every_term_and_the_registrars_of_this_one(taught: World):
    old = Term.objects.create(code="20251", name="Eski", name_en="Old")
    section = taught.x1.__class__.objects.create(course=taught.y, term=old, number=9)
    Teaching.objects.create(section=section, staff=taught.advisor)

    def found(visitor: Visitor, **query: str) -> list[str]:
        return [
            attributes(a)["href"]
            for a in visitor.get("/grades/", **query).all("a")
            if re.fullmatch(r"/grades/\d+/", attributes(a)["href"])
        ]

    assert found(teacher(taught)) == [page(taught), f"/grades/{section.id}/"]
    assert found(teacher(taught), q="5710331") == [page(taught), f"/grades/{section.id}/"]
    registrar = Visitor(taught.role(taught.staff("ogr"), "registrar").staff.user)
    assert found(registrar) == []
    assert found(registrar, q="5710331") == [f"/grades/{taught.y1.id}/"] == found(registrar, q="ceng 331")


def test_who_teaches_and_advises_nobody_begins_at_the_class_lists(world: World):
    Teaching.objects.create(section=world.x1, staff=world.staff("hoca"))
    visitor = Visitor(world.staff("hoca2").user)
    assert visitor.get("/").leads_to == "/catalog/"
    assert Visitor(Teaching.objects.get().staff.user).get("/").leads_to == "/grades/"


@pytest.mark.parametrize("more", [0, 2])
def test_the_page_asks_the_same_however_long_the_list(taught: World, more):
    for n in range(more):
        taught.change(taught.student(f"25013{n}1"), add=[taught.x1])
    visitor = teacher(taught)
    visitor.get(page(taught))
    with CaptureQueriesContext(connection) as sent:
        visitor.get(page(taught))
    assert len(sent) == 9


def test_without_policy_the_list_is_read_and_nothing_is_entered(world: World):
    PolicyRule.objects.filter(code="GRADING").delete()
    catalogue.forget()
    registrar = Visitor(world.role(world.staff("ogr"), "registrar").staff.user)
    path = f"/grades/{world.x2.id}/"

    assert registrar.get(path).status == 200
    response = registrar.client.post(f"{path}pass-grade/", {"pass_grade": "60"})
    assert (response.status_code, "POLICY_MISSING" in response.content.decode()) == (409, True)
