"""A student's page "My advisor": who it is, the messages between the two, a reminder, a request to remove an approval."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from curriculum.models import Term
from curriculum.naming import language
from people.models import Student
from people.selectors import advisors_of
from registration.messages import render as words
from registration.rules.opening import CHANGE_KINDS, window_now
from registration.selectors import page_of
from registration.transitions import renewal_of
from registration.views import in_current_term, student_of

from . import messages, requests
from .forms import kept, stored, typed
from .models import Reminder, RemovalRequest

Act = Callable[[dict[str, Any], QueryDict], Any]
ACTS: dict[str, Act] = {
    "message": lambda who, post: messages.write_message(**who, body=typed(post, "body")),
    "read": lambda who, post: messages.mark_read(**who),
    "remind": lambda who, post: requests.remind(**who),
    "removal": lambda who, post: requests.ask_removal(**who, reason=typed(post, "reason")),
    "removal-back": lambda who, post: requests.take_back_request(**who),
}


@require_GET
@in_current_term
def page(request: HttpRequest, term: Term) -> HttpResponse:
    return _page(request, term, student_of(request))


@require_POST
@in_current_term
def act(request: HttpRequest, term: Term, event: str) -> HttpResponse:
    """Write, remind or ask; what was not done is said on the page, with what was typed."""
    student = student_of(request)
    if event not in ACTS:
        raise Http404
    who = {"student_id": student.id, "term_id": term.id, "actor": request.user}
    findings = stored(ACTS[event](who, request.POST))
    return _page(request, term, student, findings) if findings else redirect("my_advisor")


def _page(
    request: HttpRequest, term: Term, student: Student, findings: tuple[dict[str, Any], ...] = ()
) -> HttpResponse:
    shown = page_of(student.id, term.id, language())
    facts, catalogue = shown.facts, shown.catalogue
    mine = {"student": student, "term": term}
    thread = list(messages.thread(student.id, term.id))
    context = {
        "student": student,
        "term": term,
        "page": shown,
        "advisors": advisors_of(student.id),
        "contact": [
            words(f.stored(), catalogue, language()) for f in shown.verdict.findings if f.code == "CONTACT_ADVISOR"
        ],
        "messages_": thread,
        "unread": sum(m.read_at is None and m.sender_id != student.user_id for m in thread),
        "can_write": renewal_of(catalogue, facts).student_can_reply,
        "waits": requests.waits(catalogue, facts),
        "reminder": Reminder.objects.filter(**mine, answered_at=None).first(),
        "removal": RemovalRequest.objects.filter(**mine).last() if shown.locked else None,
        "can_change": window_now(catalogue, facts, CHANGE_KINDS) is not None,
        "answer": [words(f, catalogue, language()) for f in findings],
        "typed": kept(request.POST) if findings else {},
    }
    return render(request, "advising/my_advisor.html", context, status=409 if findings else 200)
