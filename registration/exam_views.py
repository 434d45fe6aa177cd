"""Single-course exams at the desk of the fee office: who enters which, and what was taken back (KOU-86, KOU-89)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from curriculum.models import Course, Term
from curriculum.naming import language
from fees import exams
from fees.models import SingleCourseExam
from people.forms import Plain
from people.models import Student

from .catalogue import newest
from .exams import Entered, enter_exam
from .messages import render as words
from .views import in_current_term


class ExamForm(Plain):
    student = forms.ModelChoiceField(
        Student.objects.all(),
        to_field_name="number",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        label=gettext_lazy("Student number"),
        error_messages={"invalid_choice": gettext_lazy("There is no student of this number.")},
    )
    course = forms.ModelChoiceField(
        Course.objects.all(),
        to_field_name="code",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        label=gettext_lazy("Code of the course"),
        error_messages={"invalid_choice": gettext_lazy("There is no course of this code.")},
    )
    taken_on = forms.DateField(
        label=gettext_lazy("Date of the exam"),
        input_formats=["%Y-%m-%d", "%d.%m.%Y"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )


def _officer(request: HttpRequest, action: str = "view") -> None:
    if not request.user.has_perm(f"fees.{action}_singlecourseexam"):
        raise PermissionDenied


@require_GET
@in_current_term
def desk(request: HttpRequest, term: Term) -> HttpResponse:
    _officer(request)
    return _desk(request, term, ExamForm())


@require_POST
@in_current_term
def enter(request: HttpRequest, term: Term) -> HttpResponse:
    _officer(request, "add")
    form = ExamForm(request.POST)
    if not form.is_valid():
        return _desk(request, term, form, status=400)
    done: Entered = enter_exam(term=term, actor=request.user, **form.cleaned_data)
    if done.findings:
        answer = [words(f.stored(), newest(term.pk), language()) for f in done.findings]
        return _desk(request, term, form, answer=answer, status=409)
    messages.success(request, _("The entry was recorded."))
    return redirect("fee_exams")


@require_POST
@in_current_term
def cancel(request: HttpRequest, term: Term, exam_id: int) -> HttpResponse:
    _officer(request, "change")
    exam = get_object_or_404(SingleCourseExam, pk=exam_id)
    if exams.cancel(exam=exam):
        messages.success(request, _("The entry was taken back."))
    else:
        messages.info(request, _("The entry was taken back already."))
    return redirect(f"{reverse('fee_exams')}?q={exam.student.number}")


def _desk(request: HttpRequest, term: Term, form: ExamForm, *, status: int = 200, **more: Any) -> HttpResponse:
    query = request.GET.get("q", "").strip()
    rows = SingleCourseExam.objects.select_related("student", "course")
    rows = rows.filter(student__number=query) if query else rows.filter(term=term)
    context = {"here": "exams", "term": term, "form": form, "query": query, "rows": rows[:200]}
    return render(request, "fees/exams.html", context | more, status=status)
