"""Which account a payment belongs to, by the number and the sum alone; pure, so that preview and booking say the same."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from .models import FeeStanding, Payment

Problem = Payment.Problem
NOTHING = Decimal(0)


@dataclass
class Account:
    """What matching needs of one account; `due` falls with each payment that is put on it."""

    id: int
    student_id: int
    term_id: int
    is_current: bool
    due: Decimal
    own_due: Decimal  # the term's own, without what courses cost
    lines: tuple[Decimal, ...] = field(default=())

    def take(self, amount: Decimal) -> None:
        self.due -= amount
        self.own_due = max(self.own_due - amount, NOTHING)


def account_of(standing: FeeStanding, lines: Sequence[Decimal], current: int | None) -> Account:
    own = max(standing.charged - standing.charged_courses - standing.paid, NOTHING)
    return Account(
        id=standing.pk,
        student_id=standing.student_id,
        term_id=standing.term_id,
        is_current=standing.term_id == current,
        due=standing.due,
        own_due=own,
        lines=tuple(lines),
    )


def place(accounts: Iterable[Account], amount: Decimal) -> Account | str:
    """The account that owes such a sum: the current term's, else the oldest; or why there is none. Accounts come oldest
    first."""
    owing = sorted(
        (a for a in accounts if a.due > 0), key=lambda a: not a.is_current
    )  # the sort keeps the oldest first
    if not owing:
        return Problem.NOTHING_DUE
    return next((a for a in owing if owes(a, amount)), None) or Problem.AMOUNT


def owes(account: Account, amount: Decimal) -> bool:
    """All that is due, the term's own, or what some of the open lines come to."""
    if amount > account.due:
        return False
    return amount in (account.due, account.own_due) or amount in sums(account.lines, amount)


def sums(lines: Sequence[Decimal], most: Decimal) -> set[Decimal]:
    """What some of the lines come to, up to a sum."""
    found = {NOTHING}
    for line in lines:
        found |= {s + line for s in found if s + line <= most}
    return found
