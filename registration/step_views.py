"""The student's first page, and the steps that are taken there or on the registration page."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from curriculum.models import Term
from curriculum.naming import language
from people.models import Student

from .answers import answer_of_step, step_done
from .first_page import first_page
from .forms import as_number
from .selectors import page_of
from .steps import STEPS, take_step
from .transitions import Moved
from .views import ANSWERS, in_current_term, show_list, student_of

LIST = "list"  # where a form stands, if not on the first page


@require_GET
@in_current_term
def term(request: HttpRequest, term: Term) -> HttpResponse:
    return _first_page(request, term, student_of(request))


@require_POST
@in_current_term
def step(request: HttpRequest, term: Term, event: str) -> HttpResponse:
    """Send the list that the form was made from, take it back, or make it final."""
    student = student_of(request)
    if event not in STEPS:
        raise Http404
    moved = take_step(
        student=student,
        term_id=term.id,
        event=event,
        version=as_number(request.POST.get("version", "")),
        actor=request.user,
        acknowledged="acknowledge" in request.POST,
    )
    on_list = request.POST.get("page") == LIST
    if moved.accepted and not request.htmx:
        return redirect(f"{reverse('registration' if on_list else 'term')}?done={event}")
    return (_list if on_list else _first_page)(request, term, student, event, moved)


def _list(request: HttpRequest, term: Term, student: Student, event: str, moved: Moved) -> HttpResponse:
    page = page_of(student.id, term.id, language())
    return show_list(request, student, term, page, answer_of_step(event, moved, page, language()))


def _first_page(
    request: HttpRequest, term: Term, student: Student, event: str = "", moved: Moved | None = None
) -> HttpResponse:
    first = first_page(student.id, term.id, language())
    answer = step_done(request.GET.get("done", ""), first.page)
    if moved:
        answer = answer_of_step(event, moved, first.page, language())
    fragment = request.htmx and not request.htmx.boosted
    template = "registration/_term.html" if fragment else "registration/term.html"
    context = {
        "student": student,
        "term": term,
        "first": first,
        "page": first.page,
        "answer": answer,
        "acknowledged": "acknowledge" in request.POST,
    }
    status = 200 if fragment or moved is None else ANSWERS.get(moved.status, 200)
    return render(request, template, context, status=status)
