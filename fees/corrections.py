"""What the fee office puts right by hand: a charge or a credit of a line, with its reason and its document.

Computing anew leaves it as it is. What was computed is corrected by a credit, never taken back: it would come again with
the next computation. No line comes below nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from people.clock import now
from people.models import User

from . import ledger
from .ledger import unless_busy
from .models import Entry, FeeStanding, Line
from .models.accounts import BY_HAND
from .refunds import follow_balances
from .signals import tell_balances_changed

PERMISSION = "fees.charge_feestanding"
AGAINST: dict[str, str | Promise] = {
    "BUSY": _("The account is busy just now, and nothing was done. Send it again."),
    "not_yours": _("Only the fee office puts an account right."),
    "line": _("Choose a line."),
    "amount": _("Give an amount above nothing."),
    "reason": _("Say why."),
    "document": _("Name the document or decision."),
    "too_much": _("No more can be credited than the line stands at."),
    "gone": _("It is not there, or was taken back already."),
    "computed": _("A computed charge is corrected by a credit: taken back, it would come again."),
    "credited": _("There is a credit on it. Take that back first."),
}


@dataclass(frozen=True, slots=True)
class Done:
    """`code` of what stands against it, empty where it was done."""

    code: str = ""
    entry: Entry | None = None

    @property
    def text(self) -> str:
        return str(AGAINST[self.code])


@unless_busy(Done)
def correct(
    *, student_id: int, term_id: int, line: str, amount: Decimal, reason: str, document: str, actor: User
) -> Done:
    """Charge a line by hand, or credit it with an amount below nothing."""
    if code := _against(line, amount, reason, document, actor):
        return Done(code)
    account = ledger.lock_accounts(term_id, [student_id])[student_id]
    if _stands_at(account, line) + amount < 0:
        return Done("too_much")
    step = {"code": BY_HAND, "rule": "", "amount": str(amount), "figures": {}, "document": document.strip()}
    entry = Entry(
        standing=account,
        kind=Entry.Kind.CHARGE,
        line=line,
        amount=amount,
        steps=[step],
        reason=reason.strip(),
        actor=actor,
        at=now(),
    )
    return _post(account, entry)


@unless_busy(Done)
def take_back(*, entry_id: int, reason: str, actor: User) -> Done:
    """Reverse what was charged or credited by hand, once."""
    if not actor.has_perm(PERMISSION):
        return Done("not_yours")
    if not reason.strip():
        return Done("reason")
    found = Entry.objects.select_related("standing").filter(pk=entry_id).first()
    if found is None:
        return Done("gone")
    account = ledger.lock_accounts(found.standing.term_id, [found.standing.student_id])[found.standing.student_id]
    if found.reverses_id or Entry.objects.filter(reverses=found).exists():
        return Done("gone")
    if not found.by_hand:
        return Done("computed")
    if _stands_at(account, found.line) < found.amount:
        return Done("credited")
    return _post(account, ledger.reversal(found, at=now(), actor_id=actor.pk, reason=reason.strip()))


def _against(line: str, amount: Decimal, reason: str, document: str, actor: User) -> str:
    given = {
        "not_yours": actor.has_perm(PERMISSION),
        "line": line in Line.values,
        "amount": amount,
        "reason": reason.strip(),
        "document": document.strip(),
    }
    return next((code for code, value in given.items() if not value), "")


def _stands_at(account: FeeStanding, line: str) -> Decimal:
    return sum((e.amount for e in ledger.open_charges([account.pk])[account.pk] if e.line == line), Decimal(0))


def _post(account: FeeStanding, entry: Entry) -> Done:
    ledger.post([entry])
    follow_balances([account.pk], at=entry.at)
    tell_balances_changed(account.term_id, [account.student_id])
    return Done(entry=entry)
