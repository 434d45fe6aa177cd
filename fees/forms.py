"""What the fee office types."""

from __future__ import annotations

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from people.forms import Plain, TypedDecimal

from .models import Line

WAYS = [("charge", _("Charge by hand")), ("credit", _("Credit by hand"))]


def _select() -> forms.Select:
    return forms.Select(attrs={"class": "form-select"})


class CorrectionForm(Plain):
    """A charge or a credit by hand. A sum takes a comma or a point, and no third decimal."""

    way = forms.ChoiceField(label=_("What"), choices=WAYS, widget=_select())
    line = forms.ChoiceField(label=_("Line"), choices=Line.choices, widget=_select())
    amount = TypedDecimal(
        label=_("Sum (TL)"),
        min_value=Decimal("0.01"),
        max_digits=10,
        decimal_places=2,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    reason = forms.CharField(label=_("Reason"), max_length=300)
    document = forms.CharField(label=_("Document or decision"), max_length=120)

    @property
    def signed(self) -> Decimal:
        amount: Decimal = self.cleaned_data["amount"]
        return -amount if self.cleaned_data["way"] == "credit" else amount
