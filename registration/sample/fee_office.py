"""The fee office of a sample at work: claims at each step, and the refunds that came of those that were approved."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal

from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command

from curriculum.models import Term
from fees import claims
from fees.models import Claim, Ground, Refund
from fees.refunds.batches import hand_over, pay_all
from fees.refunds.moves import Said, act, ask
from people.clock import today
from people.models import Student, User
from registration.charging import charge

GROUND, RATIO_GROUND = "blue_card", "disability"
ENDS = (
    "paid",
    "sent",
    "ready",
    "no_iban",
    "asked",
    "proposed",
    "rejected",
)  # of the refunds, in the order they are made
IBAN = "TR330006100519786457841326"  # the example of the Turkish standard
PDF = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj
trailer<</Root 1 0 R>>
startxref
9
%%EOF"""


def work(term: Term, paid: Sequence[Student], officer: User) -> None:
    """On accounts that are paid, from the last on: the first students of a sample are for trying things out."""
    call_command("load_grounds", "metu", verbosity=0)
    students = iter(reversed(paid))
    for steps in ((), ("see_original",), ("reject",)):
        if student := next(students, None):
            _claim(student, RATIO_GROUND, steps, officer)
    approved = [student for student, _ in zip(students, ENDS, strict=False)]
    for student in approved:
        _claim(student, GROUND, ("see_original", "approve"), officer)
    charge(term_id=term.pk, student_ids=[student.pk for student in approved])
    for student, end in zip(approved, ENDS, strict=False):
        _refund(term, student, end, officer)


def _claim(student: Student, code: str, steps: Sequence[str], officer: User) -> Claim | None:
    ratio = Decimal(40) if code == RATIO_GROUND else None
    paper = claims.Paper("İl Müdürlüğü", f"2026/{student.pk}", today() - timedelta(days=30), ratio)
    upload = SimpleUploadedFile("belge.pdf", PDF, content_type="application/pdf")
    ground = Ground.objects.get(code=code)
    made = claims.claim(student=student, ground=ground, paper=paper, uploads=[upload], actor=student.user).claim
    for step in steps if made else ():
        if step == "see_original":
            claims.see_original(claim=made, actor=officer)
        elif step == "approve":
            claims.approve(claim=made, actor=officer)
        else:
            claims.reject(claim=made, actor=officer, note="Belgenin süresi geçmiş.")
    return made


def _refund(term: Term, student: Student, end: str, officer: User) -> None:
    refund = Refund.objects.filter(standing__term=term, standing__student=student).order_by("-id").first()
    if refund is None or end == "proposed":
        return
    if end not in ("no_iban", "rejected"):
        ask(student=student, term_id=term.pk, iban=IBAN, actor=student.user)
        refund.refresh_from_db()
    if end == "asked":
        return
    event, said = ("reject", Said("Belge yanlış okunmuş.")) if end == "rejected" else ("approve", Said())
    act(refund_id=refund.pk, event=event, version=refund.version, actor=officer, said=said)
    if end in ("paid", "sent") and (batch := hand_over(actor=officer).batch) and end == "paid":
        pay_all(batch=batch, said=Said(paid_on=today(), reference="ORNEK-IADE-1"), actor=officer)
