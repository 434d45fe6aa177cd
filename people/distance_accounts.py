"""Accounts on E-Ders, the distance-education system: asked for at enrolment, exported, and matched with the portal's.

The user code is the same on both, the password is not: none ever leaves the portal (KOU-72).
"""

from __future__ import annotations

import hmac
import time
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.db.models import QuerySet

from .clock import database_now, now
from .models import DistanceAccount, Student

HEADINGS = (
    ("kullanıcı kodu", "user code"),
    ("öğrenci no", "student number"),
    ("ad", "first name"),
    ("soyad", "surname"),
    ("e-posta", "e-mail"),
)
SECONDS = 600


def distance_students() -> QuerySet[Student]:
    """Enrolled students of distance-education programmes, each once."""
    enrolled = Student.objects.filter(status=Student.Status.ENROLLED)
    return enrolled.filter(programmes__programme__education_type="distance").distinct()


def is_distance(student: Student) -> bool:
    return student.programmes.filter(programme__education_type="distance").exists()


def ask_for_accounts(student_ids: Iterable[int] | None = None) -> int:
    """A request for every distance student who has none, all of them or among some; how many are new (KOU-09)."""
    due = distance_students().filter(distance_account=None)
    if student_ids is not None:
        due = due.filter(pk__in=list(student_ids))
    asked_at = now()
    rows = [DistanceAccount(student_id=pk, asked_at=asked_at) for pk in due.order_by("pk").values_list("pk", flat=True)]
    DistanceAccount.objects.bulk_create(rows, ignore_conflicts=True, batch_size=1000)
    return len(rows)


def export_rows(*, only_new: bool = False) -> list[tuple[str, ...]]:
    """Lines of the export by user code; those told of for the first time are marked so."""
    accounts = DistanceAccount.objects.filter(student__status=Student.Status.ENROLLED)
    accounts = accounts.filter(exported_at=None) if only_new else accounts
    names = ("student__user__username", "student__number", "student__first_name", "student__last_name")
    rows = list(accounts.order_by("student__user__username").values_list("pk", *names, "student__user__email"))
    told = DistanceAccount.objects.filter(pk__in=[row[0] for row in rows], exported_at=None)
    told.update(exported_at=database_now())
    return [row[1:] for row in rows]


@dataclass(frozen=True)
class Match:
    """What E-Ders needs to believe that its visitor is this user of the portal."""

    username: str
    until: int  # seconds since 1970
    signature: str  # HMAC-SHA256 of "username.until" by the key that both share, in hexadecimal

    def __str__(self) -> str:
        return f"{self.username}.{self.until}.{self.signature}"


def is_matched() -> bool:
    """Whether the two systems share a key."""
    return bool(settings.DISTANCE_KEY)


def match_token(username: str) -> Match:
    """For ten minutes (KOU-11)."""
    until = int(time.time()) + SECONDS
    return Match(username, until, _signed(username, until))


def matched_user(token: str) -> str:
    """The user code of a token that is ours and in time, else empty; E-Ders does the same on its side."""
    parts = token.rsplit(".", 2)
    if len(parts) != 3 or not parts[1].isdecimal() or int(parts[1]) < time.time():
        return ""
    username, until, signature = parts
    return username if hmac.compare_digest(_signed(username, int(until)).encode(), signature.encode()) else ""


def _signed(username: str, until: int) -> str:
    return hmac.new(settings.DISTANCE_KEY.encode(), f"{username}.{until}".encode(), "sha256").hexdigest()
