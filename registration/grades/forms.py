"""From a posted class list to rows: what was typed is kept beside whatever is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.http import QueryDict

from ..forms import as_number, refusal
from ..rules.grading import attendance_met
from ..services import BUSY
from .selectors import ClassList, Line
from .services import Entered, GradeRow

MET = {"yes": True, "no": False}


@dataclass(frozen=True)
class Posted:
    """The rows to be entered, and whose lines they are."""

    rows: list[GradeRow]
    lines: list[Line]
    held: str


def read(post: QueryDict, listed: ClassList) -> Posted:
    """Every line takes over what was typed, and what of it cannot be read. Empty where no grade was, it is no row."""
    rows, lines, held = [], [], post.get("held", "").strip()[:10]
    for line in listed.lines:
        if f"seen_{line.student_id}" not in post:
            continue  # came onto the list after the page was made
        for name in ("letter", "score", "attended", "met", "seen"):
            setattr(line, name, post.get(f"{name}_{line.student_id}", "").replace("\x00", "").strip()[:40])
        if any((line.letter, line.score, line.attended, line.met, line.seen)):
            rows.append(_row(line, held, listed))
            lines.append(line)
    return Posted(rows, lines, held)


def _row(line: Line, held: str, listed: ClassList) -> GradeRow:
    score, met = as_score(line.score), MET.get(line.met)
    if line.score and score is None:
        line.errors.append(refusal("SCORE_WRONG", score=line.score).stored())
    if line.attended and _readable(line.attended, held):
        met = attendance_met(int(line.attended), int(held), listed.min_attendance)
    elif line.attended:
        line.errors.append(refusal("ATTENDANCE_WRONG", attended=line.attended, held=held or "–").stored())
    term_code, course_id = listed.section.term.code, listed.section.course_id
    return GradeRow(line.student_id, course_id, term_code, line.letter, score, met, seen=line.seen)


def answer(posted: Posted, entered: Entered) -> list[dict[str, Any]]:
    """Put each row's findings into its line; what belongs to no row is told apart.

    Who is told that a grade changed meanwhile has seen it by then, and may save over it.
    """
    for n, found in entered.errors.items():
        posted.lines[n].errors += found
        if any(finding["code"] == "GRADE_CHANGED_MEANWHILE" for finding in found):
            posted.lines[n].seen = posted.lines[n].now
    return [refusal("BUSY").stored()] if entered.status == BUSY else []


def as_score(text: str) -> Decimal | None:
    """A figure with comma or point; None where there is none to be read."""
    try:
        figure = Decimal(text.replace(",", "."))
    except InvalidOperation:
        return None
    return figure if figure.is_finite() and len(text) < 10 else None


def _readable(attended: str, held: str) -> bool:
    came, all_ = as_number(attended), as_number(held)
    return came is not None and all_ is not None and all_ > 0 and came <= all_
