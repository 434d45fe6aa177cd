"""`python -m tests.bench.rules`: one evaluation with every rule on, for five courses on the list, beside a calibration loop.

No database. A curriculum of forty must courses, each with a prerequisite, an equivalent, two sections and four criterion
rows; a transcript of fifteen with failures among them. Prints; asserts nothing.
"""

from __future__ import annotations

import timeit

from registration.rules import RULES, evaluate
from registration.rules.facts import Catalogue, Change, Facts, Line, Needed, Seat
from tests.rules.build import (
    CENG,
    EE,
    RANK,
    change,
    course,
    criterion,
    curriculum,
    meeting,
    policy,
    row,
    section,
    student,
    term,
)

FIRST, COURSES, TAKEN = 100, 40, 15


def offered() -> Catalogue:
    numbers = range(FIRST, FIRST + COURSES)
    plan = curriculum({s: {FIRST + 5 * (s - 1) + n for n in range(5)} for s in range(1, 9)})
    needs = {c: ((Needed(c - 5, RANK["DD"]),),) if c >= FIRST + 5 else () for c in numbers}
    fields = {c: {"categories": {None: frozenset({"TE"})}, "equivalents": (c + 500,)} for c in numbers}
    courses = [course(c, *needs[c], **fields[c]) for c in numbers] + [course(c + 500) for c in numbers]
    rows = [*(criterion(department_id=EE) for _ in range(3)), criterion(department_id=CENG)]
    sections = [
        section(10 * c + k, meeting((c + k) % 5, "09:40-12:30"), criteria=rows) for c in numbers for k in (1, 2)
    ]
    bands = {"unit": "ects", "bands": [{"max": "30"}], "graduating_extra": "5"}
    every = [row(each.code, "refuse", level=None) for each in RULES]
    return term(plan, *courses, *sections, rows=policy(*every, row("LOAD_EXCEEDED", "refuse", params=bands), of="omu"))


def registered(catalogue: Catalogue) -> Facts:
    """In the fourth semester, with the five courses of it; two of the fifteen before were failed."""
    took = {FIRST + n: "FF" if n in (6, 13) else "DD" for n in range(TAKEN)}
    held = [10 * (FIRST + n) + 1 for n in range(TAKEN, TAKEN + 5)]
    seats = {s.counter: Seat(30, 1) for s in catalogue.sections.values()}
    mine = {"class_year": 2, "semester": 4, "entry_year": 2022}
    return student(*held, took=took, seats=seats, mine=mine)


def main() -> None:
    catalogue = offered()
    facts = registered(catalogue)
    own, upper = (Line(10 * (FIRST + n) + 1, category="TE") for n in (6, 20))
    asked = {
        "add": (change(add=[own]), "approve"),
        "add of an upper class": (change(add=[upper]), "approve"),
        "drop": (change(drop=[facts.enrolled[0].section_id]), "approve"),
        "send": (Change(), "send"),
        "approve": (Change(), "approve"),
    }
    for name, (edit, kind) in asked.items():
        codes = sorted({f.code for f in evaluate(catalogue, facts, edit, kind).findings})
        print(
            f"{name:22}{microseconds(lambda e=edit, k=kind: evaluate(catalogue, facts, e, k)):7.1f} µs  {', '.join(codes)}"
        )
    print(f"{'sum(range(1000))':22}{microseconds(lambda: sum(range(1000))):7.1f} µs")


def microseconds(call, times: int = 300) -> float:
    """The best of many short runs: what others do on the machine only ever adds."""
    return min(timeit.repeat(call, number=times, repeat=20)) / times * 1e6


if __name__ == "__main__":
    main()
