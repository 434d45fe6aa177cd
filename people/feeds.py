"""The secret address of a person's calendar feed, which a calendar programme reads without signing in.

It is signed rather than stored: the account keeps the number of its address alone, so that nobody who reads the table can
read a calendar. A new address has the next number, and the old one is no longer good.
"""

from __future__ import annotations

import logging

from django.core.cache import cache
from django.core.signing import BadSignature, Signer
from django.db.models import F

from .models import User

READS, SECONDS = 60, 600  # of one feed: a programme reads it a few times an hour, on each of a person's devices
log = logging.getLogger(__name__)


def secret_of(user: User) -> str:
    return _signer().sign(f"{user.pk}-{user.feed_number}") if user.feed_number else ""


def owner_of(secret: str) -> User | None:
    """Whose address it is, of those that are good now; the signature is compared in constant time."""
    try:
        user_id, number = (int(text) for text in _signer().unsign(secret).split("-"))
    except (BadSignature, ValueError):
        return None
    user = User.objects.select_related("student", "staff").filter(pk=user_id, is_active=True).first()
    return user if user and user.feed_number == number else None


def renew_feed(*, user: User) -> None:
    """The first address, or the next one: whoever has the old one reads nothing any more."""
    User.objects.filter(pk=user.pk).update(feed_number=F("feed_number") + 1)


def admits(user: User) -> bool:
    """Whether the feed may be read now: not when something reads it again and again. A cache that is down admits."""
    try:
        key = f"feed:{user.pk}-{user.feed_number}"
        cache.add(key, 0, SECONDS)
        return bool(cache.incr(key) <= READS)
    except Exception:  # whatever the cache's client raises when its server is gone
        log.warning("calendar feed: the cache did not answer")
        return True


def _signer() -> Signer:
    return Signer(salt="calendar feed", sep=".")
