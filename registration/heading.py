"""What stands at the head of the registration page (OMU-37): advisor, class and semester, average, the most to be taken."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from people.selectors import AdvisorName, advisor_of

from .messages import number_text
from .rules.facts import Case, Change, Programme
from .rules.load import LoadBands, limit_for, load_of
from .selectors import Page


@dataclass(frozen=True)
class Heading:
    """What does not change with the list."""

    advisor: AdvisorName | None
    programme: Programme
    cgpa: str


@dataclass(frozen=True)
class Load:
    """What is on the list against the most that may be; `most` is None where there is no limit.

    `unit` is what the load is counted in: courses, credit or ects.
    """

    taken: Decimal
    most: Decimal | None
    unit: str
    taken_text: str
    most_text: str

    @property
    def over(self) -> bool:
        return self.most is not None and self.taken > self.most


def heading_of(page: Page, language: str) -> Heading:
    facts, mine = page.facts, page.facts.primary
    return Heading(
        advisor=advisor_of(facts.student_id, facts.at.date()),
        programme=mine,
        cgpa="" if mine.cgpa is None else (str(mine.cgpa).replace(".", ",") if language == "tr" else str(mine.cgpa)),
    )


def load_on(page: Page, language: str) -> Load:
    case = Case(page.catalogue, page.facts, Change(), "open")
    ruling = page.catalogue.policy.rulings(page.facts.primary, page.facts.at.date()).get("LOAD_EXCEEDED")
    bands = ruling.params if ruling else LoadBands()
    taken = load_of(case, case.after.values(), bands.unit)
    most = limit_for(case, bands, taken)
    most_text = "" if most is None else number_text(most, language)
    return Load(taken, most, bands.unit, number_text(taken, language), most_text)
