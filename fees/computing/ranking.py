"""Rankings by which people pay less: the top of the evening students of a term (OMU-88 to OMU-91), the YÖS list (OMU-108).

Pure, standard library only.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from typing import Protocol

HUNDRED = Decimal(100)


class Figures(Protocol):
    """What the ranking asks of policy: registration/rules/settings.py Fees has this shape."""

    @property
    def top_ten_percent(self) -> Decimal: ...
    @property
    def top_ten_population(self) -> str: ...  # "class" or "department"
    @property
    def top_ten_average(self) -> str: ...  # "term" or "cgpa"
    @property
    def top_ten_ties(self) -> str: ...  # "include" or "exclude"


@dataclass(frozen=True, slots=True)
class Record:
    """What a term of an evening student came to: `asked` are the courses that the curriculum sets for the student's
    semester, must courses and elective slots alike, `passed` those that were taken in the term and passed."""

    student_id: int
    department_id: int
    level: str
    class_year: int
    asked: int
    passed: int
    term_average: Decimal | None
    cgpa: Decimal | None
    preparation: bool = False

    @property
    def is_ranked(self) -> bool:
        """Who took and passed at least what the term asks for; the preparatory class is left out (OMU-89)."""
        return not self.preparation and 0 < self.asked <= self.passed


@dataclass(frozen=True, slots=True)
class Place:
    student_id: int
    place: int
    population: int
    qualifies: bool


def top_ten(records: Iterable[Record], figures: Figures) -> list[Place]:
    """Places among the evening students of a department, in their class or in all of its classes; levels apart."""
    groups: dict[Hashable, dict[int, Decimal]] = defaultdict(dict)
    for r in records:
        average = r.term_average if figures.top_ten_average == "term" else r.cgpa
        if r.is_ranked and average is not None:
            group = (r.department_id, r.level, r.class_year if figures.top_ten_population == "class" else 0)
            groups[group][r.student_id] = average
    return [p for own in groups.values() for p in ranked(own, figures.top_ten_percent, figures.top_ten_ties)]


def ranked(scores: Mapping[int, Decimal], percent: Decimal, ties: str = "include") -> Iterator[Place]:
    """By score, the best first, equals at one place. So many of a hundred qualify, rounded down, but one at least; those
    equal with the last of them do as well, or none of these equals does."""
    many = len(scores)
    best = max(1, int((percent * many / HUNDRED).to_integral_value(ROUND_FLOOR))) if percent > 0 else 0
    equals, ahead = Counter(scores.values()), 0
    for score in sorted(equals, reverse=True):
        last = ahead + 1 if ties == "include" else ahead + equals[score]
        for student_id in sorted(s for s, own in scores.items() if own == score):
            yield Place(student_id, ahead + 1, many, qualifies=last <= best)
        ahead += equals[score]
