"""Claims to pay otherwise: a student hands in documents, an officer sees the original and decides, a board's decision is
recorded. One table of moves; each is made behind the lock of its claim and recorded; what is refused changes nothing.

Whoever is charged by a claim is charged anew after the commit (fees/signals.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from people.clock import now
from people.files import NotStored, provisional, store_all
from people.models import Student, User
from people.notices import tell

from .models import Claim, ClaimFile, ClaimStep, Ground
from .signals import tell_reasons_changed

State = Claim.State
PERMISSION = "fees.decide_claim"
MOST_FILES = 5


@dataclass(frozen=True, slots=True)
class Move:
    """One row of the table. `says_why` asks for a note."""

    sources: tuple[str, ...]
    target: str
    notice: str = ""
    says_why: bool = False


TABLE: dict[str, Move] = {
    "see_original": Move((State.UPLOADED,), State.ORIGINAL_SEEN),
    "approve": Move(Claim.OPEN, State.APPROVED, "claim_approved"),
    # an approval that was a mistake is rejected afterwards: then it never counted
    "reject": Move((*Claim.OPEN, *Claim.COUNTED), State.REJECTED, "claim_rejected", says_why=True),
    "end": Move(Claim.COUNTED, State.ENDED, "claim_ended"),
}


@dataclass(frozen=True, slots=True)
class Paper:
    """What a document or a decision says, and for how long it counts; no end goes on."""

    issuer: str = ""
    document_no: str = ""
    document_date: date | None = None
    percent: Decimal | None = None
    valid_from: date | None = None
    valid_until: date | None = None

    def put_on(self, claim: Claim, today: date) -> None:
        claim.issuer, claim.document_no = self.issuer.strip(), self.document_no.strip()
        claim.document_date, claim.percent = self.document_date, self.percent
        claim.valid_from, claim.valid_until = self.valid_from or claim.valid_from or today, self.valid_until


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why something was not done; fees/claim_words.py says it."""

    code: str
    figures: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Done:
    claim: Claim | None = None
    refusals: tuple[Refusal, ...] = ()

    @property
    def accepted(self) -> bool:
        return not self.refusals


def claim(*, student: Student, ground: Ground, paper: Paper, uploads: Iterable[UploadedFile], actor: User) -> Done:
    """A student's own claim with its documents; all that stands against it comes back at once."""
    files = list(uploads)
    if refusals := _against_claim(student, ground, paper, files, actor):
        return Done(refusals=tuple(refusals))
    stored = store_all(files)
    if isinstance(stored, NotStored):
        return Done(refusals=(Refusal(stored.code, stored.figures),))
    at = now()
    with provisional(stored) as keep:
        try:
            with transaction.atomic():
                made = _make(student, ground, paper, State.UPLOADED, at)
                ClaimFile.objects.bulk_create(ClaimFile(claim=made, **vars(file)) for file in stored)
                _note(made, "claim", actor, at)
        except IntegrityError:  # the same was handed in from another tab meanwhile
            return Done(refusals=(Refusal("CLAIM_OPEN"),))
        keep()
    return Done(made)


def see_original(*, claim: Claim, actor: User) -> Done:
    """The officer had the original in hand (OMU-112, OMU-114, OMU-130)."""

    def put(claim: Claim, at: datetime) -> None:
        claim.original_seen_by, claim.original_seen_at = actor, at

    return _move("see_original", claim, actor, put=put)


def approve(*, claim: Claim, actor: User, paper: Paper | None = None) -> Done:
    """With what the officer read in the document, where that differs from what the student typed."""

    def against(claim: Claim) -> list[Refusal]:
        found = _against_paper(claim.ground, paper or paper_of(claim))
        if claim.ground.needs_original and claim.original_seen_at is None:
            found.append(Refusal("ORIGINAL_NOT_SEEN"))
        return found

    def put(claim: Claim, at: datetime) -> None:
        (paper or paper_of(claim)).put_on(claim, at.date())

    return _move("approve", claim, actor, against=against, put=put)


def reject(*, claim: Claim, actor: User, note: str) -> Done:
    return _move("reject", claim, actor, note=note)


def end(*, claim: Claim, actor: User, last_day: date, note: str = "") -> Done:
    """Valid no longer than a day, that day included: the terms after it are charged without the claim (OMU-109)."""

    def against(claim: Claim) -> list[Refusal]:
        return [Refusal("ENDS_BEFORE_START", {"start": claim.valid_from})] if last_day < claim.valid_from else []

    def put(claim: Claim, at: datetime) -> None:
        claim.valid_until = last_day

    return _move("end", claim, actor, against=against, put=put, note=note)


@transaction.atomic
def record(*, student: Student, ground: Ground, paper: Paper, actor: User, note: str = "") -> Done:
    """What a board or an office decided, with number and date: approved at once, whoever may claim it."""
    refusals = [] if actor.has_perm(PERMISSION) else [Refusal("NOT_YOURS")]
    refusals += [] if ground.active else [Refusal("NOT_CLAIMABLE")]
    refusals += _against_paper(ground, paper)
    if not paper.document_no.strip() or paper.document_date is None:
        refusals.append(Refusal("DECISION_REQUIRED"))
    if refusals:
        return Done(refusals=tuple(refusals))
    [made] = write_approved([(student, paper)], ground=ground, actor=actor, note=note)
    return Done(made)


def write_approved(
    papers: Sequence[tuple[Student, Paper]], *, ground: Ground, actor: User, note: str = ""
) -> list[Claim]:
    """Approved claims of students on one ground, in the caller's transaction; of what was checked already."""
    at, written = now(), []
    for student, paper in papers:
        made = _make(student, ground, paper, State.APPROVED, at, decided_by=actor, original_seen_by=actor, note=note)
        _note(made, "record", actor, at, note)
        tell([student.user_id], "claim_approved", {"ground": ground, "note": note}, link=reverse("fee_claims"))
        written.append(made)
    tell_reasons_changed(student.pk for student, _ in papers)
    return written


def paper_of(claim: Claim) -> Paper:
    """What stands on a claim."""
    return Paper(
        issuer=claim.issuer,
        document_no=claim.document_no,
        document_date=claim.document_date,
        percent=claim.percent,
        valid_from=claim.valid_from,
        valid_until=claim.valid_until,
    )


def events_of(claim: Claim) -> list[str]:
    """The moves that its state allows."""
    return [event for event, move in TABLE.items() if claim.state in move.sources]


# one way of moving


def _move(event: str, claim: Claim, actor: User, *, against: Any = None, put: Any = None, note: str = "") -> Done:
    move, note = TABLE[event], note.strip()
    with transaction.atomic():
        here = Claim.objects.select_for_update(of=("self",)).select_related("ground", "student").get(pk=claim.pk)
        refusals = _against_move(move, here, actor, note) or (against(here) if against else [])
        if refusals:
            return Done(here, tuple(refusals))
        before, at = here.state, now()
        if put:
            put(here, at)
        _decide(here, move, actor, at, note)
        _note(here, event, actor, at, note)
        if move.notice:
            _tell(move.notice, here, note)
        if {before, here.state} & set(Claim.COUNTED):
            tell_reasons_changed([here.student_id])
    return Done(here)


def _against_move(move: Move, claim: Claim, actor: User, note: str) -> list[Refusal]:
    if not actor.has_perm(PERMISSION):
        return [Refusal("NOT_YOURS")]
    if claim.state not in move.sources:
        return [Refusal("CLAIM_STATE", {"state": claim.state})]
    return [Refusal("NOTE_REQUIRED")] if move.says_why and not note else []


def _decide(claim: Claim, move: Move, actor: User, at: datetime, note: str) -> None:
    claim.state, claim.note = move.target, note or claim.note
    if move.target != State.ORIGINAL_SEEN:
        claim.decided_by, claim.decided_at = actor, at
    claim.save()


def _tell(kind: str, claim: Claim, note: str) -> None:
    figures: dict[str, Any] = {"ground": claim.ground, "note": note}
    if kind == "claim_ended":
        figures["until"] = claim.valid_until
    tell([claim.student.user_id], kind, figures, link=reverse("fee_claims"))


def _make(
    student: Student,
    ground: Ground,
    paper: Paper,
    state: str,
    at: datetime,
    *,
    decided_by: User | None = None,
    original_seen_by: User | None = None,
    note: str = "",
) -> Claim:
    made = Claim(student=student, ground=ground, state=state, note=note, claimed_at=at)
    made.decided_by, made.decided_at = decided_by, at if decided_by else None
    made.original_seen_by, made.original_seen_at = original_seen_by, at if original_seen_by else None
    paper.put_on(made, at.date())
    made.save()
    return made


def _note(claim: Claim, event: str, actor: User, at: datetime, note: str = "") -> None:
    ClaimStep.objects.create(claim=claim, event=event, actor=actor, at=at, note=note)


# what stands against it


def _against_claim(
    student: Student, ground: Ground, paper: Paper, files: list[UploadedFile], actor: User
) -> list[Refusal]:
    if actor.pk != student.user_id:
        return [Refusal("NOT_YOURS")]
    if not ground.active or not ground.claimable:
        return [Refusal("NOT_CLAIMABLE")]
    found = _against_paper(ground, paper)
    if not files:
        found.append(Refusal("DOCUMENT_REQUIRED"))
    if len(files) > MOST_FILES:
        found.append(Refusal("FILES_TOO_MANY", {"most": MOST_FILES}))
    if Claim.objects.filter(student=student, ground=ground, state__in=Claim.OPEN).exists():
        found.append(Refusal("CLAIM_OPEN"))
    return found


def _against_paper(ground: Ground, paper: Paper) -> list[Refusal]:
    found = []
    if ground.effect == Ground.Effect.BY_RATIO and paper.percent is None:
        found.append(Refusal("PERCENT_REQUIRED"))
    if paper.percent is not None and not 0 < paper.percent <= 100:
        found.append(Refusal("PERCENT_RANGE"))
    if (accepted := ground.accepted_issuers) and paper.issuer.strip() not in accepted:
        found.append(Refusal("ISSUER_NOT_ACCEPTED", {"issuers": accepted}))
    if paper.valid_from and paper.valid_until and paper.valid_until < paper.valid_from:
        found.append(Refusal("ENDS_BEFORE_START", {"start": paper.valid_from}))
    return found
