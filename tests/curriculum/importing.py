"""Small files for the importers, and running a command on one."""

from __future__ import annotations

import gzip
import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command


@dataclass(frozen=True)
class Outcome:
    summary: str
    notes: list[str]


class Files:
    """Writes a value as a file of the test's own folder and runs an import on it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def write(self, content: Any, name: str = "file.json") -> str:
        path = self.folder / name
        data = content if isinstance(content, bytes) else json.dumps(content, ensure_ascii=False).encode()
        path.write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
        return str(path)

    def run(self, command: str, content: Any, *options: str, name: str = "file.json") -> Outcome:
        return run(command, self.write(content, name), *options)

    def offering(self, content: Any, *options: str, term: str = "20201") -> Outcome:
        return self.run("import_offering", content, "--term", term, *options)


def run(command: str, *arguments: str) -> Outcome:
    out, err = io.StringIO(), io.StringIO()
    call_command(command, *arguments, stdout=out, stderr=err, no_color=True)
    return Outcome(out.getvalue().strip(), err.getvalue().splitlines())


def refusal(call: Callable[..., Any], *arguments: Any, **options: Any) -> str:
    """The one line that an import leaves which does not go through."""
    with pytest.raises(CommandError) as error:
        call(*arguments, **options)
    line = str(error.value)
    assert "\n" not in line
    assert error.value.returncode == 1
    return line


def counts(new: int, changed: int, removed: int, same: int) -> str:
    """As a summary tells them."""
    return f"{new:,} new, {changed:,} changed, {removed:,} removed, {same:,} same"


def section(*rows: str, by: str = "") -> dict[str, Any]:
    """A section from "Mon 09:40 12:30 BMB1" and "CENG AA KZ", as the offering by course has it."""
    days = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
    record: dict[str, Any] = {"i": [by, "STAFF"] if by else ["STAFF"], "c": [], "t": []}
    for row in rows:
        first, second, third, *room = row.split()
        if first in days:
            record["t"].append({"d": days.index(first), "s": second, "e": third, "p": " ".join(room)})
        else:
            record["c"].append({"d": first, "s": second, "e": third})
    return record


def course(numeric_code: str, title: str, **sections: dict[str, Any]) -> dict[str, Any]:
    """A course from course("5710213", "CENG213 - DATA STRUCTURES", s1=section(…)), to be joined with others by |."""
    numbered = {name.removeprefix("s"): entry for name, entry in sections.items()}
    return {numeric_code: {"Course Code": numeric_code, "Course Name": title, "Sections": numbered}}
