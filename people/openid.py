"""Sign-in at the university's own OpenID Connect provider, where settings name one (OIDC_ISSUER).

Code flow with state, nonce and PKCE. The provider says who somebody is; an account here is never made of that. Refusals
are values: see Refusal.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import Any
from urllib.parse import urljoin

from authlib.integrations.base_client.errors import MismatchingStateError, OAuthError
from authlib.integrations.django_client import DjangoOAuth2App, OAuth
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from joserfc.errors import JoseError
from requests import RequestException

from .models import User

log = logging.getLogger(__name__)
NEXT = "openid_next"
SECONDS = 5  # a provider that does not answer must not hold a web thread
NO_PROVIDER = (RequestException, ValueError, KeyError, TypeError, RuntimeError)  # no answer, or not that of a provider
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"]  # signed by a key pair


class Refusal(Enum):
    DENIED = "denied"  # the provider, or its user, said no
    STALE = "stale"  # not begun here, or begun too long ago
    DOWN = "down"  # the provider does not answer as one
    INVALID = "invalid"  # what it said of the user does not hold
    UNKNOWN = "unknown"  # nobody here, or an account that is closed


@dataclass(frozen=True)
class Known:
    """Whom the provider knows, and whether it asked for a second factor that counts here."""

    user: User
    factor_given: bool


def is_on() -> bool:
    return bool(settings.OIDC_ISSUER)


def begin(request: HttpRequest, led: str) -> HttpResponse | Refusal:
    """The way to the provider; where the user wants to go is kept until they are back."""
    try:
        response = _provider().authorize_redirect(request, urljoin(settings.PORTAL_URL, reverse("openid_callback")))
    except NO_PROVIDER as down:
        return _noted(Refusal.DOWN, down)
    request.session[NEXT] = led
    return response


def known(request: HttpRequest) -> Known | Refusal:
    """Who is back from the provider."""
    provider = _provider()
    options = {
        "iss": {"essential": True, "values": [settings.OIDC_ISSUER]},
        "aud": {"essential": True, "values": [settings.OIDC_CLIENT_ID]},
    }
    try:
        provider.load_server_metadata()["id_token_signing_alg_values_supported"] = ALGORITHMS
        token = provider.authorize_access_token(request, claims_options=options)
        claims = _claims(provider, token)
    except MismatchingStateError:
        return Refusal.STALE
    except OAuthError as denied:
        return _noted(Refusal.DENIED, denied)
    except JoseError as invalid:
        return _noted(Refusal.INVALID, invalid)
    except NO_PROVIDER as down:
        return _noted(Refusal.DOWN, down)
    name = claims.get(settings.OIDC_USERNAME_CLAIM)
    user = User.objects.filter(username=name, is_active=True).first() if name and isinstance(name, str) else None
    if user is None:
        return Refusal.UNKNOWN
    user.backend = settings.AUTHENTICATION_BACKENDS[0]
    return Known(user, factor_given(claims))


def factor_given(claims: dict[str, Any]) -> bool:
    """Whether the provider asked for a second factor, by the values of acr and amr that settings trust."""
    amr = claims.get("amr") or []
    return bool({claims.get("acr"), *(amr if isinstance(amr, list) else [])} & settings.OIDC_SECOND_FACTOR)


def led(request: HttpRequest) -> str:
    """Where the user wanted to go; empty where that is no page of ours."""
    led = request.session.pop(NEXT, "")
    return led if url_has_allowed_host_and_scheme(led, {request.get_host()}, request.is_secure()) else ""


def _noted(refusal: Refusal, error: Exception) -> Refusal:
    """Whoever runs the portal reads why; the user is told what to do."""
    log.warning("sign-in by OpenID Connect: %s: %s", refusal.value, error)
    return refusal


def _claims(provider: DjangoOAuth2App, token: dict[str, Any]) -> dict[str, Any]:
    """What the provider signed of the user, with what it only tells when asked; both of the same subject.

    Raises JoseError where nothing was signed.
    """
    signed = token.get("userinfo")
    if not signed:
        raise JoseError("no id_token")
    if settings.OIDC_USERNAME_CLAIM in signed or "userinfo_endpoint" not in provider.server_metadata:
        return dict(signed)
    told = provider.userinfo(token=token)
    if told.get("sub") != signed["sub"]:
        raise JoseError("the userinfo is another subject's")
    return {**told, **signed}


def _provider() -> DjangoOAuth2App:
    return _made(settings.OIDC_ISSUER, settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET)


@lru_cache(maxsize=4)
def _made(issuer: str, client_id: str, secret: str) -> DjangoOAuth2App:
    """One for each process: it keeps what the provider says of itself, and its keys."""
    return OAuth().register(
        "openid",
        client_id=client_id,
        client_secret=secret,
        server_metadata_url=f"{issuer.rstrip('/')}/.well-known/openid-configuration",
        client_kwargs={
            "scope": "openid profile email",
            "code_challenge_method": "S256",
            "default_timeout": SECONDS,
        },
    )
