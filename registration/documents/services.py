"""Requests for documents: asked for by the student, seen to by the Registrar's Office or the department's secretary.

The only writers of a request (KOU-51, KOU-52, KOU-76, KOU-77). What is refused is recorded with its reason.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction

from curriculum.models import Term
from people.files import NotStored, Stored, provisional, store
from people.models import Student, User
from people.notices import tell

from ..clock import now
from ..forms import refusal
from ..models import DocumentRequest, DocumentRequestFile, DocumentRequestStep
from ..rights import missing_rights
from ..rules.engine import REFUSE, Finding
from ..rules.facts import Facts
from ..snapshot import load_facts

Kind, Delivery, State = DocumentRequest.Kind, DocumentRequest.Delivery, DocumentRequest.State
OPEN = (State.REQUESTED, State.READY)
LOSS_NOTICE, PHOTO = "loss_notice", "photo"
NEEDED: Mapping[str, tuple[str, ...]] = {Kind.CERTIFICATE: (), Kind.IDENTITY_CARD: (LOSS_NOTICE, PHOTO)}  # KOU-77
FINAL = "final"


@dataclass(frozen=True)
class Step:
    """One row of the table: from which states an event leads to which, and whether it has to be explained."""

    sources: tuple[State, ...]
    target: State
    needs_note: bool = False


STEPS: dict[str, Step] = {
    "ready": Step((State.REQUESTED,), State.READY),
    "hand_over": Step((State.READY,), State.HANDED_OVER),
    "refuse": Step(OPEN, State.REFUSED, needs_note=True),
}


@dataclass(frozen=True)
class Asked:
    """What a student asks for; `files` by purpose."""

    kind: str
    delivery: str
    tracking: str
    files: Mapping[str, UploadedFile]


def request_document(*, student: Student, term: Term, asked: Asked, actor: User) -> tuple[Finding, ...]:
    """Ask for a document; what keeps it from being asked for, or nothing. Files are written before the transaction."""
    facts = load_facts(term.id, [student.id])[student.id].facts
    wrong = against(asked, facts)
    files = {} if wrong else {purpose: store(asked.files[purpose]) for purpose in NEEDED[asked.kind]}
    stored = {purpose: file for purpose, file in files.items() if isinstance(file, Stored)}
    with provisional(stored.values()) as keep:
        wrong = wrong or _against_files(files)
        if not wrong and _written(asked, stored, student, term, actor, facts.at):
            keep()
        elif not wrong:
            wrong = (refusal("DOCUMENT_REQUEST_OPEN"),)
    if wrong:
        _note(None, student, "request", actor, facts.at, wrong)
    return wrong


def against(asked: Asked, facts: Facts) -> tuple[Finding, ...]:
    """Rights first, alone; then everything that is missing, together."""
    if lost := missing_rights(state=facts.state, status=facts.status):
        return (lost,)
    if asked.kind == Kind.CERTIFICATE and facts.state != FINAL:
        return (refusal("NOT_FINAL"),)
    found = [refusal("DOCUMENT_REQUIRED", document=p) for p in NEEDED[asked.kind] if p not in asked.files]
    if asked.delivery == Delivery.CARGO and not asked.tracking:
        found.append(refusal("CARGO_INFO_REQUIRED"))
    return tuple(found)


def _against_files(files: Mapping[str, Stored | NotStored]) -> tuple[Finding, ...]:
    found = [Finding(f.code, REFUSE, "", f.figures) for f in files.values() if isinstance(f, NotStored)]
    photo = files.get(PHOTO)
    if isinstance(photo, Stored) and photo.kind == "pdf":
        found.append(refusal("PHOTO_TYPE", name=photo.name))
    return tuple(found)


def _written(
    asked: Asked, stored: Mapping[str, Stored], student: Student, term: Term, actor: User, at: datetime
) -> bool:
    """False where one of this kind is open already; of two that are sent at once the constraint lets one through."""
    tracking = asked.tracking if asked.delivery == Delivery.CARGO else ""
    try:
        with transaction.atomic():
            request = DocumentRequest.objects.create(
                student=student,
                term=term,
                kind=asked.kind,
                delivery=asked.delivery,
                tracking=tracking,
                requested_at=at,
            )
            DocumentRequestFile.objects.bulk_create(
                DocumentRequestFile(request=request, purpose=purpose, **asdict(file))
                for purpose, file in stored.items()
            )
            _note(request, student, "request", actor, at)
    except IntegrityError:
        return False
    return True


def advance_request(*, request_id: int, event: str, actor: User, note: str = "") -> tuple[Finding, ...]:
    """Carry a request on; what keeps it from going on, or nothing. The student is told in the same transaction."""
    with transaction.atomic():
        request = DocumentRequest.objects.select_for_update(no_key=True, of=("self",)).get(pk=request_id)
        at, step = now(), STEPS[event]
        wrong = _against_step(request, step, note)
        _note(request, request.student, event, actor, at, wrong, note)
        if not wrong:
            request.state, request.handled_by, request.handled_at = step.target, actor, at
            request.note = note or request.note
            request.save(update_fields=["state", "handled_by", "handled_at", "note"])
            figures = {"note": request.note, "tracking": request.tracking or "–"}
            tell([request.student.user_id], f"{request.kind}_{step.target}", figures, link="/documents/")
    return wrong


def _against_step(request: DocumentRequest, step: Step, note: str) -> tuple[Finding, ...]:
    if request.state not in step.sources:
        return (refusal("DOCUMENT_REQUEST_STATE", state=request.state),)
    if step.needs_note:
        return () if note.strip() else (refusal("NOTE_REQUIRED"),)
    asked = Asked(request.kind, request.delivery, request.tracking, {})
    facts = load_facts(request.term_id, [request.student_id])[request.student_id].facts
    # rights may have gone since it was asked for; its files are there
    return tuple(f for f in against(asked, facts) if f.code != "DOCUMENT_REQUIRED")


def _note(
    request: DocumentRequest | None,
    student: Student,
    event: str,
    actor: User,
    at: datetime,
    wrong: tuple[Finding, ...] = (),
    note: str = "",
) -> None:
    DocumentRequestStep.objects.create(
        request=request,
        student=student,
        event=event,
        actor=actor,
        at=at,
        findings=[f.stored() for f in wrong],
        note=note,
    )
