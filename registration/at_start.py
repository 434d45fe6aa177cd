"""Students' records as they were when a term began: no grade of the term or later, and what follows from the others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from curriculum.models import CurriculumItem, Term
from people.models import TranscriptEntry
from people.services import PROBATION_BELOW, PROBATION_TERMS, Graded, averages

from .catalogue import current_term
from .rules.facts import Catalogue, Facts, Programme
from .snapshot import load_facts


def facts_before(catalogue: Catalogue, student_ids: list[int]) -> dict[int, Facts]:
    """The students' facts with the grades of earlier terms alone, and what follows from those."""
    found = {id_: s.facts for id_, s in load_facts(catalogue.term_id, student_ids, before=catalogue.term_code).items()}
    gone = _terms_since(catalogue.term_code)
    later = TranscriptEntry.objects.filter(student__in=student_ids, term_code__gte=catalogue.term_code)
    graded = set(later.values_list("student_id", flat=True))
    if not gone and not graded:
        return found
    ends = _averages(graded, catalogue.term_code)
    own = _own_courses({p.curriculum_id for id_ in graded for p in found[id_].programmes if not p.is_primary})
    for id_, facts in found.items():
        programmes = tuple(_sooner(p, gone) for p in facts.programmes)
        if id_ in graded:
            programmes = tuple(_standing(p, ends[id_], own) for p in programmes)
        found[id_] = replace(facts, programmes=programmes)
    return found


def _terms_since(term_code: str) -> int:
    """How many autumns and springs lie between the term and the current one."""
    current = current_term()
    if current is None or current.code <= term_code:
        return 0
    codes = Term.objects.filter(code__gt=term_code, code__lte=current.code).exclude(code__endswith="3")
    return codes.count()


def _sooner(p: Programme, terms: int) -> Programme:
    """Semester and class as many terms ago; leave is not looked up."""
    semester = max(1, p.semester - terms)
    return replace(p, semester=semester, class_year=max(1, min(p.class_year, (semester + 1) // 2))) if terms else p


def _averages(student_ids: set[int], before: str) -> dict[int, list[Graded]]:
    found: dict[int, list[Graded]] = defaultdict(list)
    rows = TranscriptEntry.objects.filter(
        student__in=student_ids,
        term_code__lt=before,
        not_included=False,
        grade__points__isnull=False,
        credit__gt=0,
    ).values_list("student_id", "term_code", "course_id", "grade__points", "credit")
    for student, *graded in rows:
        found[student].append(Graded(*graded))
    return found


def _own_courses(curricula: set[int | None]) -> dict[int | None, set[int]]:
    found: dict[int | None, set[int]] = defaultdict(set)
    items = CurriculumItem.objects.filter(curriculum__in=curricula - {None}, course__isnull=False)
    for curriculum, course in items.values_list("curriculum_id", "course_id"):
        found[curriculum].add(course)
    return found


def _standing(p: Programme, graded: list[Graded], own: Mapping[int | None, set[int]]) -> Programme:
    """Average and probation as people.services.update_standing() makes them, at the end of the terms before."""
    counted = graded if p.is_primary else [g for g in graded if g.course_id in own.get(p.curriculum_id, ())]
    ends: list[Decimal] = averages(counted)
    last = ends[-PROBATION_TERMS:]
    probation = len(last) == PROBATION_TERMS and all(cgpa < PROBATION_BELOW for cgpa in last)
    return replace(p, cgpa=ends[-1] if ends else None, on_probation=probation)
