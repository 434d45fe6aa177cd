"""The student's standing: fee condition, debts, probation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from .engine import Data, NoParams, rule
from .facts import Case


@dataclass(frozen=True, slots=True)
class NewCourses:
    """From a CGPA on, so many courses that were never taken; the highest CGPA reached counts."""

    cgpa_from: Decimal = Decimal(0)
    most: int = 0


@dataclass(frozen=True, slots=True)
class Probation:
    """`still_new`: letters that leave a course as good as never taken. Where no band covers the CGPA there is no limit."""

    bands: tuple[NewCourses, ...] = (NewCourses(),)
    still_new: tuple[str, ...] = ("W",)

    def most(self, cgpa: Decimal) -> int | None:
        covering = [b for b in self.bands if b.cgpa_from <= cgpa]
        return max(covering, key=lambda b: b.cgpa_from).most if covering else None


@rule("FEE_UNPAID", phases=("add", "change", "send", "approve"), gate=True)
def fee_unpaid(case: Case, p: NoParams) -> Iterator[Data]:
    """No registration while a liable student's fee is not paid (METU-85); money that came another way is no payment yet
    (OMU-60)."""
    if case.facts.due > 0:
        yield Data(_due(case, case.facts.due))


@rule("COURSE_FEE_UNPAID", phases=("approve",))
def course_fee_unpaid(case: Case, p: NoParams) -> Iterator[Data]:
    """No approval while what distance courses cost is not paid (KOU-114)."""
    if case.facts.course_due > 0:
        yield Data(_due(case, case.facts.course_due))


def _due(case: Case, due: Decimal) -> dict[str, str]:
    return {"due": str(due), **({"case": "channel"} if case.facts.paid_elsewhere else {})}


@rule("FEE_SCHEDULE_MISSING", phases=("add", "change", "send", "approve"), gate=True)
def fee_schedule_missing(case: Case, p: NoParams) -> Iterator[Data]:
    """A tariff that is not there blocks the charge, and never means that nothing is owed (OMU-131)."""
    if case.facts.tariff_missing:
        yield Data({})


@rule("LIBRARY_DEBT", phases=("open", "add"), gate=True)
def library_debt(case: Case, p: NoParams) -> Iterator[Data]:
    """A debt to the library is told, and where policy says so refuses (METU-56)."""
    if "library" in case.facts.holds:
        yield Data({})


@rule("PROBATION_NEW_COURSE", params=Probation, phases=("add", "send", "approve"))
def probation_new_course(case: Case, p: Probation) -> Iterator[Data]:
    """On probation only courses taken before, and as many new ones as the CGPA allows (METU-87; NCC art. 30(3))."""
    most = p.most(case.programme.cgpa or Decimal(0)) if case.programme.on_probation else None
    if most is None:
        return
    new, held = _new(case, case.after, p), _new(case, case.before, p)
    if len(new) <= max(most, len(held) if case.change else 0):
        return
    figures = {"new": len(new), "most": most, "cgpa": str(case.programme.cgpa or Decimal(0))}
    for section in case.fresh:
        if section.course_id in new and not (case.change and section.course_id in held):
            yield Data(figures, course_id=section.course_id, section_id=section.id)


def _new(case: Case, courses: Iterable[int], p: Probation) -> set[int]:
    return {c for c in courses if all(t.grade in p.still_new for t in case.attempts(c))}
