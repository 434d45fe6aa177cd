"""Which student and which sections of an offering show what the story is about; found by asking the rules."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import combinations

from curriculum.models import Term
from curriculum.turkish import upper
from people.models import Student
from registration import rules
from registration.catalogue import catalogue_of
from registration.rules.facts import Catalogue, Change, Enrolled, Facts, Line, Section
from registration.snapshot import load_facts


@dataclass(frozen=True)
class Story:
    """`first` and `second` are free of warnings; `clash` meets at the time of `first`; `other` is another section of
    `second`'s course; `range_` is refused for the student's surname alone, and only because the alphabet is Turkish:
    by code points (Ö after Z) the surname would lie within the range."""

    student: Student
    first: Section
    second: Section
    other: Section
    clash: Section
    range_: Section


def find_story(term: Term) -> tuple[Story, Catalogue]:
    catalogue = catalogue_of(term.id)
    students = Student.objects.filter(
        programmes__is_primary=True, programmes__class_year__gte=2, programmes__programme__level="bachelor"
    ).order_by("id")
    for student in students:
        if story := _story(student, catalogue, list(catalogue.sections)):
            return story, catalogue
    raise AssertionError("no student of the offering can show the story")


def _story(student: Student, catalogue: Catalogue, ids: list[int]) -> Story | None:
    facts = load_facts(catalogue.term_id, [student.id], ids)[student.id].facts
    if facts.due or facts.enrolled:
        return None
    free = list(_accepted(catalogue, facts))
    surname = upper(student.last_name)
    ranges = [
        s
        for s in catalogue.sections.values()
        if _within_by_code_points(surname, s) and _codes(catalogue, facts, s) == ["CRITERIA_SURNAME"]
    ]
    if not ranges:
        return None
    for second, other in combinations(free, 2):
        if second.course_id == other.course_id and second.meetings and other.meetings:
            for first in free:
                clean = first.course_id != second.course_id and not first.week & (second.week | other.week)
                clash = clean and first.meetings and _clashing(catalogue, facts, first, second, free)
                if clash:
                    used = {first.course_id, second.course_id, clash.course_id}
                    range_ = next((s for s in ranges if s.course_id not in used), None)
                    return range_ and Story(student, first, second, other, clash, range_)
    return None


def _within_by_code_points(surname: str, section: Section) -> bool:
    bounds = [criterion.surname_text.split("–") for criterion in section.criteria if criterion.surname_text]
    return any(first <= surname <= last for first, last in bounds)


def _accepted(catalogue: Catalogue, facts: Facts) -> Iterator[Section]:
    """At most sixty sections that the student may take without a word."""
    found = 0
    for section in catalogue.sections.values():
        if found < 60 and section.meetings and not _codes(catalogue, facts, section):
            found += 1
            yield section


def _codes(catalogue: Catalogue, facts: Facts, section: Section) -> list[str]:
    verdict = rules.evaluate(catalogue, facts, Change(frozenset({Line(section.id)})))
    return [f.code for f in verdict.findings if f.code != "FEW_COURSES"]


def _clashing(
    catalogue: Catalogue, facts: Facts, first: Section, second: Section, free: list[Section]
) -> Section | None:
    held = tuple(Enrolled(s.id, s.course_id) for s in (first, second))
    listed = replace(facts, enrolled=held)
    others = (s for s in free if s.course_id not in {first.course_id, second.course_id} and s.week & first.week)
    return next((s for s in others if _codes(catalogue, listed, s) == ["TIME_CONFLICT"]), None)
