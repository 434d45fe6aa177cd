"""The desk of the fee office: finding a student, the account with everything, and what puts it right."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from curriculum.models import Term
from people.finding import find_students
from people.models import Student

from . import accounts, corrections
from .forms import CorrectionForm
from .models import Claim, Entry, Payment, Refund
from .views import asked_term


class Counted(Protocol):
    looked_at: int
    changed: int
    blocked: int


HERE = "accounts"  # which link of the desk is this page's
Charge = Callable[..., Counted]


def allowed(request: HttpRequest, permission: str = "fees.view_feestanding") -> None:
    if not request.user.has_perm(permission):
        raise PermissionDenied


@require_GET
@never_cache
@login_required
def desk(request: HttpRequest) -> HttpResponse:
    """A whole number leads to its account."""
    allowed(request)
    query, term = request.GET.get("q", "").strip(), asked_term(request)
    found = find_students(query)
    if len(found) == 1 and found[0].number == query:
        return redirect("fee_account", found[0].pk)
    dues = accounts.dues_of(found, term)
    rows = [(student, dues.get(student.pk)) for student in found]
    return render(request, "fees/desk/search.html", {"query": query, "found": rows, "term": term, "here": HERE})


@require_GET
@never_cache
@login_required
def account(request: HttpRequest, student_id: int) -> HttpResponse:
    allowed(request)
    student, term = get_object_or_404(Student, pk=student_id), asked_term(request)
    asked = {"way": "credit", "line": request.GET.get("line", ""), "amount": request.GET.get("amount", "")}
    return _account(request, student, term, CorrectionForm(initial=asked))


def _account(
    request: HttpRequest, student: Student, term: Term, form: CorrectionForm, status: int = 200
) -> HttpResponse:
    return render(
        request, "fees/desk/account.html", {**everything(student, term), "form": form, "here": HERE}, status=status
    )


def everything(student: Student, term: Term) -> dict[str, Any]:
    """What the office knows of a student in a term: a constant number of statements."""
    return {
        "account": accounts.account_of(student, term),
        "others": accounts.other_terms(student, term),
        "programme": student.programmes.filter(is_primary=True).select_related("programme__department").first(),
        "claims": Claim.objects.filter(student=student).select_related("ground"),
        "payments": Payment.objects.filter(student=student).select_related("bank", "term"),
        "refunds": Refund.objects.filter(standing__student=student).select_related("standing__term").order_by("-id"),
    }


@require_POST
@login_required
def charge(request: HttpRequest, student_id: int, charge: Charge) -> HttpResponse:
    """Compute the current term anew: earlier ones were computed from what was known then."""
    allowed(request, corrections.PERMISSION)
    student, term = get_object_or_404(Student, pk=student_id), get_object_or_404(Term, is_current=True)
    done = charge(term_id=term.pk, student_ids=[student.pk], actor_id=request.user.pk, reason=_("by the fee office"))
    if done.blocked:
        messages.error(request, _("A tariff is missing: nothing was charged. It is named below."))
    elif not done.looked_at:
        messages.error(request, _("The student follows no programme: there is nothing to compute."))
    elif done.changed:
        messages.success(request, _("Computed anew: the account changed."))
    else:
        messages.success(request, _("Computed anew: the account was right."))
    return _back_to(student, term)


@require_POST
@login_required
def correct(request: HttpRequest, student_id: int) -> HttpResponse:
    allowed(request, corrections.PERMISSION)
    student, term, form = get_object_or_404(Student, pk=student_id), asked_term(request), CorrectionForm(request.POST)
    if not form.is_valid():
        return _account(request, student, term, form, status=400)
    said = {name: form.cleaned_data[name] for name in ("line", "reason", "document")}
    done = corrections.correct(student_id=student.pk, term_id=term.pk, amount=form.signed, actor=request.user, **said)
    if done.code:
        form.add_error("amount", done.text)
        return _account(request, student, term, form, status=409)
    messages.success(request, _("It stands on the account."))
    return _back_to(student, term)


@require_POST
@login_required
def take_back(request: HttpRequest, entry_id: int) -> HttpResponse:
    allowed(request, corrections.PERMISSION)
    entry = get_object_or_404(Entry.objects.select_related("standing__student", "standing__term"), pk=entry_id)
    done = corrections.take_back(entry_id=entry.pk, reason=request.POST.get("reason", "")[:300], actor=request.user)
    if done.code:
        messages.error(request, done.text)
    else:
        messages.success(request, _("It was taken back."))
    return _back_to(entry.standing.student, entry.standing.term)


def _back_to(student: Student, term: Term) -> HttpResponse:
    address = reverse("fee_account", args=[student.pk])
    return redirect(address if term.is_current else f"{address}?{urlencode({'term': term.code})}")
