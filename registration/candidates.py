"""What could be done otherwise about a finding: by its code, the steps worth trying. None is offered unjudged (fixes.py)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from .rules.facts import Catalogue, Change, Enrolled, Facts, Line, Section

FindingRow = dict[str, Any]  # Finding.stored()
# in the order in which a fix of two steps says them: what was asked for first
KINDS = ("section", "mode", "status", "category", "add", "move", "drop", "keep", "without", "again", "wait")


@dataclass(frozen=True)
class Step:
    """One thing done otherwise: `section_id` is what it speaks of, `old_id` the section that gives way to it.

    section: a section asked for gives way to another. move: one on the list does. drop: off the list. without: not asked
    for. keep: not dropped. add: asked for as well. status, category, mode: taken in another one, which is `value`.
    wait: the same from `opens` on. again: the same, now that the screen is up to date.
    """

    kind: str
    section_id: int | None = None
    old_id: int | None = None
    value: str = ""
    opens: datetime | None = None


@dataclass(frozen=True)
class Asked:
    """A change of a student, of which the rules said something."""

    catalogue: Catalogue
    facts: Facts
    change: Change

    def line(self, section_id: int | None) -> Line | None:
        return next((x for x in self.change.add if x.section_id == section_id), None)

    def held(self, section_id: int | None) -> Enrolled | None:
        """On the list, and staying there."""
        staying = (e for e in self.facts.enrolled if e.section_id not in self.change.drop)
        return next((e for e in staying if e.section_id == section_id), None)

    def others(self, section_id: int) -> Iterator[Section]:
        """The other sections of the course, but for one that is being left."""
        gone = {section_id, *self.change.drop, *(x.section_id for x in self.change.add)}
        return (s for s in self.sections(self.catalogue.sections[section_id].course_id) if s.id not in gone)

    def sections(self, course_id: int) -> tuple[Section, ...]:
        return self.catalogue.by_course.get(course_id, ())

    def courses(self) -> set[int]:
        """On the list once the change is made."""
        asked = {self.catalogue.sections[x.section_id].course_id for x in self.change.add}
        return asked | {e.course_id for e in self.facts.enrolled if e.section_id not in self.change.drop}


Maker = Callable[[Asked, FindingRow], Iterator[Step]]


def wait(asked: Asked, f: FindingRow) -> Iterator[Step]:
    if opens := f["figures"].get("opens"):
        yield Step("wait", opens=datetime.fromisoformat(opens))


def again(asked: Asked, f: FindingRow) -> Iterator[Step]:
    yield Step("again")


def other_section(asked: Asked, f: FindingRow) -> Iterator[Step]:
    if asked.line(f["section_id"]):
        yield from (Step("section", s.id, f["section_id"]) for s in asked.others(f["section_id"]))


def other_of_clash(asked: Asked, f: FindingRow) -> Iterator[Step]:
    """The section of the other course changes: of the list, or asked for as well."""
    other = f["figures"].get("other")
    if asked.held(other) or asked.line(other):
        kind = "move" if asked.held(other) else "section"
        yield from (Step(kind, s.id, other) for s in asked.others(other))


def drop_of_clash(asked: Asked, f: FindingRow) -> Iterator[Step]:
    if asked.held(f["figures"].get("other")):
        yield Step("drop", f["figures"]["other"])


def instead_of_held(asked: Asked, f: FindingRow) -> Iterator[Step]:
    """The course stands on the list already: the section asked for in place of that one."""
    if asked.line(f["section_id"]):
        yield from (Step("move", f["section_id"], e.section_id) for e in _same_course(asked, f["course_id"]))


def _same_course(asked: Asked, course_id: int | None) -> list[Enrolled]:
    return [e for e in asked.facts.enrolled if e.course_id == course_id and asked.held(e.section_id)]


def without(asked: Asked, f: FindingRow) -> Iterator[Step]:
    """The rest of the change alone."""
    if asked.line(f["section_id"]):
        yield Step("without", f["section_id"])


def without_any(asked: Asked, f: FindingRow) -> Iterator[Step]:
    """Of a finding about all of them: the change but for one section."""
    yield from (Step("without", x.section_id) for x in sorted(asked.change.add, key=lambda x: x.section_id))


def keep(asked: Asked, f: FindingRow) -> Iterator[Step]:
    if f["section_id"] in asked.change.drop:
        yield Step("keep", f["section_id"])


def drop_one(asked: Asked, f: FindingRow) -> Iterator[Step]:
    yield from (Step("drop", e.section_id) for e in asked.facts.enrolled if asked.held(e.section_id))


def drop_own(asked: Asked, f: FindingRow) -> Iterator[Step]:
    """The course of the finding, where it is on the list."""
    if asked.held(f["section_id"]):
        yield Step("drop", f["section_id"])


def drop_ni(asked: Asked, f: FindingRow) -> Iterator[Step]:
    ni = (e.section_id for e in asked.facts.enrolled if e.status == "ni")
    yield from (Step("drop", id_) for id_ in ni if asked.held(id_))


def other_status(asked: Asked, f: FindingRow) -> Iterator[Step]:
    """The section of the finding in the other status; of a finding about all of them, each that is asked for as NI."""
    for line in sorted(asked.change.add, key=lambda x: x.section_id):
        if f["section_id"] == line.section_id or (f["section_id"] is None and line.status == "ni"):
            yield Step("status", line.section_id, value="normal" if line.status == "ni" else "ni")


def other_category(asked: Asked, f: FindingRow) -> Iterator[Step]:
    """As what the catalogue admits; with no category at all, since a must course has none."""
    if asked.line(f["section_id"]):
        admits = f["figures"].get("admits") or [""]
        yield from (Step("category", f["section_id"], value=category) for category in admits)


def other_mode(asked: Asked, f: FindingRow) -> Iterator[Step]:
    """Each section of the course in the mode in which it is given, the one asked for first."""
    if line := asked.line(f["section_id"]):
        own = asked.catalogue.sections[line.section_id]
        yield from (Step("mode", s.id, own.id, s.delivery) for s in (own, *asked.others(own.id)))


def corequisites(asked: Asked, f: FindingRow) -> Iterator[Step]:
    course = asked.catalogue.courses.get(f["course_id"])
    for course_id in course.corequisites if course else ():
        yield from _added(asked, course_id)


def lower_courses(asked: Asked, f: FindingRow) -> Iterator[Step]:
    """What the finding says comes first: codes under `left`, or the course that it is about."""
    if left := f["figures"].get("left"):
        named = {course.code: course.id for course in asked.catalogue.courses.values() if course.code in left}
        for code in left:
            yield from _added(asked, named.get(code, 0))
    elif not asked.line(f["section_id"]):
        yield from _added(asked, f["course_id"] or 0)


def _added(asked: Asked, course_id: int) -> Iterator[Step]:
    dropped = {e.course_id for e in asked.facts.enrolled if e.section_id in asked.change.drop}
    if course_id not in asked.courses() | dropped:
        yield from (Step("add", s.id) for s in asked.sections(course_id))


SECTION = (other_section, without)
# by code, in the order in which they are tried; a code that is not here has no way out but to be mended itself
MAKERS: dict[str, tuple[Maker, ...]] = {
    "WINDOW_CLOSED": (wait,),
    "STAGE_NOT_OPEN": (wait,),
    "MULTI_SCREEN": (again,),
    "ALREADY_REGISTERED": (instead_of_held, without),
    "NOT_REGISTERED": (keep,),
    "COMPULSORY_DROP": (keep,),
    "CAPACITY_FULL": SECTION,
    "CRITERIA_NONE": SECTION,
    "CRITERIA_DEPARTMENT": SECTION,
    "CRITERIA_SURNAME": SECTION,
    "CRITERIA_CGPA": SECTION,
    "CRITERIA_CLASS": SECTION,
    "CRITERIA_GRADE": SECTION,
    "COURSE_NOT_OPENED": SECTION,
    "SECTION_CANCELLED": SECTION,
    "TIME_CONFLICT": (other_section, other_of_clash, drop_of_clash, without),
    "PREREQ_MISSING": (without,),
    "COREQ_MISSING": (corequisites, drop_own, without),
    "LOAD_EXCEEDED": (drop_one, without_any),
    "PROBATION_NEW_COURSE": (without, drop_one),
    "UPPER_NOT_ALLOWED": (lower_courses, without),
    "LOWER_FIRST": (lower_courses,),
    "CATEGORY_MISMATCH": (other_category, without),
    "MODE_REQUIRED": (other_mode, without),
    "MODE_NOT_ALLOWED": (other_mode, without),
    "NI_CONDITIONS": (other_status, drop_ni, without),
    "REPEAT_NOT_ALLOWED": (other_status, without, drop_one),
    "PHD_UG_NOT_NI": (other_status, without),
    "LATE_CREDIT_NOT_NI": (other_status, without),
    "UG_LEVEL": (other_status, without),
    "UG_TAKEN_BEFORE": (without,),
    "UG_COUNT_LIMIT": (other_status, without),
}


def done(asked: Asked, step: Step) -> Change:
    """The change with the step taken; a section change keeps the status and category of the line."""
    add, drop = asked.change.add, asked.change.drop
    id_, old = step.section_id or 0, step.old_id or 0
    if step.kind in ("section", "mode"):
        other = asked.catalogue.sections[id_]
        add = frozenset(_retaken(x, other, step) if x.section_id == old else x for x in add)
    elif step.kind in ("status", "category"):
        add = frozenset(replace(x, **{step.kind: step.value}) if x.section_id == id_ else x for x in add)
    elif step.kind == "move":
        held = asked.held(old)
        new = Line(id_, held.status, held.category) if held else Line(id_)
        add = add if asked.line(id_) else add | {new}
        drop |= {old}
    elif step.kind == "add":
        add |= {Line(id_)}
    elif step.kind == "drop":
        drop |= {id_}
    elif step.kind == "keep":
        drop -= {id_}
    elif step.kind == "without":  # and what it was to replace stays where it is
        course = asked.catalogue.sections[id_].course_id
        add = frozenset(x for x in add if x.section_id != id_)
        drop -= {e.section_id for e in asked.facts.enrolled if e.course_id == course}
    return Change(add, drop)


def _retaken(line: Line, other: Section, step: Step) -> Line:
    """A line that named its mode names that of the section it goes to."""
    return replace(line, section_id=other.id, mode=other.delivery if line.mode or step.kind == "mode" else "")
