"""Places of students: the only writer of TopTen, and of the claims that the YÖS list brings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from curriculum.models import Term
from people.clock import now
from people.models import Student, StudentProgramme, User

from .claims import Paper, write_approved
from .computing.ranking import Place
from .models import Claim, Ground, TopTen
from .signals import tell_reasons_changed

YOS = "yos_medicine"  # the ground of fees/ground_data


@dataclass(frozen=True, slots=True)
class Ranked:
    """A place with what it is of."""

    place: Place
    department_id: int
    class_year: int
    average: Decimal


@transaction.atomic
def publish(*, term: Term, ranked: Sequence[Ranked]) -> set[int]:
    """The places at the end of a term, in place of those that were computed before; certified ones stay. The students for
    whom it came out otherwise, who are charged anew."""
    Term.objects.select_for_update(no_key=True).get(pk=term.pk)  # of two at once the later one is right
    before = dict(TopTen.objects.filter(term=term, certified="").values_list("student", "qualifies"))
    certified = set(TopTen.objects.filter(term=term).exclude(certified="").values_list("student", flat=True))
    at = now()
    rows = [_row(term, r, at) for r in ranked if r.place.student_id not in certified]
    after = {row.student_id: row.qualifies for row in rows}
    TopTen.objects.filter(term=term, student__in=before.keys() - after.keys(), certified="").delete()
    TopTen.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["term", "student"],
        update_fields=["department", "class_year", "average", "place", "population", "qualifies", "ranked_at"],
        batch_size=1000,
    )
    changed = {s for s in before.keys() | after.keys() if before.get(s, False) != after.get(s, False)}
    tell_reasons_changed(changed)
    return changed


def _row(term: Term, r: Ranked, at: datetime) -> TopTen:
    return TopTen(
        term=term,
        student_id=r.place.student_id,
        department_id=r.department_id,
        class_year=r.class_year,
        average=r.average,
        place=r.place.place,
        population=r.place.population,
        qualifies=r.place.qualifies,
        ranked_at=at,
    )


@transaction.atomic
def certify(*, student: Student, term: Term, average: Decimal, place: int, population: int, certified: str) -> TopTen:
    """That the university a student came from ranked them in its top, by its document (OMU-91)."""
    primary = StudentProgramme.objects.select_related("programme").get(student=student, is_primary=True)
    fields: dict[str, Any] = {
        "department_id": primary.programme.department_id,
        "class_year": primary.class_year,
        "average": average,
        "place": place,
        "population": population,
        "certified": certified,
        "qualifies": True,
        "ranked_at": now(),
    }
    row, _ = TopTen.objects.update_or_create(term=term, student=student, defaults=fields)
    tell_reasons_changed([student.pk])
    return row


def claim_by_yos(*, places: Mapping[int, Place], valid_from: date, actor: User) -> list[Claim]:
    """A claim for the whole study to each who qualifies; who has one keeps it, and is written no second."""
    ground = Ground.objects.get(code=YOS)
    known = set(Claim.objects.filter(ground=ground, state__in=Claim.COUNTED).values_list("student", flat=True))
    wanted = [p for p in places.values() if p.qualifies and p.student_id not in known]
    students = Student.objects.in_bulk([p.student_id for p in wanted])
    papers = [
        (
            students[p.student_id],
            Paper(issuer="YÖS", document_no=f"{p.place}/{p.population}", valid_from=valid_from),
        )
        for p in wanted
    ]
    return write_approved(papers, ground=ground, actor=actor)
