"""Windows of the academic calendar with the stages of their first day: checked as a whole before one is saved."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from curriculum.admin.base import PortalAdmin
from curriculum.models import Term

from .. import windows
from ..calendar_check import CONTRADICTIONS, Calendar, problems_of, problems_of_draft
from ..calendar_pages import shown
from ..clock import now
from ..models import StageOpening, Window
from ..term_check import CHECKS
from ..term_check.asked import Asked
from ..term_check.calendar import said

TITLES = {check.code: check.title for check in CHECKS}


class WindowForm(forms.ModelForm):
    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        faculty, department = given.get("faculty"), given.get("department")
        if faculty and department and department.faculty_id != faculty.pk:
            self.add_error("department", _("It does not belong to this faculty: give one of the two."))
        return given


class StageFormSet(forms.BaseInlineFormSet):
    """Knows window and stages together, so it is here that the calendar is asked what it would be like.

    `warnings` are ticked one and all by sending `digest`, which is of these warnings and no others.
    """

    warnings: tuple[str, ...] = ()
    digest = ""

    def clean(self) -> None:
        super().clean()
        w = self.instance
        if any(self.errors) or not (w.term_id and w.kind and w.opens_at and w.closes_at and w.opens_at < w.closes_at):
            return
        found = self._found(w)
        if refused := [text for code, text in found if code in CONTRADICTIONS]:
            raise ValidationError(refused)
        self.warnings = tuple(text for _code, text in found)
        self.digest = sha256("\n".join(self.warnings).encode()).hexdigest()[:16]
        if self.warnings and self.data.get("acknowledge") != self.digest:
            raise ValidationError(_("Read what is said below and tick it, or change the window."), code="UNREAD")

    def _found(self, w: Window) -> list[tuple[str, str]]:
        """Code and words of each problem of the calendar with this window as it would be."""
        asked = Asked(w.term)
        rows = {each.pk: each for each in Window.objects.filter(term=w.term_id).prefetch_related("stages")}
        there = {id_: windows.as_rules_see(each, each.stages.all()) for id_, each in rows.items()}
        kept = [f.instance for f in self.forms if f.cleaned_data and not f.cleaned_data.get("DELETE")]
        draft = {**there, w.pk or 0: windows.as_rules_see(w, kept)}
        before, after = (Calendar(tuple(c.values()), tuple(asked.programmes)) for c in (there, draft))
        problems = problems_of_draft(before, after, frozenset({w.pk or 0}))
        named = {**rows, w.pk or 0: w}
        return [(p.code, f"{TITLES[p.code]}: {said(p, named)}") for p in problems]


class StageInline(admin.TabularInline):
    model = StageOpening
    formset = StageFormSet
    fields = ("group", "class_from", "opens_at")
    extra = 0


class StepForm(forms.Form):
    """One step with some windows: why, and until when."""

    step = forms.ChoiceField(label=_("What to do"), choices=list(windows.STEPS.items()), widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("Why"),
        max_length=300,
        required=False,
        help_text=_("To pause: shown to everybody on every page while it lasts. Kept in the history."),
    )
    by_the_pause = forms.BooleanField(label=_("Resumed, it lasts longer by the pause"), required=False, initial=True)
    until = forms.DateTimeField(
        label=_("New end"), required=False, help_text=_("To extend: such as 2026-02-13 17:00; exclusive.")
    )

    def asked(self) -> windows.Asked:
        return windows.Asked(**self.cleaned_data)

    def refuse(self, wrong: dict[Window, str]) -> None:
        fields = {"NOTE_REQUIRED": "note", "NOT_LATER": "until", "OVERLAPS": "until"}
        for window, code in wrong.items():
            self.add_error(fields.get(code, "step"), ValidationError(f"{window}: {windows.WRONG[code]}", code=code))


@admin.register(Window)
class WindowAdmin(PortalAdmin):
    form = WindowForm
    fields = ("term", "kind", "opens_at", "closes_at", "faculty", "department")
    inlines = (StageInline,)
    list_display = ("kind", "term", "opens_at", "closes_at", "faculty", "department", "paused", "pause_note")
    list_select_related = ("term", "faculty", "department")
    list_filter = ("term", "kind", "paused")
    ordering = ("-term__code", "opens_at")
    search_fields = ("folded",)
    folded_fields = ("term__name", "term__code", "faculty__name", "department__name")
    autocomplete_fields = ("term", "faculty", "department")
    actions = ("step",)

    def get_urls(self) -> list:
        view = self.admin_site.admin_view
        return [
            path("calendar/", view(self.calendar_view), name="registration_window_calendar"),
            path("steps/", view(self.steps_view), name="registration_window_steps"),
            *super().get_urls(),
        ]

    def construct_change_message(self, request: HttpRequest, form, formsets, add: bool = False) -> list:
        """What was acknowledged is kept with what was changed."""
        said_by = super().construct_change_message(request, form, formsets, add)
        for text in (text for formset in formsets or () for text in getattr(formset, "warnings", ())):
            said_by.append({"changed": {"fields": [gettext("acknowledged: %(text)s") % {"text": text}]}})
        return said_by

    def save_model(self, request: HttpRequest, obj: Window, form: forms.ModelForm, change: bool) -> None:
        """What the form has: a window that was paused since the form was read stays paused."""
        obj.save(update_fields=self.fields if change else None)

    # the picture of the days

    def calendar_view(self, request: HttpRequest) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        code = request.GET.get("term", "").replace("\x00", "")
        term = get_object_or_404(Term, **({"code": code} if code else {"is_current": True}))
        asked = Asked(term)
        problems = problems_of(asked.calendar)
        by_id = {w.pk: w for w in asked.windows}
        context = {
            "opts": self.opts,
            "term": term,
            "terms": Term.objects.all(),
            "page": shown(asked.calendar.windows, now(), problems, {code: str(text) for code, text in TITLES.items()}),
            "problems": [(TITLES[p.code], said(p, by_id)) for p in problems],
            "may_change": self.has_change_permission(request),
        }
        return self._page(request, "calendar", _("Calendar: %(term)s") % {"term": term.shown_name}, **context)

    # pause, resume, extend

    @admin.action(permissions=["change"], description=_("Pause, resume or extend"))
    def step(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse:
        ids = urlencode({"id": [w.pk for w in queryset]}, doseq=True)
        return redirect(f"{reverse('admin:registration_window_steps')}?{ids}")

    def steps_view(self, request: HttpRequest) -> HttpResponse:
        if not self.has_change_permission(request):
            raise PermissionDenied
        ids = [int(id_) for id_ in request.GET.getlist("id") if id_.isascii() and id_.isdecimal() and len(id_) < 18]
        chosen = list(self.get_queryset(request).filter(pk__in=ids))
        if not chosen:
            return redirect("admin:registration_window_changelist")
        paused = all(w.paused for w in chosen)
        form = StepForm(request.POST or None, initial={"step": windows.RESUME if paused else windows.PAUSE})
        if request.method == "POST" and form.is_valid():
            wrong = windows.step_windows(window_ids=ids, asked=form.asked(), actor=request.user)
            if not wrong:
                return self._done(request, chosen[0].term, ids)
            form.refuse(wrong)
        return self._page(request, "steps", _("Pause, resume or extend"), form=form, chosen=chosen, opts=self.opts)

    def _done(self, request: HttpRequest, term: Term, ids: list[int]) -> HttpResponse:
        """And what the calendar lacks since: an emergency is not held up by it."""
        self.message_user(request, _("Done; it holds at once, and everybody concerned is told."), messages.SUCCESS)
        asked = Asked(term)
        by_id = {w.pk: w for w in asked.windows}
        for problem in problems_of(asked.calendar):
            if {*ids} & {*problem.windows}:
                self.message_user(request, f"{TITLES[problem.code]}: {said(problem, by_id)}", messages.WARNING)
        return redirect(f"{reverse('admin:registration_window_calendar')}?{urlencode({'term': term.code})}")

    def _page(self, request: HttpRequest, name: str, title: Any, **context: Any) -> HttpResponse:
        every = {**self.admin_site.each_context(request), "title": title, **context}
        return TemplateResponse(request, f"admin/registration/window/{name}.html", every)
