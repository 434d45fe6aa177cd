"""The advisor's desk. Every view checks anew that the student is the user's own advisee, or one of whom one stands in for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.messages import success
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from curriculum.models import Term
from curriculum.naming import language
from people.models import Student
from people.selectors import advises
from registration.forms import as_number
from registration.messages import render as words
from registration.models import Transition
from registration.screens import count_for, degree_page
from registration.views import in_current_term

from . import bulk, filters, messages, requests, roster, selectors, services
from .beside import beside
from .changes import since_version
from .forms import FREQUENT, kept, note_of, stored, ticked, typed, version_of

Act = Callable[[dict[str, Any], QueryDict], Any]
MOVES: dict[str, Act] = {  # of the registration: recorded also where somebody else's advisor tries
    "approve": lambda who, post: services.approve(**who, version=version_of(post)),
    "return": lambda who, post: services.return_to_student(**who, version=version_of(post), note=note_of(post)),
    "remove_approval": lambda who, post: services.remove_approval(**who, version=version_of(post)),
}
ACTS: dict[str, Act] = MOVES | {
    "decline": lambda who, post: requests.decline_removal(**who, answer=typed(post, "answer")),
    "message": lambda who, post: messages.write_message(**who, body=typed(post, "body")),
    "read": lambda who, post: messages.mark_read(**who),
    "contacted": lambda who, post: services.note_contact(**who),
    "task": lambda who, post: services.finish_task(**who, task_id=as_number(post.get("task", "")) or 0),
}
DONE = {  # of the decisions: what is said on the page that comes next
    "approve": _("%(name)s: the list was approved."),
    "return": _("%(name)s: the list was returned."),
    "remove_approval": _("%(name)s: the approval was removed."),
}


@require_GET
@in_current_term
def advisees(request: HttpRequest, term: Term) -> HttpResponse:
    return _advisees(request, term)


@require_POST
@in_current_term
def approve_ticked(request: HttpRequest, term: Term) -> HttpResponse:
    """Approve every ticked list that has no warnings, or whose warnings were shown; the page says what became of each."""
    if not hasattr(request.user, "staff"):
        raise PermissionDenied
    rows = ticked(request.POST)
    if not rows:
        return _advisees(request, term, nothing=True)
    found = bulk.approve_many(term_id=term.id, ticked=rows, actor=request.user, language=language())
    context = {
        "term": term,
        "chosen": filters.chosen_of(request),
        "approved": [o for o in found if o.approved],
        "asked": [o for o in found if o.asked],
        "refused": [o for o in found if not o.approved and not o.asked],
        "strangers": len({row.student_id for row in rows}) - len(found),
    }
    return render(request, "advising/bulk.html", context)


@require_GET
@in_current_term
def student(request: HttpRequest, term: Term, student_id: int) -> HttpResponse:
    return _desk(request, term, _advisee(request, student_id))


@require_POST
@in_current_term
def act(request: HttpRequest, term: Term, student_id: int, event: str) -> HttpResponse:
    """Do one thing for a student, on the version of the list that the form was made from."""
    who: dict[str, Any] = {"student_id": student_id, "term_id": term.id, "actor": request.user}
    if not advises(request.user, student_id):
        if event in MOVES:
            services.turn_away(**who, event=event)
        raise PermissionDenied
    if event not in ACTS:
        raise Http404
    findings = stored(ACTS[event](who, request.POST))
    if findings:
        return _desk(request, term, _advisee(request, student_id), findings)
    if event in DONE:
        success(request, DONE[event] % {"name": Student.objects.get(id=student_id).full_name})
    return redirect(_onward(request, student_id) + filters.chosen_of(request).query)


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
    return get_object_or_404(Student.objects.select_related("user"), id=student_id)


def _onward(request: HttpRequest, student_id: int) -> str:
    """The student's own page again; or, where that was asked for, the one who waits next, after the last one the desk."""
    asked = request.POST.get("then", "")
    if asked == "desk":
        return reverse("advising")
    return reverse("advisee", args=[as_number(asked) or student_id])


def _advisees(request: HttpRequest, term: Term, *, nothing: bool = False) -> HttpResponse:
    if not hasattr(request.user, "staff"):
        raise PermissionDenied
    chosen = filters.chosen_of(request)
    context = {
        "term": term,
        "desk": selectors.advisees(request.user, term.id, language(), chosen),
        "chosen": chosen,
        "unapproved": filters.UNAPPROVED,
        "tick_clean": "tick" in request.GET,
        "nothing": nothing,
    }
    return render(request, "advising/advisees.html", context, status=409 if nothing else 200)


def _desk(request: HttpRequest, term: Term, mine: Student, findings: tuple[dict[str, Any], ...] = ()) -> HttpResponse:
    desk = selectors.desk(mine.id, term.id, language())
    registration, catalogue = desk.page.facts.registration_id, desk.page.catalogue
    stale = next((f for f in findings if f["code"] == "STALE_LIST"), None)
    history = Transition.objects.filter(registration_id=registration, accepted=True).exclude(event="begin")
    context = {
        "student": mine,
        "term": term,
        "desk": desk,
        "page": desk.page,
        "beside": beside(desk, mine.user, language()),
        "answer": [words(f, catalogue, language()) for f in findings],
        "difference": stale and since_version(registration, stale["figures"]["seen"], catalogue),
        "history": history.select_related("actor"),
        "messages_": messages.thread(mine.id, term.id),
        "frequent": FREQUENT,
        "typed": kept(request.POST) if findings else {},
        **_around(request, term, desk),
    }
    return render(request, "advising/student.html", context, status=409 if findings else 200)


def _around(request: HttpRequest, term: Term, desk: selectors.Desk) -> dict[str, Any]:
    """Where the student stands in the list that the page was reached from, and among those who wait in it."""
    facts, chosen = desk.page.facts, filters.chosen_of(request)
    everybody = roster.roster(request.user, term.id)
    students = selectors.chosen_students(everybody, term.id, chosen)
    before, after = roster.neighbours(students, facts.student_id)
    waits = roster.waiting(students, drafts=desk.drafts_wait)
    return {
        "before": before,
        "after": after,
        "line": next((s for s in everybody if s.id == facts.student_id), None),
        "chosen": chosen,
        "waiting": len(waits),
        "place": next((n for n, s in enumerate(waits, 1) if s.id == facts.student_id), None),
        "next_waiting": roster.next_waiting(students, waits, facts.student_id),
    }
