"""The order of the computation (RULES.md §5.3): no charge, exemption, basis, multiplier, discounts, courses, rounding."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from .basis import Basis, basis_of
from .case import (
    CONTRIBUTION,
    EXCHANGE,
    FOREIGN,
    MISSED,
    ON_LEAVE,
    TUITION,
    Assessment,
    Case,
    Charge,
    Effect,
    Figures,
    Missing,
    Step,
)
from .courses import course_charges
from .tariffs import Tariffs, per_term, rounded

ZERO = Decimal("0.00")
HUNDRED = Decimal(100)


@dataclass(slots=True)
class Found:
    """What has been found so far."""

    charges: list[Charge] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    missing: list[Missing] = field(default_factory=list)

    def assessment(self) -> Assessment:
        return Assessment(tuple(self.charges), tuple(self.steps), tuple(self.missing))


def compute(case: Case, tariffs: Tariffs, figures: Figures) -> Assessment:
    """Each line with its steps. Lines that come to nothing are there with 0.00, so that they say why."""
    found = Found()
    if step := no_charge(case, figures):
        return Assessment(steps=(step,))
    found.steps += [Step("said", g.rule, document=g.document, figures={"ground": g.code}) for g in _said(case)]
    if step := exemption(case):
        found.steps.append(step)
    else:
        for basis in basis_of(case, figures):
            _charge(case, tariffs, figures, basis, found)
    course_charges(case, tariffs, figures, found)
    return found.assessment()


def no_charge(case: Case, figures: Figures) -> Step | None:
    """A term that costs nothing at all: on leave, missed, an incoming exchange, gone elsewhere."""
    if ground := case.ground(Effect.NO_CHARGE):
        return Step("no_charge", ground.rule, ZERO, {"ground": ground.code}, ground.document)
    if case.admission == EXCHANGE:
        return Step("incoming_exchange", "OMU-103", ZERO)
    if case.term_state == MISSED and not figures.missed_charge:
        return Step("missed_term", "OMU-85", ZERO)
    if case.term_state == ON_LEAVE and not _leave_is_charged(case, figures):
        return Step("on_leave", "OMU-75", ZERO)
    return None


def _leave_is_charged(case: Case, figures: Figures) -> bool:
    return figures.leave_charge == "always" or (figures.leave_charge == "first_term" and case.first_term)


def exemption(case: Case) -> Step | None:
    """Neither contribution nor tuition: martyrs' and veterans' children, scholarship, who waits for an internship."""
    if ground := case.ground(Effect.EXEMPT):
        return Step("exempt", ground.rule, ZERO, {"ground": ground.code}, ground.document)
    return Step("only_internship_left", "OMU-65", ZERO) if case.only_internship_left else None


def _said(case: Case) -> tuple:
    return case.grounds_of(Effect.NONE)


def _charge(case: Case, tariffs: Tariffs, figures: Figures, basis: Basis, found: Found) -> None:
    """One line from its basis to its sum."""
    steps = [basis.step]
    if basis.free:
        found.charges.append(Charge(basis.line, ZERO, tuple(steps)))
        return
    tariff = tariffs.find(basis.line, case.unit, basis.education_type)
    if tariff is None:
        found.missing.append(Missing(basis.line, case.year))
        return
    amount = per_term(tariff)
    steps.append(Step("tariff", tariff.decision, rounded(amount), {"period": tariff.period, "sum": str(tariff.amount)}))
    if basis.line == CONTRIBUTION and (ground := case.ground(Effect.EXEMPT_CONTRIBUTION)):
        amount = ZERO
        steps.append(Step("exempt", ground.rule, ZERO, {"ground": ground.code}, ground.document))
    for step in _adjusted(case, figures, basis.line, amount):
        amount = step.amount if step.amount is not None else amount
        steps.append(Step(step.code, step.rule, rounded(amount), step.figures, step.document))
    found.charges.append(Charge(basis.line, rounded(amount), tuple(steps), tariff_id=tariff.id))


def _adjusted(case: Case, figures: Figures, line: str, amount: Decimal) -> list[Step]:
    """Multiplier, then the discounts one after the other; their amounts are not rounded yet."""
    steps: list[Step] = []
    multiplier = figures.foreign_language_multiplier
    if case.foreign_language and line in (TUITION, FOREIGN) and multiplier != 1:
        amount = amount * multiplier
        steps.append(Step("foreign_language", "OMU-115", amount, {"multiplier": str(multiplier)}))
    if line == FOREIGN and figures.yos_discount and (ground := case.ground(Effect.YOS_LIST)):
        amount = amount * (1 - figures.yos_discount / HUNDRED)
        said = {"percent": str(figures.yos_discount), "ground": ground.code}
        steps.append(Step("discount", ground.rule, amount, said, ground.document))
    if line in figures.disability_lines:
        for ground in case.grounds_of(Effect.BY_RATIO):
            percent = ground.percent or Decimal(0)
            if percent > 0 and percent >= figures.disability_min:
                amount = amount * (1 - percent / HUNDRED)
                said = {"percent": str(percent), "ground": ground.code}
                steps.append(Step("discount", ground.rule, amount, said, ground.document))
    return steps
