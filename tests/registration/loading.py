"""What the tests of the loader ask about a list, and students of the graduate levels."""

from __future__ import annotations

from datetime import date

from curriculum.models import Course, Department, Programme, Section
from people.models import Staff, Student, Teaching, ThesisAdvisorship
from registration import loader
from registration.loader import Report
from registration.models import Enrolment, NotLoaded
from tests.world import World


def load(world: World, *students: Student, **options) -> Report:
    """Of these students, or of all."""
    ids = [s.id for s in students] or None
    return loader.load(term_id=world.term.id, student_ids=ids, **options)


def loaded(world: World, student: Student) -> list[str]:
    """The sections that the system put on the list, by code."""
    rows = Enrolment.objects.filter(student=student, term=world.term, source="auto").select_related("section__course")
    return sorted(str(e.section) for e in rows)


def missing(world: World, student: Student) -> dict[str, str]:
    rows = NotLoaded.objects.filter(student=student, term=world.term)
    return dict(rows.values_list("course__code", "reason"))


def graduate(world: World, level: str, number: str, semester: int, *, education: str = "day") -> Student:
    """A student of a level in a semester of the programme."""
    programme, _ = Programme.objects.get_or_create(
        code=f"{level}-{education}",
        defaults={"name": level, "department": world.ceng, "level": level, "education_type": education},
    )
    return world.student(number, programme=programme, semester=semester, class_year=(semester + 1) // 2, cgpa=None)


def special(world: World, numeric_code: str, role: str, level: str = "master") -> tuple[Course, Section]:
    """A course of a role with a section."""
    department = Department.objects.get(code=numeric_code[:3])
    course = world.course(numeric_code, credit="0")
    Course.objects.filter(id=course.id).update(special_role=role, level=level, department=department)
    return course, world.section(course, 1)


def teaches(staff: Staff, *sections: Section) -> None:
    for section in sections:
        Teaching.objects.create(staff=staff, section=section)


def advised(student: Student, advisor: Staff, since: str = "2026-01-01") -> None:
    ThesisAdvisorship.objects.create(student=student, advisor=advisor, date_from=date.fromisoformat(since))
