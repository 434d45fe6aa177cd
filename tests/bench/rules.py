"""What one evaluation with every rule costs, on the CPU's own clock: `python -m tests.bench.rules`.

A calibration loop stands beside it, since a shared machine is fast one minute and slow the next.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

from registration.rules import evaluate
from registration.rules.facts import Catalogue, Change, Facts, Seat, Taken
from tests.rules.build import WINDOWS, change, course, curriculum, meeting, section, student, term, window

UNDERGRADUATE, GRADUATE = range(300, 500), range(500, 560)


def a_term() -> Catalogue:
    """260 courses, a curriculum of 40 musts, and the deadline of thesis advisors."""
    courses = [course(n, level="bachelor") for n in UNDERGRADUATE] + [course(n, level="master") for n in GRADUATE]
    sections = [section(c.id * 10 + 1, meeting(c.id % 5, "09:40-10:30")) for c in courses]
    musts = curriculum({k: set(range(300 + k * 5, 305 + k * 5)) for k in range(1, 9)})
    deadline = window("thesis_advisor", "2026-01-05 00:00", "2026-02-07 00:00")
    return term(*courses, *sections, musts, windows=(*WINDOWS, deadline))


def a_student(level: str, semester: int, *held: int) -> Facts:
    """With a list and 35 grades."""
    mine = {"level": level, "semester": semester, "entry_year": 2025}
    taken = {c: Taken("20251", "BB", first_term="20251") for c in range(300, 335)}
    seats = {c * 10 + 1: Seat(30, 0) for c in (*UNDERGRADUATE, *GRADUATE)}
    facts = student(*(c * 10 + 1 for c in held), mine=mine, seats=seats, thesis_advisor_since=date(2025, 1, 1))
    return replace(facts, taken=taken)


def microseconds(work: Callable[[], object], times: int = 1000) -> float:
    """The best of seven rounds."""
    rounds = []
    for _ in range(7):
        start = time.process_time()
        for _ in range(times):
            work()
        rounds.append((time.process_time() - start) / times * 1e6)
    return min(rounds)


def calibrate() -> float:
    return microseconds(lambda: sum(range(1000)))


def main() -> None:
    catalogue, asked = a_term(), {"an add": (change(add=[4781]), "approve"), "the page": (Change(), "page")}
    print(f"calibration: sum(range(1000)) {calibrate():.1f} µs")
    for level, semester, held in (
        ("bachelor", 8, (401, 402, 403, 404, 405)),
        ("master", 6, (477, 501, 502, 503)),
        ("doctorate", 4, (477, 501, 502, 503)),
    ):
        facts = a_student(level, semester, *held)
        for name, (what, kind) in asked.items():
            cost = microseconds(lambda f=facts, w=what, k=kind: evaluate(catalogue, f, w, k))  # type: ignore[misc]
            said = ", ".join(f.code for f in evaluate(catalogue, facts, what, kind).findings) or "nothing"
            print(f"{level}, {name}: {cost:.1f} µs ({said})")


if __name__ == "__main__":
    main()
