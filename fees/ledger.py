"""The accounts: the only writer of entries and of the sums that stand on them.

Lock order: registrations, then accounts by id, then seat counters. Whoever pays locks accounts alone.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import DatabaseError, connection, transaction

from curriculum.locks import held_up

from .computing.case import OF_COURSES
from .models import Entry, FeeStanding

Kind = Entry.Kind
NOTHING = Decimal(0)
A, P = TypeVar("A"), ParamSpec("P")

_MAKE = """
    INSERT INTO fees_feestanding (student_id, term_id)
    SELECT s.id, %s FROM unnest(%s::bigint[]) AS s(id)
    WHERE NOT EXISTS (SELECT 1 FROM fees_feestanding f WHERE f.student_id = s.id AND f.term_id = %s)
    ORDER BY s.id ON CONFLICT (student_id, term_id) DO NOTHING"""

_SUMS = """
    UPDATE fees_feestanding f
    SET charged = f.charged + x.charged, charged_courses = f.charged_courses + x.charged_courses, paid = f.paid + x.paid
    FROM jsonb_to_recordset(%s::jsonb) AS x(id bigint, charged numeric, charged_courses numeric, paid numeric)
    WHERE f.id = x.id"""

_EXPLAIN = """
    UPDATE fees_feestanding f SET steps = x.steps, missing = x.missing, assessed_at = %s
    FROM jsonb_to_recordset(%s::jsonb) AS x(id bigint, steps jsonb, missing jsonb) WHERE f.id = x.id"""


def lock_accounts(term_id: int, student_ids: Sequence[int], *, make: bool = True) -> dict[int, FeeStanding]:
    """By student, each account locked until the transaction ends; those that are not there are made first, since what is
    not there cannot be locked."""
    if make:
        with connection.cursor() as cursor:
            cursor.execute(_MAKE, [term_id, sorted(student_ids), term_id])
    rows = FeeStanding.objects.select_for_update(no_key=True).filter(term_id=term_id, student__in=student_ids)
    return {row.student_id: row for row in rows.order_by("id")}


def lock(standing_ids: Iterable[int]) -> dict[int, FeeStanding]:
    """Accounts by their own id, of whatever terms, each locked until the transaction ends."""
    rows = FeeStanding.objects.select_for_update(no_key=True).filter(pk__in=list(standing_ids))
    return {row.pk: row for row in rows.order_by("id")}


def open_charges(standing_ids: Iterable[int]) -> dict[int, list[Entry]]:
    """By account, the charges that were not reversed."""
    found: dict[int, list[Entry]] = defaultdict(list)
    rows = Entry.objects.filter(standing__in=standing_ids, kind=Kind.CHARGE, reverses=None, reversed_by=None)
    for entry in rows.order_by("id"):
        found[entry.standing_id].append(entry)
    return found


def post(entries: Sequence[Entry]) -> None:
    """Write entries and add them to the sums, behind the locks of their accounts."""
    Entry.objects.bulk_create(entries, batch_size=1000)
    sums: dict[int, dict[str, Any]] = {}
    for entry in entries:
        own = sums.setdefault(
            entry.standing_id,
            {"id": entry.standing_id, "charged": NOTHING, "charged_courses": NOTHING, "paid": NOTHING},
        )
        if entry.kind == Kind.CHARGE:
            own["charged"] += entry.amount
            own["charged_courses"] += entry.amount if entry.line in OF_COURSES else NOTHING
        else:
            own["paid"] += entry.amount if entry.kind == Kind.PAYMENT else -entry.amount
    if sums:
        with connection.cursor() as cursor:
            cursor.execute(_SUMS, [json.dumps(list(sums.values()), cls=DjangoJSONEncoder)])


def explain(at: datetime, said: Sequence[dict[str, Any]]) -> None:
    """Keep with each account how its charge came to be: id, steps, missing."""
    with connection.cursor() as cursor:
        cursor.execute(_EXPLAIN, [at, json.dumps(said, cls=DjangoJSONEncoder)])


def reversal(entry: Entry, *, at: datetime, actor_id: int | None, reason: str = "") -> Entry:
    """What takes an entry back: the same line with the opposite sum, once."""
    return Entry(
        standing_id=entry.standing_id,
        kind=entry.kind,
        line=entry.line,
        course_id=entry.course_id,
        amount=-entry.amount,
        payment_id=entry.payment_id,
        refund_id=entry.refund_id,
        reverses=entry,
        reason=reason,
        actor_id=actor_id,
        at=at,
    )


def unless_busy(answer: Callable[..., A]) -> Callable[[Callable[P, A]], Callable[P, A]]:
    """A service in a transaction of its own; whose account is not had in time did nothing and may be sent again."""

    def around(service: Callable[P, A]) -> Callable[P, A]:
        @wraps(service)
        def within(*args: P.args, **kwargs: P.kwargs) -> A:
            try:
                with transaction.atomic():
                    return service(*args, **kwargs)
            except DatabaseError as error:
                if not held_up(error):
                    raise
                return answer(code="BUSY")

        return within

    return around
