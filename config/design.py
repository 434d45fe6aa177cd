"""The page of parts: every colour and component in both themes, to look at before making another one."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

COLOURS = {
    "ink": ("quiet",),
    "paper": ("surface", "sunken", "line", "edge"),
    "accent": ("accent-soft", "focus"),
    "no": ("no-soft",),
    "warn": ("warn-soft", "warn-line"),
    "yes": ("yes-soft",),
}


class Sample(forms.Form):
    """One field that is right and one that is not."""

    code = forms.CharField(
        label=_("Numeric code"),
        help_text=_("Seven digits, such as 5710213."),
        widget=forms.TextInput({"class": "form-control"}),
    )
    section = forms.IntegerField(label=_("Section"), widget=forms.NumberInput({"class": "form-control"}))


@require_GET
def parts(request: HttpRequest) -> HttpResponse:
    form = Sample({"code": "5710213"}, auto_id="sample_%s")
    colours = [name for first, others in COLOURS.items() for name in (first, *others)]
    return render(request, "design/page.html", {"colours": colours, "form": form, "at": now()})
