"""Sign-in in one step or two, the way from it to each role's own first page, and the choice of a language."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth import views as auth
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views import i18n
from django.views.csrf import csrf_failure
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET
from django.views.generic import FormView

from . import second_factor, throttle
from .account_log import Kind, record
from .forms import CodeForm, SignInForm
from .known_devices import remember
from .models import User
from .permissions import FEE_OFFICER
from .services import desks_of, keep_language, own_desks


class SignIn(auth.LoginView):
    template_name = "people/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def form_valid(self, form: SignInForm) -> HttpResponse:
        return enter(self.request, form.get_user(), self.get_redirect_url())


def enter(request: HttpRequest, user: User, led: str, *, factor_given: bool = False) -> HttpResponse:
    """In, or on to the code where the user needs a second factor and gave none yet. `led` is a safe address or empty."""
    if second_factor.is_needed(user) and not factor_given:
        second_factor.begin(request, user)
        return redirect(reverse("sign_in_code") + (f"?{urlencode({'next': led})}" if led else ""))
    login(request, user)
    if factor_given:
        second_factor.note_given(request)
    response = redirect(led or "home")
    remember(response, request, user.username)
    return response


class SignInCode(auth.RedirectURLMixin, FormView):
    """The second step of staff: the code of their app, or the first time the app itself."""

    template_name, form_class, next_page = "people/sign_in_code.html", CodeForm, "home"

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        user = second_factor.halfway_in(request)
        if user is None:
            return redirect("sign_in")
        self.user, self.device = user, second_factor.device_of(user)
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(
            device=self.device, key=second_factor.typed_key(self.device), next=self.get_redirect_url(), **kwargs
        )

    def form_valid(self, form: CodeForm) -> HttpResponse:
        account, code, backup = f"code of {self.user.pk}", form.cleaned_data["code"], []
        if not throttle.admit(account, self.request):
            form.add_error("code", _("Too many tries. Wait five minutes and try again."))
            return self.form_invalid(form)
        if self.device.confirmed:
            right = second_factor.verify(self.user, code)
        else:
            backup = second_factor.set_up(self.user, code, request=self.request)
            right = bool(backup)
        throttle.settle(account, self.request, right=right)
        if not right:
            record(Kind.CODE_REFUSED, self.request, user=self.user)
            form.add_error("code", _("The code is wrong or was used before. Wait for the next one and try again."))
            return self.form_invalid(form)
        return self._all_the_way(backup)

    def _all_the_way(self, backup: list[str]) -> HttpResponse:
        led = self.get_success_url()
        second_factor.finish(self.request, self.user)
        shown = {"codes": backup, "led": led}
        response = render(self.request, "people/backup_codes.html", shown) if backup else redirect(led)
        remember(response, self.request, self.user.username)
        return response


@require_GET
@never_cache
def qr_code(request: HttpRequest) -> HttpResponse:
    """The key of a new app, for who is halfway in; of one that is set up nobody sees it again."""
    user = second_factor.halfway_in(request)
    device = second_factor.device_of(user) if user else None
    if device is None or device.pk is None or device.confirmed:
        raise Http404
    return HttpResponse(second_factor.qr_code(device), content_type="image/svg+xml")


def home(request: HttpRequest) -> HttpResponse:
    """Each role's first page."""
    user = request.user
    if not user.is_authenticated:
        return redirect("sign_in")
    if hasattr(user, "student"):
        return redirect("term")
    fees = (
        ["fee_desk"] if any(kind == FEE_OFFICER for kind, _ in user.roles) else []
    )  # the admin has their tables alone
    desks = [*own_desks(user), *fees, *(["admin:index"] if user.is_staff else []), *desks_of(user), "catalogue"]
    return redirect(desks[0])


def set_language(request: HttpRequest) -> HttpResponse:
    """Django's own choice by cookie; who is signed in finds it on every other device, and in their mail."""
    language = request.POST.get("language", "") if request.method == "POST" else ""
    if language in dict(settings.LANGUAGES) and request.user.is_authenticated:
        keep_language(user=request.user, language=language)
    return i18n.set_language(request)


def old_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose token is not this session's. The sign-in page of another tab is simply shown anew (S12)."""
    if request.path != reverse("sign_in"):
        return csrf_failure(request, reason)
    if request.user.is_authenticated:
        return redirect("home")
    form = SignInForm(request, initial={"username": request.POST.get("username", "")})
    shown = {"form": form, "is_old": True, "next": request.POST.get("next", "")}
    return render(request, "people/sign_in.html", shown, status=403)
