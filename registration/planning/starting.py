"""A plan to begin with: what the curriculum names for the student's semester, and the must courses that were failed."""

from __future__ import annotations

from ..choices import manner_of
from ..forms import refusal
from ..placing import place, wanted
from ..rules.engine import Finding
from ..rules.facts import Catalogue, Facts, Line, Section
from ..rules.settings import Loader
from ..services import fresh_catalogue
from ..snapshot import load_facts
from .services import add_to_plan, read_plan

MUSTS = Loader(mode="compulsory", lower_semesters=False)


def start_from_curriculum(*, student_id: int, term_id: int, actor_id: int) -> tuple[Finding, ...]:
    """Put each of these courses into the plan, in the first section that the rules accept beside the others.

    What is in the plan or on the list stays as it is; of the rest it is answered what could not be placed.
    """
    facts = load_facts(term_id, [student_id])[student_id].facts
    catalogue = fresh_catalogue(facts, term_id)
    planned = {p.course_id for p in read_plan(student_id, term_id)}
    wants = wanted(catalogue, facts, MUSTS, frozenset(planned), None)
    sections = [s.id for w in wants for s in catalogue.by_course.get(w.course_id, ())]
    facts = load_facts(term_id, [student_id], sections)[student_id].facts
    placed = place(catalogue, facts, wants)
    lines = [_line(catalogue, facts, placed.sections[w.course_id]) for w in wants if w.course_id in placed.sections]
    found = add_to_plan(student_id=student_id, term_id=term_id, lines=lines, actor_id=actor_id)
    left = tuple(refusal("PLAN_NOT_PLACED", c, reason=reason) for c, reason in placed.missing.items())
    return found or left or (() if lines else (refusal("PLAN_NOTHING_TO_START"),))


def _line(catalogue: Catalogue, facts: Facts, section: Section) -> Line:
    manner = manner_of(catalogue, facts.primary, facts.at.date(), section, None)
    return Line(section.id, manner.status, manner.category, manner.mode)
