"""Holds that keep students from registering, placed and lifted."""

from __future__ import annotations

from typing import Any

from django.utils.timezone import now
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from curriculum.importers.running import Result, taken
from curriculum.importers.tables import Column, Sheet, Table, one_of, text
from curriculum.importers.writing import create, update
from people.models import Hold

from .found import NUMBER, state, students_of

KINDS = {
    Hold.Kind.LIBRARY: ("kütüphane",),
    Hold.Kind.DISCIPLINE: ("disiplin",),
    Hold.Kind.OTHER: ("diğer",),
}
SHEET = Sheet(
    _("Holds"),
    (
        NUMBER,
        Column("kind", "tür", "kind", one_of(KINDS), _("library, discipline or other."), required=True),
        Column(
            "action",
            "işlem",
            "action",
            one_of({"place": ("koy",), "lift": ("kaldır",)}),
            _("place (if empty) or lift."),
        ),
        Column("note", "açıklama", "note", text(200)),
    ),
)


def write_holds(table: Table) -> Result:
    """A hold is placed once and lifted once; the counts are of holds placed, changed, lifted and as they were."""
    result, lines = Result(), dict[Any, int]()
    given = students_of(table, table.rows())
    standing = {
        (hold.student_id, hold.kind): hold
        for hold in Hold.objects.filter(lifted_at=None, student__in={student.id for _row, student in given})
    }
    new, changed = [], []
    for row, student in given:
        said = gettext("the same hold stands in line %(line)d already")
        if taken(table, lines, row, (student.id, row.kind), "kind", said):
            continue
        hold = standing.get((student.id, row.kind))
        if row.action == "lift":
            what = "removed" if hold else "same"
            if hold:
                hold.lifted_at = now()
        elif hold is None:
            what = "new"
            new.append(Hold(student=student, kind=row.kind, note=row.note or ""))
        else:
            what = "changed" if state(hold, {"note": row.note}) else "same"
        if hold and what != "same":
            changed.append(hold)
        result.tally[what] += 1
    create(Hold, new, "holds")
    update(Hold, changed, ("note", "lifted_at"), "holds")
    return result
