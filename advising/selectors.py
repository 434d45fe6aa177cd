"""What an advisor sees: all advisees from one statement's facts, and one student in full."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.utils.translation import gettext

from people.models import Staff, Student, User
from people.selectors import substitutions
from registration import rules
from registration.checklist import last_minute
from registration.messages import Rendered, duration, render
from registration.models import SectionChange
from registration.rules import BY_CODE
from registration.rules.counting import count
from registration.rules.engine import WARN, Finding, Verdict, phases_of
from registration.rules.facts import Case, Catalogue, Change, Facts
from registration.rules.opening import ADD_DROP, APPROVAL, CHANGE_KINDS, window_now, windows_for
from registration.selectors import Page, build_page, state_text
from registration.services import fresh_catalogue, judge_list
from registration.snapshot import load_facts
from registration.transitions import DRAFT, LOCKED, RETURNED, SUBMITTED, possible, warnings_mark

from .changes import SinceApproval, is_changed, since_approval
from .filters import CHANGED, WARNED, Filter
from .models import AdvisorTask, RemovalRequest
from .places import Place, places_for
from .roster import UNAPPROVED_STATES, among, roster

Judged = tuple[Facts, Catalogue, Verdict]
EVERYBODY = Filter()


@dataclass(frozen=True)
class Advisee:
    """One line of the desk. `student` is as the roster gives it; `findings` are what approving the list would say."""

    student: Student
    state: str
    label: str  # the state in the university's own words
    class_year: int
    courses: int
    credits: str
    version: int
    refusals: tuple[Rendered, ...]
    warnings: tuple[Rendered, ...]
    can_approve: bool
    approval_until: datetime | None  # while it is open
    at: datetime
    waits: bool  # for a decision of the advisor
    changed: bool  # since it was approved
    unfinished: int  # in the last semester: requirements of the degree that neither the record nor the list fills
    stands_in_for: str = ""  # the advisor, where that is another one

    @property
    def is_clean(self) -> bool:
        return self.can_approve and not self.warnings


@dataclass(frozen=True)
class Deadline:
    """Whose lists are not approved yet, and when their approval ends: `until` is the last minute, that one included."""

    until: datetime
    left: str
    last_day: bool
    advisees: tuple[Advisee, ...]


@dataclass(frozen=True)
class Choice:
    """A filter with how many it leaves."""

    value: str
    label: str
    count: int


@dataclass(frozen=True)
class Advisees:
    """The whole desk: those of the chosen filter, and what lies on top of it whatever was chosen."""

    shown: tuple[Advisee, ...]
    total: int
    choices: tuple[Choice, ...]
    years: tuple[int, ...]
    removals: tuple[tuple[Advisee, RemovalRequest], ...]
    tasks: tuple[tuple[AdvisorTask, str], ...]  # with what changed
    deadlines: tuple[Deadline, ...]
    stands_in_for: dict[int, tuple[Staff, date]]  # by advisor, with the last day

    @property
    def unapproved(self) -> int:
        return sum(c.count for c in self.choices if c.value in UNAPPROVED_STATES)

    @property
    def can_approve(self) -> bool:
        return any(a.can_approve for a in self.shown)

    @property
    def clean(self) -> int:
        """How many of those shown have nothing that speaks against them."""
        return sum(a.is_clean for a in self.shown)

    @property
    def waiting(self) -> tuple[Advisee, ...]:
        return tuple(a for a in self.shown if a.waits)


def advisees(user: User, term_id: int, language: str, chosen: Filter = EVERYBODY) -> Advisees:
    """Those who wait first, then by surname; the same statements for one student or for 120."""
    students = roster(user, term_id)
    ids = [s.id for s in students]
    judged = _judged(term_id, ids)
    shown = _marked(among(students, chosen), judged, chosen.only)
    lines = {s.id: _advisee(s, *judged[s.id], language) for s in students}
    open_ = {"student__in": ids, "term": term_id}
    requests = RemovalRequest.objects.filter(**open_, closed_at=None)
    tasks = AdvisorTask.objects.filter(**open_, done_at=None).select_related("student", "course")
    standing = {
        s.advisor_id: (s.advisor, s.date_to)
        for s in substitutions().filter(substitute__user=user).select_related("advisor__user")
    }
    for s in students:
        if s.advisor_id in standing:
            lines[s.id] = replace(lines[s.id], stands_in_for=str(standing[s.advisor_id][0]))
    return Advisees(
        shown=tuple(lines[s.id] for s in shown),
        total=len(students),
        choices=_choices(lines.values()),
        years=tuple(sorted({s.year for s in students if s.year})),
        removals=tuple((lines[r.student_id], r) for r in requests if lines[r.student_id].state in LOCKED),
        tasks=tuple((task, what_changed(task, language)) for task in tasks),
        deadlines=_deadlines(lines.values(), language),
        stands_in_for=standing,
    )


def chosen_students(everybody: list[Student], term_id: int, chosen: Filter) -> list[Student]:
    """Those of a filter in the order of the desk; their lists are judged only where the filter asks for what that finds."""
    students = among(everybody, chosen)
    if chosen.only not in (WARNED, CHANGED):
        return students
    return _marked(students, _judged(term_id, [s.id for s in students]), chosen.only)


def _marked(students: list[Student], judged: Mapping[int, Judged], only: str) -> list[Student]:
    if only == WARNED:
        return [s for s in students if _shown(*judged[s.id])]
    return [s for s in students if is_changed(judged[s.id][0])] if only == CHANGED else students


def _judged(term_id: int, ids: list[int]) -> dict[int, Judged]:
    """Each list judged once, as its approval would be. No course is missed on one that has no seat left: the seats of all
    that are missed anywhere are read together."""
    found = {}
    for id_, snapshot in load_facts(term_id, ids).items():
        facts = snapshot.facts
        catalogue = fresh_catalogue(facts, term_id)
        found[id_] = facts, catalogue, rules.evaluate(catalogue, facts, Change())
    missed = {id_: courses for id_, (_, _, verdict) in found.items() if (courses := _missed(verdict))}
    if missed:
        sections = [s.id for id_, courses in missed.items() for c in courses for s in found[id_][1].by_course[c]]
        for id_, snapshot in load_facts(term_id, missed, sections).items():
            facts, catalogue, _ = found[id_]
            facts = replace(facts, seats=snapshot.facts.seats)
            found[id_] = facts, catalogue, rules.evaluate(catalogue, facts, Change())
    return found


def _missed(verdict: Verdict) -> list[int]:
    return [f.course_id for f in verdict.refusals if f.code == "LOWER_FIRST" and f.course_id]


def _advisee(student: Student, facts: Facts, catalogue: Catalogue, verdict: Verdict, language: str) -> Advisee:
    courses = [catalogue.courses[e.course_id] for e in facts.enrolled]
    window = window_now(catalogue, facts, (APPROVAL,)) if facts.state in UNAPPROVED_STATES else None
    waiting = bool(courses) and possible("approve", catalogue, facts)
    shown = _shown(facts, catalogue, verdict)
    return Advisee(
        student=student,
        state=facts.state,
        label=state_text(facts, catalogue, language),
        class_year=facts.primary.class_year,
        courses=len(courses),
        credits=f"{sum(c.credit for c in courses):.0f}",
        version=facts.version,
        refusals=_said((f for f in shown if f.refuses), catalogue, language),
        warnings=_said((f for f in shown if not f.refuses), catalogue, language),
        can_approve=waiting and verdict.accepted,
        approval_until=window and window.closes,
        at=facts.at,
        waits=facts.state == SUBMITTED or (waiting and facts.state == DRAFT),
        changed=is_changed(facts),
        unfinished=_unfinished(facts, catalogue) if courses else 0,
    )


def _shown(facts: Facts, catalogue: Catalogue, verdict: Verdict) -> tuple[Finding, ...]:
    """What speaks against a list that can still be decided on."""
    if not facts.enrolled or facts.state in LOCKED:
        return ()
    return tuple(f for f in verdict.findings if f.refuses or (f.action == WARN and not f.waived))


def _unfinished(facts: Facts, catalogue: Catalogue) -> int:
    if facts.primary.semester < facts.primary.normal_semesters:
        return 0
    found = count(Case(catalogue, facts, Change(), "open"), facts.primary)
    return len(found.of("missing")) + len(found.of("failed"))


def _said(findings: Iterable[Finding], catalogue: Catalogue, language: str) -> tuple[Rendered, ...]:
    return tuple(render(f.stored(), catalogue, language) for f in findings)


def what_changed(task: AdvisorTask, language: str) -> str:
    """Of a section that changed: which, how, and whether this student's week clashes since. Of other tasks nothing."""
    figures = task.figures
    if task.kind != AdvisorTask.Kind.SECTION_CHANGED or not figures:
        return ""
    shown = {"cancelled": (), "restored": ("after",)}.get(figures["kind"], ("before", "after"))
    told = " → ".join(figures[name][language] for name in shown)
    clash = gettext("clash with another course") if task.student_id in figures["clashing"] else ""
    return " · ".join(filter(None, (figures["courses"], str(SectionChange.Kind(figures["kind"]).label), told, clash)))


def _choices(lines: Iterable[Advisee]) -> tuple[Choice, ...]:
    """The states that are there, as they are first met: in the order of the desk."""
    counted = Counter(a.state for a in lines)
    labels = {a.state: a.label for a in lines}
    return tuple(Choice(state, labels[state], n) for state, n in counted.items())


def _deadlines(lines: Iterable[Advisee], language: str) -> tuple[Deadline, ...]:
    """By the end of the approval that is open for them now; an end at midnight is the day before at 23:59 (METU-50)."""
    grouped: dict[datetime, list[Advisee]] = {}
    for a in lines:
        if a.approval_until:
            grouped.setdefault(a.approval_until, []).append(a)
    found = []
    for closes, waiting in sorted(grouped.items()):
        left, until = duration(closes - waiting[0].at, language), last_minute(closes)
        last_day = until.date() == waiting[0].at.date()
        found.append(Deadline(until, left, last_day, tuple(waiting)))
    return tuple(found)


# one advisee


@dataclass(frozen=True)
class Desk:
    """One student's list as the advisor judges it: `refusals` are what would keep it from being approved now.

    `warnings` are of the list and of its approval; `since` is what changed since it was approved last, which in add-drop
    is all that has to be looked at.
    """

    page: Page
    warnings: tuple[Rendered, ...]
    refusals: tuple[Rendered, ...]
    contact: bool  # METU-37: the two have not been in touch, and the profile says that they should
    trap: Rendered | None  # METU-50: a return now could not be mended by the student
    since: SinceApproval | None
    in_add_drop: bool
    can: Mapping[str, bool]
    drafts_wait: bool  # whether a list that is still being chosen may be approved here without having been sent
    removal: RemovalRequest | None
    tasks: tuple[tuple[AdvisorTask, str, tuple[Place, ...]], ...]  # with what changed, and where the student could go

    @property
    def general(self) -> tuple[Rendered, ...]:
        """What is said of the list as a whole; what is said of one of its courses stands beside that course, if it shows."""
        mine = {e.course_id for e in self.page.facts.enrolled if not self.folded}
        return tuple(f for f in self.findings if f.course_id not in mine)

    @property
    def findings(self) -> tuple[Rendered, ...]:
        """Refusals first; a list that is approved has none, whatever a rule would say of it now."""
        return (*(self.refusals if self.page.rows and not self.page.locked else ()), *self.warnings)

    @property
    def folded(self) -> bool:
        """In add-drop the changes are what is looked at; the whole list is there to be opened."""
        return self.in_add_drop and self.since is not None


def desk(student_id: int, term_id: int, language: str) -> Desk:
    facts = load_facts(term_id, [student_id])[student_id].facts
    catalogue = fresh_catalogue(facts, term_id)
    page = build_page(facts, catalogue, language)
    mine = {"student": student_id, "term": term_id}
    tasks = list(AdvisorTask.objects.filter(**mine, done_at=None).select_related("course"))
    places = places_for(tasks, facts, catalogue, language)
    trap = _trap(facts, catalogue)
    window = window_now(catalogue, facts, CHANGE_KINDS) or window_now(catalogue, facts, (APPROVAL,))
    return Desk(
        page=page,
        warnings=tuple(w for w in page.warnings if w.code != "CONTACT_ADVISOR"),  # said with a button of its own
        refusals=_said(_against_approval(page), catalogue, language),
        contact=any(f.code == "CONTACT_ADVISOR" for f in page.verdict.findings),
        trap=render(trap.stored(), catalogue, language) if trap else None,
        since=since_approval(facts, catalogue, language),
        in_add_drop=window is not None and _of_add_drop(window.opens, facts, catalogue),
        can={event: possible(event, catalogue, facts) for event in ("approve", "return", "remove_approval")},
        drafts_wait=possible("approve", catalogue, replace(facts, state=DRAFT)),
        removal=RemovalRequest.objects.filter(**mine, closed_at=None).first() if page.locked else None,
        tasks=tuple((task, what_changed(task, language), places[task.id]) for task in tasks),
    )


def _against_approval(page: Page) -> tuple[Finding, ...]:
    """Of what the page was judged by: the refusals of rules that speak at an approval."""
    refusals = page.verdict.refusals
    if _missed(page.verdict):  # whose seats decide, and a page does not read them
        return judge_list(page.catalogue, page.facts, "approve").refusals
    rulings = page.catalogue.policy.rulings(page.facts.primary, page.facts.at.date())

    def speaks(f: Finding) -> bool:
        ruling = rulings.get(f.rule)
        phases = phases_of(BY_CODE[f.rule], ruling) if ruling else ()
        return not phases or "approve" in phases

    return tuple(f for f in refusals if speaks(f))


def _trap(facts: Facts, catalogue: Catalogue) -> Finding | None:
    """A return is possible while approval is open, and useless once the student's own time is over (METU-50)."""
    given_back = replace(facts, state=RETURNED)
    if not possible("return", catalogue, facts) or window_now(catalogue, given_back, CHANGE_KINDS):
        return None
    if window_now(catalogue, facts, (APPROVAL,)) is None:
        return None  # nothing is returned either
    ended = [w.closes for w in windows_for(catalogue, facts.primary, CHANGE_KINDS) if w.closes <= facts.at]
    closes = max(ended).isoformat() if ended else None
    return Finding("RETURN_AFTER_STUDENT_CLOSE", WARN, "", {"closes": closes})


def _of_add_drop(opens: datetime, facts: Facts, catalogue: Catalogue) -> bool:
    """Whether what is open now, for student or advisor, belongs to add-drop: it does not open before that does."""
    begun = [w.opens for w in windows_for(catalogue, facts.primary, (ADD_DROP,)) if w.opens <= facts.at]
    return bool(begun) and opens >= max(begun)


def marks(term_id: int, ids: list[int]) -> dict[int, tuple[Facts, Catalogue, Verdict, str]]:
    """Lists as their approval would judge them, each with the mark of its warnings."""
    return {id_: (*judged, warnings_mark(judged[2].findings)) for id_, judged in _judged(term_id, ids).items()}
