"""What is asked of a signed-in user before any page: the language of their own, and a password of their own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import translation

from .models import User

WITHOUT_PASSWORD = {"choose_password", "sign_out", "set_language"}  # names of URLs


def _user(request: HttpRequest) -> User | None:
    """Whoever is signed in; a visitor without a session costs no statement."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES or not request.user.is_authenticated:
        return None
    return request.user


def own_language(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[..., HttpResponse]:
    """The language that the user chose once, wherever that was; a choice made in this browser goes before it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES and (user := _user(request)) and user.language_chosen:
            translation.activate(user.language)
            request.LANGUAGE_CODE = user.language
        return get_response(request)

    return middleware


class PasswordFirst:
    """Who came in by a temporary password sees one page until a real one is saved (OMU-28)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        user = _user(request)
        if user and user.must_choose_password and request.resolver_match.url_name not in WITHOUT_PASSWORD:
            return redirect("choose_password")
        return None
