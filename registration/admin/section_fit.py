"""Who fits one section, as a page may show it: names only of students that the reader may see."""

from __future__ import annotations

from dataclasses import dataclass

from people.models import Student, User

from ..criteria_check import CourseFit, SectionFit
from ..rules.facts import Catalogue


@dataclass(frozen=True)
class ShownFit:
    course: CourseFit
    section: SectionFit
    groups: tuple[tuple[str, int, int], ...]  # prefix of the department, class, how many
    named: tuple[Student, ...]
    unnamed: int


def shown_fit(course: CourseFit, user: User, catalogue: Catalogue) -> ShownFit:
    [section] = course.sections
    reach = user.reach("people.view_student")
    may = [f for f in section.sample if reach.everywhere or f.primary.department_id in reach.units]
    named = Student.objects.in_bulk([f.student_id for f in may])
    groups = tuple((catalogue.departments[d][0], year, n) for d, year, n in section.groups)
    listed = tuple(named[f.student_id] for f in may if f.student_id in named)
    return ShownFit(course, section, groups, listed, section.fits - len(listed))
