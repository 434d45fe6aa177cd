"""Loading the lists of students that are selected in admin, by the Registrar's Office."""

from __future__ import annotations

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from people.models import Student

from .. import jobs
from ..catalogue import current_term
from ..models import TermRegistration


def may_load(request: HttpRequest) -> bool:
    """Who may write any student's list: nobody but those who reach every unit."""
    return request.user.reach("registration.change_enrolment").everywhere


def _ask(request: HttpRequest, term_code: str, students: list[int]) -> HttpResponse:
    job = jobs.ask(jobs.Kind.LOAD_COURSES, {"term": term_code, "students": students}, request.user)
    return redirect("admin:people_jobrun_change", job.pk)


@admin.action(description=_("Load courses in the current term"), permissions=["load"])
def load_students(modeladmin, request: HttpRequest, queryset: QuerySet[Student]) -> HttpResponse | None:
    term = current_term()
    if term is None:
        modeladmin.message_user(request, _("There is no current term."), messages.ERROR)
        return None
    return _ask(request, term.code, sorted(queryset.values_list("id", flat=True)))


@admin.action(description=_("Load courses"), permissions=["load"])
def load_registrations(modeladmin, request: HttpRequest, queryset: QuerySet[TermRegistration]) -> HttpResponse | None:
    terms = set(queryset.order_by().values_list("term__code", flat=True))
    if len(terms) != 1:
        modeladmin.message_user(request, _("Select registrations of one term."), messages.ERROR)
        return None
    return _ask(request, terms.pop(), sorted(queryset.values_list("student_id", flat=True)))


known = admin.site.get_model_admin(TermRegistration)
known.actions = [*(known.actions or ()), load_registrations]
known.has_load_permission = may_load
