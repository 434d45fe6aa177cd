"""The stock first page of the admin, with the state of the term above its list of models."""

from __future__ import annotations

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from curriculum.models import Term

from ..overview import PERIODS, overview_of


@require_GET
@never_cache
def index(request: HttpRequest) -> HttpResponse:
    """Of the current term unless another is asked for; without any term, the list of models alone."""
    terms = list(Term.objects.order_by("-code"))
    code, period = request.GET.get("term", ""), request.GET.get("since", "day")
    term = next((t for t in terms if (t.code == code if code else t.is_current)), None)
    if period not in {key for key, _label, _days in PERIODS} or (code and term is None):
        raise Http404
    shown = overview_of(request.user, term, period) if term else None
    return admin.site.index(request, {"overview": shown, "terms": terms, "periods": PERIODS})
