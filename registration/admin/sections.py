"""The section's page as a workbench: who fits, what if, and what an earlier term had, tried on the form and not saved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from curriculum.admin.sections import SectionAdmin as CurriculumSectionAdmin
from curriculum.criteria.rows import COLUMNS, Row
from curriculum.models import SeatCounter, Section, SectionCriterion

from ..catalogue import newest, reload
from ..criteria_check import CourseFit, check_courses
from ..criteria_drafts import Drafted as DraftedRows
from ..criteria_drafts import with_criteria
from ..drafts import criterion_of
from ..rules.facts import Catalogue
from . import section_copy
from .section_fit import shown_fit
from .what_if import BUTTON, Drafted, TriesDrafts

FITS, COPY = "_who_fits", "_copy"


@dataclass
class Looked(Exception):
    """The form is right and only looked at. Raised within the form's transaction, so that nothing of it stays."""

    fit: CourseFit
    catalogue: Catalogue


admin.site.unregister(Section)


@admin.register(Section)
class SectionAdmin(TriesDrafts, CurriculumSectionAdmin):
    """The sections of the curriculum, whose criteria can be tried against students and against what they have asked for."""

    actions = ("change_criteria",)

    @admin.action(description=_("Change criteria and seats of the selected sections"), permissions=["change"])
    def change_criteria(self, request: HttpRequest, queryset) -> HttpResponse:
        ids = ",".join(map(str, queryset.order_by("pk").values_list("pk", flat=True)))
        return HttpResponseRedirect(f"{reverse('criteria_change')}?sections={ids}")

    # trying the form

    def get_form(self, request: HttpRequest, obj: Section | None = None, **kwargs):
        form = super().get_form(request, obj, **kwargs)
        form.shown_again = getattr(request, "shown_again", False)
        return form

    def changeform_view(self, request: HttpRequest, object_id=None, form_url="", extra_context=None) -> HttpResponse:
        extra = dict(extra_context or {})
        if request.method == "POST" and object_id and COPY in request.POST:
            extra["copied"] = self._copy(request, object_id)
        try:
            return super().changeform_view(request, object_id, form_url, extra)
        except Looked as looked:
            request.shown_again = True
            extra["fit"] = shown_fit(looked.fit, request.user, looked.catalogue)
            return super().changeform_view(request, object_id, form_url, extra)

    def _copy(self, request: HttpRequest, object_id: str) -> Section:
        """The posted form with what another section of the course had, to be shown again."""
        section = self.get_object(request, object_id)
        if section is None or not self.has_change_permission(request, section):
            raise PermissionDenied
        asked = request.POST.get("_copy_from", "")
        found = Section.objects.filter(course=section.course_id).select_related("term", "seats")
        source = get_object_or_404(found, pk=asked if asked.isdecimal() else 0)
        request.POST = section_copy.filled_from(request.POST, source, request.POST.getlist("_copy_part"))
        request.shown_again = True
        return source

    def render_change_form(self, request: HttpRequest, context: dict, *args, **kwargs) -> HttpResponse:
        section = context.get("original")
        if section:
            counters = SeatCounter.objects.filter(criterion__section=section).order_by("criterion_id")
            related = ("criterion__department", "criterion__grade_from", "criterion__grade_to")
            context["quotas"] = counters.select_related(*related)
            context["copy_sources"] = section_copy.sources(section)
            context["copy_parts"] = section_copy.labels()
        return super().render_change_form(request, context, *args, **kwargs)

    def _tried(self, request: HttpRequest, change: bool) -> bool:
        return change and (BUTTON in request.POST or FITS in request.POST)

    def save_model(self, request: HttpRequest, obj: Section, form, change: bool) -> None:
        if not self._tried(request, change):
            super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form, formsets, change: bool) -> None:
        if not self._tried(request, change):
            return super().save_related(request, form, formsets, change)
        section, formset = form.instance, next(f for f in formsets if f.model is SectionCriterion)
        kept = [f for f in formset.forms if f not in formset.deleted_forms and (f.instance.pk or f.has_changed())]
        if FITS in request.POST:
            raise _looked(section, [_row(f) for f in kept])
        rows = [criterion_of(f.instance, f.cleaned_data["quota"]) for f in kept]
        criteria = {"course": section.course.numeric_code, "section": section.number, "rows": rows}
        raise Drafted(section.term.code, {"criteria": criteria}, department=section.course.department_id)


def _row(form: Any) -> Row:
    return Row(*(getattr(form.instance, name) for name in COLUMNS), quota=form.cleaned_data["quota"])


def _looked(section: Section, rows: list[Row]) -> Looked:
    drafted = DraftedRows()
    catalogue = newest(section.term_id)
    if section.pk not in catalogue.sections:  # made a moment ago: this process has not been told yet
        catalogue = reload(section.term_id, at_least=catalogue.revision + 1)
    catalogue = with_criteria(catalogue, {section.pk: drafted.criteria(rows)})
    [fit] = check_courses(catalogue, [section.course_id], section.pk, drafted.quotas)
    return Looked(fit, catalogue)
