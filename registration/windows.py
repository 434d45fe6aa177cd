"""Pausing, resuming and extending windows of the calendar: at once for everyone, since the catalogue's revision rises.

Who is concerned is told in the same transaction, a university in one statement; no student's registration is locked.
Refusals are values: a code of WRONG, by window.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from curriculum.models import Department, Faculty
from people.models import Student, User
from people.notices import tell_selected
from people.selectors import advisorships

from . import clock
from .calendar_check import THESIS_LEVELS, Calendar
from .models import StageOpening, TermRegistration, Window
from .rules import facts
from .rules.opening import ADD_DROP, windows_for
from .scopes import unit_giving

PAUSE, RESUME, EXTEND = "pause", "resume", "extend"
STEPS = {PAUSE: _("Pause"), RESUME: _("Resume"), EXTEND: _("Extend")}
WRONG = {
    "PAUSED_ALREADY": _("It is paused already."),
    "NOT_PAUSED": _("It is not paused."),
    "OVER": _("It is over: extend it instead."),
    "NOT_LATER": _("Give a later end than it has, and than now."),
    "OVERLAPS": _("It would run into the next window of its kind and unit."),
    "NOTE_REQUIRED": _("Say why; everybody will read it."),
}
SETTLED = ("cancelled", "on_leave", "unregistered")  # whom no window concerns any more


@dataclass(frozen=True)
class Asked:
    """`until` is the new end of an extension; `by_the_pause` lets a resumed window last longer by its pause."""

    step: str
    note: str = ""
    until: datetime | None = None
    by_the_pause: bool = False


def step_windows(*, window_ids: Iterable[int], asked: Asked, actor: User) -> dict[Window, str]:
    """Take one step with some windows, all of them or none; what keeps one from it, by window."""
    with transaction.atomic():
        rows = Window.objects.select_for_update(of=("self",)).filter(pk__in=list(window_ids)).order_by("pk")
        windows = list(rows.select_related("term", "faculty", "department"))
        at = clock.now()  # behind the locks, which may have been waited for
        wrong = {w: code for w in windows if (code := refusal(w, asked, at))}
        if not wrong:
            for window in windows:
                _take(window, asked, actor, at)
        return wrong


def refusal(w: Window, asked: Asked, at: datetime) -> str:
    """A code of WRONG, or nothing."""
    if asked.step == PAUSE:
        if not asked.note.strip():
            return "NOTE_REQUIRED"
        return "PAUSED_ALREADY" if w.paused else "OVER" if w.closes_at <= at else ""
    if asked.step == RESUME and not w.paused:
        return "NOT_PAUSED"
    if asked.step == EXTEND and not (asked.until and asked.until > max(w.closes_at, at)):
        return "NOT_LATER"
    end = new_end(w, asked, at)
    return "OVERLAPS" if end > at and _runs_into_another(w, end) else ""


def new_end(w: Window, asked: Asked, at: datetime) -> datetime:
    """A paused window has no end until it goes on: one whose end came meanwhile ends then, and its jobs are due."""
    if asked.step == EXTEND and asked.until:
        return asked.until
    if asked.by_the_pause and w.paused_at:
        return w.closes_at + max(at - max(w.paused_at, w.opens_at), timedelta())  # only what was lost of it
    return max(w.closes_at, at)


def _runs_into_another(w: Window, end: datetime) -> bool:
    alike = Window.objects.filter(term=w.term_id, kind=w.kind, faculty=w.faculty_id, department=w.department_id)
    return alike.filter(opens_at__gte=w.closes_at, opens_at__lt=end).exists()


def _take(w: Window, asked: Asked, actor: User, at: datetime) -> None:
    before = w.closes_at
    if asked.step == PAUSE:
        w.paused, w.pause_note, w.paused_at = True, asked.note.strip(), at
    else:
        w.closes_at = new_end(w, asked, at)
    if asked.step == RESUME:
        w.paused, w.pause_note, w.paused_at = False, "", None
    w.save(update_fields=["paused", "pause_note", "paused_at", "closes_at"])
    _note(w, asked, actor, before)
    kind = {PAUSE: "window_paused", RESUME: "window_resumed", EXTEND: "window_extended"}[asked.step]
    figures = {"window": in_both(w), "note": w.pause_note, "closes": w.closes_at}
    told = concerned(w, at)
    tell_selected(told, kind, figures, link="/calendar/", once=f"window-{w.pk}-{asked.step}-{at.isoformat()}")


def _note(w: Window, asked: Asked, actor: User, before: datetime) -> None:
    """The admin's history: who, what and why."""
    said = [str(STEPS[asked.step])]
    if before != w.closes_at:
        said.append(f"{localtime(before):%d.%m.%Y %H:%M:%S} → {localtime(w.closes_at):%d.%m.%Y %H:%M:%S}")
    if asked.note.strip():
        said.append(asked.note.strip())
    LogEntry.objects.create(
        user=actor,
        content_type=ContentType.objects.get_for_model(Window),
        object_id=str(w.pk),
        object_repr=str(w)[:200],
        action_flag=CHANGE,
        change_message=json.dumps([{"changed": {"fields": [": ".join(said)]}}]),
    )


def in_both(w: Window) -> dict[str, str]:
    """The name of a window in both languages, with its unit."""
    unit: Department | Faculty | None = w.department or w.faculty
    names = {}
    for language in ("tr", "en"):
        with override(language):
            names[language] = w.get_kind_display() + (f" ({unit.shown_name})" if unit else "")
    return names


# whom a window concerns


def concerned(w: Window, at: datetime) -> QuerySet[Any]:
    """The user ids of students whose window this is and who are not done with it, and of those who advise them."""
    done = SETTLED if w.kind == ADD_DROP else (*SETTLED, "final")  # in add-drop a final list may change
    settled = TermRegistration.objects.filter(term_id=w.term_id, state__in=done)
    whose: dict[str, Any] = {"is_primary": True, "programme__department__in": departments_of(w)}
    if w.kind == Window.Kind.THESIS_ADVISOR:
        whose["programme__level__in"] = THESIS_LEVELS
    new = w.kind == Window.Kind.ENROLMENT
    students = Student.objects.filter(
        status=Student.Status.CANDIDATE if new else Student.Status.ENROLLED,
        **{f"programmes__{path}": value for path, value in whose.items()},
    ).exclude(pk__in=settled.values("student_id"))
    advising = advisorships(localtime(at).date()).filter(student__in=students.values("pk"))
    users = User.objects.filter(is_active=True).filter(
        Q(pk__in=students.values("user_id")) | Q(pk__in=advising.values("advisor__user_id"))
    )
    return users.values_list("pk")


def departments_of(w: Window) -> list[int]:
    """The departments whose students have this window: where a unit has a narrower one, that counts for it."""
    windows = tuple(as_rules_see(each) for each in Window.objects.filter(term_id=w.term_id, kind=w.kind))
    calendar, found = Calendar(windows, ()), []
    for id_, faculty_id in Department.objects.values_list("pk", "faculty_id"):
        student = unit_giving(id_, faculty_id, "")
        if any(each.id == w.pk for each in windows_for(calendar, student, (w.kind,))):
            found.append(id_)
    return found


def as_rules_see(w: Window, stages: Iterable[StageOpening] = ()) -> facts.Window:
    """A row as the catalogue has it; one that is not saved yet has the id 0."""
    seen = tuple(facts.Stage(s.group, s.class_from, localtime(s.opens_at)) for s in stages)
    opens, closes = localtime(w.opens_at), localtime(w.closes_at)
    return facts.Window(w.kind, opens, closes, w.faculty_id, w.department_id, seen, w.paused, w.pk or 0)
