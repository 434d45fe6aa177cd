"""The student's own requests for documents."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from curriculum.models import Term
from curriculum.naming import language
from people.files import ACCEPT

from ..catalogue import catalogue_of
from ..messages import render as words
from ..rules.engine import Finding
from ..views import in_current_term, student_of
from .services import NEEDED, Asked, Delivery, Kind, request_document


@require_GET
@in_current_term
def own_requests(request: HttpRequest, term: Term) -> HttpResponse:
    return _page(request, term)


@require_POST
@in_current_term
def ask(request: HttpRequest, term: Term) -> HttpResponse:
    """Ask for one document; what was typed stays where it is refused, but no browser sends a file twice."""
    student, posted = student_of(request), request.POST
    kind, delivery = posted.get("kind", ""), posted.get("delivery", "")
    if kind not in Kind.values or delivery not in Delivery.values:
        raise Http404
    files = {purpose: file for purpose in NEEDED[kind] if (file := request.FILES.get(purpose))}
    asked = Asked(kind, delivery, posted.get("tracking", "").replace("\x00", "").strip()[:60], files)
    findings = request_document(student=student, term=term, asked=asked, actor=request.user)
    return _page(request, term, asked, findings) if findings else redirect("documents")


def _page(
    request: HttpRequest, term: Term, asked: Asked | None = None, findings: Iterable[Finding] = ()
) -> HttpResponse:
    student, found = student_of(request), [f.stored() for f in findings]
    context: dict[str, Any] = {
        "requests": student.document_requests.select_related("term").prefetch_related("files"),
        "asked": asked,
        "answer": [words(finding, catalogue_of(term.id), language()) for finding in found],
        "wrong": _fields(found),
        "kinds": [(kind, label, NEEDED[kind]) for kind, label in Kind.choices],
        "deliveries": Delivery.choices,
        "accept": ACCEPT,
    }
    return render(request, "registration/documents/own.html", context, status=409 if found else 200)


def _fields(findings: Iterable[dict[str, Any]]) -> set[str]:
    """The fields that the findings speak of."""
    named = {"CARGO_INFO_REQUIRED": "tracking", "PHOTO_TYPE": "photo"}
    return {named.get(f["code"], f["figures"].get("document", "")) for f in findings}
