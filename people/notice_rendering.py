"""A notice's words in its reader's language, made of a kind and figures that belong to no language.

A figure as it is kept:

- text that is the same in every language: a name, a code, or what a person typed (notice_texts.PLAIN says which),
- a whole number,
- {"number": "25.48"}, with the comma where the language has one,
- {"tr": "…", "en": "…"}, words in both languages, such as a term's name,
- {"word": "fee"}, a code of notice_texts.WORDS,
- {"at": "2026-02-10T10:00:00+03:00"} or {"on": "2026-02-10"}, shown as a day with or without the hour in Istanbul,
- a list of any of these, shown with commas.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from string import Formatter
from typing import Any

from django.utils.timezone import localtime

from .models import Notice
from .notice_texts import PLAIN, TEXTS, WORDS


@dataclass(frozen=True)
class Words:
    subject: str
    body: str


@dataclass(frozen=True)
class Shown:
    """A notice as a page shows it."""

    id: int
    words: Words
    at: datetime
    is_read: bool
    link: str


def words_of(kind: str, figures: Mapping[str, Any], language: str) -> Words:
    """Raises KeyError for a kind without words, or a figure that its words ask for and is not there."""
    subject, body = getattr(TEXTS[kind], language)
    said = {name: _said(value, language) for name, value in figures.items()}
    return Words(" ".join(subject.format_map(said).split()), body.format_map(said))


def shown(notice: Notice, language: str) -> Shown:
    words = words_of(notice.kind, notice.figures, language)
    return Shown(notice.pk, words, notice.at, notice.read_at is not None, notice.link)


def word(code: str) -> dict[str, str]:
    """A figure that is a code with words of its own."""
    return {"word": code}


def neutral(figures: Mapping[str, Any]) -> dict[str, Any]:
    """Figures as they are kept: a moment, a day, a number, or a row with a name in both languages is made so."""
    return {name: _neutral(value) for name, value in figures.items()}


def check(kind: str, figures: Mapping[str, Any]) -> None:
    """Figures (as they are kept) are whole, and none of them is prose in one language.

    Raises KeyError for a kind or figure that is missing, TypeError for text where the glossary knows of none.
    """
    for language in ("tr", "en"):
        words_of(kind, figures, language)
    for name in sorted(placeholders(*TEXTS[kind].tr)):
        if name not in PLAIN and any(isinstance(value, str) for value in _each(figures[name])):
            raise TypeError(f"“{name}” of “{kind}” is text in one language: give words in both, or a code")


def placeholders(*texts: str) -> set[str]:
    return {name for text in texts for _, name, _, _ in Formatter().parse(text) if name}


def _each(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _neutral(value: Any) -> Any:
    if isinstance(value, datetime):
        return {"at": localtime(value).isoformat()}
    if isinstance(value, date):
        return {"on": value.isoformat()}
    if isinstance(value, Decimal):
        return {"number": str(value)}
    if isinstance(value, (list, tuple)):
        return [_neutral(each) for each in value]
    if hasattr(value, "name_en"):
        return {"tr": value.name, "en": value.name_en or value.name}
    return value


def _said(value: Any, language: str) -> str:
    match value:
        case list():
            return ", ".join(_said(each, language) for each in value)
        case {"tr": _, "en": _}:
            return str(value[language])
        case {"word": code}:
            return str(getattr(WORDS[code], language))
        case {"at": moment}:
            return f"{localtime(datetime.fromisoformat(moment)):%d.%m.%Y %H:%M}"
        case {"on": day}:
            return f"{date.fromisoformat(day):%d.%m.%Y}"
        case {"number": number}:
            return str(number).replace(".", ",") if language == "tr" else str(number)
        case str() | int():
            return str(value)
    raise TypeError(f"no figure of a notice: {value!r}")
