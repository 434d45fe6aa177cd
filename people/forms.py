"""Sign-in: one answer to every failure, and a pause after too many of them."""

from __future__ import annotations

from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from . import throttle


class SignInForm(AuthenticationForm):
    """Says that the pair is wrong, never which half of it, nor whether the account exists (METU-05)."""

    error_messages = {
        "invalid_login": _("The user code or the password is wrong."),
        "inactive": _("The user code or the password is wrong."),
        "throttled": _("Too many tries from here for this user code. Wait five minutes and try again."),
    }

    def clean(self) -> dict[str, str]:
        username, request = self.cleaned_data.get("username", ""), self.request
        if throttle.exhausted(username, request):
            raise ValidationError(self.error_messages["throttled"], code="throttled")
        try:
            return super().clean()
        finally:
            if self.user_cache is None:
                throttle.count(username, request)
