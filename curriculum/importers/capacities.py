"""A file of capacities: course code, section, capacity, with or without a line of headings."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterable

from curriculum.models import Course

from .reading import ImportProblem, Notes, read_bytes

Key = tuple[str, int]  # numeric course code and section number
Stated = dict[tuple[str, int], tuple[int, int]]  # capacity and line, by code as written and section
UNKNOWN = "Capacities for sections that are not in the offering, left out"
LARGEST = 100_000


def read_capacities(path: str) -> Stated:
    """What the file states; a line that cannot be read makes the whole file bad."""
    try:
        text = read_bytes(path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ImportProblem(f"{path} is not UTF-8 text.") from error
    delimiter = ";" if text.count(";") > text.count(",") else ","  # a Turkish spreadsheet writes semicolons
    found: Stated = {}
    for line, cells in enumerate(csv.reader(io.StringIO(text), delimiter=delimiter), 1):
        row = [cell.strip() for cell in cells]
        if not any(row) or (line == 1 and len(row) > 1 and not row[1].isdecimal()):
            continue
        if len(row) != 3 or not row[0] or not all(cell.isdecimal() and cell.isascii() for cell in row[1:]):
            raise ImportProblem(f"{path}, line {line}: expected course code, section, capacity.")
        code, section, capacity = row[0].replace(" ", "").upper(), int(row[1]), int(row[2])
        if capacity > LARGEST:
            raise ImportProblem(f"{path}, line {line}: {capacity} seats are more than any section has.")
        if (code, section) in found:
            raise ImportProblem(f"{path}, line {line}: {row[0]} section {section} is there twice.")
        found[code, section] = (capacity, line)
    if not found:
        raise ImportProblem(f"{path} holds no capacity.")
    return found


def by_section(stated: Stated, courses: Iterable[Course], sections: Iterable[Key], notes: Notes) -> dict[Key, int]:
    """Capacities by section of the offering; CENG213 and 5710213 are the same course."""
    codes: dict[str, set[str]] = defaultdict(set)
    for course in courses:
        codes[course.code].add(course.numeric_code)
        codes[course.numeric_code].add(course.numeric_code)
    offered, found = set(sections), {}
    for (code, number), (capacity, line) in stated.items():
        numeric = codes.get(code, set())
        if len(numeric) > 1:
            both = ", ".join(sorted(numeric))
            raise ImportProblem(f"Capacities, line {line}: {code} is more than one course ({both}); use the number.")
        keys = {(one, number) for one in numeric} & offered
        if not keys:
            notes.add(UNKNOWN, f"line {line}: {code}/{number}")
        found.update(dict.fromkeys(keys, capacity))
    return found
