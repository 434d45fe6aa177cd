"""The language of a page, and which of two names it shows."""

from __future__ import annotations

from django.utils.translation import get_language


def language() -> str:
    """Of the page, as two letters; Turkish where none is chosen."""
    return (get_language() or "tr")[:2]


class TwoNames:
    """A Turkish name and perhaps an English one."""

    name: str
    name_en: str

    @property
    def shown_name(self) -> str:
        """The name in the language of the page; the Turkish one where there is no other."""
        return self.name_en if self.name_en and language() != "tr" else self.name
