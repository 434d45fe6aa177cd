"""A student's record term by term, with the averages that followed from it: one statement beside the facts at hand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import groupby

from django.utils.translation import gettext

from curriculum.models import Term
from people.models import TranscriptEntry

from .messages import number_text
from .rules import record
from .rules.counting import count
from .rules.facts import Case, Catalogue, Change, Facts
from .rules.policy import SettingMissing
from .rules.settings import Standing
from .standing import same_courses


@dataclass(frozen=True)
class Grade:
    """A course of a past term. `failed` is by its letter; `repeats` says that it, or what it stands for, was taken before."""

    code: str
    name: str
    letter: str
    credit: str
    ects: str
    failed: bool
    repeats: bool
    not_included: bool


@dataclass(frozen=True)
class PastTerm:
    """`gpa` is the term's own average, `cgpa` that of all until then; None where nothing with points was taken."""

    code: str
    name: str
    grades: tuple[Grade, ...]
    credits: str
    ects: str
    gpa: Decimal | None
    cgpa: Decimal | None

    @property
    def failed(self) -> int:
        return sum(g.failed for g in self.grades)


def transcript_of(facts: Facts, catalogue: Catalogue, language: str) -> tuple[PastTerm, ...]:
    """The latest term first, by the figures of the primary programme's profile."""
    rows = TranscriptEntry.objects.filter(student_id=facts.student_id).select_related("course", "grade")
    by_term = [(code, list(group)) for code, group in groupby(rows.order_by("term_code", "id"), _term_code)]
    same = _same(facts, catalogue)
    ends = {end.term_code: end for end in _ends((e for _, group in by_term for e in group), facts, catalogue, same)}
    names = {t.code: t.shown_name for t in Term.objects.filter(code__in=[code for code, _ in by_term])}
    before: set[int] = set()
    found = []
    for code, group in by_term:
        grades = tuple(_grade(e, before, same, language) for e in group)
        before |= {same.get(e.course_id, e.course_id) for e in group}
        end = ends.get(code, record.TermEnd(code, None, None))
        loads = (number_text(sum(n), language) for n in ((e.credit for e in group), (e.ects for e in group)))
        found.append(PastTerm(code, names.get(code) or _named(code), grades, *loads, end.gpa, end.cgpa))
    return tuple(reversed(found))


def _named(code: str) -> str:
    """A term of which the university keeps no row, by its code: the year it begins in and the term of that year."""
    if not (len(code) == 5 and code.isdecimal()):
        return code
    kind = {record.AUTUMN: gettext("Fall"), record.SPRING: gettext("Spring")}.get(code[4], gettext("Summer school"))
    return f"{code[:4]}-{int(code[:4]) + 1} {kind}"


def _term_code(entry: TranscriptEntry) -> str:
    return entry.term_code


def _grade(e: TranscriptEntry, before: set[int], same: Mapping[int, int], language: str) -> Grade:
    return Grade(
        code=e.course.code,
        name=e.course.shown_name,
        letter=e.grade.letter,
        credit=number_text(e.credit, language),
        ects=number_text(e.ects, language),
        failed=not e.grade.is_pass or e.outcome == record.MUST_REPEAT,
        repeats=same.get(e.course_id, e.course_id) in before,
        not_included=e.not_included,
    )


def _ends(
    rows: Iterable[TranscriptEntry], facts: Facts, catalogue: Catalogue, same: Mapping[int, int]
) -> list[record.TermEnd]:
    try:
        p = catalogue.policy.setting(Standing, facts.primary, facts.at.date())
    except SettingMissing:
        return []
    entries = (
        record.Entry(e.pk, e.course_id, e.term_code, e.grade.letter, e.credit, e.ects, e.not_included)
        for e in rows
        if e.grade.letter in catalogue.grades
    )
    return record.term_ends(entries, catalogue.grades, p, same)


def _same(facts: Facts, catalogue: Catalogue) -> dict[int, int]:
    """Course → the one that it repeats: an equivalent, what was said by hand, and electives where policy says so."""
    equal = same_courses({c.id: c.equivalents for c in catalogue.courses.values() if c.equivalents})
    replaced = {p.course_id: p.replaces_id for p in facts.pins if p.replaces_id and p.programme_id == facts.primary.id}
    if _electives_replace(facts, catalogue):
        past = Case(catalogue, replace(facts, enrolled=()), Change(), "open")
        replaced |= count(past, facts.primary).replaces
    for new, old in replaced.items():
        if equal.get(new, new) != equal.get(old, old):
            equal[new] = equal.get(old, old)
    return equal


def _electives_replace(facts: Facts, catalogue: Catalogue) -> bool:
    try:
        return catalogue.policy.setting(Standing, facts.primary, facts.at.date()).elective_replaces
    except SettingMissing:
        return False
