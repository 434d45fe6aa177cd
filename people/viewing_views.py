"""The way into a student's view of the portal, with a reason, and out of it."""

from __future__ import annotations

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from . import viewing
from .models import Student


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        min_length=5,
        max_length=300,
        widget=forms.TextInput(attrs={"class": "form-control", "autofocus": True}),
        help_text=_("Such as the number of the request. It is kept with your name in the history of the account."),
    )


@require_http_methods(["GET", "POST"])
@never_cache
@login_required
def begin(request: HttpRequest, student_id: int) -> HttpResponse:
    if not request.user.reach(viewing.MAY).everywhere:
        raise PermissionDenied
    student = get_object_or_404(Student.objects.select_related("user", "user__staff"), pk=student_id)
    if not viewing.may_view(request.user, student):
        raise PermissionDenied
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        viewing.begin(request, student=student, reason=form.cleaned_data["reason"])
        return redirect("home")
    return render(request, "people/viewing_begin.html", {"student": student, "form": form})


@require_GET
@login_required
def refused(request: HttpRequest) -> HttpResponse:
    """Where a refused fragment leads: while somebody views, viewing.py answers here itself."""
    return redirect("home")


@require_POST
@login_required
def end(request: HttpRequest) -> HttpResponse:
    """Back to the student's page in the admin, where it was begun."""
    student = viewing.end(request, request.user) if viewing.KEY in request.session else None
    return redirect("admin:people_student_change", student.pk) if student else redirect("home")
