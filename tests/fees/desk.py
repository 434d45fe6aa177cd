"""The fee office of a university in the tests: grounds and tariffs as they are loaded, its officer, and what is done there."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command

from curriculum.models import Department, Programme
from fees import claims
from fees.claims import Done, Paper
from fees.models import Claim, FeeStanding, Ground
from people.models import Student
from registration.charging import charge
from tests.fees.tariffs import costs
from tests.uploads import pdf
from tests.world import World

BOARD = {"document_no": "2026/7", "document_date": date(2026, 2, 2)}


class FeeDesk:
    """`costs` are tariffs of the year of the world's term; the sums are those of the fixtures of the catalogue (§1.4)."""

    def __init__(self, university: str = "omu") -> None:
        self.world = World(university)
        call_command("load_grounds", university, verbosity=0)
        self.officer = self.world.role(self.world.staff("harc"), "fee_officer").staff.user

    def fixtures(self) -> None:
        costs("contribution", "200.00", education_type="day")
        costs("tuition", "1000.00", education_type="evening")

    def evening(self, code: str = "CENG2", *, department: Department | None = None, **fields: Any) -> Programme:
        about = {"name": "II. öğretim", "education_type": "evening", **fields}
        return Programme.objects.create(code=code, department=department or self.world.ceng, **about)

    def ground(self, code: str) -> Ground:
        return Ground.objects.get(code=code)

    def claims(self, student: Student, code: str, *, files: int = 1, **paper: Any) -> Done:
        """As the student."""
        ground = self.ground(code)
        issuer = next(iter(ground.accepted_issuers), "")
        uploads = [SimpleUploadedFile(f"belge{n}.pdf", pdf()) for n in range(files)]
        about = {"student": student, "ground": ground, "uploads": uploads, "actor": student.user}
        return claims.claim(paper=Paper(**({"issuer": issuer} | paper)), **about)

    def handed_in(self, student: Student, code: str, **paper: Any) -> Claim:
        done = self.claims(student, code, **paper)
        assert done.claim is not None, done.refusals
        return done.claim

    def approved(self, student: Student, code: str, **paper: Any) -> Claim:
        """From the student's hands over the officer's eyes to the approval."""
        claim = self.handed_in(student, code, **paper)
        assert claims.see_original(claim=claim, actor=self.officer).accepted
        assert claims.approve(claim=claim, actor=self.officer).accepted
        return claim

    def approved_without_original(self, student: Student, code: str, **paper: Any) -> Claim:
        claim = self.handed_in(student, code, **paper)
        assert claims.approve(claim=claim, actor=self.officer).accepted
        return claim

    def records(self, student: Student, code: str, **paper: Any) -> Done:
        paper = BOARD | {"valid_from": date(2026, 2, 1)} | paper
        return claims.record(student=student, ground=self.ground(code), paper=Paper(**paper), actor=self.officer)

    def recorded(self, student: Student, code: str, **paper: Any) -> Claim:
        done = self.records(student, code, **paper)
        assert done.claim is not None, done.refusals
        return done.claim

    def owes(self, student: Student) -> Decimal:
        """Charged anew, as whoever tells fees' signals would."""
        charge(term_id=self.world.term.id, student_ids=[student.id])
        return self.account(student).charged

    def account(self, student: Student) -> FeeStanding:
        return FeeStanding.objects.get(student=student, term=self.world.term)


def codes_of(done: Done) -> list[str]:
    return [refusal.code for refusal in done.refusals]
