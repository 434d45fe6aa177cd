"""Curricula by semester, and lists of must courses, as plain values; nothing here asks the database."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from curriculum.models import Category

from .names import note_broken, repair
from .reading import DEPARTMENT_CODE, MALFORMED, NUMERIC_CODE, ImportProblem, Notes, expect, get, short

SLOTS = {
    "TECHNICAL ELECTIVE": Category.TECHNICAL,
    "NONTECHNICAL ELECTIVE": Category.NONTECHNICAL,
    "DEPARTMENTAL ELECTIVE": Category.DEPARTMENTAL,
    "NONDEPARTMENTAL ELECTIVE": Category.NONDEPARTMENTAL,
    "RESTRICTED ELECTIVE": Category.RESTRICTED,
    "ELECTIVE": Category.ELECTIVE,
    "FREE ELECTIVE": Category.FREE,
}
MOST_SEMESTERS = 12
NORTH_CYPRUS = "[NCC]"  # begins the name of a faculty of METU's campus there
_CODE = re.compile("[A-ZÇĞİÖŞÜ]{1,8}[0-9]{1,4}")


@dataclass(frozen=True)
class GivenItem:
    """A must course, by either code, or an elective slot."""

    semester: int
    place: str
    code: str = ""
    category: str = ""
    name_en: str = ""
    credit: Decimal | None = None
    ects: Decimal | None = None


@dataclass
class GivenProgramme:
    department: str  # its number, or for a list of must courses its prefix
    name_en: str = ""
    faculty: str = ""
    campus: str = ""
    items: list[GivenItem] = field(default_factory=list)


@dataclass
class Curricula:
    programmes: list[GivenProgramme] = field(default_factory=list)
    faculties: dict[str, str] = field(default_factory=dict)
    without: int = 0  # programmes that list no course at all
    rows: int = 0


def read_curricula(content: Any, notes: Notes) -> Curricula:
    """Faculties with programmes with semesters with courses."""
    curricula = Curricula()
    for number, faculty in enumerate(get(expect(content, dict, "The file"), "faculties", list, "The file"), 1):
        where = f"Faculty {number}"
        code = str(get(expect(faculty, dict, where), "faculty_id", int, where))
        name = short(repair(get(faculty, "faculty_name", str, where)), 200, where)
        curricula.faculties[short(code, 10, where)] = name
        for entry in get(faculty, "programs", list, where):
            programme = _programme(expect(entry, dict, where), code, name, curricula, notes)
            if programme.items:
                curricula.programmes.append(programme)
            else:
                curricula.without += 1
    if not curricula.programmes:
        raise ImportProblem("The file has no curriculum.")
    return curricula


def _programme(
    record: dict[str, Any], faculty: str, faculty_name: str, curricula: Curricula, notes: Notes
) -> GivenProgramme:
    number = str(get(record, "program_id", int, f"Faculty {faculty}"))
    where = f"Programme {number}"
    if not DEPARTMENT_CODE.fullmatch(number):
        raise ImportProblem(f"{where}: not a code of three digits.")
    name = short(repair(get(record, "program_name", str, where)), 200, where)
    campus = "NCC" if faculty_name.startswith(NORTH_CYPRUS) else ""
    programme = GivenProgramme(number, name, faculty, campus)
    for semester in get(record, "curriculum", list, where):
        at = get(expect(semester, dict, where), "semester_number", int, where)
        if not 1 <= at <= MOST_SEMESTERS:
            raise ImportProblem(f"{where}: there is no semester {at}.")
        for row, entry in enumerate(get(semester, "courses", list, f"{where}, semester {at}"), 1):
            curricula.rows += 1
            place = f"{number} {name}, semester {at}, row {row}"
            item = _item(entry, at, place, notes)
            if item:
                programme.items.append(item)
    return programme


def _item(entry: Any, semester: int, place: str, notes: Notes) -> GivenItem | None:
    """A row of a semester; None, and noted, if it is neither a course nor a slot of a known kind."""
    record = entry if isinstance(entry, dict) else {}
    code, name = record.get("code"), record.get("name")
    if not isinstance(name, str) or len(name) > 250:
        notes.add(MALFORMED, f"{place}: no name")
    elif record.get("type") == "elective_slot":
        category = SLOTS.get(re.sub(" [0-9]+$", "", repair(name).upper()))  # "RESTRICTED ELECTIVE 2"
        if category:
            return GivenItem(semester, place, category=category)
        notes.add(MALFORMED, f"{place}: {name[:40]!r} is no kind of elective")
    elif not isinstance(code, str) or not _CODE.fullmatch(code):
        notes.add(MALFORMED, f"{place}: {str(code)[:20]!r} is not a course code")
    elif not all(_is_figure(record.get(key)) for key in ("credit", "ects")):
        notes.add(MALFORMED, f"{place}: {code} has no credit or no ECTS")
    else:
        note_broken(name, place, notes)
        credit, ects = Decimal(str(record["credit"])), Decimal(str(record["ects"]))
        return GivenItem(semester, place, code, "", repair(name), round(credit, 2), round(ects, 1))
    return None


def _is_figure(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 1000


def read_musts(content: Any, notes: Notes) -> Curricula:
    """Must courses by prefix of the department and semester, without elective slots."""
    curricula = Curricula()
    for prefix, semesters in expect(content, dict, "The file").items():
        where = f"Department {prefix}"
        programme = GivenProgramme(prefix)
        for semester, codes in expect(semesters, dict, where).items():
            if not re.fullmatch("[0-9]{1,2}", semester) or not 1 <= int(semester) <= MOST_SEMESTERS:
                raise ImportProblem(f"{where}: there is no semester {semester}.")
            for row, code in enumerate(expect(codes, list, f"{where}, semester {semester}"), 1):
                curricula.rows += 1
                place = f"{prefix}, semester {semester}, row {row}"
                if isinstance(code, str) and NUMERIC_CODE.fullmatch(code):
                    programme.items.append(GivenItem(int(semester), place, code))
                else:
                    notes.add(MALFORMED, f"{place}: {str(code)[:20]!r} is not a course code")
        if programme.items:
            curricula.programmes.append(programme)
        else:
            curricula.without += 1
    if not curricula.programmes:
        raise ImportProblem("The file has no must course.")
    return curricula
