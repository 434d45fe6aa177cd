"""The only writers of a plan. A plan holds no seat and no promise, so it is written whole, under a lock on the student."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable

from django.db import DatabaseError, transaction

from curriculum.locks import held_up
from people.models import Student

from ..catalogue import catalogue_of, newest
from ..choices import both_ways
from ..forms import refusal
from ..models import PlannedCourse, PlannedSection
from ..query import fetch
from ..rules.engine import Finding
from ..rules.facts import Catalogue, Line
from .shape import (
    Plan,
    Planned,
    with_course_moved,
    with_lines,
    with_section_moved,
    without_course,
    without_section,
)

MOST_COURSES, MOST_SECTIONS = 15, 6  # of a plan, and of a course in it


def read_plan(student_id: int, term_id: int) -> Plan:
    """In one statement; a course of which no section is left is there without any."""
    rows = fetch(
        "SELECT p.course_id, json_agg(json_build_array(s.section_id, s.status, s.category, s.mode) "
        'ORDER BY s."order", s.id) FILTER (WHERE s.id IS NOT NULL) '
        "FROM registration_plannedcourse p LEFT JOIN registration_plannedsection s ON s.planned_id = p.id "
        'WHERE p.student_id = %s AND p.term_id = %s GROUP BY p.id ORDER BY p."order", p.id',
        student_id,
        term_id,
    )
    return tuple(Planned(course, tuple(Line(*line) for line in lines or ())) for course, lines in rows)


def put_into_plan(
    *, student_id: int, term_id: int, lines: Iterable[Line], actor_id: int, replace: bool = False
) -> tuple[Finding, ...]:
    """Each line becomes its course's first choice; with `replace` the plan becomes just these.

    Nothing is put where a finding is answered.
    """
    return _put(student_id, term_id, tuple(lines), actor_id, first=True, replace=replace)


def add_to_plan(*, student_id: int, term_id: int, lines: Iterable[Line], actor_id: int) -> tuple[Finding, ...]:
    """Each line comes last: as a course of its own, or as one more section of a course of the plan."""
    return _put(student_id, term_id, tuple(lines), actor_id, first=False)


def remove_from_plan(
    *, student_id: int, term_id: int, actor_id: int, course_id: int | None = None, section_id: int | None = None
) -> tuple[Finding, ...]:
    def edit(plan: Plan) -> Plan:
        return without_course(plan, course_id) if course_id else without_section(plan, section_id or 0)

    return _edit(student_id, term_id, actor_id, edit)


def move_in_plan(
    *,
    student_id: int,
    term_id: int,
    actor_id: int,
    up: bool,
    course_id: int | None = None,
    section_id: int | None = None,
) -> tuple[Finding, ...]:
    """A course among the courses, or a section among those of its course, one place."""
    by = -1 if up else 1

    def edit(plan: Plan) -> Plan:
        return with_course_moved(plan, course_id, by) if course_id else with_section_moved(plan, section_id or 0, by)

    return _edit(student_id, term_id, actor_id, edit)


def _put(
    student_id: int, term_id: int, lines: tuple[Line, ...], actor_id: int, *, first: bool, replace: bool = False
) -> tuple[Finding, ...]:
    catalogue = _knowing(term_id, lines)
    if wrong := tuple(
        refusal("SECTION_NOT_FOUND", section=x.section_id) for x in lines if x.section_id not in catalogue.sections
    ):
        return wrong
    by_course: dict[int, list[Line]] = {}
    for line in lines:
        by_course.setdefault(catalogue.sections[line.section_id].course_id, []).append(_in_its_mode(catalogue, line))
    found: list[Finding] = []

    def edit(plan: Plan) -> Plan:
        after: Plan = () if replace else plan
        for course_id, added in by_course.items():
            after = with_lines(after, course_id, added, first=first)
        found.extend(_too_much(after))
        return plan if found else after

    return _edit(student_id, term_id, actor_id, edit) or tuple(found)


def _knowing(term_id: int, lines: Iterable[Line]) -> Catalogue:
    """A section that this process does not know yet may be a minute old."""
    catalogue = catalogue_of(term_id)
    return catalogue if all(x.section_id in catalogue.sections for x in lines) else newest(term_id)


def _in_its_mode(catalogue: Catalogue, line: Line) -> Line:
    """Who picks a section picks how it is given, where its course is given both ways."""
    section = catalogue.sections[line.section_id]
    asks = not line.mode and both_ways(catalogue, section.course_id)
    return dataclasses.replace(line, mode=section.delivery) if asks else line


def _too_much(plan: Plan) -> Iterable[Finding]:
    if len(plan) > MOST_COURSES:
        yield refusal("PLAN_FULL", most=MOST_COURSES)
    for p in plan:
        if len(p.lines) > MOST_SECTIONS:
            yield refusal("PLAN_COURSE_FULL", p.course_id, most=MOST_SECTIONS)


def _edit(student_id: int, term_id: int, actor_id: int, edit: Callable[[Plan], Plan]) -> tuple[Finding, ...]:
    """A plan is the student's own affair: whoever acts is the student. An import may hold the student's row for long."""
    try:
        with transaction.atomic():
            Student.objects.select_for_update(no_key=True).get(pk=student_id, user=actor_id)
            before = read_plan(student_id, term_id)
            after = edit(before)
            if after != before:
                _write(student_id, term_id, after)
    except DatabaseError as error:
        if not held_up(error):
            raise
        return (refusal("BUSY"),)
    return ()


def _write(student_id: int, term_id: int, plan: Plan) -> None:
    PlannedCourse.objects.filter(student=student_id, term=term_id).delete()
    courses = PlannedCourse.objects.bulk_create(
        PlannedCourse(student_id=student_id, term_id=term_id, course_id=p.course_id, order=n)
        for n, p in enumerate(plan)
    )
    PlannedSection.objects.bulk_create(
        PlannedSection(
            planned=course, section_id=x.section_id, order=n, status=x.status, category=x.category, mode=x.mode
        )
        for course, p in zip(courses, plan, strict=True)
        for n, x in enumerate(p.lines)
    )
