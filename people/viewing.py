"""Seeing the portal as a student sees it: somebody of the Registrar's Office, for half an hour, without changing anything.

The session stays the viewer's own; only what a page asks of `request.user` is the student. Whether it may go on is asked
anew at every request, by the database's clock and by the roles held now. That nothing is written is no view's business:
what would send something is refused before any view (middleware below), and the rest reads in a transaction that cannot
write.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from .account_log import Kind, record
from .clock import now
from .distance_accounts import is_distance
from .models import Student, User
from .read_only import READING

KEY, DESKS = "viewing", "desks"  # keys of the session
MAY = "people.view_as_student"
LASTS = timedelta(minutes=30)
AS_ONESELF = ("viewing_end", "sign_out", "set_language", "set_theme")  # what may be sent, and is sent as the viewer
CLOSED = ("/admin/", "/sign-in/", "/viewing/")  # no pages of a student's
WRITES = "25006"  # PostgreSQL's word where a transaction that only reads was asked to write


@dataclass(frozen=True)
class Viewing:
    """Who looks as whom, and until when."""

    viewer: User
    student: Student
    until: datetime


def may_view(viewer: User, student: Student) -> bool:
    """By permission, and never as staff: no screen of theirs is opened to somebody else by it."""
    seen = student.user
    shut = not seen.is_active or seen.is_staff or seen.is_superuser or hasattr(seen, "staff")
    return viewer.reach(MAY).everywhere and not shut


def begin(request: HttpRequest, *, student: Student, reason: str) -> None:
    """From the next request on; the key of the session changes, as whenever it comes to mean something else."""
    record(Kind.VIEW_BEGUN, request, user=student.user, actor=request.user, note=reason)
    own = request.session.get(DESKS)
    request.session.cycle_key()
    request.session[KEY] = {"student": student.pk, "until": (now() + LASTS).isoformat(), DESKS: own}
    request.session[DESKS] = ["distance"] if is_distance(student) else []


def end(request: HttpRequest, viewer: User) -> Student | None:
    """Back to oneself; whose pages they were, or None where somebody was erased meanwhile."""
    kept = request.session.pop(KEY)
    request.session[DESKS] = kept[DESKS] or []
    request.session.cycle_key()
    student = _student(kept)
    record(Kind.VIEW_ENDED, request, user=student.user if student else None, actor=viewer)
    return student


class AsAStudent:
    """Every request of who views as a student; others pay a look into their session."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        kept = request.session.get(KEY) if settings.SESSION_COOKIE_NAME in request.COOKIES else None
        if kept is None or not request.user.is_authenticated:
            return self.get_response(request)
        if request.path_info in {reverse(name) for name in AS_ONESELF} and request.method == "POST":
            return self.get_response(request)
        viewing = _still(request.user, kept)
        if viewing is None:
            return _over(request)
        request.viewing, request.user = viewing, viewing.student.user
        if request.method not in READING or request.path_info.startswith(CLOSED):
            return refused(request)
        with only_reading():
            response = self.get_response(request)
        return refused(request) if getattr(request, "would_write", False) else response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        """Whoever signs out leaves the view by it: here, once the form was found to be one of ours."""
        signs_out = request.method == "POST" and request.resolver_match.url_name == "sign_out"
        if signs_out and request.user.is_authenticated and KEY in request.session:
            end(request, request.user)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Nothing can be asked of a transaction that failed: what is said of it is said once that is over."""
        if hasattr(request, "viewing") and getattr(error.__cause__, "pgcode", "") == WRITES:
            request.would_write = True
            return HttpResponse(status=403)
        return None


def _still(viewer: User, kept: dict) -> Viewing | None:
    """Unless the time is over, the permission was taken away, or the student became somebody whom nobody views as."""
    until, student = datetime.fromisoformat(kept["until"]), _student(kept)
    if student is None or now() >= until or not may_view(viewer, student):
        return None
    return Viewing(viewer, student, until)


def _student(kept: dict) -> Student | None:
    return Student.objects.select_related("user", "user__staff").filter(pk=kept["student"]).first()


def _over(request: HttpRequest) -> HttpResponse:
    """What was asked for is not done: it was meant to be the student's page, not one's own."""
    end(request, request.user)
    messages.warning(request, _("You no longer view as a student: the half hour is over, or it is not yours to do."))
    return _led(request, "home")


@contextmanager
def only_reading() -> Iterator[None]:
    """A transaction that cannot write, whatever a view does; within another, as in tests, the rest of that one can again."""
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        with connection.cursor() as cursor:
            # one snapshot throughout: a catalogue that is read by the way is kept for everybody (registration/catalogue.py)
            isolation = "ISOLATION LEVEL REPEATABLE READ " if outermost else ""
            cursor.execute(f"SET TRANSACTION {isolation}READ ONLY")
        yield
        transaction.set_rollback(True)


def refused(request: HttpRequest) -> HttpResponse:
    """The page that says so; of a fragment the browser is sent to that page, since htmx shows nothing of a refusal."""
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(status=403, headers={"HX-Redirect": reverse("viewing")})
    return render(request, "people/viewing_refused.html", status=403)


def _led(request: HttpRequest, name: str) -> HttpResponse:
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(headers={"HX-Redirect": reverse(name)})
    return redirect(name)
