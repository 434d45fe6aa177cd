"""Who has passed everything but an internship: such students owe neither contribution nor tuition (OMU-65, OMU-123)."""

from __future__ import annotations

from collections.abc import Sequence

from curriculum.models import SpecialRole
from people.models import StudentProgramme

from ..rules.counting import count
from ..rules.facts import Case, Catalogue, Change
from ..snapshot import load_facts


def finishing(catalogue: Catalogue, programmes: Sequence[StudentProgramme]) -> frozenset[int]:
    """Of students by their primary programmes; only those in or past their last semester are looked at, in one statement."""
    internships = {
        c.id for (role, _), courses in catalogue.special.items() if role == SpecialRole.INTERNSHIP for c in courses
    }
    asked = [
        row.student_id
        for row in programmes
        if row.semester >= row.programme.normal_semesters and _has(catalogue, row, internships)
    ]
    if not asked:
        return frozenset()
    found = load_facts(catalogue.term_id, asked)
    return frozenset(s for s, x in found.items() if _waits(Case(catalogue, x.facts, Change(), "open"), internships))


def _has(catalogue: Catalogue, row: StudentProgramme, internships: set[int]) -> bool:
    curriculum = catalogue.curricula.get(row.curriculum_id or 0)
    return curriculum is not None and not internships.isdisjoint(curriculum.all_musts)


def _waits(case: Case, internships: set[int]) -> bool:
    missing = [r for r in count(case, case.programme).requirements if r.standing != "passed"]
    return bool(missing) and all(r.course_id in internships for r in missing)
