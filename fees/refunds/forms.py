"""What the desk and the student send: read here, decided by moves.py."""

from __future__ import annotations

from collections.abc import Iterable

from django import forms

from .moves import Said
from .selectors import AT_ONCE


class MoveForm(forms.Form):
    """What comes with a move. What a move needs is asked behind the lock, so nothing is required here."""

    version = forms.IntegerField(min_value=1, required=False)
    note = forms.CharField(required=False, max_length=300)
    paid_on = forms.DateField(required=False, input_formats=["%Y-%m-%d", "%d.%m.%Y"])
    reference = forms.CharField(required=False, max_length=60)

    def said(self) -> Said:
        data = self.cleaned_data
        return Said(data["note"], data["paid_on"], data["reference"])


class AskForm(forms.Form):
    term = forms.CharField(max_length=10)
    iban = forms.CharField(required=False, max_length=60)


def ticked(data: dict, tick: Iterable[str]) -> list[tuple[int, int]]:
    """Refunds and the versions that were seen, of one page at most; what is no number was never ticked."""
    pairs = ((one, data.get(f"version_{one}", "")) for one in list(tick)[:AT_ONCE])
    return [(int(one), int(version)) for one, version in pairs if one.isdecimal() and version.isdecimal()]
