"""What follows from a student's transcript: the CGPA and the probation of each programme."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from curriculum.models import CurriculumItem

from .models import StudentProgramme, TranscriptEntry, User

PROBATION_BELOW, PROBATION_TERMS = Decimal("2.00"), 2  # METU-87: below 2.00 at the end of two terms on end


@dataclass(frozen=True, slots=True)
class Graded:
    """One graded course of one term; `points` are those of the letter."""

    term_code: str
    course_id: int
    points: Decimal
    credit: Decimal


def system_user() -> User:
    """Who stands in the ledger for what nobody did; cannot sign in."""
    user, made = User.objects.get_or_create(username="sistem", defaults={"is_active": False, "last_name": "Sistem"})
    if made:
        user.set_unusable_password()
        user.save(update_fields=["password"])
    return user


def update_standing(student_ids: Iterable[int]) -> None:
    """Write CGPA and probation of the students' programmes; three statements and one update, however many they are.

    A second programme counts the courses of its own curriculum, the primary one every course.
    """
    programmes = list(StudentProgramme.objects.filter(student_id__in=list(student_ids)))
    graded = _graded({p.student_id for p in programmes})
    own = _curricula({p.curriculum_id for p in programmes if not p.is_primary and p.curriculum_id})
    for programme in programmes:
        entries = graded[programme.student_id]
        if not programme.is_primary:
            entries = [e for e in entries if e.course_id in own[programme.curriculum_id]]
        ends = averages(entries)
        programme.cgpa = ends[-1] if ends else None
        last = ends[-PROBATION_TERMS:]
        programme.on_probation = len(last) == PROBATION_TERMS and all(cgpa < PROBATION_BELOW for cgpa in last)
    StudentProgramme.objects.bulk_update(programmes, ["cgpa", "on_probation"], batch_size=1000)


def averages(entries: Iterable[Graded]) -> list[Decimal]:
    """The CGPA at the end of each term, to two places. Of a repeated course the last grade counts."""
    by_term: dict[str, list[Graded]] = defaultdict(list)
    for entry in entries:
        by_term[entry.term_code].append(entry)
    latest: dict[int, Graded] = {}
    ends = []
    for term_code in sorted(by_term):
        latest |= {entry.course_id: entry for entry in by_term[term_code]}
        credit = sum(e.credit for e in latest.values())
        if credit:
            weighted = sum(e.points * e.credit for e in latest.values())
            ends.append(Decimal(weighted / credit).quantize(Decimal("0.01"), ROUND_HALF_UP))
    return ends


def _graded(student_ids: set[int]) -> dict[int, list[Graded]]:
    found: dict[int, list[Graded]] = defaultdict(list)
    rows = TranscriptEntry.objects.filter(
        student_id__in=student_ids, not_included=False, grade__points__isnull=False, credit__gt=0
    ).values_list("student_id", "term_code", "course_id", "grade__points", "credit")
    for student_id, *graded in rows:
        found[student_id].append(Graded(*graded))
    return found


def _curricula(curriculum_ids: set[int | None]) -> dict[int | None, set[int]]:
    found: dict[int | None, set[int]] = defaultdict(set)
    items = CurriculumItem.objects.filter(curriculum_id__in=curriculum_ids, course__isnull=False)
    for curriculum_id, course_id in items.values_list("curriculum_id", "course_id"):
        found[curriculum_id].add(course_id)
    return found
