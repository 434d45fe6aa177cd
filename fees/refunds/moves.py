"""The way of a refund, as one table: who may move it from where to where (RULES.md §7.4). The only writer of what people
decide; what the balance decides is in proposing.py.

Every move stands behind the lock of its account and is recorded. It says which version it was decided on: a refund that
moved meanwhile is another one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import F
from django.urls import reverse

from people.clock import now
from people.models import Student, User
from people.notices import tell_each

from .. import ledger
from ..iban import compact, is_iban
from ..ledger import unless_busy
from ..models import Entry, FeeStanding, Refund
from .proposing import OPEN, State, excess_of, follow_balances, record
from .texts import reason_for_nothing

PERMISSION = "fees.decide_refund"


@dataclass(frozen=True, slots=True)
class Move:
    event: str
    sources: tuple[str, ...]
    target: str
    says_why: bool = False
    tells: str = ""  # the notice to the student


TABLE = {
    move.event: move
    for move in (
        Move("approve", (State.PROPOSED, State.REQUESTED), State.APPROVED, tells="refund_approved"),
        Move(
            "reject",
            (State.PROPOSED, State.REQUESTED, State.APPROVED),
            State.REJECTED,
            says_why=True,
            tells="refund_rejected",
        ),
        Move("reopen", (State.REJECTED,), State.PROPOSED),
        Move("take_back", (State.SENT,), State.APPROVED, says_why=True),
        Move("pay", (State.APPROVED, State.SENT), State.PAID, tells="refund_paid"),
        Move("return", (State.PAID,), State.RETURNED, says_why=True, tells="refund_returned"),
    )
}


@dataclass(frozen=True, slots=True)
class Said:
    """What comes with a move: why, or the day and the reference of the transfer."""

    note: str = ""
    paid_on: date | None = None
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Done:
    """`code` of what stands against it (texts.py), empty where it was done."""

    code: str = ""
    refund: Refund | None = None

    @property
    def accepted(self) -> bool:
        return not self.code


@unless_busy(Done)
def act(*, refund_id: int, event: str, version: int, actor: User, said: Said = Said()) -> Done:
    """One move of the officer. Raises KeyError for an event that there is not."""
    move = TABLE[event]
    if not actor.has_perm(PERMISSION):
        return Done("NOT_YOURS")
    refund, account = _behind_lock(refund_id)
    if refund is None or account is None:
        return Done("REFUND_STATE")
    at = now()
    if code := _against(move, refund, account, version, said, at.date()):
        return Done(code, refund)
    carry_out(move, [refund], said=said, actor=actor, at=at)
    return Done(refund=refund)


def carry_out(move: Move, refunds: Sequence[Refund], *, said: Said, actor: User, at: datetime) -> None:
    """A move that nothing stands against, on some refunds behind the locks of their accounts."""
    values: dict[str, Any] = {"state": move.target, "note": said.note.strip()}
    if move.event in ("approve", "reject"):
        values |= {"decided_by": actor, "decided_at": at}
    if move.event == "take_back":
        values["batch"] = None
    if move.event == "pay":
        values |= {"paid_on": said.paid_on, "paid_as": said.reference.strip()}
    write(refunds, values)
    note = " ".join(filter(None, (said.note.strip(), said.reference.strip())))
    record([(refund, move.event) for refund in refunds], at=at, actor_id=actor.pk, note=note)
    _book(move, refunds, at=at, actor=actor, reason=said.note.strip())
    if move.event in ("take_back", "pay", "return"):  # what it held back is looked at again
        causes = {r.standing_id: r.cause for r in refunds} if move.event == "return" else {}
        follow_balances([r.standing_id for r in refunds], at=at, causes=causes, actor_id=actor.pk)
    _tell(move, refunds, said)


def write(refunds: Sequence[Refund], values: Mapping[str, Any]) -> None:
    """The same to all of them, in one statement and on what was read."""
    Refund.objects.filter(pk__in=[r.pk for r in refunds]).update(**values, version=F("version") + 1)
    for refund in refunds:
        refund.version += 1
        for name, value in values.items():
            setattr(refund, name, value)


def _book(move: Move, refunds: Sequence[Refund], *, at: datetime, actor: User, reason: str) -> None:
    """Only what is paid back, and what the bank sends back, stands on the account."""
    if move.event == "pay":
        ledger.post(
            [
                Entry(
                    standing_id=r.standing_id,
                    kind=Entry.Kind.REFUND,
                    amount=r.amount,
                    refund=r,
                    actor=actor,
                    at=at,
                )
                for r in refunds
            ]
        )
    elif move.event == "return":
        paid = Entry.objects.filter(refund__in=refunds, reverses=None, reversed_by=None)
        ledger.post([ledger.reversal(e, at=at, actor_id=actor.pk, reason=reason) for e in paid])


def _against(move: Move, refund: Refund, account: FeeStanding, version: int, said: Said, today: date) -> str:
    if refund.version != version:
        return "REFUND_CHANGED"
    if refund.state not in move.sources:
        return "REFUND_STATE"
    if move.says_why and not said.note.strip():
        return "NOTE_REQUIRED"
    if move.event in ("approve", "pay") and refund.amount > excess_of(account):
        return "REFUND_TOO_MUCH"
    return against_payment(refund, said, today) if move.event == "pay" else ""


def against_payment(refund: Refund, said: Said, today: date) -> str:
    if not refund.iban:
        return "IBAN_MISSING"
    if said.paid_on is None or not said.reference.strip():
        return "PAYMENT_INCOMPLETE"
    return "PAYMENT_IN_FUTURE" if said.paid_on > today else ""


@unless_busy(Done)
def ask(*, student: Student, term_id: int, iban: str, actor: User) -> Done:
    """The student's own word: where the money is to go, and the request, where it goes back on request (OMU-125).

    Where nothing is too much, the request is refused with the reason (OMU-116, OMU-126).
    """
    if actor.pk != student.user_id:
        return Done("NOT_YOURS")
    account = ledger.lock_accounts(term_id, [student.pk], make=False).get(student.pk)
    last = Refund.objects.filter(standing=account).order_by("-id").first() if account else None
    if account is None or last is None or last.state not in (*OPEN, State.REJECTED) or not excess_of(account):
        return Done(reason_for_nothing(student, account))
    if last.state == State.REJECTED:
        return Done("REFUND_REJECTED", last)
    if last.state == State.SENT:
        return Done("REFUND_ON_ITS_WAY", last)
    if not is_iban(compact(iban)):
        return Done("IBAN_WRONG", last)
    return Done(refund=_asked(last, compact(iban), actor))


def _asked(refund: Refund, iban: str, actor: User) -> Refund:
    at, events = now(), []
    if refund.iban != iban:
        refund.iban = iban
        events.append("iban")
    if refund.state == State.OFFERED:
        refund.state, refund.requested_at = State.REQUESTED, at
        events.append("request")
    if events:
        refund.version += 1
        refund.save(update_fields=["iban", "state", "requested_at", "version"])
        record([(refund, event) for event in events], at=at, actor_id=actor.pk)
    return refund


def _behind_lock(refund_id: int) -> tuple[Refund | None, FeeStanding | None]:
    """Whatever moves a refund holds its account, so that it is read after that."""
    owner = Refund.objects.filter(pk=refund_id).values_list("standing_id", flat=True).first()
    account = ledger.lock([owner]).get(owner) if owner else None
    return Refund.objects.filter(pk=refund_id).first(), account


def _tell(move: Move, refunds: Sequence[Refund], said: Said) -> None:
    """An approved one without an IBAN waits for its owner, who is told so."""
    if not move.tells:
        return
    told: dict[tuple[str, int], dict[int, dict[str, Any]]] = defaultdict(dict)
    owners = FeeStanding.objects.filter(pk__in=[r.standing_id for r in refunds]).select_related("student", "term")
    accounts = {a.pk: a for a in owners.defer("steps")}
    for refund in refunds:
        account = accounts[refund.standing_id]
        kind = "refund_waits_for_iban" if move.event == "approve" and not refund.iban else move.tells
        figures = {"term": account.term, "amount": refund.amount, "note": said.note.strip()}
        told[kind, account.term_id][account.student.user_id] = figures
    for (kind, _), each in told.items():
        tell_each(each, kind, link=reverse("own_refunds"))
