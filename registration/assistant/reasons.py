"""Why an offered week is a good one, in a few words, the most telling first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..messages import clock, day_name, duration
from ..rules.facts import Meeting, Section
from .weeks import MORNING, Preferences, Score, days_of, gaps_of

WORKDAYS = range(5)


@dataclass(frozen=True, slots=True)
class Reason:
    """`kind` is "good", "bad" or neither."""

    text: str
    kind: str = ""


def in_words(sections: Sequence[Section], score: Score, wishes: Preferences, language: str) -> tuple[Reason, ...]:
    days, meetings = days_of(sections), [m for s in sections for m in s.meetings]
    if not meetings:
        return (Reason(_("no meetings")),)
    said = (_of_clashes(score), *_of_days(days, wishes, language), _of_gaps(days, language), _of_hours(meetings))
    return tuple(reason for reason in (*said, *_of_wished_hours(score, wishes, language)) if reason)


def _of_clashes(score: Score) -> Reason | None:
    text = ngettext("%(n)d pair of courses clashes", "%(n)d pairs of courses clash", score.clashes)
    return Reason(text % {"n": score.clashes}, "bad") if score.clashes else None


def _of_days(days: Mapping[int, int], wishes: Preferences, language: str) -> Iterator[Reason]:
    if free := [day_name(day, language) for day in WORKDAYS if day not in days]:
        yield Reason(_("%(days)s free") % {"days": ", ".join(free)}, "good")
    if busy := [day_name(day, language) for day in sorted(wishes.free_days & days.keys())]:
        yield Reason(_("%(days)s not free") % {"days": ", ".join(busy)}, "bad")


def _of_gaps(days: Mapping[int, int], language: str) -> Reason:
    gaps = sum(map(gaps_of, days.values()))
    return Reason(_("%(time)s of gaps") % {"time": _time(gaps, language)}) if gaps else Reason(_("no gaps"), "good")


def _of_hours(meetings: Sequence[Meeting]) -> Reason:
    first, last = min(m.start for m in meetings), max(m.end for m in meetings)
    return Reason(_("between %(first)s and %(last)s") % {"first": clock(first), "last": clock(last)})


def _of_wished_hours(score: Score, wishes: Preferences, language: str) -> Iterator[Reason]:
    if score.outside:
        yield Reason(_("%(time)s outside your hours") % {"time": _time(score.outside, language)}, "bad")
    time = {"time": _time(score.other_half, language)}
    if wishes.half == MORNING:
        some, none = _("%(time)s after 13:00"), _("nothing after 13:00")
    else:
        some, none = _("%(time)s before 13:00"), _("nothing before 13:00")
    if wishes.half:
        yield Reason(some % time) if score.other_half else Reason(none, "good")


def _time(minutes: int, language: str) -> str:
    return duration(timedelta(minutes=minutes), language)
