"""The public catalogue: faculties and departments, a department's curricula, one course; the same queries at any size."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import groupby

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from .kinds import EXPLAINED
from .models import (
    Category,
    Corequisite,
    Course,
    CourseEquivalence,
    Curriculum,
    CurriculumItem,
    Department,
    Prerequisite,
    Programme,
    Section,
    Term,
)
from .turkish import search_key

MOST_FOUND = 50


# the first page


@dataclass(frozen=True)
class Finds:
    departments: tuple[Department, ...]
    courses: tuple[Course, ...]
    cut: bool

    def __bool__(self) -> bool:
        return bool(self.departments or self.courses)


def departments() -> QuerySet[Department]:
    """Those that give courses or have programmes, faculty by faculty."""
    given = Exists(Course.objects.filter(department=OuterRef("pk"), withdrawn=False))
    followed = Exists(Programme.objects.filter(department=OuterRef("pk")))
    order = ("faculty__name", "faculty_id", "prefix", "code")
    return Department.objects.select_related("faculty").filter(given | followed).order_by(*order)


def find(query: str) -> Finds:
    """Departments and courses that have every word in code or name; `ceng 213` finds CENG213."""
    words = search_key(query).split()
    every = Q()
    for word in words:
        every &= Q(search_key__contains=word)
    courses = Course.objects.select_related("department").filter(every | Q(search_key__contains="".join(words)))
    found = list(courses.filter(withdrawn=False)[: MOST_FOUND + 1])
    return Finds(tuple(departments().filter(every)), tuple(found[:MOST_FOUND]), len(found) > MOST_FOUND)


# a department


@dataclass(frozen=True)
class Semester:
    number: int
    items: tuple[CurriculumItem, ...]

    @property
    def credit(self) -> Decimal:
        return sum((i.course.credit for i in self.items if i.course), Decimal(0))

    @property
    def ects(self) -> Decimal:
        return sum((i.course.ects for i in self.items if i.course), Decimal(0))

    @property
    def slots(self) -> int:
        return sum(not i.course_id for i in self.items)


@dataclass(frozen=True)
class Version:
    """A programme as entrants of some years follow it; `others` are its curricula for other years."""

    programme: Programme
    curriculum: Curriculum
    semesters: tuple[Semester, ...]
    others: tuple[Curriculum, ...]

    @property
    def credit(self) -> Decimal:
        return sum((s.credit for s in self.semesters), Decimal(0))

    @property
    def ects(self) -> Decimal:
        return sum((s.ects for s in self.semesters), Decimal(0))

    @property
    def slots(self) -> int:
        return sum(s.slots for s in self.semesters)


@dataclass(frozen=True)
class DepartmentPage:
    department: Department
    versions: tuple[Version, ...]
    kinds: tuple[tuple[str, str, str], ...]  # category, name and meaning of the electives that stand in them
    courses: tuple[Course, ...] = field(repr=False)


def departments_at(address: str) -> QuerySet[Department]:
    """Those of a prefix, or the one of a numeric code."""
    return Department.objects.filter(Q(prefix__iexact=address) | Q(code=address)).select_related("faculty")


def department_page(address: str, entry: int | None) -> DepartmentPage | None:
    """The curricula for entrants of a year, the newest where none is asked for or none covers it."""
    if not (units := list(departments_at(address))):
        return None
    term = Term.objects.filter(is_current=True).first()
    shown = []
    for _, group in groupby(_curricula(units), key=lambda c: c.programme_id):
        curricula = list(group)
        shown.append(next((c for c in curricula if entry and _covers(c, entry)), curricula[0]))
    items = _items(shown, term)
    versions = tuple(_version(c, items.get(c.pk, []), _others(c)) for c in shown)
    used = {i.category for group in items.values() for i in group if i.category}
    kinds = tuple((k.value, str(k.label), str(EXPLAINED[k])) for k in Category if k in used)
    courses = Course.objects.filter(department__in=units, withdrawn=False).select_related("department")
    return DepartmentPage(units[0], versions, kinds, tuple(courses))


def _curricula(units: list[Department]) -> Iterable[Curriculum]:
    """Programme by programme, the newest of each first, with the programme's other ones at hand."""
    siblings = Prefetch("programme__curricula", Curriculum.objects.order_by("-entry_year_from"))
    found = Curriculum.objects.filter(programme__department__in=units)
    return found.select_related("programme").prefetch_related(siblings).order_by("programme__code", "-entry_year_from")


def _others(shown: Curriculum) -> tuple[Curriculum, ...]:
    return tuple(c for c in shown.programme.curricula.all() if c.pk != shown.pk)


def _covers(c: Curriculum, year: int) -> bool:
    return c.entry_year_from <= year and (c.entry_year_to is None or year <= c.entry_year_to)


def in_force(term: Term | None) -> Q:
    """Rows of decisions that hold in the term."""
    return Q(effective_term__lte=term.code) if term else Q(effective_term="")


def _items(curricula: list[Curriculum], term: Term | None) -> dict[int, list[CurriculumItem]]:
    rows = CurriculumItem.objects.filter(in_force(term), curriculum__in=curricula)
    found: dict[int, list[CurriculumItem]] = {}
    for item in rows.select_related("course__department").order_by("semester", "order", "id"):
        found.setdefault(item.curriculum_id, []).append(item)
    return found


def _version(c: Curriculum, items: list[CurriculumItem], others: tuple[Curriculum, ...]) -> Version:
    grouped = groupby(items, key=lambda i: i.semester)
    return Version(c.programme, c, tuple(Semester(n, tuple(group)) for n, group in grouped), others)


# a course


@dataclass(frozen=True)
class PublicCourse:
    course: Course
    prerequisites: tuple[tuple[Prerequisite, ...], ...]  # sets, each enough by itself
    together: tuple[Corequisite, ...]
    equivalents: tuple[Course, ...]
    required_by: tuple[Course, ...]
    items: tuple[CurriculumItem, ...]  # the places of curricula that name it
    categories: tuple[tuple[str, tuple[str, ...]], ...]
    term: Term | None
    sections: tuple[Section, ...]


def public_course(numeric_code: str) -> PublicCourse | None:
    course = Course.objects.select_related("department__faculty").filter(numeric_code=numeric_code).first()
    if course is None:
        return None
    term = Term.objects.filter(is_current=True).first()
    now = in_force(term)
    rows = course.prerequisites.filter(now).select_related("required__department", "min_grade")
    sets = tuple(tuple(group) for _, group in groupby(rows, key=lambda p: p.set_no))
    required_by = Prerequisite.objects.filter(now, required=course).select_related("course__department")
    items = CurriculumItem.objects.filter(now, course=course).select_related("curriculum__programme__department")
    sections = course.sections.filter(term=term, cancelled=False).prefetch_related("meetings") if term else ()
    return PublicCourse(
        course,
        sets,
        tuple(course.corequisites.filter(now).select_related("required__department")),
        tuple(_equivalents(course, now)),
        tuple({p.course_id: p.course for p in required_by.order_by("course__numeric_code")}.values()),
        tuple(items.order_by("curriculum__programme__code", "-curriculum__entry_year_from")),
        tuple(_categories(course)),
        term,
        tuple(sections),
    )


def _equivalents(course: Course, now: Q) -> Iterable[Course]:
    """The courses that stand for this one."""
    rows = CourseEquivalence.objects.filter(now, Q(stands_for=course) | Q(course=course, mutual=True))
    for row in rows.select_related("course__department", "stands_for__department"):
        yield row.course if row.stands_for_id == course.pk else row.stands_for


def _categories(course: Course) -> Iterable[tuple[str, tuple[str, ...]]]:
    """By department of the student, those of any other last, under an empty name."""
    rows = list(course.categories.select_related("department"))
    rows.sort(key=lambda r: (r.department is None, r.department.address if r.department else "", r.category))
    for name, group in groupby(rows, key=lambda r: r.department.address if r.department else ""):
        yield name, tuple(str(r.get_category_display()) for r in group)
