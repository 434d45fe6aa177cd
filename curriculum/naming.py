"""The language of a page, and which of two names it shows."""

from __future__ import annotations

from django.utils.translation import get_language


def language() -> str:
    """Of the page, as two letters; Turkish where none is chosen."""
    return (get_language() or "tr")[:2]


def in_language(text: str, english: str) -> str:
    """The text in the language of the page; the Turkish one where there is no other."""
    return english if english and language() != "tr" else text


class TwoNames:
    """A Turkish name and perhaps an English one."""

    name: str
    name_en: str

    @property
    def shown_name(self) -> str:
        return in_language(self.name, self.name_en)

    @property
    def other_name(self) -> str:
        """The name in the other language, where there is one that differs."""
        other = self.name if self.shown_name == self.name_en else self.name_en
        return other if other != self.shown_name else ""

    @property
    def other_language(self) -> str:
        return "en" if self.shown_name == self.name else "tr"
