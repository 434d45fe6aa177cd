"""Jobs: how far they are and what came of them; and the page that asks for a shadow run."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from curriculum.admin.base import ReadOnlyAdmin
from curriculum.importers.downloading import a_file, download
from curriculum.importers.reading import ImportProblem
from curriculum.importers.table_files import ENCODINGS, UPLOAD
from curriculum.models import Term
from curriculum.naming import language
from people.models import JobRun

from .. import jobs
from ..catalogue import catalogue_of
from ..closing.table import JOBS, summary
from ..models import NotLoaded
from ..outcomes import departments, shown, write_csv
from ..shadow import OPTIONAL_RULES, SHEET, Lines, read_table
from .closing import closing_view, may_close

A_PAGE = 100
JUDGING = (jobs.Kind.WHAT_IF, jobs.Kind.SHADOW_RUN)  # their report is a list of cases
SUMMARY = {  # of work that writes: what came of it, in numbers
    "students": _("students"),
    "lists": _("lists changed"),
    "courses": _("courses"),
    "submitted": _("lists sent to the advisor"),
    "left": _("lists left alone: with the advisor or approved"),
    "unsettled": _("lists that stayed locked"),
}


def _summary(result: dict[str, Any]) -> list[tuple[str, Any]]:
    """What came of work that writes, and why courses could not be placed."""
    reasons = dict(NotLoaded.Reason.choices)
    rows = [(label, result[key]) for key, label in SUMMARY.items() if key in result]
    missing = result.get("missing", {}).items()
    return [(label, ", ".join(value) or "–" if isinstance(value, list) else value) for label, value in rows] + [
        (gettext("not loaded: %(reason)s") % {"reason": reasons.get(r, r)}, count) for r, count in missing
    ]


def _written(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1)


class ShadowForm(forms.Form):
    term = forms.ModelChoiceField(Term.objects.order_by("-code"), label=_("Term"), to_field_name="code")
    file = forms.FileField(
        label=_("File"),
        help_text=format_lazy(
            "{} {} {}.", _("CSV or XLSX, at most 10 MB."), _("Columns:"), ", ".join(c.name for c in SHEET.columns)
        ),
    )
    encoding = forms.ChoiceField(label=_("encoding of a CSV"), choices=[(name, name) for name in ENCODINGS])
    also = forms.MultipleChoiceField(
        label=_("Also ask"),
        choices=[(code, code) for code in sorted(OPTIONAL_RULES)],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Left out otherwise, since a file of registrations does not tell."),
    )

    def lines(self) -> Lines:
        """Of the file. Raises ImportProblem."""
        file = self.cleaned_data["file"]
        return read_table(file, name=file.name, encoding=self.cleaned_data["encoding"], limits=UPLOAD)


@admin.register(JobRun)
class JobRunAdmin(ReadOnlyAdmin):
    """The registrar's jobs; to a department those on its own sections."""

    fields = ("kind", "asked_by", "asked_at", "finished_at", "problem")
    list_display = ("kind", "asked_by", "asked_at", "progress", "finished_at", "problem")
    list_select_related = ("asked_by",)
    list_filter = ("kind",)
    ordering = ("-id",)
    change_list_template = "admin/people/jobrun/list.html"

    def own(self, queryset: QuerySet, units: frozenset[int]) -> QuerySet:
        return queryset.filter(params__department__in=list(units))

    def is_own(self, obj: Model, units: frozenset[int]) -> bool:
        return obj.params.get("department") in units

    @admin.display(description=_("students"))
    def progress(self, job: JobRun) -> str:
        return f"{job.done}/{job.total}"

    def get_urls(self) -> list:
        view = self.admin_site.admin_view
        return [
            path("closing/", view(closing_view), name="people_jobrun_closing"),
            path("shadow-run/", view(self.shadow_run_view), name="people_jobrun_shadow_run"),
            path("<int:job_id>/csv/", view(self.csv_view), name="people_jobrun_csv"),
            *super().get_urls(),
        ]

    def changelist_view(self, request: HttpRequest, extra_context=None) -> HttpResponse:
        may = {"may_shadow": self.reach(request, "view").everywhere, "may_close": may_close(request)}
        return super().changelist_view(request, {**(extra_context or {}), **may})

    # one job

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context=None) -> HttpResponse:
        """A page that renews itself until the job is finished, then shows what came of it."""
        job = self.get_object(request, object_id)
        if request.method != "GET" or job is None or not self.has_view_permission(request, job):
            return super().change_view(request, object_id, form_url, extra_context)
        context = {**self.admin_site.each_context(request), "opts": self.opts, "job": job, "title": str(job)}
        context["params"] = _written({name: value for name, value in job.params.items() if name != "lines"})
        done = bool(job.finished_at and not job.problem)
        if job.kind in JUDGING:
            context |= self._report(job, request.GET.get("page", 1)) if done else {}
            context["links"] = self.reach(request, "view").everywhere
        elif job.kind in JOBS and done:
            context["summary"] = summary(job.result)
        elif job.kind in jobs.WORK and done:
            context["summary"] = _summary(job.result)
        elif job.result:
            context["result"] = _written(job.result)
        return TemplateResponse(request, "admin/people/jobrun/page.html", context)

    def _report(self, job: JobRun, number: Any) -> dict[str, Any]:
        units, result = departments(), job.result
        page = Paginator(result["flips"], A_PAGE).get_page(number)
        page.object_list = self._shown(job, page.object_list)
        return {
            "report": result,
            "units": [(units.get(unit, "–"), *rest) for unit, *rest in result["units"]],
            "page": page,
            "shadow": job.kind == jobs.Kind.SHADOW_RUN,
            "undated": "draft" in job.params and bool(job.params["draft"].get("rows")),
        }

    def _shown(self, job: JobRun, outcomes: list[dict[str, Any]]) -> list:
        term = Term.objects.filter(code=job.params["term"]).first()
        if term is None:
            return []  # a term that was deleted: nobody can say any more what its sections were
        return shown(outcomes, catalogue_of(term.pk), language())

    def csv_view(self, request: HttpRequest, job_id: int) -> HttpResponse:
        job = get_object_or_404(self.get_queryset(request), pk=job_id)
        if not job.finished_at or job.problem or job.kind not in JUDGING:
            raise Http404
        file = a_file()
        write_csv(file, self._shown(job, job.result["flips"]))
        return download(file, f"{job.kind}-{job.pk}", "csv")

    # a shadow run

    def shadow_run_view(self, request: HttpRequest) -> HttpResponse:
        if not self.reach(request, "view").everywhere:
            raise PermissionDenied
        form = ShadowForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            asked = form.cleaned_data
            try:
                params = {"term": asked["term"].code, "also": asked["also"], "lines": form.lines()}
                job = jobs.ask(jobs.Kind.SHADOW_RUN, params, request.user)
                return redirect("admin:people_jobrun_change", job.pk)
            except ImportProblem as problem:
                form.add_error("file", str(problem))
        context = {**self.admin_site.each_context(request), "opts": self.opts, "form": form, "title": _("Shadow run")}
        return TemplateResponse(request, "admin/people/jobrun/shadow_run.html", context)
