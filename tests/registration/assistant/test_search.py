"""The search finds what looking at every week finds, and says when it could not look at them all."""

from __future__ import annotations

import random
import time
from collections import Counter
from itertools import combinations, product

import pytest

from registration.assistant.search import Clashes, Found, best_weeks
from registration.assistant.weeks import Preferences, Score, group, score_of
from registration.rules.facts import Section
from tests.registration.assistant.sections import DAYS, by_chance, meeting, section

Courses = dict[int, list[Section]]


def found(courses: Courses, wishes: Preferences, most: int = 10, live: bool = True, **more) -> Found:
    groups = {c: group(wishes.admitted(s), wishes, lambda s: 1, live_distance=live) for c, s in courses.items()}
    return best_weeks(groups, wishes, most=most, clashes=Clashes(groups, live_distance=live), **more)


def by_brute_force(courses: Courses, wishes: Preferences, most: int, live: bool) -> list[Score]:
    """The scores of the best weeks: every choice of sections of every set of courses that may be taken, measured whole."""
    spare = [c for c in courses if c in wishes.spare]
    scores: list[Score] = []
    for count in range(min(len(spare), len(courses) - 1) + 1):
        for without in combinations(spare, count):
            taken = [_by_times(wishes.admitted(s)) for c, s in courses.items() if c not in without]
            measured = (score_of(week, wishes, live_distance=live, left_out=count) for week in product(*taken))
            scores += [s for s in measured if wishes.clashes or not s.clashes]
    return sorted(scores)[:most]


def _by_times(sections: list[Section]) -> list[Section]:
    """Sections that meet at the same times are one to a week."""
    return list({(s.delivery, s.meetings): s for s in sections}.values())


def wishes_by_chance(rng: random.Random, courses: Courses) -> Preferences:
    every = [s.id for sections in courses.values() for s in sections]
    return Preferences(
        free_days=frozenset(rng.sample((0, 1, 2, 5), rng.randint(0, 2))),
        not_before=rng.choice((None, 580, 630)),
        not_after=rng.choice((None, 750, 870)),
        few_gaps=rng.random() < 0.7,
        half=rng.choice(("", "morning", "afternoon")),
        pinned=frozenset(rng.sample(every, rng.randint(0, 1))),
        avoided=frozenset(rng.sample(every, rng.randint(0, 1))),
        spare=frozenset(rng.sample(list(courses), rng.randint(0, min(2, len(courses))))),
        clashes=rng.random() < 0.3,
    )


@pytest.mark.parametrize("seed", range(200))
def test_it_equals_brute_force(seed: int):
    rng = random.Random(seed)
    courses = by_chance(rng, courses=rng.randint(1, 5), most=5)
    wishes, live, most = wishes_by_chance(rng, courses), rng.random() < 0.7, rng.choice((1, 3, 10))

    got = found(courses, wishes, most, live)

    assert got.complete
    assert [w.score for w in got.weeks] == by_brute_force(courses, wishes, most, live)
    for week in got.weeks:
        assert week.score == score_of(
            week.sections, wishes, live_distance=live, left_out=len(courses) - len(week.groups)
        )
        assert all(n == 1 for n in Counter(s.course_id for s in week.sections).values())
        assert {s.course_id for s in week.sections} >= courses.keys() - wishes.spare
    assert len({tuple(sorted(s.id for s in w.sections)) for w in got.weeks}) == len(got.weeks)


A, B = 1, 2


def test_the_week_with_a_free_day_comes_first():
    courses = {
        A: [section(A, 1, "Fri 09:40-10:30"), section(A, 2, "Mon 09:40-10:30")],
        B: [section(B, 1, "Mon 10:40-11:30")],
    }

    weeks = found(courses, Preferences(free_days=frozenset({4}))).weeks

    assert [[s.id for s in w.sections] for w in weeks] == [[201, 102], [201, 101]]
    assert [w.score.busy for w in weeks] == [0, 1]


def test_a_pinned_section_is_in_every_week_and_an_avoided_one_in_none():
    times = ("Mon 09:40-10:30", "Tue 09:40-10:30", "Wed 09:40-10:30")
    courses = {c: [section(c, n, t) for n, t in enumerate(times, 1)] for c in (A, B)}

    weeks = found(courses, Preferences(pinned=frozenset({101}), avoided=frozenset({202}))).weeks

    assert [{s.id for s in w.sections} for w in weeks] == [{101, 203}]


def test_sections_of_one_time_are_one_week_the_one_with_most_seats_first():
    same = [section(A, n, "Mon 09:40-10:30") for n in (1, 2, 3)]
    groups = {A: group(same, Preferences(), lambda s: {2: 9}.get(s.number, 2))}

    [week] = best_weeks(groups, Preferences(), most=10, clashes=Clashes(groups)).weeks

    assert [s.number for s in week.groups[0].sections] == [2, 1, 3]


def test_alternate_weeks_and_dates_that_do_not_meet_are_no_clash():
    odd, even = meeting("Mon 09:40-10:30", weeks="odd"), meeting("Mon 09:40-10:30", weeks="even")

    assert len(found({A: [section(A, 1, odd)], B: [section(B, 1, even)]}, Preferences()).weeks) == 1
    assert found({A: [section(A, 1, odd)], B: [section(B, 1, odd)]}, Preferences()).weeks == []


def test_a_distance_section_that_is_not_live_clashes_with_nothing():
    courses = {A: [section(A, 1, "Mon 09:40-10:30", delivery="distance")], B: [section(B, 1, "Mon 09:40-10:30")]}

    assert (len(found(courses, Preferences(), live=False).weeks), len(found(courses, Preferences()).weeks)) == (1, 0)


def test_courses_of_which_every_section_clashes_are_named():
    courses = {A: [section(A, 1, "Mon 09:40-10:30")], B: [section(B, 1, "Mon 10:00-10:50")], 3: [section(3, 1)]}
    groups = {c: group(s, Preferences(), lambda s: 1) for c, s in courses.items()}

    assert Clashes(groups).apart() == [(A, B)]


def test_as_few_courses_as_possible_are_left_out():
    one = "Mon 09:40-10:30"
    courses = {A: [section(A, 1, one)], B: [section(B, 1, one)], 3: [section(3, 1, one)], 4: [section(4, 1)]}

    weeks = found(courses, Preferences(spare=frozenset(courses)), until_any=True).weeks

    assert [({s.course_id for s in w.sections}, w.score.left_out) for w in weeks] == [
        ({3, 4}, 2), ({B, 4}, 2), ({A, 4}, 2),
    ]  # fmt: skip


def test_what_is_not_accepted_is_not_offered():
    courses = {A: [section(A, 1, "Mon 09:40-10:30"), section(A, 2, "Tue 09:40-10:30")]}

    weeks = found(courses, Preferences(), accept=lambda groups: groups[0].first.id != 101).weeks

    assert [[s.id for s in w.sections] for w in weeks] == [[102]]


def test_a_search_out_of_time_says_so_and_keeps_what_it_has():
    hours = ("08:40-09:30", "09:40-10:30", "10:40-11:30", "11:40-12:30")
    courses = {day: [section(day, n, f"{DAYS[day]} {hour}") for n, hour in enumerate(hours)] for day in range(6)}

    cut = found(courses, Preferences(), most=4**6, until=time.perf_counter())

    assert not cut.complete
    assert 0 < len(cut.weeks) < 4**6
    assert len(found(courses, Preferences(), most=4**6).weeks) == 4**6


def test_even_telling_what_clashes_keeps_to_the_time():
    groups = {c: group([section(c, 1, "Mon 09:40-10:30")], Preferences(), lambda s: 1) for c in (A, B)}

    assert not best_weeks(groups, Preferences(), most=1, clashes=Clashes(groups, until=0.0)).complete
