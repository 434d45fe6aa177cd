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
        "directory_down": _(
            "The university's directory does not answer just now, so its passwords cannot be checked. Try again in a few "
            "minutes; passwords of the portal itself work."
        ),
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

    def get_invalid_login_error(self) -> ValidationError:
        """Nobody is told that a password is wrong which nobody could check."""
        if getattr(self.request, "directory_down", False):
            return ValidationError(self.error_messages["directory_down"], code="directory_down")
        return super().get_invalid_login_error()
