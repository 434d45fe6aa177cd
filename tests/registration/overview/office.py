"""A term in which something has happened, for the tests of the first page."""

from __future__ import annotations

import uuid

from people.models import Student
from registration.models import Attempt, TermRegistration
from registration.overview.asked import Asked
from tests.visitor import Visitor
from tests.world import World, local

NOON = local("2026-02-10 12:00")


def registered(world: World, number: str, state: str, **fields) -> TermRegistration:
    student = world.student(number, **fields)
    return TermRegistration.objects.create(student=student, term=world.term, state=state)


def tried(registration: TermRegistration, moment: str, *findings: dict) -> None:
    """An attempt at a moment; without findings it was accepted."""
    Attempt.objects.create(
        registration_id=registration.pk,
        key=uuid.uuid4(),
        body_hash="",
        actor_id=registration.student.user_id,
        at=local(moment),
        change={"add": [], "drop": []},
        accepted=not findings,
        findings=list(findings),
        version=0,
        revision=1,
    )


def finding(code: str, course=None, **fields) -> dict:
    about = {"course_id": course.pk if course else None, "section_id": None, "figures": {}}
    return {"code": code, "rule": code, "action": "refuse", "waived": False} | about | fields


def user_of(world: World, kind: str, department=None):
    return world.role(world.staff(f"the-{kind}", is_staff=True), kind, department).staff.user


def visitor(world: World, kind: str, department=None) -> Visitor:
    return Visitor(user_of(world, kind, department))


def asked(world: World, kind: str = "registrar", department=None, period: str = "day") -> Asked:
    return Asked(user_of(world, kind, department), world.term, period, NOON)


def of_ee(world: World, number: str = "2601240") -> Student:
    programme = world.ee.programme_set.create(code="EE", name="Elektrik-Elektronik")
    return world.student(number, programme=programme)
