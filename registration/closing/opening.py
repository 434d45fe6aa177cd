"""The term begins: its windows are laid like those of the last one, and every student has a registration (METU-19).

Policy is dated and curricula carry themselves, so nothing else is copied.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db import transaction

from curriculum.models import Term
from people.models import Student

from ..models import StageOpening, Window
from ..progress import Progress, in_batches, silent
from ..query import fetch
from ..snapshot import LOCAL


@dataclass
class Opened:
    """What was laid out: windows copied from a term, registrations made, of these on leave and waiting for a petition to
    return. `problem` says why no windows were copied."""

    source: str = ""
    windows: int = 0
    not_started: int = 0
    on_leave: int = 0
    returning: int = 0
    problem: str = ""

    def as_dict(self) -> dict[str, Any]:
        return dict(vars(self))


class _DryRun(Exception):
    """Takes back what was only to be counted."""


def open_term(*, term_id: int, dry_run: bool = False, progress: Progress = silent) -> Opened:
    """Windows where the term has none, and a registration for each student who has none; safe to repeat."""
    opened = Opened()
    _in_step(dry_run, partial(_copy_windows, term_id, opened))
    students = list(
        Student.objects.filter(status__in=("enrolled", "on_leave")).order_by("id").values_list("id", flat=True)
    )
    for batch in in_batches(students, progress):
        _in_step(dry_run, partial(_make, term_id, batch, opened))
    return opened


def _in_step(dry_run: bool, work: Callable[[], None]) -> None:
    try:
        with transaction.atomic():
            work()
            if dry_run:
                raise _DryRun
    except _DryRun:
        pass


def _make(term_id: int, students: Sequence[int], opened: Opened) -> None:
    sql = "SELECT not_started, on_leave, returning_ FROM portal_open_term(%s, %s::bigint[])"
    [(not_started, on_leave, returning)] = fetch(sql, term_id, list(students))
    opened.not_started += not_started
    opened.on_leave += on_leave
    opened.returning += returning


def _copy_windows(term_id: int, opened: Opened) -> None:
    """Of the term before, each on the weekday it had, at the distance it had from the first day of classes."""
    term = Term.objects.select_for_update(no_key=True).get(pk=term_id)  # two at once lay them once
    last = Term.objects.filter(code__lt=term.code, windows__isnull=False).order_by("-code").first()
    if Window.objects.filter(term=term).exists():
        return
    if last is None or term.starts_on is None or last.starts_on is None:
        opened.problem = "no_term" if last is None else "no_first_day"
        return
    weeks = timedelta(weeks=round((term.starts_on - last.starts_on) / timedelta(weeks=1)))
    opened.source = last.code
    for window in Window.objects.filter(term=last).select_related("faculty", "department").order_by("id"):
        _copy(window, term, weeks)
        opened.windows += 1


def _copy(window: Window, term: Term, by: timedelta) -> None:
    made = Window.objects.create(
        term=term,
        kind=window.kind,
        opens_at=_later(window.opens_at, by),
        closes_at=_later(window.closes_at, by),
        faculty=window.faculty,
        department=window.department,
    )
    StageOpening.objects.bulk_create(
        StageOpening(window=made, group=s.group, class_from=s.class_from, opens_at=_later(s.opens_at, by))
        for s in StageOpening.objects.filter(window=window).order_by("id")
    )


def _later(moment: datetime, by: timedelta) -> datetime:
    """At the same hour on the wall, whatever the clocks did in between."""
    return (moment.astimezone(LOCAL).replace(tzinfo=None) + by).replace(tzinfo=LOCAL)
