"""A plan as a value: courses in the student's order, each with its sections in order. Every edit makes a new one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TypeVar

from ..rules.facts import Line

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Planned:
    """A course and the ways to take it, the first choice first."""

    course_id: int
    lines: tuple[Line, ...]

    @property
    def section_ids(self) -> tuple[int, ...]:
        return tuple(line.section_id for line in self.lines)


Plan = tuple[Planned, ...]


def with_lines(plan: Plan, course_id: int, lines: Iterable[Line], *, first: bool) -> Plan:
    """With more ways to take a course, before or behind those it has; a section that is there already is asked for anew."""
    lines = tuple(lines)
    new = {line.section_id for line in lines}
    if course_id not in (p.course_id for p in plan):
        return (*plan, Planned(course_id, lines))

    def more(p: Planned) -> Planned:
        kept = tuple(line for line in p.lines if line.section_id not in new)
        return replace(p, lines=(*lines, *kept) if first else (*kept, *lines))

    return tuple(more(p) if p.course_id == course_id else p for p in plan)


def without_course(plan: Plan, course_id: int) -> Plan:
    return tuple(p for p in plan if p.course_id != course_id)


def without_section(plan: Plan, section_id: int) -> Plan:
    """A course that no way is left to take goes as well."""
    kept = (replace(p, lines=tuple(x for x in p.lines if x.section_id != section_id)) for p in plan)
    return tuple(p for p in kept if p.lines)


def with_course_moved(plan: Plan, course_id: int, by: int) -> Plan:
    return _moved(plan, next((n for n, p in enumerate(plan) if p.course_id == course_id), None), by)


def with_section_moved(plan: Plan, section_id: int, by: int) -> Plan:
    def moved(p: Planned) -> Planned:
        place = p.section_ids.index(section_id) if section_id in p.section_ids else None
        return replace(p, lines=_moved(p.lines, place, by))

    return tuple(moved(p) for p in plan)


def _moved(things: tuple[T, ...], place: int | None, by: int) -> tuple[T, ...]:
    """One of them a place up (-1) or down (+1); at the end of the row it stays."""
    if place is None or not 0 <= place + by < len(things):
        return things
    row = list(things)
    row[place], row[place + by] = row[place + by], row[place]
    return tuple(row)
