"""The advisor's desk. Every view checks anew that the student is the user's own advisee."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from curriculum.models import Term
from curriculum.naming import language
from people.models import Student
from people.selectors import advises
from registration.forms import as_number, refusal
from registration.messages import render as words
from registration.models import Transition
from registration.screens import count_for, degree_page
from registration.services import BUSY
from registration.transitions import Moved
from registration.views import in_current_term

from . import selectors, services

EVENTS = {
    "approve": services.approve,
    "return": services.return_to_student,
    "remove_approval": services.remove_approval,
}


@require_GET
@in_current_term
def advisees(request: HttpRequest, term: Term) -> HttpResponse:
    if not hasattr(request.user, "staff"):
        raise PermissionDenied
    found = selectors.advisees(request.user, term.id, language())
    return render(request, "advising/advisees.html", {"advisees": found, "term": term})


@require_GET
@in_current_term
def student(request: HttpRequest, term: Term, student_id: int) -> HttpResponse:
    return _desk(request, term, _advisee(request, student_id))


@require_POST
@in_current_term
def act(request: HttpRequest, term: Term, student_id: int, event: str) -> HttpResponse:
    """Approve, return or remove the approval of the version of the list that the form was made from."""
    mine, version = _advisee(request, student_id), as_number(request.POST.get("version", ""))
    if event not in EVENTS:
        raise Http404
    asked: dict[str, Any] = {"student_id": mine.id, "term_id": term.id, "actor": request.user}
    asked["version"] = -1 if version is None else version
    if event == "return":
        asked["note"] = request.POST.get("note", "").replace("\x00", "").strip()
    moved = EVENTS[event](**asked)
    if moved.accepted:
        return redirect("advisee", student_id=mine.id)
    return _desk(request, term, mine, moved)


@require_GET
@in_current_term
def degree(request: HttpRequest, term: Term, student_id: int) -> HttpResponse:
    """The advisee's path to graduation."""
    action = reverse("advisee_degree_count", args=[student_id])
    return degree_page(request, term, _advisee(request, student_id), action)


@require_POST
@in_current_term
def degree_count(request: HttpRequest, term: Term, student_id: int) -> HttpResponse:
    """Say what one of the advisee's courses counts for."""
    mine = _advisee(request, student_id)
    if findings := count_for(request, term, mine):
        return degree_page(request, term, mine, request.path, findings)
    return redirect("advisee_degree", student_id=mine.id)


def _advisee(request: HttpRequest, student_id: int) -> Student:
    if not advises(request.user, student_id):
        raise PermissionDenied
    return get_object_or_404(Student, id=student_id)


def _desk(request: HttpRequest, term: Term, mine: Student, moved: Moved | None = None) -> HttpResponse:
    desk = selectors.desk(mine.id, term.id, language())
    history = (
        Transition.objects.filter(registration_id=desk.page.facts.registration_id, accepted=True)
        .exclude(event="begin")
        .select_related("actor")
    )
    context = {
        "student": mine,
        "term": term,
        "desk": desk,
        "page": desk.page,
        "answer": [words(f, desk.page.catalogue, language()) for f in _findings(moved)],
        "history": history,
        "note": request.POST.get("note", ""),
    }
    return render(request, "advising/student.html", context, status=409 if moved else 200)


def _findings(moved: Moved | None) -> tuple[dict[str, Any], ...]:
    if moved is None:
        return ()
    return (refusal("BUSY").stored(),) if moved.status == BUSY else moved.findings
