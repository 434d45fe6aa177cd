"""The steps of this term's renewal as its student meets them: the state and the dates of each (METU-21 to METU-26, OMU-40).

Pure: of a student's facts, the fee standing and the catalogue.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal

from .closing.endings import ending
from .excuses import excuse_end
from .rules.conduct import exempt
from .rules.facts import Case, Catalogue, Change, Facts, Window
from .rules.opening import (
    ADD_DROP,
    APPROVAL,
    CHANGE_KINDS,
    REGISTRATION,
    kinds_for,
    nearest,
    opens_for,
    personal_window,
    window_now,
    windows_for,
)
from .rules.settings import Renewal
from .transitions import APPROVED, DRAFT, EXCUSE_PENDING, FINAL, LOCKED, RETURNED, SUBMITTED, UNREGISTERED, skipped

FEE, COURSES, APPROVE, FINALISE = "fee", "courses", "approval", "final"
NOT_REQUIRED, WAITING, DONE, MISSED, SKIPPED = "not_required", "waiting", "done", "missed", "skipped"


@dataclass(frozen=True)
class Fee:
    """What was charged in the term and what is still due, in lira; nothing charged is nothing to pay (METU-21).

    `due` is what holds the registration up; `of_courses` is due before the approval alone (KOU-114). `unknown`: a tariff is
    missing, so that nothing could be charged (OMU-131).
    """

    charged: Decimal = Decimal(0)
    due: Decimal = Decimal(0)
    of_courses: Decimal = Decimal(0)
    unknown: bool = False

    @property
    def bars(self) -> bool:
        """Whether the registration waits for it."""
        return self.due > 0 or self.unknown

    @property
    def left(self) -> Decimal:
        return self.due + self.of_courses


@dataclass(frozen=True)
class Item:
    """One step. `opens` is the student's own opening, given until it has come; `current`: it is this one's turn."""

    name: str
    state: str
    opens: datetime | None = None
    closes: datetime | None = None
    current: bool = False

    @property
    def last(self) -> datetime | None:
        """The end as people say it: one at midnight is the minute before, and so the day that it still is."""
        return self.closes and last_minute(self.closes)


def last_minute(end: datetime) -> datetime:
    return end if (end.hour, end.minute) != (0, 0) else end - timedelta(minutes=1)


@dataclass(frozen=True)
class Times:
    """The windows that count for this list: those open now, else the next, else the last. `paused`: held up by staff."""

    change: Window | None
    approval: Window | None
    opens: datetime | None  # when the student may enter, until that has come
    paused: bool = False
    personal: bool = False  # the student's own window, which an accepted excuse gave (METU-28)

    def over(self, at: datetime) -> bool:
        """Whether the list can be changed no more."""
        return self.change is None or at >= self.change.closes

    @property
    def ends(self) -> datetime | None:
        return self.change and self.change.closes


def times(catalogue: Catalogue, facts: Facts) -> Times:
    kinds = CHANGE_KINDS if enters_add_drop(catalogue, facts) else (REGISTRATION,)
    under_way = (
        w for w in windows_for(catalogue, facts.primary, kinds_for(facts, kinds)) if w.opens <= facts.at < w.closes
    )
    change = window_now(catalogue, facts, kinds) or next(under_way, None) or nearest(catalogue, facts, kinds)
    later = (w for w in windows_for(catalogue, facts.primary, (APPROVAL,)) if change and w.closes >= change.closes)
    opens = opens_for(change, facts.primary) if change else None
    return Times(
        change=change,
        approval=window_now(catalogue, facts, (APPROVAL,)) or next(later, change),
        opens=opens if opens and facts.at < opens else None,
        paused=bool(change and change.paused and change.opens <= facts.at < change.closes),
        personal=personal_window(facts, kinds) is not None,
    )


def enters_add_drop(catalogue: Catalogue, facts: Facts) -> bool:
    """Add-drop is for who registered in the period, and for those whom policy exempts (METU-25, METU-26)."""
    case = Case(catalogue, facts, Change(), "open")
    late = case.figures("NOT_REGISTERED_IN_PERIOD")
    return facts.approved is not None or late is None or exempt(case, late.exempt)


def in_add_drop(catalogue: Catalogue, facts: Facts) -> bool:
    """Whether add-drop has begun for this student, whether it is over or not."""
    return any(w.opens <= facts.at for w in windows_for(catalogue, facts.primary, (ADD_DROP,)))


def steps(
    facts: Facts,
    renewal: Renewal,
    fee: Fee,
    when: Times,
    missing: Collection[str] = (),
    *,
    names_final: bool = False,
) -> tuple[Item, ...]:
    """Fee, courses, advisor, and final where the profile makes a step of it, or has a name for it (OMU-40).

    `missing` is what the close found missing.
    """
    spared, out = skipped(facts, renewal), facts.state in (UNREGISTERED, EXCUSE_PENDING)
    approval_over = when.approval is None or facts.at >= when.approval.closes
    approval_opens = when.approval.opens if when.approval and facts.at < when.approval.opens else None
    approval_ends = when.approval and when.approval.closes
    found = [
        Item(FEE, _fee(facts, fee, when, out), closes=when.ends),
        Item(COURSES, _courses(facts, renewal, when, spared, missing), when.opens, when.ends),
        Item(APPROVE, _decided(facts, LOCKED, APPROVE in spared, out or approval_over), approval_opens, approval_ends),
    ]
    if (names_final or renewal.finalise != "on_approval") and not spared:
        found.append(Item(FINALISE, _decided(facts, (FINAL,), False, out or approval_over), closes=approval_ends))
    waiting = [item for item in found if item.state == WAITING]
    if len(waiting) > 1 and waiting[0].name == FEE and not fee.bars:
        del waiting[0]  # what courses cost bars the approval, not the choice (KOU-114)
    first = next(iter(waiting), None)
    return tuple(replace(item, current=item is first) for item in found)


def _fee(facts: Facts, fee: Fee, when: Times, out: bool) -> str:
    if fee.unknown:
        return WAITING  # for the university: the student missed nothing
    if fee.charged <= 0:
        return NOT_REQUIRED
    if fee.left <= 0:
        return DONE
    return MISSED if out or when.over(facts.at) else WAITING


def _courses(facts: Facts, renewal: Renewal, when: Times, spared: Collection[str], missing: Collection[str]) -> str:
    """Chosen once the list is sent or approved; where it need not be sent, also when it can be changed no more."""
    if COURSES in spared:
        return SKIPPED
    if facts.state in (SUBMITTED, APPROVED, FINAL):
        return DONE
    if facts.state in (UNREGISTERED, EXCUSE_PENDING):
        return MISSED if COURSES in missing or not missing else DONE
    if when.over(facts.at):
        return DONE if facts.enrolled and renewal.submit != "required" else MISSED
    return WAITING


def _decided(facts: Facts, states: Collection[str], spared: bool, over: bool) -> str:
    if spared:
        return SKIPPED
    return DONE if facts.state in states else MISSED if over else WAITING


def falls_back_at(catalogue: Catalogue, facts: Facts, renewal: Renewal, lost_at: datetime | None) -> datetime | None:
    """When a change in add-drop that no advisor approved is lost (METU-35); None where there is none, or while paused.

    `lost_at`: when the list was last approved no longer, if it ever was.
    """
    if facts.state not in (DRAFT, SUBMITTED, RETURNED):
        return None
    found = ending(catalogue, facts, renewal, lost_at)
    return found.at if found and found.falls_back else None


def excuse_until(catalogue: Catalogue, facts: Facts) -> datetime | None:
    """The moment before which an excuse is petitioned for (METU-27, KOU-82); None where the calendar does not tell."""
    return excuse_end(catalogue, facts.primary, facts.at)
