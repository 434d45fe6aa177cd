"""A term with hundreds of real attempts, and the same attempts made again while a draft is really saved."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import uuid4

from django.db import connection, transaction

from curriculum.models import Programme, Section
from people.models import Student
from registration import catalogue
from registration.models import Attempt
from registration.rules.facts import Catalogue, Change, Line
from registration.services import Receipt, commit
from registration.transitions import move
from tests.world import World, at, local

MOMENTS = ("2026-02-09 11:30", "2026-02-09 12:45", "2026-02-10 10:00", "2026-02-12 16:00")


@dataclass
class Step:
    """An attempt of a student, or an event of the table of states."""

    moment: datetime
    student: Student
    attempt: int = 0
    event: str = ""


@dataclass
class Term:
    """What was done in the term, in order."""

    world: World
    sections: list[Section]
    students: list[Student]
    steps: list[Step] = field(default_factory=list)

    @property
    def attempts(self) -> list[int]:
        return [step.attempt for step in self.steps if step.attempt]


def lived(attempts: int = 500, seed: int = 7) -> Term:
    """Students of two departments and all classes who add, drop, change, and are approved, until they tried so often."""
    world, rng = World(), random.Random(seed)
    ee = Programme.objects.create(code="EE", name="Elektrik-Elektronik", department=world.ee)
    courses = [world.course(f"571{n:04}") for n in range(400, 412)]
    for course, required in zip(courses[1::2], courses[0::2], strict=True):
        world.prerequisite(course, required, min_grade=rng.choice((None, "CC")))
    hours = [(day, f"{hour:02}:40", f"{hour + 2:02}:30") for day in range(2) for hour in (8, 10, 13)]
    sections = [world.section(c, n, rng.choice(hours), capacity=rng.choice((2, 40))) for c in courses for n in (1, 2)]
    for section in sections[::4]:
        world.criterion(section, department=world.ceng, quota=rng.choice((None, 3, 40)), year_min=rng.choice((None, 3)))
    for section in sections[::8]:
        world.criterion(section, department=world.ee, cgpa_min="2.00")
    students = []
    for n in range(40):
        student = world.student(
            f"25{n:04}0",
            class_year=rng.randint(1, 4),
            cgpa=rng.choice((None, "1.50", "2.20", "3.40")),
            programme=rng.choice((None, None, ee)),
            surname=rng.choice(("Akın", "Çelik", "Şahin", "Yılmaz")),
        )
        for course in courses:
            if rng.random() < 0.6:
                world.passed(student, course, rng.choice(("AA", "CC", "CC", "FF")))
        students.append(student)
    term = Term(world, sections, students)
    while len(term.attempts) < attempts:
        moment = local(MOMENTS[len(term.attempts) * len(MOMENTS) // attempts])
        _step(term, rng, moment + timedelta(seconds=len(term.steps)))
    return term


def _step(term: Term, rng: random.Random, moment: datetime) -> None:
    student = rng.choice(term.students)
    at(moment)
    held = list(Section.objects.filter(enrolments__student=student).order_by("id"))
    if term.attempts and rng.random() < 0.06:
        for event in ("approve", "remove_approval"):
            done = move(
                student_id=student.id,
                term_id=term.world.term.id,
                event=event,
                version=term.world.registration_of(student).version if held else 0,
                actor_id=term.world.advisor.user_id,
            )
            if done.accepted:
                term.steps.append(Step(moment, student, event=event))
                return
    drop = rng.sample(held, 1) if held and rng.random() < 0.3 else []
    add = rng.sample(term.sections, rng.choice((1, 1, 2))) if not drop or rng.random() < 0.5 else []
    receipt = term.world.change(student, add=add, drop=drop)
    assert receipt.attempt_id
    term.steps.append(Step(moment, student, attempt=receipt.attempt_id))


@contextmanager
def undone() -> Iterator[None]:
    """Take back what is done inside, commits of the services included."""
    block = transaction.atomic()
    block._from_testcase = True
    with block:
        yield
        transaction.set_rollback(True)


def again(term: Term, save: Callable[[], None]) -> dict[int, tuple[bool, set[str]]]:
    """The flips of the attempts made again, one by one from an empty term: (accepted, codes of the refusals).

    Each is committed under the draft and taken back, then committed as the policy of the term says.
    """
    today = _loaded(term)
    flips = {}
    with undone():
        save()
        drafted = _loaded(term)
        _empty()
        for step in term.steps:
            at(step.moment)
            _use(today)
            if step.event:
                _move(term, step)
                continue
            attempt = Attempt.objects.get(id=step.attempt)
            with undone():
                _use(drafted)
                then = _commit(term, step, attempt)
            _use(today)
            now = _commit(term, step, attempt)
            assert now.accepted is attempt.accepted, (attempt, now.findings)
            if then.accepted is not now.accepted:
                refused = [f for r in (then, now) for f in r.findings if not r.accepted and f["action"] == "refuse"]
                flips[attempt.id] = (then.accepted, {f["code"] for f in refused})
    catalogue.forget()
    return flips


def _loaded(term: Term) -> Catalogue:
    catalogue.forget()
    return catalogue.catalogue_of(term.world.term.id)


def _use(known: Catalogue) -> None:
    catalogue._kept[known.term_id] = known


def _empty() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM registration_enrolment")
        cursor.execute("UPDATE curriculum_seatcounter SET taken = 0")
        cursor.execute(
            "UPDATE registration_termregistration SET state = 'draft', version = 0, approved_snapshot = NULL"
        )


def _commit(term: Term, step: Step, attempt: Attempt) -> Receipt:
    change = Change(frozenset(Line(*line) for line in attempt.change["add"]), frozenset(attempt.change["drop"]))
    return commit(
        student_id=step.student.id,
        term_id=term.world.term.id,
        change=change,
        actor_id=step.student.user_id,
        key=uuid4(),
    )


def _move(term: Term, step: Step) -> None:
    version = term.world.registration_of(step.student).version
    done = move(
        student_id=step.student.id,
        term_id=term.world.term.id,
        event=step.event,
        version=version,
        actor_id=term.world.advisor.user_id,
    )
    assert done.accepted
