"""The registration page. Each view parses, calls one service and renders; the fragment and the page are one template."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import Any, NamedTuple

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from curriculum.models import Term
from curriculum.naming import language
from people.models import Student

from . import answers, forms, selectors
from .answers import Answer, asks_first, step_done
from .catalogue import TermGone, catalogue_of, current_term, newest
from .heading import heading_of, load_on
from .listing import Row
from .messages import Rendered
from .planning.beside import plan_beside
from .services import BUSY, KEY_REUSED, REFUSED, Receipt, commit
from .undoing import hard_to_get_back

ANSWERS = {REFUSED: 409, BUSY: 503, KEY_REUSED: 409}


class Shown(NamedTuple):
    """A row as it is shown; `options` are the sections to choose from instead."""

    row: Row
    findings: tuple[Rendered, ...]
    ticked: bool
    options: str


def in_current_term(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Sign-in, and the current term as the view's second argument.

    The term is known from memory. If it turns out to be gone, nothing was done yet and the view is called again; if
    another one became current meanwhile, the answer would be of a term that is over: back to the first page.
    """

    @wraps(view)
    def wrapped(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return _to_sign_in(request)
        while term := current_term():
            try:
                response = view(request, term, **kwargs)
            except TermGone:
                continue
            response.headers["Cache-Control"] = "private, no-store"  # and /registration/ is a page or a fragment of it
            return response if current_term() == term else redirect("home")
        raise Http404

    return wrapped


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    """And back afterwards; what was being sent is not sent again by that: a change leads to the list, which says so."""
    if request.method == "GET":
        return redirect_to_login(request.get_full_path())
    change = request.path == reverse("registration_change")
    return redirect_to_login(f"{reverse('registration')}?lapsed" if change else reverse("home"))


def student_of(request: HttpRequest) -> Student:
    """Only students have a registration of their own (METU-20)."""
    student = getattr(request.user, "student", None)
    if student is None:
        raise PermissionDenied
    return student


@require_GET
@in_current_term
def registration(request: HttpRequest, term: Term) -> HttpResponse:
    student = student_of(request)
    attempt = answers.attempt_of(forms.as_number(request.GET.get("attempt", "")))
    page = selectors.page_of(student.id, term.id, language(), answers.asked_in(attempt))
    answer = answers.stored_answer(attempt, page, language(), elsewhere="elsewhere" in request.GET)
    if answer is None:
        answer = Answer(answers.LAPSED) if "lapsed" in request.GET else step_done(request.GET.get("done", ""), page)
    return show_list(request, student, term, page, answer)


@require_POST
@in_current_term
def change(request: HttpRequest, term: Term) -> HttpResponse:
    student = student_of(request)
    asked = forms.read(request.POST, catalogue_of(term.id))
    if asked.wrong:  # a course or section that this process does not know yet may be a minute old
        asked = forms.read(request.POST, newest(term.id))
    who = {"student_id": student.id, "term_id": term.id, "change": asked.change}
    if asked.wrong:
        return _answered(request, student, term, asked, Receipt(REFUSED, asked.wrong))
    if asked.unsure and (full := hard_to_get_back(**who)):
        page = selectors.page_of(student.id, term.id, language())
        answer = asks_first(full, asked.change.drop)
        return show_list(request, student, term, page, answer, asked.key, posted=request.POST)
    receipt = commit(**who, actor_id=request.user.id, key=asked.key)
    if receipt.attempt_id and not request.htmx:
        told = "&elsewhere" if _elsewhere(asked.version, receipt) else ""
        return redirect(f"{reverse('registration')}?attempt={receipt.attempt_id}{told}")
    return _answered(request, student, term, asked, receipt)


def _answered(request: HttpRequest, student: Student, term: Term, asked: forms.Asked, receipt: Receipt) -> HttpResponse:
    """The list as it is now, with what became of the attempt."""
    page = selectors.page_of(student.id, term.id, language(), asked.change.drop)
    elsewhere = _elsewhere(asked.version, receipt, page.facts.version)
    answer = answers.answer_of(_spoken(receipt), page, language(), asked.change, elsewhere=elsewhere)
    # a busy answer keeps its attempt id and what was typed, so that pressing again is the same attempt
    key = asked.key if receipt.status == BUSY else None
    return show_list(request, student, term, page, answer, key, posted=request.POST if asked.wrong or key else None)


def _elsewhere(shown: int | None, receipt: Receipt, now: int | None = None) -> bool:
    """Whether the list had changed since the screen that asked was made; `now` counts where there is no receipt."""
    before = now if receipt.version is None else receipt.version - receipt.accepted
    return shown is not None and shown != before and not receipt.repeated


def _spoken(receipt: Receipt) -> Receipt:
    """Answers that are no verdict are said in words as well."""
    words = {BUSY: "BUSY", KEY_REUSED: "KEY_REUSED"}
    if receipt.status not in words:
        return receipt
    finding = forms.refusal(words[receipt.status]).stored()
    return Receipt(receipt.status, (finding,))


def show_list(
    request: HttpRequest,
    student: Student,
    term: Term,
    page: selectors.Page,
    answer: Answer | None,
    key: uuid.UUID | None = None,
    posted: Any = None,
) -> HttpResponse:
    """The registration page, or the fragment of it that htmx puts in its place."""
    fragment = request.htmx and not request.htmx.boosted
    template = "registration/_registration.html" if fragment else "registration/page.html"
    frame = {} if fragment else {"heading": heading_of(page, language()), **plan_beside(request, page)}
    context = frame | {
        "student": student,
        "term": term,
        "page": page,
        "answer": answer,
        "attempt": key or uuid.uuid4(),
        "posted": posted,
        "rows": _rows(page, answer, posted),
        "load": load_on(page, language()),
        "read_at": f"{page.facts.at:%H:%M:%S}",
        "adding": forms.as_posted(page.adding, posted) if posted else page.adding,
        "returned": selectors.last_return(page),
        "acknowledged": "acknowledge" in request.POST,
    }
    # htmx swaps only successful answers; a page without scripts says what happened by its status as well
    status = 200 if fragment or answer is None or request.method == "GET" else ANSWERS.get(answer.status, 200)
    return render(request, template, context, status=status)


def _rows(page: selectors.Page, answer: Answer | None, posted: Any) -> list[Shown]:
    """Each row with what is said beside it, its tick and its typed section: what was posted wrongly is not lost."""
    posted = posted or {}
    action, _, one = posted.get("action", "").partition("-")
    again = action in ("drop", "change", "manner")
    ticked = ([one] if one else posted.getlist("tick")) if again else ()
    return [
        Shown(
            replace(row, manner=forms.as_posted(row.manner, posted, f"_{row.section_id}")) if again else row,
            answer.beside(row) if answer else row.warnings,
            str(row.section_id) in ticked,
            row.options(posted.get(f"to_{row.section_id}", "")),
        )
        for row in page.rows
    ]
