"""What curriculum tells whoever stands right of it."""

from __future__ import annotations

from functools import partial

from django.db import transaction
from django.dispatch import Signal

sections_edited = Signal()  # term_id: after the commit that may have changed sections of a term


def tell_of_edit(term_id: int) -> None:
    """Once the transaction is over. What receivers do with it must not undo the edit, nor fail its page."""
    transaction.on_commit(partial(sections_edited.send_robust, None, term_id=term_id), robust=True)
