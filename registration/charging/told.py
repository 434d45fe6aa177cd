"""What fees cannot know by themselves about students of a term: a constant number of statements, however many they are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from curriculum.models import Delivery
from fees.cases import Told
from fees.computing import Course
from fees.computing.case import MISSED, ON_LEAVE
from people.models import LeaveTerm, StudentProgramme

from ..excuses import excuse_end, petitions_of
from ..models import Enrolment, TermRegistration, Transition
from ..rules import facts
from ..rules.facts import Catalogue
from ..rules.opening import ADD_DROP, REGISTRATION, windows_for
from ..rules.policy import SettingMissing
from ..rules.settings import Fees
from ..scopes import anybody_of
from .finishing import finishing

DISTANCE = Delivery.DISTANCE.value
State = TermRegistration.State
STAYED_AWAY = (State.UNREGISTERED, State.EXCUSE_PENDING)
Lists = Mapping[int, Iterable[int]]  # by student, the sections of the list


@dataclass
class Terms:
    """What became of the term for students: on leave; given up by who stayed away; left after the list was approved."""

    states: dict[int, str] = field(default_factory=dict)
    rejected: frozenset[int] = frozenset()  # whose excuse was not accepted, so that there is no other (OMU-84)
    on_leave: frozenset[int] = frozenset()
    approved: frozenset[int] = frozenset()  # at some time
    left_with: dict[int, list[int]] = field(default_factory=dict)  # sections of who left after the approval


def tell(
    catalogue: Catalogue, student_ids: Sequence[int], at: datetime, lists: Lists | None = None
) -> tuple[dict[int, Told], dict[int, datetime]]:
    """By student who follows a programme and whom policy says how to charge; and when what is told of a student changes by
    itself, where it does.

    `lists` are lists as they will stand, in place of those that do.
    """
    terms = _terms(catalogue, student_ids)
    sections = _by_distance(catalogue, student_ids) | terms.left_with if lists is None else lists
    rows = StudentProgramme.objects.filter(student__in=student_ids, is_primary=True)
    programmes = list(rows.select_related("programme__department"))
    last = finishing(catalogue, programmes)
    found, changes, scopes = {}, {}, dict[int, facts.Programme]()
    for row in programmes:
        scope = scopes.get(row.programme_id) or scopes.setdefault(row.programme_id, anybody_of(row.programme))
        figures = _figures(catalogue, scope, at.date())
        if figures is None:
            continue
        owed, until = _owed(catalogue, scope, row.student_id, terms, at)
        if until:
            changes[row.student_id] = until
        found[row.student_id] = Told(
            figures=figures,
            term_state=_state(row.student_id, terms, owed),
            only_internship_left=row.student_id in last,
            courses=courses_of(catalogue, scope, sections.get(row.student_id, ()), at.date()),
            collected_until=_collected_until(catalogue, scope),
        )
    return found, changes


def _figures(catalogue: Catalogue, p: facts.Programme, day: date) -> Fees | None:
    try:
        return catalogue.policy.setting(Fees, p, day)
    except SettingMissing:
        return None


def _terms(catalogue: Catalogue, student_ids: Sequence[int]) -> Terms:
    of_term = TermRegistration.objects.filter(term_id=catalogue.term_id, student__in=student_ids)
    terms, approved, gone = Terms(), set(), []
    for student_id, state, approved_at in of_term.values_list("student_id", "state", "approved_at"):
        terms.states[student_id] = state
        if approved_at is not None:
            approved.add(student_id)
            gone += [student_id] if state == State.CANCELLED else []
    away = LeaveTerm.objects.filter(student__in=student_ids, term_code=catalogue.term_code)
    terms.on_leave, terms.approved = frozenset(away.values_list("student_id", flat=True)), frozenset(approved)
    if unregistered := [s for s, state in terms.states.items() if state == State.UNREGISTERED]:
        said = Transition.objects.filter(event="excuse_rejected", accepted=True, registration__term=catalogue.term_id)
        found = said.filter(registration__student__in=unregistered)
        terms.rejected = frozenset(found.values_list("registration__student_id", flat=True))
    if gone:  # courses that were registered for are not paid back to who leaves on their own wish (OMU-116)
        kept = of_term.filter(student__in=gone).values_list("student_id", "approved_snapshot")
        terms.left_with = {student_id: [line[0] for line in lines or ()] for student_id, lines in kept}
    return terms


def _state(student_id: int, terms: Terms, owed: bool) -> str:
    """ON_LEAVE, MISSED or empty. A final list stands, whatever was granted later."""
    state = terms.states.get(student_id)
    if state == State.ON_LEAVE or (student_id in terms.on_leave and state != State.FINAL):
        return ON_LEAVE
    if state == State.CANCELLED:
        return "" if student_id in terms.approved else MISSED
    return MISSED if state in STAYED_AWAY and not owed else ""


def _owed(
    catalogue: Catalogue, p: facts.Programme, student_id: int, terms: Terms, at: datetime
) -> tuple[bool, datetime | None]:
    """Whether the term is owed by who stayed away, and until when: where an excuse is heard only if the fee is paid, until it
    can be asked for no longer and the board has decided (KOU-82)."""
    state, petitions = terms.states.get(student_id), petitions_of(catalogue, p, at.date())
    if state not in STAYED_AWAY or not (petitions and petitions.excuse_fee):
        return False, None
    if state == State.EXCUSE_PENDING:
        return True, None
    end = excuse_end(catalogue, p, at)
    return (True, end) if end and at < end and student_id not in terms.rejected else (False, None)


def _by_distance(catalogue: Catalogue, student_ids: Sequence[int]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    rows = Enrolment.objects.filter(
        term_id=catalogue.term_id, student__in=student_ids, section__delivery=Delivery.DISTANCE
    )
    for student_id, section_id in rows.order_by("course_id").values_list("student_id", "section_id"):
        found[student_id].append(section_id)
    return found


def courses_of(
    catalogue: Catalogue, scope: facts.Programme, section_ids: Iterable[int], day: date
) -> tuple[Course, ...]:
    """Of sections, the courses in their distance form; those that nobody could take otherwise are marked. A section that is
    not given costs nothing."""
    ruling = catalogue.policy.rulings(scope, day).get("MODE")
    only, asked = (ruling.params.only, ruling.params.courses) if ruling and ruling.action != "off" else ("", "all")
    found = []
    for section_id in section_ids:
        section = catalogue.sections.get(section_id)
        course = catalogue.courses.get(section.course_id) if section else None
        if section is None or course is None or section.delivery != DISTANCE or not section.is_given:
            continue
        if asked == "five_i" and not course.is_five_i:
            continue
        ways = {s.delivery for s in catalogue.by_course.get(course.id, ()) if s.is_given}
        alone = only == DISTANCE or "face" not in ways
        found.append(Course(course.id, course.code, course.ects, only_distance=alone))
    return tuple(sorted(found, key=lambda c: c.course_id))


def _collected_until(catalogue: Catalogue, scope: facts.Programme) -> date | None:
    """The last day of paying and registering (OMU-126)."""
    windows = windows_for(catalogue, scope, (REGISTRATION,)) or windows_for(catalogue, scope, (ADD_DROP,))
    return (max(w.closes for w in windows) - timedelta(microseconds=1)).date() if windows else None
