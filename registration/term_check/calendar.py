"""Checks of policy and of the calendar."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from .. import calendar_check
from ..calendar_check import Problem
from ..models import PolicyRule, Window
from ..rules import BY_CODE, SETTINGS
from .asked import Asked, Place, listed, place

# policy


def rules_without_policy(asked: Asked) -> Iterator[Place]:
    """A rule without a row refuses every change of the programme's students (DESIGN.md §4)."""
    return _without_policy(asked, set(BY_CODE))


def settings_without_policy(asked: Asked) -> Iterator[Place]:
    return _without_policy(asked, set(SETTINGS))


def _without_policy(asked: Asked, codes: set[str]) -> Iterator[Place]:
    missing: dict[str, dict[str, date]] = {}
    for programme, student in asked.programmes:
        for day in asked.days:
            for code, ruling in asked.catalogue.policy.rulings(student, day).items():
                if ruling is None and code in codes:
                    missing.setdefault(code, {}).setdefault(programme.code, day)
    for code, found in sorted(missing.items()):
        first = min(found.values())
        since = "" if first == asked.day else f" ({first:%d.%m.%Y})"
        label = f"{code}{since}: {listed(list(found))}"
        yield Place(label, "registration_policyrule", query=urlencode({"code": code}))


def unconfirmed_figures(asked: Asked) -> Iterator[Place]:
    """In force, speaking, and confirmed by no source."""
    later = PolicyRule.objects.filter(
        code=OuterRef("code"),
        profile=OuterRef("profile"),
        effective_from__gt=OuterRef("effective_from"),
        effective_from__lte=asked.day,
    )
    rows = PolicyRule.objects.filter(effective_from__lte=asked.day, confirmed=False).exclude(action="off")
    for row in rows.exclude(params={}).exclude(Exists(later)).select_related("profile").order_by("code", "profile"):
        yield place(row, "registration_policyrule", row.pk)


# the calendar: registration/calendar_check.py finds, here it is said where


def windows_missing(asked: Asked) -> Iterator[Place]:
    return _missing(asked, calendar_check.windows_missing(asked.calendar))


def windows_wanted(asked: Asked) -> Iterator[Place]:
    return _missing(asked, calendar_check.windows_wanted(asked.calendar))


def _missing(asked: Asked, problems: Iterator[Problem]) -> Iterator[Place]:
    for problem in problems:
        query = urlencode({"term": asked.term.id, "kind": problem.kind})
        yield Place(said(problem, {}), "registration_window", query=query)


def of_windows(check: Callable[[calendar_check.Calendar], Iterator[Problem]]) -> Callable[[Asked], Iterator[Place]]:
    """A check of windows that are there, as one of the term."""

    def find(asked: Asked) -> Iterator[Place]:
        by_id = {w.pk: w for w in asked.windows}
        for problem in check(asked.calendar):
            yield place(said(problem, by_id), "registration_window", problem.windows[-1])

    return find


def said(problem: Problem, windows: dict[int, Window]) -> str:
    """Where it is, in words; the windows are those that the problem names."""
    if problem.kind:
        who = listed(list(problem.who)) or _("everybody")
        return f"{Window.Kind(problem.kind).label}: {who}"
    named = " / ".join(_named(windows[id_], full=len(problem.windows) == 1) for id_ in problem.windows)
    return f"{named}: {listed(list(problem.who))}" if problem.who else named


def _named(w: Window, *, full: bool) -> str:
    scope = (w.department or w.faculty) if full else None
    return f"{w} · {scope}" if scope else str(w)
