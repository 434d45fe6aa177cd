"""Slows guessing down without locking anyone out: user codes are predictable, so a lock would be a weapon at 08:59.

Five wrong passwords in five minutes for one account from one address. The cache being down must not keep anyone out.
"""

from __future__ import annotations

import hashlib
import logging

from django.core.cache import cache
from django.http import HttpRequest

TRIES, SECONDS = 5, 300
log = logging.getLogger(__name__)


def exhausted(username: str, request: HttpRequest | None) -> bool:
    try:
        return cache.get(_key(username, request), 0) >= TRIES
    except Exception:  # whatever the cache's client raises when its server is gone
        log.warning("sign-in throttle: the cache did not answer")
        return False


def count(username: str, request: HttpRequest | None) -> None:
    try:
        cache.add(_key(username, request), 0, SECONDS)
        cache.incr(_key(username, request))
    except Exception:  # see above; a ValueError where the key ran out in between
        log.warning("sign-in throttle: the cache did not answer")


def _key(username: str, request: HttpRequest | None) -> str:
    address = request.META.get("REMOTE_ADDR", "") if request else ""
    return "sign-in:" + hashlib.sha256(f"{username}\n{address}".encode()).hexdigest()
