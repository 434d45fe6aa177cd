"""Closed for maintenance, and out of reach of the database: one page that needs neither session nor database.

While the file MAINTENANCE_FILE is there, this node answers everything but its health check by that page, with the
file's text on it and status 503, so that programmes come again by themselves.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.defaults import server_error

from curriculum.locks import held_up

log = logging.getLogger(__name__)
RETRY_SECONDS = 60
HEALTH = "/healthz"


def closed(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[..., HttpResponse]:
    def middleware(request: HttpRequest) -> HttpResponse:
        note = None if request.path_info == HEALTH else _note()
        return get_response(request) if note is None else unavailable(note, planned=True)

    return middleware


def _note() -> str | None:
    """What the file says; None where it is not there, or went while it was looked at."""
    try:
        return settings.MAINTENANCE_FILE.read_text(encoding="utf-8", errors="replace").strip()
    except FileNotFoundError:
        return None


def failed(request: HttpRequest) -> HttpResponse:
    """The handler of what nobody caught: a database that went away is no fault of the page that asked it."""
    error = sys.exc_info()[1]
    if not isinstance(error, (OperationalError, InterfaceError)) or held_up(error):
        return server_error(request)
    log.error("The database does not answer: %s", error)
    return unavailable()


def unavailable(note: str = "", *, planned: bool = False) -> HttpResponse:
    response = render(None, "503.html", {"note": note, "planned": planned}, status=503)
    response.headers["Retry-After"] = str(RETRY_SECONDS)
    response.headers["Cache-Control"] = "no-store"
    return response
