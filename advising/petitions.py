"""Petitions: who hands in, who is of which opinion, who decides; one table, one way in, every event recorded.

Every event is judged and written behind the lock of the student's registration in that term, together with what it does
there. A refused one leaves a step with its findings and changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.urls import reverse

from people.files import NotStored, Stored, provisional, store_all
from people.models import Student, User
from people.notices import tell
from registration import granting
from registration.catalogue import catalogue_of
from registration.clock import now
from registration.departures import decision_findings
from registration.forms import refusal
from registration.rules.engine import Finding
from registration.rules.facts import Catalogue, Facts
from registration.services import ACCEPTED, REFUSED
from registration.transitions import Guard, Moved, move, stay

from . import petition_checks as checks
from .models import Petition, PetitionFile, PetitionStep
from .petition_people import may, who_decides_next

SUBMITTED, BOARD, GRANTED, DECLINED, TAKEN_BACK = "submitted", "board", "accepted", "rejected", "withdrawn"
EXCUSE, RETURN, LEAVE, EXEMPTION = "excuse", "return", "leave", "exemption"
MOST_AT_ONCE = 100


@dataclass(frozen=True)
class Step:
    """One row of the table. `moves` is the event of the registration that happens with it, `decision` asks for the number
    and the day of a board's decision, `says_why` for a note."""

    kind: str
    event: str
    by: str
    sources: tuple[str, ...]
    target: str
    moves: str = ""
    decision: bool = False
    says_why: bool = False


TABLE: dict[tuple[str, str], Step] = {
    (step.kind, step.event): step
    for step in (
        Step(EXCUSE, "submit", "student", (), SUBMITTED, moves="excuse"),
        Step(EXCUSE, "opinion", "head", (SUBMITTED,), SUBMITTED),
        Step(EXCUSE, "forward", "head", (SUBMITTED,), BOARD),
        Step(EXCUSE, "accept", "clerk", (BOARD,), GRANTED, moves="excuse_accepted", decision=True),
        Step(EXCUSE, "reject", "clerk", (BOARD,), DECLINED, moves="excuse_rejected", decision=True),
        Step(EXCUSE, "take_back", "student", (SUBMITTED,), TAKEN_BACK, moves="excuse_taken_back"),
        Step(RETURN, "submit", "student", (), SUBMITTED),
        Step(RETURN, "accept", "registrar", (SUBMITTED,), GRANTED),
        Step(RETURN, "reject", "registrar", (SUBMITTED,), DECLINED, says_why=True),
        Step(RETURN, "take_back", "student", (SUBMITTED,), TAKEN_BACK),
        Step(LEAVE, "submit", "student", (), SUBMITTED),
        Step(LEAVE, "forward", "registrar", (SUBMITTED,), BOARD),
        Step(LEAVE, "accept", "clerk", (BOARD,), GRANTED, moves="leave", decision=True),
        Step(LEAVE, "reject", "clerk", (BOARD,), DECLINED, decision=True),
        Step(LEAVE, "take_back", "student", (SUBMITTED,), TAKEN_BACK),
        Step(EXEMPTION, "submit", "student", (), SUBMITTED),
        Step(EXEMPTION, "accept", "head", (SUBMITTED,), GRANTED),
        Step(EXEMPTION, "reject", "head", (SUBMITTED,), DECLINED, says_why=True),
        Step(EXEMPTION, "take_back", "student", (SUBMITTED,), TAKEN_BACK),
    )
}
NOTICES = {  # what the student is told of a decision
    (EXCUSE, "accept"): "excuse_granted",
    (EXCUSE, "reject"): "excuse_declined",
    (RETURN, "accept"): "return_opened",
    (RETURN, "reject"): "return_refused",
    (LEAVE, "accept"): "leave_granted",
    (LEAVE, "reject"): "leave_refused",
    (EXEMPTION, "accept"): "exemption_accepted",
    (EXEMPTION, "reject"): "exemption_rejected",
}


@dataclass(frozen=True)
class Said:
    """What comes with an event: a note or an opinion, or a board's decision. `terms` is how long a leave is granted for,
    where that is not what was asked."""

    note: str = ""
    favourable: bool | None = None
    body: str = ""
    decision_no: str = ""
    decided_on: date | None = None
    terms: int | None = None

    @property
    def decision(self) -> str:
        day = f"{self.decided_on:%d.%m.%Y}" if self.decided_on else ""
        return " ".join(part for part in (self.body.strip(), self.decision_no.strip(), day) if part)


@dataclass(frozen=True)
class Done:
    """What became of an event; `petition` is None where one was not even begun."""

    status: str
    petition: Petition | None = None
    findings: tuple[dict[str, Any], ...] = ()

    @property
    def accepted(self) -> bool:
        return self.status == ACCEPTED


def submit(
    *, student: Student, term_id: int, asked: checks.Asked, uploads: Iterable[UploadedFile] = (), actor: User
) -> Done:
    """Hand in a petition with its documents; all that stands against it comes back at once."""
    step, made, files = TABLE[asked.kind, "submit"], [], list(uploads)
    stored, wrong = _kept(files, actor, student)

    def guard(catalogue: Catalogue, facts: Facts) -> Iterable[Finding]:
        yield from wrong
        yield from checks.against_handing_in(asked.kind, catalogue, facts)
        yield from checks.against_contents(asked, len(files), catalogue, facts)
        if _open(student, term_id, asked.kind).exists():
            yield refusal("PETITION_OPEN")

    def beside(facts: Facts) -> None:
        made.append(_make(student, term_id, asked, stored, facts))
        _record(student, "submit", actor, petition=made[0], at=facts.at)
        _tell_next(made[0], step)

    with provisional(stored) as keep:
        moved = _carry_out(step, student.pk, term_id, actor, guard, beside)
        if moved.accepted:
            keep()
    if moved.status == REFUSED:
        _record(student, "submit", actor, findings=moved.findings, note=asked.kind)
    return Done(moved.status, made[0] if moved.accepted else None, moved.findings)


def act(*, petition: Petition, event: str, actor: User, said: Said = Said()) -> Done:
    """Carry out one event of the table on a petition. Raises KeyError for an event that its kind does not have."""
    step = TABLE[petition.kind, event]
    if not step.sources or not may(actor, petition, step.by):
        return _refused(petition, event, actor, (refusal("NOT_YOUR_PETITION").stored(),))

    def guard(catalogue: Catalogue, facts: Facts) -> list[Finding]:
        petition.refresh_from_db()  # as it is behind the lock
        if petition.state not in step.sources:
            return [refusal("PETITION_STATE", event=event, state=petition.state)]
        return _against(step, petition, said, catalogue, facts)

    def beside(facts: Facts) -> None:
        _write(step, petition, said)
        figures = _take_effect(step, petition, said, facts, actor)
        _record(petition.student, event, actor, petition=petition, at=facts.at, note=said.note or said.decision)
        if kind := NOTICES.get((step.kind, step.event)):
            tell([petition.student.user_id], kind, figures, link=reverse("petition", args=[petition.pk]))
        _tell_next(petition, step)

    note = said.decision or said.note
    moved = _carry_out(step, petition.student_id, petition.term_id, actor, guard, beside, note)
    if moved.status == REFUSED:
        return _refused(petition, event, actor, moved.findings)
    return Done(moved.status, petition, moved.findings)


def decide_all(*, petitions: Iterable[Petition], event: str, actor: User, said: Said) -> list[Done]:
    """One decision of a board on several petitions, each on its own: what stands against one keeps no other back."""
    return [act(petition=one, event=event, actor=actor, said=said) for one in petitions]


def _kept(uploads: list[UploadedFile], actor: User, student: Student) -> tuple[list[Stored], list[Finding]]:
    """The files, stored, or what is wrong with them; nothing is stored for whoever hands in for somebody else."""
    if actor.pk != student.user_id:
        return [], [refusal("NOT_OWNER")]
    if len(uploads) > checks.MOST_FILES:
        return [], [refusal("FILES_TOO_MANY", max=checks.MOST_FILES)]
    stored = store_all(uploads)
    return ([], [refusal(stored.code, **stored.figures)]) if isinstance(stored, NotStored) else (stored, [])


def _carry_out(
    step: Step,
    student_id: int,
    term_id: int,
    actor: User,
    guard: Guard,
    beside: Callable[[Facts], None],
    note: str = "",
) -> Moved:
    """With the event of the registration that belongs to the step, else on a registration that stays as it is."""
    where: dict[str, Any] = {"student_id": student_id, "term_id": term_id, "guard": guard, "beside": beside}
    if not step.moves:
        return stay(**where)
    return move(event=step.moves, version=None, actor_id=actor.pk, note=note, **where)


def _against(step: Step, petition: Petition, said: Said, catalogue: Catalogue, facts: Facts) -> list[Finding]:
    found = decision_findings(said.decision_no, said.decided_on) if step.decision else []
    if step.event == "opinion" and (not said.note.strip() or said.favourable is None):
        found.append(refusal("OPINION_REQUIRED"))
    if (step.kind, step.event) == (EXCUSE, "forward") and not petition.opinion:
        found.append(refusal("OPINION_REQUIRED"))
    if step.says_why and not said.note.strip():
        found.append(refusal("NOTE_REQUIRED"))
    p = checks.policy_of(catalogue, facts)
    if p is None:
        return [*found, refusal("POLICY_MISSING", rule="PETITIONS")]
    if (step.kind, step.event) == (EXCUSE, "accept") and said.decided_on:
        closes = checks.excuse_window_end(p, facts.at, said.decided_on)
        if closes <= facts.at:
            found.append(refusal("EXCUSE_WINDOW_OVER", closes=closes.isoformat()))
    terms = said.terms or petition.terms or 0
    if (step.kind, step.event) == (LEAVE, "accept") and not 1 <= terms <= p.leave_terms:
        found.append(refusal("LEAVE_LENGTH", asked=terms, max=p.leave_terms))
    return found


def _write(step: Step, petition: Petition, said: Said) -> None:
    petition.state = step.target
    if step.event == "opinion":
        petition.opinion, petition.favourable = said.note.strip(), said.favourable
    if step.decision:
        petition.body, petition.decision_no = said.body.strip(), said.decision_no.strip()
        petition.decided_on = said.decided_on
    if step.kind == LEAVE and step.event == "accept":
        petition.terms = said.terms or petition.terms
    petition.save()


def _take_effect(step: Step, petition: Petition, said: Said, facts: Facts, actor: User) -> dict[str, Any]:
    """What a decision does to the registration, and the figures of the notice that tells of it."""
    catalogue = catalogue_of(petition.term_id)  # the one that was judged by
    figures: dict[str, Any] = {"term": petition.term, "note": said.decision or said.note}
    if (step.kind, step.event) == (EXCUSE, "accept") and said.decided_on:
        p = checks.policy_of(catalogue, facts)
        until = checks.excuse_window_end(p, facts.at, said.decided_on) if p else facts.at
        granting.open_personally(facts=facts, until=until)
        figures["until"] = until
    elif step.kind == RETURN and step.target in (GRANTED, DECLINED):
        granting.answer_return(facts=facts, opened=step.target == GRANTED)
    elif (step.kind, step.event) == (LEAVE, "accept"):
        terms = petition.terms or 1
        granting.grant_leave(facts=facts, catalogue=catalogue, terms=terms, actor_id=actor.pk, note=said.decision)
        figures["terms"] = terms
    return figures


def _open(student: Student, term_id: int, kind: str):
    return Petition.objects.filter(student=student, term=term_id, kind=kind, state__in=(SUBMITTED, BOARD))


def _make(student: Student, term_id: int, asked: checks.Asked, stored: list[Stored], facts: Facts) -> Petition:
    petition = Petition.objects.create(
        student=student,
        term_id=term_id,
        kind=asked.kind,
        text=asked.text.strip(),
        terms=asked.terms if asked.kind == LEAVE else None,
        institution=asked.institution.strip() if asked.kind == EXEMPTION else "",
        open_education=asked.open_education and asked.kind == EXEMPTION,
        average=asked.average if asked.kind == EXEMPTION else None,
        submitted_at=facts.at,
    )
    PetitionFile.objects.bulk_create(PetitionFile(petition=petition, **vars(file)) for file in stored)
    return petition


def _tell_next(petition: Petition, step: Step) -> None:
    """Whoever has the petition in front of them now is told so, once."""
    if step.target in (SUBMITTED, BOARD) and step.event != "opinion":
        by = next(s.by for s in TABLE.values() if s.kind == step.kind and step.target in s.sources)
        figures, link = {"who": str(petition.student)}, reverse("petition", args=[petition.pk])
        tell(who_decides_next(petition, by), "petition_waits", figures, link=link)


def _refused(petition: Petition, event: str, actor: User, findings: tuple[dict[str, Any], ...]) -> Done:
    petition.refresh_from_db()
    _record(petition.student, event, actor, petition=petition, findings=findings)
    return Done(REFUSED, petition, findings)


def _record(
    student: Student,
    event: str,
    actor: User,
    *,
    petition: Petition | None = None,
    at: Any = None,
    findings: tuple[dict[str, Any], ...] = (),
    note: str = "",
) -> None:
    """One line of the record; with findings it is one that was refused."""
    PetitionStep.objects.create(
        petition=petition,
        student=student,
        event=event,
        actor=actor,
        at=at or now(),
        accepted=not findings,
        findings=list(findings),
        note=note,
    )
