"""A table of a term's windows by unit: OMÜ's days of registration (OMU-25), and those of any other kind.

The file decides what it states: of a unit and kind it names, windows are moved or made; none is taken away.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.timezone import localtime, make_aware
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from curriculum.importers.running import Result, TableImport
from curriculum.importers.tables import Column, Sheet, Table, moment, one_of, text
from curriculum.importers.writing import compare, create, update
from curriculum.models import Department, Faculty, Term
from curriculum.turkish import search_key

from .calendar_check import CONTRADICTIONS, Calendar, problems_of_draft
from .models import Window
from .term_check import CHECKS
from .term_check.asked import Asked
from .term_check.calendar import said
from .windows import as_rules_see

KINDS = {
    "registration": ("ders kaydı", "etkileşimli kayıt", "kayıt"),
    "add_drop": ("ekle-bırak", "ekle bırak", "add-drop"),
    "approval": ("danışman onayı", "onay"),
    "follow_up": ("takip", "follow-up"),
    "thesis_advisor": ("tez danışmanı",),
    "enrolment": ("yeni öğrenci kaydı",),
}
SHEET = Sheet(
    _("Windows of the calendar"),
    (
        Column("unit", "birim", "unit", text(200), _("Code or name of a faculty or department. Empty: everybody.")),
        Column(
            "start",
            "başlangıç",
            "start",
            moment,
            _("2026-02-09 or 09.02.2026, with an hour or without."),
            required=True,
        ),
        Column("end", "bitiş", "end", moment, _("As the start; a day without an hour is included."), required=True),
        Column("kind", "tür", "kind", one_of(KINDS), _("registration (if empty), approval, add_drop, follow_up …")),
    ),
)
Key = tuple[str, int | None, int | None]  # kind, faculty, department
Span = tuple[datetime, datetime]


@dataclass
class _Units:
    """Faculties and departments by code, prefix and name, folded the Turkish way; a word of two units is none's."""

    known: dict[str, set[tuple[int | None, int | None]]] = field(default_factory=lambda: defaultdict(set))

    def __post_init__(self) -> None:
        for f in Faculty.objects.all():
            self._add((f.pk, None), f.code, f.name, f.name_en)
        for d in Department.objects.all():
            self._add((None, d.pk), d.code, d.prefix, d.name, d.name_en)

    def _add(self, unit: tuple[int | None, int | None], *words: str) -> None:
        for word in filter(None, words):
            self.known[search_key(word)].add(unit)


def write_windows(table: Table, *, term: Term) -> Result:
    given = _read(table)
    there: dict[Key, list[Window]] = defaultdict(list)
    rows = Window.objects.select_for_update(of=("self",)).filter(term=term).order_by("id")
    for w in rows.select_related("faculty", "department").prefetch_related("stages"):
        there[w.kind, w.faculty_id, w.department_id].append(w)
    plan = _Plan(term, there)
    for key, spans in given.items():
        plan.compare(key, spans)
    plan.judge(table)
    return plan.write()


def _read(table: Table) -> dict[Key, dict[Span, Any]]:
    """By unit and kind: the row of each span."""
    units, given = _Units(), defaultdict[Key, dict[Span, Any]](dict)
    for row in table.rows():
        found = units.known.get(search_key(row.unit), set()) if row.unit else {(None, None)}
        span = _start(row.start), _end(row.end)
        if len(found) != 1:
            reason = (
                gettext("more than one unit is called so: use its code") if found else gettext("there is no such unit")
            )
            table.refuse(row, "unit", reason)
        elif span[1] <= span[0]:
            table.refuse(row, "end", gettext("ends before it begins"))
        else:
            [unit] = found
            same = given[row.kind or "registration", *unit]
            if span in same:
                said = gettext("the same window stands in line %(line)d already") % {"line": same[span].line}
                table.refuse(row, "start", said)
            else:
                same[span] = row
    return given


def _start(value: date | datetime) -> datetime:
    return make_aware(value if isinstance(value, datetime) else datetime(value.year, value.month, value.day))


def _end(value: date | datetime) -> datetime:
    return _start(value) if isinstance(value, datetime) else _start(value + timedelta(days=1))


class _Plan:
    """What of a term's windows would be moved or made. A window that is not there yet is known by minus its line."""

    def __init__(self, term: Term, there: dict[Key, list[Window]]) -> None:
        self.term, self.there, self.result = term, there, Result()
        self.before = {w.pk: as_rules_see(w, w.stages.all()) for own in there.values() for w in own}
        self.rows: dict[int, Any] = {}  # by id, those that the file moves or makes
        self.windows: dict[int, Window] = {w.pk: w for own in there.values() for w in own}
        self.was: dict[int, Span] = {}

    def compare(self, key: Key, spans: dict[Span, Any]) -> None:
        kind, faculty_id, department_id = key
        found = compare(self.there[key], spans, lambda w: (w.opens_at, w.closes_at))
        self.result.tally["same"] += found.same
        for w, span in found.changed:
            self.was[w.pk] = w.opens_at, w.closes_at
            w.opens_at, w.closes_at = span
            self.rows[w.pk] = spans[span]
        for span in found.new:
            scope = {"faculty_id": faculty_id, "department_id": department_id}
            made = Window(term=self.term, kind=kind, opens_at=span[0], closes_at=span[1], **scope)
            self.windows[-spans[span].line] = made
            self.rows[-spans[span].line] = spans[span]
        for w in found.removed:
            self.result.notes.add(gettext("Windows that the file does not have, kept"), str(w))

    def judge(self, table: Table) -> None:
        """What contradicts refuses its row; what is only missing is noted."""
        titles = {check.code: str(check.title) for check in CHECKS}
        seen = {
            id_: replace(as_rules_see(w, w.stages.all() if w.pk else ()), id=id_) for id_, w in self.windows.items()
        }
        programmes = tuple(Asked(self.term).programmes)
        now, later = (Calendar(tuple(c.values()), programmes) for c in (self.before, seen))
        for problem in problems_of_draft(now, later, frozenset(self.rows)):
            mine = [id_ for id_ in problem.windows if id_ in self.rows]
            if problem.code in CONTRADICTIONS and mine:
                where = said(problem, self.windows)
                table.refuse(self.rows.pop(mine[-1]), "start", f"{titles[problem.code]}: {where}", problem.code)
            elif problem.code not in CONTRADICTIONS:
                self.result.notes.add(titles[problem.code], said(problem, self.windows))

    def write(self) -> Result:
        moved = [self.windows[id_] for id_ in sorted(self.rows) if id_ > 0]
        made = [self.windows[id_] for id_ in sorted(self.rows) if id_ < 0]
        update(Window, moved, ("opens_at", "closes_at"), "windows")
        create(Window, made, "windows")
        self.result.tally.update(new=len(made), changed=len(moved))
        self.result.undo = [
            {"id": w.pk, "was": _stored(self.was[w.pk]) if w.pk in self.was else None, "is": _stored(_span(w))}
            for w in (*moved, *made)
        ]
        return self.result


def _span(w: Window) -> Span:
    return w.opens_at, w.closes_at


def _stored(span: Span) -> list[str]:
    return [localtime(moment).isoformat() for moment in span]


def undo_windows(entries: list[dict[str, Any]], _actor_id: int | None = None) -> bool:
    """Put back what an import moved and take away what it made; False, and nothing, where somebody changed one since."""
    rows = Window.objects.select_for_update().in_bulk([entry["id"] for entry in entries])
    if any(entry["id"] not in rows or _stored(_span(rows[entry["id"]])) != entry["is"] for entry in entries):
        return False
    for entry in entries:
        if entry["was"] is None:
            rows[entry["id"]].delete()
        else:
            opens, closes = (datetime.fromisoformat(text) for text in entry["was"])
            Window.objects.filter(pk=entry["id"]).update(opens_at=opens, closes_at=closes)
    return True


WINDOWS = TableImport("windows", _("Windows of the calendar"), SHEET, write_windows, needs_term=True, undo=undo_windows)
