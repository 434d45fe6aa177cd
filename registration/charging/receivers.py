"""What charges anew by itself, and what goes on by itself once nothing is owed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..catalogue import current_term
from ..closing.fees import settle_fees
from .charge import charge

# the events with which a term comes to cost nothing, or to cost something again
COUNTED = frozenset({"close", "leave", "cancel", "excuse_accepted", "excuse_rejected"})


def charge_after_move(sender: Any, *, term_id: int, student_ids: Sequence[int], event: str, **_: Any) -> None:
    """In the transaction of the move, behind the locks of the registrations."""
    if event in COUNTED:
        charge(term_id=term_id, student_ids=student_ids, reason=event)


def charge_after_reasons(sender: Any, *, student_ids: Sequence[int], **_: Any) -> None:
    if term := current_term():
        charge(term_id=term.id, student_ids=student_ids)


def settle(sender: Any, *, term_id: int, student_ids: Sequence[int], **_: Any) -> None:
    """A payment opens the registration at once; if this fails, the clock does it."""
    settle_fees(term_id=term_id, student_ids=student_ids)
