"""What stands beside a student's list while it is decided on: the record, the way to graduation, what was tried in vain."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from curriculum.models import SeatCounter
from people.models import StudentProgramme, User
from registration import seats
from registration.choices import CATEGORIES
from registration.messages import Rendered, render, section_label
from registration.models import Attempt
from registration.rules.counting import Requirement, count
from registration.rules.facts import Case, Catalogue, Change, Facts, Programme, Seat
from registration.selectors import Row
from registration.transcript import PastTerm, transcript_of

from .changes import ChangedLine
from .selectors import Desk

MOST_TRIED = 3  # attempts shown


@dataclass(frozen=True)
class Way:
    """One programme: of `total` requirements `passed` are filled by the record and `listed` would be by this term's list.

    `behind` are must courses of earlier semesters and of this one that neither fills; `musts` and `electives` is all that
    is left, those among it.
    """

    name: str
    kind: str
    total: int
    passed: int
    listed: int
    adds: tuple[str, ...]
    behind: tuple[str, ...]
    musts: int
    electives: tuple[tuple[str, int], ...]

    @property
    def filled(self) -> int:
        return self.passed + self.listed


@dataclass(frozen=True)
class InVain:
    """A change that the student asked for and that was refused."""

    at: datetime
    asked: tuple[str, ...]
    findings: tuple[Rendered, ...]


@dataclass(frozen=True)
class Listed:
    """A course of the list with the seats of its section, what is said of it, and its change since the approval."""

    row: Row
    seat: Seat | None
    findings: tuple[Rendered, ...]
    change: ChangedLine | None


@dataclass(frozen=True)
class Beside:
    listed: tuple[Listed, ...]
    dropped: tuple[ChangedLine, ...]
    transcript: tuple[PastTerm, ...]
    ways: tuple[Way, ...]
    in_vain: tuple[InVain, ...]


def beside(desk: Desk, user: User, language: str) -> Beside:
    """What is read of the student `user` beside the facts of the list: six statements, whatever is found."""
    facts, catalogue = desk.page.facts, desk.page.catalogue
    changes = desk.since.lines if desk.since else ()
    return Beside(
        listed=_listed(desk, {line.course_id: line for line in changes}),
        dropped=tuple(line for line in changes if line.kind == "dropped"),
        transcript=transcript_of(facts, catalogue, language),
        ways=_ways(facts, catalogue),
        in_vain=_in_vain(facts, catalogue, user, language),
    )


def _listed(desk: Desk, changed: Mapping[int, ChangedLine]) -> tuple[Listed, ...]:
    rows, sections = desk.page.rows, desk.page.catalogue.sections
    counters = SeatCounter.objects.filter(section_id__in=[row.section_id for row in rows])
    seats_ = {c.section_id: Seat(c.capacity, c.taken, c.open) for c in counters}
    said = () if desk.folded else desk.findings
    found = []
    for row in rows:
        course = sections[row.section_id].course_id
        mine = tuple(f for f in said if f.course_id == course)
        found.append(Listed(row, seats_.get(row.section_id), mine, changed.get(course)))
    return tuple(found)


def _ways(facts: Facts, catalogue: Catalogue) -> tuple[Way, ...]:
    case = Case(catalogue, facts, Change(), "open")
    rows = StudentProgramme.objects.filter(student_id=facts.student_id).select_related("programme")
    followed = {row.pk: row for row in rows}
    return tuple(_way(case, p, followed[p.id]) for p in facts.programmes if p.id in followed and case.curriculum(p))


def _way(case: Case, p: Programme, row: StudentProgramme) -> Way:
    found = count(case, p)
    left = (*found.of("missing"), *found.of("failed"))
    courses = case.catalogue.courses
    listed = [courses[r.by.course_id].code for r in found.of("current") if r.by and r.by.course_id in courses]
    electives = Counter(str(CATEGORIES[r.category]) for r in left if not r.course_id)
    return Way(
        name=row.programme.shown_name,
        kind=str(row.get_kind_display()),
        total=len(found.requirements),
        passed=len(found.of("passed")),
        listed=len(listed),
        adds=tuple(listed),
        behind=tuple(_codes((r for r in left if r.semester <= p.semester), case.catalogue)),
        musts=sum(r.course_id is not None for r in left),
        electives=tuple(electives.items()),
    )


def _codes(requirements: Iterable[Requirement], catalogue: Catalogue) -> Iterable[str]:
    for r in requirements:
        if r.course_id in catalogue.courses:
            yield catalogue.courses[r.course_id].code


def _in_vain(facts: Facts, catalogue: Catalogue, user: User, language: str) -> tuple[InVain, ...]:
    """The student's own, the last first: the sections that were asked for, or that were to be dropped."""
    tried = Attempt.objects.filter(registration_id=facts.registration_id, accepted=False, actor_id=user.pk)
    found = []
    for attempt in tried.order_by("-id")[:MOST_TRIED]:
        change = seats.restored(attempt.change)
        named = [line.section_id for line in change.add] or change.drop
        asked = sorted(section_label(catalogue, id_) for id_ in named)
        findings = tuple(render(f, catalogue, language) for f in attempt.findings if f["action"] == "refuse")
        found.append(InVain(attempt.at, tuple(asked), findings))
    return tuple(found)
