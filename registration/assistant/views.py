"""The schedule assistant. Its page is one address, so that it can be kept; what it offers goes into the plan."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from curriculum.models import Term
from curriculum.naming import language

from .. import forms
from ..catalogue import catalogue_of, newest
from ..messages import Rendered, clock, day_name
from ..messages import render as words
from ..planning.services import put_into_plan
from ..views import in_current_term, student_of
from .asked import HOURS, read
from .assistance import assist


@require_GET
@in_current_term
def assistant(request: HttpRequest, term: Term) -> HttpResponse:
    return _page(request, term)


@require_POST
@in_current_term
def assistant_take(request: HttpRequest, term: Term) -> HttpResponse:
    """One offered week into the plan: its sections become the first choice of their courses."""
    student = student_of(request)
    picked = (id_ for text in request.POST.getlist("pick") if (id_ := forms.as_number(text)) is not None)
    lines = [forms.read_line(request.POST, id_, f"_{id_}") for id_ in picked]
    findings = put_into_plan(
        student_id=student.id,
        term_id=term.id,
        lines=lines,
        actor_id=request.user.pk,
        replace=request.POST.get("replace") == "1",
    )
    if not findings and lines:
        return redirect("plan")
    catalogue = newest(term.id)
    refused = [words(f.stored(), catalogue, language()) for f in findings or (forms.refusal("NOTHING_SELECTED"),)]
    return _page(request, term, refused, status=409)


def _page(request: HttpRequest, term: Term, refused: Sequence[Rendered] = (), status: int = 200) -> HttpResponse:
    student, catalogue = student_of(request), catalogue_of(term.id)
    asked = read(request.GET, catalogue)
    if asked.unknown:  # a course that this process does not know yet may be a minute old
        catalogue = newest(term.id)
        asked = read(request.GET, catalogue)
    found = assist(student.id, term.id, asked, catalogue, language())
    context = {"student": student, "term": term, "found": found, "refused": refused, **_choices()}
    fragment = request.htmx and not request.htmx.boosted
    template = "registration/assistant/_answer.html" if fragment else "registration/assistant/page.html"
    return render(request, template, context, status=status)


def _choices() -> dict[str, Any]:
    """The days and hours to choose from; a Sunday that somebody teaches on is not wished free by itself."""
    return {
        "days": [(day, day_name(day, language())) for day in range(6)],
        "hours": [(minutes, clock(minutes)) for minutes in HOURS],
    }
