"""Reminders to students, three days and one day before a window of theirs ends (OMU-23); advisors have their daily digest.

Nothing is locked: each reminder has a name under which nobody is told twice.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from curriculum.models import Term
from people.models import Student
from people.notices import tell

from ..catalogue import newest
from ..clock import now
from ..models import TermRegistration
from ..progress import Progress, in_batches, silent
from ..rules.facts import Catalogue, Facts, Window
from ..rules.opening import CHANGE_KINDS, FOLLOW_UP, window_now
from ..services import fresh_catalogue
from ..snapshot import load_facts
from ..transitions import OPEN, SUBMITTED, renewal_of
from .judging import ENROLLED, missing_steps
from .writing import PAGE, words_of

FAR, NEAR = 3, 1  # days before the last day of a window
ACTING = tuple(state for state in OPEN if state != SUBMITTED)  # a list that was sent waits for somebody else


@dataclass
class Reminded:
    """How many are in reach of an end."""

    students: int = 0

    def as_dict(self) -> dict[str, Any]:
        return dict(vars(self))


def remind(*, term_id: int, dry_run: bool = False, progress: Progress = silent) -> Reminded:
    """Tell whom it concerns today; a second run on the same day tells nobody twice."""
    reminded = Reminded()
    if not _ends_near(term_id, now()):
        return reminded
    rows = TermRegistration.objects.filter(term_id=term_id, state__in=ACTING).order_by("id")
    ids = list(rows.values_list("student_id", flat=True))
    for batch in in_batches(ids, progress):
        facts = [s.facts for s in load_facts(term_id, batch).values()]
        catalogue = fresh_catalogue(facts[0], term_id)
        groups = _grouped(catalogue, facts)
        reminded.students += sum(len(g) for g in groups.values())
        if not dry_run:
            with transaction.atomic():
                _tell(term_id, groups)
    return reminded


def _ends_near(term_id: int, at: datetime) -> bool:
    """Whether any window of changes, or anybody's own, ends within the days in which it is told."""
    reach = at + timedelta(days=FAR + 1)
    kinds = (*CHANGE_KINDS, FOLLOW_UP)
    if any(w.kind in kinds and w.opens <= at < w.closes <= reach for w in newest(term_id).windows):
        return True
    return TermRegistration.objects.filter(term_id=term_id, personal_until__gt=at, personal_until__lte=reach).exists()


Group = tuple[datetime, int, tuple[str, ...]]  # the end, how many days before it, the steps that are missing


def _grouped(catalogue: Catalogue, facts: list[Facts]) -> dict[Group, list[int]]:
    """The students of a batch by what they are told."""
    groups: dict[Group, list[int]] = defaultdict(list)
    for f in facts:
        window = window_now(catalogue, f, CHANGE_KINDS)
        days = days_before(window, f.at) if window else None
        if window and days and f.status == ENROLLED and not f.may_not_return:
            missing = missing_steps(catalogue, f, renewal_of(catalogue, f))
            groups[window.closes, days, missing].append(f.student_id)
    return groups


def days_before(window: Window, at: datetime) -> int | None:
    """Which reminder is due: by days to the last day on which the window is open. None: it is too early."""
    days = ((window.closes - timedelta(microseconds=1)).date() - at.date()).days
    return NEAR if days <= NEAR else FAR if days <= FAR else None


def _tell(term_id: int, groups: dict[Group, list[int]]) -> None:
    users = dict(Student.objects.filter(id__in=[s for g in groups.values() for s in g]).values_list("id", "user_id"))
    term = Term.objects.get(pk=term_id) if groups else None
    for (closes, days, missing), students in sorted(groups.items()):
        figures = {"term": term, "until": closes, "steps": words_of(missing)}
        once = f"ends_soon:{term_id}:{closes:%Y%m%d%H%M}:{days}"
        tell([users[s] for s in students], "ends_soon", figures, link=PAGE, once=once)
