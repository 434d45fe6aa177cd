"""Slows down who tries codes: so many wrong ones from one address. The cache being down keeps nobody out."""

from __future__ import annotations

import logging

from django.core.cache import cache
from django.http import HttpRequest

from people.address import client_address, network_of

TRIES, SECONDS = 20, 300
log = logging.getLogger(__name__)


def exhausted(request: HttpRequest) -> bool:
    try:
        return bool(cache.get(_key(request), 0) >= TRIES)
    except Exception:  # whatever the cache's client raises when its server is gone
        log.warning("codes of papers: the cache did not answer")
        return False


def count(request: HttpRequest) -> None:
    try:
        cache.add(_key(request), 0, SECONDS)
        cache.incr(_key(request))
    except Exception:  # see above; a ValueError where the key ran out in between
        log.warning("codes of papers: the cache did not answer")


def _key(request: HttpRequest) -> str:
    return f"paper-code:{network_of(client_address(request))}"
