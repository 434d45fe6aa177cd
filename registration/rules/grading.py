"""From a score to a letter, from lessons attended to attendance: what an instructor's list becomes (KOU-31, 32, OMU-51)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from .engine import Data
from .facts import Grade
from .settings import Grading


def letter_of(score: Decimal, scale: Iterable[Grade], pass_grade: Decimal | None) -> Grade | None:
    """The letter that a score out of 100 earns; None where the scale has none for it.

    The pass grade has the last word: a score that reaches it is at least the lowest passing letter, one below it at most
    the best failing one (KOU-31, KOU-32).
    """
    letters = sorted((g for g in scale if g.min_score is not None), key=lambda g: g.rank)
    earned = next((g for g in letters if g.min_score is not None and g.min_score <= score), None)
    if pass_grade is None or (earned and earned.is_pass == (score >= pass_grade)):
        return earned
    if score >= pass_grade:
        return next((g for g in reversed(letters) if g.is_pass), None)
    return next((g for g in letters if not g.is_pass), None)


def attendance_met(attended: int, held: int, percent: Decimal) -> bool:
    """Whether enough of the lessons held were attended; compared without rounding: 9 of 14 are not 70 % (OMU-51)."""
    return attended * 100 >= percent * held


def pass_grade_of(own: Decimal | None, p: Grading) -> Decimal | None:
    """The section's own pass grade, else the university's."""
    return p.pass_grade if own is None else own


def pass_grade_limit(wanted: Decimal, p: Grading) -> Iterator[Data]:
    """An instructor moves the pass grade within the limits of policy; without limits it is not moved (KOU-32)."""
    low, high = p.pass_grade_min, p.pass_grade_max
    if low is None and high is None:
        yield Data({}, code="PASS_GRADE_FIXED")
    elif (low is not None and wanted < low) or (high is not None and wanted > high):
        figures = {"asked": str(wanted), "min": _text(low), "max": _text(high)}
        yield Data(figures, code="PASS_GRADE_LIMIT")


def _text(figure: Decimal | None) -> str | None:
    return None if figure is None else str(figure)
