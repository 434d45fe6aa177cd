"""What went wrong, as problem details (RFC 9457) with a code that a program can ask for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import DatabaseError
from django.http import Http404
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import set_rollback

from curriculum.locks import held_up

SAID: Mapping[str, tuple[int, Promise]] = {
    "INVALID": (400, _("The request is not as described.")),
    "NOT_AUTHENTICATED": (401, _("A bearer token of a bank is needed.")),
    "NOT_FOUND": (404, _("There is no such payment.")),
    "UNKNOWN_NUMBER": (404, _("There is no student of this number.")),
    "METHOD_NOT_ALLOWED": (405, _("The address does not take this method.")),
    "NOT_ACCEPTABLE": (406, _("The service answers in JSON.")),
    "DUPLICATE_REFERENCE": (409, _("The reference was reported with other figures; nothing is booked.")),
    "RETURNED": (409, _("The money went back to its sender already.")),
    "UNSUPPORTED_MEDIA_TYPE": (415, _("The service takes JSON.")),
    "TOO_MANY_REQUESTS": (429, _("Too many requests; wait as long as Retry-After says.")),
    "BUSY": (503, _("The account is busy; nothing is booked. Send the same again.")),
}
KINDS: tuple[tuple[type[Exception], str], ...] = (
    (exceptions.NotAuthenticated, "NOT_AUTHENTICATED"),
    (exceptions.AuthenticationFailed, "NOT_AUTHENTICATED"),
    (exceptions.Throttled, "TOO_MANY_REQUESTS"),
    (exceptions.MethodNotAllowed, "METHOD_NOT_ALLOWED"),
    (exceptions.NotAcceptable, "NOT_ACCEPTABLE"),
    (exceptions.UnsupportedMediaType, "UNSUPPORTED_MEDIA_TYPE"),
    (exceptions.APIException, "INVALID"),
    (Http404, "NOT_FOUND"),
)


def problem(code: str, **more: Any) -> Response:
    status, title = SAID[code]
    body = {"type": "about:blank", "title": str(title), "status": status, "code": code, **more}
    return Response(body, status=status, content_type="application/problem+json")


def as_problem(error: Exception, context: Mapping[str, Any]) -> Response | None:
    """What DRF raises, and accounts that stay locked; anything else is a fault of ours and is not hidden."""
    if isinstance(error, DatabaseError) and held_up(error):
        answer = problem("BUSY")
        answer["Retry-After"] = "1"
        return answer
    code = next((code for kind, code in KINDS if isinstance(error, kind)), None)
    if code is None:
        return None
    set_rollback()
    more = {"errors": error.detail} if isinstance(error, exceptions.ValidationError) else {}
    answer = problem(code, **more)
    if header := getattr(error, "auth_header", None):
        answer["WWW-Authenticate"] = header
    if wait := getattr(error, "wait", None):
        answer["Retry-After"] = str(int(wait))
    return answer
