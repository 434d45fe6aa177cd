"""Criteria and seats of many sections: changed together or taken from an earlier term; previewed, then kept as one batch."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from curriculum.admin.seats import Refused, busy_is_refused
from curriculum.criteria.changes import Change
from curriculum.criteria.rows import Names, Wanted
from curriculum.criteria.table import told
from curriculum.criteria.writing import preview
from curriculum.models import Course, Section
from people.models import JobRun

from ..catalogue import newest
from ..criteria_batches import digest, keep, undo_batch
from ..criteria_drafts import Fits, fits_of
from .criteria_forms import ChangeForm, CopyForm, RowFormSet

PERMISSION = "curriculum.change_sectioncriterion"
KINDS = (JobRun.Kind.CHANGE_CRITERIA.value, JobRun.Kind.COPY_CRITERIA.value)
MOST_SECTIONS = 1000


def _units(request: HttpRequest) -> frozenset[int] | None:
    """Whose sections the user may change; None for everyone's."""
    reach = request.user.reach(PERMISSION)
    if not reach:
        raise PermissionDenied
    return None if reach.everywhere else reach.units


@require_http_methods(["GET", "POST"])
def criteria_change(request: HttpRequest) -> HttpResponse:
    """The same change for the sections of a course, or for those that were ticked in the list."""
    units = _units(request)
    sections = _asked_for(request, units)
    data = request.POST or None
    form, rows = ChangeForm(sections, data), RowFormSet(data, prefix="rows")
    page = {"form": form, "rows": rows, "sections": sections, "title": gettext("Change sections together")}
    page |= {"term": sections[0].term, "course": _only_course(sections)}
    if data is None or not (form.is_valid() & rows.is_valid()):
        return _page(request, "change", page)
    wanted = form.wanted(rows.given())
    params = {"term": sections[0].term.code, "sections": [str(s) for s in form.cleaned_data["sections"]]}
    return _answer(request, "change", JobRun.Kind.CHANGE_CRITERIA, wanted, _named(params, sections), page)


@require_http_methods(["GET", "POST"])
def criteria_copy(request: HttpRequest) -> HttpResponse:
    """What the sections of an earlier term had, for those of the same number in a later one."""
    units = _units(request)
    data = request.POST or None
    form = CopyForm(units, request.GET or None, data)
    page = {"form": form, "title": gettext("Take criteria from an earlier term")}
    if data is None or not form.is_valid():
        return _page(request, "copy", page)
    wanted, page["without"] = form.wanted()
    return _answer(request, "copy", JobRun.Kind.COPY_CRITERIA, wanted, form.params(), page)


def _answer(
    request: HttpRequest, name: str, kind: str, wanted: Mapping[int, Wanted], params: dict[str, Any], page: dict
) -> HttpResponse:
    """The preview, or where it was seen and is confirmed, the batch."""
    if "_apply" not in request.POST:
        return _page(request, name, {**page, **_previewed(preview(wanted))})
    try:
        with busy_is_refused():
            done = keep(kind=kind, wanted=wanted, seen=request.POST.get("seen", ""), params=params, actor=request.user)
    except Refused as refused:
        page["problem"] = " ".join(refused.errors.values())
        return _page(request, name, {**page, **_previewed(preview(wanted))}, status=409)
    if isinstance(done, JobRun):
        messages.success(request, gettext("Saved. It can be taken back on this page."))
        return redirect("criteria_batch", done.pk)
    if not any(change.refused for change in done):
        page["problem"] = gettext("Something changed since the preview. Nothing was saved: look at it again.")
    return _page(request, name, {**page, **_previewed(done)}, status=409)


def _previewed(changes: list[Change]) -> dict[str, Any]:
    names, different = Names(), [c for c in changes if c or c.refused]
    terms = {c.section.term_id for c in different}
    fits = fits_of(newest(terms.pop()), different) if different else Fits({}, ())
    shown = [
        {
            "section": c.section,
            "lines": [line for each in told([c], names) for line in each.lines],
            "refused": c.refused,
            "fits": fits.sections.get(c.section.pk),
        }
        for c in different
    ]
    return {
        "previewed": True,
        "changes": shown,
        "same": len(changes) - len(different),
        "nowhere": fits.courses,
        "seen": digest(changes),
        "refused": any(c.refused for c in changes),
    }


def _asked_for(request: HttpRequest, units: frozenset[int] | None) -> list[Section]:
    """Sections by ?sections=1,2 or ?course=5710213&term=20252, of one term and of the user's own units."""
    asked = request.GET.get("sections", "")
    found = Section.objects.select_related("course__department", "term", "seats")
    if asked:
        found = found.filter(pk__in=[int(part) for part in asked.split(",") if part.isdecimal() and len(part) < 10])
    else:
        code, term = request.GET.get("course", ""), request.GET.get("term", "")
        found = found.filter(course__numeric_code=code.replace("\x00", ""))
        found = found.filter(term__code=term.replace("\x00", "")) if term else found.filter(term__is_current=True)
    sections = list(found.order_by("course__numeric_code", "number")[:MOST_SECTIONS])
    if not sections or len({s.term_id for s in sections}) > 1:
        raise Http404
    if units is not None and any(s.course.department_id not in units for s in sections):
        raise PermissionDenied
    return sections


def _only_course(sections: list[Section]) -> Course | None:
    return sections[0].course if len({s.course_id for s in sections}) == 1 else None


def _named(params: dict[str, Any], sections: list[Section]) -> dict[str, Any]:
    """With the department, by which its secretary finds the job, where it is one alone."""
    departments = {s.course.department_id for s in sections}
    return params | ({"department": departments.pop()} if len(departments) == 1 else {})


# what was kept


@require_http_methods(["GET", "POST"])
def criteria_batch(request: HttpRequest, job: int) -> HttpResponse:
    """What a batch changed, and the button that takes it back; its maker's, its department's and the registrar's."""
    units = _units(request)
    found = get_object_or_404(JobRun.objects.select_related("asked_by"), pk=job, kind__in=KINDS)
    if units is not None and found.asked_by != request.user and found.params.get("department") not in units:
        raise Http404
    if request.method == "POST":
        return _undo(request, found, units)
    title = found.get_kind_display()
    return _page(request, "batch", {"title": title, "job": found, "changes": found.result.get("changes", [])})


def _undo(request: HttpRequest, job: JobRun, units: frozenset[int] | None) -> HttpResponse:
    ids = [entry["section"] for entry in job.result.get("undo", [])]
    foreign = Section.objects.filter(pk__in=ids).exclude(course__department__in=units or ())
    if units is not None and foreign.exists():
        raise PermissionDenied
    try:
        with busy_is_refused():
            done = undo_batch(job, actor=request.user)
    except Refused as refused:
        messages.error(request, " ".join(refused.errors.values()))
        return redirect("criteria_batch", job.pk)
    if done:
        messages.success(request, gettext("It was taken back."))
    else:
        text = gettext("It was not taken back: a section was changed since, or students hold seats by a new quota.")
        messages.error(request, text)
    return redirect("criteria_batch", job.pk)


def _page(request: HttpRequest, name: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    shown = {**admin.site.each_context(request), **context}
    return render(request, f"admin/criteria/{name}.html", shown, status=status)


urlpatterns = [
    path("criteria/change/", admin.site.admin_view(criteria_change), name="criteria_change"),
    path("criteria/copy/", admin.site.admin_view(criteria_copy), name="criteria_copy"),
    path("criteria/batch/<int:job>/", admin.site.admin_view(criteria_batch), name="criteria_batch"),
]
