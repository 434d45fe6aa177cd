"""A search: what the index finds, sieved by the filters, judged in the order of rank until a page is full.

Cheap filters go over everything that was found. Seats are read in one statement for what is left, and the rules are asked
of one section after the other, of no more than a request can bear.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache

from ..charging.prices import prices
from ..choices import categories_of
from ..messages import Rendered, render
from ..rules.counting import FREE
from ..rules.electives import category_mismatch
from ..rules.facts import Catalogue, Facts, Section
from ..rules.timetable import meet
from ..seats import counters_of, seats_now, with_seats
from ..services import fresh_catalogue
from ..snapshot import load_facts
from .asking import Asked, name_of
from .index import index_of
from .judging import Asker, Found, Judged, asker_of, judge, shown

PAGE = 30  # sections of one answer
MOST_JUDGED = 400  # evaluations of one request, a tenth of a millisecond each
MOST_COUNTED = 50
Test = Callable[[Section], bool]


@dataclass(frozen=True)
class Without:
    """A filter that hides everything: how many there would be without it; `at_least` where counting was stopped."""

    name: str
    asked: Asked
    count: int
    at_least: bool = False


@dataclass(frozen=True)
class Results:
    """`total` is None where nobody counted; `after` is where the list goes on, `stopped` if too many were refused first."""

    asked: Asked
    found: tuple[Found, ...]
    read_at: datetime
    total: int | None
    after: int | None = None
    stopped: bool = False
    bars: tuple[Rendered, ...] = ()
    opens: datetime | None = None
    is_open: bool = True
    suggestions: tuple[Without, ...] = ()

    @property
    def next(self) -> str:
        """The query string of where it goes on."""
        return self.asked.address(self.after or 0)


def search(student_id: int, term_id: int, asked: Asked, language: str) -> Results:
    """The student's facts, then which sections have seats where that is asked, then the seats of those that are judged."""
    facts = load_facts(term_id, [student_id])[student_id].facts
    catalogue = fresh_catalogue(facts, term_id)
    sieve = _Sieve(asker_of(catalogue, facts), index_of(catalogue).find(asked.q), facts.at)
    judged, after, stopped = sieve.page(asked)
    costs = prices(catalogue, facts, [j.section for j in judged])
    return Results(
        asked=asked,
        found=tuple(shown(j, sieve.asker, language, price=costs.get(j.section.id)) for j in judged),
        read_at=sieve.read_at,
        total=sieve.total(asked, judged, after),
        after=after,
        stopped=stopped,
        bars=tuple(render(f.stored(), catalogue, language) for f in sieve.asker.bars),
        opens=sieve.asker.opens,
        is_open=sieve.asker.is_open,
        suggestions=() if judged or asked.after else tuple(sieve.suggestions(asked)),
    )


class _Sieve:
    """One search: what is known of seats so far, and how often the rules may still be asked."""

    def __init__(self, asker: Asker, matching: list[Section], at: datetime) -> None:
        self.asker, self.matching, self.read_at = asker, matching, at
        self.left = MOST_JUDGED
        self.looked_at: set[int] = set()  # counters, and those of them that have a seat
        self.free: set[int] = set()
        self.passing: dict[Asked, list[Section]] = {}

    def page(self, asked: Asked) -> tuple[list[Judged], int | None, bool]:
        """The hits of one page, and where the next one begins. Its place is counted before seats and rules are asked,
        so that a seat taken meanwhile moves nothing."""
        page: list[Judged] = []
        for place, section in self._live(asked, asked.after):
            if len(page) == PAGE:
                return page, place, False
            if asked.can and not self.left:
                return page, place, True
            judged = self._judge(section)
            if judged.could or not asked.can:
                page.append(judged)
        return page, None, False

    def total(self, asked: Asked, judged: list[Judged], after: int | None) -> int | None:
        if after is None and not asked.after:
            return len(judged)
        return None if asked.can else sum(1 for _ in self._live(asked, 0, whole=True))

    def suggestions(self, asked: Asked) -> Iterator[Without]:
        """Each filter that hides everything by itself, with what would be there without it; else all of them."""
        alone = [(name, asked.without(name)) for name in asked.filters]
        found = [self._without(name, other) for name, other in alone if other]
        yield from (w for w in found if w.count)
        if asked.q and len(found) > 1 and not any(w.count for w in found):
            yield self._without("", Asked(q=asked.q))

    def _without(self, name: str, asked: Asked) -> Without:
        return Without(name_of(name), asked, *self._count(asked))

    def _count(self, asked: Asked) -> tuple[int, bool]:
        count = 0
        for _, section in self._live(asked, 0, whole=True):
            if count == MOST_COUNTED or (asked.can and not self.left):
                return count, True
            count += not asked.can or self._judge(section).could
        return count, False

    def _judge(self, section: Section) -> Judged:
        judged = judge(self.asker, section)
        self.left = max(0, self.left - judged.evaluations)
        return judged

    def _live(self, asked: Asked, start: int, *, whole: bool = False) -> Iterator[tuple[int, Section]]:
        """What passes the filters but for the rules, from a place on; seats are read as far as they will be looked at."""
        passing = self._passing(asked)
        live = range(start, len(passing)) if not asked.seats else self._with_seats(passing, start)
        size = len(live) if whole and not asked.can else MOST_JUDGED if asked.can else PAGE
        for first in range(0, len(live), size or 1):
            chunk = live[first : first + size]
            if not whole or asked.can:
                self._see(passing[place] for place in chunk)
            yield from ((place, passing[place]) for place in chunk)

    def _with_seats(self, passing: list[Section], start: int) -> list[int]:
        """The places of those that have a seat. Read once for all that are asked about."""
        asked = passing[start:] if start else passing
        if unknown := {s.counter for s in asked} - self.looked_at:
            _, free = with_seats(unknown)
            self.looked_at |= unknown
            self.free |= free
        return [n for n in range(start, len(passing)) if passing[n].is_given and passing[n].counter in self.free]

    def _passing(self, asked: Asked) -> list[Section]:
        key = replace(asked, seats=False, can=False, after=0)
        if key not in self.passing:
            tests = list(_tests(asked, self.asker))
            self.passing[key] = [s for s in self.matching if all(test(s) for test in tests)]
        return self.passing[key]

    def _see(self, sections: Iterable[Section]) -> None:
        known = self.asker.facts.seats
        if unknown := counters_of(sections) - known.keys():
            at, more = seats_now(unknown)
            self.read_at = self.read_at if known else at  # the oldest, where they were read in turns
            self.asker = replace(self.asker, facts=replace(self.asker.facts, seats={**known, **more}))


def _tests(asked: Asked, asker: Asker) -> Iterator[Test]:
    """The filters that need nothing but memory, the narrowest first."""
    catalogue, facts = asker.catalogue, asker.facts
    if "time" in asked.filters:
        week = asked.week
        yield lambda s: bool(s.week) and not s.week & ~week
    if level := asked.level:
        yield lambda s: min(catalogue.courses[s.course_id].hundreds, 5) == level
    if asked.category:
        yield _in_category(asked.category, catalogue, facts)
    if asked.fits:
        yield _fitting(catalogue, facts)


def _in_category(category: str, catalogue: Catalogue, facts: Facts) -> Test:
    """As the student may take it; any elective as a free one where policy says so (METU-61)."""
    ruling = catalogue.policy.rulings(facts.primary, facts.at.date()).get(category_mismatch.code)
    any_is_free = ruling is not None and ruling.params.free_elective

    @cache
    def counts(course_id: int) -> bool:
        if category == FREE and any_is_free:
            return not catalogue.is_must(facts.primary, course_id)
        return category in categories_of(catalogue, facts.primary, course_id)

    return lambda s: counts(s.course_id)


def _fitting(catalogue: Catalogue, facts: Facts) -> Test:
    """Beside the other courses of the list."""
    held = [catalogue.sections[e.section_id] for e in facts.enrolled if e.section_id in catalogue.sections]
    return lambda s: not any(o.course_id != s.course_id and meet(s, o) for o in held)
