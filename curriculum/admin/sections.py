"""Sections with meetings, criteria and seats: the page of department secretaries (METU-57, METU-58)."""

from __future__ import annotations

from django.contrib import admin, messages
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from ..models import Meeting, Section, SectionCriterion, Term
from ..signals import tell_of_edit
from . import seats
from .base import GradesOnce, PortalAdmin
from .filters import FillFilter


class MeetingInline(admin.TabularInline):
    model = Meeting
    fields = ("weekday", "start", "end", "room", "date_from", "date_to", "weeks")
    extra = 0


class CriterionInline(GradesOnce, admin.TabularInline):
    model = SectionCriterion
    form, formset = seats.CriterionForm, seats.CriterionFormSet
    fields = (*seats.LIMITS, "quota", "note")
    autocomplete_fields = ("department",)
    extra = 0

    def formfield_for_dbfield(self, db_field, request: HttpRequest, **kwargs):
        """Without the ways to make departments and grades, which nobody does here: eleven columns stand side by side."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if isinstance(widget := getattr(field, "widget", None), RelatedFieldWidgetWrapper):
            widget.can_add_related = widget.can_change_related = False
            widget.can_delete_related = widget.can_view_related = False
        return field

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        related = ("department", "grade_from", "grade_to", "quota")
        return super().get_queryset(request).select_related(*related)

    def get_formset(self, request: HttpRequest, obj: Section | None = None, **kwargs):
        formset = super().get_formset(request, obj, **kwargs)
        formset.form.refused = getattr(request, "seats_refused", {})
        return formset

    def get_readonly_fields(self, request: HttpRequest, obj: Section | None = None):
        """The quota is no column of the row: who may only look is shown it by a method."""
        return () if self.has_change_permission(request, obj) else ("quota",)

    @admin.display(description=_("quota"))
    def quota(self, criterion: SectionCriterion) -> int | None:
        counter = seats.quota_of(criterion)
        return counter.capacity if counter else None


@admin.register(Section)
class SectionAdmin(PortalAdmin):
    form = seats.SectionForm
    unit = "course__department"
    about = ("course", "term", "number", "instructors", "delivery", "not_opened", "cancelled")
    inlines = (MeetingInline, CriterionInline)
    autocomplete_fields = ("course", "term")
    list_display = ("code", "course_name", "number", "term", "seats_taken", "seats_capacity", "seats_open")
    list_display_links = ("code", "course_name")
    list_select_related = ("course__department", "term", "seats")
    list_filter = (
        "term",
        ("course__department", admin.RelatedOnlyFieldListFilter),
        ("seats__open", admin.BooleanFieldListFilter),
        "course__level",
        FillFilter,
    )
    ordering = ("-term__code", "course__numeric_code", "number")
    search_fields = ("course__search_key", "folded")
    folded_fields = ("instructors",)

    @admin.display(description=_("code"), ordering="course__numeric_code")
    def code(self, section: Section) -> str:
        return f"{section.course.numeric_code} {section.course.code}"

    @admin.display(description=_("course"), ordering="course__name")
    def course_name(self, section: Section) -> str:
        return section.course.name

    @admin.display(description=_("seats taken"), ordering="seats__taken")
    def seats_taken(self, section: Section) -> int | None:
        counter = seats.counter_of(section)
        return counter.taken if counter else None

    @admin.display(description=_("capacity"), ordering="seats__capacity")
    def seats_capacity(self, section: Section) -> int | None:
        counter = seats.counter_of(section)
        return counter.capacity if counter else None

    @admin.display(description=_("open"), ordering="seats__open", boolean=True)
    def seats_open(self, section: Section) -> bool | None:
        counter = seats.counter_of(section)
        return counter.open if counter else None

    # the form

    def get_fields(self, request: HttpRequest, obj: Section | None = None):
        if obj and not self.has_change_permission(request, obj):
            return (*self.about, "seats_taken", "seats_capacity", "seats_open")
        taken = ("seats_taken",) if obj else ()
        return (*self.about, *taken, "capacity", "open")

    def get_readonly_fields(self, request: HttpRequest, obj: Section | None = None):
        """A section stays what it is: enrolments keep its course and term beside it."""
        if obj is None:
            return ()
        return ("course", "term", "seats_taken", "seats_capacity", "seats_open")

    def get_form(self, request: HttpRequest, obj: Section | None = None, **kwargs):
        form = super().get_form(request, obj, **kwargs)
        form.refused = getattr(request, "seats_refused", {})
        return form

    def formfield_for_foreignkey(self, db_field, request: HttpRequest, **kwargs):
        """Only courses of the units whose sections the user may add: a posted id of another is no valid choice."""
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        reach = self.reach(request, "add")
        if db_field.name == "course" and not reach.everywhere:
            field.queryset = field.queryset.filter(department__in=reach.units)
        return field

    def get_changeform_initial_data(self, request: HttpRequest) -> dict:
        return {"term": Term.objects.filter(is_current=True).first(), **super().get_changeform_initial_data(request)}

    # writing: the counters are locked first, written last

    def save_model(self, request: HttpRequest, obj: Section, form, change: bool) -> None:
        form.counters = seats.lock(obj.pk) if change else {}
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form, formsets, change: bool) -> None:
        criteria = next((f for f in formsets if f.model is SectionCriterion), None)
        if criteria:
            seats.refuse_used_quotas(criteria, form.counters)
        super().save_related(request, form, formsets, change)
        seats.write(form.instance, form, criteria, form.counters)
        tell_of_edit(form.instance.term_id)

    def changeform_view(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        """A refusal has rolled everything back by the time it arrives here; the form is shown again and says why."""
        try:
            with seats.busy_is_refused():
                return super().changeform_view(request, *args, **kwargs)
        except seats.Refused as refused:
            request.seats_refused = refused.errors
            return super().changeform_view(request, *args, **kwargs)

    # deleting

    def get_deleted_objects(self, objs, request: HttpRequest):
        """The seats taken are the reason to give; what else keeps the deletion from happening only follows from them."""
        deleted, counts, perms_needed, protected = super().get_deleted_objects(objs, request)
        reasons = [seats.in_use(section, taken) for section in objs if (taken := seats.taken_in(section))]
        return (deleted, counts, set(), reasons) if reasons else (deleted, counts, perms_needed, protected)

    def delete_model(self, request: HttpRequest, obj: Section) -> None:
        seats.delete([obj])

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet) -> None:
        seats.delete(list(queryset))

    def delete_view(self, request: HttpRequest, object_id: str, extra_context=None) -> HttpResponse:
        try:
            with seats.busy_is_refused():
                return super().delete_view(request, object_id, extra_context)
        except seats.Refused as refused:
            return self._say(request, refused, "../change/")

    def changelist_view(self, request: HttpRequest, extra_context=None) -> HttpResponse:
        """An action is one transaction, so that a refused deletion of many leaves neither a gap nor a line of history."""
        if request.method != "POST":
            return super().changelist_view(request, extra_context)
        try:
            with seats.busy_is_refused(), transaction.atomic():
                return super().changelist_view(request, extra_context)
        except seats.Refused as refused:
            return self._say(request, refused, ".")

    def _say(self, request: HttpRequest, refused: seats.Refused, url: str) -> HttpResponse:
        for text in refused.errors.values():
            self.message_user(request, text, messages.ERROR)
        return redirect(url)
