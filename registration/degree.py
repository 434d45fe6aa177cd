"""The say of student or advisor about what a course counts for, where there is a choice."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction

from people.models import CourseCounting, StudentProgramme, User
from people.selectors import advises

from .rules.counting import Counting, attempted, count, fits
from .rules.engine import POLICY_MISSING, REFUSE, Finding
from .rules.facts import Case, Catalogue, Change, Facts, Programme
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
