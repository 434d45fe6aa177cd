"""Tariffs: what each line costs whom, one by one; a whole year is imported, from last year's table for example."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.template.defaultfilters import floatformat
from django.urls import path
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from curriculum.admin.base import PortalAdmin
from curriculum.importers.downloading import a_file, download
from people.forms import TypedDecimal

from ..models import Tariff
from ..tariff_checks import problems_with
from ..tariff_table import write_table

UNITS = ("faculty", "department", "programme")


class TariffForm(forms.ModelForm):
    """Refuses what the import refuses, by the same checks."""

    class Meta:
        model = Tariff
        fields = (
            *("year", "line", *UNITS, "level", "education_type", "amount", "period"),
            *("decision_no", "decision_date", "service_cost", "minimum"),
        )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        named = [name for name in UNITS if given.get(name)]
        if len(named) > 1:
            self.add_error(named[-1], gettext("Name one unit only: the narrowest."))
        if not self.errors:
            for problem in problems_with(Tariff(pk=self.instance.pk, **given)):
                self.add_error(problem.field, ValidationError(str(problem), code=problem.code))
        return given


@admin.register(Tariff)
class TariffAdmin(PortalAdmin):
    """The fee office's (OMU-131); each rests on a decision."""

    form = TariffForm
    fieldsets = (
        (None, {"fields": ("year", "line", "amount", "period")}),
        (_("For whom; empty is everybody"), {"fields": (*UNITS, "level", "education_type")}),
        (_("Decision"), {"fields": ("decision_no", "decision_date", "service_cost", "minimum")}),
    )
    list_display = ("year", "line", "unit", "level", "education_type", "price", "decision_no")
    list_display_links = ("year", "line")
    list_select_related = ("faculty", "department", "programme__department")
    list_filter = (
        *("year", "line", "level", "education_type"),
        *((unit, admin.RelatedOnlyFieldListFilter) for unit in UNITS),
    )
    ordering = ("-year", "line", "id")
    search_fields = ("folded",)
    folded_fields = (
        "decision_no",
        *(f"{unit}__{name}" for unit in UNITS for name in ("code", "name", "name_en")),
        "department__prefix",
    )
    autocomplete_fields = UNITS
    formfield_overrides = {
        models.DecimalField: {
            "form_class": TypedDecimal,
            "localize": True,
            "widget": forms.TextInput(attrs={"inputmode": "decimal"}),
        }
    }
    change_list_template = "admin/fees/tariff/change_list.html"

    @admin.display(description=_("unit"), empty_value="–")
    def unit(self, tariff: Tariff) -> Any:
        return tariff.programme or tariff.department or tariff.faculty

    @admin.display(description=_("amount (TL)"), ordering="amount")
    def price(self, tariff: Tariff) -> str:
        return f"{floatformat(tariff.amount, '2g')} / {tariff.get_period_display()}"

    def get_urls(self) -> list:
        return [
            path("table/", self.admin_site.admin_view(require_GET(self.table_view)), name="fees_tariff_table"),
            *super().get_urls(),
        ]

    def table_view(self, request: HttpRequest) -> HttpResponse:
        """The tariffs of the last year as a table for the next one, to be edited and imported."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        last = Tariff.objects.aggregate(last=Max("year"))["last"]
        ending = "csv" if request.GET.get("format") == "csv" else "xlsx"
        file = a_file()
        write_table(file, last, xlsx=ending == "xlsx")
        return download(file, f"tariffs-{last + 1}" if last else "tariffs", ending)
