"""How much a student takes: the load and its bands, the first term, too few courses (METU-72, 73, 86; OMU-19, 20)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from .engine import Data, NoParams, rule
from .facts import Case, Curriculum, Section

EVER = 9999  # closes a range of years that has no end


@dataclass(frozen=True, slots=True)
class Band:
    """The most a student may take from a CGPA on: `max` outright, or `extra` over the normal load.

    `entry_from` and `entry_to` narrow it to years of entry, both included: 2012 is 2012-2013.
    """

    cgpa_from: Decimal = Decimal(0)
    max: Decimal | None = None
    extra: Decimal = Decimal(0)
    entry_from: int | None = None
    entry_to: int | None = None

    @property
    def rank(self) -> tuple[int, Decimal]:
        """The narrowest band decides: fewest years of entry first, then the highest CGPA reached."""
        return (self.entry_from or 0) - (self.entry_to or EVER), self.cgpa_from

    def covers(self, cgpa: Decimal, entry_year: int) -> bool:
        return self.cgpa_from <= cgpa and (self.entry_from or 0) <= entry_year <= (self.entry_to or EVER)


@dataclass(frozen=True, slots=True)
class LoadBands:
    """`unit` is courses, credit or ects. `normal` empty: the credit courses of the curriculum's fullest semester.

    `graduating_extra` is over the normal load for who can graduate with it, whatever the CGPA; `probation_normal` holds
    who is on probation to the normal load all the same.
    """

    unit: Literal["courses", "credit", "ects"] = "courses"
    normal: Decimal | None = None
    bands: tuple[Band, ...] = ()
    graduating_extra: Decimal | None = None
    probation_normal: bool = False


@dataclass(frozen=True, slots=True)
class Fewest:
    """`probation` and `graduating`: whether it is said to who is on probation, or can graduate with what is left."""

    least: int = 3
    probation: bool = True
    graduating: bool = True


def load_of(case: Case, sections: Iterable[Section], unit: str) -> Decimal:
    """The sum over credit courses, in the unit of the band; courses without credit do not count."""
    courses = [case.catalogue.courses[s.course_id] for s in sections]
    if unit == "ects":
        return sum((c.ects for c in courses), Decimal(0))
    if unit == "credit":
        return sum((c.credit for c in courses), Decimal(0))
    return Decimal(sum(1 for c in courses if c.credit > 0))


@rule(
    "LOAD_EXCEEDED",
    params=LoadBands,
    phases=("add", "change", "send", "approve"),
    codes=("LOAD_EXCEEDED", "LOAD_UNKNOWN"),
)
def load_exceeded(case: Case, p: LoadBands) -> Iterator[Data]:
    """The load stays within the band of the student's CGPA and entry (METU-86, OMU-19, OMU-20); a drop is never refused."""
    after, before = load_of(case, case.after.values(), p.unit), load_of(case, case.before.values(), p.unit)
    if case.change and after <= before:
        return
    if _normal(case, p) is None and any(b.max is None for b in p.bands):
        yield Data({}, code="LOAD_UNKNOWN")  # no curriculum, no normal load: fails closed, the registrar is told
        return
    limit = limit_for(case, p, after)
    if limit is not None and after > limit:
        yield Data({"load": str(after), "max": str(limit), "unit": p.unit, "cgpa": _text(case.programme.cgpa)})


def _text(cgpa: Decimal | None) -> str | None:
    return None if cgpa is None else str(cgpa)


def _normal(case: Case, p: LoadBands) -> Decimal | None:
    curriculum = case.curriculum()
    return p.normal if p.normal is not None else (Decimal(curriculum.fullest) if curriculum else None)


def limit_for(case: Case, p: LoadBands, load: Decimal) -> Decimal | None:
    """None where no band covers the student: that is an answer, not a gap.

    Who can graduate is asked only where the band does not suffice: it walks the whole transcript.
    """
    mine, cgpa, normal = case.programme, case.programme.cgpa or Decimal(0), _normal(case, p) or Decimal(0)
    covering = [b for b in p.bands if b.covers(cgpa, mine.entry_year)]
    if not covering:
        return None
    band = max(covering, key=lambda b: b.rank)
    limit = band.max if band.max is not None else normal + band.extra
    if p.probation_normal and mine.on_probation:
        return min(limit, normal)
    if load > limit and p.graduating_extra is not None and can_graduate(case, normal + p.graduating_extra):
        return max(limit, normal + p.graduating_extra)
    return limit


def can_graduate(case: Case, within: Decimal) -> bool:
    """Whether the credit courses still missing from the curriculum fit into one load."""
    curriculum = case.curriculum()
    return curriculum is not None and 0 < _missing(case, curriculum) <= within


def _missing(case: Case, curriculum: Curriculum) -> int:
    """Must courses not passed, by equivalents neither, and the elective slots that no other passed course fills."""
    courses = case.catalogue.courses
    musts = [c for c in curriculum.all_musts if c in courses and courses[c].credit > 0]
    standing = {c for must in musts for c in (must, *courses[must].equivalents)}
    others = sum(
        1
        for c, t in case.facts.taken.items()
        if c in courses and c not in standing and courses[c].credit > 0 and case.passed(t)
    )
    slots = curriculum.total - len(musts)
    return sum(1 for c in musts if not case.passed(case.taken(c))) + max(0, slots - others)


@rule("FIRST_TERM_LOAD_CHANGED", phases=("add", "drop", "approve"))
def first_term_load_changed(case: Case, p: NoParams) -> Iterator[Data]:
    """In the first semester of the curriculum the load is the curriculum's own, exemptions aside (METU-72)."""
    curriculum = case.curriculum()
    if case.programme.semester != 1 or curriculum is None:
        return
    musts = {c for c in curriculum.musts.get(1, ()) if not case.passed(case.taken(c))}
    slots = curriculum.slots.get(1, 0)

    def off(courses: Set[int]) -> int:
        """How many courses the list is away from the semester: musts that are missing, slots not filled or overfilled."""
        return len(musts - courses) + abs(len(courses - musts) - slots)

    after = off(case.after.keys())
    if after > off(case.before.keys()) or (after and not case.change):
        yield Data({"courses": len(case.after), "normal": len(musts) + slots})


@rule("FEW_COURSES", params=Fewest, phases=("drop", "send", "approve"))
def few_courses(case: Case, p: Fewest) -> Iterator[Data]:
    """Fewer courses than three, those in NI status not counted (METU-73; exceptions: NCC art. 18(4), 30(4))."""
    count = sum(1 for course_id in case.after if case.status.get(course_id) != "ni")
    if count >= p.least or (case.programme.on_probation and not p.probation):
        return
    if p.graduating or not can_graduate(case, Decimal(p.least)):
        yield Data({"courses": count, "least": p.least})
