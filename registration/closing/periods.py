"""The jobs that end a period, each for the lists whose time it is over for (RULES.md §7.1)."""

from __future__ import annotations

from ..clock import now
from ..models import TermRegistration
from ..progress import Progress, silent
from ..rules.facts import Catalogue, Facts
from ..rules.opening import ADD_DROP, FOLLOW_UP, REGISTRATION
from ..transitions import OPEN
from . import judging
from .endings import PERSONAL
from .judging import Move
from .running import Judge, Report, run


def judge_of(by: str) -> Judge:
    """What is due of a batch at the end of one period."""

    def judge(catalogue: Catalogue, facts: list[Facts]) -> list[Move]:
        lost = judging.approvals_lost(facts)
        moves = (judging.judge(catalogue, f, by, lost.get(f.registration_id)) for f in facts)
        return [move for move in moves if move]

    return judge


def close_registration(*, term_id: int, dry_run: bool = False, progress: Progress = silent) -> Report:
    """Unregistered: who missed a step of the registration period; preparation students, who have none, are complete.

    METU-18, METU-22, METU-24, METU-42, OMU-04, KOU-57.
    """
    return _end(REGISTRATION, term_id, dry_run, progress)


def close_add_drop(*, term_id: int, dry_run: bool = False, progress: Progress = silent) -> Report:
    """A change that no advisor approved falls back to the approved list (METU-35); late registrations that were not
    completed are closed (METU-26); a final list stays as it is (METU-34)."""
    return _end(ADD_DROP, term_id, dry_run, progress)


def close_follow_up(*, term_id: int, dry_run: bool = False, progress: Progress = silent) -> Report:
    """Unregistered: whose list was sent or came back and is not final by now (OMU-10, OMU-43)."""
    return _end(FOLLOW_UP, term_id, dry_run, progress)


def end_personal_windows(*, term_id: int, dry_run: bool = False, progress: Progress = silent) -> Report:
    """Unregistered: who did not complete the registration in the window that an accepted excuse gave (METU-28, KOU-83)."""
    return _end(PERSONAL, term_id, dry_run, progress)


def _end(by: str, term_id: int, dry_run: bool, progress: Progress) -> Report:
    """In the order of registrations, so that two runs at once take the same lists in the same batches."""
    open_ = TermRegistration.objects.filter(term_id=term_id, state__in=OPEN).order_by("id")
    if by == PERSONAL:
        open_ = open_.filter(personal_until__lte=now())
    ids = list(open_.values_list("student_id", flat=True))
    return run(term_id=term_id, student_ids=ids, judge=judge_of(by), dry_run=dry_run, progress=progress)
