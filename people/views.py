"""Sign-in and the way from it to each role's own first page."""

from __future__ import annotations

from django.contrib.auth import views as auth
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from .forms import SignInForm


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
        return redirect("term")
    if hasattr(user, "staff") and user.staff.advisorships.exists():
        return redirect("advising")
    if hasattr(user, "staff") and user.staff.teachings.exists():
        return redirect("grades")
    return redirect("admin:index" if user.is_staff else "catalogue")
