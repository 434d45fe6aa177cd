"""What should stand on a student's list without being asked for, and in which sections: decided without writing anything.

Every placement is judged by the same rules as a student's own change; only the gates, which are about when a student may
come in, are gone round (engine.rule). METU-64 to METU-70, KOU-81.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from . import rules
from .rules.criteria import CODES as CRITERIA_CODES
from .rules.criteria import admit
from .rules.engine import Verdict
from .rules.facts import LOAD, NO_SEAT, Case, Catalogue, Change, Course, Facts, Line, Programme, Section
from .rules.settings import Loader
from .rules.timetable import clashes

SEMINAR, TERM_PROJECT, THESIS, THESIS_STUDIES = "seminar", "term_project", "thesis", "thesis_studies"
SPECIAL = frozenset({SEMINAR, TERM_PROJECT, THESIS, THESIS_STUDIES})
ASSOCIATED = {"doctorate_int": "doctorate", "master_nt": "master"}  # whose courses a level takes besides its own
CAPACITY, CRITERIA, PREREQUISITE, NOT_OFFERED = "CAPACITY", "CRITERIA", "PREREQUISITE", "NOT_OFFERED"
OVERLOAD, CLASH, OTHER = "LOAD", "CLASH", "OTHER"
REASONS = {
    **dict.fromkeys(CRITERIA_CODES, CRITERIA),
    "CAPACITY_FULL": CAPACITY,
    "PREREQ_MISSING": PREREQUISITE,
    "COREQ_MISSING": PREREQUISITE,
    "COURSE_NOT_OPENED": NOT_OFFERED,
    "SECTION_CANCELLED": NOT_OFFERED,
    "LOAD_EXCEEDED": OVERLOAD,
    "LOAD_UNKNOWN": OVERLOAD,
    "PROBATION_NEW_COURSE": "PROBATION",
    "TIME_CONFLICT": CLASH,
    "ATTENDANCE_CONFLICT": CLASH,
}
OF_THE_SECTION = frozenset({CAPACITY, CRITERIA, CLASH})  # another section may do
MOST_STEPS = 2000  # of the search for sections that do not clash


@dataclass(frozen=True, slots=True)
class Want:
    """A course that should be on the list; `sections` are the only ones where not every section will do."""

    course_id: int
    sections: frozenset[int] | None = None


@dataclass
class Placed:
    """What can be added, as the rules judged it whole, and why the rest cannot."""

    sections: dict[int, Section] = field(default_factory=dict)  # by course
    verdict: Verdict = field(default_factory=lambda: Verdict(()))
    missing: dict[int, str] = field(default_factory=dict)  # course → reason

    @property
    def change(self) -> Change:
        return change_of(self.sections.values())


def change_of(sections: Iterable[Section]) -> Change:
    return Change(frozenset(Line(s.id) for s in sections))


def wanted(
    catalogue: Catalogue,
    facts: Facts,
    setting: Loader,
    taken_off: frozenset[int],
    thesis_sections: frozenset[int] | None,
) -> list[Want]:
    """What the list lacks, in the order of service: failed musts, untaken ones by semester, special courses.

    `taken_off` are courses that somebody took off the list by hand: they do not come back by themselves.
    `thesis_sections` are those of the thesis advisor; None: there is no thesis advisor.
    """
    case = Case(catalogue, facts, Change(), LOAD)
    wants = [Want(course) for course in _musts(case, setting)]
    wants += _special(case, setting, thesis_sections)
    return [w for w in wants if w.course_id not in taken_off and not _stands(case, w.course_id)]


def _stands(case: Case, course_id: int) -> bool:
    """The course, or one that stands for it, is on the list already."""
    course = case.catalogue.courses[course_id]
    return course_id in case.before or any(c in case.before for c in course.equivalents)


def _musts(case: Case, setting: Loader) -> list[int]:
    """Must courses of the primary programme that are not passed; failed electives are never loaded (METU-65)."""
    p, courses = case.programme, case.catalogue.courses
    curriculum = case.curriculum()
    if curriculum is None or not _loads_musts(case, setting, p):
        return []
    failed, new = [], []
    for semester in sorted(curriculum.musts):
        for course_id in sorted(curriculum.musts[semester], key=lambda c: courses[c].numeric_code):
            taken = case.taken(course_id)
            if case.passed(taken) or courses[course_id].special_role in SPECIAL:
                continue
            if taken is not None:
                failed.append(course_id)
            elif semester == p.semester or (setting.lower_semesters and semester < p.semester):
                new.append(course_id)
    return failed + new


def _loads_musts(case: Case, setting: Loader, p: Programme) -> bool:
    if setting.mode == "first_class_after_fee":  # KOU-81
        return p.class_year == 1 and case.facts.due <= 0
    return setting.mode == "compulsory"


def _special(case: Case, setting: Loader, thesis_sections: frozenset[int] | None) -> Iterator[Want]:
    """Seminar and Term Project by the semester of the programme, Thesis and Thesis Studies by the advisor."""
    semester = case.programme.semester
    if semester in setting.seminar_semesters:
        yield from _one(case, SEMINAR, setting)
    if setting.term_project_from is not None and semester >= setting.term_project_from:
        yield from _one(case, TERM_PROJECT, setting)
    if setting.thesis and thesis_sections is not None:
        thesis = list(_one(case, THESIS, setting, thesis_sections))
        yield from thesis
        if thesis:  # studies go on, however often they were passed, for as long as the thesis does
            yield from _one(case, THESIS_STUDIES, setting, thesis_sections, again=True)


def _one(
    case: Case, role: str, setting: Loader, sections: frozenset[int] | None = None, *, again: bool = False
) -> Iterator[Want]:
    """The course of a role: the curriculum's own, else the department's at the student's level; passed, no more."""
    found = list(_with_role(case, role))
    if not found or (setting.skip_if_passed and not again and any(case.passed(case.taken(c.id)) for c in found)):
        return
    by_course = case.catalogue.by_course

    def rank(course: Course) -> tuple[bool, bool, str]:
        """One that the advisor teaches, then one that is offered, then the first by code."""
        offered = by_course.get(course.id, ())
        taught = sections is not None and any(s.id in sections for s in offered)
        return not taught, not offered, course.numeric_code

    yield Want(min(found, key=rank).id, sections)


def _with_role(case: Case, role: str) -> Iterator[Course]:
    p, courses = case.programme, case.catalogue.courses
    curriculum = case.curriculum()
    own = [courses[c] for c in curriculum.all_musts if courses[c].special_role == role] if curriculum else []
    levels = {p.level, ASSOCIATED.get(p.level)}
    yield from own or (c for c in case.catalogue.special.get((role, p.department_id), ()) if c.level in levels)


def place(catalogue: Catalogue, facts: Facts, wants: Sequence[Want]) -> Placed:
    """Sections for as many of the courses as the rules accept, in their order; without clashes where there is a choice."""
    case = Case(catalogue, facts, Change(), LOAD)
    options = {w.course_id: _options(case, w) for w in wants}
    placed = Placed()
    left = [c for c in options if not _add(catalogue, facts, placed, c, options)]
    for course_id in left:  # perhaps it must be taken together with one that has its place now, or that waits as well
        beside = catalogue.courses[course_id].corequisites
        if beside and placed.missing.get(course_id) == PREREQUISITE:
            waiting = [c for c in beside if c in placed.missing and options[c].sections]
            _add(catalogue, facts, placed, course_id, options, waiting)
    _untangle(catalogue, facts, placed, options)
    return placed


@dataclass(frozen=True, slots=True)
class _Options:
    """The sections that admit the student and have a seat, in the order of their numbers; else why there are none."""

    sections: tuple[Section, ...]
    reason: str = ""


def _options(case: Case, want: Want) -> _Options:
    offered = [s for s in case.catalogue.by_course.get(want.course_id, ()) if s.is_given]
    if want.sections is not None:
        offered = [s for s in offered if s.id in want.sections]
    if not offered:
        return _Options((), NOT_OFFERED)
    departments = {None, *(p.department_id for p in case.facts.programmes)}
    ours = [s for s in offered if not s.criteria or any(c.department_id in departments for c in s.criteria)]
    with_seat = [s for s in ours if case.facts.seats.get(s.counter, NO_SEAT).left]  # asked first: it costs less
    free = tuple(s for s in with_seat if not (admission := admit(case, s)).failing and admission.full_quota is None)
    if free:
        return _Options(free)
    return _Options((), CAPACITY if any(not admit(case, s).failing for s in ours) else CRITERIA)


def _add(
    catalogue: Catalogue,
    facts: Facts,
    placed: Placed,
    course_id: int,
    options: dict[int, _Options],
    beside: Sequence[int] = (),
) -> bool:
    """Add a course, with those beside it, in the first section that the rules accept; those that do not clash first."""
    mine = options[course_id]
    if not mine.sections:
        placed.missing[course_id] = mine.reason
        return False
    others = [options[c].sections[0] for c in beside]
    on_list = [*_held(catalogue, facts), *placed.sections.values(), *others]
    for section in sorted(mine.sections, key=lambda s: any(clash(s, other) for other in on_list)):
        new = [section, *others]
        verdict = rules.evaluate(catalogue, facts, change_of([*placed.sections.values(), *new]), LOAD)
        if verdict.accepted:
            placed.verdict = verdict
            for each in new:
                placed.sections[each.course_id] = each
                placed.missing.pop(each.course_id, None)
            return True
        reason = placed.missing[course_id] = _reason(verdict, course_id)
        if reason not in OF_THE_SECTION:
            break
    return False


def _reason(verdict: Verdict, course_id: int) -> str:
    """The first refusal that is about the course, or about the list as a whole."""
    about = [f for f in verdict.refusals if f.course_id in (None, course_id)] or list(verdict.refusals)
    return REASONS.get(about[0].code, OTHER)


def _held(catalogue: Catalogue, facts: Facts) -> list[Section]:
    return [catalogue.sections[e.section_id] for e in facts.enrolled if e.section_id in catalogue.sections]


def clash(a: Section, b: Section) -> bool:
    return bool(a.week & b.week) and any(clashes(a, b))


def _untangle(catalogue: Catalogue, facts: Facts, placed: Placed, options: dict[int, _Options]) -> None:
    """Where the courses clash as they were placed one by one, look for sections that fit together."""
    refused = [c for c, reason in placed.missing.items() if reason == CLASH]
    held, chosen = _held(catalogue, facts), list(placed.sections.values())
    tangled = any(clash(s, other) for n, s in enumerate(chosen) for other in (*held, *chosen[:n]))
    if not (tangled or refused):
        return
    courses = sorted((*placed.sections, *refused), key=lambda c: (len(options[c].sections), c))
    found = _fitting([options[c].sections for c in courses], held)
    if found is None:
        return
    verdict = rules.evaluate(catalogue, facts, change_of(found), LOAD)
    if verdict.accepted:
        placed.sections, placed.verdict = {s.course_id: s for s in found}, verdict
        for course_id in refused:
            del placed.missing[course_id]


def _fitting(choices: Sequence[Sequence[Section]], held: Sequence[Section]) -> list[Section] | None:
    """One section of each, none clashing with another or with what is held; a search of bounded length."""
    steps = 0

    def search(n: int, chosen: list[Section]) -> list[Section] | None:
        nonlocal steps
        if n == len(choices):
            return chosen
        for section in choices[n]:
            steps += 1
            if steps > MOST_STEPS:
                return None
            if not any(clash(section, other) for other in (*held, *chosen)) and (
                found := search(n + 1, [*chosen, section])
            ):
                return found
        return None

    return search(0, [])
