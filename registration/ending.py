"""A whole list dropped at once, with its seats given back, through the ledger like any other change."""

from __future__ import annotations

import uuid

from . import seats
from .query import fetch
from .rules.facts import Change, Facts
from .seats import Asking, Taking


def release_all(*, facts: Facts, actor_id: int, source: str, note: str = "") -> None:
    """Drop every line of a list whose registration is locked, and release its seats; last in the transaction.

    Works without the catalogue, since a section of a list may be gone from it.
    """
    if not facts.enrolled:
        return
    sections = [e.section_id for e in facts.enrolled]
    own = fetch("SELECT id FROM curriculum_seatcounter WHERE section_id = ANY (%s::bigint[]) ORDER BY id", sections)
    counters = sorted([id_ for (id_,) in own] + [e.quota for e in facts.enrolled if e.quota])
    seats.take(
        facts=facts,
        asking=Asking(Change(drop=frozenset(sections)), actor_id, uuid.uuid4(), source, note[:300]),
        taking=Taking(tuple((counter, -1) for counter in counters), tuple(sections), ()),
        findings=[],
    )
