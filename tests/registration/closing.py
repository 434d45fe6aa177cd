"""What the tests of the closing jobs ask: students of each kind, where a list stands, what was said and recorded."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from advising.services import approve
from fees.models import FeeStanding
from people.models import JobRun, Notice, Student
from registration import catalogue
from registration.models import TermRegistration, ToCharge, Transition, Window
from registration.transitions import Moved, move
from tests.world import World, local

AFTER_REGISTRATION, IN_ADD_DROP, AFTER_ADD_DROP = "2026-02-14 00:00", "2026-02-23 10:00", "2026-02-28 00:00"


def approved(world: World, student: Student) -> Moved:
    """The advisor approves the list as it is."""
    version = world.registration_of(student).version
    moved = approve(student_id=student.id, term_id=world.term.id, version=version, actor=world.advisor.user)
    assert moved.accepted, moved
    return moved


def do(world: World, student: Student, event: str, note: str = "", **options: Any) -> Moved:
    """One event of the table, by whoever causes it."""
    term, actor = world.term.id, world.advisor.user_id
    return move(student_id=student.id, term_id=term, event=event, version=None, actor_id=actor, note=note, **options)


def final(world: World, number: str, *sections: Any, **fields: Any) -> Student:
    """A student whose list is approved in the registration period."""
    student = world.student(number, **fields)
    assert world.change(student, add=sections).accepted
    approved(world, student)
    return student


def choosing(world: World, *sections, number: str = "2501231", **fields) -> Student:
    student = world.student(number, **fields)
    assert world.change(student, add=sections or (world.x2,)).accepted
    return student


def begun(world: World, student: Student) -> Student:
    """With a registration on which nothing was done yet."""
    TermRegistration.objects.create(student=student, term=world.term)
    return student


def preparing(world: World, number: str = "2601111", **fields: Any) -> Student:
    """EP: of English preparation."""
    return begun(world, world.graduate(number, level="prep", **fields))


def owing(world: World, student: Student, due: str = "100") -> Student:
    FeeStanding.objects.update_or_create(student=student, term=world.term, defaults={"charged": due, "paid": 0})
    return student


def charged(world: World) -> None:
    """As if the clock had charged the term when it opened, and nothing changed since."""
    asked = {"term": world.term.code, "dry_run": False}
    result = {"at": local("2026-02-02 00:00").isoformat(), "dry_run": False}
    JobRun.objects.create(kind="charge_fees", params=asked, result=result, finished_at=timezone.now())
    ToCharge.objects.all().delete()


def pay(student: Student, paid: str = "100") -> None:
    FeeStanding.objects.filter(student=student).update(paid=paid)


def window(world: World, kind: str, opens: str, closes: str, **fields: Any) -> Window:
    made = Window.objects.create(term=world.term, kind=kind, opens_at=local(opens), closes_at=local(closes), **fields)
    catalogue.forget()
    return made


def excused(student: Student, opens: str, closes: str) -> None:
    """A personal window, as an accepted excuse gives it."""
    TermRegistration.objects.filter(student=student).update(
        state="draft", personal_from=local(opens), personal_until=local(closes)
    )


def state(world: World, student: Student) -> str:
    return world.registration_of(student).state


def stands(world: World, student: Student) -> tuple[str, list[str]]:
    """The state, and the steps that are missing."""
    registration = world.registration_of(student)
    return registration.state, registration.missing_steps


def left_over(world: World, student: Student) -> list[int]:
    """The sections of lines that went with a close or a fallback."""
    return [line[0] for line in world.registration_of(student).left_over or ()]


def events(student: Student) -> list[str]:
    rows = Transition.objects.filter(registration__student=student, accepted=True).order_by("id")
    return list(rows.values_list("event", flat=True))


BY_HAND = ("approved", "returned", "approval_removed", "submitted")  # steps that people take


def told(student: Student) -> list[tuple[str, Any]]:
    """What jobs told the student: kind, and the figure besides the term."""
    rows = (
        Notice.objects.filter(user=student.user_id)
        .exclude(kind__in=BY_HAND)
        .order_by("id")
        .values_list("kind", "figures")
    )
    return [(kind, figures.get("steps") or figures.get("courses") or "") for kind, figures in rows]


def words(*codes: str) -> list[dict[str, str]]:
    return [{"word": code} for code in codes]
