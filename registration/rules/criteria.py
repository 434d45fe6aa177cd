"""Who may take a section, and whether there is a seat: criteria, capacity and quota (METU-58)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from .engine import REFUSE, Data, Finding, NoParams, rule
from .facts import NO_SEAT, Case, Catalogue, Criterion, Facts, Programme, Seat, Section

LAST = "~"  # closes a prefix range: it sorts after every letter
CODES = ("CRITERIA_DEPARTMENT", "CRITERIA_SURNAME", "CRITERIA_CGPA", "CRITERIA_CLASS", "CRITERIA_GRADE")


@dataclass(frozen=True, slots=True)
class Criteria:
    """Whether a section without criterion rows is open to everyone, or to nobody until its department has said so."""

    without_rows: Literal["open", "closed"] = "open"


@dataclass(frozen=True, slots=True)
class Admission:
    """How a section stands to a student: the row and programme that admit, or what the nearest lacks."""

    failing: tuple[str, ...] = ()
    row: Criterion | None = None
    programme: Programme | None = None
    full_quota: int | None = None  # the row fits, its quota is used up


def failing(c: Criterion, facts: Facts, p: Programme, earlier: int | None) -> tuple[str, ...]:
    """The criteria of one row that one programme of the student does not meet; `earlier` is a rank or None."""
    codes = []
    if c.department_id not in (None, p.department_id):
        codes.append("CRITERIA_DEPARTMENT")
    key = facts.surname_key
    if (c.surname_from and key < c.surname_from) or (c.surname_to and key > c.surname_to + LAST):
        codes.append("CRITERIA_SURNAME")
    if not _within(p.cgpa, c.cgpa_min, c.cgpa_max):
        codes.append("CRITERIA_CGPA")
    if not _within(p.class_year, c.year_min, c.year_max):
        codes.append("CRITERIA_CLASS")
    if (c.grade_from, c.grade_to) != (None, None) and (
        earlier is None or not _within(earlier, c.grade_from, c.grade_to)
    ):
        codes.append("CRITERIA_GRADE")
    return tuple(codes)


def earlier_rank(catalogue: Catalogue, facts: Facts, course_id: int) -> int | None:
    """The rank of the last grade from the course itself."""
    taken = facts.taken.get(course_id)
    return catalogue.grades[taken.grade].rank if taken else None


def _within(value: Decimal | int | None, low: Decimal | int | None, high: Decimal | int | None) -> bool:
    """Inclusive; an empty bound is open. Who has no CGPA yet is below every lower bound but nothing."""
    if value is None:
        return not low
    return (low is None or value >= low) and (high is None or value <= high)


def admit(case: Case, section: Section) -> Admission:
    """How the section stands to the student of the case; a section has up to 124 rows, so each is judged once."""
    known: Admission | None = case.admissions.get(section.id)
    if known is None:
        known = case.admissions[section.id] = _admit(case, section) if section.criteria else Admission()
    return known


def _admit(case: Case, section: Section) -> Admission:
    """Rows are alternatives. A row without quota is preferred to one with, so that no quota is spent in vain."""
    facts = case.facts
    nearest = Admission(failing=CODES + CODES)
    fitting: list[Admission] = []
    earlier = earlier_rank(case.catalogue, facts, section.course_id)
    for p in facts.programmes:
        for c in section.criteria:
            codes = failing(c, facts, p, earlier)
            if not codes:
                fitting.append(Admission(row=c, programme=p))
            elif len(codes) < len(nearest.failing):
                nearest = Admission(failing=codes, programme=p)
    if not fitting:
        return nearest
    free = [a for a in fitting if a.row and (a.row.quota is None or has_seat(case, a.row.quota))]
    if free:
        return min(free, key=lambda a: a.row is not None and a.row.quota is not None)
    return Admission(row=fitting[0].row, full_quota=fitting[0].row.quota if fitting[0].row else None)


def has_seat(case: Case, counter: int) -> bool:
    """A seat is free, or the change itself gives one back (a section change within the same quota)."""
    seat = case.facts.seats.get(counter)
    if any(e.quota == counter and e.section_id in case.change.drop for e in case.facts.enrolled):
        return True
    return seat is not None and seat.left > 0


@rule("CRITERIA", params=Criteria, phases=("add", "change"), codes=("CRITERIA_NONE", *CODES))
def criteria(case: Case, p: Criteria) -> Iterator[Data]:
    """A student matching no criterion row cannot take the section; the nearest row is named (METU-58)."""
    for section in case.added:
        if shut(section, p):
            yield Data({}, "CRITERIA_NONE", section.course_id, section.id)
        admission = admit(case, section)
        for code in admission.failing:
            figures = _figures(case, section, code, admission.programme or case.programme)
            yield Data(figures, code, section.course_id, section.id)


def shut(section: Section, p: Criteria) -> bool:
    return not section.criteria and p.without_rows == "closed"


def _figures(case: Case, section: Section, code: str, p: Programme) -> dict[str, object]:
    """What the section admits, and what the student has in the programme that comes nearest."""
    rows = section.criteria
    if code == "CRITERIA_DEPARTMENT":
        admitted = {case.catalogue.departments[c.department_id][0] for c in rows if c.department_id}
        return {"admits": sorted(admitted), "mine": case.catalogue.departments[p.department_id][0]}
    own = [c for c in rows if c.department_id in (None, p.department_id)] or list(rows)
    if code == "CRITERIA_SURNAME":
        return {"admits": list(dict.fromkeys(c.surname_text for c in own if c.surname_text))}
    if code == "CRITERIA_CGPA":
        return {
            "admits": [_span(c.cgpa_min, c.cgpa_max) for c in own],
            "mine": str(p.cgpa) if p.cgpa is not None else None,
        }
    if code == "CRITERIA_CLASS":
        return {"admits": [_span(c.year_min, c.year_max) for c in own], "mine": p.class_year}
    letters = {g.rank: g.letter for g in case.catalogue.grades.values()}
    taken = case.facts.taken.get(section.course_id)
    spans = [_span(letters.get(c.grade_from or 0), letters.get(c.grade_to or 0)) for c in own]
    return {"admits": spans, "mine": taken.grade if taken else None}


def _span(low: object, high: object) -> str:
    return f"{'' if low is None else low}–{'' if high is None else high}"


@rule("CAPACITY_FULL", phases=("add", "change"))
def capacity_full(case: Case, p: NoParams) -> Iterator[Data]:
    """No seat in the section, or none in the quota of the row that admits the student (METU-16, METU-58)."""
    for section in case.added:
        seat = case.facts.seats.get(section.counter, NO_SEAT)
        free = seat.left > 0 or section in case.dropped  # who takes the own section anew gives back what is asked for
        quota = admit(case, section).full_quota
        if not free or quota is not None:
            shown = seat if not free or quota is None else case.facts.seats.get(quota, seat)
            yield full(section, shown, by_quota=free)


def full(section: Section, seat: Seat, *, by_quota: bool) -> Data:
    figures = {"capacity": seat.capacity, "taken": seat.taken, "open": seat.open, "quota": by_quota}
    return Data(figures, course_id=section.course_id, section_id=section.id)


def refused(case: Case, section: Section, seat: Seat, *, by_quota: bool) -> Finding:
    """The finding of a counter that is full outside evaluate(), whatever policy says of the rule: a seat that went
    between the look and the commit, a quota that a draft would have used up."""
    code, data = capacity_full.code, full(section, seat, by_quota=by_quota)
    ruling = case.catalogue.policy.rulings(case.programme, case.at.date())[code]
    article = ruling.article if ruling else ""
    return Finding(code, REFUSE, article, data.figures, data.course_id, data.section_id, rule=code)
