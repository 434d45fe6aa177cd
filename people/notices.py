"""Telling people: a notice is written with what it tells of, in one transaction, and mailed later from there.

Nothing here talks to a queue or a mail server, so neither can delay or undo what is told of. The words of each kind, in
both languages, stand in notice_texts.py.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import DateTimeField, Func

from .models import Notice
from .notice_texts import TEXTS


def tell(
    user_ids: Iterable[int], kind: str, figures: dict[str, Any] | None = None, *, link: str = "", once: str = ""
) -> None:
    """One notice to each. With `once`, who was told under that name already is not told again.

    Raises KeyError for a kind that has no words.
    """
    mailed = None if TEXTS[kind].mailed else _now()
    rows = [
        Notice(user_id=id_, kind=kind, figures=figures or {}, link=link, once=once, at=_now(), mailed_at=mailed)
        for id_ in sorted(set(user_ids))
    ]
    Notice.objects.bulk_create(rows, ignore_conflicts=bool(once), batch_size=1000)


def _now() -> Func:
    return Func(function="portal_now", output_field=DateTimeField())
