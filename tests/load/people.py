"""Signed-in students in numbers: rows written in bulk, sessions without a password hash each."""

from __future__ import annotations

from datetime import date

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.utils import timezone
from django.utils.timezone import timedelta

from people.models import Advisorship, Session, Student, StudentProgramme, User
from people.sessions import SessionStore
from tests.world import World

BACKEND = "people.backends.PortalBackend"


def signed_in(user: User, key: str) -> Session:
    """A session row such as sign-in writes."""
    data = {SESSION_KEY: str(user.pk), BACKEND_SESSION_KEY: BACKEND, HASH_SESSION_KEY: user.get_session_auth_hash()}
    return Session(
        session_key=key,
        session_data=SessionStore().encode(data),
        expire_date=timezone.now() + timedelta(hours=1),
        user=user,
    )


def crowd(world: World, count: int) -> list[tuple[Student, str]]:
    """Students of the world's programme, fourth class, each with the key of a session."""
    users = User.objects.bulk_create(
        User(username=f"e9{n:05}", password="!", first_name="Deniz", last_name="Yılmaz") for n in range(count)
    )
    students = [
        Student(user=u, number=f"9{n:05}0", first_name="Deniz", last_name="Yılmaz") for n, u in enumerate(users)
    ]
    for student in students:
        student.set_keys()
    Student.objects.bulk_create(students)
    StudentProgramme.objects.bulk_create(
        StudentProgramme(
            student=student,
            programme=world.programme,
            curriculum=world.curriculum,
            entry_year=2022,
            class_year=4,
            semester=8,
            cgpa="2.20",
        )
        for student in students
    )
    Advisorship.objects.bulk_create(
        Advisorship(student=student, advisor=world.advisor, date_from=date(2020, 1, 1)) for student in students
    )
    keys = [f"crowd{n:027}" for n in range(count)]
    Session.objects.bulk_create(signed_in(user, key) for user, key in zip(users, keys, strict=True))
    return list(zip(students, keys, strict=True))
