"""What the commands of what-if and shadow run print alike."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TextIO

from django.utils.translation import get_language
from tqdm import tqdm

from registration.outcomes import departments, shown, write_csv
from registration.progress import Progress
from registration.rules.facts import Catalogue


@contextmanager
def bar(verbosity: int) -> Iterator[Progress]:
    """A bar of students; silent where nobody looks."""
    with tqdm(desc="Students", disable=True if verbosity == 0 else None) as shown_bar:

        def progress(done: int, total: int) -> None:
            shown_bar.total = total
            shown_bar.update(done - shown_bar.n)

        yield progress


def print_totals(out: TextIO, report: dict[str, Any], ways: tuple[str, str]) -> None:
    """Tables by kind, by rule, and by department and class."""
    units = departments()
    tables = (
        [[kind, *counts] for kind, counts in report["kinds"].items()],
        report["codes"],
        [[f"{units.get(unit, '–')} {year}", *counts] for unit, year, *counts in report["units"]],
    )
    out.write(f"{'':24}{ways[0]:>22}{ways[1]:>22}\n")
    for table in tables:
        for name, first, second in table:
            out.write(f"{name:24}{first:>22}{second:>22}\n")
        out.write("\n")
    out.write(f"{report['students']} students.\n")


def write_file(path: str | None, outcomes: list[dict[str, Any]], catalogue: Catalogue) -> None:
    if path:
        with open(path, "wb") as file:
            write_csv(file, shown(outcomes, catalogue, get_language() or "en"))
