"""Renewals under way: advisees of one advisor at the steps of a term, so that a sample shows more than beginnings."""

from __future__ import annotations

import random
import uuid
from collections.abc import Iterator

from curriculum.models import CurriculumItem, Section, Term
from people.models import Student, User
from registration.closing import judging
from registration.closing.running import run
from registration.models import TermRegistration
from registration.rules.facts import Change, Line
from registration.services import ACCEPTED, commit
from registration.transitions import move, renewal_of

from .signins import advisor_of, demo_student, unhindered

COURSES = 5
NOTE = "Seçmeli ders için başka bir grup seçin, sonra yeniden görüşelim."
WAITING, RETURNED, APPROVED, UNREGISTERED = "waiting", "returned", "approved", "unregistered"
STEPS = (WAITING, WAITING, WAITING, RETURNED, APPROVED, APPROVED, UNREGISTERED)


def begin(rng: random.Random, term: Term) -> None:
    """One advisee of the advisor who is shown to each of STEPS, through the same services as in a real term."""
    shown = demo_student(term)
    advisor = advisor_of(shown) if shown else None
    if shown is None or advisor is None:
        return
    advisees = unhindered(term).filter(advisorships__advisor__user=advisor)
    left = iter(advisees.exclude(id=shown.id).order_by("id"))
    for step in STEPS:
        if step == UNREGISTERED:
            if student := next(left, None):
                _close(term, student)
        elif student := next((s for s in left if _choose(rng, term, s)), None):
            _decide(step, term, student, advisor)


def _choose(rng: random.Random, term: Term, student: Student) -> bool:
    """A list of up to COURSES of what the rules let the student take; whether there is one."""
    taken = 0
    for section in _offered(rng, term, student):
        change = Change(frozenset({Line(section)}))
        asked = {"student_id": student.id, "term_id": term.id, "change": change, "actor_id": student.user_id}
        taken += commit(key=uuid.uuid4(), **asked).status == ACCEPTED
        if taken == COURSES:
            break
    return taken > 0


def _offered(rng: random.Random, term: Term, student: Student) -> Iterator[int]:
    """Sections of the must courses of the student's semester, then of the department's others."""
    primary = student.programmes.get(is_primary=True)
    musts = CurriculumItem.objects.filter(
        curriculum=primary.curriculum_id, semester=primary.semester, course__isnull=False
    )
    sections = Section.objects.filter(term=term)
    own = list(sections.filter(course__in=musts.values("course")).order_by("id").values_list("id", flat=True))
    others = sections.filter(course__department=primary.programme.department_id).exclude(id__in=own)
    rest = list(others.order_by("id").values_list("id", flat=True))
    rng.shuffle(own)
    rng.shuffle(rest)
    yield from [*own, *rest][:60]


def _decide(step: str, term: Term, student: Student, advisor: User) -> None:
    event = {RETURNED: "return", APPROVED: "approve"}.get(step)
    if event:
        note = NOTE if step == RETURNED else ""
        said = {"event": event, "version": None, "actor_id": advisor.pk, "note": note}
        move(student_id=student.id, term_id=term.id, **said)


def _close(term: Term, student: Student) -> None:
    """As the end of the registration period will leave who did nothing in it: an excuse can be handed in."""
    TermRegistration.objects.get_or_create(student=student, term=term)
    run(
        term_id=term.id,
        student_ids=[student.id],
        judge=lambda catalogue, facts: [
            judging.close(f, renewal := renewal_of(catalogue, f), judging.missing_steps(catalogue, f, renewal))
            for f in facts
        ],
    )
