"""Which of two names a page shows."""

from __future__ import annotations

from django.utils.translation import get_language


class TwoNames:
    """A Turkish name and perhaps an English one."""

    name: str
    name_en: str

    @property
    def shown_name(self) -> str:
        """The name in the language of the page; the Turkish one where there is no other."""
        return self.name_en if self.name_en and not (get_language() or "tr").startswith("tr") else self.name
