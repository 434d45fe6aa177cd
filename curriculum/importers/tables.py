"""What a table may hold, and reading one: documented columns with headings in Turkish or English, in any order.

A table is read to its end whatever is wrong with its lines: each problem names its line and column, and all are told at
once. What makes the file as a whole unreadable raises ImportProblem.
"""

from __future__ import annotations

import re
from collections import namedtuple
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import cached_property
from pathlib import Path
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext as _

from curriculum.naming import language
from curriculum.turkish import search_key

from .names import repair
from .reading import ImportProblem
from .table_files import COMMAND_LINE, UTF_8, Limits, read_lines, width
from .xlsx import ERROR, FORMULA

Text = str | Promise
Parse = Callable[[str], Any]
SHOWN = 10  # first rows of a preview
REMEMBERED = 200_000  # different texts of a column whose values are kept: most columns repeat a few
YES, NO = {"1", "evet", "e", "yes", "y", "true", "var"}, {"0", "hayir", "h", "no", "n", "false", "yok"}
DATES = ("%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%Y-%m-%d %H:%M:%S")


class Unreadable(ValueError):
    """A cell that is not what its column holds; the text says what it would hold."""


# what a cell may hold


def text(longest: int) -> Parse:
    def parse(cell: str) -> str:
        value = repair(cell)
        if len(value) > longest:
            raise Unreadable(_("longer than %(n)d letters") % {"n": longest})
        return value

    return parse


def code(longest: int) -> Parse:
    """A text whose blanks and case say nothing, such as a course code."""
    inner = text(longest)
    return lambda cell: inner("".join(cell.split())).upper()


def whole(least: int, most: int) -> Parse:
    def parse(cell: str) -> int:
        if not (cell.isdecimal() and cell.isascii() and len(cell) < 10 and least <= int(cell) <= most):
            raise Unreadable(_("not a number from %(least)d to %(most)d") % {"least": least, "most": most})
        return int(cell)

    return parse


def decimal(step: str, most: int) -> Parse:
    """A figure with comma or point."""

    def parse(cell: str) -> Decimal:
        try:
            value = Decimal(cell.replace(",", "."))
        except InvalidOperation:
            value = Decimal("NaN")
        if not (value.is_finite() and 0 <= value <= most):
            raise Unreadable(_("not a figure from 0 to %(most)d") % {"most": most})
        if value != (rounded := value.quantize(Decimal(step))):
            raise Unreadable(_("has more decimal places than %(step)s") % {"step": step})
        return rounded

    return parse


def day(cell: str) -> date:
    for form in DATES:
        try:
            return datetime.strptime(cell, form).date()
        except ValueError:
            continue
    raise Unreadable(_("not a date such as 2026-02-09 or 09.02.2026"))


MOMENTS = ("%Y-%m-%d %H:%M", "%d.%m.%Y %H:%M", "%d/%m/%Y %H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M")


def moment(cell: str) -> date | datetime:
    """A day, or with an hour a moment."""
    for form in MOMENTS:
        try:
            return datetime.strptime(cell, form)
        except ValueError:
            continue
    return day(cell)


TERM = re.compile("[0-9]{4}[1-3]")


def term(cell: str) -> str:
    if not TERM.fullmatch(cell):
        raise Unreadable(_("not a term such as 20251: the year it begins, then 1, 2 or 3"))
    return cell


def email(cell: str) -> str:
    try:
        validate_email(cell)
    except ValidationError as error:
        raise Unreadable(_("not an e-mail address")) from error
    return cell


def yes_no(cell: str) -> bool:
    word = search_key(cell)
    if word not in YES | NO:
        raise Unreadable(_("neither yes nor no"))
    return word in YES


def one_of(choices: Mapping[str, tuple[str, ...]]) -> Parse:
    """A value by any of its words: {"double_major": ("çift anadal", "ÇAP")} takes its own name as well."""
    known = {search_key(word): value for value, words in choices.items() for word in (value, *words)}

    def parse(cell: str) -> str:
        if (value := known.get(search_key(cell))) is None:
            raise Unreadable(_("not one of %(words)s") % {"words": ", ".join(choices)})
        return value

    return parse


# columns and sheets


@dataclass(frozen=True)
class Column:
    """`tr` and `en` are its headings; `help` documents it in the template. What is `secret` no report repeats."""

    name: str
    tr: str
    en: str
    parse: Parse
    help: Text = ""
    required: bool = False
    secret: bool = False

    @property
    def heading(self) -> str:
        return self.tr if language() == "tr" else self.en


@dataclass(frozen=True)
class Sheet:
    """The columns of one kind of table. Without headings it is read in their order, where that is allowed.

    Lines with one value of the column `together`, or of several columns, stand or fall together.
    """

    title: Text
    columns: tuple[Column, ...]
    headless: bool = False
    together: str | tuple[str, ...] = ""

    def key_of(self, row: Any) -> Any:
        """The value of the column `together`; of several columns a tuple."""
        if isinstance(self.together, str):
            return getattr(row, self.together)
        return tuple(getattr(row, name) for name in self.together)

    @cached_property
    def row(self) -> Any:
        """A small class for its rows: the line, then a value for each column, None where the cell is empty."""
        return namedtuple("Row", ["line", *(column.name for column in self.columns)])

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)

    def arrange(self, headings: list[str], name: str) -> dict[int, Column]:
        """Which column stands where; an unknown, missing or repeated heading makes the file bad."""
        known = {search_key(word): column for column in self.columns for word in (column.tr, column.en, column.name)}
        found: dict[int, Column] = {}
        unknown = []
        for at, heading in enumerate(headings[: width(headings)]):
            column = known.get(search_key(heading))
            if column is None:
                unknown.append(heading.strip() or _("(empty)"))
            elif column in found.values():
                raise ImportProblem(_("%(file)s has the column %(column)s twice.") % self._said(name, column))
            else:
                found[at] = column
        if unknown:
            raise ImportProblem(self._unknown(unknown, name))
        for column in self.columns:
            if column.required and column not in found.values():
                raise ImportProblem(_("%(file)s has no column %(column)s.") % self._said(name, column))
        return found

    def names_any(self, cells: list[str]) -> bool:
        known = {search_key(word) for column in self.columns for word in (column.tr, column.en, column.name)}
        return any(search_key(cell) in known for cell in cells)

    def _unknown(self, unknown: list[str], name: str) -> str:
        columns = ", ".join(column.heading for column in self.columns)
        if len(unknown) == 1 and any(sign in unknown[0] for sign in "\t|"):
            return _("%(file)s is separated by tabs or bars: save it with commas or semicolons, or as .xlsx.") % {
                "file": name
            }
        said = {"file": name, "unknown": ", ".join(word[:40] for word in unknown), "columns": columns}
        return _("%(file)s has unknown columns: %(unknown)s. Known are: %(columns)s.") % said

    @staticmethod
    def _said(name: str, column: Column) -> dict[str, str]:
        return {"file": name, "column": column.heading}


# problems


@dataclass(frozen=True, order=True)
class Problem:
    """What is wrong with one cell, or with a line where the column is empty."""

    line: int
    column: str
    reason: str
    code: str = ""

    def __str__(self) -> str:
        place = _("line %(line)d") % {"line": self.line}
        return ": ".join(part for part in (", ".join(filter(None, (place, self.column))), self.reason) if part)


@dataclass
class Problems:
    """All problems of a file, by line."""

    found: list[Problem] = field(default_factory=list)
    lines: set[int] = field(default_factory=set)

    def add(self, line: int, column: Column | None, reason: str, code: str = "") -> None:
        self.found.append(Problem(line, column.heading if column else "", reason, code))
        self.lines.add(line)

    def __bool__(self) -> bool:
        return bool(self.found)


# reading


class Table:
    """A file being read against a sheet: rows() gives those without a problem, problems gathers the rest."""

    def __init__(self, sheet: Sheet, lines: Iterator[tuple[int, list[str]]], name: str) -> None:
        self.sheet, self.name, self.problems = sheet, name, Problems()
        self.read = 0  # lines of data
        self.first: list[Any] = []
        self.failed: set[Any] = set()  # values of the column `together` of which a line has a problem
        self.torn = False  # a line with too few or too many cells: nobody knows whose it is
        self._lines = lines

    def rows(self) -> Iterator[Any]:
        places: dict[int, Column] | None = None
        for line, cells in self._lines:
            if cells[0].startswith("#"):
                continue
            if places is None:
                if not self.sheet.headless or self.sheet.names_any(cells):
                    places = self.sheet.arrange(cells, self.name)
                    continue
                places = dict(enumerate(self.sheet.columns))
            if self.read == 0:
                self._open(places)
            self.read += 1
            if row := self._row(line, cells):
                if len(self.first) < SHOWN:
                    self.first.append(row)
                yield row
        if not self.read:
            raise ImportProblem(_("%(file)s holds no line of data.") % {"file": self.name})

    def refuse(self, row: Any, column: str, reason: str, code: str = "") -> None:
        """A row that says what cannot be."""
        self.problems.add(row.line, self.sheet.column(column) if column else None, reason, code)
        if self.sheet.together:
            self.failed.add(self.sheet.key_of(row))

    def _open(self, places: dict[int, Column]) -> None:
        self._width = max(places) + 1
        at = {column.name: index for index, column in places.items()}
        self._plan = [(at.get(column.name), column, dict[str, Any]()) for column in self.sheet.columns]

    def _row(self, line: int, cells: list[str]) -> Any:
        if len(cells) < self._width:
            self.torn = True
            short = {"n": len(cells), "all": self._width}
            self.problems.add(line, None, _("has %(n)d cells instead of %(all)d: is the file cut off?") % short)
            return None
        if width(cells) > self._width:
            self.torn = True
            self.problems.add(line, None, _("has more cells than there are headings"))
            return None
        values: list[Any] = [line]
        good = True
        for index, column, known in self._plan:
            cell = cells[index].strip() if index is not None and index < len(cells) else ""
            if not cell:
                if column.required:
                    self.problems.add(line, column, _("is empty"))
                    good = False
                values.append(None)
            elif cell in known:
                values.append(known[cell])
            else:
                try:
                    value = self._value(column, cell)
                except Unreadable as error:
                    self.problems.add(line, column, str(error))
                    values.append(None)
                    good = False
                    continue
                if len(known) < REMEMBERED:
                    known[cell] = value
                values.append(value)
        row = self.sheet.row._make(values)
        if not good and self.sheet.together:
            self.failed.add(self.sheet.key_of(row))
        return row if good else None

    @staticmethod
    def _value(column: Column, cell: str) -> Any:
        if cell == FORMULA:
            raise Unreadable(gettext("is a formula: paste its value"))
        if cell == ERROR:
            raise Unreadable(gettext("is an error of the spreadsheet"))
        try:
            return column.parse(cell)
        except Unreadable as error:
            raise Unreadable(str(error) if column.secret else f"“{cell[:40]}”: {error}") from error


@contextmanager
def opened(
    source: str | Path | IO[bytes],
    sheet: Sheet,
    *,
    name: str = "",
    encoding: str = UTF_8,
    limits: Limits = COMMAND_LINE,
) -> Iterator[Table]:
    """A file by its path, or one that is open already."""
    if not isinstance(source, str | Path):
        yield Table(sheet, read_lines(source, name, encoding=encoding, limits=limits), name)
        return
    name = name or str(source)
    try:
        file = Path(source).open("rb")  # noqa: SIM115 - closed below, where a problem of reading it is not caught
    except FileNotFoundError as error:
        raise ImportProblem(_("There is no file %(file)s.") % {"file": name}) from error
    except OSError as error:
        raise ImportProblem(
            _("%(file)s cannot be read: %(error)s.") % {"file": name, "error": error.strerror}
        ) from error
    with file:
        yield Table(sheet, read_lines(file, name, encoding=encoding, limits=limits), name)
