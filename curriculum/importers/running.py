"""Running one import of a table: all or nothing, or its valid lines; a preview is the same, taken back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Literal

from django.db import transaction

from .reading import Notes
from .table_files import COMMAND_LINE, UTF_8, Limits
from .tables import Problem, Sheet, Table, Text, opened
from .writing import Tally, importing

Keep = Literal["all", "valid", "nothing"]  # what is kept: all or nothing, the lines without a problem, a preview


@dataclass(frozen=True)
class Told:
    """What becomes of one thing: its name, and (added | changed | removed | closed, in words) for each difference."""

    what: str
    lines: tuple[tuple[str, str], ...]


@dataclass
class Result:
    """What a writer did: counts of rows, what it found odd, and whose record it touched."""

    tally: Tally = field(default_factory=Tally)
    notes: Notes = field(default_factory=Notes)
    touched: set[int] = field(default_factory=set)
    undo: list[dict[str, Any]] = field(default_factory=list)  # what `undo` of its kind takes back
    changes: list[Told] = field(default_factory=list)  # what would change of what, in words


@dataclass(frozen=True)
class TableImport:
    """One kind of table. `write` takes its rows, tells the table of those it cannot use, and writes the others.

    `after` follows with the students it touched, where something is kept. `undo` takes a kept import back, by what its
    writer left for that, and who asks; it answers False where that is no longer possible. `permission` is whose the
    table is. With `of_units` those of one unit may take it in as well: the writer is told who asks and of which units.
    """

    kind: str
    title: Text
    sheet: Sheet
    write: Callable[..., Result]
    needs_term: bool = False
    after: Callable[[set[int]], None] | None = None
    undo: Callable[[list[dict[str, Any]], int | None], bool] | None = None
    of_units: bool = False
    permission: str = "people.import_student"


@dataclass(frozen=True)
class Report:
    """What came of an import, or what would come of it."""

    read: int
    tally: Tally
    problems: list[Problem]
    notes: Notes
    first: list[Any]
    kept: bool
    touched: frozenset[int] = frozenset()  # students whose records it changed
    undo: tuple[dict[str, Any], ...] = ()
    changes: tuple[Told, ...] = ()


def run(
    work: TableImport,
    source: str | Path | IO[bytes],
    *,
    keep: Keep,
    name: str = "",
    encoding: str = UTF_8,
    limits: Limits = COMMAND_LINE,
    **options: Any,
) -> Report:
    """One transaction. Lines with a problem are never written; whether the others are, `keep` says."""
    with opened(source, work.sheet, name=name, encoding=encoding, limits=limits) as table, importing():
        result = work.write(table, **options)
        problems = sorted(set(table.problems.found))
        kept = keep == "valid" or (keep == "all" and not problems)
        if not kept:
            transaction.set_rollback(True)
        elif work.after and result.touched:
            work.after(result.touched)
    return Report(
        table.read,
        result.tally,
        problems,
        result.notes,
        table.first,
        kept,
        frozenset(result.touched),
        tuple(result.undo),
        tuple(result.changes),
    )


def taken(table: Table, known: dict[Any, int], row: Any, key: Any, column: str, said: str) -> bool:
    """Whether an earlier line has the same key; the later one is refused then."""
    before = known.setdefault(key, row.line)
    if before != row.line:
        table.refuse(row, column, said % {"line": before})
    return before != row.line
