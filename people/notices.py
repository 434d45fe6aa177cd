"""Telling people: a notice is written with what it tells of, in one transaction, and mailed later from there.

Nothing here waits for a queue or a mail server, so neither can delay or undo what is told of. The words of each kind, in
both languages, stand in notice_texts.py; delivery.py sends the mails.
"""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Iterable, Mapping
from typing import Any

from celery import current_app
from django.conf import settings
from django.core.exceptions import EmptyResultSet
from django.db import connection, transaction
from django.db.models import QuerySet

from .clock import database_now
from .models import Notice, User
from .notice_rendering import check, neutral
from .notice_texts import TEXTS

log = logging.getLogger(__name__)
_nudging = threading.Lock()


def tell(
    user_ids: Iterable[int], kind: str, figures: dict[str, Any] | None = None, *, link: str = "", once: str = ""
) -> None:
    """One notice to each. With `once`, who was told under that name already is not told again.

    `figures` belong to no language (notice_rendering.py); a moment, a day, a number and a row with a name in both
    languages, such as a term, may be given as they are. Raises KeyError for a kind that has no words or a figure that is
    missing, TypeError for prose in one language.
    """
    kept = figures_of(kind, figures or {})
    _write(dict.fromkeys(user_ids, kept), kind, link, once)


def tell_each(figures: Mapping[int, dict[str, Any]], kind: str, *, link: str = "", once: str = "") -> None:
    """One notice to each user of the mapping, with the user's own figures."""
    _write({id_: figures_of(kind, own) for id_, own in figures.items()}, kind, link, once)


def _write(kept: Mapping[int, dict[str, Any]], kind: str, link: str, once: str) -> None:
    same = {"kind": kind, "link": link, "once": once, "at": database_now()}
    same["mailed_at"] = None if TEXTS[kind].mailed else database_now()
    rows = [Notice(user_id=id_, figures=figures, **same) for id_, figures in sorted(kept.items())]
    Notice.objects.bulk_create(rows, ignore_conflicts=bool(once), batch_size=1000)
    if rows and TEXTS[kind].mailed:
        transaction.on_commit(nudge, robust=True)


def tell_selected(
    users: QuerySet[Any], kind: str, figures: dict[str, Any] | None = None, *, link: str = "", once: str = ""
) -> int:
    """One notice to each user whose id a query selects, a university of them in one statement; how many were told.

    The query selects one column, the user's id. With `once` as for tell().
    """
    mailed = "NULL::timestamptz" if TEXTS[kind].mailed else "portal_now()"
    try:
        sql, params = users.order_by().distinct().query.sql_with_params()
    except EmptyResultSet:  # it can select nobody, and has no SQL
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO people_notice (user_id, kind, figures, link, once, at, mailed_at, tries, failure) "
            f"SELECT u.id, %s, %s::jsonb, %s, %s, portal_now(), {mailed}, 0, '' FROM ({sql}) AS u(id) ORDER BY u.id "
            "ON CONFLICT (user_id, once) WHERE once <> '' DO NOTHING",
            [kind, json.dumps(figures_of(kind, figures or {})), link, once, *params],
        )
        told = int(cursor.rowcount)
    if told and TEXTS[kind].mailed:
        transaction.on_commit(nudge, robust=True)
    return told


def figures_of(kind: str, figures: Mapping[str, Any]) -> dict[str, Any]:
    """Figures as they are kept, whole and of no language; raises as tell() does."""
    kept = neutral(figures)
    check(kind, kept)
    return kept


def nudge() -> None:
    """Ask the queue to deliver now rather than within the minute. Never waits: a queue that is gone holds nobody up, and
    one call under way is enough, since each delivers all that is due."""
    if settings.REDIS_URL and _nudging.acquire(blocking=False):
        threading.Thread(target=_nudge, daemon=True).start()


def _nudge() -> None:
    try:
        current_app.send_task("people.tasks.deliver_notices", retry=False)
    except Exception as down:  # whatever the queue's client raises; the minute's own run delivers
        log.warning("notices: the queue did not answer: %s", down)
    finally:
        _nudging.release()


def notices_of(user: User, before: int | None = None) -> QuerySet[Notice]:
    """The user's notices, newest first; those older than one of them where asked."""
    mine = Notice.objects.filter(user=user, kind__in=TEXTS)
    return mine.filter(pk__lt=before) if before else mine


def mark_read(*, user: User, notice_id: int) -> Notice | None:
    """The user's own notice, read from now on; None where it is nobody's or another's."""
    notice = Notice.objects.filter(user=user, pk=notice_id).first()
    if notice is not None and notice.read_at is None:
        Notice.objects.filter(pk=notice.pk, read_at=None).update(read_at=database_now())
    return notice


def mark_all_read(*, user: User, up_to: int) -> int:
    """All of the user's up to the newest that was seen; how many were unread. One that came meanwhile stays so."""
    return Notice.objects.filter(user=user, read_at=None, pk__lte=up_to).update(read_at=database_now())
