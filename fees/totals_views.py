"""Totals by unit and term; each figure leads to the accounts behind it, and they can be taken away."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from curriculum.importers.downloading import a_file, download
from curriculum.models import Department, Faculty, Term

from .desk_views import allowed
from .models import FeeStanding
from .totals import SHOWN, WHICH, Asked, Totals, accounts_listed, totals_by_unit, totals_of, write_accounts
from .views import asked_term


@require_GET
@never_cache
@login_required
def totals(request: HttpRequest) -> HttpResponse:
    allowed(request)
    term = asked_term(request)
    units = totals_by_unit(term)
    context = {
        "here": "totals",
        "term": term,
        "terms": Term.objects.filter(pk__in=FeeStanding.objects.values("term")),
        "units": units,
        "whole": sum((unit.totals for unit in units), Totals()),
    }
    return render(request, "fees/desk/totals.html", context)


@require_GET
@never_cache
@login_required
def listed(request: HttpRequest) -> HttpResponse:
    allowed(request)
    asked = _asked(request)
    found = accounts_listed(asked, request.GET.get("after", "")[:12])
    context = {
        "here": "totals",
        "asked": asked,
        "found": found[:SHOWN],
        "next": found[SHOWN - 1].number if len(found) > SHOWN else "",
        "totals": totals_of(asked),
        "unit": _unit(asked),
        "same": urlencode({k: v for k, v in request.GET.items() if k in ("term", "which", "department", "faculty")}),
    }
    return render(request, "fees/desk/listed.html", context)


@require_GET
@never_cache
@login_required
def listed_file(request: HttpRequest) -> HttpResponse:
    allowed(request)
    asked, file = _asked(request), a_file()
    write_accounts(asked, file)
    return download(file, "-".join(filter(None, ("fees", asked.term.code, asked.which))), "xlsx")


def _asked(request: HttpRequest) -> Asked:
    which = request.GET.get("which", "")
    if which not in WHICH:
        raise Http404
    department, faculty = (_id(request.GET.get(name, "")) for name in ("department", "faculty"))
    return Asked(asked_term(request), which, department, faculty)


def _id(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None


def _unit(asked: Asked) -> Department | Faculty | None:
    if asked.department:
        return Department.objects.filter(pk=asked.department).first()
    return Faculty.objects.filter(pk=asked.faculty).first() if asked.faculty else None
