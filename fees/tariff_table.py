"""The tariffs of a year written as the table that the import reads: next year's begins as a copy of this year's.

Who decides has not decided yet: the year is the next, and decisions are left to be filled in, without which no line is
taken in.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import IO, Any

from curriculum.importers.table_writing import written
from curriculum.naming import language

from .importers.tariffs import LEVELS, LINES, PERIODS, SHEET, TYPES, UNITS, Words
from .models import Tariff


def write_table(file: IO[bytes], year: int | None, *, xlsx: bool) -> None:
    rows = Tariff.objects.filter(year=year).select_related("faculty", "department", "programme")
    with written(file, xlsx=xlsx, title=str(SHEET.title)) as write:
        write([column.heading for column in SHEET.columns])
        for tariff in rows.order_by("line", "id"):
            cells = _next_year(tariff)
            write([cells.get(column.name, "") for column in SHEET.columns])


def _next_year(t: Tariff) -> Mapping[str, Any]:
    kind = next((kind for kind in ("programme", "department", "faculty") if getattr(t, kind)), "")
    return {
        "year": t.year + 1,
        "item": _word(LINES, t.line),
        "unit": getattr(t, kind).code if kind else "",
        "unit_kind": _word(UNITS, kind),
        "level": _word(LEVELS, t.level),
        "education_type": _word(TYPES, t.education_type),
        "amount": t.amount,
        "period": _word(PERIODS, t.period),
        "service_cost": t.service_cost,
        "minimum": t.minimum,
    }


def _word(words: Words, value: str) -> str:
    """As the reader of the table calls it; the import knows both."""
    return words[value][0] if value and language() == "tr" else value
