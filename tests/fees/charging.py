"""Students as the rows of the fees describe them, charged as the portal charges them: by the tariffs that were imported.

O2 is `evening(world)`: evening education of Engineering, semester 3. `owed` charges and reads the ledger.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import count
from typing import Any

from curriculum.models import Course, Delivery, Department, Faculty, Programme, Section, Term
from fees.explaining import sentence
from fees.models import Claim, Entry, FeeStanding, Ground
from people.models import Student, StudentProgramme
from registration import catalogue
from registration.charging import charge
from registration.models import Enrolment, TermRegistration
from tests.fees.tariffs import FACULTIES
from tests.world import World

NUMBERS = count(2601000, 10)
EFFECTS = {
    "martyr_child": "exempt",
    "scholarship": "exempt",
    "only_internship_left": "exempt",
    "research_assistant": "exempt_contribution",
    "turkish_preparation": "turkish_preparation",
    "syria": "abroad_group",
    "programme_closed": "as_first_education",
    "top_ten_to_first": "as_first_education",
    "evening_to_first": "as_evening",
    "top_ten_to_evening": "contribution_instead",
    "yos_medicine": "yos_list",
    "disability": "by_ratio",
    "amnesty": "none",
    "outgoing_exchange": "none",
}


def studying(
    world: World,
    semester: int = 3,
    *,
    kind: str = "day",
    level: str = "bachelor",
    faculty: str = "ENG",
    language: str = "tr",
    normal: int | None = None,
    admission: str = "",
    **fields: Any,
) -> Student:
    """A student of a programme made for the purpose; one of four years, of two where it is an associate's or a master's."""
    at_faculty = Faculty.objects.get(code=faculty)
    department = world.ceng if faculty == "ENG" else _department(at_faculty)
    number = next(NUMBERS)
    programme = Programme.objects.create(
        code=f"P{number}",
        name="Program",
        department=department,
        level=level,
        education_type=kind,
        language=language,
        normal_semesters=normal or (4 if level in ("associate", "master") else 8),
    )
    student = world.student(str(number), programme=programme, class_year=1, semester=semester, **fields)
    if admission:
        student.admission = admission
        student.save(update_fields=["admission"])
    return student


def _department(faculty: Faculty) -> Department:
    code = f"9{list(FACULTIES).index(faculty.code):02}"
    return Department.objects.get_or_create(
        faculty=faculty, defaults={"code": code, "prefix": faculty.code, "name": faculty.name}
    )[0]


def evening(world: World, semester: int = 3, **about: Any) -> Student:
    return studying(world, semester, kind="evening", **about)


def granted(
    student: Student,
    ground: str,
    percent: str | None = None,
    *,
    since: str = "2026-02-01",
    until: str | None = None,
    state: str = "approved",
    counts: str = "in_term",
) -> Claim:
    """A claim as it was decided, on a ground of the kind that the universities have."""
    row, _ = Ground.objects.get_or_create(
        code=ground, defaults={"name": ground, "effect": EFFECTS[ground], "rule": "R", "counts": counts}
    )
    return Claim.objects.create(
        student=student,
        ground=row,
        percent=percent and Decimal(percent),
        valid_from=date.fromisoformat(since),
        valid_until=until and date.fromisoformat(until),
        document_no="2026/7",
        state=state,
    )


def exchange(student: Student) -> Student:
    student.programmes.update(kind=StudentProgramme.Kind.EXCHANGE)
    return student


def five_i(
    world: World, code: str = "5710101", *, ways: tuple[str, ...] = ("face", "distance"), **about: Any
) -> Section:
    """The distance section of a common course that is given in these ways."""
    return by_distance(world, world.course(code, **{"is_five_i": True, **about}), ways=ways)


def by_distance(world: World, course: Course, *, ways: tuple[str, ...] = ("face", "distance")) -> Section:
    for number, way in enumerate(ways, 1):
        section = world.section(course, number)
        Section.objects.filter(pk=section.pk).update(delivery=Delivery(way))
    return Section.objects.get(course=course, delivery=Delivery.DISTANCE)


def enrolled(student: Student, *sections: Section) -> None:
    for section in sections:
        registration, _ = TermRegistration.objects.get_or_create(student=student, term=section.term)
        Enrolment.objects.create(
            registration=registration, student=student, term=section.term, course=section.course, section=section
        )


def dropped(student: Student, section: Section) -> None:
    Enrolment.objects.filter(student=student, section=section).delete()


def owed(world: World, student: Student, term: Term | None = None) -> list[tuple[str, str]]:
    """Each line that stands on the account of a term once it was charged, with its sum. What stands there is the sum of it,
    and nothing is missing."""
    account, lines = charged(world, student, term)
    assert account.missing == []
    return lines


def charged(world: World, student: Student, term: Term | None = None) -> tuple[FeeStanding, list[tuple[str, str]]]:
    term = term or world.term
    catalogue.forget()
    charge(term_id=term.id, student_ids=[student.id])
    account = FeeStanding.objects.get(student=student, term=term)
    entries = Entry.objects.filter(standing=account, kind="charge", reverses=None, reversed_by=None).order_by("id")
    assert account.charged == sum((e.amount for e in entries), Decimal(0))
    return account, [(e.line, str(e.amount)) for e in entries]


def said(student: Student, language: str = "tr") -> list[str]:
    """How each line of the account came to be, in words."""
    account = FeeStanding.objects.filter(student=student).order_by("id").last()
    return [sentence(c["line"], c["steps"], language=language) for c in account.steps["charges"]]


def why(student: Student) -> list[str]:
    """The codes of the steps of the account's first line, or of the term where it has none."""
    account = FeeStanding.objects.get(student=student)
    charges = account.steps["charges"]
    return [s["code"] for s in (charges[0]["steps"] if charges else account.steps["steps"])]
