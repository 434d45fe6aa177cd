"""Filters of the lists behind the first page's numbers."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from curriculum.models import Term
from people.models import StudentProgramme

from ..models import TermRegistration
from ..overview.demand import named
from ..rules import CODES

NO_CLASS = "0"


class ClassFilter(admin.SimpleListFilter):
    """By the class in the primary programme."""

    title, parameter_name = _("class"), "year"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin):
        return [*((str(year), str(year)) for year in range(1, 8)), (NO_CLASS, _("no primary programme"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        year, primary = self.value(), StudentProgramme.objects.filter(is_primary=True)
        if not year:
            return queryset
        if year == NO_CLASS:
            return queryset.exclude(student__in=primary.values("student"))
        return queryset.filter(student__in=primary.filter(class_year=year).values("student"))


class OfTermFilter(admin.SimpleListFilter):
    """The ledger names registrations, which name terms."""

    title, parameter_name = _("term"), "of"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin):
        return [(term.code, term.shown_name) for term in Term.objects.order_by("-code")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if not self.value():
            return queryset
        return queryset.filter(
            registration_id__in=TermRegistration.objects.filter(term__code=self.value()).values("pk")
        )


class RefusedForFilter(admin.SimpleListFilter):
    title, parameter_name = _("refused for"), "code"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin):
        return sorted(((code, named(code)) for code in CODES), key=lambda choice: choice[1])

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if not self.value():
            return queryset
        refusing = {"code": self.value(), "action": "refuse", "waived": False}
        return queryset.filter(accepted=False, findings__contains=[refusing])
