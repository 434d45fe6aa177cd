"""The students' pages with what only the right knows of them: loading, that a thesis advisor brings courses (METU-70), and
that the standing follows from what is entered: what a course replaces (METU-66), the entry, terms of leave (KOU-75). How a
candidate becomes a student (KOU-04) and how a student leaves is no matter of editing a status.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from curriculum.naming import language
from fees.signals import tell_reasons_changed
from people.admin import StudentAdmin as PeopleStudentAdmin
from people.admin import StudentProgrammeAdmin as PeopleStudentProgrammeAdmin
from people.models import Student, StudentProgramme, ThesisAdvisorship

from .. import enrolling
from ..catalogue import current_term, newest
from ..messages import render
from ..rules.policy import SettingMissing
from ..standing import update_standing
from ..thesis import load_theses, said_of
from .loading import load_students, may_load

admin.site.unregister([Student, StudentProgramme])


class Restates(admin.ModelAdmin):
    """Averages, semester, class and terms used are true again as soon as the page is saved, and so is what is owed."""

    def save_related(self, request: HttpRequest, form, formsets, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        student_id = getattr(form.instance, "student_id", form.instance.pk)
        with suppress(SettingMissing):  # no policy says how averages are made, so there are none
            update_standing([student_id])
        tell_reasons_changed([student_id])


class StudentForm(forms.ModelForm):
    """Carries the status that was seen: a page that was open while a student left must not bring the student back."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "status" in self.fields:
            self.fields["status"].show_hidden_initial = True

    def clean_status(self) -> str:
        before, after = self.initial.get("status"), self.cleaned_data["status"]
        if not self.instance.pk or before == after:
            return after
        if self.data.get(self.add_initial_prefix("status"), before) != before:
            shown = Student.Status(before).label
            raise ValidationError(_("It became “%(status)s” meanwhile: open the page anew."), params={"status": shown})
        if after in (Student.Status.WITHDRAWN, Student.Status.EXPELLED):
            raise ValidationError(_("Record a departure instead: the list has to be dropped with it."))
        if (before, after) == (Student.Status.CANDIDATE, Student.Status.ENROLLED):
            raise ValidationError(
                _("Enrol candidates by the action on the list, which keeps to the days of enrolment.")
            )
        return after


@admin.action(permissions=["change"], description=_("Enrol the selected candidates"))
def enrol_candidates(modeladmin: admin.ModelAdmin, request: HttpRequest, queryset: QuerySet) -> None:
    """Each on its own; what stands against one is said and kept in the history."""
    term = current_term()
    for student in queryset if term else ():
        findings = enrolling.enrol(student_id=student.pk, term_id=term.pk, actor=request.user)
        said = " ".join(render(f.stored(), newest(term.pk), language()).text for f in findings)
        text = _("Refused: %(why)s") % {"why": said} if findings else _("Enrolled.")
        modeladmin.log_change(request, student, str(text))
        messages.add_message(request, messages.WARNING if findings else messages.SUCCESS, f"{student}: {text}")


@admin.register(Student)
class StudentAdmin(Restates, PeopleStudentAdmin):
    form = StudentForm
    actions = (load_students, enrol_candidates)
    has_load_permission = staticmethod(may_load)

    def save_formset(self, request: HttpRequest, form, formset, change: bool) -> None:
        super().save_formset(request, form, formset, change)
        if formset.model is ThesisAdvisorship and formset.new_objects:
            request.thesis_assigned = form.instance.pk

    def changeform_view(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        """The page is saved in a transaction; lists are loaded after it, in one of their own."""
        response = super().changeform_view(request, *args, **kwargs)
        if student_id := getattr(request, "thesis_assigned", None):
            report = load_theses([student_id])
            if said := said_of(report):
                done = report is not None and not (report.unsettled or report.left or report.missing)
                messages.add_message(request, messages.SUCCESS if done else messages.WARNING, said)
        return response


@admin.register(StudentProgramme)
class StudentProgrammeAdmin(Restates, PeopleStudentProgrammeAdmin):
    pass
