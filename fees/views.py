"""The student's own fee page: nobody else's account is reached by it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from curriculum.models import SupportContact, Term
from curriculum.naming import language
from people.clock import now
from people.models import Student

from . import accounts

Until = Callable[[int, int], datetime | None]  # of a student and the current term: when the time of paying ends


@require_GET
@never_cache
@login_required
def own_fees(request: HttpRequest, until: Until) -> HttpResponse:
    """What is owed this term, how it is paid, how it came to be, and the account. Another term's by its code."""
    student = _student(request)
    term = asked_term(request)
    account, others = accounts.account_of(student, term), accounts.other_terms(student, term)
    ends = until(student.pk, term.pk) if term.is_current and account.due else None
    context = {
        "account": account,
        "others": others,
        "owed_elsewhere": accounts.owed_elsewhere(others),
        "ends": ends,
        "over": bool(ends and ends <= now()),
        "banks": accounts.how_to_pay(language()) if account.due else [],
        "offices": SupportContact.objects.filter(about=SupportContact.About.FEE),
    }
    return render(request, "fees/own.html", context)


def _student(request: HttpRequest) -> Student:
    student: Student | None = getattr(request.user, "student", None)
    if student is None:
        raise PermissionDenied
    return student


def asked_term(request: HttpRequest) -> Term:
    """The term whose code was asked for, else the current one, or the newest where none is."""
    if code := request.GET.get("term", ""):
        return get_object_or_404(Term, code=code[:10])
    term = Term.objects.order_by("-is_current", "-code").first()
    if term is None:
        raise Http404
    return term
