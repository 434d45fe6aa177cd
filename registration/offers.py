"""A fix as a form that one press sends, and what stands on its button."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid4

from django.utils import translation

from .candidates import Step
from .choices import NAMES
from .fixes import Fix
from .messages import meets_text, section_label
from .messages.offers import NONE, offer_text, seats_text
from .rules.facts import Catalogue, Line


@dataclass(frozen=True)
class OfferedFix:
    """A fix as a form that one press sends; one that has to wait is only told."""

    text: str
    add: tuple[Line, ...]
    drop: tuple[int, ...]
    opens: datetime | None
    attempt: UUID = field(default_factory=uuid4)


def offer(fix: Fix, catalogue: Catalogue, language: str) -> OfferedFix:
    text = " + ".join(_text(step, fix, catalogue, language) for step in fix.steps)
    lines = tuple(sorted(fix.change.add, key=lambda line: line.section_id))
    return OfferedFix(text, lines, tuple(sorted(fix.change.drop)), fix.opens)


def _text(step: Step, fix: Fix, catalogue: Catalogue, language: str) -> str:
    section = catalogue.sections.get(step.section_id or 0)
    seat = fix.seats.get(section.counter) if section else None
    return offer_text(
        step.kind,
        language,
        place=section_label(catalogue, step.section_id),
        old=section_label(catalogue, step.old_id),
        value=_value(step, language),
        meets=(meets_text(section, language) if section else "") or "–",
        seats=seats_text(seat.left, language) if seat else "–",
        opens=f"{step.opens:%d.%m.%Y %H:%M}" if step.opens else "–",
    )


def _value(step: Step, language: str) -> str:
    if not step.value:
        return NONE["tr" if language == "tr" else "en"]
    with translation.override(language):
        return str(NAMES[step.kind][step.value])
