"""A table of capacities: course code, section, capacity, with or without a line of headings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from curriculum.models import Course, SeatCounter, Section, Term

from .reading import ImportProblem, Notes
from .running import Result, TableImport, taken
from .tables import Column, Sheet, Table, code, opened, whole
from .writing import Tally, update

Key = tuple[str, int]  # numeric course code and section number
Stated = dict[tuple[str, int], tuple[int, int]]  # capacity and line, by code as written and section
UNKNOWN = "Capacities for sections that are not in the offering, left out"
BELOW_TAKEN = "Capacities below the seats taken, the section closed instead"

SHEET = Sheet(
    _("Capacities"),
    (
        Column("course", "ders", "course", code(15), _("Such as CENG213, or its number 5710213."), required=True),
        Column("section", "şube", "section", whole(0, 9999), required=True),
        Column("capacity", "kontenjan", "capacity", whole(0, 100_000), _("Seats of the section."), required=True),
    ),
    headless=True,
)


def read_capacities(path: str) -> Stated:
    """What the file states; a line that cannot be read makes the whole file bad."""
    with opened(path, SHEET) as table:
        found = _stated(table)
    if table.problems:
        raise ImportProblem(f"{path}: {'; '.join(map(str, table.problems.found[:5]))}")
    return found


def _stated(table: Table) -> Stated:
    found: Stated = {}
    lines: dict[Any, int] = {}
    for row in table.rows():
        said = gettext("the same section stands in line %(line)d already")
        if not taken(table, lines, row, (row.course, row.section), "section", said):
            found[row.course, row.section] = (row.capacity, row.line)
    return found


def write_capacities(table: Table, *, term: Term) -> Result:
    """Capacities of a term's sections, the counters locked in the order of their ids, as everywhere."""
    result, sections = Result(), defaultdict[tuple[str, int], set[int]](set)
    for section in Section.objects.filter(term=term).select_related("course"):
        for said in {section.course.code, section.course.numeric_code}:
            sections[said, section.number].add(section.id)
    wanted: dict[int, int] = {}
    lines: dict[Any, int] = {}
    for row in table.rows():
        found = sections.get((row.course, row.section), set())
        if not found:
            table.refuse(row, "section", gettext("%(term)s has no such section") % {"term": term.code})
        elif len(found) > 1:
            table.refuse(
                row, "course", gettext("%(code)s is more than one course; use the number") % {"code": row.course}
            )
        elif not taken(
            table, lines, row, *found, "section", gettext("the same section stands in line %(line)d already")
        ):
            wanted[next(iter(found))] = row.capacity
    counters = SeatCounter.objects.filter(section__in=wanted).select_related("section__course")
    locked = counters.order_by("id").select_for_update(of=("self",))
    result.tally = resize([(c, str(c.section), wanted[c.section_id]) for c in locked], result.notes)
    return result


def resize(sizes: Iterable[tuple[SeatCounter, str, int]], notes: Notes) -> Tally:
    """Give locked counters their seats. Below what is taken none goes: the section is closed to further adds instead."""
    tally, resized, closing = Tally(), [], []
    for counter, section, seats in sizes:
        if seats < counter.taken:
            notes.add(BELOW_TAKEN, f"{section}: {seats} asked for, {counter.taken} taken")
            tally["changed" if counter.open else "same"] += 1
            closing.append(counter.id)
        elif seats != counter.capacity:
            counter.capacity = seats
            resized.append(counter)
            tally["changed"] += 1
        else:
            tally["same"] += 1
    SeatCounter.objects.filter(id__in=closing, open=True).update(open=False)
    update(SeatCounter, resized, ("capacity",), "seats")
    return tally


CAPACITIES = TableImport("capacities", _("Capacities"), SHEET, write_capacities, needs_term=True)


def by_section(stated: Stated, courses: Iterable[Course], sections: Iterable[Key], notes: Notes) -> dict[Key, int]:
    """Capacities by section of the offering; CENG213 and 5710213 are the same course."""
    codes: dict[str, set[str]] = defaultdict(set)
    for course in courses:
        codes[course.code].add(course.numeric_code)
        codes[course.numeric_code].add(course.numeric_code)
    offered, found = set(sections), {}
    for (said, number), (capacity, line) in stated.items():
        numeric = codes.get(said, set())
        if len(numeric) > 1:
            both = ", ".join(sorted(numeric))
            raise ImportProblem(f"Capacities, line {line}: {said} is more than one course ({both}); use the number.")
        keys = {(one, number) for one in numeric} & offered
        if not keys:
            notes.add(UNKNOWN, f"line {line}: {said}/{number}")
        found.update(dict.fromkeys(keys, capacity))
    return found
