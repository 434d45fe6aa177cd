"""Who may see the list of a section, and who stands on it: final registrations alone (OMU-05, METU-18)."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import OuterRef, QuerySet, Subquery

from curriculum.models import Section
from curriculum.turkish import sort_key
from people.models import StudentProgramme, User

from ..models import Enrolment

FINAL, WAITING = "final", ("submitted", "approved")
PERMISSION = "registration.view_enrolment"


@dataclass(frozen=True)
class Line:
    number: str
    first_name: str
    last_name: str
    programme: str
    class_year: int | None
    not_included: bool
    state: str

    @property
    def name(self) -> str:
        return f"{self.last_name}, {self.first_name}"


@dataclass(frozen=True)
class ClassList:
    """`provisional` are lists that are sent or approved and not final yet; a close leaves none of them."""

    section: Section
    final: tuple[Line, ...]
    provisional: tuple[Line, ...]


def sections() -> QuerySet[Section]:
    return Section.objects.select_related("course__department", "term")


def may_see(user: User, section: Section) -> bool:
    """Who teaches it, the secretary and the head of the unit that gives the course, the registrar; asked at every request."""
    reach = user.reach(PERMISSION)
    unit = reach.everywhere or section.course.department_id in reach.units
    return unit or section.teachings.filter(staff__user=user).exists()


def class_list(section: Section) -> ClassList:
    """In the order of the Turkish alphabet; one statement, however long the list."""
    primary = StudentProgramme.objects.filter(student=OuterRef("student"), is_primary=True)
    enrolled = (
        Enrolment.objects.filter(section=section, registration__state__in=(FINAL, *WAITING))
        .select_related("student", "registration")
        .annotate(
            programme_code=Subquery(primary.values("programme__code")[:1]),
            class_year=Subquery(primary.values("class_year")[:1]),
        )
    )
    ordered = sorted(enrolled, key=lambda e: (e.student.surname_key, sort_key(e.student.first_name), e.student.number))
    lines = [
        Line(
            e.student.number,
            e.student.first_name,
            e.student.last_name,
            e.programme_code or "",
            e.class_year,
            e.status == Enrolment.Status.NOT_INCLUDED,
            e.registration.state,
        )
        for e in ordered
    ]
    return ClassList(
        section,
        tuple(line for line in lines if line.state == FINAL),
        tuple(line for line in lines if line.state != FINAL),
    )
