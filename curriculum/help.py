"""The help: its search, and the texts that ship with the portal."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction

from .models import HelpEntry, HelpPage
from .turkish import search_key

FOLDER = Path(__file__).parent / "help_data"
DEFAULT = "default"


@dataclass(frozen=True)
class Help:
    pages: tuple[HelpPage, ...]
    entries: tuple[HelpEntry, ...]

    def __bool__(self) -> bool:
        return bool(self.pages or self.entries)


def help_for(query: str) -> Help:
    """Pages and questions that have every word somewhere, in either language; all of them where nothing is asked."""
    words = search_key(query).split()

    def says(*texts: str) -> bool:
        key = search_key(" ".join(texts))
        return all(word in key for word in words)

    return Help(
        tuple(p for p in HelpPage.objects.all() if says(p.title, p.title_en, p.body, p.body_en)),
        tuple(e for e in HelpEntry.objects.all() if says(e.question, e.question_en, e.answer, e.answer_en)),
    )


def sets() -> list[str]:
    """The names of the sets of texts that ship: one for everybody, and one for each university."""
    return sorted(p.stem for p in FOLDER.glob("*.json"))


@transaction.atomic
def load(name: str) -> tuple[int, int]:
    """Add the texts of a set, then those for everybody that it does not replace; how many pages and questions are new.

    What is there already may have been changed since, and stays.
    """
    slugs = set(HelpPage.objects.values_list("slug", flat=True))
    questions = set(HelpEntry.objects.values_list("question", flat=True))
    pages, entries = [], []
    for each in dict.fromkeys((name, DEFAULT)):
        said = json.loads((FOLDER / f"{each}.json").read_text())
        profile = "" if each == DEFAULT else each
        for row in said["pages"]:
            if row["slug"] not in slugs:
                slugs.add(row["slug"])
                pages.append(HelpPage(profile=profile, **_joined(row)))
        for row in said["entries"]:
            if row["question"] not in questions:
                questions.add(row["question"])
                entries.append(HelpEntry(profile=profile, **_joined(row)))
    _save((*pages, *entries))
    return len(pages), len(entries)


def _joined(row: dict[str, Any]) -> dict[str, Any]:
    """A text that stands in the file line by line, as one."""
    return {key: "\n".join(value) if isinstance(value, list) else value for key, value in row.items()}


def _save(rows: Iterable[HelpPage | HelpEntry]) -> None:
    for row in rows:
        row.full_clean()
        row.save()
