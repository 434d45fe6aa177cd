"""Grade entry on a class list. Every view checks anew that the user teaches the section, or is the registrar."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from curriculum.models import Section, Term
from curriculum.naming import language

from ..catalogue import catalogue_of
from ..forms import refusal
from ..messages import render as words
from ..views import in_current_term
from . import forms, selectors
from .services import enter_grades, set_pass_grade


@require_GET
@in_current_term
def sections(request: HttpRequest, term: Term) -> HttpResponse:
    everyone = selectors.may_grade_all(request.user)
    if not everyone and not hasattr(request.user, "staff"):
        raise PermissionDenied
    query = request.GET.get("q", "").replace("\x00", "").strip()[:20]
    searched = everyone or bool(request.user.reach("registration.view_enrolment"))
    found = selectors.sections_of(request.user, term, query)
    context = {"sections": found, "query": query, "searched": searched}
    return render(request, "registration/grades/sections.html", context)


@require_http_methods(["GET", "POST"])
@in_current_term
def section(request: HttpRequest, term: Term, section_id: int) -> HttpResponse:
    mine = _section(request, section_id)
    listed = selectors.class_list(mine, language())
    if request.method == "GET":
        return _page(request, listed, done=request.GET.get("saved"))
    posted, problem = forms.read(request.POST, listed), []
    if not any(line.errors for line in listed.lines):
        entered = enter_grades(posted.rows, actor=request.user, section_id=mine.id)
        if entered.accepted:
            return redirect(f"{reverse('grades_section', args=[mine.id])}?saved={entered.written}")
        problem = forms.answer(posted, entered)
    for line in listed.lines:
        line.errors = _words(term, line.errors)
    return _page(request, listed, held=posted.held, problem=_words(term, problem))


@require_POST
@in_current_term
def pass_grade(request: HttpRequest, term: Term, section_id: int) -> HttpResponse:
    mine, typed = _section(request, section_id), request.POST.get("pass_grade", "").strip()[:20]
    asked = forms.as_score(typed)
    if typed and asked is None:
        wrong = [refusal("SCORE_WRONG", score=typed).stored()]
    else:
        entered = set_pass_grade(section=mine, pass_grade=asked, actor=request.user)
        if entered.accepted:
            return redirect(f"{reverse('grades_section', args=[mine.id])}?saved={entered.written}")
        wrong = [f for found in entered.errors.values() for f in found] or [refusal("BUSY").stored()]
    listed = selectors.class_list(mine, language())
    return _page(request, listed, typed=typed, wrong=_words(term, wrong))


def _section(request: HttpRequest, section_id: int) -> Section:
    if not selectors.may_grade(request.user, section_id):
        raise PermissionDenied
    return get_object_or_404(Section.objects.select_related("course__department", "term"), id=section_id)


def _words(term: Term, findings: list[dict[str, Any]]) -> list[Any]:
    return [words(finding, catalogue_of(term.id), language()) for finding in findings]


def _page(request: HttpRequest, listed: selectors.ClassList, **more: Any) -> HttpResponse:
    refused = any(line.errors for line in listed.lines) or more.get("problem") or more.get("wrong")
    context = {"listed": listed, "section": listed.section, "refused": bool(refused), **more}
    return render(request, "registration/grades/section.html", context, status=409 if refused else 200)
