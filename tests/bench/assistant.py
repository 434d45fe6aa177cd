"""`python -m tests.bench.assistant`: how long the schedule assistant takes for eight courses. Prints; asserts nothing.

First the search alone on made-up courses of 130 sections each; then a whole answer, from the facts to the tables that are
shown, on a real offering where the data is there: the courses with the most sections, and eight by chance.
"""

from __future__ import annotations

import os
import random
import statistics
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test.utils import setup_test_environment  # noqa: E402

from curriculum.models import Term  # noqa: E402
from people.models import Student  # noqa: E402
from registration.assistant.asked import Asked  # noqa: E402
from registration.assistant.assistance import SECONDS, assist  # noqa: E402
from registration.assistant.search import Clashes, best_weeks  # noqa: E402
from registration.assistant.weeks import Preferences, group  # noqa: E402
from registration.catalogue import newest  # noqa: E402
from registration.rules.facts import Meeting, Section, week_mask  # noqa: E402
from tests.curriculum.real_data import METU  # noqa: E402

SEEDS, COURSES, SECTIONS = 10, 8, 130
WISHES = {
    "few gaps": Preferences(),
    "two days free": Preferences(free_days=frozenset({0, 4})),
    "mornings": Preferences(half="morning"),
    "everything": Preferences(free_days=frozenset({4}), not_before=580, not_after=1000, half="afternoon"),
}
Courses = dict[int, list[Section]]


@dataclass(frozen=True)
class Run:
    seconds: float
    complete: bool
    weeks: int


def main() -> None:
    print(f"Eight courses; the search ends after {SECONDS} s and says so. Median and worst of {SEEDS}, in ms.\n")
    print(f"{'':52}{'median':>8}{'worst':>8}{'complete':>10}{'weeks':>7}")
    for name, make in (("free", free), ("as at METU", usual), ("cramped", cramped), ("alternating", alternating)):
        for wish, wishes in WISHES.items():
            show(
                f"search, {SECTIONS} sections each, {name}: {wish}",
                [search(make(seed), wishes) for seed in range(SEEDS)],
            )
    if not METU.is_dir():
        return
    setup_test_environment()
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        on_a_real_offering()
    finally:
        connection.creation.destroy_test_db("", verbosity=0, keepdb=False)


def show(name: str, runs: list[Run]) -> None:
    times = [1000 * r.seconds for r in runs]
    complete = sum(r.complete for r in runs)
    print(
        f"{name:52}{statistics.median(times):8.0f}{max(times):8.0f}{complete:7}/{len(runs)}{min(r.weeks for r in runs):7}"
    )


# made-up courses


def _course(course: int, weeks: Iterable[list[Meeting]]) -> list[Section]:
    return [
        Section(1000 * course + n, course, n, 0, tuple(meetings), week=week_mask(meetings))
        for n, meetings in enumerate(weeks, 1)
    ]


def _made(seed: int, week: Callable[[random.Random], list[Meeting]]) -> Courses:
    rng = random.Random(seed)
    return {c: _course(c, (week(rng) for _ in range(SECTIONS))) for c in range(1, COURSES + 1)}


def free(seed: int) -> Courses:
    """Short meetings at any five minutes of six days: hardly anything clashes, and no two weeks are alike."""

    def week(rng: random.Random) -> list[Meeting]:
        start = 480 + 5 * rng.randrange(120)
        return [Meeting(rng.randrange(6), start, start + 50)]

    return _made(seed, week)


def usual(seed: int) -> Courses:
    """Three hours in one to three pieces, begun at the hours of METU."""

    def week(rng: random.Random) -> list[Meeting]:
        pieces = rng.choice(([3], [2, 1], [1, 1, 1]))
        days = rng.sample(range(5), len(pieces))
        starts = [520 + 60 * rng.randrange(10 - hours) for hours in pieces]
        return [Meeting(day, at, at + 60 * n - 10) for day, n, at in zip(days, pieces, starts, strict=True)]

    return _made(seed, week)


def cramped(seed: int) -> Courses:
    """Three long meetings on three days: nearly all sections clash."""

    def week(rng: random.Random) -> list[Meeting]:
        starts = (520 + 5 * rng.randrange(60) for _ in range(3))
        return [Meeting(day, at, at + 170) for day, at in enumerate(starts)]

    return _made(seed, week)


def alternating(seed: int) -> Courses:
    """Every other week, so that half of what shares a time does not clash."""

    def week(rng: random.Random) -> list[Meeting]:
        start = 520 + 60 * rng.randrange(8)
        return [Meeting(rng.randrange(3), start, start + 110, weeks=rng.choice(("odd", "even")))]

    return _made(seed, week)


def search(courses: Courses, wishes: Preferences) -> Run:
    started = time.perf_counter()
    groups = {c: group(sections, wishes, lambda s: 1) for c, sections in courses.items()}
    until = started + SECONDS
    found = best_weeks(groups, wishes, most=10, clashes=Clashes(groups, until=until), until=until)
    return Run(time.perf_counter() - started, found.complete, len(found.weeks))


# a real offering


def on_a_real_offering() -> None:
    call_command("import_offering", METU / "offering-2020-10-20.json.gz", term="20201", verbosity=0)
    call_command("import_catalogue", METU / "catalogue.json.gz", verbosity=0)
    call_command("import_curricula", METU / "curricula.json.gz", verbosity=0)
    call_command("sample_students", term="20201", count=200, verbosity=0)
    term = Term.objects.get(is_current=True)
    catalogue = newest(term.pk)
    by_size = sorted(catalogue.by_course, key=lambda c: -len(catalogue.by_course[c]))
    meeting = [c for c in by_size if any(s.meetings for s in catalogue.by_course[c])]
    students = list(Student.objects.order_by("id").values_list("id", flat=True)[:SEEDS])
    sections = sum(len(catalogue.by_course[c]) for c in by_size[:COURSES])
    print()
    for wish, wishes in WISHES.items():
        for name, pool in (
            (f"the largest ({sections} sections)", by_size[:COURSES]),
            ("of the 30 largest that meet", meeting[:30]),
            ("of all that meet", meeting),
        ):
            runs = []
            for seed, student in enumerate(students):
                picked = random.Random(seed).sample(pool, COURSES)
                runs.append(answer(student, term.pk, Asked(tuple(picked), wishes, keep=False)))
            show(f"METU 20201, {name}: {wish}", runs)


def answer(student_id: int, term_id: int, asked: Asked) -> Run:
    started = time.perf_counter()
    found = assist(student_id, term_id, asked, newest(term_id), "tr")
    return Run(time.perf_counter() - started, found.complete, len(found.offers))


if __name__ == "__main__":
    main()
