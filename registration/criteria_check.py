"""Whether the criteria of a term fit its students: who is admitted where, against the seats, and whom nobody admits.

Sets of students are integers with a bit for each (fitting.py).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import combinations

from curriculum.criteria.words import in_words
from curriculum.models import Category
from people.models import Student

from .fitting import Students
from .models import Enrolment
from .rules.criteria import LAST
from .rules.facts import NO_SEAT, Catalogue, Course, Criterion, Facts, Seat, Section
from .seats import counters_of, seats_of
from .snapshot import load_outlines

MOST_LISTED, SAMPLED = 200, 20


@dataclass(frozen=True)
class RowFit:
    """One row of a section: how many it admits, the quota they share, and why it can admit nobody."""

    number: int
    words: str
    row: Criterion
    fits: int
    quota: Seat | None
    faults: tuple[str, ...]

    @property
    def short(self) -> int:
        return max(0, self.fits - self.quota.capacity) if self.quota else 0


@dataclass(frozen=True)
class Overlap:
    """Two rows of one section that can admit the same student, and how many they do."""

    first: int
    second: int
    same: bool
    students: int


@dataclass(frozen=True)
class SectionFit:
    """`only` are students who need the course now and are admitted by no other section of it.

    Where one section is asked about, `groups` counts who fits by department and class, and `sample` are some of them.
    """

    section: Section
    seat: Seat | None
    fits: int
    only: int
    rows: tuple[RowFit, ...]
    overlaps: tuple[Overlap, ...]
    groups: tuple[tuple[int, int, int], ...] = ()
    sample: tuple[Facts, ...] = ()

    @property
    def seats(self) -> int:
        return places(self.seat)

    @property
    def short(self) -> int:
        return max(0, self.only - self.seats)

    @property
    def faults(self) -> int:
        return sum(bool(row.faults) for row in self.rows)


@dataclass(frozen=True)
class CourseFit:
    """`must` are the students whose curriculum has the course in this semester; `nowhere` those no section admits."""

    course: Course
    sections: tuple[SectionFit, ...]
    must: int
    nowhere: int
    listed: tuple[Student, ...] = field(default=())

    @property
    def seats(self) -> int:
        return sum(s.seats for s in self.sections)

    @property
    def short(self) -> int:
        return max(0, self.must - self.seats)

    @property
    def faults(self) -> int:
        return sum(s.faults for s in self.sections)

    @property
    def overlaps(self) -> int:
        return sum(len(s.overlaps) for s in self.sections)

    @property
    def troubled(self) -> bool:
        return bool(self.nowhere or self.short or self.faults or any(s.short for s in self.sections))


def places(seat: Seat | None) -> int:
    """What a closed section holds is all it will ever hold."""
    return 0 if seat is None else seat.capacity if seat.open else seat.taken


def check_courses(
    catalogue: Catalogue,
    course_ids: Iterable[int],
    section_id: int | None = None,
    quotas: Mapping[int, int] | None = None,
) -> list[CourseFit]:
    """The courses that have sections in the term, by numeric code; of one section alone if it is named. Four statements.

    `quotas` are the seats of drafted rows, by the counters that they would have.
    """
    courses = sorted(
        (catalogue.courses[c] for c in course_ids if c in catalogue.by_course), key=lambda c: c.numeric_code
    )
    graded = {c.id for c in courses}.union(*(c.equivalents for c in courses))
    students = Students(catalogue, load_outlines(graded))
    seats = seats_of(counters_of(s for c in courses for s in catalogue.by_course[c.id]))
    seats |= {id_: Seat(capacity, 0, True) for id_, capacity in (quotas or {}).items()}
    fits, nowhere = [], {}
    for course in courses:
        fit, left_out = _check(course, students, seats, section_id)
        fits.append(fit)
        nowhere[course.id] = [f.student_id for f in students.of(left_out, MOST_LISTED)]
    named = Student.objects.in_bulk({id_ for ids in nowhere.values() for id_ in ids})
    return [replace(f, listed=tuple(named[id_] for id_ in nowhere[f.course.id] if id_ in named)) for f in fits]


def _check(course: Course, students: Students, seats: dict[int, Seat], section_id: int | None) -> tuple[CourseFit, int]:
    must, once, twice = students.must(course.id), 0, 0
    sections = students.catalogue.by_course[course.id]
    admitted = {s.id: students.fitting(s) for s in sections}
    for each in admitted.values():
        once, twice = once | each, twice | (once & each)
    shown = [s for s in sections if section_id in (None, s.id)]
    fits = tuple(_section(s, students, seats, admitted[s.id], must & ~twice) for s in shown)
    if section_id:
        fits = tuple(_described(fit, students, admitted[section_id]) for fit in fits)
    left_out = must & ~once
    return CourseFit(course, fits, must.bit_count(), left_out.bit_count()), left_out


def _described(fit: SectionFit, students: Students, admitted: int) -> SectionFit:
    """With who it is that fits."""
    found = students.of(admitted, len(students.facts))
    groups = Counter((f.primary.department_id, f.primary.class_year) for f in found)
    listed = tuple((department, year, n) for (department, year), n in groups.most_common())
    return replace(fit, groups=listed, sample=tuple(found[:SAMPLED]))


def _section(section: Section, students: Students, seats: dict[int, Seat], admitted: int, only: int) -> SectionFit:
    met = [students.meeting(row, section.course_id) for row in section.criteria]
    rows = tuple(
        RowFit(
            n,
            words_of(students.catalogue, row),
            row,
            fits.bit_count(),
            seats.get(row.quota) if row.quota else None,
            tuple(faults_of(row)),
        )
        for n, (row, fits) in enumerate(zip(section.criteria, met, strict=True), 1)
    )
    overlaps = tuple(
        Overlap(a + 1, b + 1, _limits(x) == _limits(y), (met[a] & met[b]).bit_count())
        for (a, x), (b, y) in combinations(enumerate(section.criteria), 2)
        if overlapping(x, y)
    )
    seat = seats.get(section.counter)
    return SectionFit(section, seat, admitted.bit_count(), (admitted & only).bit_count(), rows, overlaps)


# what a row says, whoever the students are


def words_of(catalogue: Catalogue, row: Criterion) -> str:
    letters = {grade.rank: grade.letter for grade in catalogue.grades.values()}
    first, _, last = row.surname_text.partition("–")
    return in_words(
        department=catalogue.departments[row.department_id][0] if row.department_id else "",
        surnames=(first, last),
        cgpa=(row.cgpa_min, row.cgpa_max),
        years=(row.year_min, row.year_max),
        grades=(letters.get(row.grade_from or 0, ""), letters.get(row.grade_to or 0, "")),
    )


def _limits(row: Criterion) -> Criterion:
    return replace(row, id=0, quota=None, surname_text="")


def faults_of(row: Criterion) -> Iterator[str]:
    """Ranges that hold nobody, in the order of the Turkish alphabet: ÖA–ZZ is one, ZA–ÖZ is none."""
    first, _, last = row.surname_text.partition("–")
    if (first and not row.surname_from) or (last and not row.surname_to):
        yield "unreadable"  # no letter of the alphabet in it: the bound is open, which nobody meant
    if row.surname_from and row.surname_to and row.surname_from > row.surname_to + LAST:
        yield "surname"
    for name, low, high in (
        ("cgpa", row.cgpa_min, row.cgpa_max),
        ("class", row.year_min, row.year_max),
        ("grade", row.grade_from, row.grade_to),
    ):
        if low is not None and high is not None and low > high:
            yield name


def overlapping(a: Criterion, b: Criterion) -> bool:
    """Whether one student can meet both rows."""
    if any(faults_of(a)) or any(faults_of(b)):
        return False
    if a.department_id and b.department_id and a.department_id != b.department_id:
        return False
    if not _surnames_meet(a, b) or not _surnames_meet(b, a):
        return False
    spans = (
        ((a.cgpa_min, a.cgpa_max), (b.cgpa_min, b.cgpa_max)),
        ((a.year_min, a.year_max), (b.year_min, b.year_max)),
        ((a.grade_from, a.grade_to), (b.grade_from, b.grade_to)),
    )
    return all(_starts_within(x, y) and _starts_within(y, x) for x, y in spans)


def _surnames_meet(a: Criterion, b: Criterion) -> bool:
    return not a.surname_from or not b.surname_to or a.surname_from <= b.surname_to + LAST


def _starts_within(a, b) -> bool:
    """Whether one span begins before another ends; an empty bound is open."""
    return a[0] is None or b[1] is None or a[0] <= b[1]


# seats in university electives


@dataclass(frozen=True)
class UniversityElectives:
    """Free seats in the university electives of the term, and the students who still need one (KOU-99)."""

    free: int
    needing: int

    @property
    def short(self) -> int:
        return max(0, self.needing - self.free)


def university_electives(catalogue: Catalogue) -> UniversityElectives:
    """Who has a slot for one up to the present semester that neither the transcript nor this term's list fills."""
    kind = Category.UNIVERSITY.value
    courses = [c.id for c in catalogue.courses.values() if any(kind in names for names in c.categories.values())]
    students = Students(catalogue, load_outlines(courses))
    sections = [s for c in courses for s in catalogue.by_course.get(c, ())]
    seats = seats_of(s.counter for s in sections)
    free = sum(seats.get(s.counter, NO_SEAT).left for s in sections)
    listed = Enrolment.objects.filter(term_id=catalogue.term_id, course_id__in=courses)
    taking = set(listed.values_list("student_id", flat=True))
    needing = sum(
        each.student_id not in taking and _slots(catalogue, each, kind) > _filled(students, each)
        for each in students.facts
    )
    return UniversityElectives(free, needing)


def _slots(catalogue: Catalogue, facts: Facts, kind: str) -> int:
    p = facts.primary
    curriculum = catalogue.curriculum_of(p)
    return sum(e.category == kind and e.semester <= p.semester for e in curriculum.electives) if curriculum else 0


def _filled(students: Students, facts: Facts) -> int:
    return sum(students.passed(facts, course) for course in facts.taken)
