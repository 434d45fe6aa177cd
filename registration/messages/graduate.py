"""Graduate rules, NI status and repeats."""

from __future__ import annotations

from .shape import Message

MESSAGES: dict[str, Message] = {}

CASES: dict[tuple[str, str], Message] = {}
