"""In add-drop the advisor sees what changed since the approval and what it does; the whole list is there to be opened."""

from __future__ import annotations

import pytest

from curriculum.models import Section
from people.models import Student
from registration import catalogue
from registration.models import TermRegistration
from tests.visitor import Shown, Visitor, attributes, text_of
from tests.world import World, at

from .desk import APPROVE, REMOVE, address, advisor, full_list, state_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def a1(world: World) -> Visitor:
    return advisor(world)


@pytest.fixture
def u4(world: World, a1: Visitor) -> Student:
    """Approved in the registration period, with a must course and two others; add-drop has begun."""
    world.must(world.y, 5)
    world.section(world.course("5710401"), 1, (3, "09:40", "10:30"))
    for numeric_code in ("5710402", "5710403"):
        world.section(world.course(numeric_code), 1)
    student = world.student()
    full_list(world, student)
    a1.press(a1.get(address(student)), APPROVE)
    at("2026-02-24 10:00")
    return student


def changed(shown: Shown) -> list[str]:
    return [
        " | ".join(text_of(td) for td in shown.all("td", row)) for row in shown.all("tr", shown.one(id="since"))[1:]
    ]


def test_an_approved_list_shows_no_changes(u4, a1: Visitor):
    assert a1.get(address(u4)).all(id="since") == []


@pytest.mark.row("METU-35")
def test_each_kind_of_change_stands_with_what_it_does(world: World, u4, a1: Visitor):
    new = Section.objects.get(course__numeric_code="5710401")
    world.change(u4, add=[world.x1], drop=[world.x2])
    world.change(u4, add=[new], drop=[world.y1])
    u4.enrolments.filter(course__numeric_code="5710111").update(category="TE")
    assert state_of(world, u4) == "draft"

    shown = a1.get(address(u4))

    assert changed(shown) == [
        "taken differently | CENG111 Ders CENG111 | 1 | 1 · Technical elective | –",
        "section changed | CENG213 Ders CENG213 | 2 | 1 | Deniz Yılmaz 24.02.2026 10:00",
        "dropped | CENG331 must Ders CENG331 | 1 | – | Deniz Yılmaz 24.02.2026 10:00",
        "added | CENG401 Ders CENG401 | – | 1 | Deniz Yılmaz 24.02.2026 10:00",
    ]
    said = [text_of(p) for p in shown.all("p", shown.one(id="since"))]
    assert said[0].startswith("Courses 3 → 3, credits 9 → 9, ECTS 15 → 15. The load is 3 of at most 7.")
    assert "Left open by the change: CENG331" in said[1]
    whole = shown.one("details", id="whole")
    assert ("open" in attributes(whole), len(shown.all("td", whole, data_label="Section"))) == (False, 3)


def test_a_change_taken_back_is_none(world: World, u4, a1: Visitor):
    world.change(u4, add=[world.x1], drop=[world.x2])
    world.change(u4, add=[world.x2], drop=[world.x1])

    shown = a1.get(address(u4))

    assert (changed(shown) if shown.all("table", shown.one(id="since")) else []) == []
    assert "The list is as it was approved." in text_of(shown.one(id="since"))


def test_in_the_registration_period_the_whole_list_stands_open(world: World, a1: Visitor):
    student = world.student("2601230")
    full_list(world, student)
    a1.press(a1.get(address(student)), APPROVE)
    a1.press(a1.get(address(student)), REMOVE)
    world.change(student, drop=[world.y1])

    shown = a1.get(address(student))

    assert (len(changed(shown)), shown.all(id="whole")) == (1, [])


def test_a_student_of_no_curriculum_has_no_requirements(world: World, u4, a1: Visitor):
    u4.programmes.update(curriculum=None)
    world.change(u4, drop=[world.y1])

    assert "requirement" not in text_of(a1.get(address(u4)).one(id="since"))


def test_an_approved_section_that_is_gone_is_a_dash(world: World, u4, a1: Visitor):
    world.change(u4, drop=[world.x2])
    registration = TermRegistration.objects.get(student=u4)
    lines = [[10**6 if line[0] == world.x2.id else line[0], *line[1:]] for line in registration.approved_snapshot]
    TermRegistration.objects.filter(pk=registration.pk).update(approved_snapshot=lines)
    catalogue.forget()

    assert changed(a1.get(address(u4))) == ["dropped | CENG213 Ders CENG213 | – | – | Deniz Yılmaz 24.02.2026 10:00"]


def test_while_the_whole_list_is_shown_each_change_is_marked_on_its_own_line(world: World, a1: Visitor):
    student = world.student()
    full_list(world, student)
    a1.press(a1.get(address(student)), APPROVE)
    a1.press(a1.get(address(student)), REMOVE)
    at("2026-02-10 11:30")
    world.change(student, add=[world.x1], drop=[world.x2])
    world.change(student, drop=[world.y1])

    shown = a1.get(address(student))

    assert shown.all("details", id="whole") == []
    assert [text_of(p) for p in shown.all("p", class_="change")] == [
        "section changed 2 → 1 10.02.2026 11:30 · Deniz Yılmaz",
        "dropped 10.02.2026 11:30 · Deniz Yılmaz",
    ]
    assert [text_of(gone) for gone in shown.all("s")] == ["CENG331 Ders CENG331"]


@pytest.mark.parametrize("many", [1, 3])
def test_a_changed_list_takes_fifteen_statements_however_much_changed(
    world: World, u4, a1: Visitor, many: int, django_assert_num_queries
):
    sections = list(Section.objects.filter(course__numeric_code__in=("5710401", "5710402", "5710403")))
    for section in sections[:many]:
        assert world.change(u4, add=[section]).accepted
    a1.get(address(u4))

    # the thirteen of test_query_counts but for the terms of an empty transcript; since when add-drop may take it back, the
    # ledger since the approval, its people
    with django_assert_num_queries(15):
        assert len(changed(a1.get(address(u4)))) == many
