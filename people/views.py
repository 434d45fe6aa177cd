"""Sign-in and the way from it to each role's own first page."""

from __future__ import annotations

from django.contrib.auth import views as auth
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from . import throttle


class SignInForm(AuthenticationForm):
    """Says that the pair is wrong, never which half of it (METU-05)."""

    error_messages = {
        "invalid_login": _("The user code or the password is wrong."),
        "inactive": _("The user code or the password is wrong."),
        "throttled": _("Too many attempts from here for this user code. Wait five minutes and try again."),
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


class SignIn(auth.LoginView):
    template_name = "people/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True


def home(request: HttpRequest) -> HttpResponse:
    """Each role's first page."""
    user = request.user
    if not user.is_authenticated:
        return redirect("sign_in")
    if hasattr(user, "student"):
        return redirect("registration")
    if hasattr(user, "staff") and user.staff.advisorships.exists():
        return redirect("advising")
    return redirect("admin:index" if user.is_staff else "catalogue")
