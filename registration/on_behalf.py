"""The registrar adds, drops or changes a section for a student: the one exception to METU-20, with a reason."""

from __future__ import annotations

from uuid import UUID

from people.models import User

from .forms import refusal
from .rules.facts import Change
from .services import REFUSED, Receipt, commit
from .waivers import Lift

PERMISSION = "registration.change_enrolment"


def may_act(actor: User) -> bool:
    """The Registrar's Office alone; an advisor and a secretary may not, whoever the student is."""
    return actor.reach(PERMISSION).everywhere


def change_for_student(
    *, student_id: int, term_id: int, change: Change, actor: User, key: UUID, reason: str, lifts: tuple[Lift, ...] = ()
) -> Receipt:
    """The same commit as the student's own, by the same rules; what they refuse passes only where it is lifted."""
    if not may_act(actor):
        return Receipt(REFUSED, (refusal("NOT_OWNER").stored(),))
    if not reason.strip():
        return Receipt(REFUSED, (refusal("REASON_REQUIRED").stored(),))
    return commit(
        student_id=student_id,
        term_id=term_id,
        change=change,
        actor_id=actor.pk,
        key=key,
        source="registrar",
        note=reason.strip(),
        lifts=lifts,
    )
