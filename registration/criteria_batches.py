"""A change of many sections as one batch: previewed, kept once with what it did, taken back as one."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils.timezone import now

from curriculum.criteria.changes import Change
from curriculum.criteria.rows import Names, Wanted
from curriculum.criteria.table import told
from curriculum.criteria.writing import apply, preview, take_back
from people.models import JobRun, User


def digest(changes: Iterable[Change]) -> str:
    """Tells whether what is about to be done is what was shown."""
    shown = [[line.what, line.lines] for line in told(list(changes), Names())]
    return hashlib.sha256(json.dumps(shown, ensure_ascii=False).encode()).hexdigest()


def keep(
    *, kind: str, wanted: Mapping[int, Wanted], seen: str, params: dict[str, Any], actor: User
) -> JobRun | list[Change]:
    """All sections or none, recorded as a job; the changes instead where they are refused or not those that were seen."""
    if digest(changes := preview(wanted)) != seen:
        return changes
    with transaction.atomic():
        applied = apply(wanted=wanted, actor_id=actor.pk)
        if applied.refused or digest(applied.changes) != seen:
            transaction.set_rollback(True)
            return applied.changes
        lines = told(applied.changes, Names())
        return JobRun.objects.create(
            kind=kind,
            params=params,
            asked_by=actor,
            done=len(lines),
            total=len(wanted),
            finished_at=now(),
            result={"changes": [[each.what, each.lines] for each in lines], "undo": applied.undo},
        )


def undo_batch(job: JobRun, *, actor: User) -> bool:
    """Once; False if that is done already, or somebody changed since what it wrote."""
    with transaction.atomic():
        job = JobRun.objects.select_for_update().get(pk=job.pk)
        entries = job.result.get("undo")
        if not entries or not take_back(entries, actor_id=actor.pk):
            return False
        job.result = {**job.result, "undo": [], "undone_by": actor.get_full_name() or actor.username}
        job.save(update_fields=["result"])
    return True
