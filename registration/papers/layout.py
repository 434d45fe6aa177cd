"""What a paper says, in words and in order: the same for the PDF, for the page before it and for who verifies it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from curriculum.models import Level
from people.models import StudentProgramme

from ..models import Enrolment, IssuedDocument
from ..week import Cell, Entry, Week

Kind = IssuedDocument.Kind


@dataclass(frozen=True)
class Table:
    """Cells are text; `widths` of columns, 0 for as wide as its text."""

    widths: tuple[int, ...]
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    total: tuple[str, ...]

    @property
    def labelled(self) -> list[list[tuple[str, str]]]:
        """Each row, the total last, with the heading of every cell, as a narrow screen shows it."""
        return [list(zip(self.headings, row, strict=True)) for row in (*self.rows, self.total)]


@dataclass(frozen=True)
class Paper:
    title: str
    under: tuple[str, ...]  # beneath the university's name
    facts: tuple[tuple[str, str], ...]  # label and value
    statement: str = ""
    table: Table | None = None
    week: Week | None = None


def lay_out(kind: str, content: dict[str, Any], language: str) -> Paper:
    with translation.override(language):
        above = " · ".join(part for part in (content["faculty"], content["department"]) if part)
        return Paper(
            str(Kind(kind).label),
            (above,) if above else (),
            tuple((str(label), value) for label, value in _facts(kind, content) if value),
            _statement(content) if kind == Kind.CERTIFICATE else "",
            _table(content) if kind == Kind.REGISTRATION else None,
            _week(content) if kind == Kind.TIMETABLE else None,
        )


def _facts(kind: str, said: dict[str, Any]) -> list[tuple[str, str]]:
    facts = [
        (_("Name"), said["name"]),
        (_("Student number"), said["number"]),
        *((_("Programme"), _programme(*programme)) for programme in said["programmes"]),
        (_("Class"), _text(said["class_year"])),
        (_("Semester"), _text(said["semester"])),
        (_("Term"), said["term"]),
    ]
    if kind == Kind.CERTIFICATE:
        facts.insert(-1, (_("Year of entry"), _text(said["entry_year"])))
    if kind == Kind.REGISTRATION:
        facts += [(_("State"), said["state"]), (_("Advisor"), said["advisor"]), (_("Approval"), _approval(said))]
    return facts


def _programme(name: str, level: str, kind: str) -> str:
    """The degree is said of all, the kind of those that are no major."""
    said = [str(Level(level).label)]
    if kind != StudentProgramme.Kind.MAJOR:
        said.append(str(StudentProgramme.Kind(kind).label))
    return f"{name} ({', '.join(said)})"


def _approval(said: dict[str, Any]) -> str:
    if not said["approved_at"]:
        return ""
    at = datetime.fromisoformat(said["approved_at"])
    return f"{at:%d.%m.%Y %H:%M} · {said['approved_by']}".removesuffix(" · ")


def _statement(said: dict[str, Any]) -> str:
    return _("The person named above is a registered student of our university in the term %(term)s.") % {
        "term": said["term"]
    }


def _table(said: dict[str, Any]) -> Table:
    headings = (
        *(_("Number"), _("Code"), _("Course"), _("Section")),
        *(_("Credits"), _("ECTS"), _("Status"), _("Meets")),
    )
    return Table(
        (0, 0, 3, 0, 0, 0, 0, 2),
        headings,
        tuple(
            (number, code, name, section, credit, ects, _status(status, category), meets.replace(", ", ",\n") or "–")
            for number, code, name, section, credit, ects, status, category, meets in said["lines"]
        ),
        (_("Total"), "", "", "", said["credits"], said["ects"], "", ""),
    )


def _status(status: str, category: str) -> str:
    """Not included before all else; what it is taken as, where it is taken as an elective."""
    said = str(Enrolment.Status(status).label)
    return f"{said}, {category}" if category else said


def _week(said: dict[str, Any]) -> Week:
    days = tuple(said["days"])
    hours = tuple(
        (hour, tuple(Cell(tuple(Entry(*entry) for entry in entries)) for entries in cells))
        for hour, cells in said["hours"]
    )
    by_day = ((day, tuple(e for _hour, cells in hours for e in cells[at].entries)) for at, day in enumerate(days))
    return Week(days, hours, tuple((day, entries) for day, entries in by_day if entries))


def _text(figure: int | None) -> str:
    return "" if figure is None else str(figure)
