"""Rows that rest on a decision of the faculty's or institute's board: who adds or changes one says which (METU-60).

A row that is left as it is may lack its decision: old systems did not keep them.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from ..importers.tables import TERM
from ..models import Corequisite, CourseEquivalence, CurriculumItem, Prerequisite
from .base import GradesOnce

DECISION = ("decision_no", "decision_date", "effective_term")


class DecidedForm(forms.ModelForm):
    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not self.has_changed():
            return data
        missing = [name for name in DECISION[:2] if not data.get(name) and name not in self.errors]
        for name in missing:
            text = _("Give the number and the date of the board's decision.")
            self.add_error(name, ValidationError(text, code="DECISION_REQUIRED"))
        if (decided := data.get("decision_date")) and decided > localdate():
            self.add_error("decision_date", _("The day has not come yet."))
        if (term := data.get("effective_term")) and not TERM.fullmatch(term):
            self.add_error("effective_term", _("A term is written as 20261: the year it begins, then 1, 2 or 3."))
        self.judge(data)
        return data

    def judge(self, data: dict[str, Any]) -> None:
        """What cannot be, beside the decision."""


class OfAnotherForm(DecidedForm):
    """A row from one course to another."""

    other = "required"

    def judge(self, data: dict[str, Any]) -> None:
        other = data.get(self.other)
        if other is not None and other.pk == self.instance.course_id:
            self.add_error(self.other, _("A course cannot be named for itself."))


class PrerequisiteForm(OfAnotherForm):
    def judge(self, data: dict[str, Any]) -> None:
        super().judge(data)
        if data.get("set_no") == 0:
            self.add_error("set_no", _("Sets are counted from 1."))
        required, course = data.get("required"), self.instance.course_id
        if required and course and Prerequisite.objects.filter(course=required, required=course).exists():
            self.add_error("required", _("That course needs this one: nobody could take either."))


class EquivalenceForm(OfAnotherForm):
    other = "stands_for"


class ItemForm(DecidedForm):
    def judge(self, data: dict[str, Any]) -> None:
        semester = data.get("semester")
        if semester is not None and not 1 <= semester <= 12:
            self.add_error("semester", _("Semesters are counted from 1 to 12."))
        if data.get("course") and data.get("category"):
            self.add_error("category", _("Give either a must course or an elective slot."))


class MustsOnce(forms.BaseInlineFormSet):
    """A curriculum names a must course once."""

    def clean(self) -> None:
        super().clean()
        named = set()
        for form in self.forms:
            course = getattr(form, "cleaned_data", {}).get("course")
            if course is None or form in self.deleted_forms:
                continue
            if course in named:
                form.add_error("course", _("The course stands in this curriculum already."))
            named.add(course)


class DecidedInline(admin.TabularInline):
    extra = 0
    shown: tuple[str, ...] = ()
    related: tuple[str, ...] = ()

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return (*self.shown, *DECISION)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related(*self.related)


class PrerequisiteInline(GradesOnce, DecidedInline):
    model, form, fk_name = Prerequisite, PrerequisiteForm, "course"
    shown = ("set_no", "required", "min_grade")
    autocomplete_fields = ("required",)
    related = ("required", "min_grade")


class CorequisiteInline(DecidedInline):
    model, form, fk_name = Corequisite, OfAnotherForm, "course"
    shown = ("required",)
    autocomplete_fields = ("required",)
    related = ("required",)


class EquivalenceInline(DecidedInline):
    model, form, fk_name = CourseEquivalence, EquivalenceForm, "course"
    shown = ("stands_for", "mutual")
    autocomplete_fields = ("stands_for",)
    related = ("course", "stands_for")


class CurriculumItemInline(DecidedInline):
    model, form, formset = CurriculumItem, ItemForm, MustsOnce
    shown = ("semester", "order", "course", "category")
    autocomplete_fields = ("course",)
    related = ("course",)
