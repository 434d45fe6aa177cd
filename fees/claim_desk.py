"""Claims at the desk of the fee office: what waits, one claim with its documents, and what a board decided."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from people.finding import find_students

from . import claims
from .claim_forms import DecisionForm, EndForm, NoteForm, PaperForm, WhoForm
from .claim_words import said
from .claims import Done
from .models import Claim

AT_ONCE = 100


def _officer(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    @never_cache
    @login_required
    @wraps(view)
    def wrapped(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if not request.user.has_perm(claims.PERMISSION):
            raise PermissionDenied
        return view(request, **kwargs)

    return wrapped


@require_GET
@_officer
def desk(request: HttpRequest) -> HttpResponse:
    """What waits, oldest first; of whoever is looked for, all claims."""
    query = request.GET.get("q", "").strip()
    rows = Claim.objects.select_related("student", "ground")
    found = list(rows.filter(student__in=find_students(query))[:AT_ONCE]) if query else []
    waiting = rows.filter(state__in=Claim.OPEN)
    told = {"query": query, "found": found, "waiting": waiting.order_by("id")[:AT_ONCE], "count": waiting.count()}
    return render(request, "fees/claims/desk.html", told | {"who": WhoForm(), "here": "claims"})


@require_GET
@_officer
def claim(request: HttpRequest, claim_id: int) -> HttpResponse:
    return _claim(request, _found(claim_id))


def see_original(request: HttpRequest, claim: Claim) -> Done:
    return claims.see_original(claim=claim, actor=request.user)


def approve(request: HttpRequest, claim: Claim) -> Done | PaperForm:
    form = PaperForm(request.POST, ground=claim.ground)
    return claims.approve(claim=claim, actor=request.user, paper=form.paper()) if form.is_valid() else form


def reject(request: HttpRequest, claim: Claim) -> Done | NoteForm:
    form = NoteForm(request.POST, auto_id="reject_%s")
    return claims.reject(claim=claim, actor=request.user, **form.cleaned_data) if form.is_valid() else form


def end(request: HttpRequest, claim: Claim) -> Done | EndForm:
    form = EndForm(request.POST, auto_id="end_%s")
    return claims.end(claim=claim, actor=request.user, **form.cleaned_data) if form.is_valid() else form


EVENTS: dict[str, Callable[[HttpRequest, Claim], Any]] = {
    "see_original": see_original,
    "approve": approve,
    "reject": reject,
    "end": end,
}


@require_POST
@_officer
def act(request: HttpRequest, claim_id: int, event: str) -> HttpResponse:
    if event not in EVENTS:
        raise Http404
    found = _found(claim_id)
    done = EVENTS[event](request, found)
    if not isinstance(done, Done):
        return _claim(request, found, {event: done}, status=400)
    if not done.accepted:
        return _claim(request, _found(claim_id), answer=[(r.code, said(r)) for r in done.refusals], status=409)
    messages.success(request, _("Done. The claim's state is below."))
    return redirect("fee_claim", claim_id)


def _claim(
    request: HttpRequest, claim: Claim, wrong: dict[str, Any] | None = None, *, status: int = 200, **more: Any
) -> HttpResponse:
    wrong = wrong or {}
    forms = {"approve": PaperForm.of(claim), "reject": NoteForm(auto_id="reject_%s"), "end": EndForm(auto_id="end_%s")}
    told = {
        "here": "claims",
        "claim": claim,
        "files": claim.files.all(),
        "steps": claim.steps.select_related("actor"),
        "others": Claim.objects.filter(student=claim.student_id).exclude(pk=claim.pk).select_related("ground"),
        "events": claims.events_of(claim),
        "forms": forms | wrong,
        "form": next(iter(wrong.values()), None),
    }
    return render(request, "fees/claims/claim.html", told | more, status=status)


def _found(claim_id: int) -> Claim:
    rows = Claim.objects.select_related("student", "ground", "original_seen_by", "decided_by")
    return get_object_or_404(rows, pk=claim_id)


@require_http_methods(["GET", "POST"])
@_officer
def record(request: HttpRequest) -> HttpResponse:
    """First whose and on which ground, by the address; then what was decided."""
    who = WhoForm(request.GET or None)
    if not who.is_valid():
        return render(
            request, "fees/claims/record.html", {"who": who, "here": "claims"}, status=400 if request.GET else 200
        )
    student, ground = who.cleaned_data["number"], who.cleaned_data["ground"]
    form, refusals = DecisionForm(request.POST if request.method == "POST" else None, ground=ground), ()
    if form.is_valid():
        done = claims.record(
            student=student, ground=ground, paper=form.paper(), note=form.cleaned_data["note"], actor=request.user
        )
        if done.claim:
            messages.success(request, _("The decision was recorded."))
            return redirect("fee_claim", done.claim.pk)
        refusals = done.refusals
    told = {"here": "claims", "who": who, "student": student, "ground": ground, "form": form}
    told["answer"] = [(r.code, said(r)) for r in refusals]
    return render(request, "fees/claims/record.html", told, status=409 if refusals else 400 if form.errors else 200)
