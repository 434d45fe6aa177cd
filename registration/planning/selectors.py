"""What the page of the plan shows: two statements, the plan and the facts with the seats of its courses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ..choices import CATEGORIES, MODES, NI, Manner, statuses_of
from ..messages import Rendered, meets_text, number_text, render, section_label
from ..models import Attempt, TermRegistration
from ..rules.facts import NO_SEAT, Catalogue, Facts, Line
from ..services import fresh_catalogue
from ..snapshot import load_facts
from ..week import Week, week_of
from .choosing import Outcome
from .judging import Judged, judge_plan
from .services import read_plan
from .shape import Plan, Planned


@dataclass(frozen=True)
class Option:
    """A section of a planned course, and how it stands."""

    line: Line
    label: str
    number: int
    meets: str
    instructors: str
    left: int
    capacity: int
    chosen: bool
    against: tuple[Rendered, ...]

    @property
    def taken_as(self) -> tuple[str, ...]:
        names = ("NI" if self.line.status == NI else "", CATEGORIES.get(self.line.category, ""))
        return tuple(str(name) for name in (*names, MODES.get(self.line.mode, "")) if name)


@dataclass(frozen=True)
class Row:
    """A planned course. `standing` is "ready", "missing", or "done" where it is on the list already."""

    course_id: int
    numeric_code: str
    code: str
    name: str
    credit: str
    ects: str
    must: bool
    standing: str
    held: str  # where it stands on the list
    options: tuple[Option, ...]
    warnings: tuple[Rendered, ...] = ()
    gone: tuple[Rendered, ...] = ()  # no section is left
    instead: Option | None = None

    @property
    def chosen(self) -> Option | None:
        return next((o for o in self.options if o.chosen), None)

    @property
    def by_alternative(self) -> bool:
        return bool(self.chosen) and self.chosen is not self.options[0]


@dataclass(frozen=True)
class PlanPage:
    rows: tuple[Row, ...]
    bars: tuple[Rendered, ...]  # what keeps the whole list from being changed
    opens: datetime | None
    closes: datetime | None
    at: datetime  # when the seats were read
    credits: str
    ects: str
    week: Week
    adding: Manner  # what the form for a course not known yet lets choose

    @property
    def waiting(self) -> int:
        return sum(row.standing != "done" for row in self.rows)

    @property
    def ready(self) -> int:
        return sum(row.standing == "ready" for row in self.rows)

    @property
    def is_open(self) -> bool:
        return self.closes is not None and self.opens is None

    @property
    def can_commit(self) -> bool:
        return self.is_open and not self.bars and self.waiting > 0


def page_of_plan(student_id: int, term_id: int, language: str) -> PlanPage:
    plan = read_plan(student_id, term_id)
    asked = [id_ for p in plan for id_ in p.section_ids]
    facts = load_facts(term_id, [student_id], asked)[student_id].facts
    catalogue = fresh_catalogue(facts, term_id)
    judged = judge_plan(catalogue, facts, plan)
    rows = _rows(catalogue, facts, plan, judged, language)
    courses = [catalogue.courses[row.course_id] for row in rows]
    return PlanPage(
        rows=rows,
        bars=tuple(render(f.stored(), catalogue, language) for f in judged.bars),
        opens=judged.opens,
        closes=judged.closes,
        at=facts.at,
        credits=number_text(sum(c.credit for c in courses), language),
        ects=number_text(sum(c.ects for c in courses), language),
        week=_week(catalogue, facts, rows, language),
        adding=Manner(statuses=statuses_of(catalogue, facts.primary, facts.at.date())),
    )


def _rows(catalogue: Catalogue, facts: Facts, plan: Plan, judged: Judged, language: str) -> tuple[Row, ...]:
    outcomes = {o.course_id: o for o in judged.chosen.outcomes}
    held = {e.course_id: e.section_id for e in facts.enrolled}
    rows = []
    for p in plan:
        course, outcome, instead = (
            catalogue.courses[p.course_id],
            outcomes.get(p.course_id),
            judged.instead.get(p.course_id),
        )
        ready = outcome is not None and outcome.line is not None
        rows.append(
            Row(
                course_id=course.id,
                numeric_code=course.numeric_code,
                code=course.code,
                name=course.name_in(language),
                credit=number_text(course.credit, language),
                ects=number_text(course.ects, language),
                must=catalogue.is_must(facts.primary, course.id),
                standing="done" if outcome is None else "ready" if ready else "missing",
                held=section_label(catalogue, held.get(course.id)),
                options=tuple(_option(catalogue, facts, x, outcome, language) for x in _known(catalogue, p)),
                warnings=_warnings(catalogue, judged, course.id, language) if ready else (),
                gone=_said(catalogue, outcome, 0, language),
                instead=_option(catalogue, facts, instead, None, language) if instead else None,
            )
        )
    return tuple(rows)


def _known(catalogue: Catalogue, p: Planned) -> list[Line]:
    return [line for line in p.lines if line.section_id in catalogue.sections]


def _option(catalogue: Catalogue, facts: Facts, line: Line, outcome: Outcome | None, language: str) -> Option:
    section = catalogue.sections[line.section_id]
    seat = facts.seats.get(section.counter, NO_SEAT)
    return Option(
        line=line,
        label=section_label(catalogue, section.id),
        number=section.number,
        meets=meets_text(section, language),
        instructors=section.instructors,
        left=seat.left,
        capacity=seat.capacity,
        chosen=outcome is not None and outcome.line == line,
        against=_said(catalogue, outcome, section.id, language),
    )


def _said(catalogue: Catalogue, outcome: Outcome | None, section_id: int, language: str) -> tuple[Rendered, ...]:
    against = dict(outcome.against) if outcome else {}
    return tuple(render(f.stored(), catalogue, language) for f in against.get(section_id, ()))


def _warnings(catalogue: Catalogue, judged: Judged, course_id: int, language: str) -> tuple[Rendered, ...]:
    findings = judged.chosen.verdict.findings
    return tuple(
        render(f.stored(), catalogue, language) for f in findings if f.course_id == course_id and not f.refuses
    )


def _week(catalogue: Catalogue, facts: Facts, rows: tuple[Row, ...], language: str) -> Week:
    """The list as it is, and the plan beside it: each course by the section that would be taken, else its first choice."""
    ids = [e.section_id for e in facts.enrolled]
    shown = (row.chosen or row.options[0] for row in rows if row.standing != "done" and row.options)
    ids += [o.line.section_id for o in shown]
    return week_of([catalogue.sections[id_] for id_ in ids if id_ in catalogue.sections], catalogue, language)


# what became of a plan, by the ledger


@dataclass(frozen=True)
class Told:
    """What became of a course: the section it was taken by, or would have been, and what stood against those before."""

    code: str
    name: str
    place: str
    first: bool  # by the first choice
    against: tuple[tuple[str, Rendered], ...]  # each with the section it is about


@dataclass(frozen=True)
class Answer:
    status: str
    manner: str
    courses: tuple[Told, ...] = ()
    findings: tuple[Rendered, ...] = ()
    number: int | None = None
    at: datetime | None = None

    @property
    def taken(self) -> int:
        return sum(bool(told.place) for told in self.courses) if self.status == "accepted" else 0


def stored_answer(attempt_id: int, student_id: int, term_id: int, catalogue: Catalogue, language: str) -> Answer | None:
    """The receipt of a plan of this student's own, whenever it is asked for."""
    registrations = TermRegistration.objects.filter(student=student_id, term=term_id).values("id")
    mine = Attempt.objects.filter(id=attempt_id, registration_id__in=registrations, change__has_key="plan")
    attempt = mine.first()
    return answer_of(attempt, catalogue, language) if attempt else None


def answer_of(attempt: Attempt, catalogue: Catalogue, language: str) -> Answer | None:
    """None where the attempt was no plan's."""
    plan = attempt.change.get("plan")
    if plan is None:
        return None
    return Answer(
        status="accepted" if attempt.accepted else "refused",
        manner=plan["manner"],
        courses=told_of(plan, catalogue, language),
        findings=tuple(render(f, catalogue, language) for f in attempt.findings),
        number=attempt.id,
        at=attempt.at,
    )


def told_of(plan: dict[str, Any], catalogue: Catalogue, language: str) -> tuple[Told, ...]:
    return tuple(_told(course, catalogue, language) for course in plan["courses"])


def _told(course: dict[str, Any], catalogue: Catalogue, language: str) -> Told:
    known = catalogue.courses.get(course["course"])
    tried = ((section_label(catalogue, id_), found) for id_, found in course["tried"])
    said = ((place, tuple(render(f, catalogue, language) for f in found)) for place, found in tried)
    return Told(
        code=known.code if known else "–",
        name=known.name_in(language) if known else "",
        place=section_label(catalogue, course["section"]) if course["section"] else "",
        first=not course["tried"],
        against=tuple((place, f) for place, findings in said for f in findings),
    )
