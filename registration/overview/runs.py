"""The last run of each job: when, how long, what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from people.models import JobRun

from ..closing.due import STUCK
from .asked import Asked
from .links import row

MAY = "people.view_jobrun"


@dataclass(frozen=True)
class Run:
    """`state` is failed, late, running or done."""

    name: str
    state: str
    asked_at: datetime
    took: timedelta | None
    done: int
    total: int
    problem: str
    at: str


def runs(asked: Asked) -> tuple[Run, ...]:
    """What needs somebody first, then the newest."""
    reach, found = asked.user.reach(MAY), JobRun.objects.order_by("kind", "-id").distinct("kind")
    if not reach.everywhere:
        found = found.filter(params__department__in=list(reach.units))
    last = [_run(job) for job in found.defer("result")]
    first = {"failed": 0, "late": 0}
    return tuple(sorted(last, key=lambda run: (first.get(run.state, 1), -run.asked_at.timestamp())))


def _run(job: JobRun) -> Run:
    if job.finished_at:
        state = "failed" if job.problem else "done"
    else:
        state = "late" if timezone.now() - job.asked_at > STUCK else "running"
    took = job.finished_at - job.asked_at if job.finished_at else None
    at = row("people_jobrun", job.pk)
    return Run(job.get_kind_display(), state, job.asked_at, took, job.done, job.total, job.problem, at)
