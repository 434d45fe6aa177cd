"""Courses as files state them. A file never takes a course away; one that nobody describes is there as withdrawn."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from curriculum.models import Course

from .departments import Departments
from .names import level_of, prefix_of, role_of
from .writing import Kept

FIELDS = ("code", "name", "name_en", "credit", "ects", "level", "withdrawn", "search_key")


@dataclass(frozen=True)
class Described:
    """What a file says about a course; None and the empty text are "it does not say"."""

    numeric_code: str
    code: str = ""  # CENG213
    name: str = ""
    name_en: str = ""
    credit: Decimal | None = None
    ects: Decimal | None = None
    level: str = ""


class Courses(Kept[Course]):
    """Every course by its numeric code."""

    def __init__(self, departments: Departments) -> None:
        super().__init__(Course, "numeric_code", FIELDS)
        self.departments = departments
        self.by_code: dict[str, list[Course]] = defaultdict(list)
        for course in self.rows.values():
            self.by_code[course.code].append(course)

    def describe(self, said: Described, *, fill: bool = False) -> Course:
        """State a course that is given; a source that only fills leaves alone what is already known."""
        course = self.rows.get(said.numeric_code) or self._made(said.numeric_code, prefix_of(said.code))
        stated: dict[str, Any] = {"code": self._code(course, said), "withdrawn": False}
        for name in ("credit", "ects", "level"):
            value = getattr(said, name)
            if value not in (None, "") and not (fill and getattr(course, name)):
                stated[name] = value
        stated |= self._names(course, said, stated["code"], fill)
        self.state(course, **stated)
        if not course.pk:
            course.special_role = role_of(course.name_en, course.level)
        return course

    def withdrawn(self, numeric_code: str) -> Course:
        """A course that is only referred to: kept as it is, or made as one no longer in the catalogue."""
        course = self.rows.get(numeric_code)
        if course is None:
            course = self._made(numeric_code)
            course.withdrawn = True
            course.code = course.name = self._code(course, Described(numeric_code))
        return course

    def recode(self) -> None:
        """Give courses that have only a number the code that the prefix of their department makes."""
        for course in self.rows.values():
            if course.code == course.numeric_code:
                code = self._code(course, Described(course.numeric_code))
                self.state(course, code=code, name=code if course.name == course.numeric_code else course.name)

    def numeric_code(self, code: str) -> str | None:
        """5710213 for CENG213, of a course that is there or of one that the prefix makes; None without a department."""
        found = self.by_code.get(code, [])
        if len(found) == 1:
            return found[0].numeric_code
        prefix = prefix_of(code)
        department = self.departments.named(prefix)
        if department is None or not department.code.isdecimal():
            return None
        return f"{department.code}{code.removeprefix(prefix):0>4}"

    def save(self, what: str = "courses") -> None:
        self.departments.save()
        for course in (*self.new, *self.changed.values()):
            course.set_search_key()
        super().save(what)

    def _made(self, numeric_code: str, prefix: str = "") -> Course:
        level = level_of(numeric_code)
        department = self.departments.of_course(numeric_code, prefix)
        return self.add(Course(numeric_code=numeric_code, code="", name="", level=level, department=department))

    def _code(self, course: Course, said: Described) -> str:
        if said.code:
            return said.code
        if course.code not in ("", course.numeric_code):
            return course.code
        prefix = self.departments.of_course(course.numeric_code).prefix
        return f"{prefix}{int(course.numeric_code[3:])}" if prefix else course.numeric_code

    def _names(self, course: Course, said: Described, code: str, fill: bool) -> dict[str, str]:
        """A Turkish name is never replaced by an English one; an English one stands in for it until it is known."""
        nameless = course.name in ("", course.numeric_code, course.code, course.name_en)
        name_en = course.name_en if fill and course.name_en else said.name_en or course.name_en
        if said.name and not (fill and not nameless):
            return {"name": said.name, "name_en": name_en}
        return {"name": (name_en or code) if nameless else course.name, "name_en": name_en}
