"""Code → text and fix, Turkish and English side by side. Stored findings hold code and data; prose is made here alone."""

from .descriptions import rule_name
from .durations import duration
from .rendering import (
    CASES,
    MESSAGES,
    Rendered,
    clock,
    day_name,
    meets_text,
    number_text,
    render,
    section_label,
    short_day_name,
    state_label,
)
from .shape import Message

__all__ = [
    "CASES",
    "MESSAGES",
    "Message",
    "Rendered",
    "clock",
    "day_name",
    "duration",
    "meets_text",
    "number_text",
    "render",
    "rule_name",
    "section_label",
    "short_day_name",
    "state_label",
]
