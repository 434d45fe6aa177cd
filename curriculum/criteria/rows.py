"""A section's criteria and seats as values: what stands, what is wanted, and both as JSON for taking a change back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from ..models import Department, Grade, SeatCounter, SectionCriterion
from .words import in_words


class Row(NamedTuple):
    """One criterion: its limits, then what it carries besides. Fields are called as the model's columns."""

    department_id: int | None = None
    surname_from: str = ""
    surname_to: str = ""
    cgpa_min: Decimal | None = None
    cgpa_max: Decimal | None = None
    year_min: int | None = None
    year_max: int | None = None
    grade_from_id: int | None = None
    grade_to_id: int | None = None
    note: str = ""
    quota: int | None = None

    @property
    def limits(self) -> tuple[Any, ...]:
        return tuple(self[:-2])

    def meets(self, pattern: Row) -> bool:
        """Whether it has every limit that the pattern states; a pattern without limits is the row without limits."""
        stated = [(mine, asked) for mine, asked in zip(self.limits, pattern.limits, strict=True) if asked or asked == 0]
        return all(mine == asked for mine, asked in stated) if stated else self.limits == pattern.limits


COLUMNS = Row._fields[:-1]


def row_of(criterion: SectionCriterion) -> Row:
    quota: SeatCounter | None = getattr(criterion, "quota", None) if criterion.pk else None
    return Row(*(getattr(criterion, name) for name in COLUMNS), quota=quota.capacity if quota else None)


@dataclass(frozen=True)
class Wanted:
    """How a section should be; None leaves a thing alone."""

    rows: tuple[Row, ...] | None = None
    capacity: int | None = None
    open: bool | None = None
    instructors: str | None = None


@dataclass(frozen=True)
class State:
    """How a section is."""

    rows: tuple[Row, ...]
    capacity: int | None
    open: bool | None
    instructors: str

    def stored(self) -> dict[str, Any]:
        # 2.5 comes back from the database as 2.50
        rows = [[f"{v:.2f}" if isinstance(v, Decimal) else v for v in row] for row in self.rows]
        return {**self.__dict__, "rows": sorted(rows, key=str)}


def wanted_of(stored: Mapping[str, Any]) -> Wanted:
    """What State.stored() kept, as something to go back to."""
    rows = []
    for kept in stored["rows"]:
        row = Row(*kept)
        low, high = (None if v is None else Decimal(v) for v in (row.cgpa_min, row.cgpa_max))
        rows.append(row._replace(cgpa_min=low, cgpa_max=high))
    return Wanted(tuple(rows), stored["capacity"], stored["open"], stored["instructors"])


class Names:
    """Departments and grades by id, to say rows in words. Two statements, however many rows."""

    def __init__(self) -> None:
        self.departments = {d.pk: d.prefix or d.code for d in Department.objects.all()}
        self.grades = dict(Grade.objects.values_list("pk", "letter"))

    def say(self, row: Row) -> str:
        said = in_words(
            department=self.departments.get(row.department_id, ""),
            surnames=(row.surname_from, row.surname_to),
            cgpa=(row.cgpa_min, row.cgpa_max),
            years=(row.year_min, row.year_max),
            grades=(self.grades.get(row.grade_from_id, ""), self.grades.get(row.grade_to_id, "")),
            quota=row.quota,
        )
        return f"{said} ({row.note})" if row.note else said

    def say_all(self, rows: Iterable[Row]) -> list[str]:
        return [self.say(row) for row in rows]
