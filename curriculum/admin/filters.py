"""Filters of the admin's lists that no column gives by itself."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from ..filling import CLASSES, class_of


class FillFilter(admin.SimpleListFilter):
    title, parameter_name = _("seats taken"), "fill"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin):
        return CLASSES

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.alias(fill=class_of("seats__")).filter(fill=self.value()) if self.value() else queryset
