"""A row of a student in each table of the fees, for who may see which."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile

from fees.models import Claim, ClaimFile, Ground, SingleCourseExam, TopTen
from people.files import store
from people.models import Student
from registration.clock import now
from tests.uploads import pdf
from tests.world import World


def fee_records(world: World, student: Student) -> tuple[Claim, SingleCourseExam]:
    """A claim with a document whose original was not seen, a place among evening students, an exam; another ground."""
    for code in ("syria", "egypt"):
        ground = Ground.objects.create(code=code, name=code, effect="abroad_group", claimable=True)
    claim = Claim.objects.create(student=student, ground=ground, valid_from="2026-02-10")
    ClaimFile.objects.create(claim=claim, **vars(store(SimpleUploadedFile("kimlik.pdf", pdf()))))
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
    return claim, SingleCourseExam.objects.create(student=student, taken_on="2026-02-10", **about)
