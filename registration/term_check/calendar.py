"""Checks of policy and of the calendar."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from itertools import combinations
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from curriculum.models import Level

from ..models import PolicyRule, Window
from ..rules import BY_CODE, SETTINGS, facts
from ..rules.opening import CHANGE_KINDS, opens_for, windows_for
from .asked import Asked, Place, listed, place

THESIS_LEVELS = (Level.MASTER, Level.DOCTORATE, Level.DOCTORATE_INTEGRATED)

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


# the calendar


def windows_missing(asked: Asked) -> Iterator[Place]:
    return _windows_missing(asked, "registration", "approval")


def windows_wanted(asked: Asked) -> Iterator[Place]:
    return _windows_missing(asked, "add_drop", "thesis_advisor")


def _windows_missing(asked: Asked, *kinds: str) -> Iterator[Place]:
    for kind in kinds:
        having = [(p, s) for p, s in asked.programmes if kind != "thesis_advisor" or p.level in THESIS_LEVELS]
        lacking = [p.code for p, s in having if not windows_for(asked.catalogue, s, (kind,))]
        if lacking:
            who = _("everybody") if len(lacking) == len(having) else listed(lacking)
            query = urlencode({"term": asked.term.id, "kind": kind})
            yield Place(f"{Window.Kind(kind).label}: {who}", "registration_window", query=query)


def windows_overlapping(asked: Asked) -> Iterator[Place]:
    """Two of one kind and scope at once: which of them counts is chance."""
    for a, b in combinations(asked.windows, 2):
        same = (a.kind, a.faculty_id, a.department_id) == (b.kind, b.faculty_id, b.department_id)
        if same and a.opens_at < b.closes_at and b.opens_at < a.closes_at:
            yield place(f"{a} / {b}", "registration_window", b.pk)


def approval_gaps(asked: Asked) -> Iterator[Place]:
    """Who changes the list in the last minute of a window must still find an approval window open."""
    late = {}
    for _programme, student in asked.programmes:
        approvals = windows_for(asked.catalogue, student, ("approval",))
        for w in windows_for(asked.catalogue, student, CHANGE_KINDS):
            if approvals and not any(a.opens < w.closes <= a.closes for a in approvals):
                late[_key(w)] = True
    yield from (place(_named(w), "registration_window", w.pk) for w in asked.windows if _key_of(w) in late)


def _key(w: facts.Window) -> tuple[str, datetime, int | None, int | None]:
    return w.kind, w.opens, w.faculty_id, w.department_id


def _key_of(w: Window) -> tuple[str, datetime, int | None, int | None]:
    return w.kind, w.opens_at, w.faculty_id, w.department_id


def _named(w: Window) -> str:
    scope = w.department or w.faculty
    return f"{w} · {scope}" if scope else str(w)


def stages_never_open(asked: Asked) -> Iterator[Place]:
    """A window that closes on its first day, before the hour of some class."""
    shut: dict[tuple, set[str]] = {}
    for programme, student in asked.programmes:
        for w in windows_for(asked.catalogue, student, CHANGE_KINDS):
            for year in range(1, programme.normal_semesters // 2 + 1):
                if opens_for(w, replace(student, class_year=year)) >= w.closes:
                    shut.setdefault(_key(w), set()).add(f"{programme.get_level_display()} {year}")
    for w in asked.windows:
        if who := shut.get(_key_of(w)):
            yield place(f"{_named(w)}: {listed(sorted(who))}", "registration_window", w.pk)
