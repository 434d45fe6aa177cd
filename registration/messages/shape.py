"""The shape of a message."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Message:
    """Text and fix in each language; both languages use the same placeholders."""

    tr: tuple[str, str]
    en: tuple[str, str]
