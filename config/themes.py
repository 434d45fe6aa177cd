"""Light, dark, or as the device has it: a choice of this browser, kept in a cookie. No script is needed for it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

COOKIE, KEPT = "theme", 365 * 24 * 60 * 60
THEMES = ("light", "dark")


def theme_of(request: HttpRequest) -> str:
    """Empty where the device decides."""
    theme = request.COOKIES.get(COOKIE, "")
    return theme if theme in THEMES else ""


@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    led = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(led, {request.get_host()}, require_https=request.is_secure()):
        led = reverse("home")
    response = HttpResponseRedirect(led)
    theme = request.POST.get("theme", "")
    if theme in THEMES:
        response.set_cookie(COOKIE, theme, KEPT, samesite="Lax", secure=request.is_secure(), httponly=True)
    else:
        response.delete_cookie(COOKIE, samesite="Lax")
    return response
