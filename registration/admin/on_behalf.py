"""The page on which the registrar changes a student's list: choose, see what the rules say, give the reason, do it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from curriculum.models import Term
from curriculum.naming import language
from people.models import Student

from .. import forms, on_behalf, selectors, services, waivers
from ..catalogue import current_term, newest
from ..clock import today
from ..messages import Rendered, render, section_label
from ..models import Enrolment
from ..rules.engine import REFUSE
from ..rules.facts import Catalogue, Line
from ..searching.asking import Asked
from ..searching.finding import search


class ReasonForm(django_forms.Form):
    """Why the registrar does it, and until when the ticked rules are lifted."""

    reason = django_forms.CharField(
        label=_("Reason"), max_length=300, widget=django_forms.TextInput(attrs={"size": 80})
    )
    until = django_forms.DateField(
        label=capfirst(_("until, that day included")),
        required=False,
        widget=django_forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text=_("Of the rules that are lifted."),
    )

    @property
    def ticked(self) -> list[str]:
        return self.data.getlist("lift") if self.is_bound else []

    def clean_until(self) -> date | None:
        until: date | None = self.cleaned_data["until"]
        if self.ticked and until is None:
            raise django_forms.ValidationError(_("Until when?"))
        if self.ticked and until and until < today():
            raise django_forms.ValidationError(_("This day is over."))
        return until

    def lifts(self) -> tuple[waivers.Lift, ...]:
        """What was ticked; what no page of ours offers is left out."""
        found = [tick.partition(":") for tick in dict.fromkeys(self.ticked)]
        return tuple(
            waivers.Lift(code, forms.as_number(course), self.cleaned_data["until"])
            for code, _colon, course in found
            if code in waivers.LIFTABLE
        )


@dataclass(frozen=True)
class Judged:
    """A finding with the box that lifts its rule; `value` is empty where nothing is to lift or it cannot be."""

    finding: Rendered
    value: str
    ticked: bool


class OnBehalf:
    """The page, as part of the registrations' admin."""

    def get_urls(self):
        own = path(
            "for/<int:student_id>/",
            self.admin_site.admin_view(self.for_student),
            name="registration_termregistration_for",
        )
        return [own, *super().get_urls()]

    def for_student(self, request: HttpRequest, student_id: int) -> HttpResponse:
        if not on_behalf.may_act(request.user):
            raise PermissionDenied
        if (term := current_term()) is None:
            raise Http404
        student = get_object_or_404(Student, pk=student_id)
        if request.method != "POST":
            return self._page(request, student, term)
        asked = forms.read(request.POST, newest(term.id))
        if asked.wrong:
            return self._page(request, student, term, wrong=asked.wrong)
        if request.POST.get("step") != "do":
            return self._preview(request, student, term, asked, ReasonForm(initial={"until": today()}))
        form = ReasonForm(request.POST)
        if not form.is_valid():
            return self._preview(request, student, term, asked, form)
        return self._do(request, student, term, asked, form)

    def _do(self, request: HttpRequest, student: Student, term: Term, asked: forms.Asked, form: ReasonForm):
        receipt = on_behalf.change_for_student(
            student_id=student.pk,
            term_id=term.pk,
            change=asked.change,
            actor=request.user,
            key=asked.key,
            reason=form.cleaned_data["reason"],
            lifts=form.lifts(),
        )
        if receipt.accepted:
            text = _("Done; receipt %(number)d. The student's list is up to date.") % {"number": receipt.attempt_id}
            messages.success(request, text)
            return redirect("admin:registration_termregistration_for", student.pk)
        if receipt.status == services.REFUSED:
            messages.error(request, _("Refused. The list is as it was; tick what is to be lifted."))
            return self._preview(request, student, term, asked, form, receipt.findings)
        code = "BUSY" if receipt.status == services.BUSY else "KEY_REUSED"
        key = asked.key if receipt.status == services.BUSY else uuid.uuid4()  # pressing again is the same attempt
        return self._preview(request, student, term, asked, form, (forms.refusal(code).stored(),), key)

    def _preview(
        self,
        request: HttpRequest,
        student: Student,
        term: Term,
        asked: forms.Asked,
        form: ReasonForm,
        findings: tuple[dict[str, Any], ...] | None = None,
        key: uuid.UUID | None = None,
    ) -> HttpResponse:
        """What the rules say to the change, and the form that carries it out."""
        if findings is None:
            verdict, *_rest = services.preview(student_id=student.pk, term_id=term.pk, change=asked.change)
            findings, key = tuple(f.stored() for f in verdict.findings), asked.key
        catalogue = newest(term.id)
        asking = {
            "key": key or uuid.uuid4(),  # a refusal is recorded under the old one
            "lines": [(line, _named(line, catalogue)) for line in sorted(asked.change.add, key=lambda x: x.section_id)],
            "dropped": [(id_, section_label(catalogue, id_)) for id_ in sorted(asked.change.drop)],
            "judged": _judged(findings, form, catalogue),
        }
        return self._page(request, student, term, asking=asking, form=form)

    def _page(self, request: HttpRequest, student: Student, term: Term, **more: Any) -> HttpResponse:
        query = request.GET.get("q", "").strip()[:100]
        page = selectors.page_of(student.pk, term.pk, language())
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Change the list of %(student)s") % {"student": student},
            "student": student,
            "term": term,
            "page": page,
            "key": uuid.uuid4(),
            "statuses": Enrolment.Status.choices,
            "query": query,
            "found": search(student.pk, term.pk, Asked(q=query), language()).found if query else (),
            "wrong": [render(f, page.catalogue, language()) for f in more.pop("wrong", ())],
            **more,
        }
        return TemplateResponse(request, "admin/registration/termregistration/for_student.html", context)


def _judged(findings: tuple[dict[str, Any], ...], form: ReasonForm, catalogue: Catalogue) -> list[Judged]:
    """Each rule and course has one box, beside its first finding."""
    rows, boxes = [], set()
    for f in findings:
        lifts = f["action"] == REFUSE and not f["waived"] and f["rule"] in waivers.LIFTABLE
        value = f"{f['rule']}:{f['course_id'] or ''}" if lifts else ""
        value = "" if value in boxes else value
        boxes.add(value)
        rows.append(Judged(render(f, catalogue, language()), value, value in form.ticked))
    return rows


def _named(line: Line, catalogue: Catalogue) -> str:
    status = f" ({Enrolment.Status(line.status).label})" if line.status != Enrolment.Status.NORMAL else ""
    return section_label(catalogue, line.section_id) + status
