"""Sign-in at the university's own provider: there, and back."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from . import openid
from .views import enter

STATUS = {openid.Refusal.DOWN: 503, openid.Refusal.STALE: 400, openid.Refusal.INVALID: 400}


@require_safe
def openid_begin(request: HttpRequest) -> HttpResponse:
    """To the university's own provider. A link and no form: of a form's redirect the security policy forbids the address."""
    if not openid.is_on():
        raise Http404
    begun = openid.begin(request, request.GET.get("next", ""))
    return _refused(request, begun) if isinstance(begun, openid.Refusal) else begun


@require_safe
def openid_callback(request: HttpRequest) -> HttpResponse:
    """Back from it."""
    if not openid.is_on():
        raise Http404
    found = openid.known(request)
    if isinstance(found, openid.Refusal):
        return _refused(request, found)
    return enter(request, found.user, openid.led(request), factor_given=found.factor_given)


def _refused(request: HttpRequest, refusal: openid.Refusal) -> HttpResponse:
    return render(request, "people/openid_refused.html", {"refusal": refusal.value}, status=STATUS.get(refusal, 403))
