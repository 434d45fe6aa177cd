"""Proposed prerequisites: a secretary asks for a course of the own unit, the registrar commits or declines (METU-59)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from .. import proposals
from ..models import Course, PrerequisiteProposal
from .base import GradesOnce, PortalAdmin
from .decided import DECISION, DecidedForm

State = PrerequisiteProposal.State
OBSTACLES = {
    proposals.ITSELF: _("A course cannot be named for itself."),
    proposals.THERE: _("That set of the course has this prerequisite already."),
    proposals.MISSING: _("That set of the course has no such prerequisite."),
    proposals.CIRCLE: _("That course needs this one: nobody could take either."),
}


class AskForm(forms.ModelForm):
    """The course that is needed may be any department's, whose list a secretary does not see: it is named by its code."""

    needs = forms.CharField(label=_("needs"), max_length=15, help_text=_("The code of a course, such as 5710213."))

    def clean_set_no(self) -> int:
        if not (set_no := self.cleaned_data["set_no"]):
            raise ValidationError(_("Sets are counted from 1."))
        return set_no

    def clean_needs(self) -> Course:
        typed = self.cleaned_data["needs"].strip()
        named = Course.objects.filter(Q(numeric_code=typed) | Q(code=typed), withdrawn=False)
        if len(found := named[:2]) != 1:
            raise ValidationError(_("No course of the catalogue has this code, or several have."))
        return found[0]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if self.errors:
            return data
        self.instance.required = data["needs"]
        asked = {name: data[name] for name in ("action", "course", "set_no")} | {"required": data["needs"]}
        if why := proposals.obstacle(**asked):
            self.add_error("needs", ValidationError(OBSTACLES[why], code=why))
        elif PrerequisiteProposal.objects.filter(state=State.WAITING, **asked).exists():
            self.add_error("needs", ValidationError(_("This is proposed already and waits."), code="WAITS"))
        return data


class AnswerForm(DecidedForm):
    """Committed with the board's decision, or declined with a reason."""

    def clean(self) -> dict[str, Any]:
        state, asked = self.cleaned_data.get("state"), self.instance
        if state == State.COMMITTED:
            why = proposals.obstacle(
                action=asked.action, course=asked.course, set_no=asked.set_no, required=asked.required
            )
            if why:
                self.add_error("state", ValidationError(OBSTACLES[why], code=why))
            return super().clean()
        if state == State.DECLINED and not self.cleaned_data.get("answer"):
            self.add_error("answer", ValidationError(_("Tell the department why."), code="REASON_REQUIRED"))
        return self.cleaned_data


@admin.register(PrerequisiteProposal)
class PrerequisiteProposalAdmin(GradesOnce, PortalAdmin):
    unit = "course__department"
    asked = ("action", "course", "set_no", "min_grade", "grounds")
    answered = ("state", *DECISION, "answer")
    list_display = ("course", "action", "set_no", "required", "min_grade", "state", "decision_no")
    list_select_related = ("course__department", "required", "min_grade")
    list_filter = ("state", ("course__department", admin.RelatedOnlyFieldListFilter))
    search_fields = ("course__search_key", "required__search_key")
    autocomplete_fields = ("course",)

    def get_fields(self, request: HttpRequest, obj: PrerequisiteProposal | None = None) -> tuple[str, ...]:
        first, course, *rest = self.asked
        return (*self.asked, "required", *self.answered) if obj else (first, course, "needs", *rest)

    def get_readonly_fields(self, request: HttpRequest, obj: PrerequisiteProposal | None = None) -> tuple[str, ...]:
        """What was asked for stays as it was asked."""
        return (*self.asked, "required") if obj else ()

    def get_form(self, request: HttpRequest, obj: PrerequisiteProposal | None = None, **kwargs):
        return super().get_form(request, obj, form=AnswerForm if obj else AskForm, **kwargs)

    def formfield_for_foreignkey(self, db_field, request: HttpRequest, **kwargs):
        """Only courses of the units that the user may propose for: a posted id of another is no valid choice."""
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        reach = self.reach(request, "add")
        if db_field.name == "course" and not reach.everywhere:
            field.queryset = field.queryset.filter(department__in=reach.units)
        return field

    # answered once

    def has_change_permission(self, request: HttpRequest, obj: PrerequisiteProposal | None = None) -> bool:
        return super().has_change_permission(request, obj) and (obj is None or obj.state == State.WAITING)

    def has_delete_permission(self, request: HttpRequest, obj: PrerequisiteProposal | None = None) -> bool:
        return super().has_delete_permission(request, obj) and (obj is None or obj.state == State.WAITING)

    def get_actions(self, request: HttpRequest) -> dict:
        """None: the list's deletion would ask about no single row."""
        return {}

    def save_model(self, request: HttpRequest, obj: PrerequisiteProposal, form: forms.ModelForm, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if change and obj.state == State.COMMITTED:
            proposals.commit(obj)
