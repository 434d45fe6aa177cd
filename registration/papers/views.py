"""A student's own papers, and the public page that answers for a code."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from curriculum.models import Term
from curriculum.naming import language

from ..catalogue import catalogue_of
from ..messages import render as words
from ..models import IssuedDocument
from ..rules.engine import Finding
from ..views import in_current_term, student_of
from . import guessing
from .codes import grouped
from .content import Kind, content_of, read_record
from .issuing import issue_paper, refused
from .layout import lay_out
from .typesetting import pdf_of
from .verifying import verify


@require_GET
@in_current_term
def own_papers(request: HttpRequest, term: Term) -> HttpResponse:
    """What can be printed once the registration is final, with the registration form to look at (OMU-45)."""
    record = read_record(student_of(request), term)
    if finding := refused(record):
        return _kept_back(request, term, finding)
    form = lay_out(Kind.REGISTRATION, content_of(Kind.REGISTRATION, record, language()), language())
    return render(request, "registration/papers/own.html", {"paper": form, "kinds": Kind})


@require_POST
@in_current_term
def issue(request: HttpRequest, term: Term, kind: str) -> HttpResponse:
    """The paper as a PDF, in the language of the page."""
    student = student_of(request)
    if kind not in Kind.values:
        raise Http404
    issued = issue_paper(student=student, term=term, kind=kind, language=language())
    return _kept_back(request, term, issued) if isinstance(issued, Finding) else as_pdf(request, issued)


def as_pdf(request: HttpRequest, document: IssuedDocument) -> HttpResponse:
    """Made anew each time, outside any transaction."""
    address = request.build_absolute_uri(reverse("verified", args=[grouped(document.code)]))
    response = HttpResponse(pdf_of(document, address), content_type="application/pdf")
    name = f"{document.kind}-{document.student.number}-{document.term.code}.pdf"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _kept_back(request: HttpRequest, term: Term, finding: Finding) -> HttpResponse:
    findings = [words(finding.stored(), catalogue_of(term.id), language())]
    return render(request, "registration/papers/refused.html", {"findings": findings}, status=409)


# for whoever holds a paper


@require_GET
def verified(request: HttpRequest, code: str = "") -> HttpResponse:
    """What the paper with this code said and whether it still holds; to nobody without the code."""
    typed = code or request.GET.get("code", "").replace("\x00", "").strip()[:60]
    if not typed:
        return _answer(request, 200)
    if guessing.exhausted(request):
        return _answer(request, 429, typed=typed, slow=True)
    if found := verify(typed):
        return _answer(request, 200, found=found)
    guessing.count(request)
    return _answer(request, 404, typed=typed)


def _answer(request: HttpRequest, status: int, **context: object) -> HttpResponse:
    response = render(request, "registration/papers/verify.html", context, status=status)
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
