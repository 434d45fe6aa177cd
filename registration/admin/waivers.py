"""Waivers in the admin: granted and ended, never edited, never deleted; a head sees and grants those of own courses."""

from __future__ import annotations

from typing import ClassVar

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from curriculum.admin.base import PortalAdmin
from curriculum.naming import language
from people.models import Student, User

from .. import waivers
from ..clock import today
from ..messages import rule_name
from ..models import Waiver


def rule_choices(codes: frozenset[str]) -> list[tuple[str, str]]:
    """Rules by their names, in the language of the page."""
    named = [(code, f"{rule_name(code, language())} ({code})") for code in codes]
    return [("", "—"), *sorted(named, key=lambda pair: pair[1])]


class WaiverForm(forms.ModelForm):
    """Subclassed with the actor; checked by the service, which grants it afterwards."""

    actor: ClassVar[User]
    code = forms.ChoiceField(label=capfirst(_("rule")))

    class Meta:
        model = Waiver
        fields = ("student", "code", "course", "reason", "until")

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        everywhere = self.actor.reach(waivers.PERMISSION).everywhere
        self.fields["code"].choices = rule_choices(waivers.LIFTABLE if everywhere else waivers.OF_HEADS)
        if everywhere:
            self.fields["course"].help_text = _("Empty: every course.")
        else:  # whoever asks for the course, of whatever department: no list of all students is offered for it
            self.fields["course"].required = True
            self.fields["student"] = forms.ModelChoiceField(
                Student.objects.all(),
                to_field_name="number",
                widget=forms.TextInput,
                label=capfirst(_("student number")),
                error_messages={"invalid_choice": _("There is no student of this number.")},
            )

    def clean(self) -> None:
        super().clean()
        if self.errors:
            return
        asked = {name: self.cleaned_data[name] for name in ("code", "reason", "until")}
        course = self.cleaned_data["course"]
        wrong = waivers.check_waiver(
            student_id=self.cleaned_data["student"].pk, course_id=course and course.pk, actor=self.actor, **asked
        )
        if wrong:
            raise ValidationError(wrong)


class OpenFilter(admin.SimpleListFilter):
    title, parameter_name = _("state"), "state"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin):
        return [("open", _("in force")), ("over", _("over"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() not in ("open", "over"):
            return queryset
        in_force = {"ended_at": None, "until__gte": today()}
        return queryset.filter(**in_force) if self.value() == "open" else queryset.exclude(**in_force)


@admin.register(Waiver)
class WaiverAdmin(PortalAdmin):
    unit = "course__department"
    fields = ("student", "code", "course", "reason", "until", "granted_by", "by_head", "granted_at", "ended_at")
    readonly_fields = ("granted_by", "by_head", "granted_at", "ended_at")
    list_display = ("student", "rule", "course", "reason", "until", "granted_by", "granted_at", "ended_at")
    list_select_related = ("student", "course__department", "granted_by")
    list_filter = (OpenFilter, "code")
    ordering = ("-id",)
    search_fields = ("student__search_key", "course__search_key")
    autocomplete_fields = ("student", "course")
    actions = ("end",)

    def is_own(self, obj: Waiver, units: frozenset[int]) -> bool:
        return obj.course is not None and obj.course.department_id in units

    def get_fields(self, request: HttpRequest, obj: Waiver | None = None):
        return self.fields if obj else WaiverForm.Meta.fields

    def has_change_permission(self, request: HttpRequest, obj: Waiver | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Waiver | None = None) -> bool:
        return False

    def get_form(self, request: HttpRequest, obj: Waiver | None = None, change: bool = False, **kwargs):
        if obj is None:  # what was granted is only read
            kwargs["form"] = type("WaiverForm", (WaiverForm,), {"actor": request.user})
        return super().get_form(request, obj, change, **kwargs)

    def save_model(self, request: HttpRequest, obj: Waiver, form: WaiverForm, change: bool) -> None:
        granted = waivers.grant_waiver(
            student_id=obj.student_id,
            code=obj.code,
            course_id=obj.course_id,
            reason=obj.reason,
            until=obj.until,
            actor=request.user,
        )
        obj.__dict__.update(granted.__dict__)

    @admin.action(permissions=["add"], description=_("End the selected waivers"))
    def end(self, request: HttpRequest, queryset: QuerySet) -> None:
        ended = [
            w for w in queryset if waivers.may_end(request.user, w) and waivers.end_waiver(waiver=w, actor=request.user)
        ]
        for waiver in ended:
            self.log_change(request, waiver, [{"changed": {"fields": [str(_("ended at"))]}}])
        text = ngettext("%(count)d waiver was ended.", "%(count)d waivers were ended.", len(ended))
        self.message_user(request, text % {"count": len(ended)}, messages.SUCCESS if ended else messages.WARNING)

    @admin.display(description=_("rule"), ordering="code")
    def rule(self, waiver: Waiver) -> str:
        return rule_name(waiver.code, language())
