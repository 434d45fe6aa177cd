"""The page that asks for a job of a term: to see first what it would do, or to do it now rather than when it is due."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from curriculum.models import Term
from people.models import JobRun

from .. import jobs
from ..closing.table import JOBS


class ClosingForm(forms.Form):
    kind = forms.ChoiceField(label=_("Job"), choices=lambda: [(kind, jobs.Kind(kind).label) for kind in JOBS])
    term = forms.ModelChoiceField(Term.objects.order_by("-code"), label=_("Term"), to_field_name="code")
    dry_run = forms.BooleanField(
        label=_("Dry run"), required=False, initial=True, help_text=_("Says what would be done, and changes nothing.")
    )


def may_close(request: HttpRequest) -> bool:
    """Who may write any student's list: nobody but those who reach every unit."""
    return request.user.reach("registration.change_enrolment").everywhere


def closing_view(request: HttpRequest) -> HttpResponse:
    if not may_close(request):
        raise PermissionDenied
    current = Term.objects.filter(is_current=True).first()
    form = ClosingForm(request.POST or None, initial={"term": current and current.code})
    if request.method == "POST" and form.is_valid():
        asked: dict[str, Any] = form.cleaned_data
        params = {"term": asked["term"].code, "dry_run": asked["dry_run"]}
        return redirect("admin:people_jobrun_change", jobs.ask(asked["kind"], params, request.user).pk)
    context = {**admin.site.each_context(request), "opts": JobRun._meta, "form": form, "title": _("Jobs of a term")}
    return TemplateResponse(request, "admin/people/jobrun/closing.html", context)
