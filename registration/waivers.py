"""Waivers: one rule lifted for one student until a day, for a reason. They are granted and ended here alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from curriculum.models import Course
from people.models import Student, User

from .clock import now, today
from .models import Waiver
from .rules import RULES
from .rules.engine import Verdict
from .rules.facts import Facts
from .rules.facts import Waiver as Lifted

PERMISSION = "registration.add_waiver"
OF_HEADS = frozenset({"CRITERIA"})
COUNTED = frozenset({"CAPACITY_FULL"})  # the seat statement decides, whatever a waiver says (DESIGN.md §7)
LIFTABLE = frozenset(rule.code for rule in RULES if not rule.binding) - COUNTED


@dataclass(frozen=True)
class Lift:
    """A rule to be lifted in the same step as a change: for one course, or for none in particular, until a day."""

    code: str
    course_id: int | None
    until: date


def check_waiver(
    *, student_id: int, code: str, course_id: int | None, reason: str, until: date, actor: User
) -> dict[str, str]:
    """What is wrong with a waiver, by field. Inside a transaction: the student is held, so that two are not granted."""
    reach = actor.reach(PERMISSION)
    if not reach:
        raise PermissionDenied
    Student.objects.select_for_update(no_key=True).get(pk=student_id)
    wrong: dict[str, str] = {}
    if code in COUNTED:
        wrong["code"] = _("Seats are counted and cannot be waived: raise the capacity of the section.")
    elif code not in LIFTABLE:
        wrong["code"] = _("This rule cannot be waived.")
    elif not reach.everywhere and code not in OF_HEADS:
        wrong["code"] = _("A department waives the criteria of its own sections only.")
    if not reach.everywhere and not Course.objects.filter(pk=course_id, department__in=reach.units).exists():
        wrong["course"] = _("Choose a course of your own department.")
    if not reason.strip():
        wrong["reason"] = _("Give the reason: the student and the advisor read it.")
    if until < today():
        wrong["until"] = _("This day is over.")
    open_ones = Waiver.objects.filter(student=student_id, code=code, course=course_id)
    if open_ones.filter(ended_at=None, until__gte=today()).exists():
        wrong.setdefault("code", _("The student has this waiver already; end it before granting another."))
    return wrong


@transaction.atomic
def grant_waiver(*, student_id: int, code: str, course_id: int | None, reason: str, until: date, actor: User) -> Waiver:
    """Lift one rule for one student: the registrar any, a department's head the criteria of own sections (§12).

    Raises PermissionDenied for whoever grants nothing, ValidationError by field for what cannot be granted.
    """
    asked = {"student_id": student_id, "code": code, "course_id": course_id, "reason": reason, "until": until}
    if wrong := check_waiver(**asked, actor=actor):
        raise ValidationError(wrong)
    by_head = not actor.reach(PERMISSION).everywhere
    return Waiver.objects.create(**asked | {"reason": reason.strip()}, granted_by=actor, by_head=by_head)


def end_waiver(*, waiver: Waiver, actor: User) -> bool:
    """End an open waiver now; whether there was anything to end. The row stays, since the ledger speaks of it."""
    if not may_end(actor, waiver):
        raise PermissionDenied
    return bool(Waiver.objects.filter(pk=waiver.pk, ended_at=None).update(ended_at=now()))


def may_end(actor: User, waiver: Waiver) -> bool:
    """A head ends the department's own waivers, not those that the registrar gave for one of its courses."""
    reach = actor.reach(PERMISSION)
    return reach.everywhere or (
        waiver.by_head and waiver.course is not None and waiver.course.department_id in reach.units
    )


def lifted(facts: Facts, lifts: Iterable[Lift], reason: str) -> Facts:
    """The facts as they are with the rules lifted."""
    more = tuple(Lifted(x.code, x.course_id, reason) for x in lifts)
    return replace(facts, waivers=facts.waivers + more) if more else facts


def needed(lifts: Iterable[Lift], before: Facts, verdict: Verdict) -> list[Lift]:
    """Those that lifted something not waived before: what was ticked in vain leaves no waiver behind."""
    known = {(w.code, w.course_id) for w in before.waivers}
    used = {(f.rule, course) for f in verdict.findings if f.waived for course in (None, f.course_id)}
    return [x for x in lifts if (x.code, x.course_id) in used - known]


def write(lifts: Sequence[Lift], *, student_id: int, reason: str, actor_id: int, at: datetime) -> None:
    """The waivers of a change, in its own transaction, granted at its moment: the ledger is replayed by it (past.py)."""
    if not lifts:
        return
    rows = [(x.code, x.course_id, x.until) for x in lifts]
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO registration_waiver (student_id, code, course_id, reason, until, granted_by_id, granted_at) "
            "SELECT %s, n.code, n.course_id, %s, n.until, %s, %s "
            "FROM unnest(%s::text[], %s::bigint[], %s::date[]) n(code, course_id, until)",
            [student_id, reason, actor_id, at, *(list(column) for column in zip(*rows, strict=True))],
        )
