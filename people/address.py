"""Where a request comes from, as far as anybody but the browser says so."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest | None) -> str:
    """The address that the outermost of our proxies saw, or that of the connection; empty where there is none.

    Each proxy adds one at the right of X-Forwarded-For, so what a browser claims there stands further left.
    """
    if request is None:
        return ""
    hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if hop.strip()]
    trusted = settings.TRUSTED_PROXIES
    forwarded = hops[-trusted] if 0 < trusted <= len(hops) else ""
    return _plain(forwarded) or _plain(request.META.get("REMOTE_ADDR", ""))


def network_of(address: str) -> str:
    """What one person has at their disposal: an IPv4 address, but a whole /64 of IPv6."""
    if address and isinstance(ip_address(address), IPv6Address):
        return str(ip_network(f"{address}/64", strict=False))
    return address


def _plain(address: str) -> str:
    """As it is written shortest; an IPv4 address that a socket of both kinds hands on as IPv6 is one of IPv4."""
    try:
        said = ip_address(address.partition("%")[0])
    except ValueError:
        return ""
    return str(getattr(said, "ipv4_mapped", None) or said)
