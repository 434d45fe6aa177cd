"""The loader: what stands on a list without being asked for (METU-64 to METU-70, KOU-81), in batches beside the students.

A batch locks its registrations by id, reads its facts, decides in Python (placing.py), locks all its counters by id in one
go, writes and commits (DESIGN.md §7). Whoever misses a seat meanwhile is decided anew in another batch, and who misses one
every time alone, with the counters locked before they are read. A list is only ever added to; one that is with the
advisor or approved is left alone.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from people.models import Student, StudentProgramme
from people.services import system_user

from . import batches, charging, placing, seats
from .catalogue import newest
from .clock import today
from .placing import Placed, Want
from .progress import Progress, in_batches, silent
from .rules.facts import LOAD, NO_PROGRAMME, Case, Catalogue, Facts, Programme, Seat
from .rules.policy import SettingMissing
from .rules.settings import Loader
from .seats import Asking, Taking
from .services import StartAgain, in_step
from .snapshot import load_facts
from .transitions import DRAFT, FEE_PENDING, NOT_STARTED, RETURNED, TABLE, record

SCOPE = {  # what policy asks of a programme, and where it stands
    "programme_id": "programme_id",
    "department_id": "programme__department_id",
    "faculty_id": "programme__department__faculty_id",
    "campus": "programme__campus",
    "level": "programme__level",
    "education_type": "programme__education_type",
}
LOADABLE = (NOT_STARTED, FEE_PENDING, DRAFT, RETURNED)
ROUNDS = 4  # how often a batch is decided anew for the lists whose seat went meanwhile, or that were locked too long


@dataclass
class Report:
    """What a run came to. `left` were with the advisor or approved; `unsettled` stayed locked."""

    students: int = 0
    lists: int = 0
    courses: int = 0
    submitted: int = 0
    left: int = 0
    unsettled: int = 0
    missing: Counter[str] = field(default_factory=Counter)

    def as_dict(self) -> dict[str, Any]:
        return {**vars(self), "missing": dict(sorted(self.missing.items()))}


@dataclass
class Decision:
    """What becomes of one list: what is added, what it moves, and what could not be placed."""

    facts: Facts
    setting: Loader
    placed: Placed
    taking: Taking

    def line(self, actor_id: int, key: uuid.UUID) -> tuple[Facts, Taking, Asking, list[dict[str, Any]]]:
        findings = [f.stored() for f in self.placed.verdict.findings]
        return self.facts, self.taking, Asking(self.placed.change, actor_id, key, "auto"), findings

    @property
    def submits(self) -> bool:
        """KOU-81: what is to be chosen was chosen by the system, so the list goes to the advisor."""
        first_class = self.setting.mode == "first_class_after_fee" and self.setting.first_class_state == "submitted"
        return first_class and self.facts.state in (NOT_STARTED, DRAFT) and self.facts.primary.class_year == 1


def load(
    *,
    term_id: int,
    student_ids: Iterable[int] | None = None,
    dry_run: bool = False,
    progress: Progress = silent,
) -> Report:
    """Load the lists of a term, of all enrolled students or of some; safe to repeat.

    A dry run writes nothing; seats it would have taken count as taken.
    """
    queue = in_order(newest(term_id), student_ids)
    report, actor_id = Report(students=len(queue)), int(system_user().pk)
    imagined: dict[int, Seat] | None = {} if dry_run else None
    for batch in in_batches(queue, progress):
        for _ in range(ROUNDS):
            if imagined is not None:
                batch = _imagine(term_id, batch, imagined, report)
            else:
                batch = _load_batch(term_id, batch, actor_id, report)
            if not batch:
                break
        report.unsettled += sum(len(_load_batch(term_id, [id_], actor_id, report, hold=True)) for id_ in batch)
    return report


def in_order(catalogue: Catalogue, student_ids: Iterable[int] | None) -> list[int]:
    """The enrolled students whose policy loads anything, in the order of service."""
    programmes = StudentProgramme.objects.filter(is_primary=True, student__status=Student.Status.ENROLLED)
    if student_ids is not None:
        programmes = programmes.filter(student_id__in=list(student_ids))
    day, keyed = today(), []
    for student_id, number, cgpa, *scope in programmes.values_list(
        "student_id",
        "student__number",
        "cgpa",
        *SCOPE.values(),
    ):
        setting = _setting(catalogue, replace(NO_PROGRAMME, **dict(zip(SCOPE, scope, strict=True))), day)
        if setting.mode != "none" or setting.seminar_semesters or setting.term_project_from or setting.thesis:
            first = -(cgpa or Decimal(0)) if setting.order == "cgpa" else Decimal(0)
            keyed.append((first, number, student_id))
    return [student_id for *_, student_id in sorted(keyed)]


def _setting(catalogue: Catalogue, p: Programme, day: date) -> Loader:
    """Where no row says what is loaded, nothing is."""
    try:
        return catalogue.policy.setting(Loader, p, day)
    except SettingMissing:
        return Loader()


def _load_batch(
    term_id: int, students: Sequence[int], actor_id: int, report: Report, *, hold: bool = False
) -> list[int]:
    """Load one batch; those that are to be decided anew come back. With `hold` no seat can go meanwhile: others wait."""

    def work(catalogue: Catalogue) -> tuple[list[Decision], list[Decision], int]:
        key = uuid.uuid4()
        snapshots = load_facts(term_id, students, lock=True, key=key)
        facts = [snapshots[id_].facts for id_ in students if id_ in snapshots]
        if ahead := [f.revision for f in facts if f.revision != catalogue.revision]:
            raise StartAgain(ahead[0])
        mine = [f for f in facts if f.state in LOADABLE]
        decided = _decide(catalogue, mine, hold=hold)
        written = _write(decided, actor_id, key, catalogue.revision)
        missed = {registration for registration, version in written.items() if version is None}
        done = [d for d in decided if d.facts.registration_id not in missed]
        _charge(catalogue, done)
        batches.keep_missing(term_id, {d.facts.student_id: d.placed.missing for d in done})
        batches.forget_found(term_id, (f.student_id for f in facts if f.state not in LOADABLE))
        return done, [d for d in decided if d.facts.registration_id in missed], len(facts) - len(mine)

    outcome = in_step(term_id, work)
    if outcome is None:
        return list(students)
    done, again, left = outcome
    report.left += left
    _count(report, done)
    return [d.facts.student_id for d in again]


def _write(decided: list[Decision], actor_id: int, key: uuid.UUID, revision: int) -> dict[int, int | None]:
    """By registration the version of the list, None where a seat was gone; what was loaded whole is submitted."""
    adding = [d for d in decided if d.placed.sections]
    if not adding:
        return {}
    lines = [d.line(actor_id, key) for d in adding]
    written = batches.write(key, actor_id, adding[0].facts.at, revision, lines)
    for decision in adding:
        version = written[decision.facts.registration_id]
        if version is not None and decision.submits:
            record(TABLE["auto_submit"], replace(decision.facts, state=DRAFT, version=version), actor_id, "")
    return written


def _charge(catalogue: Catalogue, done: list[Decision]) -> None:
    """What was loaded in its distance form may cost something."""
    costing = [d for d in done if any(s.delivery == "distance" for s in d.placed.sections.values())]
    charging.charge_moved(catalogue, [d.facts.student_id for d in costing], reason="loaded", tell_balances=False)


def _imagine(term_id: int, students: Sequence[int], imagined: dict[int, Seat], report: Report) -> list[int]:
    catalogue = newest(term_id)
    snapshots = load_facts(term_id, students)
    facts = [snapshots[id_].facts for id_ in students if id_ in snapshots]
    mine = [f for f in facts if f.state in LOADABLE]
    report.left += len(facts) - len(mine)
    _count(report, _decide(catalogue, mine, imagined))
    return []


def _count(report: Report, done: list[Decision]) -> None:
    for decision in done:
        report.lists += bool(decision.placed.sections)
        report.courses += len(decision.placed.sections)
        report.submitted += bool(decision.placed.sections) and decision.submits
        report.missing.update(decision.placed.missing.values())


def _decide(
    catalogue: Catalogue, batch: list[Facts], imagined: dict[int, Seat] | None = None, *, hold: bool = False
) -> list[Decision]:
    """One list after the other, in order; a seat given to one is taken for the next."""
    settings = [_setting(catalogue, f.primary, f.at.date()) for f in batch]
    wants = _wants(catalogue, batch, settings)
    left = {} if imagined is None else imagined
    left |= seats.seats_of(_counters(catalogue, wants) - left.keys(), hold=hold)
    decisions = []
    for facts, setting, wanted in zip(batch, settings, wants, strict=True):
        facts = replace(facts, seats=left)
        placed = placing.place(catalogue, facts, wanted) if wanted else Placed()
        taking = seats.plan(Case(catalogue, facts, placed.change, LOAD), placed.verdict, "auto")
        for counter, delta in taking.moves:
            left[counter] = replace(left[counter], taken=left[counter].taken + delta)
        decisions.append(Decision(facts, setting, placed, taking))
    return decisions


def _wants(catalogue: Catalogue, batch: list[Facts], settings: list[Loader]) -> list[list[Want]]:
    off = batches.taken_off(catalogue, (f.registration_id for f in batch))
    theses = [f.student_id for f, setting in zip(batch, settings, strict=True) if setting.thesis]
    taught = batches.thesis_sections(catalogue.term_id, theses) if theses else {}
    return [
        placing.wanted(catalogue, f, setting, off.get(f.registration_id, frozenset()), taught.get(f.student_id))
        for f, setting in zip(batch, settings, strict=True)
    ]


def _counters(catalogue: Catalogue, wants: list[list[Want]]) -> set[int]:
    courses = {w.course_id for one in wants for w in one}
    return seats.counters_of(s for c in courses for s in catalogue.by_course.get(c, ()))
