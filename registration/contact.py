"""That a student and the advisor have been in touch about the term's courses (METU-37)."""

from __future__ import annotations

import uuid

from .query import fetch
from .snapshot import load_facts


def mark_contacted(*, student_id: int, term_id: int) -> None:
    """From the first time on; in the transaction of whoever calls, since a message marks it as well."""
    facts = load_facts(term_id, [student_id], key=uuid.uuid4())[student_id].facts
    if not facts.contacted:
        fetch(
            "UPDATE registration_termregistration SET contacted_at = COALESCE(contacted_at, portal_now()) "
            "WHERE student_id = %s AND term_id = %s RETURNING id",
            student_id,
            term_id,
        )
