"""From posted forms to what the services ask; what cannot be read is said by field, what was typed is kept."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from people.forms import TypedDecimal

from .models import Petition
from .petition_checks import Asked
from .petitions import MOST_AT_ONCE, Said


class PetitionForm(forms.Form):
    """What any kind may ask; required is what the rules require, so that all that is missing is said at once."""

    text = forms.CharField(required=False, max_length=4000)
    terms = forms.IntegerField(required=False, min_value=0, max_value=99)
    institution = forms.CharField(required=False, max_length=200)
    open_education = forms.BooleanField(required=False)
    average = TypedDecimal(required=False, min_value=0, max_value=100, max_digits=5, decimal_places=2)

    def asked(self, kind: str) -> Asked:
        return Asked(kind, **self.cleaned_data)


class SayingForm(forms.Form):
    """What comes with an event of staff."""

    note = forms.CharField(required=False, max_length=2000)
    favourable = forms.TypedChoiceField(
        required=False, choices=[("yes", ""), ("no", "")], coerce=lambda v: v == "yes", empty_value=None
    )
    body = forms.CharField(required=False, max_length=120)
    decision_no = forms.CharField(required=False, max_length=40)
    decided_on = forms.DateField(required=False, input_formats=["%Y-%m-%d", "%d.%m.%Y"])
    terms = forms.IntegerField(required=False, min_value=0, max_value=99)

    def said(self) -> Said:
        return Said(**self.cleaned_data)


class ManyForm(SayingForm):
    """One decision on several petitions: those of the ticked that the actor may decide."""

    event = forms.ChoiceField(choices=[("accept", ""), ("reject", "")])
    tick = forms.ModelMultipleChoiceField(
        Petition.objects.none(), error_messages={"required": _("Tick at least one petition.")}
    )

    def __init__(self, *args: Any, among: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tick"].queryset = among

    def clean_tick(self) -> Any:
        ticked = self.cleaned_data["tick"]
        if len(ticked) > MOST_AT_ONCE:
            raise ValidationError(_("Tick at most %(most)d petitions at a time.") % {"most": MOST_AT_ONCE})
        return ticked

    def said(self) -> Said:
        return Said(**{name: self.cleaned_data[name] for name in SayingForm.base_fields})
