"""How a student leaves: recorded by the Registrar's Office, with the list dropped and the registration cancelled.

KOU-62, KOU-63, KOU-94, KOU-95. Nobody leaves by a press of their own.
"""

from __future__ import annotations

from datetime import date

from people.models import Departure, Student, User

from .clock import today
from .ending import release_all
from .forms import refusal
from .rules.engine import Finding
from .rules.facts import Catalogue, Facts
from .transitions import REFUSED, Moved, move

PERMISSION = "people.add_departure"
ENDED = (Student.Status.WITHDRAWN, Student.Status.EXPELLED, Student.Status.GRADUATED)


def record_departure(
    *, student_id: int, term_id: int, kind: str, decision_no: str, decided_on: date | None, note: str = "", actor: User
) -> Moved:
    """Withdrawal by petition or expulsion by decision: all of it in one transaction, or the findings and nothing.

    Whoever may not, a missing number or a student who left before is a refusal.
    """
    if not actor.reach(PERMISSION).everywhere:
        return Moved(REFUSED, "", 0, (refusal("NOT_OWNER").stored(),))
    reason = f"{kind} {decision_no}".strip()  # the record is of no language

    def guard(catalogue: Catalogue, facts: Facts) -> list[Finding]:
        found = [refusal("ALREADY_LEFT", case=facts.status)] if facts.status in ENDED else []
        return found + decision_findings(decision_no, decided_on)

    def beside(facts: Facts) -> None:
        Student.objects.filter(pk=student_id).update(status=kind)
        Departure.objects.create(
            student_id=student_id,
            kind=kind,
            decision_no=decision_no.strip(),
            decided_on=decided_on,
            note=note,
            recorded_by=actor,
        )
        release_all(facts=facts, actor_id=actor.pk, source="registrar", note=reason)

    return move(
        student_id=student_id,
        term_id=term_id,
        event="cancel",
        version=None,
        actor_id=actor.pk,
        note=reason,
        guard=guard,
        beside=beside,
    )


def decision_findings(decision_no: str, decided_on: date | None) -> list[Finding]:
    """A decision has a number and a day that has come."""
    if not decision_no.strip() or decided_on is None:
        return [refusal("DECISION_REQUIRED")]
    return [refusal("DECISION_IN_FUTURE", deadline=decided_on.isoformat())] if decided_on > today() else []


def return_diploma(*, departure: Departure, day: date, actor: User) -> tuple[Finding, ...]:
    """The day on which the school diploma went back (KOU-63); one day, once."""
    if not actor.reach(PERMISSION).everywhere:
        return (refusal("NOT_OWNER"),)
    if day > today():
        return (refusal("DECISION_IN_FUTURE", deadline=day.isoformat()),)
    Departure.objects.filter(pk=departure.pk, diploma_returned_on=None).update(diploma_returned_on=day)
    return ()
