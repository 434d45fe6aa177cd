"""The order of the computation (RULES.md §5.3): no charge, exemption, basis, multiplier, discounts, courses, rounding."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from .basis import Basis, basis_of, by
from .case import (
    CONTRIBUTION,
    EXCHANGE,
    FOREIGN,
    MISSED,
    ON_LEAVE,
    TUITION,
    ZERO,
    Assessment,
    Case,
    Charge,
    Effect,
    Figures,
    Missing,
    Step,
)
from .courses import course_lines, exam_line
from .tariffs import Tariffs, per_term, rounded, tariff_step

MULTIPLIED = (TUITION, FOREIGN)  # by the foreign-language multiplier (OMU-115)


def compute(case: Case, tariffs: Tariffs, figures: Figures) -> Assessment:
    """Each line with its steps. Lines that come to nothing are there with 0.00, so that they say why."""
    found: list[Charge | Missing] = []
    if step := no_charge(case, figures):
        steps: tuple[Step, ...] = (step,)
    else:
        steps = tuple(by(ground, "noted") for ground in case.grounds_of(Effect.NONE))
        if step := free_term(case):
            steps += (step,)
        else:
            found += [price(case, tariffs, figures, basis) for basis in basis_of(case, figures)]
        found += course_lines(case, tariffs, figures)
    found += exam_line(case, tariffs, figures)
    return Assessment(
        charges=tuple(line for line in found if isinstance(line, Charge)),
        steps=steps,
        missing=tuple(line for line in found if isinstance(line, Missing)),
    )


def no_charge(case: Case, figures: Figures) -> Step | None:
    """A term that costs nothing, nor do its courses: gone elsewhere, an incoming exchange, missed, on leave."""
    if ground := case.ground(Effect.NO_CHARGE):
        return replace(by(ground, "no_charge"), amount=ZERO)
    if case.admission == EXCHANGE:
        return Step("incoming_exchange", "OMU-103", ZERO)
    if case.term_state == MISSED and not figures.missed_charge:
        return Step("missed_term", "OMU-85", ZERO)
    if case.term_state == ON_LEAVE and not _leave_is_charged(case, figures):
        return Step("on_leave", "OMU-75, KOU-73", ZERO)
    return None


def _leave_is_charged(case: Case, figures: Figures) -> bool:
    return figures.leave_charge == "always" or (figures.leave_charge == "first_term" and case.first_term)


def free_term(case: Case) -> Step | None:
    """No line of the term at all, though courses may cost something: a summer term; martyrs' and veterans' children,
    scholarships, who waits for an internship alone."""
    if case.summer:
        return Step("summer_term", "", ZERO)
    if ground := case.ground(Effect.EXEMPT):
        return replace(by(ground, "exempt"), amount=ZERO)
    return Step("only_internship_left", "OMU-65, OMU-123", ZERO) if case.only_internship_left else None


def price(case: Case, tariffs: Tariffs, figures: Figures, basis: Basis) -> Charge | Missing:
    """One line of the term from its basis to its sum; it is rounded once, at the end."""
    if basis.free:
        return Charge(basis.line, ZERO, (basis.step,))
    if basis.line == CONTRIBUTION and (ground := case.ground(Effect.EXEMPT_CONTRIBUTION)):
        return Charge(basis.line, ZERO, (basis.step, replace(by(ground, "exempt"), amount=ZERO)))
    tariff = tariffs.find(basis.line, case.unit, basis.education_type)
    if tariff is None:
        return Missing(basis.line, case.year)
    amount, steps = per_term(tariff), [basis.step, tariff_step(tariff, per_term(tariff))]
    for factor, step in factors(case, figures, basis.line):
        amount *= factor
        steps.append(replace(step, amount=rounded(amount)))
    return Charge(basis.line, rounded(amount), tuple(steps), tariff_id=tariff.id)


def factors(case: Case, figures: Figures, line: str) -> Iterator[tuple[Decimal, Step]]:
    """The multiplier, then the discounts, one after the other."""
    if case.foreign_language and line in MULTIPLIED and (multiplier := figures.foreign_language_multiplier) != 1:
        yield multiplier, Step("foreign_language", "OMU-115", figures={"multiplier": str(multiplier)})
    if line == FOREIGN and figures.yos_discount:
        for ground in case.grounds_of(Effect.YOS_LIST)[:1]:
            yield _less(figures.yos_discount), _discount(by(ground, "discount"), figures.yos_discount)
    if line in figures.disability_lines:
        for ground in case.grounds_of(Effect.BY_RATIO):
            if ground.percent and ground.percent >= figures.disability_min:
                yield _less(ground.percent), _discount(by(ground, "discount"), ground.percent)


def _less(percent: Decimal) -> Decimal:
    return 1 - percent / 100


def _discount(step: Step, percent: Decimal) -> Step:
    return replace(step, figures={**step.figures, "percent": str(percent)})
