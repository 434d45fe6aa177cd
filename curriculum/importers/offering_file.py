"""An offering file, in either of the two shapes it comes in, as plain values; nothing here asks the database.

The first shape is an object by numeric course code, with criteria; the second a list of departments, with credits.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import time
from decimal import Decimal
from typing import Any, NamedTuple

from curriculum.turkish import upper

from .courses import Described
from .names import note_broken, repair, slashed, two_languages
from .reading import DEPARTMENT_CODE, NUMERIC_CODE, ImportProblem, Notes, expect, figure, get, short
from .writing import progress

EVERYONE = "ALL"  # the criterion that names no department
NOBODY_YET = "STAFF"  # stands where no instructor is named
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
ROOM_IS_A_DAY = "Meetings with the name of a weekday as room, which was left empty"
_CLOCK = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
_TITLE = re.compile(r"([A-ZÇĞİÖŞÜ]+[0-9]+) - (.*)", re.DOTALL)


class GivenMeeting(NamedTuple):
    weekday: int
    start: time
    end: time
    room: str


class GivenCriterion(NamedTuple):
    prefix: str  # of the department; empty for everyone
    surname_from: str
    surname_to: str


@dataclass(frozen=True)
class GivenSection:
    instructors: str
    meetings: tuple[GivenMeeting, ...]
    criteria: tuple[GivenCriterion, ...] = ()


@dataclass
class Offering:
    """What a file offers: courses and their sections by numeric code, departments by number."""

    courses: dict[str, Described] = field(default_factory=dict)
    sections: dict[tuple[str, int], GivenSection] = field(default_factory=dict)
    departments: dict[str, tuple[str, str]] = field(default_factory=dict)  # Turkish and English name
    term: str = ""
    duplicate_criteria: int = 0

    def add(self, course: Described, number: int, section: GivenSection, where: str) -> None:
        key = (course.numeric_code, number)
        if key in self.sections:
            raise ImportProblem(f"{where}: the section is there twice.")
        self.sections[key] = section


def read_offering(content: Any, notes: Notes) -> Offering:
    """Either shape; an object with "departments" is the second."""
    record = expect(content, dict, "The file")
    offering = Offering()
    if "departments" in record:
        _read_by_department(record, offering, notes)
    else:
        _read_by_course(record, offering, notes)
    if not offering.sections:
        raise ImportProblem("The file offers no section.")
    return offering


# by course


def _read_by_course(record: dict[str, Any], offering: Offering, notes: Notes) -> None:
    for code, entry in progress(record.items(), "reading"):
        where = f"Course {code}"
        if not NUMERIC_CODE.fullmatch(code):
            raise ImportProblem(f"{where}: not a course code of seven digits.")
        title = get(expect(entry, dict, where), "Course Name", str, where)
        offering.courses[code] = course = _titled(code, title, where)
        note_broken(title, code, notes)
        for number, section in get(entry, "Sections", dict, where).items():
            place = f"{where}, section {number}"
            given = _section(expect(section, dict, place), place, offering)
            offering.add(course, _number(number, place), given, place)


def _titled(numeric_code: str, title: str, where: str) -> Described:
    """From "CENG213 - DATA STRUCTURES"."""
    match = _TITLE.fullmatch(repair(title))
    if not match:
        raise ImportProblem(f"{where}: the name {title[:40]!r} does not begin with a course code and a dash.")
    return Described(numeric_code, code=short(match[1], 15, where), name_en=short(match[2].strip(), 250, where))


def _section(record: dict[str, Any], where: str, offering: Offering) -> GivenSection:
    meetings = [
        _meeting(expect(m, dict, place), "dsep", place)
        for place, m in _each(get(record, "t", list, where), f"{where}, meeting")
    ]
    criteria = [
        _criterion(expect(c, dict, place), place)
        for place, c in _each(get(record, "c", list, where), f"{where}, criterion")
    ]
    once = tuple(dict.fromkeys(criteria))
    offering.duplicate_criteria += len(criteria) - len(once)
    return GivenSection(_instructors(get(record, "i", list, where), where), tuple(dict.fromkeys(meetings)), once)


def _criterion(record: dict[str, Any], where: str) -> GivenCriterion:
    """Letters in capitals: a stray lower-case ı is the capital I of the Turkish alphabet."""
    prefix, first, last = (repair(get(record, key, str, where)) for key in "dse")
    if not prefix:
        raise ImportProblem(f"{where}: no department is named.")
    first, last = (short(upper(letters), 20, where) for letters in (first, last))
    return GivenCriterion("" if prefix == EVERYONE else prefix, first, last)


# by department


def _read_by_department(record: dict[str, Any], offering: Offering, notes: Notes) -> None:
    offering.term = str(record.get("term") or "")
    for place, entry in progress(list(_each(get(record, "departments", list, "The file"), "Department")), "reading"):
        number = get(expect(entry, dict, place), "departmentCode", str, place)
        if not DEPARTMENT_CODE.fullmatch(number):
            raise ImportProblem(f"{place}: {number!r} is not a department code of three digits.")
        names = slashed(get(entry, "departmentName", str, f"Department {number}"))
        offering.departments[number] = (short(names[0], 200, place), short(names[1], 200, place))
        for at, course in _each(get(entry, "courses", list, f"Department {number}"), f"Department {number}, course"):
            _read_course(expect(course, dict, at), number, at, offering, notes)


def _read_course(record: dict[str, Any], department: str, where: str, offering: Offering, notes: Notes) -> None:
    code = get(record, "courseCode", str, where)
    where = f"Course {code}"
    if not NUMERIC_CODE.fullmatch(code):
        raise ImportProblem(f"{where}: not a course code of seven digits.")
    if not code.startswith(department):
        raise ImportProblem(f"{where}: stands under department {department}, which does not give it.")
    title = get(record, "courseName", str, where)
    note_broken(title, code, notes)
    name, name_en = two_languages(title)
    credit = _credit(get(record, "credit", str, where), where)
    offering.courses[code] = course = Described(
        code, name=short(name, 250, where), name_en=short(name_en, 250, where), credit=credit
    )
    for place, section in _each(get(record, "sections", list, where), f"{where}, section"):
        number = _number(get(expect(section, dict, place), "sectionNo", str, place), place)
        given = _listed_section(section, f"{where}, section {number}", notes, f"{code}/{number}")
        offering.add(course, number, given, place)


def _listed_section(record: dict[str, Any], where: str, notes: Notes, label: str) -> GivenSection:
    meetings = []
    for place, entry in _each(get(record, "times", list, where), f"{where}, meeting"):
        meeting = _meeting(expect(entry, dict, place), ("day", "start", "end", "place"), place)
        if meeting.room in DAYS:  # the scrape took the next line's day for a room
            notes.add(ROOM_IS_A_DAY, label)
            meeting = meeting._replace(room="")
        meetings.append(meeting)
    return GivenSection(_instructors(get(record, "instructors", list, where), where), tuple(dict.fromkeys(meetings)))


def _credit(text: str, where: str) -> Decimal:
    """From "3.00(3.00,0.00,0.00)"."""
    credit = figure(text.partition("(")[0], "0.01")
    if credit is None:
        raise ImportProblem(f"{where}: {text[:40]!r} is not a credit.")
    return credit


# of both shapes


def _each(entries: list[Any], what: str) -> Iterator[tuple[str, Any]]:
    """Entries with their place for a message, counted from one."""
    return ((f"{what} {number}", entry) for number, entry in enumerate(entries, 1))


def _number(text: str, where: str) -> int:
    if not re.fullmatch("[0-9]{1,4}", text):
        raise ImportProblem(f"{where}: {text[:20]!r} is not a section number.")
    return int(text)


def _instructors(names: list[Any], where: str) -> str:
    found = (repair(expect(name, str, f"{where}, instructors")) for name in names)
    return short(", ".join(dict.fromkeys(name for name in found if name not in ("", NOBODY_YET))), 500, where)


def _meeting(record: dict[str, Any], keys: Any, where: str) -> GivenMeeting:
    day_key, start_key, end_key, room_key = keys
    start, end = (_time(get(record, key, str, where), where) for key in (start_key, end_key))
    if end <= start:
        raise ImportProblem(f"{where}: it ends at {end:%H:%M}, not after its start at {start:%H:%M}.")
    room = short(repair(get(record, room_key, str, where)), 60, where)
    return GivenMeeting(_weekday(record.get(day_key), where), start, end, room)


def _weekday(day: Any, where: str) -> int:
    if day in DAYS:
        return DAYS.index(day)
    if isinstance(day, int) and not isinstance(day, bool) and 0 <= day < len(DAYS):
        return day
    raise ImportProblem(f"{where}: {day!r} is not a weekday.")


def _time(text: str, where: str) -> time:
    if not _CLOCK.fullmatch(text):
        raise ImportProblem(f"{where}: {text[:20]!r} is not a time such as 13:40.")
    return time.fromisoformat(text)
