"""The desk for tables: upload, look at what would change, confirm; and lists to take away.

Imports are the registrar's, of tariffs the fee office's, and of criteria a secretary's for the own unit, who takes away
lists of the sections of the own department as well.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from curriculum.importers.downloading import a_file, download
from curriculum.importers.reading import ImportProblem
from curriculum.importers.running import TableImport
from curriculum.importers.table_files import ENCODINGS, UPLOAD
from curriculum.importers.table_writing import write_template
from curriculum.models import Course, Department, Term
from people.models import JobRun

from ..exports import EXPORTS, write_export
from ..imports import IMPORTS, confirm, kind_of, let_go, stage, undo


class UploadForm(forms.Form):
    kind = forms.ChoiceField(label=_("table"))
    file = forms.FileField(label=_("file"), help_text=_("CSV or XLSX, at most 10 MB."))
    encoding = forms.ChoiceField(label=_("encoding of a CSV"), choices=[(name, name) for name in ENCODINGS])
    term = forms.ModelChoiceField(
        Term.objects.all(), label=_("term"), required=False, help_text=_("For capacities, windows and criteria.")
    )

    def __init__(self, works: Iterable[TableImport], *args: Any) -> None:
        super().__init__(*args)
        works = list(works)
        self.fields["kind"].choices = [(work.kind, work.title) for work in works]
        if not any(work.needs_term for work in works):
            del self.fields["term"]

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > UPLOAD.size:
            raise forms.ValidationError(gettext("The file is larger than 10 MB."), code="too_large")
        return file

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if (work := IMPORTS.get(data.get("kind", ""))) and work.needs_term and not data.get("term"):
            self.add_error("term", gettext("This table is of one term."))
        return data


class ExportForm(forms.Form):
    term = forms.ModelChoiceField(Term.objects.all(), label=_("term"), required=False, to_field_name="code")
    department = forms.ModelChoiceField(Department.objects.all(), required=False, to_field_name="code")
    course = forms.ModelChoiceField(Course.objects.all(), required=False, to_field_name="numeric_code")
    since = forms.DateTimeField(label=_("since"), required=False)
    format = forms.ChoiceField(label=_("format"), choices=[("csv", "CSV"), ("xlsx", "XLSX")], required=False)


def _imports(request: HttpRequest) -> dict[str, TableImport]:
    """The tables that the user may take in."""
    reaches = {kind: request.user.reach(work.permission) for kind, work in IMPORTS.items()}
    found = {kind: IMPORTS[kind] for kind, r in reaches.items() if r.everywhere or (r and IMPORTS[kind].of_units)}
    if not found:
        raise PermissionDenied
    return found


@require_http_methods(["GET", "POST"])
def import_desk(request: HttpRequest) -> HttpResponse:
    """The kinds of tables with their columns, and the upload; a file that cannot be read is told in the form."""
    works = _imports(request)
    form = UploadForm(works.values(), request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            job = stage(
                data["kind"],
                data["file"].read(),
                actor=request.user,
                name=data["file"].name,
                encoding=data["encoding"],
                term=data.get("term"),
            )
            return redirect("import_job", job.pk)
        except ImportProblem as problem:
            form.add_error("file", str(problem))
    return _page(request, "import_desk", gettext("Import tables"), form=form, kinds=works.values())


@require_http_methods(["GET", "POST"])
def import_job(request: HttpRequest, job: int) -> HttpResponse:
    """What a file would do, or has done. Confirmed once, by who uploaded it."""
    works = _imports(request)
    found = get_object_or_404(JobRun, pk=job, asked_by=request.user, kind__in=[f"import_{kind}" for kind in works])
    if request.method == "POST":
        return _decide(request, found)
    work = works[kind_of(found)]
    columns = [gettext("line"), *(column.heading for column in work.sheet.columns)]
    waiting = not found.finished_at and hasattr(found, "file")
    return _page(request, "import_job", work.title, job=found, work=work, columns=columns, waiting=waiting)


def _decide(request: HttpRequest, job: JobRun) -> HttpResponse:
    keep = request.POST.get("keep")
    if keep == "undo":
        return _undo(request, job)
    if keep not in ("all", "valid"):
        let_go(job)
        messages.info(request, gettext("The file was let go; nothing was imported."))
        return redirect("import_desk")
    try:
        if not confirm(job, keep=keep):
            messages.error(
                request, gettext("Nothing was imported: see the problems below, or whether it was done already.")
            )
    except ImportProblem as problem:
        messages.error(request, str(problem))
    return redirect("import_job", job.pk)


def _undo(request: HttpRequest, job: JobRun) -> HttpResponse:
    if undo(job, actor=request.user):
        messages.success(request, gettext("The import was taken back."))
    else:
        text = gettext("It was not taken back: somebody changed since what it wrote, or it is taken back already.")
        messages.error(request, text)
    return redirect("import_job", job.pk)


@require_GET
def template(request: HttpRequest, kind: str) -> HttpResponse:
    """An empty table with its columns documented, in the language of the page."""
    works = _imports(request)
    if kind not in works:
        raise Http404
    ending = "xlsx" if request.GET.get("format") == "xlsx" else "csv"
    file = a_file()
    write_template(file, works[kind].sheet, xlsx=ending == "xlsx")
    return download(file, kind, ending)


@require_GET
def export_desk(request: HttpRequest) -> HttpResponse:
    """The lists that may be taken away."""
    _units(request)
    form = ExportForm(initial={"term": Term.objects.filter(is_current=True).first()})
    return _page(request, "export_desk", gettext("Export lists"), form=form, kinds=EXPORTS.values())


@require_GET
def export(request: HttpRequest, kind: str) -> HttpResponse:
    """A list as a file: written whole first, so that no slow line keeps the database waiting."""
    units, form = _units(request), ExportForm(request.GET)
    if kind not in EXPORTS:
        raise Http404
    asked: dict[str, Any] = form.cleaned_data if form.is_valid() else {}
    term = asked.get("term") or Term.objects.filter(is_current=True).first()
    since: datetime | None = asked.get("since")
    if not form.is_valid() or term is None or (EXPORTS[kind].needs_since and since is None):
        messages.error(request, gettext("Give a term, and for changes a moment such as 2026-02-23 09:00."))
        return redirect("export_desk")
    ending, course = asked["format"] or "csv", asked["course"]
    if department := asked["department"]:
        units = frozenset({department.pk}) if units is None else units & {department.pk}
    file, course_id = a_file(), course.pk if course else None
    write_export(EXPORTS[kind], file, term=term, units=units, since=since, course_id=course_id, xlsx=ending == "xlsx")
    return download(file, f"{kind}-{term.code}", ending)


def _units(request: HttpRequest) -> frozenset[int] | None:
    """The departments whose sections the user may take lists of; None for all of them."""
    reach = request.user.reach("registration.export_enrolment")
    if not reach:
        raise PermissionDenied
    return None if reach.everywhere else reach.units


def _page(request: HttpRequest, name: str, title: Any, **context: Any) -> HttpResponse:
    shown = {**admin.site.each_context(request), "title": title, **context}
    return render(request, f"admin/registration/{name}.html", shown)
