"""What a student does with the own list besides changing it: send it, take it back, make it final."""

from __future__ import annotations

from dataclasses import dataclass

from people.models import Student, User

from .forms import refusal
from .rules.facts import Catalogue, Facts
from .rules.opening import APPROVAL, CHANGE_KINDS, window_now
from .services import ACCEPTED, REFUSED, fresh_catalogue
from .snapshot import load_facts
from .transitions import APPROVED, DRAFT, RETURNED, SUBMITTED, TABLE, Asked, Moved, move, note_event, renewal_of

STEPS = ("send", "take_back", "finalise")


@dataclass(frozen=True)
class Offered:
    """The steps that the page offers now; whether one happens is judged behind the lock."""

    send: bool = False
    take_back: bool = False
    finalise: bool = False
    acknowledge: bool = False  # sending asks for the statement of responsibility (OMU-22)


NOTHING = Offered()


def offered(catalogue: Catalogue, facts: Facts) -> Offered:
    renewal, changing = renewal_of(catalogue, facts), window_now(catalogue, facts, CHANGE_KINDS) is not None
    approving = window_now(catalogue, facts, (APPROVAL,)) is not None
    sends = renewal.submit != "none" and facts.state in (DRAFT, RETURNED) and changing
    return Offered(
        send=sends and bool(facts.enrolled),
        take_back=renewal.take_back and facts.state == SUBMITTED and changing,
        finalise=renewal.finalise == "by_student" and facts.state == APPROVED and approving,
        acknowledge=renewal.acknowledge,
    )


def take_step(
    *, student: Student, term_id: int, event: str, version: int | None, actor: User, acknowledged: bool = False
) -> Moved:
    """One of STEPS on the list that was seen; nobody takes it for a student (METU-20)."""
    if actor.pk != student.user_id:
        return Moved(REFUSED, "", version or 0, (refusal("NOT_OWNER").stored(),))
    if event == "finalise" and (kept := _not_the_students(student.id, term_id, actor.pk)):
        return kept
    seen = -1 if version is None else version
    who = {"student_id": student.id, "term_id": term_id, "actor_id": actor.pk}
    moved = move(**who, event=event, version=seen, acknowledged=acknowledged)
    # a second press of the button: what it asks for is so already, of the list that was seen
    there = moved.status == REFUSED and (moved.state, moved.version) == (TABLE[event].target, seen)
    return Moved(ACCEPTED, moved.state, moved.version) if there else moved


def _not_the_students(student_id: int, term_id: int, actor_id: int) -> Moved | None:
    """The refusal, recorded, where the profile leaves it to the Registrar's Office to make a list final (OMU-43)."""
    facts = load_facts(term_id, [student_id])[student_id].facts
    if renewal_of(fresh_catalogue(facts, term_id), facts).finalise != "by_registrar":
        return None
    findings = (refusal("ILLEGAL_TRANSITION", event="finalise", state=facts.state).stored(),)
    if facts.registration_id:
        note_event(facts, Asked("finalise", actor_id, facts.version), facts.state, findings)
    return Moved(REFUSED, facts.state, facts.version, findings)
