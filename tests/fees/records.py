"""Rows of a student in each table of the fees, for who may see and change which."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile

from curriculum.models import Term
from fees import ledger, statements
from fees.models import (
    Claim,
    ClaimFile,
    Entry,
    FeeStanding,
    Ground,
    Payment,
    Refund,
    SingleCourseExam,
    Statement,
    Tariff,
    TopTen,
)
from fees.refunds import follow_balances
from fees.refunds.batches import hand_over
from people.clock import now
from people.files import store
from people.models import Student, User
from tests.uploads import pdf
from tests.world import World, local

from .bank import akbank, line, statement
from .refunding import IBAN

BY_HAND = {"code": "by_hand", "rule": "", "amount": "100", "figures": {}, "document": "2026/1"}


def fee_records(world: World, student: Student, *, officer: User) -> dict[str, int]:
    """The ids that addresses name, by the names of the access tables."""
    Tariff.objects.create(year=2025, line="tuition", amount=1, decision_no="1")
    account = FeeStanding.objects.create(student=student, term=world.term, assessed_at=local("2026-02-10 09:00"))
    entry = Entry(standing=account, kind="charge", line="tuition", amount=100, steps=[BY_HAND], at=now())
    ledger.post([entry])
    FeeStanding.objects.update(paid="110")
    return {"entry": entry.pk, **_claims(world, student), **_bank(), **_refunds(account, officer)}


def _claims(world: World, student: Student) -> dict[str, int]:
    """A claim with a document whose original was not seen, a place among evening students, an exam; another ground."""
    for code in ("syria", "egypt"):
        ground = Ground.objects.create(code=code, name=code, effect="abroad_group", claimable=True)
    claim = Claim.objects.create(student=student, ground=ground, valid_from="2026-02-10")
    paper = ClaimFile.objects.create(claim=claim, **vars(store(SimpleUploadedFile("kimlik.pdf", pdf()))))
    TopTen.objects.create(
        term=world.term,
        student=student,
        department=world.ceng,
        class_year=4,
        average="3.50",
        place=1,
        population=10,
        qualifies=True,
        ranked_at=now(),
    )
    about = {"term": world.term, "course": world.x, "recorded_by": world.advisor.user}
    exam = SingleCourseExam.objects.create(student=student, taken_on="2026-02-10", **about)
    return {"claim": claim.pk, "claim_file": paper.pk, "exam": exam.pk}


def _bank() -> dict[str, int]:
    """A payment that waits, a statement that was booked and one that nobody has decided on."""
    bank = akbank()
    for content in (statement(line("A1", "9999999", "200,00")), statement(line("A2", "9999999", "200,00"))):
        job = statements.stage(bank=bank, content=content, name="akbank.csv", actor=None)
        if not Statement.objects.exists():
            statements.confirm(job, keep="all", actor=None)
            statements.carry_on(job.pk)
    return {"bank": bank.pk, "payment": Payment.objects.get().pk, "statement": job.pk}


def _refunds(account: FeeStanding, officer: User) -> dict[str, int]:
    """A refund that waits for its decision, and a payment list with one of an earlier term."""
    follow_balances([account.pk], at=now())
    before = FeeStanding.objects.create(
        student=account.student,
        term=Term.objects.create(code="20251", name="Güz"),
        paid="10",
        assessed_at=local("2026-02-10 09:00"),
    )
    follow_balances([before.pk], at=now())
    Refund.objects.filter(standing=before).update(state="approved", iban=IBAN)
    made = hand_over(actor=officer)
    assert made.batch
    return {"refund": Refund.objects.get(standing=account).pk, "list": made.batch.pk}
