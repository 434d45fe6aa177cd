"""Sections of courses in the short: times as "Mon 09:40-10:30", several with commas; by number and by chance."""

from __future__ import annotations

import random

from registration.rules.facts import Meeting, Section, week_mask

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def minutes(text: str) -> int:
    hours, rest = text.split(":")
    return int(hours) * 60 + int(rest)


def meeting(text: str, **fields) -> Meeting:
    day, span = text.split()
    start, end = span.split("-")
    return Meeting(DAYS.index(day), minutes(start), minutes(end), **fields)


def section(course: int, number: int, *times: str | Meeting, delivery: str = "face") -> Section:
    """Section 3 of course 2 has the id 203."""
    meetings = tuple(t if isinstance(t, Meeting) else meeting(t) for t in times)
    id_ = 100 * course + number
    return Section(id_, course, number, id_, meetings, week=week_mask(meetings), delivery=delivery)


def by_chance(rng: random.Random, *, courses: int, most: int) -> dict[int, list[Section]]:
    """Small and cramped: sections meet up to three times, in a few hours of a few days; some alternate, some never meet."""

    def one() -> Meeting:
        start = rng.choice((520, 580, 640, 760, 820, 823))
        return Meeting(
            rng.choice((0, 1, 2, 5)),
            start,
            start + rng.choice((50, 110)),
            weeks=rng.choice(("", "", "", "odd", "even")),
        )

    return {
        c: [
            section(
                c,
                n,
                *(one() for _ in range(rng.choice((0, 1, 1, 2, 2, 3)))),
                delivery=rng.choice(("face", "face", "distance")),
            )
            for n in range(1, rng.randint(1, most) + 1)
        ]
        for c in range(1, courses + 1)
    }
