"""What the tests of the desk share: its addresses, its buttons, and a line of it as a reader sees it."""

from __future__ import annotations

from curriculum.models import Section
from people.models import Student
from registration import catalogue
from registration.transitions import Moved, move
from tests.visitor import Shown, Visitor, text_of
from tests.world import World

DESK, BULK, MINE = "/advising/", "/advising/approve/", "/advisor/"
APPROVE, RETURN, REMOVE = "Approve this list", "Return with this note", "Remove approval"
TICKED = "Approve ticked"


def address(student: Student) -> str:
    return f"{DESK}{student.id}/"


def state_of(world: World, student: Student) -> str:
    return world.registration_of(student).state


def send(world: World, student: Student) -> Moved:
    """By the student, with the statement of responsibility ticked."""
    who = {"student_id": student.id, "term_id": world.term.id, "actor_id": student.user_id}
    return move(**who, event="send", version=None, acknowledged=True)


def names(shown: Shown) -> list[str]:
    """The students of the list, in the order in which they stand."""
    [table] = shown.all("table", class_="list") or [None]
    lines = shown.all("tr", table)[1:] if table else []
    return [text_of(shown.all("a", line)[0]) for line in lines]


def codes_in(shown: Shown, id_: str) -> list[str]:
    """The codes of findings within an element."""
    items = shown.all("li", shown.one(id=id_))
    return [dict(item.attributes)["data-code"] for item in items if "data-code" in dict(item.attributes)]


def full_list(world: World, student: Student) -> None:
    """Three courses that nothing speaks against."""
    third = Section.objects.filter(course__numeric_code="5710111").first()
    third = third or world.section(world.course("5710111"), 1)
    catalogue.forget()  # a test's own transaction raises no revision
    assert world.change(student, add=[world.x2, world.y1, third]).accepted


def advisor(world: World) -> Visitor:
    return Visitor(world.advisor.user)
