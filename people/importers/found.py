"""What rows name, found once for a whole table: students by number, staff by user code or e-mail."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from curriculum.importers.tables import Column, Table, code
from curriculum.importers.writing import BATCH
from people.models import Staff, Student

NUMBER = Column("number", "öğrenci no", "student number", code(12), required=True)


def state(row: Any, stated: dict[str, Any]) -> bool:
    """Set what a row of a table states, empty cells aside; whether anything differs."""
    said = {name: value for name, value in stated.items() if value is not None and getattr(row, name) != value}
    for name, value in said.items():
        setattr(row, name, value)
    return bool(said)


def students_of(table: Table, rows: Iterable[Any]) -> list[tuple[Any, Student]]:
    """The rows with their students; a number that nobody has is refused."""
    rows = list(rows)
    numbers = sorted({row.number for row in rows})
    known: dict[str, Student] = {}
    for start in range(0, len(numbers), BATCH):
        known |= {s.number: s for s in Student.objects.filter(number__in=numbers[start : start + BATCH])}
    found = []
    for row in rows:
        if student := known.get(row.number):
            found.append((row, student))
        else:
            table.refuse(row, "number", _("no student has the number %(number)s") % {"number": row.number})
    return found


class StaffByName:
    """Staff by user code, or by an e-mail address that is one person's alone."""

    def __init__(self) -> None:
        self.by_code: dict[str, Staff] = {}
        self.by_email: dict[str, list[Staff]] = {}
        for staff in Staff.objects.select_related("user"):
            self.by_code[staff.user.username] = staff
            self.by_email.setdefault(staff.user.email.lower(), []).append(staff)

    def get(self, said: str) -> Staff | None:
        if staff := self.by_code.get(said):
            return staff
        found = self.by_email.get(said.lower(), []) if "@" in said else []
        return found[0] if len(found) == 1 else None
