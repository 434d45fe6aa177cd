"""The locks of whoever edits sections, and what a lock that is not had in time does to a transaction: nothing was written."""

from __future__ import annotations

from django.db import DatabaseError
from django.db.models import Q
from psycopg2 import errors

from .models import SeatCounter, Section


def held_up(error: DatabaseError) -> bool:
    """Whether others held the work up, so that the same may be done again."""
    return isinstance(error.__cause__, (errors.LockNotAvailable, errors.DeadlockDetected))


def lock(*section_ids: int) -> dict[tuple[int | None, int | None], SeatCounter]:
    """The counters of sections and of their criteria, by section id and criterion id.

    The sections' own rows come before them, as for an import; students never wait for those.
    """
    list(Section.objects.select_for_update(no_key=True).filter(id__in=section_ids).order_by("id").values_list("id"))
    rows = Q(section__in=section_ids) | Q(criterion__section__in=section_ids)
    counters = SeatCounter.objects.select_for_update(no_key=True, of=("self",)).filter(rows).order_by("id")
    return {(c.section_id, c.criterion_id): c for c in counters}
