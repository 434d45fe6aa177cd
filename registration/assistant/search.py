"""The best weeks of some courses, by branch and bound: whatever is not looked at cannot be better than what was found.

Courses with the fewest groups come first. Each choice knows as the bits of one integer which groups of the later courses it
leaves, so that a course without any is seen at once; and a bound that no completion can better.
"""

from __future__ import annotations

import time
from bisect import insort
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import NamedTuple

from ..rules.offer import SLOT_MINUTES
from ..rules.timetable import meet
from .weeks import PAUSE, Group, Preferences, Score, Week, gaps_of, holes_of

LOOKS = 64  # how many steps the search goes between two looks at the clock
Courses = Mapping[int, Sequence[Group]]
May = Callable[[Sequence[Group]], bool]


class OutOfTime(Exception):
    """The search was ended before it could tell that nothing better is left."""


@dataclass
class Found:
    """The best weeks so far, of all sets of courses tried, at most `most`; `complete`: nothing better is left."""

    most: int
    weeks: list[Week] = field(default_factory=list)
    complete: bool = True

    def has_as_good(self, bound: Score) -> bool:
        return len(self.weeks) == self.most and self.weeks[-1].score <= bound

    def put(self, week: Week) -> None:
        insort(self.weeks, week, key=lambda w: w.score)
        del self.weeks[self.most :]


class Clashes:
    """Which groups of two courses go together; worked out once for each pair of courses."""

    def __init__(self, courses: Courses, *, live_distance: bool = True, until: float = float("inf")) -> None:
        self.courses, self.live_distance, self.until = courses, live_distance, until
        self._known: dict[tuple[int, int], list[int]] = {}

    def leaves(self, a: int, b: int) -> list[int]:
        """For each group of course a, the groups of b that it does not clash with, as bits."""
        if (a, b) not in self._known:
            self._known[a, b] = [self._row(g, self.courses[b]) for g in self.courses[a]]
        return self._known[a, b]

    def _row(self, g: Group, those: Sequence[Group]) -> int:
        if time.perf_counter() > self.until:
            raise OutOfTime
        times, exact, row = g.times, g.exact, 0
        for n, h in enumerate(those):
            if not times & h.times or (not (exact and h.exact) and not self._meet(g, h)):
                row |= 1 << n
        return row

    def _meet(self, g: Group, h: Group) -> bool:
        return meet(g.first, h.first, self.live_distance) is not None

    def apart(self) -> list[tuple[int, int]]:
        """The pairs of courses of which every section clashes with every one of the other."""
        pairs = combinations([c for c, groups in self.courses.items() if groups], 2)
        return [(a, b) for a, b in pairs if not any(self.leaves(a, b))]


def best_weeks(
    courses: Courses,
    wishes: Preferences,
    *,
    most: int,
    clashes: Clashes,
    may: May = lambda groups: True,
    accept: May = lambda groups: True,
    until: float = float("inf"),
    until_any: bool = False,
) -> Found:
    """The best weeks of one group of each course; of those that may be left out, as few as are needed for `most` weeks.

    `may` says of some groups whether their courses can stand on one list at all, `accept` has the last word on each week.
    Not complete once time.perf_counter() has passed `until`. With `until_any`, no more courses are left out than for any
    week at all.
    """
    found = Found(most)
    spare = [c for c in courses if c in wishes.spare]
    try:
        for count in range(min(len(spare), len(courses) - 1) + 1):
            for without in combinations(spare, count):
                taken = [c for c in courses if c not in without]
                if all(courses[c] for c in taken) and may([courses[c][0] for c in taken]):
                    _Search(taken, wishes, found, clashes, count, accept, until).run()
            if len(found.weeks) == most or (until_any and found.weeks):
                break
    except OutOfTime:
        found.complete = False
    return found


class _Part(NamedTuple):
    """What the groups chosen so far come to."""

    taken: Sequence[int] = (0,) * 7  # slots by weekday
    met: int = 0  # those of the days wished free that have something on them, as bits
    clashes: int = 0
    outside: int = 0
    other_half: int = 0


class _Search:
    """Of one set of courses."""

    def __init__(
        self,
        courses: list[int],
        wishes: Preferences,
        found: Found,
        clashes: Clashes,
        left_out: int,
        accept: May,
        until: float,
    ) -> None:
        self.wishes, self.found, self.left_out, self.accept, self.until = wishes, found, left_out, accept, until
        order = sorted(courses, key=lambda c: len(clashes.courses[c]))
        self.courses = [clashes.courses[c] for c in order]
        self.leaves = [[clashes.leaves(c, later) for later in order[n + 1 :]] for n, c in enumerate(order)]
        self.last = len(order) - 1
        self.other_half = _still([min(g.other_half for g in groups) for groups in self.courses])
        # the slots of gaps that the courses still to come can fill at most
        self.fill = _still([max(map(_with_breaks, groups)) for groups in self.courses])
        self.gaps: dict[int, tuple[int, int]] = {0: (0, 0)}  # slots of a day → minutes of gaps, slots that fill them
        # of each group the days wished free that it meets on
        self.days = [
            [sum(1 << day for day, _ in g.days if day in wishes.free_days) for g in groups] for groups in self.courses
        ]
        self.rest: dict[tuple[int, int], tuple[int, int]] = {}
        self.chosen: list[int] = []  # the number of the group in each of the first courses
        self.steps = 0

    def run(self) -> None:
        self._extend(_Part(), [(1 << len(groups)) - 1 for groups in self.courses])

    def _extend(self, part: _Part, domains: list[int]) -> None:
        """Choose of the next course, best first; `domains`: the groups of it and of later ones that are still open."""
        self.steps += 1
        if self.steps % LOOKS == 0 and time.perf_counter() > self.until:
            raise OutOfTime
        level = len(self.chosen)
        for bound, _, n, more in sorted(self._choices(part, domains[0])):
            if self.found.has_as_good(bound):
                return
            self.chosen.append(n)
            if level == self.last:
                self._offer(bound)
            elif (left := self._left(n, domains[1:])) and not self.found.has_as_good(self._closer(bound, more, left)):
                self._extend(more, left)
            self.chosen.pop()

    def _offer(self, score: Score) -> None:
        groups = tuple(groups[n] for groups, n in zip(self.courses, self.chosen, strict=True))
        if self.accept(groups):
            self.found.put(Week(groups, score))

    def _left(self, n: int, later: list[int]) -> list[int]:
        """What a choice leaves of the later courses; nothing where it leaves nothing of one."""
        if self.wishes.clashes:
            return later
        left = [domain & row[n] for domain, row in zip(later, self.leaves[len(self.chosen) - 1], strict=True)]
        return left if all(left) else []

    def _choices(self, part: _Part, domain: int) -> Iterator[tuple[Score, int, int, _Part]]:
        level = len(self.chosen)
        groups, days, half_to_come = self.courses[level], self.days[level], self.other_half[level + 1]
        before, few_gaps, may_clash = part.taken, self.wishes.few_gaps, self.wishes.clashes
        for n in _bits(domain):
            g = groups[n]
            taken = [*before]
            for day, slots in g.days:
                taken[day] |= slots
            met, half = part.met | days[n], part.other_half + g.other_half
            clashes = part.clashes + self._clashing(n) if may_clash else 0
            busy, outside = self._at_best(level + 1, met)
            gaps, now = self._gaps(taken, level) if few_gaps else (0, 0)
            bound = Score(self.left_out, clashes, busy, part.outside + g.outside + outside, gaps, half + half_to_come)
            yield bound, now, n, _Part(taken, met, clashes, part.outside + g.outside, half)

    def _clashing(self, n: int) -> int:
        level = len(self.chosen)
        return sum(not self.leaves[k][level - k - 1][m] >> n & 1 for k, m in enumerate(self.chosen))

    def _gaps(self, taken: list[int], level: int) -> tuple[int, int]:
        """Minutes of gaps at least: those there are, but for what the courses to come may fill; and those there are."""
        known, gaps, holes = self.gaps, 0, 0
        for slots in taken:
            if slots:
                of_day = known.get(slots)
                if of_day is None:
                    of_day = known[slots] = gaps_of(slots), holes_of(slots).bit_count()
                gaps += of_day[0]
                holes += of_day[1]
        if level == self.last:
            return gaps, gaps
        left = holes - self.fill[level + 1]
        return (SLOT_MINUTES * (left + PAUSE) if left > 0 else 0), gaps  # what is left is longer than a break

    def _closer(self, bound: Score, part: _Part, domains: list[int]) -> Score:
        """The bound by what is still open; the groups of a course stand with the fewest minutes in the other half first."""
        if not self.wishes.half:
            return bound
        later = self.courses[len(self.chosen) :]
        firsts = [groups[(domain & -domain).bit_length() - 1] for groups, domain in zip(later, domains, strict=True)]
        return bound._replace(other_half=part.other_half + sum([g.other_half for g in firsts]))

    def _at_best(self, level: int, met: int) -> tuple[int, int]:
        """The days wished free that are not, and minutes still to fall outside the hours wished: at least, clashes aside."""
        found = self.rest.get((level, met))
        if found is None:
            found = self.rest[level, met] = self._minimum(level, met)
        return found

    def _minimum(self, level: int, met: int) -> tuple[int, int]:
        if level > self.last:
            return met.bit_count(), 0
        least: dict[int, int] = {}
        for g, days in zip(self.courses[level], self.days[level], strict=True):
            least[days] = min(g.outside, least.get(days, g.outside))
        tried = ((self._at_best(level + 1, met | days), outside) for days, outside in least.items())
        return min((busy, more + outside) for (busy, more), outside in tried)


def _with_breaks(g: Group) -> int:
    """The slots of gaps that a group fills at most: those it takes, and the break after each stretch of them."""
    return sum(slots.bit_count() + PAUSE * (slots & ~(slots << 1)).bit_count() for _, slots in g.days)


def _still(values: Sequence[int]) -> list[int]:
    """The sums of what is still to come, course by course."""
    sums = [0]
    for value in reversed(values):
        sums.append(sums[-1] + value)
    return sums[::-1]


def _bits(number: int) -> Iterator[int]:
    while number:
        low = number & -number
        yield low.bit_length() - 1
        number ^= low
