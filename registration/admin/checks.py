"""Pages of the admin that check: criteria against students (registrar, secretary, head), a whole term (registrar)."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from curriculum.models import Department, Term

from ..catalogue import newest
from ..clock import now
from ..criteria_check import check_courses
from ..rules.facts import Catalogue
from ..term_check import CHECKS, check_term, remembered
from .section_fit import shown_fit


def _asked(request: HttpRequest, name: str) -> str:
    return request.GET.get(name, "").replace("\x00", "")


def _term(request: HttpRequest) -> Term:
    code = _asked(request, "term")
    term = Term.objects.filter(code=code).first() if code else Term.objects.filter(is_current=True).first()
    if term is None:
        raise Http404
    return term


@require_GET
def term_check(request: HttpRequest) -> HttpResponse:
    if not request.user.reach("registration.view_policyrule").everywhere:
        raise PermissionDenied
    term = _term(request)
    found = check_term(term)
    remembered.remember(term.pk, len(found), now())
    context = {"term": term, "found": found, "checks": CHECKS, "terms": Term.objects.all()}
    title = _("Term check: %(term)s") % {"term": term.shown_name}
    return TemplateResponse(
        request, "admin/checks/term.html", {**admin.site.each_context(request), "title": title, **context}
    )


@dataclass(frozen=True)
class Scope:
    """What is asked about: courses of one unit, one course, or one section of it."""

    title: str
    department_id: int
    courses: tuple[int, ...]
    section_id: int | None = None
    whole: bool = False  # a department, shown course by course


@require_GET
def criteria_check(request: HttpRequest) -> HttpResponse:
    """Of a section, a course or a department of the user's own reach; without one, the departments to choose from."""
    reach = request.user.reach("curriculum.view_sectioncriterion")
    if not reach:
        raise PermissionDenied
    term = _term(request)
    scope = _scope(request, newest(term.id))
    if scope and not reach.everywhere and scope.department_id not in reach.units:
        raise PermissionDenied
    units = Department.objects.filter(course__sections__term=term).distinct()
    catalogue = newest(term.id)
    courses = check_courses(catalogue, scope.courses, scope.section_id) if scope else []
    context = {
        "term": term,
        "scope": scope,
        "courses": courses,
        "fit": shown_fit(courses[0], request.user, catalogue) if scope and scope.section_id else None,
        "departments": units if reach.everywhere else units.filter(pk__in=reach.units),
    }
    title = _("Criteria check: %(what)s") % {"what": scope.title if scope else term.shown_name}
    return TemplateResponse(
        request, "admin/checks/criteria.html", {**admin.site.each_context(request), "title": title, **context}
    )


def _scope(request: HttpRequest, catalogue: Catalogue) -> Scope | None:
    """By codes as people know them: department=571, or course=5710213, or with section=2 besides."""
    if code := _asked(request, "department"):
        department = Department.objects.filter(code=code).first()
        if department is None:
            raise Http404
        own = tuple(c for c in catalogue.by_course if catalogue.courses[c].department_id == department.pk)
        return Scope(str(department), department.pk, own, whole=True)
    if code := _asked(request, "course"):
        course = catalogue.courses.get(catalogue.by_code.get(code, 0))
        if course is None:
            raise Http404
        number = _asked(request, "section")
        if not number:
            return Scope(course.code, course.department_id, (course.id,))
        section = next((s for s in catalogue.by_course.get(course.id, ()) if str(s.number) == number), None)
        if section is None:
            raise Http404
        return Scope(f"{course.code}/{section.number}", course.department_id, (course.id,), section.id)
    return None


urlpatterns = [
    path("criteria-check/", admin.site.admin_view(criteria_check), name="criteria_check"),
    path("term-check/", admin.site.admin_view(term_check), name="term_check"),
]
