"""What the tests of charging share: tariffs, an evening programme, a course given both ways, and what stands on an account."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from curriculum.models import EducationType, Section
from fees.models import Claim, Entry, FeeStanding, Ground
from people.models import Student
from registration import catalogue
from registration.models import ToCharge
from registration.rules.facts import Line
from tests.fees.tariffs import costs
from tests.world import World


def evening(world: World) -> None:
    """Tuition 1000.00 a term, in Turkish."""
    costs("tuition", "1000.00", education_type="evening")
    world.programme.education_type = EducationType.EVENING
    world.programme.save()
    catalogue.forget()


def both_ways(world: World, number: str = "5670901", **fields: Any) -> tuple[Section, Section]:
    """A course given face to face and by distance."""
    course = world.course(number, is_five_i=True, **fields)
    face, distance = world.section(course, 1), world.section(course, 2)
    Section.objects.filter(id=distance.id).update(delivery="distance")
    catalogue.forget()
    return face, distance


def by_distance(section: Section) -> Line:
    return Line(section.id, mode="distance")


def account(student: Student) -> FeeStanding:
    return FeeStanding.objects.get(student=student)


def owed(student: Student) -> tuple[str, str]:
    """Of the term itself, and of courses; whatever was paid."""
    standing = FeeStanding.objects.filter(student=student).first() or FeeStanding()
    courses = Decimal(standing.charged_courses)
    return str(Decimal(standing.charged) - courses), str(courses)


def entries(student: Student) -> list[tuple[str, str, str]]:
    rows = Entry.objects.filter(standing__student=student).order_by("id")
    return [(e.kind, e.line, str(e.amount)) for e in rows]


def exempt(student: Student, world: World, effect: str = "exempt", **about: Any) -> Claim:
    ground, _ = Ground.objects.get_or_create(code=effect, name=effect, effect=effect, rule="OMU-113")
    return Claim.objects.create(
        student=student, ground=ground, valid_from=world.term.starts_on, state="approved", **about
    )


def waiting() -> set[int | None]:
    return set(ToCharge.objects.values_list("student", flat=True))


def all_done() -> None:
    """As if everybody who waits had been charged."""
    ToCharge.objects.all().delete()
