"""Tables written: templates with their columns documented, and exports in which no cell is a formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from itertools import count
from typing import IO, Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from .reading import ImportProblem
from .table_files import LONGEST
from .tables import Sheet

FORMULA = re.compile("[=+@\t\r-]")  # what a spreadsheet runs, or what hides it
BOM = "\ufeff"  # tells Excel that the file is UTF-8
Write = Callable[[Iterable[Any]], None]


def safe(value: Any) -> Any:
    """A value that no spreadsheet takes for a formula; figures of ours may stay figures."""
    if value is None:
        return ""
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return value
    text = ILLEGAL_CHARACTERS_RE.sub("", str(value))
    return f"'{text}" if FORMULA.match(text) else text


@contextmanager
def written(file: IO[bytes], *, xlsx: bool, title: str = "") -> Iterator[Write]:
    """Writes one line at a time; the file is whole at the end of the block."""
    if not xlsx:
        text = io.TextIOWrapper(file, encoding="utf-8", newline="")
        text.write(BOM)
        table = csv.writer(text, delimiter=";")
        yield lambda cells: table.writerow([safe(cell) for cell in cells])
        text.flush()
        text.detach()  # the file is the caller's to close
        return
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_sheet_title(title))
    lines = count(1)

    def append(cells: Iterable[Any]) -> None:
        if next(lines) > LONGEST:
            raise ImportProblem(_("There are more lines than a sheet can have: write CSV."))
        sheet.append([safe(cell) for cell in cells])

    yield append
    book.save(file)


def write_template(file: IO[bytes], sheet: Sheet, *, xlsx: bool) -> None:
    """The headings in the language of whoever asks; what they mean on a second sheet, or in lines of comment."""
    headings = [column.heading for column in sheet.columns]
    if not xlsx:
        with written(file, xlsx=False) as write:
            write(headings)
            for cells in _documented(sheet):
                write(["# " + " – ".join(part for part in cells if part)])
        return
    book = Workbook(write_only=True)
    first, second = book.create_sheet(_sheet_title(str(sheet.title))), book.create_sheet(_("Columns"))
    first.append(headings)
    second.append([_("column"), _("in English"), _("required"), _("what it holds")])
    for column, (_heading, _english, *said) in zip(sheet.columns, _documented(sheet), strict=True):
        second.append([column.heading, column.en, *said])
    book.save(file)


def _documented(sheet: Sheet) -> Iterator[tuple[str, str, str, str]]:
    for column in sheet.columns:
        other = column.en if column.heading == column.tr else column.tr
        yield column.heading, other, _("required") if column.required else "", str(column.help)


def _sheet_title(title: str) -> str:
    return re.sub(r"[\[\]:*?/\\]", " ", title)[:31] or "1"
