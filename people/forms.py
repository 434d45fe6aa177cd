"""Sign-in, with one answer to every failure; the forms of passwords, which keep all that was typed but these."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm, SetPasswordForm
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from . import throttle
from .account_log import Kind, record
from .models import User

LOGIN_FAILED, TEMP_PASSWORD_EXPIRED, THROTTLED = "LOGIN_FAILED", "TEMP_PASSWORD_EXPIRED", "THROTTLED"
DIRECTORY_DOWN = "DIRECTORY_DOWN"


class Plain(forms.Form):
    """Fields that look like the portal's."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.setdefault("class", "form-control")

    @property
    def refusals(self) -> list[tuple[str, str]]:
        """Code and text of what is wrong with the whole."""
        return [(error.code or "", text) for error in self.non_field_errors().as_data() for text in error.messages]


class TypedDecimal(forms.DecimalField):
    """With a comma or a point, as people type it."""

    def to_python(self, value: Any) -> Decimal | None:
        return super().to_python(value.replace(",", ".") if isinstance(value, str) else value)


class SignInForm(AuthenticationForm):
    """Says that the pair is wrong, never which half of it, nor whether the account exists (METU-05)."""

    error_messages = {
        LOGIN_FAILED: _("The user code or the password is wrong."),
        TEMP_PASSWORD_EXPIRED: _(
            "The temporary password is good for a few minutes and for one sign-in. Create another one."
        ),
        DIRECTORY_DOWN: _(
            "The university's directory does not answer just now, so its passwords cannot be checked. Try again in a few "
            "minutes; passwords of the portal itself work."
        ),
        THROTTLED: _("Too many tries from here for this user code. Wait five minutes and try again."),
    }

    def clean(self) -> dict[str, str]:
        username, request = self.cleaned_data.get("username", ""), self.request
        if not throttle.admit(username, request):
            if throttle.is_news(username, request):
                record(Kind.THROTTLED, request, user=_account(username))
            raise self._error(THROTTLED)
        try:
            return super().clean()
        finally:
            judged = not self._is_directory_down() or _has_password(username)
            throttle.settle(username, request, right=self.user_cache is not None if judged else None)

    def get_invalid_login_error(self) -> ValidationError:
        """Recorded here, where alone it is known that the pair was judged."""
        if (owner := getattr(self.request, "expired_user", None)) is not None:
            record(Kind.EXPIRED, self.request, user=owner)
            return self._error(TEMP_PASSWORD_EXPIRED)
        if self._is_directory_down():  # nobody is told that a password is wrong which nobody checked
            return self._error(DIRECTORY_DOWN)
        record(Kind.REFUSED, self.request, user=_account(self.cleaned_data["username"]))
        return self._error(LOGIN_FAILED)

    def _is_directory_down(self) -> bool:
        return getattr(self.request, "directory_down", False)

    def _error(self, code: str) -> ValidationError:
        return ValidationError(self.error_messages[code], code=code)

    refusals = Plain.refusals


def _account(username: str) -> User | None:
    return User.objects.filter(username=username).first()


def _has_password(username: str) -> bool:
    """Of the portal's own: then a try is one at that, whether or not the directory answers."""
    account = _account(username)
    return account is not None and account.has_usable_password()


class CodeForm(Plain):
    code = forms.CharField(
        label=_("Code"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autofocus": True, "spellcheck": "false"}),
    )


class FirstPasswordForm(Plain):
    """What proves who somebody is (OMU-27)."""

    number = forms.CharField(
        label=_("Student number"), max_length=12, widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )
    identity = forms.CharField(
        label=_("National identity number"),
        max_length=11,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    birth_date = forms.DateField(
        label=_("Date of birth"),
        input_formats=["%Y-%m-%d", "%d.%m.%Y"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "autocomplete": "bday"}),
    )


class ContactPasswordForm(Plain, SetPasswordForm):
    """A password of one's own, and how to be reached (OMU-28, OMU-30)."""

    email = forms.EmailField(label=_("E-mail"), widget=forms.EmailInput(attrs={"autocomplete": "email"}))
    phone = forms.CharField(
        label=_("Mobile phone"),
        max_length=24,
        help_text=_("Such as 0532 123 45 67; from abroad with + and the country code."),
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )

    def clean_phone(self) -> str:
        """As +905321234567."""
        said = re.sub(r"[\s()./-]", "", self.cleaned_data["phone"])
        said = re.sub(r"^00", "+", said)
        if own := re.fullmatch(r"(?:\+90|90|0)?(5\d{9})", said):
            return f"+90{own[1]}"
        if not re.fullmatch(r"\+(?!90)[1-9]\d{7,14}", said):
            raise ValidationError(_("Give a mobile phone number such as 0532 123 45 67."))
        return said


class NewPasswordForm(Plain, PasswordChangeForm):
    """The password that is there, and another."""
