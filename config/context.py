from typing import Any

from django.conf import settings
from django.http import HttpRequest

from .themes import theme_of


def site(request: HttpRequest) -> dict[str, Any]:
    """What the frame of every page shows: names of the place, the theme, and the name of the page itself."""
    match = request.resolver_match
    return {
        "SITE_NAME": settings.SITE_NAME,
        "UNIVERSITY_NAME": settings.UNIVERSITY_NAME,
        "SITE_REGISTRATION_URL": settings.SITE_REGISTRATION_URL,
        "SITE_IT_POLICY_URL": settings.SITE_IT_POLICY_URL,
        "SITE_DISTANCE_URL": settings.SITE_DISTANCE_URL,
        "OPENID": settings.OIDC_ISSUER != "",
        "THEME": theme_of(request),
        "HERE": match.url_name if match else "",
    }
