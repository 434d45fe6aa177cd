"""How much a student takes: the load and its bands, the first term, too few courses (METU-72, 73, 86)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from .engine import Data, NoParams, rule
from .facts import Case, Curriculum, Section


@dataclass(frozen=True, slots=True)
class Band:
    """The most a student may take from a CGPA on: `max` outright, or `extra` over the normal load."""

    cgpa_from: Decimal = Decimal(0)
    max: Decimal | None = None
    extra: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class LoadBands:
    """`unit` is courses, credit or ects. `normal` empty: the credit courses of the curriculum's fullest semester.

    `graduating_extra` is over the normal load for who can graduate with it, whatever the CGPA.
    """

    unit: Literal["courses", "credit", "ects"] = "courses"
    normal: Decimal | None = None
    bands: tuple[Band, ...] = ()
    graduating_extra: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Fewest:
    least: int = 3


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
    """The load stays within the band of the student's CGPA (METU-86); a drop is never refused for it."""
    after, before = load_of(case, case.after.values(), p.unit), load_of(case, case.before.values(), p.unit)
    if case.change and after <= before:
        return
    curriculum = case.catalogue.curricula.get(case.programme.curriculum_id or 0)
    normal = p.normal if p.normal is not None else (Decimal(curriculum.fullest) if curriculum else None)
    if normal is None and any(b.max is None for b in p.bands):
        yield Data({}, code="LOAD_UNKNOWN")  # no curriculum, no normal load: fails closed, the registrar is told
        return
    limit = _limit(case, p, normal or Decimal(0), curriculum, after)
    if limit is not None and after > limit:
        yield Data({"load": str(after), "max": str(limit), "unit": p.unit, "cgpa": _text(case.programme.cgpa)})


def _text(cgpa: Decimal | None) -> str | None:
    return None if cgpa is None else str(cgpa)


def _limit(case: Case, p: LoadBands, normal: Decimal, curriculum: Curriculum | None, load: Decimal) -> Decimal | None:
    """None where no band covers the student: that is an answer, not a gap.

    Who can graduate is asked only where the band does not suffice: it walks the whole transcript.
    """
    cgpa = case.programme.cgpa if case.programme.cgpa is not None else Decimal(0)
    covering = [b for b in p.bands if b.cgpa_from <= cgpa]
    if not covering:
        return None
    band = max(covering, key=lambda b: b.cgpa_from)
    limit = band.max if band.max is not None else normal + band.extra
    if load > limit and p.graduating_extra is not None and curriculum:
        graduating = normal + p.graduating_extra
        if can_graduate(case, curriculum, graduating):
            return max(limit, graduating)
    return limit


def can_graduate(case: Case, curriculum: Curriculum, within: Decimal) -> bool:
    """Whether the credit courses still missing from the curriculum fit into one load."""
    courses, grades = case.catalogue.courses, case.catalogue.grades
    passed = sum(
        1 for c, t in case.facts.taken.items() if c in courses and courses[c].credit > 0 and grades[t.grade].is_pass
    )
    return 0 < curriculum.total - passed <= within


@rule("FIRST_TERM_LOAD_CHANGED", phases=("add", "drop", "approve"))
def first_term_load_changed(case: Case, p: NoParams) -> Iterator[Data]:
    """In the first semester of the curriculum the load is the curriculum's own (METU-72)."""
    curriculum = case.catalogue.curricula.get(case.programme.curriculum_id or 0)
    if case.programme.semester != 1 or curriculum is None:
        return
    musts, slots = curriculum.musts.get(1, frozenset()), curriculum.slots.get(1, 0)

    def off(courses: Set[int]) -> int:
        """How many courses the list is away from the semester: musts that are missing, slots not filled or overfilled."""
        return len(musts - courses) + abs(len(courses - musts) - slots)

    after = off(case.after.keys())
    if after > off(case.before.keys()) or (after and not case.change):
        yield Data({"courses": len(case.after), "normal": len(musts) + slots})


@rule("FEW_COURSES", params=Fewest, phases=("drop", "send", "approve"))
def few_courses(case: Case, p: Fewest) -> Iterator[Data]:
    """Fewer courses than three, those in NI status not counted (METU-73)."""
    ni = {e.course_id for e in case.facts.enrolled if e.status == "ni" and e.section_id not in case.change.drop}
    ni |= {case.catalogue.sections[x.section_id].course_id for x in case.change.add if x.status == "ni"}
    count = len(case.after.keys() - ni)
    if count < p.least:
        yield Data({"courses": count, "least": p.least})
