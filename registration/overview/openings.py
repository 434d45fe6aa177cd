"""What opens and closes next, and what is paused."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ..models import StageOpening, Window
from .asked import Asked

SHOWN = 10


@dataclass(frozen=True)
class Moment:
    at: datetime
    what: str
    whose: str
    opens: bool


@dataclass(frozen=True)
class Openings:
    open: tuple[Window, ...]
    paused: tuple[Window, ...]
    moments: tuple[Moment, ...]


def openings(asked: Asked) -> Openings:
    """Two statements: the windows that are not over, and the stages to come."""
    windows = list(
        Window.objects.filter(term=asked.term, closes_at__gt=asked.at).select_related("department", "faculty")
    )
    stages = StageOpening.objects.filter(window__in=[w.pk for w in windows], opens_at__gt=asked.at)
    open_ = tuple(w for w in windows if w.opens_at <= asked.at and not w.paused)
    moments = [Moment(w.opens_at, w.get_kind_display(), _whose(w), True) for w in windows if w.opens_at > asked.at]
    moments += [Moment(w.closes_at, w.get_kind_display(), _whose(w), False) for w in open_]
    moments += [
        Moment(s.opens_at, f"{s.get_group_display()}, {s.class_from}+", _whose(s.window), True)
        for s in stages.select_related("window__department", "window__faculty")
        if s.opens_at != s.window.opens_at
    ]
    moments.sort(key=lambda moment: moment.at)
    return Openings(open_, tuple(w for w in windows if w.paused), tuple(moments[:SHOWN]))


def _whose(window: Window) -> str:
    return str(window.department or window.faculty or "")
