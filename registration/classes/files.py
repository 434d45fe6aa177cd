"""A class list to take away: a sheet in which no cell is a formula (S5), and a page to tick attendance on."""

from __future__ import annotations

import io
from typing import Any

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from curriculum.importers.table_writing import written
from curriculum.naming import language

from ..clock import now
from ..papers.typesetting import typeset
from .selectors import ClassList, Line

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WEEKS = 8  # columns to tick: as many as fit beside the names


def as_xlsx(listed: ClassList) -> bytes:
    file = io.BytesIO()
    with written(file, xlsx=True, title=str(listed.section)) as write:
        names = (_("Student number"), _("Surname"), _("First name"), _("Programme"), _("Class"), _("Status"))
        write([*names, _("Registration"), _("Attendance")])
        for line, word in (
            *((line, _("complete")) for line in listed.final),
            *((line, _("provisional")) for line in listed.provisional),
        ):
            write(
                [line.number, line.last_name, line.first_name, line.programme, line.class_year, _status(line), word, ""]
            )
    return file.getvalue()


def as_pdf(listed: ClassList) -> bytes:
    section, tables = listed.section, [("", listed.final)]
    if listed.provisional:
        tables.append((_("Provisional: sent or approved, registration not complete"), listed.provisional))
    return typeset(
        "class_list.typ",
        {
            "language": language(),
            "title": f"{section} {section.course.shown_name}",
            "under": [part for part in (section.course.department.shown_name, section.term.shown_name) if part],
            "taught": section.instructors,
            "weeks": WEEKS,
            "headings": ["#", _("Number"), _("Name"), _("Programme"), _("Class"), ""],
            "tables": [
                {"title": title, "rows": [_row(*pair) for pair in enumerate(rows, 1)]} for title, rows in tables
            ],
            "empty": _("Nobody is on the list yet."),
            "made": _("As of %(at)s") % {"at": f"{localtime(now()):%d.%m.%Y %H:%M}"},
        },
    )


def _row(number: int, line: Line) -> list[Any]:
    return [str(number), line.number, line.name, line.programme, _text(line.class_year), _status(line)]


def _status(line: Line) -> str:
    return "NI" if line.not_included else ""


def _text(figure: int | None) -> str:
    return "" if figure is None else str(figure)
