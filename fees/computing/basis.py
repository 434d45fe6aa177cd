"""On what basis a student pays for a term: the first of these that fits (RULES.md §5.3, 3)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .case import (
    CONTRIBUTION,
    DAY,
    DISTANCE,
    EVENING,
    FOREIGN,
    INTERNATIONAL,
    MATERIAL,
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
    """A line that is owed; `free` where the student is on it and owes nothing. `education_type` of its tariff."""

    line: str
    step: Step
    free: bool = False
    education_type: str | None = None


def basis_of(case: Case, figures: Figures) -> tuple[Basis, ...]:
    return tuple(_bases(case, figures))


def _bases(case: Case, figures: Figures) -> Iterator[Basis]:
    if ground := case.ground(Effect.TURKISH_PREPARATION):
        yield Basis(PREPARATION, _by(ground, "turkish_preparation"))
    elif case.admission in (INTERNATIONAL, PROTOCOL):
        yield _from_abroad(case)
    elif case.admission == SPECIAL:
        yield from _special(case, figures)
    elif case.type == EVENING:
        yield _evening(case, figures)
    elif ground := case.ground(Effect.AS_FIRST_EDUCATION):
        yield _first_education(case, _by(ground, "as_first_education"))
    elif case.type == DISTANCE:
        yield Basis(TUITION, Step("distance", "KOU-12"))
        yield Basis(MATERIAL, Step("distance", "KOU-12"))
    else:
        yield _first_education(case, None)


def _by(ground: Ground, code: str) -> Step:
    return Step(code, ground.rule, figures={"ground": ground.code}, document=ground.document)


def _from_abroad(case: Case) -> Basis:
    """By how the student was admitted, not by today's citizenship (OMU-110)."""
    ground = case.ground(Effect.ABROAD_GROUP)
    if ground is None:
        return Basis(FOREIGN, Step("from_abroad", "OMU-76" if case.admission == PROTOCOL else "OMU-104"))
    if case.in_normal_duration:
        return Basis(FOREIGN, _by(ground, "group_in_normal_duration"), free=True)
    return Basis(CONTRIBUTION, _by(ground, "group_past_normal_duration"), education_type=DAY)


def _special(case: Case, figures: Figures) -> Iterator[Basis]:
    """Özel öğrenci: by policy, whatever the semester (OMU-78)."""
    line = CONTRIBUTION if case.type not in (EVENING, DISTANCE) else TUITION
    yield Basis(line, Step("special_student", "OMU-78"), free=not figures.special_charge)


def _evening(case: Case, figures: Figures) -> Basis:
    if ground := case.ground(Effect.AS_FIRST_EDUCATION):
        return _first_education(case, _by(ground, "as_first_education"))
    if ground := case.ground(Effect.CONTRIBUTION_INSTEAD):
        return Basis(CONTRIBUTION, _by(ground, "contribution_instead"), education_type=DAY)
    if ground := case.ground(Effect.TOP_TEN):
        free = figures.top_ten_charge == "zero"
        return Basis(CONTRIBUTION, _by(ground, "top_ten"), free=free, education_type=DAY)
    return Basis(TUITION, Step("evening", "OMU-74"))


def _first_education(case: Case, why: Step | None) -> Basis:
    """Nothing within normal duration, the contribution after it (OMU-61 to OMU-64, OMU-72, OMU-73)."""
    said = {"semester": case.semester, "normal": case.normal_semesters}
    if case.in_normal_duration:
        step = why or Step("in_normal_duration", "OMU-63", figures=said)
        return Basis(CONTRIBUTION, step, free=True, education_type=DAY)
    step = why or Step("past_normal_duration", "OMU-72", figures=said)
    return Basis(CONTRIBUTION, step, education_type=DAY)
