"""Passwords: the first one, a new one, a reset. Nobody but its owner ever knows one; a temporary one opens no page."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.http import HttpRequest

from .account_log import Kind, record
from .clock import now
from .identity import is_identity
from .models import Session, Student, TemporaryPassword, User

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # without those that are read as others
IDENTITY_MISMATCH, NOT_ENROLLED, HAS_PASSWORD = "IDENTITY_MISMATCH", "NOT_ENROLLED", "HAS_PASSWORD"


@dataclass(frozen=True)
class Temporary:
    """A temporary password, to be shown once; or with a `code` why there is none."""

    password: str = ""
    username: str = ""
    expires_at: datetime | None = None
    code: str = ""


def make_first_password(
    *, number: str, identity: str, birth_date: date, minutes_of: Callable[[Student], int], request: HttpRequest
) -> Temporary:
    """A temporary password for a student who proves to be one (METU-06, OMU-27), as long as there is no other.

    A wrong number, identity number or day of birth is one and the same refusal, and takes the same time.
    """
    student = Student.objects.select_related("user").filter(number=number).first()
    same_person = is_identity(identity, student.identity_digest if student else "")
    if student is None or not same_person or student.birth_date != birth_date:
        code = IDENTITY_MISMATCH
    elif student.status == Student.Status.CANDIDATE or not student.user.is_active:
        code = NOT_ENROLLED
    elif student.user.has_usable_password():
        code = HAS_PASSWORD
    else:
        return make_temporary(user=student.user, minutes=minutes_of(student), request=request)
    record(Kind.ACTIVATION_REFUSED, request, user=student.user if student else None)
    return Temporary(code=code)


def make_temporary(*, user: User, minutes: int, request: HttpRequest, actor: User | None = None) -> Temporary:
    """Random, for some minutes, for one sign-in; the ones before it are worth nothing any more (S9).

    `actor` is the help desk, for who has no identity data here: staff, above all.
    """
    password = "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(3))
    made = now()
    expires = made + timedelta(minutes=minutes)
    with transaction.atomic():
        TemporaryPassword.objects.create(
            user=user, hash=make_password(password), made_at=made, expires_at=expires, made_by=actor
        )
        User.objects.filter(pk=user.pk).update(must_choose_password=True)
        record(Kind.TEMPORARY, request, user=user, actor=actor)
    return Temporary(password, user.username, expires)


def choose_password(*, user: User, password: str, email: str, phone: str, request: HttpRequest) -> None:
    """The first password of one's own, with how to be reached (OMU-28, OMU-30). Every session of the account ends.

    The very first is no change of password, so it keeps nobody waiting (METU-53); one after a reset is.
    """
    user.email, user.phone, user.must_choose_password = email, phone, False
    _set_password(user, password, request, is_change=user.password_changed_at is not None)


def change_password(*, user: User, password: str, request: HttpRequest) -> None:
    """Another password; every session of the account ends."""
    _set_password(user, password, request, is_change=True)


def _set_password(user: User, password: str, request: HttpRequest, *, is_change: bool) -> None:
    user.set_password(password)
    fields = ["password", "email", "phone", "must_choose_password"]
    if is_change:
        user.password_changed_at, fields = now(), [*fields, "password_changed_at"]
    with transaction.atomic():
        user.save(update_fields=fields)
        end_sessions(user)
        record(Kind.CHANGED, request, user=user)


def reset_password(*, user: User, actor: User, request: HttpRequest) -> None:
    """The old password is worth nothing from now on, and no session goes on; the first-password page is open again."""
    had = user.has_usable_password()
    user.set_unusable_password()
    user.must_choose_password = True
    user.password_changed_at = now() if had else user.password_changed_at
    with transaction.atomic():
        user.save(update_fields=["password", "must_choose_password", "password_changed_at"])
        TemporaryPassword.objects.filter(user=user, used_at=None).delete()
        end_sessions(user)
        record(Kind.RESET, request, user=user, actor=actor)


def close_account(*, user: User, actor: User, request: HttpRequest) -> None:
    """Nobody signs in with it any more, and whoever is in is out (S11)."""
    with transaction.atomic():
        User.objects.filter(pk=user.pk).update(is_active=False)
        end_sessions(user)
        record(Kind.CLOSED, request, user=user, actor=actor)


def end_sessions(user: User) -> None:
    Session.objects.filter(user=user).delete()
