"""The refunds on the fee office's desk, and the student's own part."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from io import BytesIO
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from curriculum.models import Term
from curriculum.naming import language
from people.clock import today
from people.models import Student

from ..explaining import explain, line_name
from ..models import RefundBatch
from . import batches, moves, selectors
from .forms import AskForm, MoveForm, ticked
from .texts import PROBLEMS

KINDS = {"csv": "text/csv", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
View = Callable[..., HttpResponse]


def status_of(code: str) -> int:
    return 503 if code == "BUSY" else 409


def of_the_office(permission: str) -> Callable[[View], View]:
    """Who has signed in and holds the permission today."""

    def guarded(view: View) -> View:
        @wraps(view)
        @never_cache
        @login_required
        def wrapped(request: HttpRequest, **kwargs: Any) -> HttpResponse:
            if not request.user.has_perm(permission):
                raise PermissionDenied
            return view(request, **kwargs)

        return wrapped

    return guarded


sees, decides = of_the_office("fees.view_refund"), of_the_office(moves.PERMISSION)


@require_GET
@sees
def desk(request: HttpRequest) -> HttpResponse:
    key = request.GET.get("state", selectors.WAITING)
    if key not in selectors.QUEUES:
        raise Http404
    page = selectors.queue(key, request.GET.get("page", "1"))
    context = {
        "here": "refunds",
        "key": key,
        "queues": selectors.queues(),
        "page": page,
        "rows": selectors.shown(page),
        "ready": batches.ready().count() if key == "approved" else 0,
        "lists": selectors.lists()[:20] if key in ("approved", "sent", "paid") else [],
    }
    return render(request, "fees/refunds/desk.html", context)


@require_POST
@decides
def approve_ticked(request: HttpRequest) -> HttpResponse:
    """Each on its own: what stands against one keeps no other back."""
    pairs = ticked(request.POST, request.POST.getlist("tick"))
    done = [moves.act(refund_id=r, event="approve", version=v, actor=request.user) for r, v in pairs]
    approved, refused = sum(d.accepted for d in done), [d for d in done if not d.accepted]
    if approved:
        said = ngettext("%(n)d refund was approved.", "%(n)d refunds were approved.", approved)
        messages.success(request, said % {"n": approved})
    for one in refused:
        messages.error(request, f"{one.refund or ''} {PROBLEMS[one.code]}".strip())
    if not done:
        messages.error(request, _("Tick at least one refund."))
    return redirect("fee_refunds_desk")


@require_POST
@decides
def hand_over(request: HttpRequest) -> HttpResponse:
    done = batches.hand_over(actor=request.user)
    if done.batch is None:
        messages.error(request, PROBLEMS[done.code])
        return redirect("fee_refunds_desk")
    return redirect("fee_refund_list", batch_id=done.batch.pk)


@require_GET
@sees
def refund(request: HttpRequest, refund_id: int) -> HttpResponse:
    return _refund(request, refund_id)


@require_POST
@decides
def move(request: HttpRequest, refund_id: int, event: str) -> HttpResponse:
    form = MoveForm(request.POST)
    if event not in moves.TABLE or not selectors.one(refund_id):
        raise Http404
    if not form.is_valid():
        return _refund(request, refund_id, form, 400)
    version, said = form.cleaned_data["version"] or 0, form.said()
    done = moves.act(refund_id=refund_id, event=event, version=version, actor=request.user, said=said)
    if not done.accepted:
        return _refund(request, refund_id, form, status_of(done.code), done.code)
    messages.success(request, _("Done. The refund's state is below."))
    return redirect("fee_refund", refund_id=refund_id)


def _refund(
    request: HttpRequest,
    refund_id: int,
    form: MoveForm | None = None,
    status: int = 200,
    code: str = "",
) -> HttpResponse:
    """With the account behind it, and a form that was refused as it was typed."""
    one = selectors.one(refund_id)
    if one is None:
        raise Http404
    account = one.refund.standing
    context = {
        "here": "refunds",
        "one": one,
        "account": account,
        "entries": selectors.entries_of(account),
        "lines": _explained(account.steps),
        "steps": one.refund.steps.select_related("actor"),
        "others": selectors.others_of(one.refund),
        "may": one.moves if request.user.has_perm(moves.PERMISSION) else [],
        "form": form,
        "problem": PROBLEMS.get(code, ""),
        "today": today(),
    }
    return render(request, "fees/refunds/refund.html", context, status=status)


def _explained(steps: Any) -> list[tuple[str, str, Any]]:
    """Line by line, how the charge came to be; without a line, what was said of the whole term."""
    kept = steps or {"steps": [], "charges": []}
    of_term = [("", "", explain(kept["steps"]))] if kept["steps"] else []
    of_lines = (
        (line_name(c["line"], language()), c["amount"], explain(c["steps"], c["line"])) for c in kept["charges"]
    )
    return [*of_term, *of_lines]


# what was handed over together


@require_GET
@sees
def payment_list(request: HttpRequest, batch_id: int) -> HttpResponse:
    return _payment_list(request, get_object_or_404(selectors.lists(), pk=batch_id))


@require_GET
@decides
def payment_file(request: HttpRequest, batch_id: int, kind: str) -> HttpResponse:
    batch, file = get_object_or_404(RefundBatch, pk=batch_id), BytesIO()
    batches.write(batch, file, xlsx=kind == "xlsx")
    response = HttpResponse(file.getvalue(), content_type=KINDS[kind])
    response.headers["Content-Disposition"] = content_disposition_header(True, f"iade-{batch.pk}.{kind}")
    return response


@require_POST
@decides
def pay_list(request: HttpRequest, batch_id: int) -> HttpResponse:
    batch, form = get_object_or_404(selectors.lists(), pk=batch_id), MoveForm(request.POST)
    if not form.is_valid():
        return _payment_list(request, batch, form, status=400)
    done = batches.pay_all(batch=batch, said=form.said(), actor=request.user)
    if done.code and not done.paid:
        return _payment_list(request, batch, form, PROBLEMS[done.code], status_of(done.code))
    said = ngettext("%(n)d refund is marked as paid.", "%(n)d refunds are marked as paid.", done.paid)
    messages.success(request, said % {"n": done.paid})
    for problem in (*(f"{one} {PROBLEMS['REFUND_TOO_MUCH']}" for one in done.left), PROBLEMS.get(done.code)):
        if problem:
            messages.error(request, problem)
    return redirect("fee_refund_list", batch_id=batch_id)


def _payment_list(
    request: HttpRequest, batch: RefundBatch, form: MoveForm | None = None, problem: Any = "", status: int = 200
) -> HttpResponse:
    context = {
        "here": "refunds",
        "batch": batch,
        "rows": selectors.shown(batches.lines_of(batch)),
        "form": form,
        "problem": problem,
        "today": today(),
        "may": request.user.has_perm(moves.PERMISSION),
    }
    return render(request, "fees/refunds/list.html", context, status=status)


# the student's own


@require_GET
@never_cache
@login_required
def own(request: HttpRequest) -> HttpResponse:
    return _own(request, _student(request))


@require_POST
@login_required
def ask(request: HttpRequest) -> HttpResponse:
    student, form = _student(request), AskForm(request.POST)
    if not form.is_valid():
        return _own(request, student, status=400)
    term, iban = get_object_or_404(Term, code=form.cleaned_data["term"]), form.cleaned_data["iban"]
    done = moves.ask(student=student, term_id=term.pk, iban=iban, actor=request.user)
    if not done.accepted:
        return _own(request, student, typed=(term.code, iban), problem=PROBLEMS[done.code], status=status_of(done.code))
    messages.success(request, _("Your IBAN is saved."))
    return redirect("own_refunds")


def _own(
    request: HttpRequest, student: Student, *, typed: tuple[str, str] = ("", ""), problem: Any = "", status: int = 200
) -> HttpResponse:
    rows, term = selectors.own(student), Term.objects.filter(is_current=True).first()
    context = {
        "rows": rows,
        "term": term,
        "asks": not any(row.takes_iban for row in rows),
        "typed": typed,
        "problem": problem,
    }
    return render(request, "fees/refunds/own.html", context, status=status)


def _student(request: HttpRequest) -> Student:
    student: Student | None = getattr(request.user, "student", None)
    if student is None:
        raise PermissionDenied
    return student
