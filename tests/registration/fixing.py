"""How the tests of fixes ask: small terms and findings without a database, and what the search asked the rules."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from registration import rules
from registration.fixes import Fix, find_fixes
from registration.rules.facts import Catalogue, Change, Facts, Seat
from tests.rules import build
from tests.rules.build import MON, TUE, meeting, policy, row, section


def term(*own: Any, **fields: Any) -> Catalogue:
    """build.term() with its sections by course."""
    made = build.term(*own, **fields)
    by_course: dict[int, tuple[Any, ...]] = {}
    for each in sorted(made.sections.values(), key=lambda s: s.id):
        by_course[each.course_id] = (*by_course.get(each.course_id, ()), each)
    return replace(made, by_course=by_course)


def found(facts: Facts, catalogue: Catalogue, asked: Change, **fields: Any) -> tuple[Fix, ...]:
    """The fixes of what the rules refuse, which they must refuse."""
    verdict = rules.evaluate(catalogue, facts, asked)
    assert not verdict.accepted
    return find_fixes(catalogue, facts, asked, tuple(f.stored() for f in verdict.findings), no_more_seats, **fields)


def no_more_seats(catalogue: Catalogue, facts: Facts, section_ids: Iterable[int]) -> dict[int, Seat]:
    return {}


def steps(fixes: Iterable[Fix]) -> list[list[tuple[str, int | None]]]:
    return [[(s.kind, s.section_id) for s in fix.steps] for fix in fixes]


def finding(code: str, *, course: int | None = None, at: int | None = None, **figures: Any) -> dict[str, Any]:
    return {
        "code": code,
        "action": "refuse",
        "waived": False,
        "course_id": course,
        "section_id": at,
        "figures": figures,
    }


FULL = {11: Seat(30, 30)}
REFUSE_CLASHES = policy(row("TIME_CONFLICT", "refuse", article="md. 1"))


CLASH = (
    section(11, meeting(MON, "09:40-12:30")),
    section(12, meeting(MON, "09:40-12:30")),
    section(21, meeting(MON, "10:40-11:30")),
    section(22, meeting(TUE, "10:40-11:30")),
)


def spy(monkeypatch) -> list[Change]:
    """What the rules are asked by the search."""
    asked: list[Change] = []
    judge = rules.evaluate

    def evaluate(catalogue: Catalogue, facts: Facts, change: Change, kind: str = "approve"):
        asked.append(change)
        return judge(catalogue, facts, change, kind)

    monkeypatch.setattr(rules, "evaluate", evaluate)
    return asked
