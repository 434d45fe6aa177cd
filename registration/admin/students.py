"""The students' pages with what only the right knows of them: loading, that a thesis advisor brings courses (METU-70), and
that the standing follows from what is entered: what a course replaces (METU-66), the entry, terms of leave (KOU-75)."""

from __future__ import annotations

from contextlib import suppress

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse

from people.admin import StudentAdmin as PeopleStudentAdmin
from people.admin import StudentProgrammeAdmin as PeopleStudentProgrammeAdmin
from people.models import Student, StudentProgramme, ThesisAdvisorship

from ..rules.policy import SettingMissing
from ..standing import update_standing
from ..thesis import load_theses, said_of
from .loading import load_students, may_load

admin.site.unregister([Student, StudentProgramme])


class Restates(admin.ModelAdmin):
    """Averages, semester, class and terms used are true again as soon as the page is saved."""

    def save_related(self, request: HttpRequest, form, formsets, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        with suppress(SettingMissing):  # no policy says how averages are made, so there are none
            update_standing([getattr(form.instance, "student_id", form.instance.pk)])


@admin.register(Student)
class StudentAdmin(Restates, PeopleStudentAdmin):
    actions = (load_students,)
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
