"""The order of the curriculum: what is left of lower classes comes first, then the own class, then one class up.

A must course is due while it is neither passed nor on the list, and the student could take it now: a section of it is
open, admits the student and has a seat as far as that is known, the prerequisites are met, and beside the other courses of
lower classes it neither clashes nor exceeds the load. Only those courses excuse: whatever else is on the list gives way.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from .criteria import admit, shut
from .engine import Data, NoParams, rule
from .facts import Case, Section
from .load import limit_for, load_of
from .prerequisites import lacking
from .timetable import meet, must_attend

LIMITS = (
    "CRITERIA",
    "PREREQ_MISSING",
    "LOAD_EXCEEDED",
    "TIME_CONFLICT",
    "ATTENDANCE_CONFLICT",
)  # heeded where they refuse


@dataclass(frozen=True, slots=True)
class Upper:
    """`most_up`: so many classes above the own one; `min_cgpa` where one is asked for."""

    most_up: int = 1
    min_cgpa: Decimal | None = None


@rule("LOWER_FIRST", phases=("send",))
def lower_first(case: Case, p: NoParams) -> Iterator[Data]:
    """Courses of lower classes that were failed or never taken are selected first (OMU-11)."""
    for course_id in due(case, 2 * case.programme.class_year - 1):
        taken = case.taken(course_id)
        yield Data({"grade": taken.grade if taken else None}, course_id=course_id)


@rule("UPPER_NOT_ALLOWED", params=Upper, phases=("add", "send", "approve"))
def upper_not_allowed(case: Case, p: Upper) -> Iterator[Data]:
    """A course of an upper class once nothing is left of the semesters before, one class up at most (OMU-20)."""
    semesters = curriculum.semester_of if (curriculum := case.curriculum()) else {}
    asked = [s for s in case.fresh if not (case.change and s.course_id in case.before)]
    years = [(s, (semesters.get(s.course_id, 0) + 1) // 2) for s in asked]
    upper = [(s, year) for s, year in years if year > case.programme.class_year]
    left = due(case, case.programme.semester) if upper else []
    for section, year in upper:
        for figures in _bars(case, p, year, left):
            yield Data(figures, course_id=section.course_id, section_id=section.id)


def _bars(case: Case, p: Upper, year: int, left: list[int]) -> Iterator[dict[str, object]]:
    """Why the student may not take a course of that class; `left` is what comes first."""
    mine = case.programme
    if left:
        yield {"left": [case.catalogue.courses[c].code for c in left]}
    if year > mine.class_year + p.most_up:
        yield {"case": "class", "class_year": year, "most": mine.class_year + p.most_up}
    if p.min_cgpa is not None and (mine.cgpa or Decimal(0)) < p.min_cgpa:
        yield {"case": "cgpa", "cgpa": str(mine.cgpa or Decimal(0)), "least": str(p.min_cgpa)}


def due(case: Case, before: int) -> list[int]:
    """Must courses of the semesters before the given one that the student has to take first, in the curriculum's order."""
    curriculum = case.curriculum()
    if curriculum is None:
        return []
    courses, by_course = case.catalogue.courses, case.catalogue.by_course
    lower = [c for c, semester in curriculum.semester_of.items() if semester < before]
    left = [c for c in lower if c in by_course and not case.stands(c) and not case.passed(case.taken(c))]
    if not left:
        return []
    chosen = [case.after[c] for c in lower if c in case.after]
    limits = {code: case.figures(code) for code in LIMITS}
    found = [c for c in left if any(_possible(case, section, chosen, limits) for section in by_course[c])]
    return sorted(found, key=lambda c: (curriculum.semester_of[c], courses[c].code))


def _possible(case: Case, section: Section, chosen: list[Section], limits: dict[str, Any]) -> bool:
    """Whether the student could take the section beside those courses, as far as the rules that refuse can tell."""
    seat, before, bands = case.facts.seats.get(section.counter), limits["PREREQ_MISSING"], limits["LOAD_EXCEEDED"]
    if not section.is_given or (seat is not None and seat.left == 0):
        return False
    if (rows := limits["CRITERIA"]) and (shut(section, rows) or admit(case, section).failing):
        return False
    if before and lacking(case, section, before):
        return False
    if any(_clash(case, section, other, limits) for other in chosen):
        return False
    load = load_of(case, [*chosen, section], bands.unit) if bands else Decimal(0)
    limit = limit_for(case, bands, load) if bands else None
    return limit is None or load <= limit


def _clash(case: Case, a: Section, b: Section, limits: dict[str, Any]) -> bool:
    """Whether a clash of the two would be refused."""
    every, attended = limits["TIME_CONFLICT"], limits["ATTENDANCE_CONFLICT"]
    if every and not every.beside_attendance and meet(a, b, every.live_distance):
        return True
    both = attended and must_attend(case, a) and must_attend(case, b)
    return bool(both and meet(a, b, attended.live_distance))
