"""Advisors of students and of theses, from a day until a day.

A new open time ends the one before it the day before: a student has one advisor at a time.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from curriculum.importers.running import Result, taken
from curriculum.importers.tables import Column, Sheet, Table, day, one_of, text
from curriculum.importers.writing import create, progress, update
from people.models import Advisorship, Student, ThesisAdvisorship

from .found import NUMBER, StaffByName, state, students_of

MODELS = {"academic": Advisorship, "thesis": ThesisAdvisorship}
SHEET = Sheet(
    _("Advisors"),
    (
        NUMBER,
        Column(
            "advisor",
            "danışman",
            "advisor",
            text(150),
            _("The user code or the e-mail address of a staff member."),
            required=True,
        ),
        Column(
            "kind",
            "tür",
            "kind",
            one_of({"academic": ("akademik",), "thesis": ("tez",)}),
            _("academic (if empty) or thesis."),
        ),
        Column("date_from", "başlangıç", "from", day, _("Such as 2026-02-09 or 09.02.2026."), required=True),
        Column(
            "date_to",
            "bitiş",
            "to",
            day,
            _("The last day. Empty: it goes on, and an earlier time ends the day before."),
        ),
    ),
)


def write_advisors(table: Table) -> Result:
    result, staff = Result(), StaffByName()
    lines: dict[Any, int] = {}
    given: dict[str, list[tuple[Any, Student, Any]]] = {kind: [] for kind in MODELS}
    for row, student in students_of(table, table.rows()):
        advisor, kind = staff.get(row.advisor), row.kind or "academic"
        said = gettext("the same student and day stand in line %(line)d already")
        if advisor is None:
            table.refuse(row, "advisor", gettext("no staff member is called %(name)s") % {"name": row.advisor})
        elif row.date_to and row.date_to < row.date_from:
            table.refuse(row, "date_to", gettext("ends before it begins"))
        elif not taken(table, lines, row, (student.id, kind, row.date_from), "date_from", said):
            given[kind].append((row, student, advisor))
    for kind, rows in given.items():
        _Times(table, result, MODELS[kind], rows).save()
    return result


class _Times:
    """The rows of one kind against the times that are there."""

    def __init__(self, table: Table, result: Result, model: Any, rows: list[tuple[Any, Student, Any]]) -> None:
        self.table, self.result, self.model = table, result, model
        self.new: list[Any] = []
        self.changed: dict[int, Any] = {}
        self.there: dict[int, list[Any]] = defaultdict(list)
        ids = {student.id for _row, student, _advisor in rows}
        for time in model.objects.filter(student__in=ids):
            self.there[time.student_id].append(time)
        for row, student, advisor in progress(sorted(rows, key=lambda r: r[0].date_from), "advisors"):
            self._compare(row, student, advisor)

    def _compare(self, row: Any, student: Student, advisor: Any) -> None:
        times = self.there[student.id]
        same = next((time for time in times if time.date_from == row.date_from), None)
        later = any(time.date_to is None and time.date_from > row.date_from for time in times)
        if same is None and row.date_to is None and later:
            self.table.refuse(row, "date_from", gettext("an advisor from a later day is there already"))
        elif same is None:
            self._end(times, row)
            made = self.model(student=student, advisor=advisor, date_from=row.date_from, date_to=row.date_to)
            times.append(made)
            self.new.append(made)
            self.result.tally["new"] += 1
        else:
            differs = state(same, {"advisor_id": advisor.id, "date_to": row.date_to})
            if differs and same.pk:
                self.changed[same.pk] = same
            self.result.tally["changed" if differs else "same"] += 1

    def _end(self, times: list[Any], row: Any) -> None:
        for time in times:
            if row.date_to is None and time.date_to is None:
                time.date_to = row.date_from - timedelta(days=1)
                if time.pk:
                    self.changed[time.pk] = time

    def save(self) -> None:
        update(self.model, list(self.changed.values()), ("advisor", "date_to"), "advisors")
        create(self.model, self.new, "advisors")
        if self.model is ThesisAdvisorship:  # courses follow from it
            self.result.touched |= {time.student_id for time in (*self.changed.values(), *self.new)}
