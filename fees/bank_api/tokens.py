"""A bank's programs sign in by a bearer token; only its digest is kept, so that nobody can read it here."""

from __future__ import annotations

import hashlib
import logging
import secrets
from dataclasses import dataclass

from django.core.cache import cache
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed, Throttled
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from people.address import client_address, network_of

from ..models import Bank

MINUTE = 60
REQUESTS, WRONG_TOKENS = 1200, 30  # in a minute: of one bank, from one address
log = logging.getLogger(__name__)


def make_token(bank: Bank) -> str:
    """A new token in the old one's place, told once."""
    token = secrets.token_urlsafe(32)
    bank.token_digest = _digest(token)
    Bank.objects.filter(pk=bank.pk).update(token_digest=bank.token_digest)
    return token


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@dataclass(frozen=True)
class Client:
    """Whoever calls with a bank's token."""

    bank: Bank
    is_authenticated: bool = True


class BearerToken(BaseAuthentication):
    def authenticate(self, request: Request) -> tuple[Client, None] | None:
        word, _, token = get_authorization_header(request).decode("latin-1").partition(" ")
        if word.lower() != "bearer":
            return None
        bank = Bank.objects.filter(token_digest=_digest(token.strip()), active=True).first()
        if bank is not None:
            return Client(bank), None
        if _count(f"wrong:{network_of(client_address(request))}") > WRONG_TOKENS:
            raise Throttled(MINUTE)
        raise AuthenticationFailed

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"


class OfOneBank(BaseThrottle):
    def allow_request(self, request: Request, view: object) -> bool:
        return _count(f"bank:{request.user.bank.pk}") <= REQUESTS

    def wait(self) -> float:
        return MINUTE


def _count(key: str) -> int:
    """How often in this minute; the cache being down must not keep a payment out."""
    try:
        cache.add(f"bank-api:{key}", 0, MINUTE)
        return int(cache.incr(f"bank-api:{key}"))
    except Exception:  # whatever the cache's client raises when its server is gone
        log.warning("bank service: the cache did not answer")
        return 0
