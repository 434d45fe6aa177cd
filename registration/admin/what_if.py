"""The button "What if": a posted form of policy or criteria, checked and not saved, becomes a job that judges a term."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from curriculum.admin.sections import SectionAdmin as CurriculumSectionAdmin
from curriculum.models import Section, SectionCriterion, Term

from .. import jobs
from ..drafts import criterion_of

BUTTON, TERM = "_what_if", "_what_if_term"


class Drafted(Exception):
    """The form is right and is not to be saved. Raised within the form's transaction, so that nothing of it stays."""

    def __init__(self, term: str, draft: dict[str, Any], **more: Any) -> None:
        self.params = {"term": term, "draft": draft, **more}


class TriesDrafts:
    """For an admin whose form can be tried: it raises Drafted where the button was pressed."""

    def changeform_view(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        try:
            return super().changeform_view(request, *args, **kwargs)
        except Drafted as drafted:
            job = jobs.ask(jobs.Kind.WHAT_IF, drafted.params, request.user)
            return redirect("admin:people_jobrun_change", job.pk)

    def render_change_form(self, request: HttpRequest, context: dict, *args, **kwargs) -> HttpResponse:
        context["what_if_terms"] = Term.objects.order_by("-is_current", "-code")
        return super().render_change_form(request, context, *args, **kwargs)


admin.site.unregister(Section)


@admin.register(Section)
class SectionAdmin(TriesDrafts, CurriculumSectionAdmin):
    """The sections of the curriculum, whose criteria can be tried against what students have asked for."""

    def _tried(self, request: HttpRequest, change: bool) -> bool:
        return change and BUTTON in request.POST

    def save_model(self, request: HttpRequest, obj: Section, form, change: bool) -> None:
        if not self._tried(request, change):
            super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form, formsets, change: bool) -> None:
        if not self._tried(request, change):
            return super().save_related(request, form, formsets, change)
        section = form.instance
        formset = next(f for f in formsets if f.model is SectionCriterion)
        kept = [f for f in formset.forms if f not in formset.deleted_forms and (f.instance.pk or f.has_changed())]
        rows = [criterion_of(f.instance, f.cleaned_data["quota"]) for f in kept]
        criteria = {"course": section.course.numeric_code, "section": section.number, "rows": rows}
        raise Drafted(section.term.code, {"criteria": criteria}, department=section.course.department_id)
