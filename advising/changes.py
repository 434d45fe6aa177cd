"""What changed on a list: since it was approved, with what that does (DESIGN.md §8), and since a version that was seen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from people.models import StudentProgramme, User
from registration import seats
from registration.choices import CATEGORIES, STATUSES
from registration.messages import number_text, section_label
from registration.models import Attempt
from registration.rules.counting import count
from registration.rules.facts import Case, Catalogue, Change, Enrolled, Facts, Programme
from registration.rules.load import limit_for, load_of
from registration.transitions import LOCKED


@dataclass(frozen=True)
class ChangedLine:
    """A course that is not as it was approved; `kind` is "added", "dropped", "section" or "manner". By whom and when is
    empty where the ledger does not say: a section that changed by itself."""

    kind: str
    code: str
    name: str
    was: str
    now: str
    must: bool
    course_id: int = 0
    by: str = ""
    at: datetime | None = None


@dataclass(frozen=True)
class Totals:
    courses: int
    credits: str
    ects: str


@dataclass(frozen=True)
class Requirements:
    """Of one programme: the requirements that the change leaves open, those that it fills, and how many are open now."""

    programme: str
    opened: tuple[str, ...]
    filled: tuple[str, ...]
    open_now: int


@dataclass(frozen=True)
class SinceApproval:
    """`limit` is the most the student may take, in the unit of the load; empty where no limit is set."""

    lines: tuple[ChangedLine, ...]
    was: Totals
    now: Totals
    load: str
    limit: str
    unit: str
    programmes: tuple[Requirements, ...]


def since_approval(facts: Facts, catalogue: Catalogue, language: str) -> SinceApproval | None:
    """The list against the one that was approved last; None where none was, or it stands as it was approved."""
    if facts.approved is None or facts.state in LOCKED:
        return None
    then, now = (Case(catalogue, f, Change(), "approve") for f in (replace(facts, enrolled=facts.approved), facts))
    lines = _signed(tuple(_lines(then, now, language)), facts, catalogue)
    load, limit, unit = _load(now, language)
    programmes = tuple(_requirements(then, now, p) for p in facts.programmes if lines and now.curriculum(p))
    return SinceApproval(lines, _totals(then, language), _totals(now, language), load, limit, unit, programmes)


def is_changed(facts: Facts) -> bool:
    """Whether a list that was approved is open again and is not what was approved."""
    if facts.approved is None or facts.state in LOCKED:
        return False
    return {_held(e) for e in facts.approved} != {_held(e) for e in facts.enrolled}


def _held(e: Enrolled) -> tuple[int, str, str]:
    return e.section_id, e.status, e.category


def _signed(lines: tuple[ChangedLine, ...], facts: Facts, catalogue: Catalogue) -> tuple[ChangedLine, ...]:
    """Each with the last change of its course since the approval: who made it, and when."""
    if not lines or facts.approved_at is None:
        return lines
    later = Attempt.objects.filter(registration_id=facts.registration_id, accepted=True, at__gt=facts.approved_at)
    last: dict[int, tuple[int, datetime]] = {}
    for stored, actor_id, moment in later.order_by("id").values_list("change", "actor_id", "at"):
        change = seats.restored(stored)
        touched = (*change.drop, *(line.section_id for line in change.add))
        last |= {catalogue.sections[s].course_id: (actor_id, moment) for s in touched if s in catalogue.sections}
    people = User.objects.in_bulk({actor_id for actor_id, _ in last.values()})
    return tuple(
        replace(line, by=people[last[line.course_id][0]].get_full_name(), at=last[line.course_id][1])
        if line.course_id in last
        else line
        for line in lines
    )


def _lines(then: Case, now: Case, language: str) -> Iterable[ChangedLine]:
    was = {e.course_id: e for e in then.facts.enrolled}
    held = {e.course_id: e for e in now.facts.enrolled}
    courses = now.catalogue.courses
    for course_id in sorted(was.keys() | held.keys(), key=lambda c: courses[c].numeric_code if c in courses else ""):
        before, after = was.get(course_id), held.get(course_id)
        kind = _kind(before, after)
        if kind and course_id in courses:
            course = courses[course_id]
            said = (_manner(e, now.catalogue) if e else "" for e in (before, after))
            yield ChangedLine(
                kind, course.code, course.name_in(language), *said, must=now.is_must(course_id), course_id=course_id
            )


def _kind(before: Enrolled | None, after: Enrolled | None) -> str:
    if before is None or after is None:
        return "added" if before is None else "dropped"
    if before.section_id != after.section_id:
        return "section"
    return "" if (before.status, before.category) == (after.status, after.category) else "manner"


def _manner(held: Enrolled, catalogue: Catalogue) -> str:
    section = catalogue.sections.get(held.section_id)
    parts = [str(section.number) if section else "–"]
    parts += [str(STATUSES[held.status])] if held.status != "normal" else []
    parts += [str(CATEGORIES[held.category])] if held.category in CATEGORIES else []
    return " · ".join(parts)


def _totals(case: Case, language: str) -> Totals:
    courses = [case.catalogue.courses[c] for c in case.before]
    credits, ects = sum(c.credit for c in courses), sum(c.ects for c in courses)
    return Totals(len(courses), number_text(credits, language), number_text(ects, language))


def _load(case: Case, language: str) -> tuple[str, str, str]:
    """The load in the unit of the rule, the limit and the unit; empty where the rule does not refuse."""
    params = case.figures("LOAD_EXCEEDED")
    if params is None:
        return "", "", ""
    load = load_of(case, case.before.values(), params.unit)
    limit = limit_for(case, params, load)
    return number_text(load, language), "" if limit is None else number_text(limit, language), params.unit


def _requirements(then: Case, now: Case, p: Programme) -> Requirements:
    before, after = _open(then, p), _open(now, p)
    opened, filled = (after - before).elements(), (before - after).elements()
    kinds = dict(StudentProgramme.Kind.choices)
    return Requirements(str(kinds.get(p.kind, p.kind)), tuple(opened), tuple(filled), after.total())


def _open(case: Case, p: Programme) -> Counter[str]:
    """What nothing passed or on the list fills, by the course's code or the category's name."""
    unfilled = (r for r in count(case, p).requirements if r.standing in ("missing", "failed"))
    courses = case.catalogue.courses
    return Counter(
        courses[r.course_id].code if r.course_id in courses else str(CATEGORIES.get(r.category, r.category))
        for r in unfilled
    )


@dataclass(frozen=True)
class Difference:
    """Sections by their names: what came and what went since a version of the list."""

    added: tuple[str, ...]
    dropped: tuple[str, ...]


def since_version(registration_id: int, seen: int, catalogue: Catalogue) -> Difference:
    """By the ledger: a section that came and went again is no difference."""
    added: set[int] = set()
    dropped: set[int] = set()
    later = Attempt.objects.filter(registration_id=registration_id, accepted=True, version__gt=seen)
    for stored in later.order_by("version").values_list("change", flat=True):
        change = seats.restored(stored)
        new = {line.section_id for line in change.add}
        dropped |= change.drop - added - new
        added -= change.drop
        added |= new - dropped - change.drop
        dropped -= new
    labels = (sorted(section_label(catalogue, id_) for id_ in ids) for ids in (added, dropped))
    return Difference(*(tuple(found) for found in labels))
