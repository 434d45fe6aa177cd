"""What students owe for a term, computed and put on their accounts: only what changed is reversed and charged anew."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from curriculum.models import Term
from people.clock import now

from . import ledger
from .cases import Told, cases_of, tariffs_of
from .computing import Assessment, Charge, Step, Tariffs, compute
from .models import Entry, FeeStanding
from .refunds import follow_balances
from .refunds.causes import cause_of
from .signals import tell_balances_changed

Read = Callable[[Sequence[int], datetime], Mapping[int, Told]]


@dataclass
class Assessed:
    """How many accounts were looked at, changed, and are blocked by a missing tariff."""

    looked_at: int = 0
    changed: int = 0
    blocked: int = 0


@transaction.atomic(savepoint=False)
def assess(
    *,
    term: Term,
    student_ids: Sequence[int],
    read: Read,
    tariffs: Tariffs | None = None,
    actor_id: int | None = None,
    reason: str = "",
    tell: bool = True,
) -> Assessed:
    """Charge students of a term anew. `read` is asked behind the locks, so that two assessments of one student end as
    the later one would alone. Students whom it leaves out keep what they have."""
    accounts = ledger.lock_accounts(term.pk, student_ids)
    at = now()
    told = read(student_ids, at)
    cases, prices = cases_of(term, told), tariffs or tariffs_of(term)
    charged = ledger.open_charges(a.pk for a in accounts.values())
    found, entries, said = Assessed(looked_at=len(cases)), list[Entry](), []
    touched, causes = [], {}
    for student_id, case in sorted(cases.items()):
        account, assessment = accounts[student_id], compute(case, prices, told[student_id].figures)
        found.blocked += bool(assessment.missing)
        changes = [] if assessment.missing else _changes(account, charged[account.pk], assessment, at, actor_id, reason)
        if changes or assessment.missing or account.missing or (account.paid and not account.assessed_at):
            touched.append(account)
        if back := [e.reverses for e in changes if e.reverses]:
            causes[account.pk] = cause_of(back, assessment)
        found.changed += bool(changes)
        entries += changes
        how = {"steps": stored(assessment), "missing": [asdict(m) for m in assessment.missing]}
        if (account.steps, account.missing) != (how["steps"], how["missing"]):
            said.append({"id": account.pk, **how})
    ledger.post(entries)
    if said:
        ledger.explain(at, said)
    follow_balances([a.pk for a in touched], at=at, causes=causes, actor_id=actor_id)
    if tell:
        tell_balances_changed(term.pk, [a.student_id for a in touched])
    return found


def _changes(
    account: FeeStanding,
    charged: Sequence[Entry],
    assessment: Assessment,
    at: datetime,
    actor_id: int | None,
    reason: str,
) -> list[Entry]:
    """Reversals of charges that are not owed like that, and what is owed instead. What was charged by hand stays."""
    charged = [e for e in charged if not e.by_hand]
    owed = {c.key: c for c in assessment.charges if c.amount}
    kept = {(e.line, e.course_id): e for e in charged if _stands(e, owed.get((e.line, e.course_id)))}
    back = [e for e in charged if (e.line, e.course_id) not in kept]
    return [
        *(ledger.reversal(e, at=at, actor_id=actor_id, reason=reason) for e in back),
        *(_entry(account, c, at, actor_id, reason) for key, c in owed.items() if key not in kept),
    ]


def _stands(entry: Entry, charge: Charge | None) -> bool:
    return charge is not None and entry.amount == charge.amount


def _entry(account: FeeStanding, charge: Charge, at: datetime, actor_id: int | None, reason: str) -> Entry:
    return Entry(
        standing=account,
        kind=Entry.Kind.CHARGE,
        line=charge.line,
        course_id=charge.course_id,
        amount=charge.amount,
        steps=[stored_step(s) for s in charge.steps],
        reason=reason,
        actor_id=actor_id,
        at=at,
    )


def stored(assessment: Assessment) -> dict[str, Any]:
    """As the account keeps it: codes and figures, no prose; fees/explaining.py says it in words."""
    return {
        "steps": [stored_step(s) for s in assessment.steps],
        "charges": [
            {
                "line": c.line,
                "course": c.course_id,
                "amount": str(c.amount),
                "tariff": c.tariff_id,
                "steps": [stored_step(s) for s in c.steps],
            }
            for c in assessment.charges
        ],
    }


def stored_step(step: Step) -> dict[str, Any]:
    return {
        "code": step.code,
        "rule": step.rule,
        "amount": None if step.amount is None else str(step.amount),
        "figures": dict(step.figures),
        "document": step.document,
    }
