"""The public catalogue at addresses that stay, the guide and whom to ask; all without sign-in (METU-08)."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import condition, require_GET

from . import catalogue as offered
from .models import GuidePage, SupportContact
from .naming import language

MINUTES = 5  # for which a browser need not ask whether a page of the catalogue has changed
TEMPLATES = max(p.stat().st_mtime_ns for p in Path(settings.BASE_DIR, "templates").rglob("*.html"))


def _version(request: HttpRequest, **kwargs: Any) -> str | None:
    """The catalogue's revision, with the language, the theme and the templates that it is shown in; none for who is
    signed in."""
    if request.user.is_authenticated:
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT number FROM curriculum_revision")
        shown = cursor.fetchone()[0], language(), request.COOKIES.get("theme"), TEMPLATES
    return f'W/"{sha256(repr(shown).encode()).hexdigest()[:20]}"'


def published(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page that is the same for everybody who is not signed in, until the catalogue changes.

    Kept by the browser alone: it holds the token of its own visitor in the form that changes the language.
    """

    @require_GET
    @wraps(view)
    def wrapped(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        response = condition(etag_func=_version)(view)(request, **kwargs)
        if not request.user.is_authenticated:
            patch_cache_control(response, private=True, max_age=MINUTES * 60)
        return response

    return wrapped


@published
def catalogue(request: HttpRequest) -> HttpResponse:
    """Faculties with their departments, or what a search finds."""
    query = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    context: dict[str, Any] = {"query": query}
    if query:
        context["found"] = offered.find(query)
    else:
        context["departments"] = offered.departments()
    return render(request, "curriculum/catalogue.html", context)


@published
def department(request: HttpRequest, prefix: str) -> HttpResponse:
    """Every programme of the departments of a prefix, as entrants of a year follow it."""
    asked = request.GET.get("entry", "")
    entry = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) == 4 else None
    page = offered.department_page(prefix, entry)
    if page is None:
        raise Http404
    return render(request, "curriculum/department.html", {"page": page, "entry": entry})


@published
def course(request: HttpRequest, prefix: str, code: str) -> HttpResponse:
    page = offered.public_course(code)
    if page is None:
        raise Http404
    if prefix != page.course.department.address:
        return redirect("catalogue_course", page.course.department.address, code)
    return render(request, "curriculum/course.html", {"page": page})


@require_GET
def contacts(request: HttpRequest) -> HttpResponse:
    """Whom to ask about what, without sign-in (METU-63)."""
    return render(request, "curriculum/contacts.html", {"contacts": SupportContact.objects.all()})


@require_GET
def guide(request: HttpRequest, year: int | None = None) -> HttpResponse:
    """The guide of an academic year, the newest unless told otherwise; without sign-in (OMU-01)."""
    years = list(GuidePage.objects.order_by("-year").values_list("year", flat=True).distinct())
    shown = year or next(iter(years), None)
    if year and year not in years:
        raise Http404
    context = {"years": years, "year": shown, "sections": GuidePage.objects.filter(year=shown)}
    return render(request, "curriculum/guide.html", context)
