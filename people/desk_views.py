"""The desks of the help desk and of the secretaries (accounts), and of the library (its hold, and nothing else)."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from .account_log import Kind, events_of, has_in_view, record
from .finding import account_for, accounts_within, find_accounts, find_students
from .finding_all import find_all
from .holds import library_holds, lift_library_hold, place_library_hold
from .models import Student, User
from .passwords import make_temporary, reset_password


def has_identity_data(account: User) -> bool:
    """Whether the owner can create a first password without anybody's help."""
    student = getattr(account, "student", None)
    return bool(student and student.identity_digest and student.birth_date)


@require_GET
@never_cache
@login_required
def find(request: HttpRequest) -> HttpResponse:
    """Whatever staff look for, from any page; nothing for students."""
    if hasattr(request.user, "student"):
        raise PermissionDenied
    query = request.GET.get("q", "").replace("\x00", "").strip()[:80]
    return render(request, "people/find.html", {"query": query, "groups": find_all(request.user, query)})


# accounts


@require_GET
@never_cache
@login_required
def accounts(request: HttpRequest) -> HttpResponse:
    reach, query = request.user.reach("people.reset_user"), request.GET.get("q", "").strip()
    if not reach:
        raise PermissionDenied
    found = find_accounts(accounts_within(reach, request.user), query)
    return render(request, "people/accounts.html", {"query": query, "found": found})


@require_GET
@never_cache
@login_required
def account(request: HttpRequest, user_id: int) -> HttpResponse:
    """The history shows itself to the help desk, once it is written there that they look."""
    shown = account_for(request.user, user_id)
    reads = request.user.has_perm("people.view_accountevent")
    opened = reads and has_in_view(shown, by=request.user)
    told = {"account": shown, "reads": reads, "opened": opened, "events": events_of(shown) if opened else []}
    helped = request.user.reach("people.reset_user").everywhere and not has_identity_data(shown)
    return render(request, "people/account.html", told | {"helped": helped and not shown.has_usable_password()})


@require_POST
@login_required
def look(request: HttpRequest, user_id: int) -> HttpResponse:
    shown = account_for(request.user, user_id)
    if not request.user.has_perm("people.view_accountevent"):
        raise PermissionDenied
    record(Kind.LOOKED, request, user=shown, actor=request.user)
    return redirect("account", shown.pk)


@require_POST
@login_required
def reset(request: HttpRequest, user_id: int) -> HttpResponse:
    """Nobody sees a password by it: the owner creates the next one (OMU-32, OMU-33, METU-54)."""
    shown = account_for(request.user, user_id)
    reset_password(user=shown, actor=request.user, request=request)
    messages.success(request, _("The password is reset: the old one is worth nothing, and every device is signed out."))
    return redirect("account", shown.pk)


class TemporaryForAnother(LoginRequiredMixin, View):
    """For who has no identity data here to prove themselves by: the help desk reads it out, once (METU-54)."""

    http_method_names = ["post"]
    minutes: Callable[[], int] | None = None

    @method_decorator(never_cache)
    def post(self, request: HttpRequest, user_id: int) -> HttpResponse:
        shown = account_for(request.user, user_id)
        if not request.user.reach("people.reset_user").everywhere or has_identity_data(shown):
            raise PermissionDenied
        if shown.has_usable_password():
            messages.error(request, _("The account has a password. Reset it first."))
            return redirect("account", shown.pk)
        made = make_temporary(user=shown, minutes=self.minutes(), request=request, actor=request.user)
        return render(request, "people/temporary_password.html", {"made": made, "account": shown})


# the library


def _library(request: HttpRequest) -> None:
    if not request.user.has_perm("people.library_hold"):
        raise PermissionDenied


@require_GET
@never_cache
@login_required
def library(request: HttpRequest) -> HttpResponse:
    _library(request)
    query = request.GET.get("q", "").strip()
    students = find_students(query)
    holds = library_holds(students)
    found = [(student, holds.get(student.pk)) for student in students]
    return render(request, "people/library.html", {"query": query, "found": found})


@require_POST
@login_required
def place_hold(request: HttpRequest, student_id: int) -> HttpResponse:
    _library(request)
    student = get_object_or_404(Student, pk=student_id)
    note = request.POST.get("note", "").strip()[:200]
    if place_library_hold(student=student, note=note, actor=request.user):
        messages.success(request, _("The library hold on %(student)s is placed.") % {"student": student})
    else:
        messages.info(request, _("A library hold on %(student)s stands already.") % {"student": student})
    return _back_to(student)


@require_POST
@login_required
def lift_hold(request: HttpRequest, student_id: int) -> HttpResponse:
    _library(request)
    student = get_object_or_404(Student, pk=student_id)
    if lift_library_hold(student=student, actor=request.user):
        messages.success(request, _("The library hold on %(student)s is lifted.") % {"student": student})
    else:
        messages.info(request, _("No library hold on %(student)s stands.") % {"student": student})
    return _back_to(student)


def _back_to(student: Student) -> HttpResponse:
    response = redirect("library_desk")
    response["Location"] += f"?q={student.number}"
    return response
