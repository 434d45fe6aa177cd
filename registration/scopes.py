"""Whom policy is asked about where there is no student: anybody of a programme, or the unit that gives a course."""

from __future__ import annotations

from dataclasses import replace

from curriculum.models import Programme

from .rules import facts


def anybody_of(p: Programme) -> facts.Programme:
    """A student of a programme, as policy and windows see one."""
    return replace(
        facts.NO_PROGRAMME,
        programme_id=p.id,
        department_id=p.department_id,
        faculty_id=p.department.faculty_id,
        campus=p.campus,
        level=p.level,
        education_type=p.education_type,
        class_year=1,
        semester=1,
        normal_semesters=p.normal_semesters,
    )


def unit_giving(department_id: int, faculty_id: int | None, level: str) -> facts.Programme:
    """A department with the courses that it gives at a level: a course has students of many."""
    return replace(facts.NO_PROGRAMME, department_id=department_id, faculty_id=faculty_id, level=level)
