"""What the system loaded, what it could not, and what was waived, as the student and the advisor see it."""

from __future__ import annotations

import uuid

import pytest

from curriculum.models import CourseCategory
from registration.models import NotLoaded, Waiver
from registration.rules.facts import Line
from registration.services import commit
from tests.visitor import Visitor, attributes, text_of
from tests.world import World, change_of

from .ask import METU, turn

pytestmark = pytest.mark.django_db
PAGE = "/registration/"


def loaded(world: World, student, *sections) -> None:
    receipt = commit(
        student_id=student.id,
        term_id=world.term.id,
        change=change_of(sections),
        actor_id=world.advisor.user_id,
        key=uuid.uuid4(),
        source="auto",
    )
    assert receipt.accepted


@pytest.mark.row("METU-11")
def test_what_the_system_loaded_is_marked(world: World):
    world.must(world.x, 4)
    u2 = world.student(class_year=2)
    loaded(world, u2, world.x2)
    world.change(u2, add=[world.y1])

    page = Visitor(u2.user).get(PAGE)

    marks = [[text_of(tag) for tag in page.all("span", row, class_="tag")] for row in page.all("li", class_="course")]
    assert (page.courses, marks) == (["CENG213/2", "CENG331/1"], [["must", "loaded by the system"], []])


@pytest.mark.row("METU-15")
def test_a_loaded_course_may_be_dropped(world: World):
    world.must(world.x, 4)
    u2 = world.student(class_year=2)
    loaded(world, u2, world.x2)
    visitor = Visitor(u2.user, htmx=True)

    answer = visitor.press(visitor.get(PAGE), "Drop ticked", tick=str(world.x2.id))

    assert (answer.courses, answer.findings, world.taken(world.x2)) == ([], ["FEW_COURSES"], 0)


@pytest.mark.row("METU-12")
@pytest.mark.row("METU-74")
def test_what_was_not_loaded_stands_above_the_list_with_a_way_to_add_it(world: World):
    u2 = world.student(class_year=2)
    NotLoaded.objects.create(student=u2, term=world.term, course=world.x, reason="CAPACITY")
    visitor = Visitor(u2.user)

    page = visitor.get(PAGE)
    box = page.one(id="missing")
    assert text_of(box) == (
        "Not loaded – add yourself: CENG213 (5710213) could not be loaded: no seat left. "
        "Add it yourself if a section is open to you. ODTÜ etkileşimli kayıt duyurusu, işlenemeyen dersler (METU-74) "
        "Search sections of 5710213"
    )
    assert page.html.index('id="missing"') < page.html.index('id="change-form"')
    assert [text_of(li) for li in page.all("li", data_code="AUTOLOAD_FAILED")] == [text_of(page.one("li", within=box))]
    found = visitor.get(attributes(page.one("a", within=box))["href"])
    page = visitor.follow(visitor.press(found, "Add ticked", pick=str(world.x2.id)))
    assert (page.courses, page.all(id="missing")) == (["CENG213/2"], [])

    world.change(u2, drop=[world.x2])
    turn("AUTOLOAD_FAILED", "off", profile=METU)
    assert visitor.get(PAGE).all(id="missing") == []


@pytest.mark.parametrize(
    ("reason", "turkish", "english"),
    [
        ("CAPACITY", "kontenjan dolu", "no seat left"),
        ("CRITERIA", "kayıt ölçütleri uymuyor", "the criteria do not admit you"),
        ("PREREQUISITE", "ön koşul sağlanmıyor", "a prerequisite is missing"),
        ("NOT_OFFERED", "bu dönem açılmadı", "not offered this term"),
        ("LOAD", "ders yükü aşılıyor", "the course load is exceeded"),
        ("PROBATION", "sınamalı durumda yeni ders alınamıyor", "no new course on probation"),
        ("CLASH", "başka bir dersle çakışıyor", "it clashes with another course"),
        ("OTHER", "başka bir kural izin vermiyor", "another rule forbids it"),
    ],
)
@pytest.mark.row("METU-74")
def test_every_reason_has_its_words(world: World, reason: str, turkish: str, english: str):
    u2 = world.student(class_year=2)
    NotLoaded.objects.create(student=u2, term=world.term, course=world.x, reason=reason)
    for language, words in (("tr", f"otomatik işlenemedi: {turkish}."), ("en", f"could not be loaded: {english}.")):
        assert words in Visitor(u2.user, language=language).get(PAGE).text(id="missing")


def test_a_waived_finding_stands_where_it_would_have_stood_with_its_reason(world: World):
    student = world.student()
    world.change(student, add=[world.x2, world.y1])
    turn("FEW_COURSES", "refuse", params={"least": 3})
    Waiver.objects.create(
        student=student, code="FEW_COURSES", reason="FYK 2026/12", until="2026-03-01", granted_by=world.advisor.user
    )

    page = Visitor(student.user).get(PAGE)

    [item] = page.all("li", data_code="FEW_COURSES")
    assert text_of(item).startswith("Waived: You take fewer than 3 courses (2).")
    assert "Waived by the Registrar's Office: FYK 2026/12" in text_of(item)


def test_the_advisor_sees_status_category_and_what_was_not_loaded(world: World):
    for category in ("TE", "NTE"):
        CourseCategory.objects.create(course=world.x, category=category)
    student, third = world.student(), world.course("5710140")
    world.change(student, add=[Line(world.x2.id, "ni", "NTE")])
    loaded(world, student, world.y1)
    NotLoaded.objects.create(student=student, term=world.term, course=third, reason="NOT_OFFERED")

    page = Visitor(world.advisor.user).get(f"/advising/{student.id}/")

    cells = [text_of(page.all("td", row)[1]) for row in page.all("tr") if page.all("td", row) and page.all("b", row)]
    assert cells[:2] == [
        "CENG213 NI Ders CENG213 · 3 · Nontechnical elective",
        "CENG331 loaded by the system Ders CENG331 · 3",
    ]
    assert "CENG140 (5710140) could not be loaded: not offered this term." in [text_of(li) for li in page.all("li")]
