"""A made-up student's past: courses in the order of the curriculum, grades by ability, failures repeated."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from curriculum.models import Course, Curriculum, CurriculumItem, Prerequisite

LETTERS = (
    ("AA", 3.75),
    ("BA", 3.25),
    ("BB", 2.75),
    ("CB", 2.25),
    ("CC", 1.75),
    ("DC", 1.25),
    ("DD", 0.75),
    ("FD", 0.3),
)
RANK = {letter: rank for rank, (letter, _) in enumerate(LETTERS, 1)}
PASSING = 7  # the rank of DD
MOST_A_TERM = 7


@dataclass(frozen=True)
class Plan:
    """What a curriculum asks for by semester, and what its elective slots may be filled with."""

    musts: dict[int, list[int]]
    slots: dict[int, int]
    pool: Sequence[int]
    needs: dict[int, list[list[tuple[int, int]]]]  # course → alternative sets of (course, worst rank)


def plans(curricula: Sequence[Curriculum]) -> dict[int, Plan]:
    """By curriculum id."""
    needs: dict[int, dict[int, list[tuple[int, int]]]] = {}
    for p in Prerequisite.objects.select_related("min_grade").order_by("course_id", "set_no", "required_id"):
        worst = RANK.get(p.min_grade.letter, PASSING) if p.min_grade else PASSING
        needs.setdefault(p.course_id, {}).setdefault(p.set_no, []).append((p.required_id, worst))
    sets = {course: list(by_set.values()) for course, by_set in needs.items()}
    open_courses = Course.objects.filter(level="bachelor", credit__gt=0, withdrawn=False).order_by("numeric_code")
    free = [id_ for id_ in open_courses.values_list("id", flat=True) if id_ not in sets]
    found = {}
    for curriculum in curricula:
        musts: dict[int, list[int]] = {}
        slots: dict[int, int] = {}
        for item in CurriculumItem.objects.filter(curriculum=curriculum).order_by("semester", "order", "id"):
            if item.course_id:
                musts.setdefault(item.semester, []).append(item.course_id)
            else:
                slots[item.semester] = slots.get(item.semester, 0) + 1
        own = {course for semester in musts.values() for course in semester}
        found[curriculum.id] = Plan(musts, slots, [c for c in free if c not in own], sets)
    return found


def study(rng: random.Random, plan: Plan, terms: Sequence[str]) -> list[tuple[int, str, str]]:
    """(course id, term, letter) of each course taken in the terms; the n-th term is the plan's n-th semester."""
    ability = min(3.9, max(0.9, rng.gauss(2.55, 0.65)))
    best: dict[int, int] = {}
    waiting: list[int] = []
    taken: list[tuple[int, str, str]] = []
    for semester, term in enumerate(terms, 1):
        waiting += plan.musts.get(semester, [])
        waiting += rng.sample(plan.pool, min(plan.slots.get(semester, 0), len(plan.pool)))
        waiting = [c for c in dict.fromkeys(waiting) if best.get(c, 99) > PASSING]
        for course in [c for c in waiting if _ready(plan, c, best)][:MOST_A_TERM]:
            letter = _grade(rng, ability + (0.4 if course in best else 0))
            best[course] = min(best.get(course, 99), RANK.get(letter, 99))
            taken.append((course, term, letter))
    return taken


def _ready(plan: Plan, course: int, best: dict[int, int]) -> bool:
    sets = plan.needs.get(course)
    return not sets or any(all(best.get(c, 99) <= worst for c, worst in one) for one in sets)


def _grade(rng: random.Random, ability: float) -> str:
    points = rng.gauss(ability, 0.7)
    return next((letter for letter, least in LETTERS if points >= least), "FF")
