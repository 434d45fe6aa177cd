"""On what basis a student pays for a term: the first of these that fits (RULES.md §5.3, 3)."""

from __future__ import annotations

from dataclasses import dataclass

from .case import (
    CONTRIBUTION,
    DAY,
    DISTANCE,
    EVENING,
    FOREIGN,
    INTERNATIONAL,
    MATERIAL,
    ON_LEAVE,
    PREPARATION,
    PROTOCOL,
    SPECIAL,
    TUITION,
    Case,
    Effect,
    Figures,
    Ground,
    Step,
)


@dataclass(frozen=True, slots=True)
class Basis:
    """A line of the term and the education type of its tariff, where it is not the student's own. `free`: the student is
    on that line and owes nothing."""

    line: str
    step: Step
    free: bool = False
    education_type: str | None = None


def basis_of(case: Case, figures: Figures) -> tuple[Basis, ...]:
    if case.admission == SPECIAL:
        return _special(case, figures)
    if ground := case.ground(Effect.TURKISH_PREPARATION):
        return (Basis(PREPARATION, by(ground, "turkish_preparation")),)
    if case.admission in (INTERNATIONAL, PROTOCOL):
        return (_from_abroad(case),)
    if ground := case.ground(Effect.AS_FIRST_EDUCATION):
        return (_first_education(case, figures, by(ground, "as_first_education")),)
    if ground := case.ground(Effect.AS_EVENING):
        return (Basis(TUITION, by(ground, "as_evening"), education_type=EVENING),)
    if case.type == EVENING:
        return (_evening(case, figures),)
    if case.type == DISTANCE:
        return _distance(Step("distance", "OMU-62, KOU-101"))
    return (_first_education(case, figures),)


def by(ground: Ground, code: str) -> Step:
    return Step(code, ground.rule, figures={"ground": ground.code}, document=ground.document)


def _special(case: Case, figures: Figures) -> tuple[Basis, ...]:
    """Özel öğrenci: by policy, whatever the semester (OMU-78, OMU-80)."""
    step, free = Step("special_student", "OMU-78"), not figures.special_charge
    if case.type == DISTANCE and not free:
        return _distance(step)
    if case.type in (EVENING, DISTANCE):
        return (Basis(TUITION, step, free),)
    return (_contribution(step, free=free),)


def _from_abroad(case: Case) -> Basis:
    """By how the student was admitted, not by today's citizenship (OMU-110), and without distinction of education type."""
    ground = case.ground(Effect.ABROAD_GROUP)
    if ground is None:
        return Basis(FOREIGN, Step("from_abroad", "OMU-76" if case.admission == PROTOCOL else "OMU-104"))
    if case.in_normal_duration:
        return Basis(FOREIGN, by(ground, "group_in_normal_duration"), free=True)
    return _contribution(by(ground, "group_past_normal_duration"))


def _evening(case: Case, figures: Figures) -> Basis:
    if ground := case.ground(Effect.CONTRIBUTION_INSTEAD):
        return _contribution(by(ground, "contribution_instead"))
    if ground := case.ground(Effect.TOP_TEN):
        step = by(ground, "top_ten")
        return _contribution(step) if figures.top_ten_charge == "contribution" else _by_duration(case, step)
    return Basis(TUITION, Step("evening", "OMU-74, KOU-101"))


def _distance(step: Step) -> tuple[Basis, ...]:
    """Tuition and the material fee, each term (KOU-12 to KOU-14)."""
    return Basis(TUITION, step), Basis(MATERIAL, step)


def _first_education(case: Case, figures: Figures, why: Step | None = None) -> Basis:
    if case.term_state == ON_LEAVE and figures.leave_charge == "first_term":
        return _contribution(Step("first_term_on_leave", "OMU-75"))
    said = {"semester": case.semester, "normal": case.normal_semesters}
    if case.in_normal_duration:
        return _by_duration(case, why or Step("in_normal_duration", "OMU-63, OMU-64", figures=said))
    return _by_duration(case, why or Step("past_normal_duration", "OMU-72, OMU-73", figures=said))


def _by_duration(case: Case, step: Step) -> Basis:
    """Nothing within normal duration, the contribution after it (OMU-61)."""
    return _contribution(step, free=case.in_normal_duration)


def _contribution(step: Step, *, free: bool = False) -> Basis:
    """What first education pays, whatever the student's own type is."""
    return Basis(CONTRIBUTION, step, free, DAY)
