"""What a what-if or a shadow run found, one outcome a line: stored with ids and codes, counted, and shown with names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Any

from django.utils.translation import gettext as _

from curriculum.importers.table_writing import written
from curriculum.models import Department
from people.models import Student

from .messages import Rendered, render, section_label
from .rules.engine import Finding
from .rules.facts import Catalogue, Change, Facts

ATTEMPT, LIST, ROW = "attempt", "list", "row"


@dataclass(frozen=True)
class Outcome:
    """A change or a list, how it was answered, and by which findings."""

    what: str  # ATTEMPT, LIST or, of a file, ROW
    id: int  # of the attempt or the registration; the line of the file
    facts: Facts
    change: Change
    accepted: bool
    findings: tuple[Finding, ...]

    def stored(self) -> dict[str, Any]:
        """Ids and codes, never a name: a person can be erased and the report stays."""
        p = self.facts.primary
        return {
            "what": self.what,
            "id": self.id,
            "student": self.facts.student_id,
            "department": p.department_id,
            "class_year": p.class_year,
            "at": self.facts.at.isoformat(),
            "add": sorted(line.section_id for line in self.change.add),
            "drop": sorted(self.change.drop),
            "accepted": self.accepted,
            "findings": [f.stored() for f in self.findings],
        }


def totals(outcomes: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """By kind, by department and class, and by code: how many were refused and how many accepted."""
    kinds: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    units: dict[tuple[int, int], list[int]] = defaultdict(lambda: [0, 0])
    codes: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    students = set()
    for outcome in outcomes:
        way = int(outcome["accepted"])
        students.add(outcome["student"])
        kinds[outcome["what"]][way] += 1
        units[outcome["department"], outcome["class_year"]][way] += 1
        for code in {f["code"] for f in outcome["findings"]}:
            codes[code][way] += 1
    return {
        "kinds": {kind: counts for kind, counts in sorted(kinds.items())},
        "units": [[*unit, *counts] for unit, counts in sorted(units.items())],
        "codes": sorted(([code, *counts] for code, counts in codes.items()), key=lambda row: (-row[1] - row[2], row)),
        "students": len(students),
    }


@dataclass(frozen=True)
class Shown:
    """An outcome with what people call things."""

    what: str
    id: int
    student_id: int
    number: str
    name: str
    department: str
    class_year: int
    at: datetime
    change: str
    accepted: bool
    findings: tuple[Rendered, ...]


def shown(outcomes: list[dict[str, Any]], catalogue: Catalogue, language: str) -> list[Shown]:
    """Two statements, however many outcomes; an erased student is a dash."""
    people = Student.objects.in_bulk({o["student"] for o in outcomes})
    units = departments()
    found = []
    for o in outcomes:
        student = people.get(o["student"])
        parts = [f"+{section_label(catalogue, s)}" for s in o["add"]]
        parts += [f"−{section_label(catalogue, s)}" for s in o["drop"]]
        found.append(
            Shown(
                what=o["what"],
                id=o["id"],
                student_id=o["student"],
                number=student.number if student else "–",
                name=student.full_name if student else "–",
                department=units.get(o["department"], "–"),
                class_year=o["class_year"],
                at=datetime.fromisoformat(o["at"]),
                change=" ".join(parts),
                accepted=o["accepted"],
                findings=tuple(render(f, catalogue, language) for f in o["findings"]),
            )
        )
    return found


def departments() -> dict[int, str]:
    return {d.id: d.prefix or d.code for d in Department.objects.all()}


def write_csv(file: IO[bytes], rows: Iterable[Shown]) -> None:
    headings = (
        _("what"),
        _("number or line"),
        _("student number"),
        _("student"),
        _("department"),
        _("class"),
        _("when"),
        _("change"),
        _("answer"),
        _("rules"),
        _("reasons"),
        _("articles"),
    )
    with written(file, xlsx=False) as write:
        write(headings)
        for row in rows:
            write(_cells(row))


def _cells(row: Shown) -> Iterator[str]:
    yield from (row.what, str(row.id), row.number, row.name, row.department, str(row.class_year))
    yield from (f"{row.at:%Y-%m-%d %H:%M:%S}", row.change, "accepted" if row.accepted else "refused")
    yield "; ".join(f.code for f in row.findings)
    yield " ".join(f.text for f in row.findings)
    yield "; ".join(dict.fromkeys(f.article for f in row.findings if f.article))
