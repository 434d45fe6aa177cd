"""Where a student could go whose course does not open or whose section changed: sections with places, each judged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from registration import rules
from registration.choices import categories_of, manner_of
from registration.messages import meets_text, section_label
from registration.rules.facts import LOAD, NO_SEAT, Catalogue, Change, Facts, Line, Section
from registration.snapshot import load_facts
from registration.transitions import DRAFT

from .models import AdvisorTask

MOST_TRIED, MOST_SHOWN = 40, 6  # evaluations for one task, sections named


@dataclass(frozen=True)
class Place:
    """A section that the rules would accept now, gates of time aside, in place of the one that the task is about."""

    section_id: int
    label: str
    name: str
    meets: str
    instructors: str
    left: int


def places_for(
    tasks: Iterable[AdvisorTask], facts: Facts, catalogue: Catalogue, language: str
) -> dict[int, tuple[Place, ...]]:
    """By task. Another section of the course first; where the course does not open, then electives of its category."""
    candidates = {task.id: tuple(_candidates(task, facts, catalogue)) for task in tasks}
    asked = {s.id for sections in candidates.values() for s in sections}
    if not asked:
        return dict.fromkeys(candidates, ())
    seats = load_facts(catalogue.term_id, [facts.student_id], asked)[facts.student_id].facts.seats
    # as if the list could be changed: the question is what would be accepted once it can be
    free = replace(facts, state=DRAFT, seats={**facts.seats, **seats})
    courses = {task.id: task.course_id for task in tasks}
    return {
        id_: tuple(_accepted(courses[id_], sections, free, catalogue, language)) for id_, sections in candidates.items()
    }


def _candidates(task: AdvisorTask, facts: Facts, catalogue: Catalogue) -> Iterator[Section]:
    """Sections that are opened, but for those of courses on the list."""
    own, held = task.course_id or 0, {e.course_id: e for e in facts.enrolled}
    mine = held[own].section_id if own in held else None
    yield from (s for s in catalogue.by_course.get(own, ()) if s.id != mine and not s.not_opened)
    if task.kind != AdvisorTask.Kind.NOT_OPENED or own not in catalogue.courses:
        return
    claimed = held[own].category if own in held else ""
    wanted = {claimed} if claimed else set(categories_of(catalogue, facts.primary, own))
    for course_id in sorted(catalogue.by_course, key=lambda c: catalogue.courses[c].numeric_code):
        if (
            course_id != own
            and course_id not in held
            and wanted & {*categories_of(catalogue, facts.primary, course_id)}
        ):
            yield from (s for s in catalogue.by_course[course_id] if not s.not_opened)


def _accepted(
    course_id: int | None, sections: Iterable[Section], facts: Facts, catalogue: Catalogue, language: str
) -> Iterator[Place]:
    held = next((e for e in facts.enrolled if e.course_id == course_id), None)
    drop = frozenset({held.section_id} if held else ())
    with_seat = [s for s in sections if facts.seats.get(s.counter, NO_SEAT).left]
    shown = 0
    for section in with_seat[:MOST_TRIED]:
        manner = manner_of(catalogue, facts.primary, facts.at.date(), section, None)
        fits = categories_of(catalogue, facts.primary, section.course_id)
        category = held.category if held and held.category in fits else manner.category or next(iter(fits), "")
        change = Change(frozenset({Line(section.id, manner.status, category, manner.mode)}), drop)
        if shown < MOST_SHOWN and rules.evaluate(catalogue, facts, change, LOAD).accepted:
            shown += 1
            yield Place(
                section_id=section.id,
                label=section_label(catalogue, section.id),
                name=catalogue.courses[section.course_id].name_in(language),
                meets=meets_text(section, language),
                instructors=section.instructors,
                left=facts.seats[section.counter].left,
            )
