"""When a list that is not final yet runs out of time, and which job ends it. Pure; the windows are those of the calendar.

Of the approval windows, those that open before add-drop belong to the registration period and the others to add-drop. A
paused window has no end until it goes on.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from ..rules.conduct import exempt
from ..rules.facts import Case, Catalogue, Change, Facts, Programme, Window
from ..rules.opening import ADD_DROP, APPROVAL, FOLLOW_UP, REGISTRATION, windows_for
from ..rules.settings import Renewal
from ..transitions import APPROVED, OPEN, RETURNED, SUBMITTED

PERSONAL = "personal"
SENT = (SUBMITTED, RETURNED, APPROVED)  # what was sent is followed up; what never was, ends with the student's window


@dataclass(frozen=True)
class Ending:
    """`by` is the period whose end it is. `falls_back`: to the list that was approved, since its approval was lost in
    add-drop (METU-35); one that was lost in the registration period counts for nothing (METU-42)."""

    by: str
    at: datetime
    falls_back: bool = False


@dataclass(frozen=True)
class Ends:
    """The ends of a student's calendar; None where there is none, or where it is paused."""

    student: datetime | None
    approval: datetime | None
    add_drop_opens: datetime | None
    add_drop: datetime | None
    follow_up: datetime | None
    has_add_drop: bool
    has_follow_up: bool

    @classmethod
    def of(cls, catalogue: Catalogue, p: Programme) -> Ends:
        student, late, after = (windows_for(catalogue, p, (k,)) for k in (REGISTRATION, ADD_DROP, FOLLOW_UP))
        opens = late[0].opens if late else None
        approvals = windows_for(catalogue, p, (APPROVAL,))
        early = [w for w in approvals if opens is None or w.opens < opens]
        return cls(
            student=_end(student),
            approval=_end([*early, *student]),
            add_drop_opens=opens,
            add_drop=_end([*late, *(w for w in approvals if w not in early)]),
            follow_up=_end(after),
            has_add_drop=bool(late),
            has_follow_up=bool(after),
        )


def _end(windows: Iterable[Window]) -> datetime | None:
    windows = list(windows)
    return None if not windows or any(w.paused for w in windows) else max(w.closes for w in windows)


def ending(catalogue: Catalogue, facts: Facts, renewal: Renewal, lost_at: datetime | None) -> Ending | None:
    """`lost_at`: when the list was last approved no longer, if it ever was. None: nothing ends it, or not yet known when."""
    if facts.state not in OPEN or not facts.programmes:
        return None
    ends, mine = Ends.of(catalogue, facts.primary), facts.personal_until
    if facts.approved is not None and lost_at and ends.add_drop_opens and lost_at >= ends.add_drop_opens:
        return _ending(ADD_DROP, _later(ends.add_drop, mine), falls_back=True)
    if mine is not None:
        return _ending(PERSONAL, mine)
    late = exempt(Case(catalogue, facts, Change(), "approve"), renewal.late_exempt)
    if facts.state in SENT and ends.has_follow_up:
        return _ending(FOLLOW_UP, _later(ends.follow_up, ends.add_drop) if late else ends.follow_up)
    if late and ends.has_add_drop:
        return _ending(ADD_DROP, ends.add_drop)
    sent = facts.state in SENT or renewal.submit != "required"
    return _ending(REGISTRATION, ends.approval if sent else ends.student)


def _ending(by: str, at: datetime | None, *, falls_back: bool = False) -> Ending | None:
    return Ending(by, at, falls_back) if at else None


def _later(end: datetime | None, other: datetime | None) -> datetime | None:
    return max(end, other) if end and other else end
