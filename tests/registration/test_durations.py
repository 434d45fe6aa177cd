"""How long it still is, in words."""

from __future__ import annotations

from datetime import timedelta

import pytest

from registration.messages import duration


@pytest.mark.parametrize(
    ("left", "english", "turkish"),
    [
        (timedelta(days=2, hours=3, minutes=59), "2 days 3 hours", "2 gün 3 saat"),
        (timedelta(days=1), "1 day", "1 gün"),
        (timedelta(days=1, minutes=5), "1 day", "1 gün"),
        (timedelta(hours=23, minutes=59, seconds=59), "23 hours 59 minutes", "23 saat 59 dakika"),
        (timedelta(hours=1, minutes=1), "1 hour 1 minute", "1 saat 1 dakika"),
        (timedelta(hours=2), "2 hours", "2 saat"),
        (timedelta(minutes=1), "1 minute", "1 dakika"),
        (timedelta(seconds=59), "less than a minute", "bir dakikadan az"),
        (timedelta(seconds=-5), "less than a minute", "bir dakikadan az"),
    ],
)
def test_the_two_largest_units_are_told(left: timedelta, english: str, turkish: str):
    assert (duration(left, "en"), duration(left, "tr"), duration(left, "de")) == (english, turkish, english)
