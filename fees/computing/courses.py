"""What is charged beside the term: courses in their distance form, their material, single-course exams. Not discounted.

A line for each course, so that the student sees what it costs.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from .case import (
    COURSE,
    COURSE_MATERIAL,
    DISTANCE,
    EXAM,
    TUITION,
    ZERO,
    Case,
    Charge,
    Course,
    Figures,
    Missing,
    Step,
    Tariff,
)
from .tariffs import Tariffs, per_term, per_year, rounded, tariff_step


def course_lines(case: Case, tariffs: Tariffs, figures: Figures) -> Iterator[Charge | Missing]:
    """Who studies by distance pays for courses with the term (KOU-114 is of first and evening education)."""
    if figures.course_fee == "none" or case.type == DISTANCE:
        return
    chosen = [c for c in case.courses if not (c.only_distance and figures.distance_only_free)]
    for course in case.courses:
        if course not in chosen:
            yield Charge(COURSE, ZERO, (Step("only_distance", "OMU-56, KOU-115"),), course.course_id)
        elif figures.course_fee == "flat":
            yield by_course(case, tariffs.find(COURSE, case.unit), COURSE, course)
        else:
            yield per_credit(case, tariffs, figures, course)
    if chosen and figures.course_material != "none":
        yield from material(case, tariffs.find(COURSE_MATERIAL, case.unit), figures, chosen)


def by_course(case: Case, tariff: Tariff | None, line: str, course: Course) -> Charge | Missing:
    """So much a course and term; where courses are yearly, once a year (OMU-53, OMU-54)."""
    if tariff is None:
        return Missing(line, case.year, course.course_id)
    if tariff.period == "year" and course.course_id in case.charged_this_year:
        return Charge(line, ZERO, (Step("charged_this_year", "OMU-54"),), course.course_id, tariff.id)
    return Charge(line, rounded(tariff.amount), (tariff_step(tariff, tariff.amount),), course.course_id, tariff.id)


def per_credit(case: Case, tariffs: Tariffs, figures: Figures, course: Course) -> Charge | Missing:
    """The distance tuition of a year at the student's own faculty by the ECTS of a year, times those of the course
    (KOU-114, KOU-116). Rounded for one ECTS first, or once at the end as the law has it (KOU-106)."""
    tariff = tariffs.find(TUITION, case.unit, DISTANCE)
    if tariff is None:
        return Missing(TUITION, case.year, course.course_id)
    year, ects_of_year = per_year(tariff), figures.year_ects
    of_year = {"year": str(year), "year_ects": str(ects_of_year)}
    if figures.per_credit_rounding == "unit_first":
        unit = rounded(year / ects_of_year)
        amount = rounded(unit * course.ects)
        first = Step("per_credit", tariff.decision, unit, of_year)
        steps: tuple[Step, ...] = first, Step("times_ects", "KOU-114, KOU-116", amount, {"ects": str(course.ects)})
    else:
        amount = rounded(year * course.ects / ects_of_year)  # divided last, or a kuruş is lost
        said = {**of_year, "ects": str(course.ects), "decision": tariff.decision}
        steps = (Step("share_of_year", "KOU-106", amount, said),)
    return Charge(COURSE, amount, steps, course.course_id, tariff.id)


def material(case: Case, tariff: Tariff | None, figures: Figures, courses: list[Course]) -> Iterator[Charge | Missing]:
    """By course, by ECTS or once a term (KOU-120)."""
    if figures.course_material == "term":
        yield once_a_term(case, tariff)
        return
    for course in courses:
        price = by_course(case, tariff, COURSE_MATERIAL, course)
        yield times_ects(price, course) if figures.course_material == "ects" and isinstance(price, Charge) else price


def once_a_term(case: Case, tariff: Tariff | None) -> Charge | Missing:
    if tariff is None:
        return Missing(COURSE_MATERIAL, case.year)
    step = tariff_step(tariff, per_term(tariff))
    return Charge(COURSE_MATERIAL, rounded(per_term(tariff)), (step,), tariff_id=tariff.id)


def times_ects(price: Charge, course: Course) -> Charge:
    amount = rounded(price.amount * course.ects)
    step = Step("times_ects", "KOU-120", amount, {"ects": str(course.ects)})
    return replace(price, amount=amount, steps=(*price.steps, step))


def exam_line(case: Case, tariffs: Tariffs, figures: Figures) -> Iterator[Charge | Missing]:
    """Of this term's single-course exams those beyond the free ones (KOU-89), whatever the term itself costs."""
    if not case.exams:
        return
    times = max(case.exams - max(figures.free_exams - case.exams_before, 0), 0)
    if not times:
        yield Charge(EXAM, ZERO, (Step("free_exam", "KOU-89", ZERO, {"free": figures.free_exams}),))
    elif tariff := tariffs.find(EXAM, case.unit):
        amount = rounded(tariff.amount * times)
        steps = tariff_step(tariff, tariff.amount), Step("times_exams", "KOU-89", amount, {"times": times})
        yield Charge(EXAM, amount, steps, tariff_id=tariff.id)
    else:
        yield Missing(EXAM, case.year)
