"""Sign-in, the way from it to each role's own first page, and the notices of whoever is signed in."""

from __future__ import annotations

from django.contrib.auth import views as auth
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from . import openid
from .forms import SignInForm
from .notice_rendering import shown
from .notices import mark_all_read, mark_read, notices_of

NOTICES_PER_PAGE = 20
STATUS = {openid.Refusal.DOWN: 503, openid.Refusal.STALE: 400, openid.Refusal.INVALID: 400}


class SignIn(auth.LoginView):
    template_name = "people/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True


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
    return _refused(request, found) if isinstance(found, openid.Refusal) else redirect(openid.admit(request, found))


def _refused(request: HttpRequest, refusal: openid.Refusal) -> HttpResponse:
    return render(request, "people/openid_refused.html", {"refusal": refusal.value}, status=STATUS.get(refusal, 403))


def home(request: HttpRequest) -> HttpResponse:
    """Each role's first page."""
    user = request.user
    if not user.is_authenticated:
        return redirect("sign_in")
    if hasattr(user, "student"):
        return redirect("registration")
    if hasattr(user, "staff") and user.staff.advisorships.exists():
        return redirect("advising")
    if hasattr(user, "staff") and user.staff.teachings.exists():
        return redirect("grades")
    return redirect("admin:index" if user.is_staff else "catalogue")


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
