"""Units, programmes, courses with prerequisites, curricula with items, terms: the registrar's pages."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from ..models import (
    Course,
    CourseCategory,
    Curriculum,
    CurriculumItem,
    Department,
    Faculty,
    Grade,
    Prerequisite,
    Programme,
    Term,
)
from .base import GradesOnce, PortalAdmin


@admin.register(Faculty)
class FacultyAdmin(PortalAdmin):
    fields = ("code", "name", "name_en")
    list_display = ("code", "name", "name_en")
    search_fields = ("folded",)
    folded_fields = ("code", "name", "name_en")


@admin.register(Department)
class DepartmentAdmin(PortalAdmin):
    fields = ("code", "prefix", "name", "name_en", "faculty")
    list_display = ("code", "prefix", "name", "faculty")
    list_display_links = ("code", "name")
    list_select_related = ("faculty",)
    list_filter = ("faculty",)
    search_fields = ("search_key",)
    autocomplete_fields = ("faculty",)


@admin.register(Programme)
class ProgrammeAdmin(PortalAdmin):
    unit = "department"
    fields = (
        "code",
        "name",
        "name_en",
        "department",
        "level",
        "education_type",
        "language",
        "normal_semesters",
        "campus",
    )
    list_display = ("code", "name", "department", "level", "education_type", "campus")
    list_display_links = ("code", "name")
    list_select_related = ("department",)
    list_filter = ("level", "education_type", "campus", ("department", admin.RelatedOnlyFieldListFilter))
    search_fields = ("folded",)
    folded_fields = ("code", "name", "name_en")
    autocomplete_fields = ("department",)


@admin.register(Grade)
class GradeAdmin(PortalAdmin):
    fields = ("letter", "points", "is_pass", "conditional", "min_score", "rank")
    list_display = ("letter", "points", "is_pass", "rank")
    search_fields = ("letter",)


class PrerequisiteInline(GradesOnce, admin.TabularInline):
    model = Prerequisite
    fk_name = "course"
    fields = ("set_no", "required", "min_grade")
    autocomplete_fields = ("required",)
    extra = 0

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("required", "min_grade")


class CourseCategoryInline(admin.TabularInline):
    model = CourseCategory
    fields = ("department", "category")
    autocomplete_fields = ("department",)
    extra = 0

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("course", "department")


@admin.register(Course)
class CourseAdmin(PortalAdmin):
    unit = "department"
    fields = (
        "numeric_code",
        "code",
        "name",
        "name_en",
        "department",
        "credit",
        "ects",
        "level",
        "special_role",
        "withdrawn",
    )
    inlines = (PrerequisiteInline, CourseCategoryInline)
    list_display = ("numeric_code", "code", "name", "department", "credit", "ects", "level", "withdrawn")
    list_display_links = ("numeric_code", "code")
    list_select_related = ("department",)
    list_filter = ("level", "withdrawn", ("department", admin.RelatedOnlyFieldListFilter))
    search_fields = ("search_key",)
    autocomplete_fields = ("department",)


class CurriculumItemInline(admin.TabularInline):
    model = CurriculumItem
    fields = ("semester", "order", "course", "category")
    autocomplete_fields = ("course",)
    extra = 0

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("course")


@admin.register(Curriculum)
class CurriculumAdmin(PortalAdmin):
    unit = "programme__department"
    fields = ("programme", "entry_year_from", "entry_year_to")
    inlines = (CurriculumItemInline,)
    list_display = ("programme", "entry_year_from", "entry_year_to")
    list_select_related = ("programme__department",)
    list_filter = (("programme__department", admin.RelatedOnlyFieldListFilter), "programme__level")
    ordering = ("programme__code", "-entry_year_from")
    search_fields = ("folded",)
    folded_fields = ("programme__code", "programme__name", "programme__name_en")
    autocomplete_fields = ("programme",)


@admin.register(Term)
class TermAdmin(PortalAdmin):
    fields = ("code", "name", "name_en", "starts_on", "ends_on", "is_current")
    list_display = ("code", "name", "starts_on", "ends_on", "is_current")
    search_fields = ("folded",)
    folded_fields = ("code", "name", "name_en")
