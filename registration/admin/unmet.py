"""Lists that no longer satisfy a rule since a grade changed, for the registrar and the student's department."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from curriculum.admin.base import ReadOnlyAdmin
from curriculum.naming import language
from people.models import StudentProgramme

from ..catalogue import catalogue_of
from ..messages import render
from ..models import Enrolment, Unmet


@admin.register(Unmet)
class UnmetAdmin(ReadOnlyAdmin):
    """Courses that left the list since then are not shown."""

    fields = ("student", "term", "course", "said", "since")
    list_display = ("student", "course", "said", "term", "since")
    list_display_links = ("student",)
    list_select_related = ("student", "course", "term")
    list_filter = ("term", "code", ("student__programmes__programme__department", admin.RelatedOnlyFieldListFilter))
    ordering = ("student__number", "id")
    search_fields = ("student__search_key", "course__search_key")

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        held = Enrolment.objects.filter(
            student_id=OuterRef("student_id"), term_id=OuterRef("term_id"), course_id=OuterRef("course_id")
        )
        return super().get_queryset(request).filter(Q(course=None) | Exists(held))

    def own(self, queryset: QuerySet, units: frozenset[int]) -> QuerySet:
        """Those of the students of the units' programmes."""
        students = StudentProgramme.objects.filter(programme__department__in=units).values("student")
        return queryset.filter(student__in=students)

    def is_own(self, obj: Model, units: frozenset[int]) -> bool:
        return self.own(Unmet.objects.filter(pk=obj.pk), units).exists()

    @admin.display(description=_("what is missing"))
    def said(self, unmet: Unmet) -> str:
        return render(unmet.finding, catalogue_of(unmet.term_id), language()).text
