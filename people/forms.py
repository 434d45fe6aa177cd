"""Sign-in: one answer to every failure, and a pause after too many of them."""

from __future__ import annotations

import hashlib

from django.contrib.auth.forms import AuthenticationForm
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from redis.exceptions import RedisError

TRIES, PAUSE = 5, 5 * 60  # per account and address; nobody is locked out from elsewhere


class SignInForm(AuthenticationForm):
    """No hint which of the two fields was wrong, nor whether the account exists or is closed."""

    error_messages = {
        "invalid_login": _("The user code or the password is wrong."),
        "inactive": _("The user code or the password is wrong."),
        "throttled": _("Too many tries from here. Wait five minutes and try again."),
    }

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = _("User code")
        self.fields["username"].widget.attrs["class"] = "form-control"
        self.fields["password"].widget.attrs["class"] = "form-control"

    def clean(self) -> dict[str, object]:
        key = self._throttle_key()
        if _tries(key) >= TRIES:
            raise ValidationError(self.error_messages["throttled"], code="throttled")
        try:
            return super().clean()
        except ValidationError:
            _count(key)
            raise

    def _throttle_key(self) -> str:
        address = self.request.META.get("REMOTE_ADDR", "") if self.request else ""
        asked = f"{self.cleaned_data.get('username', '')}\n{address}"
        return f"sign-in:{hashlib.sha256(asked.encode()).hexdigest()}"


def _tries(key: str) -> int:
    try:
        return cache.get(key, 0)
    except (RedisError, OSError):  # a cache that is down keeps nobody out
        return 0


def _count(key: str) -> None:
    """The pause runs from the first failure, so that trying on does not prolong it."""
    try:
        if not cache.add(key, 1, PAUSE):
            cache.incr(key)
    except (RedisError, OSError, ValueError):  # ValueError: the key ran out between the two
        return
