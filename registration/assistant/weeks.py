"""Weeks of sections, and which of two is better by what a student wishes. Standard library only.

A score is compared from left to right, lower is better, and each of its parts can be said in words: how many courses were
left out, how many pairs clash, then what was wished for, in days and minutes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from ..rules.facts import Meeting, Section, week_mask
from ..rules.offer import SLOT_MINUTES, SLOTS_A_DAY
from ..rules.timetable import meet

WHOLE_DAY = (1 << SLOTS_A_DAY) - 1
SLOTS_A_WEEK = 7 * SLOTS_A_DAY
BREAK = 15  # minutes: what is no longer is a break between two classes, not a gap
PAUSE = BREAK // SLOT_MINUTES
NOON = 13 * 60
MORNING, AFTERNOON = "morning", "afternoon"


class Score(NamedTuple):
    """Of one week; the smaller the better."""

    left_out: int = 0  # courses
    clashes: int = 0  # pairs of courses that meet at the same time
    busy: int = 0  # days wished free that are not
    outside: int = 0  # minutes before or after the hours wished
    gaps: int = 0  # minutes between the classes of a day
    other_half: int = 0  # minutes in the half of the day that was not wished


@dataclass(frozen=True, slots=True)
class Preferences:
    """What a student wishes of a week. Pinned, avoided and left out are kept to; the rest makes one week better."""

    free_days: frozenset[int] = frozenset()
    not_before: int | None = None  # minutes from midnight
    not_after: int | None = None
    few_gaps: bool = True
    half: str = ""  # MORNING or AFTERNOON
    pinned: frozenset[int] = frozenset()  # sections
    avoided: frozenset[int] = frozenset()  # sections
    spare: frozenset[int] = frozenset()  # courses that may be left out
    clashes: bool = False  # courses may meet at the same time

    def admitted(self, of_course: Iterable[Section]) -> list[Section]:
        """The sections of a course that are not avoided; where one of them is pinned, that one."""
        left = [s for s in of_course if s.id not in self.avoided]
        return [s for s in left if s.id in self.pinned] or left


@dataclass(frozen=True, slots=True)
class Group:
    """The sections of a course that meet at the same times: for a week they are one."""

    course_id: int
    sections: tuple[Section, ...]
    days: tuple[tuple[int, int], ...]  # weekday and the slots of it, for the days it meets on
    times: int  # the slots of an odd week, and above them those of an even one
    exact: bool  # whether groups of which both are exact clash just where their times meet
    outside: int = 0  # minutes, as in the score
    other_half: int = 0

    @property
    def first(self) -> Section:
        return self.sections[0]


@dataclass(frozen=True, slots=True)
class Week:
    """One group of each course."""

    groups: tuple[Group, ...]
    score: Score

    @property
    def sections(self) -> tuple[Section, ...]:
        return tuple(g.first for g in self.groups)


def group(
    sections: Iterable[Section], wishes: Preferences, seats: Callable[[Section], int], *, live_distance: bool = True
) -> tuple[Group, ...]:
    """The sections of one course by their times, in each group the one with the most seats first."""
    alike: dict[object, list[Section]] = defaultdict(list)
    for section in sections:
        alike[section.delivery, tuple(map(_time_of, section.meetings))].append(section)
    groups = [
        _group(sorted(same, key=lambda s: (-seats(s), s.number)), wishes, live_distance) for same in alike.values()
    ]
    return tuple(sorted(groups, key=lambda g: g.other_half))


def _time_of(m: Meeting) -> tuple[object, ...]:
    return m.weekday, m.start, m.end, m.date_from, m.date_to, m.weeks


def _group(sections: list[Section], wishes: Preferences, live_distance: bool) -> Group:
    one = sections[0]
    unseen = one.delivery == "distance" and not live_distance  # clashes with nothing
    odd, even = (week_mask(m for m in one.meetings if m.weeks != other) for other in ("even", "odd"))
    return Group(
        course_id=one.course_id,
        sections=tuple(sections),
        days=tuple(days_of([one]).items()),
        times=0 if unseen else odd | even << SLOTS_A_WEEK,
        exact=unseen or all(_is_exact(m) for m in one.meetings),
        outside=_outside([one], wishes),
        other_half=_in_other_half([one], wishes),
    )


def _is_exact(m: Meeting) -> bool:
    """No dates, and whole slots."""
    return not (m.date_from or m.date_to or m.start % SLOT_MINUTES or m.end % SLOT_MINUTES)


# the parts of a score


def score_of(
    sections: Iterable[Section], wishes: Preferences, *, live_distance: bool = True, left_out: int = 0
) -> Score:
    """Measured on the week as a whole; the search adds the same up course by course."""
    chosen = list(sections)
    days = days_of(chosen)
    return Score(
        left_out,
        sum(meet(a, b, live_distance) is not None for n, a in enumerate(chosen) for b in chosen[:n]),
        len(wishes.free_days & days.keys()),
        _outside(chosen, wishes),
        sum(map(gaps_of, days.values())) if wishes.few_gaps else 0,
        _in_other_half(chosen, wishes),
    )


def days_of(sections: Iterable[Section]) -> Mapping[int, int]:
    """Weekday → the slots in which something meets."""
    week = 0
    for section in sections:
        week |= section.week
    days = ((day, week >> day * SLOTS_A_DAY & WHOLE_DAY) for day in range(7))
    return {day: slots for day, slots in days if slots}


def gaps_of(day: int) -> int:
    """The minutes between the classes of a day, breaks aside."""
    holes = holes_of(day)
    return SLOT_MINUTES * (holes.bit_count() + PAUSE * (holes & ~(holes << 1)).bit_count())


def holes_of(day: int) -> int:
    """The slots of the gaps of a day but for the break that each begins with."""
    taken = day
    for n in range(1, PAUSE + 1):
        taken |= day << n
    span = (1 << day.bit_length()) - (day & -day)
    return span & ~taken


def _meetings(sections: Iterable[Section]) -> Iterator[Meeting]:
    return (m for s in sections for m in s.meetings)


def _outside(sections: Iterable[Section], wishes: Preferences) -> int:
    first = 0 if wishes.not_before is None else wishes.not_before
    last = 24 * 60 if wishes.not_after is None else wishes.not_after
    return sum(_before(m, first) + _after(m, last) for m in _meetings(sections))


def _in_other_half(sections: Iterable[Section], wishes: Preferences) -> int:
    minutes = {MORNING: _after, AFTERNOON: _before}.get(wishes.half)
    return sum(minutes(m, NOON) for m in _meetings(sections)) if minutes else 0


def _before(m: Meeting, moment: int) -> int:
    return max(0, min(m.end, moment) - m.start)


def _after(m: Meeting, moment: int) -> int:
    return max(0, m.end - max(m.start, moment))
