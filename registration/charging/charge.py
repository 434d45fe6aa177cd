"""Charging: a whole term as a job, some students when their reasons changed, lists beside what changes them.

Lock order: registrations, accounts, seat counters. Who holds counters already, as a closing job does, may still wait for the
accounts of lists that it holds: of those only a commit of the same list would hold an account and wait for a counter, and
that commit waits for the list. A charging batch between the two can close a circle; whoever is taken back tries again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.db import DatabaseError, connection, transaction
from django.db.models import BooleanField, Q, QuerySet
from django.db.models.expressions import RawSQL

from curriculum.locks import held_up
from curriculum.models import Term
from fees.assessing import Assessed, assess
from fees.cases import Told, tariffs_of
from fees.computing import Tariffs
from people.models import Student

from ..catalogue import newest
from ..clock import now
from ..models import ToCharge
from ..progress import Progress, in_batches, silent
from ..rules.facts import Case, Catalogue
from ..rules.policy import SettingMissing
from ..rules.settings import Fees
from .told import DISTANCE, tell

ROUNDS = 3  # how often a batch that other work holds up is tried again
# the events with which a term comes to cost nothing, or to cost something again
COUNTED = frozenset({"close", "leave", "cancel", "excuse_accepted", "excuse_rejected"})

_AS_KNOWN = "EXISTS (SELECT 1 FROM curriculum_revision WHERE number = %s)"


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
    """Charge every student of the term; safe to repeat, since only what changed is written (OMU-82). Lists that a fee holds
    up, or that go on, are the next job's."""
    waiting = list(waiting_at(now()).values_list("id", flat=True))
    students = Student.objects.filter(status__in=("enrolled", "on_leave")).order_by("id")
    ids = list(students.values_list("id", flat=True))
    term, found = Term.objects.get(pk=term_id), Charged()
    tariffs, catalogue = tariffs_of(term), newest(term_id)

    def work(batch: Sequence[int]) -> Assessed:
        done = Assessed()
        try:
            with transaction.atomic():
                done = _assessed(catalogue, term, batch, tariffs=tariffs, tell_balances=False)
                if dry_run:
                    raise _DryRun
        except _DryRun:
            pass
        return done

    for batch in in_batches(ids, progress):
        found.add(_again_if_busy(partial(work, batch)))
    if not dry_run:
        ToCharge.objects.filter(id__in=waiting).delete()
    return found


def charge(*, term_id: int, student_ids: Sequence[int], actor_id: int | None = None, reason: str = "") -> Charged:
    """Charge some students anew: a claim was decided, a semester put right, a term missed or taken up again."""
    term, found = Term.objects.get(pk=term_id), Charged()
    for batch in in_batches(sorted(student_ids)):
        work = partial(_anew, newest(term_id), term, batch, actor_id=actor_id, reason=reason)
        found.add(_again_if_busy(work))
    return found


def _again_if_busy(work: Callable[[], Assessed]) -> Assessed:
    """A batch beside a commit and a closing job may wait in a circle, or too long: what was taken back is done again."""
    for _ in range(ROUNDS):
        try:
            return work()
        except DatabaseError as error:
            if connection.in_atomic_block or not held_up(error):
                raise
    return work()


def waiting_at(at: datetime) -> QuerySet[ToCharge]:
    return ToCharge.objects.filter(Q(due_at=None) | Q(due_at__lte=at))


def charge_waiting(*, term_id: int) -> Charged:
    """Charge anew whoever was said to have changed (sql/charging.sql) and is not charged yet."""
    waiting = Student.objects.filter(id__in=waiting_at(now()).values("student"))
    students = list(waiting.order_by("id").values_list("id", flat=True))
    return charge(term_id=term_id, student_ids=students) if students else Charged()


def charge_moved(catalogue: Catalogue, student_ids: Sequence[int], *, reason: str, tell_balances: bool = True) -> None:
    """In the transaction that moves or changes lists, behind the locks of their registrations: all of them at once."""
    if student_ids:
        term = Term.objects.get(pk=catalogue.term_id)
        _anew(catalogue, term, sorted(student_ids), reason=reason, tell_balances=tell_balances)


def costs(catalogue: Catalogue, case: Case) -> bool:
    """Whether the change takes or leaves a course by distance where that costs something (OMU-53, KOU-114)."""
    if not any(s.delivery == DISTANCE for s in (*case.added, *case.dropped)):
        return False
    try:
        return catalogue.policy.setting(Fees, case.programme, case.at.date()).course_fee != "none"
    except SettingMissing:
        return False


def charge_list(catalogue: Catalogue, case: Case, *, actor_id: int) -> None:
    """The course fees of a list as it will stand, behind the lock of its registration and before its seats are taken."""
    student_id = case.facts.student_id
    lists = {student_id: [s.id for s in case.after.values()]}

    def read(students: Sequence[int], at: datetime) -> Mapping[int, Told]:
        return tell(catalogue, students, at, lists)[0]

    term = Term.objects.get(pk=catalogue.term_id)
    assess(term=term, student_ids=[student_id], read=read, actor_id=actor_id, tell=False)


@transaction.atomic(savepoint=False)
def _anew(catalogue: Catalogue, term: Term, students: Sequence[int], **about: Any) -> Assessed:
    """What was said to have changed is done with: it was seen before the accounts were read, so it is in what was read. Not
    where the catalogue moved since, as by a section that goes over to distance: that is told from an older one, and stays."""
    as_known = RawSQL(_AS_KNOWN, [catalogue.revision], output_field=BooleanField())
    waiting = list(ToCharge.objects.filter(as_known, student__in=students).values_list("id", flat=True))
    found = _assessed(catalogue, term, students, **about)
    if waiting:
        ToCharge.objects.filter(id__in=waiting).delete()
    return found


def _assessed(
    catalogue: Catalogue,
    term: Term,
    students: Sequence[int],
    *,
    tariffs: Tariffs | None = None,
    actor_id: int | None = None,
    reason: str = "",
    tell_balances: bool = True,
) -> Assessed:
    later: dict[int, datetime] = {}

    def read(asked: Sequence[int], at: datetime) -> Mapping[int, Told]:
        told, changes = tell(catalogue, asked, at)
        later.update(changes)
        return told

    about = {"actor_id": actor_id, "reason": reason, "tell": tell_balances}
    found = assess(term=term, student_ids=students, read=read, tariffs=tariffs, **about)
    ToCharge.objects.bulk_create(ToCharge(student_id=s, due_at=due) for s, due in sorted(later.items()))
    return found
