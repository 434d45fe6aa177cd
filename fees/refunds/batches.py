"""Approved refunds handed over for payment as one file, and marked as paid together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import IO

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from curriculum.importers.table_writing import written
from people.clock import now, today
from people.models import User

from .. import ledger
from ..ledger import unless_busy
from ..models import Refund, RefundBatch
from .causes import CAUSES
from .moves import PERMISSION, TABLE, Said, against_payment, carry_out
from .moves import write as put
from .proposing import State, excess_of, record

NOTHING = Decimal(0)
AT_ONCE = 200  # refunds that are paid in one transaction
MOST = 2000  # refunds of a payment list; the others go on the next


@dataclass(frozen=True, slots=True)
class HandedOver:
    """The payment list, or why there is none."""

    batch: RefundBatch | None = None
    code: str = ""


@dataclass(frozen=True, slots=True)
class Paid:
    """How many of a payment list are paid now, which are not since less is too much by now, or what stands against all."""

    paid: int = 0
    left: tuple[Refund, ...] = ()
    code: str = ""


def ready() -> QuerySet[Refund]:
    """Approved, and where to is known."""
    return Refund.objects.filter(state=State.APPROVED).exclude(iban="")


@unless_busy(HandedOver)
def hand_over(*, actor: User) -> HandedOver:
    """All that are ready as one payment list; two officers at once make one."""
    if not actor.has_perm(PERMISSION):
        return HandedOver(code="NOT_YOURS")
    accounts = ledger.lock(ready().order_by("id").values_list("standing_id", flat=True)[:MOST])
    refunds = list(ready().filter(standing__in=accounts).order_by("id"))
    if not refunds:
        return HandedOver(code="NONE_READY")
    at, total = now(), sum((r.amount for r in refunds), NOTHING)
    batch = RefundBatch.objects.create(made_by=actor, made_at=at, lines=len(refunds), total=total)
    put(refunds, {"state": State.SENT, "batch": batch})
    record([(refund, "send") for refund in refunds], at=at, actor_id=actor.pk, note=str(batch.pk))
    return HandedOver(batch)


def pay_all(*, batch: RefundBatch, said: Said, actor: User) -> Paid:
    """One press: every refund of the list that is still handed over, but none above what is too much by now. Some at a
    time, so that no account is held for long; whoever finds the press half done presses again."""
    if not actor.has_perm(PERMISSION):
        return Paid(code="NOT_YOURS")
    sent = Refund.objects.filter(batch=batch, state=State.SENT).order_by("id")
    if not (refunds := list(sent)):
        return Paid(code="REFUND_STATE")
    day = today()
    if code := next(filter(None, (against_payment(r, said, day) for r in refunds)), ""):
        return Paid(code=code)
    found = Paid()
    for n in range(0, len(refunds), AT_ONCE):
        done = _pay(batch, [r.pk for r in refunds[n : n + AT_ONCE]], said=said, actor=actor)
        found = Paid(found.paid + done.paid, (*found.left, *done.left), found.code or done.code)
    return found


@unless_busy(Paid)
def _pay(batch: RefundBatch, ids: Sequence[int], *, said: Said, actor: User) -> Paid:
    """Those that are still on the list: one that was taken back meanwhile may stand on the next."""
    sent = Refund.objects.filter(pk__in=ids, batch=batch, state=State.SENT)
    accounts = ledger.lock(sent.values_list("standing_id", flat=True))
    refunds = list(sent.order_by("id"))
    paid = [r for r in refunds if r.amount <= excess_of(accounts[r.standing_id])]
    if paid:
        carry_out(TABLE["pay"], paid, said=said, actor=actor, at=now())
    return Paid(len(paid), tuple(r for r in refunds if r.state == State.SENT))


def write(batch: RefundBatch, file: IO[bytes], *, xlsx: bool) -> None:
    """What the accounting office pays by: the same lines whenever it is asked for."""
    with written(file, xlsx=xlsx, title=str(_("Refunds"))) as line:
        line([_("Student number"), _("Name"), "IBAN", _("Amount (TL)"), _("Cause"), _("Term"), _("Refund")])
        for r in lines_of(batch):
            student = r.standing.student
            cause = f"{CAUSES[r.cause].words} ({CAUSES[r.cause].row})"
            line([student.number, student.full_name, r.iban, r.amount, cause, r.standing.term.shown_name, r.pk])


def lines_of(batch: RefundBatch) -> Sequence[Refund] | Iterator[Refund]:
    """Those that were taken back are no longer on it."""
    rows = batch.refunds.select_related("standing__student", "standing__term").defer("standing__steps")
    return rows.order_by("id")
