"""Telling people: a notice is written with what it tells of, in one transaction, and mailed later from there.

Nothing here talks to a queue or a mail server, so neither can delay or undo what is told of. The words of each kind, in
both languages, stand in notice_texts.py.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import connection
from django.db.models import DateTimeField, Func, QuerySet

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


def tell_each(figures: Mapping[int, dict[str, Any]], kind: str, *, link: str = "", once: str = "") -> None:
    """One notice to each user of the mapping, with the user's own figures."""
    mailed = None if TEXTS[kind].mailed else _now()
    rows = [
        Notice(user_id=id_, kind=kind, figures=own, link=link, once=once, at=_now(), mailed_at=mailed)
        for id_, own in sorted(figures.items())
    ]
    Notice.objects.bulk_create(rows, ignore_conflicts=bool(once), batch_size=1000)


def tell_selected(
    users: QuerySet[Any], kind: str, figures: dict[str, Any] | None = None, *, link: str = "", once: str = ""
) -> int:
    """One notice to each user whose id a query selects, a university of them in one statement; how many were told.

    The query selects one column, the user's id. With `once` as for tell().
    """
    mailed = "NULL::timestamptz" if TEXTS[kind].mailed else "portal_now()"
    sql, params = users.order_by().distinct().query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO people_notice (user_id, kind, figures, link, once, at, mailed_at, tries, failure) "
            f"SELECT u.id, %s, %s::jsonb, %s, %s, portal_now(), {mailed}, 0, '' FROM ({sql}) AS u(id) ORDER BY u.id "
            "ON CONFLICT (user_id, once) WHERE once <> '' DO NOTHING",
            [kind, json.dumps(figures or {}), link, once, *params],
        )
        return int(cursor.rowcount)


def _now() -> Func:
    return Func(function="portal_now", output_field=DateTimeField())
