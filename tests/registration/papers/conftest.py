"""U4 with a final list: CENG213/2 on Tuesdays, in a room, with names that need every Turkish letter."""

from __future__ import annotations

import pytest

from advising.services import approve
from people.models import Student
from tests.world import World, at


@pytest.fixture
def u4(world: World) -> Student:
    world.faculty.name, world.programme.name_en = "Mühendislik Fakültesi", "Computer Engineering"
    world.x.name, world.x.name_en = "Işığın Şöleni: Çağdaş Öğüt", "Feast of Light"
    for row in (world.faculty, world.programme, world.x):
        row.save()
    world.x2.meetings.update(room="BMB-Ü1")
    student = world.student(surname="Çağrıoğlu İşçi")
    assert world.change(student, add=[world.x2]).accepted
    return student


def approved(world: World, student: Student, moment: str = "2026-02-10 10:30") -> None:
    at(moment)
    registration = world.registration_of(student)
    moved = approve(
        student_id=student.id, term_id=world.term.id, version=registration.version, actor=world.advisor.user
    )
    assert moved.accepted
