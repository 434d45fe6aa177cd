"""The search, as a page and as what is put in its place while somebody types; and watching a section for a seat."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from curriculum.models import Term
from curriculum.naming import language

from ..catalogue import catalogue_of
from ..forms import as_number
from ..messages import section_label
from ..views import in_current_term, student_of
from .asking import Asked, read
from .finding import Results, search
from .watches import MOST, states_of, unwatch, watch, watched_by

REST = "more"  # the place in the page that the rest of a list takes


@require_GET
@in_current_term
def search_page(request: HttpRequest, term: Term) -> HttpResponse:
    student, asked = student_of(request), read(request.GET)
    results = search(student.id, term.id, asked, language()) if asked else None
    if not request.htmx or request.htmx.history_restore_request:
        return _page(request, term, asked, results)
    context = _results(student.id, results, beside="beside" in request.GET)
    rest = request.htmx.target == REST and results is not None
    response = render(request, "registration/_rest.html" if rest else "registration/_search.html", context)
    if not rest and not context["beside"]:  # what is typed can be kept and shared
        response.headers["HX-Replace-Url"] = f"{reverse('registration_search')}?{asked.address()}"
    return response


def _results(student_id: int, results: Results | None, *, beside: bool) -> dict[str, Any]:
    """What was found; `beside` the list, where the attempt is that of the page's own form."""
    full = results is not None and any(f.full for f in results.found)
    watching = states_of(student_id) if full else {}
    return {"results": results, "watching": watching, "beside": beside, "attempt": uuid.uuid4()}


def _page(request: HttpRequest, term: Term, asked: Asked, results: Results | None, problem: str = "") -> HttpResponse:
    watched, watched_at = watched_by(request.user.student.id, catalogue_of(term.id), language())
    context = {
        "term": term,
        "asked": asked,
        "results": results,
        "watched": watched,
        "watched_at": watched_at,
        "watching": {w.section_id: w.state for w in watched},
        "attempt": uuid.uuid4(),
        "problem": problem,
        "most": MOST,
    }
    return render(request, "registration/search.html", context, status=409 if problem else 200)


@require_POST
@in_current_term
def seat_watch(request: HttpRequest, term: Term) -> HttpResponse:
    student, section_id = student_of(request), as_number(request.POST.get("section", "")) or 0
    if request.POST.get("on") == "0":
        outcome = unwatch(student_id=student.id, section_id=section_id)
    else:
        outcome = watch(student_id=student.id, section_id=section_id, term_id=term.id)
    if request.htmx:
        return _button(request, term, section_id, outcome)
    if outcome in ("too_many", "unknown"):
        return _page(request, term, Asked(), None, problem=outcome)
    return redirect(_back(request))


def _button(request: HttpRequest, term: Term, section_id: int, outcome: str) -> HttpResponse:
    """The button as it is now, and the list of the search page where that is what was looked at."""
    catalogue = catalogue_of(term.id)
    context: dict[str, Any] = {"id": section_id, "state": "waits" if outcome == "on" else "", "problem": outcome}
    context["label"] = section_label(catalogue, section_id) if section_id in catalogue.sections else ""
    if "list" in request.POST:
        context["watched"], context["watched_at"] = watched_by(request.user.student.id, catalogue, language())
    return render(request, "registration/_watch_answer.html", context | {"most": MOST})


def _back(request: HttpRequest) -> str:
    there = request.POST.get("next", "")
    fine = url_has_allowed_host_and_scheme(there, {request.get_host()}, require_https=request.is_secure())
    return there if fine else f"{reverse('registration_search')}#watches"
