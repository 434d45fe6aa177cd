"""The public catalogue: departments and their curricula, without sign-in (METU-08)."""

from __future__ import annotations

from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_list_or_404, render
from django.views.decorators.http import require_GET

from .models import Curriculum, CurriculumItem, Department, GuidePage, SupportContact


@require_GET
def catalogue(request: HttpRequest) -> HttpResponse:
    departments = Department.objects.exclude(prefix="").order_by("prefix", "code")
    return render(request, "curriculum/catalogue.html", {"departments": departments})


@require_GET
def department(request: HttpRequest, prefix: str) -> HttpResponse:
    """Every programme of the departments of a prefix, each with its curricula by semester."""
    departments = get_list_or_404(Department, prefix__iexact=prefix)
    items = Prefetch("items", CurriculumItem.objects.select_related("course"))
    curricula = (
        Curriculum.objects.filter(programme__department__in=departments)
        .select_related("programme")
        .prefetch_related(items)
        .order_by("programme__code", "-entry_year_from")
    )
    return render(request, "curriculum/department.html", {"department": departments[0], "curricula": curricula})


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
