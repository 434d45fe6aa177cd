"""What the term offers to one student: the courses that are open, and the timetable of the own unit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from .messages import section_label
from .rules.facts import Case, Catalogue, Change, Curriculum, Facts
from .searching.judging import Found, asker_of, judge, shown
from .services import fresh_catalogue
from .snapshot import load_facts
from .week import Week, week_of

MOST_COURSES = 30  # electives of one group


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
