"""The plan. Each view parses, calls one service and renders; the fragment and the page are one template."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from curriculum.models import Term
from curriculum.naming import language

from .. import forms
from ..catalogue import catalogue_of, newest
from ..messages import render as words
from ..services import BUSY, KEY_REUSED, REFUSED, Receipt
from ..views import ANSWERS, in_current_term, student_of
from . import services
from .beside import KEPT, LIST, MANNER, manner_of
from .committing import commit_plan
from .selectors import Answer, page_of_plan, stored_answer
from .starting import start_from_curriculum


@require_GET
@in_current_term
def plan(request: HttpRequest, term: Term) -> HttpResponse:
    shown = forms.as_number(request.GET.get("attempt", ""))
    asked = (student_of(request).id, term.id, catalogue_of(term.id), language())
    return show_plan(request, term, stored_answer(shown, *asked) if shown is not None else None)


@require_POST
@in_current_term
def plan_add(request: HttpRequest, term: Term) -> HttpResponse:
    who = _who(request, term)
    asked = forms.read(request.POST, catalogue_of(term.id))
    if asked.wrong:  # a course or section that this process does not know yet may be a minute old
        asked = forms.read(request.POST, newest(term.id))
    place = {picked: n for n, picked in enumerate(request.POST.getlist("pick"))}
    lines = sorted(asked.change.add, key=lambda x: place.get(str(x.section_id), 0))
    return _edited(request, term, asked.wrong or _stored(services.add_to_plan(**who, lines=lines)))


@require_POST
@in_current_term
def plan_remove(request: HttpRequest, term: Term) -> HttpResponse:
    return _edited(request, term, _stored(services.remove_from_plan(**_who(request, term), **_which(request))))


@require_POST
@in_current_term
def plan_move(request: HttpRequest, term: Term) -> HttpResponse:
    to = request.POST.get("to") or request.GET.get("to")
    return _edited(
        request, term, _stored(services.move_in_plan(**_who(request, term), **_which(request), up=to == "up"))
    )


@require_POST
@in_current_term
def plan_start(request: HttpRequest, term: Term) -> HttpResponse:
    return _edited(request, term, _stored(start_from_curriculum(**_who(request, term))))


@require_POST
@in_current_term
def plan_commit(request: HttpRequest, term: Term) -> HttpResponse:
    manner, key = manner_of(request), forms.key_of(request.POST)
    receipt = commit_plan(**_who(request, term), key=key, manner=manner)
    if receipt.attempt_id:
        page = "registration" if request.POST.get("where") == LIST else "plan"
        response: HttpResponse = redirect(f"{reverse(page)}?attempt={receipt.attempt_id}")
    else:
        response = show_plan(request, term, _spoken(receipt, manner, term), key=key if receipt.status == BUSY else None)
    response.set_cookie(MANNER, manner, KEPT, samesite="Lax", secure=request.is_secure(), httponly=True)
    return response


def show_plan(
    request: HttpRequest, term: Term, answer: Answer | None = None, key: uuid.UUID | None = None
) -> HttpResponse:
    """The page of the plan, or the fragment of it that htmx puts in its place."""
    student = student_of(request)
    fragment = request.htmx and not request.htmx.boosted
    context = {
        "student": student,
        "term": term,
        "plan": page_of_plan(student.id, term.id, language()),
        "answer": answer,
        "plan_attempt": key or uuid.uuid4(),
        "manner": manner_of(request),
        "where": LIST if fragment and LIST in (request.POST.get("where"), request.GET.get("where")) else "",
    }
    status = 200 if fragment or answer is None or request.method == "GET" else ANSWERS.get(answer.status, 200)
    template = "registration/plan/_plan.html" if fragment else "registration/plan/page.html"
    return render(request, template, context, status=status)


def _edited(request: HttpRequest, term: Term, findings: Iterable[dict[str, Any]] = ()) -> HttpResponse:
    if said := tuple(words(f, catalogue_of(term.id), language()) for f in findings):
        return show_plan(request, term, Answer(REFUSED, "", findings=said))
    return show_plan(request, term) if request.htmx else redirect("plan")


def _spoken(receipt: Receipt, manner: str, term: Term) -> Answer:
    """Answers that are no verdict, in words."""
    codes = {BUSY: "BUSY", KEY_REUSED: "KEY_REUSED"}
    findings = (forms.refusal(codes[receipt.status]).stored(),) if receipt.status in codes else receipt.findings
    said = tuple(words(f, catalogue_of(term.id), language()) for f in findings)
    return Answer(receipt.status, manner, findings=said)


def _stored(findings: Iterable[Any]) -> tuple[dict[str, Any], ...]:
    return tuple(f.stored() for f in findings)


def _who(request: HttpRequest, term: Term) -> dict[str, int]:
    return {"student_id": student_of(request).id, "term_id": term.id, "actor_id": request.user.id}


def _which(request: HttpRequest) -> dict[str, int | None]:
    """A course, or a section."""
    return {
        "course_id": forms.as_number(request.POST.get("course", "")),
        "section_id": forms.as_number(request.POST.get("pick", "")),
    }
