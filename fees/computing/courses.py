"""What is charged beside the term: courses in their distance form, their material, single-course exams. Not discounted."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from .case import COURSE, COURSE_MATERIAL, DISTANCE, EXAM, TUITION, Case, Charge, Course, Figures, Missing, Step, Tariff
from .tariffs import Tariffs, per_year, rounded

if TYPE_CHECKING:
    from .order import Found

ZERO = Decimal("0.00")


def course_charges(case: Case, tariffs: Tariffs, figures: Figures, found: Found) -> None:
    """A line for each course, so that the student sees what it costs; who studies by distance pays it with the term."""
    asked = case.courses if figures.course_fee != "none" and case.type != DISTANCE else ()
    for course in asked:
        if course.only_distance and figures.distance_only_free:
            found.charges.append(Charge(COURSE, ZERO, (Step("only_distance", "KOU-115"),), course.course_id))
            continue
        price = (
            flat(case, tariffs, course) if figures.course_fee == "flat" else per_credit(case, tariffs, figures, course)
        )
        _add(price, found)
    if figures.course_material != "none":
        chargeable = [c for c in asked if not (c.only_distance and figures.distance_only_free)]
        for price in material(case, tariffs, figures, chargeable):
            _add(price, found)
    if extra := _exams_charged(case, figures):
        _add(_exam(case, tariffs, extra), found)


def _add(price: Charge | Missing, found: Found) -> None:
    if isinstance(price, Missing):
        found.missing.append(price)
    else:
        found.charges.append(price)


def flat(case: Case, tariffs: Tariffs, course: Course) -> Charge | Missing:
    """UZEM: so much a course and term, or a year where the unit's courses are yearly (OMU-53, OMU-54)."""
    tariff = tariffs.find(COURSE, case.unit)
    if tariff is None:
        return Missing(COURSE, case.year, course.course_id)
    if tariff.period == "year" and course.course_id in case.charged_this_year:
        step = Step("charged_for_the_year", "OMU-54")
        return Charge(COURSE, ZERO, (step,), course.course_id, tariff.id)
    return Charge(COURSE, rounded(tariff.amount), (_tariff_step(tariff),), course.course_id, tariff.id)


def per_credit(case: Case, tariffs: Tariffs, figures: Figures, course: Course) -> Charge | Missing:
    """ESD: the yearly distance tuition of the student's own faculty by the year's ECTS, times the course's (KOU-116)."""
    tariff = tariffs.find(TUITION, case.unit, DISTANCE)
    if tariff is None:
        return Missing(TUITION, case.year, course.course_id)
    unit = per_year(tariff) / figures.year_ects
    if figures.per_credit_rounding == "unit_first":
        unit = rounded(unit)
    amount = rounded(unit * course.ects)
    said = {"year": str(per_year(tariff)), "year_ects": str(figures.year_ects), "unit": str(rounded(unit))}
    steps = (
        Step("per_credit", tariff.decision or "KOU-116", rounded(unit), said),
        Step("times_ects", "KOU-114", amount, {"ects": str(course.ects)}),
    )
    return Charge(COURSE, amount, steps, course.course_id, tariff.id)


def material(case: Case, tariffs: Tariffs, figures: Figures, courses: list[Course]) -> Iterator[Charge | Missing]:
    """By course, by ECTS or once a term (KOU-120)."""
    if not courses:
        return
    tariff = tariffs.find(COURSE_MATERIAL, case.unit)
    if tariff is None:
        yield Missing(COURSE_MATERIAL, case.year)
    elif figures.course_material == "term":
        yield Charge(COURSE_MATERIAL, rounded(tariff.amount), (_tariff_step(tariff),), tariff_id=tariff.id)
    else:
        for course in courses:
            times = course.ects if figures.course_material == "ects" else Decimal(1)
            amount = rounded(tariff.amount * times)
            yield Charge(COURSE_MATERIAL, amount, (_tariff_step(tariff),), course.course_id, tariff.id)


def _exams_charged(case: Case, figures: Figures) -> int:
    """Of this term's single-course exams those beyond the free ones (KOU-89)."""
    free = max(figures.free_exams - case.exams_before, 0)
    return max(case.exams - free, 0)


def _exam(case: Case, tariffs: Tariffs, times: int) -> Charge | Missing:
    tariff = tariffs.find(EXAM, case.unit)
    if tariff is None:
        return Missing(EXAM, case.year)
    step = Step("exams", "KOU-89", rounded(tariff.amount * times), {"times": times, "sum": str(tariff.amount)})
    return Charge(EXAM, rounded(tariff.amount * times), (step,), tariff_id=tariff.id)


def _tariff_step(tariff: Tariff) -> Step:
    return Step("tariff", tariff.decision, rounded(tariff.amount), {"period": tariff.period, "sum": str(tariff.amount)})
