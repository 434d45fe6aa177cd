"""Withdrawals and expulsions in the admin: recorded once, with all that follows, then only the diploma's day is added."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from curriculum.admin.base import PortalAdmin
from curriculum.naming import language
from people.models import Departure, Student

from .. import departures
from ..catalogue import current_term, newest
from ..clock import today
from ..messages import render


class RecordForm(forms.ModelForm):
    """What the paper says; the service says whether it can be recorded."""

    decision_no = Departure._meta.get_field("decision_no").formfield(required=False)
    decided_on = forms.DateField(
        label=Departure._meta.get_field("decided_on").verbose_name,
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    student = forms.ModelChoiceField(
        Student.objects.all(),
        to_field_name="number",
        widget=forms.TextInput,
        label=_("student number"),
        error_messages={"invalid_choice": _("There is no student of this number.")},
    )

    class Meta:
        model = Departure
        fields = ("student", "kind", "decision_no", "decided_on", "note")

    def _post_clean(self) -> None:
        """The model's own checks ask for what the service refuses in its own words."""


class DiplomaForm(forms.ModelForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "diploma_returned_on" in self.fields:
            self.fields["diploma_returned_on"].required = True

    def clean_diploma_returned_on(self) -> date | None:
        day: date | None = self.cleaned_data["diploma_returned_on"]
        if day and day > today():
            raise ValidationError(_("That day has not come yet."))
        return day


@admin.register(Departure)
class DepartureAdmin(PortalAdmin):
    """What follows from a departure takes locks of its own, so it is recorded on a page outside the admin's transaction."""

    form = DiplomaForm
    fields = (
        "student",
        "kind",
        "decision_no",
        "decided_on",
        "note",
        "recorded_by",
        "recorded_at",
        "diploma_returned_on",
    )
    list_display = ("student", "kind", "decision_no", "decided_on", "diploma_returned_on")
    list_select_related = ("student",)
    list_filter = ("kind",)
    search_fields = ("student__search_key",)

    def get_readonly_fields(self, request: HttpRequest, obj: Departure | None = None):
        return self.fields[:-1]

    def has_change_permission(self, request: HttpRequest, obj: Departure | None = None) -> bool:
        """Until the diploma went back; after that there is nothing to add."""
        settled = obj is not None and obj.diploma_returned_on is not None
        return not settled and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Departure | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Departure, form: forms.ModelForm, change: bool) -> None:
        if day := form.cleaned_data.get("diploma_returned_on"):
            departures.return_diploma(departure=obj, day=day, actor=request.user)

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        if (term := current_term()) is None:
            raise Http404
        form = RecordForm(request.POST or None)
        findings: tuple[dict[str, Any], ...] = ()
        if request.method == "POST" and form.is_valid():
            data = form.cleaned_data
            student = data.pop("student")
            moved = departures.record_departure(student_id=student.pk, term_id=term.pk, actor=request.user, **data)
            if moved.accepted:
                return self._recorded(request, student)
            findings = moved.findings
        return self._page(request, form, [render(f, newest(term.pk), language()) for f in findings])

    def _recorded(self, request: HttpRequest, student: Student) -> HttpResponse:
        departure = Departure.objects.filter(student=student).latest("pk")
        self.log_addition(request, departure, [{"added": {}}])
        messages.success(request, _("Recorded: %(departure)s. The list was dropped.") % {"departure": departure})
        return redirect("admin:people_departure_change", departure.pk)

    def _page(self, request: HttpRequest, form: RecordForm, findings: list[Any]) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Record a departure"),
            "form": form,
            "findings": findings,
        }
        return TemplateResponse(request, "admin/people/departure/record.html", context)
