"""The fee office's pages of the bank in each of their states."""

from __future__ import annotations

from collections.abc import Iterator

from django.core.files.uploadedfile import SimpleUploadedFile

from fees import statements
from fees.models import Payment
from people.models import JobRun
from tests.fees.bank import akbank, line, owe, statement
from tests.visitor import Shown, Visitor
from tests.world import World


def bank_pages(world: World, language: str) -> Iterator[tuple[str, Shown]]:
    owe(world.student("2609991", surname="Kaya"), world.term, ("contribution", "200.00"))
    officer = Visitor(world.role(world.staff("gise"), "fee_officer").staff.user, language=language)
    bank = akbank()

    def upload(content: bytes) -> Shown:
        file = SimpleUploadedFile("akbank.csv", content, "text/csv")
        return officer.post("/fees/desk/statements/", bank="akbank", file=file)

    lines = [line("B1", "2609991", "200,00"), line("B2", "2609919", "200,00", payer="D. Kaya")]
    yield "no statement yet", officer.get("/fees/desk/statements/")
    yield "no statement at all", upload(b"x")
    yield "statement with a bad line", officer.follow(upload(statement(*lines, line("B3", "1", "x"), total="1,00")))
    preview = officer.follow(upload(statement(*lines)))
    yield "statement to be booked", preview
    job = JobRun.objects.latest("id")
    statements.confirm(job, keep="all", actor=None)
    yield "statement that is being booked", officer.get(f"/fees/desk/statements/{job.pk}/")
    statements.carry_on(job.pk)
    yield "statement that is booked", officer.get(f"/fees/desk/statements/{job.pk}/")
    yield "statements", officer.get("/fees/desk/statements/")
    yield "payments that wait", officer.get("/fees/desk/worklist/")
    yield "no payment that waits", officer.get("/fees/desk/worklist/", q="zzz")
    waiting, matched = Payment.objects.get(reference="B2"), Payment.objects.get(reference="B1")
    yield "payment that waits", officer.get(f"/fees/desk/payments/{waiting.pk}/")
    yield "payment without a student", officer.post(f"/fees/desk/payments/{waiting.pk}/settle/", term="20252")
    yield "payment on an account", officer.get(f"/fees/desk/payments/{matched.pk}/")
    day = {"bank": bank.code, "day": "2026-02-10"}
    yield "end of a day that agrees", officer.get("/fees/desk/reconciliation/", **day)
    Payment.objects.filter(pk=waiting.pk).update(statement=None, amount=100)
    yield "end of a day that does not", officer.get("/fees/desk/reconciliation/", **day)
