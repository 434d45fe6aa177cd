"""The pages of passwords. What depends on policy is handed in by whoever stands right of here: registration/urls.py."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.generic import FormView

from . import throttle
from .forms import THROTTLED, ContactPasswordForm, FirstPasswordForm, NewPasswordForm
from .models import Student, User
from .passwords import (
    HAS_PASSWORD,
    IDENTITY_MISMATCH,
    NOT_ENROLLED,
    change_password,
    choose_password,
    make_first_password,
)

GET_POST = ["get", "post", "head", "options"]  # a form view of Django's would take PUT for POST
ShutUntil = Callable[[User], datetime | None]


def _refusal(code: str) -> str:
    return {
        IDENTITY_MISMATCH: _("What you typed does not match our records. Check all three, or ask your department."),
        NOT_ENROLLED: _("Nobody gets a password before the enrolment at the university is complete."),
        HAS_PASSWORD: _(
            "Your account has a password. If you forgot it, have the secretary of your department reset it, "
            "and create one here again."
        ),
        THROTTLED: _("Too many tries from here for this student number. Wait five minutes and try again."),
    }[code]


@method_decorator(never_cache, name="dispatch")
class FirstPassword(FormView):
    """Who proves to be a student gets a temporary password, shown once (OMU-26, OMU-27)."""

    template_name, form_class = "people/first_password.html", FirstPasswordForm
    http_method_names = GET_POST
    minutes_of: Callable[[Student], int] | None = None

    def form_valid(self, form: FirstPasswordForm) -> HttpResponse:
        account = f"first password of {form.cleaned_data['number']}"
        if not throttle.admit(account, self.request):
            return self._refuse(form, THROTTLED)
        made = make_first_password(**form.cleaned_data, minutes_of=self.minutes_of, request=self.request)
        throttle.settle(account, self.request, right=made.code != IDENTITY_MISMATCH)
        if made.code:
            return self._refuse(form, made.code)
        return render(self.request, "people/temporary_password.html", {"made": made})

    def _refuse(self, form: FirstPasswordForm, code: str) -> HttpResponse:
        form.add_error(None, ValidationError(_refusal(code), code=code))
        return self.form_invalid(form)


class _OwnPassword(LoginRequiredMixin, FormView):
    """A form on the user's own password, with what a change of it would bring about."""

    http_method_names = GET_POST
    shut_until: ShutUntil | None = None

    @method_decorator(never_cache)
    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict:
        return super().get_form_kwargs() | {"user": self.request.user}

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(shut_until=self.shut_until(self.request.user), **kwargs)


class ChoosePassword(_OwnPassword):
    """After a temporary password: a real one, e-mail and phone; nothing else opens before (OMU-28, OMU-30)."""

    template_name, form_class = "people/choose_password.html", ContactPasswordForm

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        return super().get(request) if request.user.must_choose_password else redirect("password")

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        return super().post(request) if request.user.must_choose_password else redirect("password")

    def get_initial(self) -> dict:
        return {"email": self.request.user.email, "phone": self.request.user.phone}

    def get_context_data(self, **kwargs) -> dict:
        shown = super().get_context_data(**kwargs)
        # the very first password is no change of one, and keeps nobody waiting
        return shown if self.request.user.password_changed_at else shown | {"shut_until": None}

    def form_valid(self, form: ContactPasswordForm) -> HttpResponse:
        contact = {name: form.cleaned_data[name] for name in ("email", "phone")}
        user = self.request.user
        choose_password(user=user, password=form.cleaned_data["new_password1"], request=self.request, **contact)
        update_session_auth_hash(self.request, user)
        return redirect("home")


class ChangePassword(_OwnPassword):
    """Another password, with a warning before it where registration would stay shut for a while (METU-53)."""

    template_name, form_class = "people/password.html", NewPasswordForm

    def form_valid(self, form: NewPasswordForm) -> HttpResponse:
        user, shut = self.request.user, self.shut_until(self.request.user)
        change_password(user=user, password=form.cleaned_data["new_password1"], request=self.request)
        update_session_auth_hash(self.request, user)
        messages.success(self.request, _("Your password is changed. Other devices are signed out."))
        if shut:
            said = {"time": f"{localtime(shut):%H:%M}"}
            messages.info(self.request, _("You can register again from %(time)s on.") % said)
        return redirect("password")
