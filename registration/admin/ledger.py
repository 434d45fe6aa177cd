"""Registrations, enrolments and the ledger: written by services alone, here to be read."""

from __future__ import annotations

import json

from django.contrib import admin
from django.db.models import Model, OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from curriculum.admin.base import LookOnly, ReadOnlyAdmin
from curriculum.turkish import search_key
from people.models import StudentProgramme, User

from ..models import Attempt, Enrolment, SeatMove, TermRegistration, Transition
from .filters import ClassFilter, OfTermFilter, RefusedForFilter
from .on_behalf import OnBehalf


class EnrolmentInline(LookOnly, admin.TabularInline):
    model = Enrolment
    fields = ("section", "status", "category", "source", "created_at")
    extra = 0

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("student", "section__course").order_by("id")


class TransitionInline(LookOnly, admin.TabularInline):
    model = Transition
    fields = ("at", "event", "from_state", "to_state", "actor", "note", "version")
    extra = 0

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("actor")


@admin.register(TermRegistration)
class TermRegistrationAdmin(OnBehalf, ReadOnlyAdmin):
    fields = ("student", "term", "state", "version", "created_at")
    inlines = (EnrolmentInline, TransitionInline)
    list_display = ("student", "term", "state", "version", "created_at")
    list_select_related = ("student", "term")
    list_filter = ("term", "state", ClassFilter)
    ordering = ("-term__code", "student__number")
    search_fields = ("student__search_key",)

    def own(self, queryset: QuerySet, units: frozenset[int]) -> QuerySet:
        """Those of the students of the units' programmes."""
        students = StudentProgramme.objects.filter(programme__department__in=units).values("student")
        return queryset.filter(student__in=students)

    def is_own(self, obj: Model, units: frozenset[int]) -> bool:
        return self.own(TermRegistration.objects.filter(pk=obj.pk), units).exists()


@admin.register(Enrolment)
class EnrolmentAdmin(ReadOnlyAdmin):
    """To a department, the students of its own sections, wherever they come from."""

    unit = "section__course__department"
    fields = ("student", "term", "course", "section", "status", "category", "source", "created_at")
    list_display = ("student", "section", "course", "term", "status", "source", "created_at")
    list_select_related = ("student", "section__course__department", "course", "term")
    list_filter = ("term", "status", "source")
    ordering = ("-id",)
    show_full_result_count = False
    search_fields = ("student__search_key", "course__search_key")


class OfRegistration:
    """The ledger keeps ids, so that a person can be erased; names are read along in the same statement."""

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        registration = TermRegistration.objects.filter(pk=OuterRef("registration_id"))
        actor = User.objects.filter(pk=OuterRef("actor_id"))
        return (
            super()
            .get_queryset(request)
            .annotate(
                student_number=Subquery(registration.values("student__number")[:1]),
                actor_name=Subquery(actor.values("username")[:1]),
            )
        )

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str):
        """By the student, through the registrations: the ledger itself is long."""
        if words := search_key(search_term).split():
            registrations = TermRegistration.objects.all()
            for word in words:
                registrations = registrations.filter(student__search_key__contains=word)
            queryset = queryset.filter(registration_id__in=registrations.values("pk"))
        return queryset, False

    @admin.display(description=_("student"))
    def student(self, row: Model) -> str | None:
        return row.student_number

    @admin.display(description=_("who"))
    def who(self, row: Model) -> str | None:
        return row.actor_name


def _listed(value: object) -> str:
    return format_html("<pre>{}</pre>", json.dumps(value, ensure_ascii=False, indent=1))


@admin.register(Attempt)
class AttemptAdmin(OfRegistration, ReadOnlyAdmin):
    fields = ("at", "student", "who", "accepted", "note", "what", "found", "version", "revision", "key")
    list_display = ("at", "student", "who", "accepted", "codes", "note", "version")
    list_filter = ("accepted", OfTermFilter, RefusedForFilter)
    ordering = ("-id",)
    show_full_result_count = False
    search_fields = ("registration_id",)  # get_search_results() says how
    search_help_text = _("Student number or name")

    @admin.display(description=_("findings"))
    def codes(self, attempt: Attempt) -> str:
        return ", ".join(finding["code"] for finding in attempt.findings)

    @admin.display(description=_("change"))
    def what(self, attempt: Attempt) -> str:
        return _listed(attempt.change)

    @admin.display(description=_("findings"))
    def found(self, attempt: Attempt) -> str:
        return _listed(attempt.findings)


@admin.register(SeatMove)
class SeatMoveAdmin(ReadOnlyAdmin):
    fields = ("counter_id", "seq", "delta", "attempt_id")
    list_display = ("id", "counter_id", "seq", "delta", "attempt_id")
    ordering = ("-id",)
    show_full_result_count = False
    search_fields = ("=counter_id",)
    search_help_text = _("Number of the seat counter")


@admin.register(Transition)
class TransitionAdmin(ReadOnlyAdmin):
    fields = ("at", "registration", "event", "from_state", "to_state", "actor", "note", "version")
    list_display = ("at", "registration", "event", "from_state", "to_state", "actor", "version")
    list_select_related = ("registration__student", "registration__term", "actor")
    list_filter = ("event", "to_state")
    ordering = ("-id",)
    show_full_result_count = False
    search_fields = ("registration__student__search_key",)
