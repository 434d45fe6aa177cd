"""What the term offers, to read: courses of a department in detail, elective categories, what is open to a student."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from curriculum.models import Category
from curriculum.turkish import search_key

from .messages import meets_text, number_text, section_label
from .notices import Notice, notices
from .rules.counting import count
from .rules.facts import NO_SEAT, Case, Catalogue, Change, Course, Curriculum, Facts, Needed, Seat, Section
from .searching.index import index_of
from .searching.judging import Found, asker_of, judge, shown
from .seats import seats_now
from .selectors import Week, week_of
from .services import fresh_catalogue
from .snapshot import load_facts

MOST_COURSES = 30  # electives of one group
MOST_CATEGORY_ROWS = 200


# View Program Course Details (64)


@dataclass(frozen=True)
class SectionDetail:
    number: int
    meets: str
    rooms: str
    instructors: str
    seat: Seat


@dataclass(frozen=True)
class CourseDetail:
    numeric_code: str
    code: str
    name: str
    credit: str
    ects: str
    prerequisites: tuple[str, ...]  # sets, each enough by itself
    sections: tuple[SectionDetail, ...]
    notices: tuple[Notice, ...]


def departments_named(catalogue: Catalogue, query: str) -> list[int]:
    """By numeric code, prefix or words of the name; the one of exactly this code or prefix alone."""
    words = search_key(query).split()
    offering = {catalogue.courses[c].department_id for c in catalogue.by_course}
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
        prerequisites=tuple(" + ".join(_need(n, catalogue) for n in one) for one in course.prerequisites),
        sections=tuple(_section(s, seats, language) for s in catalogue.by_course.get(course.id, ())),
        notices=notices(catalogue, at.date(), language, courses={course.id}, everywhere=False),
    )


def _need(need: Needed, catalogue: Catalogue) -> str:
    course, letter = catalogue.courses[need.course_id], catalogue.letter_of(need.worst_rank)
    return f"{course.code} ≥ {letter}" if letter else course.code


def _section(s: Section, seats: Mapping[int, Seat], language: str) -> SectionDetail:
    rooms = ", ".join(dict.fromkeys(m.room for m in s.meetings if m.room))
    return SectionDetail(s.number, meets_text(s, language), rooms, s.instructors, seats.get(s.counter, NO_SEAT))


# View Student Course Categories


@dataclass(frozen=True)
class Slots:
    """The elective slots of one category in the student's curriculum."""

    category: str
    name: str
    total: int
    filled: int

    @property
    def left(self) -> int:
        return max(0, self.total - self.filled)


@dataclass(frozen=True)
class Categorised:
    course: Course
    name: str
    categories: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Categories:
    slots: tuple[Slots, ...]
    courses: tuple[Categorised, ...]
    cut: bool


def categories_of(student_id: int, term_id: int, query: str, language: str) -> Categories:
    """As what the student may take the courses of a department or of a search, and which slots are still free (METU-62)."""
    facts = load_facts(term_id, [student_id])[student_id].facts
    catalogue = fresh_catalogue(facts, term_id)
    department = facts.primary.department_id
    asked = dict.fromkeys(s.course_id for s in index_of(catalogue).find(query))
    with_some = [c for c in (catalogue.courses[i] for i in asked) if c.categories_for(department)]
    rows = (
        Categorised(c, c.name_in(language), tuple(_named(k) for k in sorted(c.categories_for(department))))
        for c in with_some[:MOST_CATEGORY_ROWS]
    )
    return Categories(slots_of(facts, catalogue), tuple(rows), len(with_some) > MOST_CATEGORY_ROWS)


def _named(category: str) -> tuple[str, str]:
    return category, str(Category(category).label)


def slots_of(facts: Facts, catalogue: Catalogue) -> tuple[Slots, ...]:
    """By what the passed courses count for; what is on the list now has filled nothing yet."""
    case = Case(catalogue, facts, Change(), "open")
    slots = [r for r in count(case, facts.primary).requirements if r.item_id]
    total = Counter(r.category for r in slots)
    filled = Counter(r.category for r in slots if r.standing == "passed")
    return tuple(Slots(k, _named(k)[1], n, filled[k]) for k, n in sorted(total.items()))


# Açılan Dersler: what is open to a student


@dataclass(frozen=True)
class Group:
    """`kind` is "lower", "must", "elective" or "upper"."""

    kind: str
    found: tuple[Found, ...]


@dataclass(frozen=True)
class OpenCourses:
    groups: tuple[Group, ...]
    at: datetime
    class_year: int
    has_curriculum: bool


def open_courses(student_id: int, term_id: int, language: str) -> OpenCourses:
    """The curriculum's courses that are offered and not passed, class by class, lower ones first (OMU-12)."""
    facts = load_facts(term_id, [student_id])[student_id].facts
    catalogue = fresh_catalogue(facts, term_id)
    curriculum = catalogue.curriculum_of(facts.primary)
    grouped = _grouped(facts, catalogue, curriculum) if curriculum else {}
    sections = {kind: [s for c in courses for s in catalogue.by_course[c]] for kind, courses in grouped.items()}
    asked = [s.id for group in sections.values() for s in group]
    facts = load_facts(term_id, [student_id], asked)[student_id].facts
    groups, asker = [], asker_of(catalogue, facts)
    for kind, group in sections.items():
        found = tuple(shown(judge(asker, s), asker, language) for s in group)
        if kind == "upper":
            found = tuple(f for f in found if f.could)  # of what is not allowed yet there is no end
        if found:
            groups.append(Group(kind, found))
    return OpenCourses(tuple(groups), facts.at, facts.primary.class_year, curriculum is not None)


def _grouped(facts: Facts, catalogue: Catalogue, curriculum: Curriculum) -> dict[str, list[int]]:
    """Course ids by group. A class is two semesters of the curriculum."""
    first = 2 * facts.primary.class_year - 1
    case = Case(catalogue, facts, Change(), "open")

    def wanted(course_id: int) -> bool:
        return course_id in catalogue.by_course and not case.passed(case.taken(course_id))

    def ordered(courses: Iterable[int]) -> list[int]:
        return sorted(courses, key=lambda c: catalogue.courses[c].numeric_code)

    musts = {c: semester for c, semester in curriculum.semester_of.items() if wanted(c)}
    kinds = {e.category for e in curriculum.electives if e.semester in (first, first + 1)}
    department = facts.primary.department_id
    electives = (
        c
        for c in catalogue.by_course
        if c not in curriculum.all_musts and catalogue.courses[c].categories_for(department) & kinds and wanted(c)
    )
    return {
        "lower": ordered(c for c, semester in musts.items() if semester < first),
        "must": ordered(c for c, semester in musts.items() if first <= semester <= first + 1),
        "elective": ordered(electives)[:MOST_COURSES],
        "upper": ordered(c for c, semester in musts.items() if semester > first + 1),
    }


# the unit's timetable


@dataclass(frozen=True)
class Timetable:
    week: Week
    years: tuple[int, ...]
    year: int
    own: tuple[str, ...]  # labels of the student's own list, against which clashes are marked


def timetable(student_id: int, term_id: int, year: int | None, language: str) -> Timetable:
    """The meetings of one class of the student's curriculum, whatever window is open (OMU-14)."""
    facts = load_facts(term_id, [student_id])[student_id].facts
    catalogue = fresh_catalogue(facts, term_id)
    curriculum = catalogue.curriculum_of(facts.primary)
    musts = curriculum.musts if curriculum else {}
    years = tuple(sorted({(semester + 1) // 2 for semester in musts}))
    shown = year if year in years else facts.primary.class_year
    courses = {c for semester, group in musts.items() if (semester + 1) // 2 == shown for c in group}
    held = [catalogue.sections[e.section_id] for e in facts.enrolled if e.section_id in catalogue.sections]
    sections = [s for c in courses for s in catalogue.by_course.get(c, ())]
    own = tuple(section_label(catalogue, s.id) for s in held)
    return Timetable(week_of(sections, catalogue, language, held), years, shown, own)
