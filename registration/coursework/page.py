"""The page of one course: what it is, whom its sections admit, and how it all stands to the student who reads it."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from curriculum.models import Category, Curriculum
from curriculum.models import Course as CourseRow

from ..catalogue import catalogue_of, newest
from ..charging.prices import prices
from ..messages import Rendered, render
from ..notices import Notice, notices
from ..rules.criteria import admit
from ..rules.facts import NO_SEAT, Case, Catalogue, Change, Course, Facts, Line, Seat, Section
from ..searching.judging import Asker, Found, asker_of, judge, shown
from ..seats import seats_now
from ..services import fresh_catalogue
from ..snapshot import load_facts
from .admits import Admitted, admitted
from .details import Met, meetings_of
from .tree import Need, Sets, together, tree

CATEGORIES = dict(Category.choices)


@dataclass(frozen=True)
class Card:
    """A section; `mine` is how it stands to the student who reads, `attempt` the id of that student's press."""

    section: Section
    meetings: tuple[Met, ...]
    seat: Seat
    admitted: tuple[Admitted, ...]
    mine: Found | None
    attempt: uuid.UUID


@dataclass(frozen=True)
class Counts:
    """What the course is in the student's own primary programme: a must of a semester, or an elective of categories."""

    semester: int | None
    categories: tuple[str, ...]


@dataclass(frozen=True)
class CoursePage:
    course: Course
    row: CourseRow  # with its department
    prerequisites: Sets | None
    together: tuple[Need, ...]
    opens_way_to: tuple[tuple[str, str, str], ...]  # numeric code, code, name
    must_of: tuple[tuple[Curriculum, int], ...]  # with the semester
    elective_of: tuple[tuple[str, tuple[str, ...]], ...]  # department, or "" for any other; names of categories
    cards: tuple[Card, ...]
    notices: tuple[Notice, ...]
    at: datetime
    opens: datetime | None  # when the student may change the list, while that is to come
    bars: tuple[Rendered, ...]  # what keeps the student's list from being changed
    counts: Counts | None


def course_page(code: str, term_id: int, language: str, student_id: int | None = None) -> CoursePage | None:
    """None where there is no such course. The same number of statements however many sections there are."""
    reader = _student(code, term_id, student_id) if student_id else None
    catalogue = reader.catalogue if reader else newest(term_id)
    course = catalogue.courses.get(catalogue.by_code.get(code, 0))
    if course is None:
        return None
    sections = catalogue.by_course.get(course.id, ())
    if reader:
        at, seats, case = reader.at, reader.facts.seats, Case(catalogue, reader.facts, Change(), "open")
    else:
        (at, seats), case = seats_now(_counters(sections)), None
    return CoursePage(
        course=course,
        row=CourseRow.objects.select_related("department__faculty").get(pk=course.id),
        prerequisites=tree(course, catalogue, language, case),
        together=together(course, catalogue, language, case),
        opens_way_to=opens_way_to(course.id, catalogue, language),
        must_of=_must_of(course.id, catalogue),
        elective_of=_elective_of(course, catalogue),
        cards=tuple(_card(s, catalogue, seats, language, reader) for s in sections),
        notices=_announced(course, catalogue, at.date(), language),
        at=at,
        opens=reader.asker.opens if reader else None,
        bars=tuple(render(f.stored(), catalogue, language) for f in reader.asker.bars) if reader else (),
        counts=_counts(course, reader) if reader else None,
    )


@dataclass(frozen=True)
class _Reader:
    """The student who reads; `asker.facts` are as at the opening, where that is still to come, `facts` as now."""

    catalogue: Catalogue
    facts: Facts
    asker: Asker
    prices: Mapping[int, Decimal]

    @property
    def at(self) -> datetime:
        return self.facts.at


def _student(code: str, term_id: int, student_id: int) -> _Reader:
    newer, catalogue = catalogue_of(term_id), None
    while newer is not catalogue:  # once, unless the facts show that the term moved since it was loaded
        catalogue = newer
        sections = catalogue.by_course.get(catalogue.by_code.get(code, 0), ())
        facts = load_facts(term_id, [student_id], [s.id for s in sections])[student_id].facts
        newer = fresh_catalogue(facts, term_id)
    return _Reader(catalogue, facts, asker_of(catalogue, facts), prices(catalogue, facts, sections))


def _counters(sections: Iterable[Section]) -> list[int]:
    return [id_ for s in sections for id_ in (s.counter, *(c.quota for c in s.criteria if c.quota))]


def _card(s: Section, catalogue: Catalogue, seats: Mapping[int, Seat], language: str, reader: _Reader | None) -> Card:
    mine = row = None
    if reader:
        judged = judge(reader.asker, s)
        mine = shown(judged, reader.asker, language, price=reader.prices.get(s.id))
        row = admit(Case(catalogue, reader.asker.facts, Change(add=frozenset({Line(s.id)})), "add"), s).row
    who = admitted(s, catalogue, language, seats, row)
    return Card(s, meetings_of(s, language), seats.get(s.counter, NO_SEAT), who, mine, uuid.uuid4())


def opens_way_to(course_id: int, catalogue: Catalogue, language: str) -> tuple[tuple[str, str, str], ...]:
    """The courses that ask for this one."""
    found = (
        c for c in catalogue.courses.values() if any(n.course_id == course_id for one in c.prerequisites for n in one)
    )
    return tuple(sorted((c.numeric_code, c.code, c.name_in(language)) for c in found))


def _must_of(course_id: int, catalogue: Catalogue) -> tuple[tuple[Curriculum, int], ...]:
    """The curricula that name the course, with its semester."""
    semesters = {id_: c.semester_of[course_id] for id_, c in catalogue.curricula.items() if course_id in c.all_musts}
    rows = Curriculum.objects.select_related("programme").filter(pk__in=semesters)
    return tuple((row, semesters[row.pk]) for row in rows.order_by("programme__code", "-entry_year_from"))


def _elective_of(course: Course, catalogue: Catalogue) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """By department, those of any other last, under an empty name."""
    named = ((catalogue.departments[d][0] if d else "", kinds) for d, kinds in course.categories.items())
    ordered = sorted(named, key=lambda pair: (not pair[0], pair[0]))
    return tuple((department, tuple(str(CATEGORIES[k]) for k in sorted(kinds))) for department, kinds in ordered)


def _announced(course: Course, catalogue: Catalogue, day: date, language: str) -> tuple[Notice, ...]:
    """Of the course itself, and of the department that gives it (METU-13)."""
    own = {"courses": {course.id}, "departments": {course.department_id}}
    return notices(catalogue, day, language, **own, everywhere=False)


def _counts(course: Course, reader: _Reader) -> Counts:
    """In the primary programme, and else in the first other one that names the course."""
    facts, catalogue = reader.facts, reader.catalogue
    semesters = (c.semester_of.get(course.id) for p in facts.programmes if (c := catalogue.curriculum_of(p)))
    kinds = sorted(course.categories_for(facts.primary.department_id))
    return Counts(next((n for n in semesters if n), None), tuple(str(CATEGORIES[k]) for k in kinds))
