"""Until when a student pays: as long as the own list can be changed, as the checklist has it (OMU-82, KOU-56)."""

from __future__ import annotations

from datetime import datetime

from ..checklist import last_minute, times
from ..services import fresh_catalogue
from ..snapshot import load_facts


def paying_until(student_id: int, term_id: int) -> datetime | None:
    """The last moment; None where the calendar does not tell."""
    facts = load_facts(term_id, [student_id])[student_id].facts
    ends = times(fresh_catalogue(facts, term_id), facts).ends
    return last_minute(ends) if ends else None
