"""The catalogue file as plain values; nothing here asks the database.

A catalogue lists a course in every programme that has it, so most courses are there many times. The first row of a
course counts; a later one fills in the name where the first has none.
"""

from __future__ import annotations

import re
from collections.abc import Set
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from curriculum.models import Level

from .courses import Described
from .names import note_broken, repair
from .reading import MALFORMED, NUMERIC_CODE, ImportProblem, Notes, expect, figure, get, short
from .writing import progress

DISAGREES = "Rows that say something else than an earlier row of the same course, which counts"
OWN_PREREQUISITE = "Sets that ask for the course itself, left out"
LEVELS = {
    "Undergraduate": Level.BACHELOR,
    "Graduate": Level.MASTER,
    "Masters": Level.MASTER,
    "PhD": Level.DOCTORATE,
}
COURSE_CODE = re.compile("[A-ZÇĞİÖŞÜ]{1,8}[0-9]{1,4}")
_SET = re.compile(r"Set +([0-9]{1,3}) *:")
_NEEDED = re.compile(r"([0-9]{7})(?: *\(?([A-Z]{2})\)?)?")  # 5710213, or 5710213 (CC) with the least grade

Sets = dict[int, dict[str, str]]  # set number → code of a course needed → least grade, empty for any pass


class Malformed(Exception):
    """A row that cannot be used; the text says why."""


@dataclass(frozen=True)
class CatalogueRow:
    course: Described
    sets: Sets
    place: str


@dataclass(frozen=True)
class CatalogueDepartment:
    name: str
    faculty: str  # its code
    is_institute: bool  # a graduate school, which is no department's own faculty if it has another


@dataclass
class Catalogue:
    faculties: dict[str, str] = field(default_factory=dict)
    departments: dict[str, CatalogueDepartment] = field(default_factory=dict)
    courses: dict[str, CatalogueRow] = field(default_factory=dict)
    rows: int = 0

    def add_department(self, code: str, department: CatalogueDepartment) -> None:
        known = self.departments.get(code)
        if known is None or (known.is_institute and not department.is_institute):
            self.departments[code] = department

    def add_course(self, row: CatalogueRow, notes: Notes) -> None:
        first = self.courses.setdefault(row.course.numeric_code, row)
        if not first.course.name_en:
            named = replace(first.course, name_en=row.course.name_en)
            first = self.courses[row.course.numeric_code] = replace(first, course=named)
        given = replace(row.course, name_en=row.course.name_en or first.course.name_en)
        if (given, row.sets) != (first.course, first.sets):
            notes.add(DISAGREES, f"{row.place}, against {first.place}")


def read_catalogue(content: Any, letters: Set[str], notes: Notes) -> Catalogue:
    """Faculties with departments with courses; `letters` are the grades that a prerequisite may ask for."""
    catalogue = Catalogue()
    for number, faculty in enumerate(expect(content, list, "The file"), 1):
        where = f"Faculty {number}"
        code = get(expect(faculty, dict, where), "fac_inst", str, where)
        name = repair(get(faculty, "name", str, where))
        catalogue.faculties[short(code, 10, where)] = short(name, 200, where)
        for department in progress(get(faculty, "departments", list, where), name[:30]):
            _read_department(expect(department, dict, where), code, catalogue, letters, notes)
    if not catalogue.courses:
        raise ImportProblem("The file has no course that could be read.")
    return catalogue


def _read_department(
    record: dict[str, Any], faculty: str, catalogue: Catalogue, letters: Set[str], notes: Notes
) -> None:
    where = f"Faculty {faculty}"
    link = get(record, "fac_prog", str, where)
    match = re.search("[0-9]{3}$", link)
    if not match:
        raise ImportProblem(f"{where}: {link[:40]!r} does not end in a department code of three digits.")
    name = short(repair(get(record, "name", str, where)), 200, where)
    catalogue.add_department(match[0], CatalogueDepartment(name, faculty, is_institute=not link.isdecimal()))
    for entry in get(record, "courses", list, f"Department {match[0]}"):
        catalogue.rows += 1
        place = f"row {catalogue.rows}"
        try:
            catalogue.add_course(_row(entry, place, letters, notes), notes)
        except Malformed as error:
            notes.add(MALFORMED, f"{place} ({name}): {error}")


def _row(entry: Any, place: str, letters: Set[str], notes: Notes) -> CatalogueRow:
    code, name = _text(entry, "code"), _text(entry, "name")
    detail = entry.get("detail")
    if not COURSE_CODE.fullmatch(code):
        raise Malformed(f"{code[:20]!r} is not a course code")
    if not isinstance(detail, dict) or not NUMERIC_CODE.fullmatch(_text(detail, "course_code_internal")):
        raise Malformed(f"{code} has no numeric code")
    note_broken(name, place, notes)
    course = Described(
        detail["course_code_internal"],
        code=code,
        name_en=_name(name),
        credit=_figure(entry, "metu_credit", "0.01"),
        ects=_figure(entry, "ects", "0.1"),
        level=LEVELS.get(_text(detail, "level"), ""),
    )
    sets = prerequisite_sets(_text(detail, "prerequisite"), letters)
    for number in [number for number, needed in sets.items() if course.numeric_code in needed]:
        notes.add(OWN_PREREQUISITE, f"{place}: {code}, set {number}")
        del sets[number]
    return CatalogueRow(course, sets, f"{place} ({code})")


def _text(record: Any, key: str) -> str:
    value = record.get(key) if isinstance(record, dict) else None
    if not isinstance(value, str):
        raise Malformed(f"no {key}")
    return value.strip()


def _name(text: str) -> str:
    name = repair(text)
    if len(name) > 250:
        raise Malformed(f"the name {name[:30]!r}… is too long")
    return name


def _figure(record: dict[str, Any], key: str, step: str) -> Decimal:
    value = figure(_text(record, key), step)
    if value is None:
        raise Malformed(f"{key} is {record[key][:20]!r}")
    return value


def prerequisite_sets(text: str, letters: Set[str]) -> Sets:
    """From "Set 1: 5710213 , 5710111 (CC) Set 2: 5710301": sets are alternatives, of a set every course is needed."""
    before, *parts = _SET.split(text)
    if before.strip() or (text.strip() and not parts):
        raise Malformed(f"the prerequisites {text[:40]!r} do not begin with a set")
    sets: Sets = {}
    for number, body in zip(parts[::2], parts[1::2], strict=True):
        needed = dict(_needed(one.strip(), letters) for one in body.split(","))
        if int(number) in sets:
            raise Malformed(f"set {number} of the prerequisites is there twice")
        if needed not in sets.values():
            sets[int(number)] = needed
    return sets


def _needed(text: str, letters: Set[str]) -> tuple[str, str]:
    match = _NEEDED.fullmatch(text)
    if not match:
        raise Malformed(f"{text[:20]!r} in the prerequisites is not a course")
    if match[2] and match[2] not in letters:
        raise Malformed(f"the prerequisites ask for {match[2]}, which is no grade")
    return match[1], match[2] or ""
