"""What the fee office's pages of the bank ask."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from curriculum.importers.table_files import UPLOAD
from curriculum.models import Term
from people.models import Student

from .models import Bank

DAYS = ["%Y-%m-%d", "%d.%m.%Y"]


class StatementForm(forms.Form):
    bank = forms.ModelChoiceField(
        Bank.objects.filter(active=True),
        label=_("Bank"),
        to_field_name="code",
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    file = forms.FileField(
        label=_("Statement"),
        help_text=_("CSV of one day, at most 10 MB; its last line counts the others."),
        widget=forms.FileInput(attrs={"class": "form-control", "accept": ".csv,text/csv"}),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > UPLOAD.size:
            raise forms.ValidationError(gettext("The file is larger than 10 MB."), code="too_large")
        return file


class SettleForm(forms.Form):
    """The student by number: chosen among those suggested, or typed."""

    number = forms.CharField(max_length=20, required=False)
    other = forms.CharField(max_length=20, required=False)
    term = forms.ModelChoiceField(Term.objects.all(), to_field_name="code")
    note = forms.CharField(max_length=300, required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        number = data.get("other") or data.get("number")
        data["student"] = Student.objects.filter(number=number).first() if number else None
        if data["student"] is None:
            self.add_error("number", gettext("There is no student of that number."))
        return data


class ReasonForm(forms.Form):
    note = forms.CharField(max_length=300)


class DayForm(forms.Form):
    bank = forms.ModelChoiceField(
        Bank.objects.all(), label=_("Bank"), to_field_name="code", widget=forms.Select(attrs={"class": "form-select"})
    )
    day = forms.DateField(
        label=_("Day"),
        input_formats=DAYS,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "form-control"}),
    )
