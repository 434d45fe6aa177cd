"""What fees cannot know by themselves about students of a term: a constant number of statements, however many they are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from curriculum.models import Delivery
from fees.cases import Told
from fees.computing import Course
from fees.computing.case import MISSED, ON_LEAVE
from people.models import LeaveTerm, StudentProgramme

from ..models import Enrolment, TermRegistration
from ..rules import facts
from ..rules.facts import Catalogue
from ..rules.opening import ADD_DROP, REGISTRATION, windows_for
from ..rules.settings import Fees
from ..scopes import anybody_of

DISTANCE = Delivery.DISTANCE.value
State = TermRegistration.State


def tell(catalogue: Catalogue, student_ids: Sequence[int], day: date) -> dict[int, Told]:
    """By student who follows a programme. What is decided before its day counts as not decided."""
    states, courses = _states(catalogue, student_ids), _by_distance(catalogue, student_ids)
    rows = StudentProgramme.objects.filter(student__in=student_ids, is_primary=True)
    found, scopes = {}, dict[int, facts.Programme]()
    for row in rows.select_related("programme__department", "student"):
        scope = scopes.get(row.programme_id) or scopes.setdefault(row.programme_id, anybody_of(row.programme))
        found[row.student_id] = Told(
            figures=catalogue.policy.setting(Fees, scope, day),
            term_state=states.get(row.student_id, ""),
            courses=courses_of(catalogue, scope, courses[row.student_id], day),
            collected_until=_collected_until(catalogue, scope),
        )
    return found


def _states(catalogue: Catalogue, student_ids: Sequence[int]) -> dict[int, str]:
    """What became of the term: on leave, missed, or (left out) neither."""
    on_leave = LeaveTerm.objects.filter(student__in=student_ids, term_code=catalogue.term_code)
    found = dict.fromkeys(on_leave.values_list("student_id", flat=True), ON_LEAVE)
    rows = TermRegistration.objects.filter(term_id=catalogue.term_id, student__in=student_ids)
    for student_id, state, approved_at in rows.values_list("student_id", "state", "approved_at"):
        if state == State.ON_LEAVE:
            found[student_id] = ON_LEAVE
        elif state == State.UNREGISTERED or (state == State.CANCELLED and approved_at is None):
            found[student_id] = MISSED
        elif state == State.FINAL:
            found.pop(student_id, None)
    return found


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
    """Of sections, the courses in their distance form; those that nobody could take otherwise are marked."""
    ruling = catalogue.policy.rulings(scope, day).get("MODE")
    only, asked = (ruling.params.only, ruling.params.courses) if ruling and ruling.action != "off" else ("", "all")
    found = []
    for section_id in section_ids:
        section = catalogue.sections.get(section_id)
        course = catalogue.courses.get(section.course_id) if section else None
        if section is None or course is None or section.delivery != DISTANCE:
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
