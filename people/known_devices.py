"""Devices on which somebody signed in before, by a signed cookie that lives for a year.

Their owners keep an allowance of their own when somebody tries out passwords for their user code (DESIGN.md §12). The
cookie names no user code: on a shared computer it would tell who has been there.
"""

from __future__ import annotations

import hashlib
import secrets

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

SALT, SECONDS, OWNERS = "people.known_devices", 365 * 24 * 60 * 60, 10


def device_of(username: str, request: HttpRequest | None) -> str:
    """The device's id if this user code signed in on it before, else empty."""
    device, owners = _read(request)
    return device if device and _mark(device, username) in owners else ""


def remember(response: HttpResponse, request: HttpRequest, username: str) -> None:
    """The last ten owners are kept: enough for a family, too few for a computer room."""
    device, owners = _read(request)
    device = device or secrets.token_urlsafe(12)
    mark = _mark(device, username)
    kept = [mark, *(owner for owner in owners if owner != mark)][:OWNERS]
    response.set_cookie(
        settings.DEVICE_COOKIE,
        signing.dumps([device, kept], salt=SALT),
        max_age=SECONDS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _read(request: HttpRequest | None) -> tuple[str, list[str]]:
    said = request.COOKIES.get(settings.DEVICE_COOKIE, "") if request else ""
    try:
        device, owners = signing.loads(said, salt=SALT, max_age=SECONDS) if said else ("", [])
    except signing.BadSignature:
        return "", []
    return device, owners


def _mark(device: str, username: str) -> str:
    return hashlib.sha256(f"{device}\n{username}".encode()).hexdigest()[:16]
