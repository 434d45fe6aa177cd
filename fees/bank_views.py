"""The fee office's pages of the bank: payments that wait, statements, the end of a day. Each parses, calls one service and
shows."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from curriculum.importers.reading import ImportProblem
from people.clock import today
from people.models import JobRun

from . import booking, statements
from .bank_forms import DayForm, ReasonForm, SettleForm, StatementForm
from .models import Bank, Payment, Statement
from .reconciling import reconcile
from .worklist import banks, suggest, terms_for, waiting

A_PAGE = 50
WHY_NOT = {
    "BUSY": gettext_lazy("The account is busy just now, and nothing was done. Send it again."),
    booking.NOT_WAITING: gettext_lazy("The payment does not wait any more; somebody saw to it."),
    booking.NOT_ON_ACCOUNT: gettext_lazy("The payment is on no account any more; somebody saw to it."),
}


def allowed(request: HttpRequest, permission: str = "fees.view_payment") -> None:
    if not request.user.has_perm(permission):
        raise PermissionDenied


def shown(request: HttpRequest, name: str, here: str, status: int = 200, **context: Any) -> HttpResponse:
    may_book = request.user.has_perm("fees.book_payment")
    return render(request, f"fees/bank/{name}.html", {"here": here, "may_book": may_book, **context}, status=status)


# payments


@require_GET
@never_cache
@login_required
def worklist(request: HttpRequest) -> HttpResponse:
    allowed(request)
    asked = {name: request.GET.get(name, "").strip()[:80] for name in ("problem", "bank", "q")}
    rows = waiting(problem=asked["problem"], bank=asked["bank"], query=asked["q"])
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "asked": asked, "problems": Payment.Problem.choices, "banks": banks()}
    return shown(request, "worklist", "worklist", **context)


@require_GET
@never_cache
@login_required
def payment(request: HttpRequest, payment_id: int) -> HttpResponse:
    allowed(request)
    return _payment(request, get_object_or_404(Payment, pk=payment_id))


def _payment(request: HttpRequest, found: Payment, form: Any = None) -> HttpResponse:
    waits = found.state == Payment.State.UNMATCHED
    entries = found.entries.select_related("standing__student", "standing__term", "actor").order_by("id")
    context = {
        "payment": found,
        "waits": waits,
        "on_account": found.state in booking.ON_ACCOUNT,
        "entries": entries,
        "suggestions": suggest(found) if waits else [],
        "terms": terms_for(found),
        "form": form,
    }
    return shown(request, "payment", "worklist", 400 if form else 200, **context)


@require_POST
@login_required
def settle(request: HttpRequest, payment_id: int) -> HttpResponse:
    allowed(request, "fees.book_payment")
    found, form = get_object_or_404(Payment, pk=payment_id), SettleForm(request.POST)
    if not form.is_valid():
        return _payment(request, found, form)
    chosen = {name: form.cleaned_data[name] for name in ("student", "term", "note")}
    done = booking.settle_by_hand(payment_id=found.pk, actor=request.user, **chosen)
    return _answer(request, done, _("The payment stands on the account of %(student)s.") % chosen)


@require_POST
@login_required
def take(request: HttpRequest, payment_id: int, event: str) -> HttpResponse:
    """Returned to its sender, taken off for the worklist, or reversed: each with a reason."""
    allowed(request, "fees.book_payment")
    found, form = get_object_or_404(Payment, pk=payment_id), ReasonForm(request.POST)
    if event not in ("return", "take-off", "reverse"):
        raise Http404
    if not form.is_valid():
        return _payment(request, found, form)
    about, note = {"payment_id": found.pk, "actor": request.user}, form.cleaned_data["note"]
    if event == "return":
        return _answer(request, booking.return_to_sender(note=note, **about), _("The payment is marked as returned."))
    done = booking.reverse(reason=note, to_worklist=event == "take-off", **about)
    return _answer(request, done, _("The payment was taken off the account."))


def _answer(request: HttpRequest, done: booking.Booked, said: str) -> HttpResponse:
    if done.code:
        messages.error(request, WHY_NOT[done.code])
    else:
        messages.success(request, said)
    return redirect("fee_payment", request.resolver_match.kwargs["payment_id"])


# statements


@require_http_methods(["GET", "POST"])
@never_cache
@login_required
def statement_desk(request: HttpRequest) -> HttpResponse:
    """The upload, and what was booked before."""
    allowed(request, "fees.book_payment" if request.method == "POST" else "fees.view_statement")
    form = StatementForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        bank, file = form.cleaned_data["bank"], form.cleaned_data["file"]
        try:
            job = statements.stage(bank=bank, content=file.read(), name=file.name, actor=request.user)
            return redirect("fee_statement", job.pk)
        except ImportProblem as problem:
            form.add_error("file", str(problem))
    history = Statement.objects.select_related("bank", "job", "booked_by")
    page = Paginator(history, A_PAGE).get_page(request.GET.get("page"))
    return shown(request, "statements", "statements", 400 if form.errors else 200, form=form, page=page)


@require_http_methods(["GET", "POST"])
@never_cache
@login_required
def statement(request: HttpRequest, job_id: int) -> HttpResponse:
    """What a file would do, how far its booking is, and what came of it."""
    allowed(request, "fees.book_payment" if request.method == "POST" else "fees.view_statement")
    job = get_object_or_404(JobRun.objects.select_related("statement", "file"), pk=job_id, kind=statements.KIND)
    if request.method == "POST":
        return _decide(request, job)
    kept = getattr(job, "statement", None)
    context: dict[str, Any] = {"job": job, "statement": kept, "bank": Bank.objects.get(code=job.params["bank"])}
    if kept is None and hasattr(job, "file"):
        context |= _preview(request, job)
    if kept is not None:
        context["left_out"] = statements.left_out(kept)
        context["tally"] = [
            (statements.word(fate), count) for fate, count in job.result.get("tally", {}).items() if count
        ]
    return shown(request, "statement", "statements", **context)


def _preview(request: HttpRequest, job: JobRun) -> dict[str, Any]:
    seen, fate = statements.preview(job), request.GET.get("fate", "")
    lines = [f for f in seen.fates if fate in ("", f.fate)]
    tally = [(fate_, statements.word(fate_), count, total) for fate_, (count, total) in seen.tally().items()]
    page = Paginator(lines, A_PAGE).get_page(request.GET.get("page"))
    page.object_list = [(line, statements.word(line.fate)) for line in page.object_list]
    return {"preview": seen, "tally_of_preview": tally, "page": page, "fate": fate}


def _decide(request: HttpRequest, job: JobRun) -> HttpResponse:
    keep = request.POST.get("keep")
    if keep == "nothing":
        statements.let_go(job)
        messages.success(request, _("The file was let go; nothing was booked."))
        return redirect("fee_statements")
    if keep in ("all", "valid"):
        if statements.confirm(job, keep=keep, actor=request.user):
            statements.ask(job)
        else:
            messages.error(request, _("Nothing was booked: the file is decided on already, or not all of it is valid."))
    elif keep == "on":
        statements.carry_on(job.pk)
    return redirect("fee_statement", job.pk)


# the end of a day


@require_GET
@never_cache
@login_required
def reconciliation(request: HttpRequest) -> HttpResponse:
    allowed(request)
    first = Bank.objects.filter(active=True).first()
    asked = request.GET if "day" in request.GET else {"bank": first and first.code, "day": today() - timedelta(days=1)}
    form = DayForm(asked)
    found = reconcile(form.cleaned_data["bank"], form.cleaned_data["day"]) if form.is_valid() else None
    return shown(
        request, "reconciliation", "reconciliation", 200 if found or not first else 400, form=form, found=found
    )
