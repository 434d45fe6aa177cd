"""How a section stands to a student: what the rules say of it, and how a result shows that.

Before the student's opening it is judged as at that hour, and what keeps the whole list from being changed is said once,
above the results: else every one of them would say the same.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from .. import rules
from ..candidates import MAKERS, other_status
from ..choices import NI, Manner, manner_of
from ..messages import Rendered, meets_text, number_text, render, section_label
from ..rules import BY_CODE
from ..rules.engine import Finding, evaluate
from ..rules.facts import Catalogue, Change, Facts, Line, Section
from ..selectors import BARRING, GATES, opening

FULL = "CAPACITY_FULL"
NI_HELPS = frozenset(code for code, makers in MAKERS.items() if other_status in makers)


@dataclass(frozen=True)
class Asker:
    """The student as sections are judged for: `facts.at` is the opening while that is still to come."""

    catalogue: Catalogue
    facts: Facts
    opens: datetime | None  # when it is to come
    bars: tuple[Finding, ...]  # what keeps the list from being changed now, the gates besides

    @property
    def is_open(self) -> bool:
        return self.opens is None and not self.bars


@dataclass(frozen=True)
class Judged:
    section: Section
    manner: Manner
    instead: Section | None  # the section of this course on the list, which an add would change
    held: bool
    findings: tuple[Finding, ...]  # but for what bars the whole list
    evaluations: int

    @property
    def could(self) -> bool:
        return not any(f.refuses for f in self.findings)

    @property
    def full(self) -> bool:
        """For this student: the section, or the quota of the row that admits."""
        return any(f.code == FULL and f.refuses for f in self.findings)


@dataclass(frozen=True)
class Found:
    """A section of a search, and how it stands to the student."""

    section_id: int
    course_id: int
    label: str
    numeric_code: str
    code: str
    number: int
    name: str
    credit: str
    ects: str
    meets: str
    instructors: str
    left: int
    capacity: int
    held: bool
    instead: Section | None
    could: bool
    can: bool  # now
    full: bool
    manner: Manner  # where only NI would be accepted, that stands in it
    reasons: tuple[Rendered, ...]


def asker_of(catalogue: Catalogue, facts: Facts) -> Asker:
    opens, _ = opening(facts, catalogue)
    barring = (BY_CODE[code] for code in (*BARRING, *(() if opens else GATES)))
    bars = evaluate(barring, catalogue, facts, Change(), "change").refusals
    return Asker(catalogue, replace(facts, at=opens or facts.at), opens, bars)


def judge(asker: Asker, section: Section) -> Judged:
    """As it would be taken; where that is refused and NI would be accepted, as NI."""
    catalogue, facts = asker.catalogue, asker.facts
    held = next((e for e in facts.enrolled if e.course_id == section.course_id), None)
    instead = catalogue.sections.get(held.section_id) if held and held.section_id != section.id else None
    manner = manner_of(catalogue, facts.primary, facts.at.date(), section, held)
    if held and held.section_id == section.id:
        return Judged(section, manner, None, True, (), 0)
    drop = frozenset({instead.id}) if instead else frozenset[int]()
    findings = _findings(asker, section, manner, drop)
    refusing = {f.code for f in findings if f.refuses}
    if not refusing or not manner.statuses or not refusing <= NI_HELPS:
        return Judged(section, manner, instead, False, findings, 1)
    as_ni = replace(manner, status=NI)
    found = Judged(section, as_ni, instead, False, _findings(asker, section, as_ni, drop), 2)
    return found if found.could else Judged(section, manner, instead, False, findings, 2)


def _findings(asker: Asker, section: Section, manner: Manner, drop: frozenset[int]) -> tuple[Finding, ...]:
    """Any category will do until one is chosen."""
    category = manner.category or next(iter(manner.categories), "")
    line = Line(section.id, manner.status, category, manner.mode)
    verdict = rules.evaluate(asker.catalogue, asker.facts, Change(frozenset({line}), drop))
    said = {f.code for f in asker.bars}
    return tuple(f for f in verdict.findings if f.code not in said)


def shown(judged: Judged, asker: Asker, language: str, *, price: Decimal | None = None) -> Found:
    s, catalogue = judged.section, asker.catalogue
    course, seat = catalogue.courses[s.course_id], asker.facts.seats.get(s.counter)
    refusals = tuple(f for f in judged.findings if f.refuses)
    return Found(
        section_id=s.id,
        course_id=course.id,
        label=section_label(catalogue, s.id),
        numeric_code=course.numeric_code,
        code=course.code,
        number=s.number,
        name=course.name_in(language),
        credit=number_text(course.credit, language),
        ects=number_text(course.ects, language),
        meets=meets_text(s, language),
        instructors=s.instructors,
        left=seat.left if seat else 0,
        capacity=seat.capacity if seat else 0,
        held=judged.held,
        instead=judged.instead,
        could=judged.could,
        can=judged.could and asker.is_open,
        full=judged.full,
        manner=replace(judged.manner, price=price),
        reasons=tuple(render(f.stored(), catalogue, language) for f in refusals or judged.findings),
    )
