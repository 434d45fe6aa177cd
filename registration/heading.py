"""What stands at the head of the registration page (OMU-37): advisor, class and semester, average, the most to be taken."""

from __future__ import annotations

from dataclasses import dataclass

from people.selectors import AdvisorName, advisor_of

from .messages import number_text
from .rules.facts import Case, Change, Programme
from .rules.load import LoadBands, limit_for, load_of
from .selectors import Page


@dataclass(frozen=True)
class Heading:
    """`unit` is what the load is counted in: courses, credit or ects; `most` is empty where there is no limit."""

    advisor: AdvisorName | None
    programme: Programme
    cgpa: str
    taken: str
    most: str
    unit: str


def heading_of(page: Page, language: str) -> Heading:
    facts, mine = page.facts, page.facts.primary
    case = Case(page.catalogue, facts, Change(), "open")
    ruling = page.catalogue.policy.rulings(mine, facts.at.date()).get("LOAD_EXCEEDED")
    bands = ruling.params if ruling else LoadBands()
    load = load_of(case, case.after.values(), bands.unit)
    most = limit_for(case, bands, load)
    cgpa = "" if mine.cgpa is None else str(mine.cgpa)
    return Heading(
        advisor=advisor_of(facts.student_id, facts.at.date()),
        programme=mine,
        cgpa=cgpa.replace(".", ",") if language == "tr" else cgpa,
        taken=number_text(load, language),
        most="" if most is None else number_text(most, language),
        unit=bands.unit,
    )
