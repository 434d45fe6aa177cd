"""What a page says of what was asked for: a change of the list, an earlier attempt, a step."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from . import seats
from .fixes import find_fixes
from .listing import Row
from .messages import Rendered, render
from .models import Attempt
from .offers import OfferedFix, offer
from .planning import selectors as planning
from .rules.facts import Change
from .selectors import Page
from .services import ACCEPTED, REFUSED, Receipt
from .steps import STEPS
from .transitions import TABLE, Moved
from .undoing import undo_of

ASKS, LAPSED = "asks", "lapsed"  # nothing was tried yet: the page asks first; whoever sent it was signed out
WINDOW = "WINDOW_CLOSED"


@dataclass(frozen=True)
class Answer:
    """What became of the last attempt."""

    status: str
    findings: tuple[Rendered, ...] = ()
    fixes: tuple[OfferedFix, ...] = ()
    at: datetime | None = None
    number: int | None = None
    elsewhere: bool = False  # another screen changed the list meanwhile
    step: str = ""  # what was asked for, where it was no change of the list
    undo: OfferedFix | None = None
    full: tuple[str, ...] = ()  # sections that a drop would hardly get back
    drop: tuple[int, ...] = ()  # which the page asks about before they go
    rows: tuple[Row, ...] = ()  # of the list that the answer is about, while it is as it was then
    plan: planning.Answer | None = None  # what became of each course, where a plan was registered

    @property
    def too_late(self) -> bool:
        return self.status == REFUSED and any(f.code == WINDOW for f in self.findings)

    @property
    def said(self) -> list[tuple[Rendered, Row | None]]:
        """Each finding, with the row beside which it is said in full."""
        by_course = {row.course_id: row for row in self.rows}
        return [(f, by_course.get(f.course_id or 0)) for f in self.findings]

    @property
    def fixes_of(self) -> int | None:
        """The course beside which the fixes stand: the only one of the list that is refused, and nothing else is."""
        about = {row.course_id if row else None for f, row in self.said if f.action == "refuse" and not f.waived}
        return next(iter(about)) if len(about) == 1 else None

    def beside(self, row: Row) -> tuple[Rendered, ...]:
        """What is said beside a course of the list: of the attempt, then what stands on the list anyway."""
        mine = [f for f, about in self.said if about is not None and about.course_id == row.course_id]
        known = {(f.code, f.text) for f in mine}
        return (*mine, *(w for w in row.warnings if (w.code, w.text) not in known))


def answer_of(receipt: Receipt, page: Page, language: str, change: Change, *, elsewhere: bool = False) -> Answer:
    findings = tuple(render(f, page.catalogue, language) for f in receipt.findings)
    current = receipt.version in (None, page.facts.version)
    undo = None
    if receipt.accepted and current and page.is_open:
        undo = undo_of(page.catalogue, page.facts, change, receipt.left)
    return Answer(
        receipt.status,
        findings,
        tuple(offer(fix, page.catalogue, language) for fix in receipt.fixes),
        receipt.at,
        receipt.attempt_id,
        elsewhere,
        undo=undo,
        rows=page.rows if current else (),
    )


def attempt_of(number: int | None) -> Attempt | None:
    return Attempt.objects.filter(id=number).first() if number is not None else None


def asked_in(attempt: Attempt | None) -> set[int]:
    """The sections that an attempt speaks of, whose seats its answer needs."""
    if attempt is None:
        return set()
    change = seats.restored(attempt.change)
    return {line.section_id for line in change.add} | change.drop


def stored_answer(attempt: Attempt | None, page: Page, language: str, *, elsewhere: bool = False) -> Answer | None:
    """The receipt of an earlier attempt of this student's own; fixes are found anew on what is true now."""
    if attempt is None or attempt.registration_id != page.facts.registration_id:
        return None
    if told := planning.answer_of(attempt, page.catalogue, language):
        return Answer(told.status, at=told.at, number=told.number, plan=told)
    change = seats.restored(attempt.change)
    receipt = Receipt(
        ACCEPTED if attempt.accepted else REFUSED,
        tuple(attempt.findings),
        (),
        attempt.id,
        attempt.version,
        attempt.at,
        left=seats.left(attempt.change),
    )
    if not attempt.accepted:
        receipt = replace(receipt, fixes=find_fixes(page.catalogue, page.facts, change, receipt.findings))
    return answer_of(receipt, page, language, change, elsewhere=elsewhere)


def asks_first(full: Iterable[str], drop: Iterable[int]) -> Answer:
    """Before a full section is dropped; nothing was tried yet."""
    return Answer(ASKS, full=tuple(full), drop=tuple(sorted(drop)))


def answer_of_step(event: str, moved: Moved, page: Page, language: str) -> Answer:
    shown = () if moved.accepted else moved.findings  # what warns stands on the list already
    return Answer(moved.status, tuple(render(f, page.catalogue, language) for f in shown), step=event, rows=page.rows)


def step_done(event: str, page: Page) -> Answer | None:
    """That a step was taken, after the way back to a page; nothing where the list shows otherwise."""
    there = event in STEPS and page.facts.state == TABLE[event].target
    return Answer(ACCEPTED, step=event) if there else None
