"""What the tests of the student's first page look at, and how a registration gets to where they want it."""

from __future__ import annotations

from curriculum.models import Programme
from people.models import Student
from registration.models import TermRegistration
from registration.transitions import move
from tests.visitor import Shown, Visitor, attributes, text_of
from tests.world import World

PAGE = "/term/"


def put(world: World, student: Student, state: str, **fields) -> None:
    TermRegistration.objects.update_or_create(
        student=student, term=world.term, defaults={"state": state, "coming_back": ""} | fields
    )


def next_of(page: Shown) -> str:
    """What is to be done next, headline first."""
    return page.text("section", class_="next")


def to_plan(page: Shown) -> dict[str, tuple[str, str]]:
    """Where the first page leads somebody who has a plan, and how loudly."""
    links = [(text_of(a), attributes(a)) for a in page.all("a")]
    return {said: (a["href"], a["class"]) for said, a in links if said.startswith("To my plan")}


def steps_of(page: Shown) -> dict[str, str]:
    """The states of the steps, as the page says them."""
    items = page.all("li", class_="step")
    return {attributes(li)["data-step"]: text_of(page.one("span", li, class_="step-state")) for li in items}


def seen(student: Student, **options: str) -> Shown:
    page = Visitor(student.user, **options).get(PAGE)
    assert page.status == 200
    return page


def prep(world: World) -> Student:
    programme = Programme.objects.create(code="TIB", name="Temel İngilizce", department=world.ee, level="prep")
    student = world.student("2501700", programme=programme, semester=1, class_year=1, cgpa=None)
    world.spoke(student)
    return student


def approve(world: World, student: Student, event: str = "approve", note: str = "") -> None:
    version = world.registration_of(student).version
    actor = world.advisor.user_id
    asked = {"student_id": student.id, "term_id": world.term.id, "version": version, "actor_id": actor}
    assert move(event=event, note=note, **asked).accepted
