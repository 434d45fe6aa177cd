"""View Program Course Details (64): the departments that offer something, and everything of a department's courses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from curriculum.turkish import search_key

from ..messages import clock, meets_text, number_text, short_day_name
from ..notices import Notice, notices
from ..rules.facts import NO_SEAT, Catalogue, Course, Meeting, Seat, Section
from ..seats import seats_now
from .tree import Sets, tree


@dataclass(frozen=True)
class SectionDetail:
    number: int
    meets: str
    rooms: str
    instructors: str
    seat: Seat
    distance: bool
    given: bool


@dataclass(frozen=True)
class CourseDetail:
    numeric_code: str
    code: str
    name: str
    credit: str
    ects: str
    prerequisites: Sets | None
    sections: tuple[SectionDetail, ...]
    notices: tuple[Notice, ...]

    @property
    def left(self) -> int:
        return sum(s.seat.left for s in self.sections if s.given)


def departments_offering(catalogue: Catalogue) -> set[int]:
    return {catalogue.courses[c].department_id for c in catalogue.by_course}


def departments_named(catalogue: Catalogue, query: str) -> list[int]:
    """By numeric code, prefix or words of the name; the one of exactly this code or prefix alone."""
    words = search_key(query).split()
    offering = departments_offering(catalogue)
    named = [(id_, key.split()) for id_, (_, key) in catalogue.departments.items() if id_ in offering]
    exact = [id_ for id_, parts in named if words and words[0] in parts[:2] and len(words) == 1]
    return exact or [id_ for id_, parts in named if words and all(any(w in part for part in parts) for w in words)]


def details(
    catalogue: Catalogue, courses: Iterable[Course], language: str
) -> tuple[tuple[CourseDetail, ...], datetime]:
    """Courses with their sections, and the seats of them as of the moment that comes along: one statement."""
    found = sorted(courses, key=lambda c: c.numeric_code)
    at, seats = seats_now(s.counter for c in found for s in catalogue.by_course.get(c.id, ()))
    return tuple(_detail(c, catalogue, seats, at, language) for c in found), at


def _detail(
    course: Course, catalogue: Catalogue, seats: Mapping[int, Seat], at: datetime, language: str
) -> CourseDetail:
    return CourseDetail(
        numeric_code=course.numeric_code,
        code=course.code,
        name=course.name_in(language),
        credit=number_text(course.credit, language),
        ects=number_text(course.ects, language),
        prerequisites=tree(course, catalogue, language),
        sections=tuple(_section(s, seats, language) for s in catalogue.by_course.get(course.id, ())),
        notices=notices(catalogue, at.date(), language, courses={course.id}, everywhere=False),
    )


def _section(s: Section, seats: Mapping[int, Seat], language: str) -> SectionDetail:
    return SectionDetail(
        s.number,
        meets_text(s, language),
        rooms_of(s),
        s.instructors,
        seats.get(s.counter, NO_SEAT),
        s.delivery == "distance",
        s.is_given,
    )


def rooms_of(s: Section) -> str:
    return ", ".join(dict.fromkeys(m.room for m in s.meetings if m.room))


@dataclass(frozen=True)
class Met:
    """One meeting in full: `dates` where it is not of the whole term, `weeks` "odd" or "even" (KOU-50)."""

    when: str
    room: str
    dates: str
    weeks: str


def meetings_of(s: Section, language: str) -> tuple[Met, ...]:
    return tuple(
        Met(
            f"{short_day_name(m.weekday, language)} {clock(m.start)}–{clock(m.end)}",
            m.room,
            _dates(m),
            m.weeks,
        )
        for m in s.meetings
    )


def _dates(m: Meeting) -> str:
    """Either may be left open."""
    first, last = (f"{day:%d.%m.%Y}" if day else "" for day in (m.date_from, m.date_to))
    return f"{first}–{last}" if first or last else ""
