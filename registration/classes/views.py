"""Class lists as page, PDF and sheet. Every view asks anew whose section it is."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from curriculum.models import Section, Term

from ..views import in_current_term
from . import files, selectors


@require_GET
@in_current_term
def class_list(request: HttpRequest, term: Term, section_id: int) -> HttpResponse:
    listed = selectors.class_list(_section(request, section_id))
    return render(request, "registration/classes/section.html", {"listed": listed, "section": listed.section})


@require_GET
@in_current_term
def class_pdf(request: HttpRequest, term: Term, section_id: int) -> HttpResponse:
    section = _section(request, section_id)
    return _file(files.as_pdf(selectors.class_list(section)), "application/pdf", f"{_named(section)}.pdf")


@require_GET
@in_current_term
def class_xlsx(request: HttpRequest, term: Term, section_id: int) -> HttpResponse:
    section = _section(request, section_id)
    return _file(files.as_xlsx(selectors.class_list(section)), files.XLSX, f"{_named(section)}.xlsx")


def _section(request: HttpRequest, section_id: int) -> Section:
    """One that is not there is refused like another's, but to whom every section is open."""
    section = selectors.sections().filter(id=section_id).first()
    if section is not None and selectors.may_see(request.user, section):
        return section
    raise Http404 if request.user.reach(selectors.PERMISSION).everywhere else PermissionDenied


def _named(section: Section) -> str:
    return f"{section.course.code}-{section.number}-{section.term.code}"


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response.headers["Content-Disposition"] = content_disposition_header(True, name)
    return response
