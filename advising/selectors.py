"""What an advisor sees: all advisees from one statement's facts, and one student in full."""

from __future__ import annotations

from dataclasses import dataclass

from people.models import Student, User
from registration import rules
from registration.messages import Rendered, render
from registration.rules.engine import WARN
from registration.rules.facts import Change
from registration.selectors import Page, build_page, state_text
from registration.services import fresh_catalogue
from registration.snapshot import load_facts

from .services import advisees_of

# who waits for the advisor first, who is settled last
ORDER = ("submitted", "draft", "returned", "fee_pending", "not_started", "excuse_pending", "approved", "final")
WAITING_FIRST = {state: place for place, state in enumerate(ORDER)}


@dataclass(frozen=True)
class Advisee:
    student: Student
    state: str
    label: str  # the state in the university's own words
    class_year: int
    courses: int
    credits: str
    refusals: int
    warnings: int


def advisees(user: User, term_id: int, language: str) -> list[Advisee]:
    """Those who wait first, then by surname; the same two statements for one student or for 120."""
    students = list(advisees_of(user))
    snapshots = load_facts(term_id, [s.id for s in students])
    found = []
    for student in students:
        facts = snapshots[student.id].facts
        catalogue = fresh_catalogue(facts, term_id)
        findings = rules.evaluate(catalogue, facts, Change(), "approve").findings
        credits = sum(catalogue.courses[e.course_id].credit for e in facts.enrolled)
        found.append(
            Advisee(
                student=student,
                state=facts.state,
                label=state_text(facts, catalogue, language),
                class_year=facts.primary.class_year,
                courses=len(facts.enrolled),
                credits=f"{credits:.0f}",
                refusals=sum(f.refuses for f in findings),
                warnings=sum(f.action == WARN for f in findings),
            )
        )
    return sorted(found, key=lambda a: (not a.courses and a.state == "draft", WAITING_FIRST.get(a.state, len(ORDER))))


@dataclass(frozen=True)
class Desk:
    """One student's list as the advisor judges it: `refusals` are what would keep it from being approved now."""

    page: Page
    refusals: tuple[Rendered, ...]


def desk(student_id: int, term_id: int, language: str) -> Desk:
    facts = load_facts(term_id, [student_id])[student_id].facts
    catalogue = fresh_catalogue(facts, term_id)
    verdict = rules.evaluate(catalogue, facts, Change(), "approve")
    refusals = tuple(render(f.stored(), catalogue, language) for f in verdict.refusals)
    return Desk(build_page(facts, catalogue, language), refusals)
