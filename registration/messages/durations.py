"""How long it is until something, as people say it."""

from __future__ import annotations

from datetime import timedelta

# in days, hours and minutes: one, several; Turkish has no plural after a number
_UNITS = {
    "tr": (("gün", "gün"), ("saat", "saat"), ("dakika", "dakika")),
    "en": (("day", "days"), ("hour", "hours"), ("minute", "minutes")),
}
_SOON = {"tr": "bir dakikadan az", "en": "less than a minute"}


def duration(left: timedelta, language: str) -> str:
    """The two largest units, rounded down: "2 days 3 hours", "40 minutes"; minutes are not told beside days."""
    language = language if language in _UNITS else "en"
    minutes = max(0, left // timedelta(minutes=1))
    days, hours, rest = minutes // 1440, minutes // 60 % 24, minutes % 60
    told = (days, hours, 0) if days else (0, hours, rest)
    said = [f"{n} {names[n != 1]}" for n, names in zip(told, _UNITS[language], strict=True) if n]
    return " ".join(said) or _SOON[language]
