"""A student's claims to pay otherwise: what became of them, what is missing, and a new one with its documents."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from people.files import ACCEPT, as_attachment
from people.models import Student

from . import claims
from .claim_forms import PaperForm
from .claim_words import said
from .models import Claim, ClaimFile, Ground

SANDBOX = "default-src 'none'; sandbox; frame-ancestors 'none'"


def _student(request: HttpRequest) -> Student:
    student: Student | None = getattr(request.user, "student", None)
    if student is None:
        raise PermissionDenied
    return student


@require_GET
@never_cache
@login_required
def own(request: HttpRequest) -> HttpResponse:
    mine = list(Claim.objects.filter(student=_student(request)).select_related("ground").prefetch_related("files"))
    waiting = {claim.ground_id for claim in mine if claim.state in Claim.OPEN}
    grounds = [g for g in Ground.objects.filter(active=True, claimable=True) if g.pk not in waiting]
    return render(request, "fees/claims/own.html", {"mine": mine, "grounds": grounds})


@require_http_methods(["GET", "POST"])
@never_cache
@login_required
def new(request: HttpRequest, code: str) -> HttpResponse:
    student = _student(request)
    ground = get_object_or_404(Ground, code=code, active=True, claimable=True)
    posted = request.POST if request.method == "POST" else None
    form, refusals = PaperForm(posted, ground=ground), ()
    if form.is_valid():
        done = claims.claim(
            student=student,
            ground=ground,
            paper=form.paper(),
            uploads=request.FILES.getlist("files"),
            actor=request.user,
        )
        if done.accepted:
            messages.success(request, _("Your claim was handed in."))
            return redirect("fee_claims")
        refusals = done.refusals
    told = {"ground": ground, "form": form, "accept": ACCEPT, "answer": [(r.code, said(r)) for r in refusals]}
    return render(request, "fees/claims/new.html", told, status=409 if refusals else 400 if form.errors else 200)


@require_GET
@never_cache
@login_required
def file(request: HttpRequest, file_id: int) -> HttpResponse | FileResponse:
    """A document, as a download, to its student and to whoever may see claims."""
    found = get_object_or_404(ClaimFile.objects.select_related("claim__student"), pk=file_id)
    if found.claim.student.user_id != request.user.pk and not request.user.has_perm("fees.view_claim"):
        raise Http404
    try:
        response = as_attachment(name=found.name, kind=found.kind, stored_as=found.stored_as)
    except FileNotFoundError:
        raise Http404 from None
    response.headers["Content-Security-Policy"] = SANDBOX
    return response
