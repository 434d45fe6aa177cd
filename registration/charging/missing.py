"""Which tariffs a charging of the students there are would look for in vain (KOU-104, OMU-131).

The computation itself is asked, once for all who would be asked the same; whoever has a ground or a rank, for themselves.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time

from django.db.models import Count, Min

from curriculum.models import Delivery, Programme, Term
from fees.cases import Told, cases_of
from fees.computing import Course, Tariffs, compute
from fees.models import Claim, TopTen
from people.models import Student, StudentProgramme

from ..rules.facts import Catalogue
from ..scopes import anybody_of
from ..snapshot import LOCAL
from .told import courses_of, tell


@dataclass
class Lacking:
    """A line without a tariff, for students of one level and education type: of which programmes, and how many."""

    line: str
    level: str
    education_type: str
    programmes: set[str] = field(default_factory=set)
    students: int = 0


def lacking_tariffs(catalogue: Catalogue, term: Term, tariffs: Tariffs, day: date) -> list[Lacking]:
    """By line, level and education type. Raises SettingMissing where no policy says how a fee is computed."""
    found: dict[tuple[str, str, str], Lacking] = {}
    programmes = Programme.objects.select_related("department").in_bulk()
    courses = {id_: _a_course(catalogue, p, day) for id_, p in programmes.items()}
    counted = dict(_one_of_each())
    told, _ = tell(catalogue, sorted(counted), datetime.combine(day, time(), LOCAL))
    for id_, case in cases_of(term, {id_: _present(own) for id_, own in told.items()}).items():
        p = programmes[case.unit.programme_id]
        asked = replace(case, courses=courses[p.pk])
        for line in {m.line for m in compute(asked, tariffs, told[id_].figures).missing}:
            key = line, p.level, p.education_type
            lacking = found.setdefault(key, Lacking(*key))
            lacking.programmes.add(p.code)
            lacking.students += counted[id_]
    return [found[key] for key in sorted(found)]


def _one_of_each() -> Iterator[tuple[int, int]]:
    """Students to ask about, each with the number of those whom it stands for."""
    claims, ranks = Claim.objects.filter(state=Claim.State.APPROVED), TopTen.objects.filter(qualifies=True)
    own = [*claims.values_list("student_id", flat=True), *ranks.values_list("student_id", flat=True)]
    rows = StudentProgramme.objects.filter(is_primary=True, student__status=Student.Status.ENROLLED)
    alike = rows.exclude(student__in=own).values("programme", "semester", "kind", "student__admission")
    yield from alike.annotate(one=Min("student"), n=Count("pk")).order_by().values_list("one", "n")
    yield from ((id_, 1) for id_ in rows.filter(student__in=own).values_list("student_id", flat=True))


def _present(told: Told) -> Told:
    """As who comes back and registers: a term on leave costs nothing today and something tomorrow."""
    return replace(told, term_state="", only_internship_left=False)


def _a_course(catalogue: Catalogue, programme: Programme, day: date) -> tuple[Course, ...]:
    """One that the term offers by distance for those who choose it, where there is any."""
    sections = (s.id for s in catalogue.sections.values() if s.delivery == Delivery.DISTANCE.value)
    offered = courses_of(catalogue, anybody_of(programme), sections, day)
    return tuple(c for c in offered if not c.only_distance)[:1]
