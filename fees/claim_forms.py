"""What is typed of a document or decision; what is missing in it the service says, all at once."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from people.forms import Plain, TypedDecimal
from people.models import Student

from .claims import Paper, paper_of
from .models import Claim, Ground


def _day(label: Any, help_text: Any = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=help_text,
        required=False,
        input_formats=["%Y-%m-%d", "%d.%m.%Y"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )


class PaperForm(Plain):
    """Of one ground: the ratio is asked where it counts, the issuer chosen where only some are accepted."""

    issuer = forms.CharField(label=_("Issued by"), max_length=200, required=False)
    document_no = forms.CharField(label=_("Number of the document"), max_length=60, required=False)
    document_date = _day(_("Date of the document"))
    percent = TypedDecimal(
        label=_("Ratio on the document (%)"),
        required=False,
        max_digits=5,
        decimal_places=2,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    valid_from = _day(_("Valid from"), _("Empty: today."))
    valid_until = _day(_("Valid until, that day included"), _("Empty: it goes on."))

    def __init__(self, *args: Any, ground: Ground, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if ground.effect != Ground.Effect.BY_RATIO:
            del self.fields["percent"]
        if accepted := ground.accepted_issuers:
            self.fields["issuer"] = forms.ChoiceField(
                label=_("Issued by"),
                required=False,
                choices=[("", "–"), *((one, one) for one in accepted)],
                widget=forms.Select(attrs={"class": "form-select"}),
            )

    @classmethod
    def of(cls, claim: Claim) -> PaperForm:
        """As it stands on a claim."""
        paper = paper_of(claim)
        initial = {name: getattr(paper, name) for name in cls.base_fields}
        if paper.percent is not None:
            initial["percent"] = number_format(paper.percent)
        return cls(ground=claim.ground, initial=initial)

    def paper(self) -> Paper:
        return Paper(**{name: self.cleaned_data[name] for name in PaperForm.base_fields if name in self.cleaned_data})


class DecisionForm(PaperForm):
    """What a board or an office decided."""

    note = forms.CharField(label=_("Note"), max_length=300, required=False)

    field_order = ("issuer", "document_no", "document_date", "percent", "valid_from", "valid_until", "note")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["document_no"].label, self.fields["document_date"].label = (
            _("Number of the decision"),
            _("Date of the decision"),
        )
        for name in ("document_no", "document_date"):
            self.fields[name].widget.attrs["required"] = True


class WhoForm(Plain):
    """Whose claim is recorded, and on which ground."""

    number = forms.ModelChoiceField(
        Student.objects.all(),
        to_field_name="number",
        label=_("Student number"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"invalid_choice": _("There is no student of this number.")},
    )
    ground = forms.ModelChoiceField(
        Ground.objects.filter(active=True),
        to_field_name="code",
        label=_("Ground"),
        widget=forms.Select(attrs={"class": "form-select"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ground"].label_from_instance = lambda ground: ground.shown_name


class NoteForm(Plain):
    note = forms.CharField(label=_("Note to the student"), max_length=300, required=False)


class EndForm(NoteForm):
    last_day = forms.DateField(
        label=_("Last day"),
        input_formats=["%Y-%m-%d", "%d.%m.%Y"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    field_order = ("last_day", "note")
