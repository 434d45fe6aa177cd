"""The page of changed sections: whom each concerns, who clashes, what students and advisors have done."""

from __future__ import annotations

import pytest
from django.utils import translation

from advising.models import AdvisorTask
from advising.selectors import what_changed
from curriculum.models import Section
from people.models import Student
from registration import catalogue
from registration.clock import now
from registration.models import SectionChange
from registration.section_changes import tell_section_changes
from tests.admin_pages import official
from tests.visitor import Shown, Visitor, text_of
from tests.world import World

pytestmark = pytest.mark.django_db
LIST = "/admin/registration/sectionchange/"


@pytest.fixture
def students(world: World) -> list[Student]:
    """Three of X/2, which moves onto Y/1: one has Y as well, one changes to X/1 afterwards, one drops the course."""
    tell_section_changes(term_id=world.term.id)
    stays, changes, drops = (world.student(f"26000{n}0") for n in range(1, 4))
    world.change(stays, add=[world.x2, world.y1])
    world.change(changes, add=[world.x2])
    world.change(drops, add=[world.x2])
    world.x2.meetings.update(weekday=0, start="10:00", end="11:00")
    catalogue.forget()
    tell_section_changes(term_id=world.term.id)
    world.change(changes, add=[world.x1], drop=[world.x2])
    world.change(drops, drop=[world.x2])
    return [stays, changes, drops]


def rows(page: Shown, id: str) -> list[list[str]]:
    """The rows of what has the id, if it is there."""
    found = [row for part in page.all(id=id) for row in page.all("tr", part)]
    return [[text_of(cell) for cell in page.all("td", row)] for row in found if page.all("td", row)]


def test_the_list_counts_and_the_page_names(world: World, students: list[Student]):
    tasks = AdvisorTask.objects.filter(term=world.term, kind="section_changed", course=world.x)
    tasks.filter(student=students[1]).update(done_at=now(), done_by=world.advisor.user)
    registrar = official(world, "registrar")

    [row] = rows(Shown(registrar.get(LIST)), "result_list")
    assert row[:6] == ["Moved", "Tue 09:40–12:30", "Mon 10:00–11:00", "3", "1", "2"]
    page = Shown(registrar.get(f"{LIST}{SectionChange.objects.get().pk}/change/"))
    assert [row[1:] for row in rows(page, "sectionchange_form")] == [
        ["CENG331/1", "has it still", "task is open"],
        ["–", "changed to another section", "Ada Danisman 10.02.2026 10:00"],
        ["–", "dropped the course", "task is open"],
    ]


@pytest.mark.parametrize(
    ("language", "moved", "clash"),
    [
        ("en", "CENG213/2 · Moved · Tue 09:40–12:30 → Mon 10:00–11:00", "clash with another course"),
        ("tr", "CENG213/2 · Saati değişti · Sal 09:40–12:30 → Pzt 10:00–11:00", "başka bir dersle çakışma"),
    ],
)
def test_the_advisors_task_says_what_changed(
    world: World, students: list[Student], language: str, moved: str, clash: str
):
    advisor = Visitor(world.advisor.user, language=language)

    desk = advisor.get("/advising/")
    tasks = [text_of(li).partition("CENG213 ")[2] for li in desk.all("li", desk.one(id="tasks"))]
    assert tasks == [f"{moved} · {clash}", moved, moved]
    assert f"{moved} · {clash}" in advisor.get(f"/advising/{students[0].id}/").text(id="tasks")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"cancelled": True}, "CENG213/2 · Cancelled"),
        ({"instructors": "B. Yılmaz"}, "CENG213/2 · Another instructor · A. Demir → B. Yılmaz"),
    ],
)
def test_a_task_says_of_each_change_what_there_is_to_say(world: World, change: dict, said: str):
    Section.objects.filter(pk=world.x2.pk).update(instructors="A. Demir")
    catalogue.forget()
    tell_section_changes(term_id=world.term.id)
    u4 = world.student()
    world.change(u4, add=[world.x2])
    Section.objects.filter(pk=world.x2.pk).update(**change)
    catalogue.forget()
    tell_section_changes(term_id=world.term.id)

    task = AdvisorTask.objects.get()
    with translation.override("en"):
        assert what_changed(task, "en") == said


def test_a_secretary_sees_the_sections_of_the_own_department(world: World, students: list[Student]):
    own, other = (official(world, "secretary", unit) for unit in (world.ceng, world.ee))
    pk = SectionChange.objects.get().pk

    assert len(rows(Shown(own.get(LIST)), "result_list")) == 1
    assert rows(Shown(other.get(LIST)), "result_list") == []
    assert [client.get(f"{LIST}{pk}/change/").status_code for client in (own, other)] == [200, 403]
