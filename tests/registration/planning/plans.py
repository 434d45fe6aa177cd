"""How the tests of the plan write one down and read it back."""

from __future__ import annotations

import uuid

from people.models import Student
from registration.planning.committing import commit_plan
from registration.planning.services import put_into_plan, read_plan
from registration.rules.facts import Line
from registration.services import Receipt
from tests.world import World


def planned(world: World, who: Student, *courses: tuple) -> None:
    """A plan of courses, each with its sections in order; a section may be a line."""
    for sections in courses:
        lines = [s if isinstance(s, Line) else Line(s.id) for s in sections]
        assert put_into_plan(student_id=who.id, term_id=world.term.id, lines=lines, actor_id=who.user_id) == ()


def plan_of(world: World, who: Student) -> list[tuple[int, ...]]:
    """The ids of the sections of each course of the plan."""
    return [p.section_ids for p in read_plan(who.id, world.term.id)]


def press(world: World, who: Student, manner: str = "some", key: uuid.UUID | None = None) -> Receipt:
    return commit_plan(
        student_id=who.id, term_id=world.term.id, actor_id=who.user_id, key=key or uuid.uuid4(), manner=manner
    )
