"""The notices of whoever is signed in."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from .notice_rendering import shown
from .notices import mark_all_read, mark_read, notices_of

NOTICES_PER_PAGE = 20


@require_safe
@login_required
def notices(request: HttpRequest) -> HttpResponse:
    """A page of them, the newest first; older ones by the last one seen."""
    before = request.GET.get("before", "")
    asked = int(before) if before.isascii() and before.isdigit() and len(before) < 19 else None
    found = list(notices_of(request.user, asked)[: NOTICES_PER_PAGE + 1])
    page = {
        "notices": [shown(notice, get_language()) for notice in found[:NOTICES_PER_PAGE]],
        "older": found[NOTICES_PER_PAGE - 1].pk if len(found) > NOTICES_PER_PAGE else None,
        "later": asked is not None,
    }
    return render(request, "people/notices.html", page)


@require_POST
@login_required
def notice(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Read one's own notice, and go where it leads."""
    found = mark_read(user=request.user, notice_id=notice_id)
    if found is None:
        raise Http404
    known = url_has_allowed_host_and_scheme(found.link, allowed_hosts=None)
    return redirect(found.link if found.link and known and "stay" not in request.POST else "notices")


@require_POST
@login_required
def notices_read(request: HttpRequest) -> HttpResponse:
    """All that the page showed, and those before."""
    newest = request.POST.get("newest", "")
    if newest.isascii() and newest.isdigit() and len(newest) < 19:
        mark_all_read(user=request.user, up_to=int(newest))
    return redirect("notices")
