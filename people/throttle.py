"""Slows guessing down without locking anyone out: user codes are predictable, so a lock would be a weapon at 08:59.

Five tries in five minutes for one account from one address, and five more for it on each device that it signed in on
before. From an address with far more wrong tries than right ones, somebody tries one password on many accounts: there
each account gets one try instead of five, which a campus behind that address does not feel. The cache being down must
not keep anyone out.
"""

from __future__ import annotations

import hashlib
import logging

from django.core.cache import cache
from django.http import HttpRequest

from .address import client_address, network_of
from .known_devices import device_of

TRIES, TRIES_WHERE_SPRAYED, SECONDS = 5, 1, 300
SPRAYED = 100  # wrong tries from one address, beyond the right ones
log = logging.getLogger(__name__)


def admit(account: str, request: HttpRequest | None) -> bool:
    """Count a try and say whether it may be judged. Counted first: a hundred sent at once are not a hundred tries."""
    try:
        device, network = device_of(account, request), network_of(client_address(request))
        allowed = TRIES if device or not _is_sprayed(network) else TRIES_WHERE_SPRAYED
        return _add(_key("device", device, account) if device else _key("address", network, account)) <= allowed
    except Exception:  # whatever the cache's client raises when its server is gone
        log.warning("sign-in throttle: the cache did not answer")
        return True


def settle(account: str, request: HttpRequest | None, *, right: bool | None) -> None:
    """What became of a try that was admitted: a right one is given back, and one that nobody could judge (None) is none."""
    try:
        device, network = device_of(account, request), network_of(client_address(request))
        if right is not None:
            _add(_key("right" if right else "wrong", network))
        if right is not False:
            cache.decr(_key("device", device, account) if device else _key("address", network, account))
    except Exception:  # see above; a ValueError where the key ran out in between
        log.warning("sign-in throttle: the cache did not answer")


def is_news(account: str, request: HttpRequest | None) -> bool:
    """Whether a try that was not admitted is the first in a while: the log tells of a pause once, not of each knock."""
    try:
        return cache.add(_key("told", network_of(client_address(request)), account), 1, SECONDS)
    except Exception:
        return False


def _is_sprayed(network: str) -> bool:
    right, wrong = _key("right", network), _key("wrong", network)
    counts = cache.get_many([right, wrong])
    return counts.get(wrong, 0) >= SPRAYED + counts.get(right, 0)


def _add(key: str) -> int:
    cache.add(key, 0, SECONDS)
    return cache.incr(key)


def _key(*parts: str) -> str:
    return "sign-in:" + hashlib.sha256("\n".join(parts).encode()).hexdigest()
