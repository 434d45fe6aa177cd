"""Charging: a whole term as a job, some students when their reasons changed, one list beside its commit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from django.db import transaction

from curriculum.models import Term
from fees.assessing import Assessed, assess
from fees.cases import Told, tariffs_of
from fees.computing import Tariffs
from people.models import Student

from ..catalogue import newest
from ..clock import today
from ..progress import Progress, in_batches, silent
from ..rules.facts import Case, Catalogue
from .told import courses_of, tell


@dataclass
class Charged(Assessed):
    """What a run came to, as its job reports it."""

    def add(self, more: Assessed) -> None:
        self.looked_at += more.looked_at
        self.changed += more.changed
        self.blocked += more.blocked

    def as_dict(self) -> dict[str, Any]:
        return dict(vars(self))


class _DryRun(Exception):
    """Takes back what was only to be counted."""


def charge_term(*, term_id: int, dry_run: bool = False, progress: Progress = silent) -> Charged:
    """Charge every student of the term; safe to repeat, since only what changed is written (OMU-82)."""
    students = Student.objects.filter(status__in=("enrolled", "on_leave")).order_by("id")
    ids = list(students.values_list("id", flat=True))
    term, found = Term.objects.get(pk=term_id), Charged()
    tariffs, catalogue = tariffs_of(term), newest(term_id)
    for batch in in_batches(ids, progress):
        try:
            with transaction.atomic():
                found.add(_assessed(catalogue, term, batch, tariffs, tell_balances=not dry_run))
                if dry_run:
                    raise _DryRun
        except _DryRun:
            pass
    return found


def charge(*, term_id: int, student_ids: Sequence[int], actor_id: int | None = None, reason: str = "") -> Charged:
    """Charge some students anew: a claim was decided, a semester put right, a term missed or taken up again."""
    term, found, catalogue = Term.objects.get(pk=term_id), Charged(), newest(term_id)
    for batch in in_batches(sorted(student_ids)):
        found.add(_assessed(catalogue, term, batch, None, actor_id=actor_id, reason=reason))
    return found


def _assessed(
    catalogue: Catalogue,
    term: Term,
    students: Sequence[int],
    tariffs: Tariffs | None,
    *,
    actor_id: int | None = None,
    reason: str = "",
    tell_balances: bool = True,
) -> Assessed:
    read = partial(_read, catalogue)
    about = {"actor_id": actor_id, "reason": reason, "tell": tell_balances}
    return assess(term=term, student_ids=students, read=read, tariffs=tariffs, **about)


def _read(catalogue: Catalogue, students: Sequence[int]) -> dict[int, Told]:
    return tell(catalogue, students, today())


def charge_list(catalogue: Catalogue, case: Case, *, actor_id: int) -> None:
    """The course fees of a list as it will stand, behind the lock of its registration and before its seats are taken."""
    student_id, day = case.facts.student_id, case.at.date()

    def read(students: Sequence[int]) -> dict[int, Told]:
        told = tell(catalogue, students, day)
        sections = [s.id for s in case.after.values()]
        return {
            id_: replace(own, courses=courses_of(catalogue, case.programme, sections, day)) for id_, own in told.items()
        }

    term = Term.objects.get(pk=catalogue.term_id)
    assess(term=term, student_ids=[student_id], read=read, actor_id=actor_id, tell=False)
