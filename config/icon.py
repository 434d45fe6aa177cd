"""The university's own sign: beside the name, and in the browser's tab. Any SVG, PNG or ICO of theirs (SITE_ICON)."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import condition, require_safe

KINDS = {".svg": "image/svg+xml", ".png": "image/png", ".ico": "image/x-icon"}


@cache
def _read(path: Path) -> tuple[bytes, str]:
    if path.suffix not in KINDS:
        raise ImproperlyConfigured(f"SITE_ICON is {path.name!r}: give a file that ends in {', '.join(KINDS)}.")
    return path.read_bytes(), KINDS[path.suffix]


def _tag(request: HttpRequest) -> str:
    stat = settings.SITE_ICON.stat()
    return f'"{stat.st_size:x}-{stat.st_mtime_ns:x}"'


@require_safe
@cache_control(public=True, max_age=86400)
@condition(etag_func=_tag)
def icon(request: HttpRequest) -> HttpResponse:
    body, kind = _read(settings.SITE_ICON)
    return HttpResponse(body, content_type=kind)
