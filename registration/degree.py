"""What a student's courses count for, programme by programme, and the say of student or advisor where there is a choice."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import groupby

from django.db import transaction

from people.models import CourseCounting, StudentProgramme, User
from people.selectors import advises

from .choices import CATEGORIES
from .eligibility import standing_against
from .messages import Rendered, number_text, render
from .rules.counting import Attempted, Counting, Load, Requirement, attempted, count, fits
from .rules.engine import POLICY_MISSING, REFUSE, Finding
from .rules.facts import Case, Catalogue, Change, Elective, Facts, Pin, Programme
from .rules.policy import SettingMissing
from .services import fresh_catalogue
from .snapshot import load_facts
from .standing import update_standing


def countings(*, student_id: int, term_id: int) -> dict[Programme, Counting]:
    """The counting of each programme the student follows, with the list of the term (METU-66, OMU-21)."""
    facts = load_facts(term_id, [student_id])[student_id].facts
    case = Case(fresh_catalogue(facts, term_id), facts, Change(), "open")
    return {p: count(case, p) for p in facts.programmes}


def pin_course(
    *, programme_id: int, term_id: int, course_id: int, item_id: int | None, replaces_id: int | None, actor: User
) -> tuple[Finding, ...]:
    """Say what a course counts for in one programme of a student; the findings that kept it from being said.

    `item_id` is an elective slot, `replaces_id` a failed course; neither: it counts for nothing. By the student, or by
    the advisor of today. A later word replaces the earlier one.
    """
    programme = StudentProgramme.objects.select_related("student").get(id=programme_id)
    if actor.pk != programme.student.user_id and not advises(actor, programme.student_id):
        return (Finding("NOT_YOUR_ADVISEE", REFUSE, "", {}),)
    facts = load_facts(term_id, [programme.student_id])[programme.student_id].facts
    if not _possible(fresh_catalogue(facts, term_id), facts, programme_id, course_id, item_id, replaces_id):
        return (Finding("COUNTING_IMPOSSIBLE", REFUSE, "", {}, course_id),)

    def pin() -> None:
        said = {"item_id": item_id, "replaces_id": replaces_id, "decided_by": actor}
        CourseCounting.objects.update_or_create(programme_id=programme_id, course_id=course_id, defaults=said)

    return _restated(programme.student_id, pin)


def unpin_course(*, programme_id: int, course_id: int, actor: User) -> tuple[Finding, ...]:
    """Leave it to the counting again."""
    programme = StudentProgramme.objects.select_related("student").get(id=programme_id)
    if actor.pk != programme.student.user_id and not advises(actor, programme.student_id):
        return (Finding("NOT_YOUR_ADVISEE", REFUSE, "", {}),)
    pins = CourseCounting.objects.filter(programme_id=programme_id, course_id=course_id)
    return _restated(programme.student_id, pins.delete)


def _restated(student_id: int, write: Callable[[], object]) -> tuple[Finding, ...]:
    """What is written, with the averages that follow: a course that replaces another takes its place in them."""
    try:
        with transaction.atomic():
            write()
            update_standing([student_id])
    except SettingMissing as missing:
        return (Finding(POLICY_MISSING, REFUSE, "", {"rule": str(missing)}),)
    return ()


def _possible(
    catalogue: Catalogue, facts: Facts, programme_id: int, course_id: int, item_id: int | None, replaces_id: int | None
) -> bool:
    """The course was taken or is on the list, the slot is one that it fits, what it replaces was failed."""
    programme = next(p for p in facts.programmes if p.id == programme_id)
    case = Case(catalogue, facts, Change(), "open")
    standing = {a.course_id: a.standing for a in attempted(case)}
    if course_id not in standing or course_id == replaces_id:
        return False
    if replaces_id is not None and standing.get(replaces_id) != "failed":
        return False
    curriculum = case.curriculum(programme)
    slots = {slot.item_id: slot.category for slot in curriculum.electives} if curriculum else {}
    return item_id is None or (item_id in slots and fits(case, programme, course_id, slots[item_id]))


# the page


@dataclass(frozen=True)
class Shown:
    """A course of the record or the list. `standing` is "passed", "current" or "failed"; `grade` may be of an earlier
    attempt; `replaces` is the code of the failed course it stands for."""

    code: str
    name: str
    standing: str
    grade: str = ""
    replaces: str = ""


@dataclass(frozen=True)
class Step:
    """A requirement: a must course, or an elective slot by its category; and what fills it."""

    code: str
    name: str
    by: Shown | None


@dataclass(frozen=True)
class Option:
    """Where a course may count: `value` is "slot-7", "course-7" (a failed one it replaces), "nothing", or "" for the
    automatic counting."""

    value: str
    course: Shown | None = None
    category: str = ""
    semester: int = 0


@dataclass(frozen=True)
class Say:
    """A course about which student and advisor have a say: what may be chosen, and what was."""

    course_id: int
    shown: Shown
    options: tuple[Option, ...]
    chosen: str


@dataclass(frozen=True)
class Path:
    """One programme of the student, requirement by requirement."""

    id: int
    name: str
    kind: str
    semesters: tuple[tuple[int, tuple[Step, ...]], ...]
    outside: tuple[Shown, ...]
    says: tuple[Say, ...]
    earned: tuple[str, str]  # credits, ECTS
    required: tuple[str, str]


@dataclass(frozen=True)
class Degree:
    """`against` is what the graduation check says of the primary programme; None where no policy says how to check."""

    paths: tuple[Path, ...]
    against: tuple[Rendered, ...] | None
    catalogue: Catalogue


def degree_of(student_id: int, term_id: int, language: str) -> Degree:
    """The path to graduation in each programme the student follows (METU-66)."""
    facts = load_facts(term_id, [student_id])[student_id].facts
    catalogue = fresh_catalogue(facts, term_id)
    case = Case(catalogue, facts, Change(), "open")
    reading = _Reading(case, language)
    followed = StudentProgramme.objects.select_related("programme").in_bulk([p.id for p in facts.programmes])
    paths = tuple(reading.path(p, followed[p.id]) for p in facts.programmes if p.id in followed)
    primary = followed.get(facts.primary.id)
    return Degree(paths, _against(case, primary.terms_used, language) if primary else (), catalogue)


def _against(case: Case, terms_used: int, language: str) -> tuple[Rendered, ...] | None:
    try:
        found = standing_against(case, terms_used)
    except SettingMissing:
        return None
    return tuple(render(finding.stored(), case.catalogue, language) for finding in found)


class _Reading:
    """A student's case read for the page, in one language."""

    def __init__(self, case: Case, language: str) -> None:
        self.case, self.language = case, language
        self.tried = {a.course_id: a for a in attempted(case)}

    def path(self, p: Programme, row: StudentProgramme) -> Path:
        counting = count(self.case, p)
        by_semester = groupby(counting.requirements, key=lambda r: r.semester)
        return Path(
            p.id,
            row.programme.shown_name,
            str(row.get_kind_display()),
            tuple((semester, tuple(self.step(r, counting) for r in group)) for semester, group in by_semester),
            tuple(self.shown(course, counting.replaces) for course in counting.outside),
            self.says(p, counting),
            self.load(counting.earned),
            self.load(counting.required),
        )

    def named(self, course_id: int) -> tuple[str, str]:
        course = self.case.catalogue.courses.get(course_id)
        return (course.code, course.name_in(self.language)) if course else ("?", "")

    def shown(self, course_id: int, replaces: dict[int, int] | None = None) -> Shown:
        taken, tried = self.case.taken(course_id), self.tried.get(course_id)
        replaced = (replaces or {}).get(course_id)
        return Shown(
            *self.named(course_id),
            tried.standing if tried else "",
            taken.grade if taken else "",
            self.named(replaced)[0] if replaced else "",
        )

    def step(self, r: Requirement, counting: Counting) -> Step:
        code, name = self.named(r.course_id) if r.course_id else (r.category, str(CATEGORIES[r.category]))
        return Step(code, name, self.shown(r.by.course_id, counting.replaces) if r.by else None)

    def load(self, load: Load) -> tuple[str, str]:
        return number_text(load.credit, self.language), number_text(load.ects, self.language)

    def says(self, p: Programme, counting: Counting) -> tuple[Say, ...]:
        """Where the counting leaves a choice, or one was made."""
        pins = {pin.course_id: pin for pin in self.case.facts.pins if pin.programme_id == p.id}
        asked = {c.course_id for c in counting.choices} | (pins.keys() & self.tried.keys())
        return tuple(
            Say(c, self.shown(c), tuple(self.options(p, self.tried[c], counting, pins.get(c))), _chosen(pins.get(c)))
            for c in sorted(asked, key=self.named)
        )

    def options(self, p: Programme, a: Attempted, counting: Counting, pin: Pin | None) -> Iterable[Option]:
        """A slot of each category that the course fits, its own or an open one; failed courses; nothing."""
        yield Option("")
        curriculum = self.case.curriculum(p)
        held = {r.item_id: r.by.course_id for r in counting.requirements if r.item_id and r.by}
        offered: dict[str, Elective] = {}
        for slot in sorted(curriculum.electives if curriculum else (), key=lambda s: _own_first(s, a, held, pin)):
            if fits(self.case, p, a.course_id, slot.category) and held.get(slot.item_id, a.course_id) == a.course_id:
                offered.setdefault(slot.category, slot)
        for slot in offered.values():
            yield Option(f"slot-{slot.item_id}", None, str(CATEGORIES[slot.category]), slot.semester)
        for other in self.tried.values():
            if other.standing == "failed" and other is not a:
                yield Option(f"course-{other.course_id}", self.shown(other.course_id))
        yield Option("nothing")


def _own_first(slot: Elective, a: Attempted, held: dict[int, int], pin: Pin | None) -> tuple[bool, bool, int]:
    pinned = pin is not None and pin.item_id == slot.item_id
    return not pinned, held.get(slot.item_id) != a.course_id, slot.semester


def _chosen(pin: Pin | None) -> str:
    """The value of the option that a pin stands for."""
    if pin is None:
        return ""
    if pin.item_id:
        return f"slot-{pin.item_id}"
    return f"course-{pin.replaces_id}" if pin.replaces_id else "nothing"
