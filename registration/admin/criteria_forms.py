"""Forms for many sections at once: what is to become of their rows and seats, or from where they are taken."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from curriculum.admin.seats import MOST, CriterionForm
from curriculum.criteria.changes import current_of
from curriculum.criteria.rows import COLUMNS, Row, Wanted, row_of
from curriculum.models import Course, Department, Section, SectionCriterion, Term

LEAVE, SET, ADD, REMOVE = "leave", "set", "add", "remove"
OPEN, CLOSED = "open", "closed"


class ChangeForm(forms.Form):
    """The same for every ticked section."""

    sections = forms.ModelMultipleChoiceField(
        Section.objects.none(), label=gettext_lazy("Sections"), widget=forms.CheckboxSelectMultiple
    )
    rows_are = forms.ChoiceField(
        label=gettext_lazy("Criteria"),
        choices=[
            (LEAVE, gettext_lazy("leave as they are")),
            (ADD, gettext_lazy("add the rows below")),
            (REMOVE, gettext_lazy("remove rows with the limits below")),
            (SET, gettext_lazy("replace all by the rows below")),
        ],
        help_text=gettext_lazy("Replaced by no row, a section is open to every student."),
    )
    capacity = forms.IntegerField(
        label=gettext_lazy("Capacity"),
        required=False,
        min_value=0,
        max_value=MOST,
        help_text=gettext_lazy("Empty: as it is. Below what is taken the section is closed instead."),
    )
    seats = forms.ChoiceField(
        label=gettext_lazy("Open or closed"),
        choices=[(LEAVE, gettext_lazy("as it is")), (OPEN, gettext_lazy("open")), (CLOSED, gettext_lazy("closed"))],
    )

    def __init__(self, sections: list[Section], data: QueryDict | None) -> None:
        ids = [section.pk for section in sections]
        super().__init__(data, initial={"sections": ids, "rows_are": LEAVE, "seats": LEAVE})
        field = self.fields["sections"]
        field.queryset = Section.objects.filter(pk__in=ids).select_related("course")
        field.choices = [(section.pk, str(section)) for section in sections]

    def wanted(self, rows: list[Row]) -> dict[int, Wanted]:
        asked = self.cleaned_data
        ids = [section.pk for section in asked["sections"]]
        is_open = {OPEN: True, CLOSED: False}.get(asked["seats"])
        there = current_of(ids) if asked["rows_are"] in (ADD, REMOVE) else {}
        found = {}
        for id_ in ids:
            stands = [row_of(c) for c in there[id_].criteria] if there else []
            found[id_] = Wanted(_rows(asked["rows_are"], stands, rows), asked["capacity"], is_open)
        return found


def _rows(what: str, stands: list[Row], rows: list[Row]) -> tuple[Row, ...] | None:
    if what == LEAVE:
        return None
    if what == ADD:
        known = {row.limits for row in stands}
        return (*stands, *(row for row in rows if row.limits not in known))
    if what == REMOVE:
        return tuple(row for row in stands if not any(row.meets(pattern) for pattern in rows))
    return tuple(rows)


class RowForm(CriterionForm):
    class Meta(CriterionForm.Meta):
        pass

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["quota"].show_hidden_initial = False
        for field in self.fields.values():
            if isinstance(field, forms.IntegerField | forms.DecimalField):
                field.widget.attrs.pop("class", None)

    @property
    def row(self) -> Row:
        return Row(*(getattr(self.instance, name) for name in COLUMNS), quota=self.cleaned_data["quota"])


class BaseRowFormSet(forms.BaseModelFormSet):
    """Rows to give, and none to edit."""

    def __init__(self, data: QueryDict | None, prefix: str) -> None:
        super().__init__(data, prefix=prefix, queryset=SectionCriterion.objects.none())

    def given(self) -> list[Row]:
        return [form.row for form in self.forms if form.has_changed()]


RowFormSet = forms.modelformset_factory(
    SectionCriterion, form=RowForm, formset=BaseRowFormSet, extra=4, max_num=40, edit_only=False
)


class CopyForm(forms.Form):
    """Of a course or of a department; the term to fill, and the earlier one to take from."""

    department = forms.ModelChoiceField(Department.objects.none(), label=gettext_lazy("Department"))
    course = forms.CharField(
        label=gettext_lazy("Course"),
        required=False,
        max_length=15,
        help_text=gettext_lazy("Its code or number, for one course alone."),
    )
    source = forms.ModelChoiceField(Term.objects.all(), label=gettext_lazy("From the term"), to_field_name="code")
    term = forms.ModelChoiceField(Term.objects.all(), label=gettext_lazy("Into"), to_field_name="code")
    capacity = forms.BooleanField(label=gettext_lazy("Capacities as well"), required=False)
    instructors = forms.BooleanField(label=gettext_lazy("Instructors as well"), required=False)

    def __init__(self, units: frozenset[int] | None, asked: QueryDict | None, data: QueryDict | None) -> None:
        departments = Department.objects.filter(course__sections__isnull=False).distinct()
        own = departments if units is None else departments.filter(pk__in=units)
        current = Term.objects.filter(is_current=True).first()
        earlier = Term.objects.filter(code__lt=current.code).order_by("-code").first() if current else None
        course, code = ((asked or {}).get(name, "").replace("\x00", "") for name in ("course", "department"))
        initial: dict[str, Any] = {"term": current, "source": earlier, "course": course}
        initial["department"] = own.filter(code=code).first() or own.first()
        super().__init__(data, initial=initial)
        self.fields["department"].queryset = own

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("source") and data.get("source") == data.get("term"):
            self.add_error("source", _("Choose another term than the one to fill."))
        if data.get("department") and (code := data.get("course")):
            courses = Course.objects.filter(department=data["department"])
            found = courses.filter(numeric_code=code) or courses.filter(code=code.upper().replace(" ", ""))
            data["courses"] = list(found)
            if not found:
                self.add_error("course", _("The department has no such course."))
        return data

    def _sections(self, term: Term) -> dict[tuple[int, int], int]:
        data = self.cleaned_data
        found = Section.objects.filter(term=term, course__department=data["department"])
        if data.get("courses"):
            found = found.filter(course__in=data["courses"])
        return {(course, number): id_ for id_, course, number in found.values_list("pk", "course_id", "number")}

    def wanted(self) -> tuple[dict[int, Wanted], list[str]]:
        """By section of the term, and the sections that the earlier one does not have, which are left alone."""
        data = self.cleaned_data
        here, there = self._sections(data["term"]), self._sections(data["source"])
        sources = current_of([there[key] for key in here if key in there])
        found = {here[key]: self._like(sources[there[key]].state) for key in here if key in there}
        without = Section.objects.filter(pk__in=[id_ for key, id_ in here.items() if key not in there])
        return found, [str(section) for section in without.select_related("course").order_by("course__code", "number")]

    def _like(self, state: Any) -> Wanted:
        data = self.cleaned_data
        return Wanted(
            rows=state.rows,
            capacity=state.capacity if data["capacity"] else None,
            instructors=state.instructors if data["instructors"] else None,
        )

    def params(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "term": data["term"].code,
            "from": data["source"].code,
            "department": data["department"].pk,
            "course": data["course"],
        }
