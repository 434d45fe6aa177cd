"""What fees tell whoever stands right of them. Receivers must not undo what was written: both are sent after the commit."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from django.db import transaction
from django.dispatch import Signal

reasons_changed = Signal()  # student_ids: a claim, a place or an exam changed what is owed; it is to be charged anew
balances_changed = Signal()  # term_id, student_ids: something was paid, or is owed no longer, or is owed now


def tell_reasons_changed(student_ids: Iterable[int]) -> None:
    told = sorted(set(student_ids))
    if told:
        transaction.on_commit(partial(reasons_changed.send_robust, None, student_ids=told), robust=True)


def tell_balances_changed(term_id: int, student_ids: Iterable[int]) -> None:
    told = sorted(set(student_ids))
    if told:
        about = {"term_id": term_id, "student_ids": told}
        transaction.on_commit(partial(balances_changed.send_robust, None, **about), robust=True)
