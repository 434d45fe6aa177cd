"""What charges anew by itself, and what goes on by itself once nothing is owed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..catalogue import current_term
from ..closing.fees import settle_fees
from ..progress import BATCH
from .charge import charge


def charge_after_reasons(sender: Any, *, student_ids: Sequence[int], **_: Any) -> None:
    """At once where somebody waits for it; so many that nobody does are the clock's, as whatever fails here."""
    if len(student_ids) <= BATCH and (term := current_term()):
        charge(term_id=term.id, student_ids=student_ids)


def settle(sender: Any, *, term_id: int, student_ids: Sequence[int], **_: Any) -> None:
    """A payment opens the registration at once; if this fails, the clock does it."""
    settle_fees(term_id=term_id, student_ids=student_ids)
