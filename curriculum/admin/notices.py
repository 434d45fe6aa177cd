"""Announcements, a secretary's own department's among them, the contacts of the help page, and the guide."""

from __future__ import annotations

from django import forms
from django.contrib import admin
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

from ..models import Announcement, GuidePage, SupportContact
from .base import PortalAdmin


class AnnouncementForm(forms.ModelForm):
    """`own_units` is what the writer's reach ends at; None is everywhere."""

    own_units: frozenset[int] | None = None

    def clean(self) -> dict:
        given = super().clean() or self.cleaned_data
        if self.own_units is not None and not (given.get("department") or given.get("course")):
            self.add_error("department", _("Give your department, or one of its courses."))
        return given


@admin.register(Announcement)
class AnnouncementAdmin(PortalAdmin):
    """What a department tells students of its courses (METU-13); the registrar's may be of no department."""

    form = AnnouncementForm
    fields = (
        "department",
        "course",
        "term",
        "title",
        "title_en",
        "body",
        "body_en",
        "link",
        "shown_from",
        "shown_to",
    )
    list_display = ("title", "department", "course", "term", "shown_from", "shown_to")
    list_select_related = ("department", "course__department", "term")
    list_filter = ("term", ("department", admin.RelatedOnlyFieldListFilter))
    search_fields = ("folded",)
    folded_fields = ("title", "title_en")
    autocomplete_fields = ("department", "course", "term")

    def own(self, queryset: QuerySet, units: frozenset[int]) -> QuerySet:
        return queryset.filter(Q(department__in=units) | Q(course__department__in=units))

    def is_own(self, obj: Model, units: frozenset[int]) -> bool:
        return (obj.course.department_id if obj.course else obj.department_id) in units

    def get_form(self, request: HttpRequest, obj: Announcement | None = None, **kwargs):
        form = super().get_form(request, obj, **kwargs)
        reach = self.reach(request, "add")
        form.own_units = None if reach.everywhere else reach.units
        return form

    def formfield_for_foreignkey(self, db_field, request: HttpRequest, **kwargs):
        """A posted department or course of another unit is no valid choice."""
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        reach = self.reach(request, "add")
        path = {"department": "pk__in", "course": "department__in"}.get(db_field.name)
        if path and field and not reach.everywhere:
            field.queryset = field.queryset.filter(**{path: reach.units})
        return field


@admin.register(SupportContact)
class SupportContactAdmin(PortalAdmin):
    fields = ("topic", "topic_en", "unit", "unit_en", "place", "email", "phone", "link", "about", "order")
    list_display = ("topic", "unit", "email", "phone", "about", "order")
    search_fields = ("folded",)
    folded_fields = ("topic", "topic_en", "unit", "unit_en")


@admin.register(GuidePage)
class GuidePageAdmin(PortalAdmin):
    """The guide to registration, section by section, for each academic year (OMU-01)."""

    fields = ("year", "section", "title", "title_en", "body", "body_en")
    list_display = ("year", "section", "title", "title_en")
    list_display_links = ("title",)
    list_filter = ("year",)
    search_fields = ("folded",)
    folded_fields = ("title", "title_en", "body", "body_en")
