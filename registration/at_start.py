"""Students' records as they were when a term began: no grade of the term or later, and what follows from the others."""

from __future__ import annotations

from dataclasses import replace

from people.models import TranscriptEntry

from .catalogue import current_term
from .rules.facts import Catalogue, Facts, Programme
from .snapshot import load_facts
from .standing import Then, standing_before


def facts_before(catalogue: Catalogue, student_ids: list[int]) -> dict[int, Facts]:
    """The students' facts with the grades of earlier terms alone, and what follows from those.

    In the current term the figures stand in the rows already, but for students who have grades of it.
    """
    code = catalogue.term_code
    found = {id_: s.facts for id_, s in load_facts(catalogue.term_id, student_ids, before=code).items()}
    current = current_term()
    changed = set(found)
    if current is None or current.code <= code:
        later = TranscriptEntry.objects.filter(student__in=student_ids, term_code__gte=code)
        changed = set(later.values_list("student_id", flat=True))
    then = standing_before(changed, code) if changed else {}
    for id_ in changed:
        programmes = tuple(_at(p, then[p.id]) for p in found[id_].programmes)
        found[id_] = replace(found[id_], programmes=programmes)
    return found


def _at(p: Programme, then: Then) -> Programme:
    return replace(
        p,
        cgpa=then.cgpa,
        on_probation=then.on_probation,
        semester=then.semester or p.semester,
        class_year=then.class_year or p.class_year,
    )
