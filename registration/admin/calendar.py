"""Windows of the academic calendar with the stages of their first day."""

from __future__ import annotations

from django.contrib import admin

from curriculum.admin.base import PortalAdmin

from ..models import StageOpening, Window


class StageInline(admin.TabularInline):
    model = StageOpening
    fields = ("group", "class_from", "opens_at")
    extra = 0


@admin.register(Window)
class WindowAdmin(PortalAdmin):
    fields = ("term", "kind", "opens_at", "closes_at", "faculty", "department")
    inlines = (StageInline,)
    list_display = ("kind", "term", "opens_at", "closes_at", "faculty", "department")
    list_select_related = ("term", "faculty", "department")
    list_filter = ("term", "kind")
    ordering = ("-term__code", "opens_at")
    search_fields = ("folded",)
    folded_fields = ("term__name", "term__code", "faculty__name", "department__name")
    autocomplete_fields = ("term", "faculty", "department")
