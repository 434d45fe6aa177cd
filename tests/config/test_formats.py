"""Dates are typed as they are shown, day first, in both languages."""

from __future__ import annotations

from datetime import date

import pytest
from django import forms
from django.contrib.admin.widgets import AdminSplitDateTime
from django.utils.translation import override

from tests.world import local


@pytest.mark.parametrize("language", ["tr", "en"])
@pytest.mark.parametrize("typed", ["09.02.2026", "9.2.2026", "09/02/2026", "2026-02-09"])
def test_a_date_is_typed_day_first_or_as_iso(language: str, typed: str):
    with override(language):
        assert forms.DateField(localize=True).clean(typed) == date(2026, 2, 9)


@pytest.mark.parametrize("language", ["tr", "en"])
def test_a_form_shows_a_moment_as_it_is_typed(language: str):
    field = forms.SplitDateTimeField(widget=AdminSplitDateTime)
    with override(language):
        shown = field.widget.decompress(local("2026-02-09 09:00"))
        html = field.widget.render("opens_at", local("2026-02-09 09:00"))
        typed = ["09.02.2026", "09:00:00"]
        assert all(f'value="{part}"' in html for part in typed)
        assert field.clean(typed) == field.clean(shown) == local("2026-02-09 09:00")


def test_a_day_that_there_is_not_is_refused():
    with override("tr"), pytest.raises(forms.ValidationError):
        forms.DateField().clean("31.02.2026")
