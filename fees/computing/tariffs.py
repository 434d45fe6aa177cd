"""The tariffs of a year: which one applies to a student's unit, and how much of it falls to a term."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

from .case import Step, Tariff, Unit

KURUS = Decimal("0.01")


def rounded(amount: Decimal) -> Decimal:
    return amount.quantize(KURUS, ROUND_HALF_UP)


class Tariffs:
    """Compared field by field in the order programme, department, faculty, level, education type, the more specific wins."""

    def __init__(self, rows: Iterable[Tariff]) -> None:
        self._rows: dict[str, list[Tariff]] = defaultdict(list)
        for row in rows:
            self._rows[row.line].append(row)

    def find(self, line: str, unit: Unit, education_type: str | None = None) -> Tariff | None:
        kind = unit.education_type if education_type is None else education_type
        fitting = [t for t in self._rows[line] if _fits(t, unit, kind)]
        return max(fitting, key=_rank, default=None)


def _fits(t: Tariff, unit: Unit, education_type: str) -> bool:
    pairs = (
        (t.programme_id, unit.programme_id),
        (t.department_id, unit.department_id),
        (t.faculty_id, unit.faculty_id),
    )
    ids = all(mine in (None, theirs) for mine, theirs in pairs)
    return ids and t.level in ("", unit.level) and t.education_type in ("", education_type)


def _rank(t: Tariff) -> tuple[bool, ...]:
    return (
        t.programme_id is not None,
        t.department_id is not None,
        t.faculty_id is not None,
        t.level != "",
        t.education_type != "",
    )


def per_term(tariff: Tariff) -> Decimal:
    """What one of the two terms of the year costs (OMU-104, KOU-106); not rounded, since a multiplier may follow."""
    return tariff.amount / 2 if tariff.period == "year" else tariff.amount


def per_year(tariff: Tariff) -> Decimal:
    return tariff.amount if tariff.period == "year" else tariff.amount * 2


def tariff_step(tariff: Tariff, amount: Decimal) -> Step:
    """The sum as it was decided, and what of it counts."""
    said = {"sum": str(tariff.amount), "period": tariff.period}
    return Step("tariff", tariff.decision, rounded(amount), said)
