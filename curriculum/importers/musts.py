"""A table of must courses, with the board's decision where it is known (METU-60).

It adds must courses and moves them between semesters; it takes none away, since that needs a decision of its own.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from curriculum.models import Course, Curriculum, CurriculumItem, Programme

from .curricula import EVERY_YEAR
from .running import Result, TableImport, taken
from .tables import Column, Sheet, Table, code, day, term, text, whole
from .writing import create, progress, update

DECISION = ("decision_no", "decision_date", "effective_term")
SHEET = Sheet(
    _("Must courses"),
    (
        Column(
            "programme",
            "program",
            "programme",
            code(20),
            _("Code of a programme, or number or prefix of a department that has one undergraduate programme."),
            required=True,
        ),
        Column("semester", "yarıyıl", "semester", whole(1, 12), required=True),
        Column(
            "course", "ders kodu", "course code", code(15), _("Such as CENG213, or its number 5710213."), required=True
        ),
        Column(
            "entry_year",
            "müfredat yılı",
            "curriculum year",
            whole(1956, 2200),
            _("The year from which the curriculum is. Empty: the curriculum for every year."),
        ),
        Column("decision_no", "karar no", "decision number", text(40), _("Of the board of the faculty or institute.")),
        Column("decision_date", "karar tarihi", "decision date", day),
        Column("effective_term", "geçerli dönem", "from term", term, _("Such as 20261. Empty: in every term.")),
    ),
)


def write_musts(table: Table) -> Result:
    work = _Musts(table)
    for row in progress(table.rows(), "must courses"):
        work.compare(row)
    work.save()
    return work.result


class _Musts:
    def __init__(self, table: Table) -> None:
        self.table, self.result = table, Result()
        self.lines: dict[Any, int] = {}
        self.programmes: dict[str, set[Programme]] = {}
        for programme in Programme.objects.select_related("department"):
            department = programme.department
            for said in {programme.code, department.code, department.prefix} - {""}:
                self.programmes.setdefault(said.upper(), set()).add(programme)
        self.courses: dict[str, set[Course]] = {}
        for course in Course.objects.all():
            for said in {course.code, course.numeric_code}:
                self.courses.setdefault(said.upper(), set()).add(course)
        self.curricula = {(c.programme_id, c.entry_year_from): c for c in Curriculum.objects.all()}
        self.items: dict[tuple[int, int], CurriculumItem] = {}
        self.last: dict[tuple[Any, int], int] = {}  # order of a semester's last item
        for item in CurriculumItem.objects.select_related("curriculum").order_by("order"):
            key = (item.curriculum.programme_id, item.curriculum.entry_year_from)
            self.last[key, item.semester] = item.order
            if item.course_id:
                self.items[item.curriculum_id, item.course_id] = item
        self.new: list[CurriculumItem] = []
        self.changed: dict[int, CurriculumItem] = {}

    def compare(self, row: Any) -> None:
        programme, course = self._programme(row), self._course(row)
        if programme is None or course is None:
            return
        key = (programme.id, row.entry_year or EVERY_YEAR)
        if taken(
            self.table, self.lines, row, (*key, course.id), "course", gettext("it stands in line %(line)d already")
        ):
            return
        curriculum = self.curricula.get(key) or Curriculum(programme=programme, entry_year_from=key[1])
        self.curricula[key] = curriculum
        item = self.items.get((curriculum.pk, course.id)) if curriculum.pk else None
        stated = {name: value for name in DECISION if (value := getattr(row, name)) is not None}
        if item is None:
            stated |= {"semester": row.semester, "order": self._next(key, row.semester)}
            self.new.append(CurriculumItem(curriculum=curriculum, course=course, **stated))
            self.result.tally["new"] += 1
            return
        if item.semester != row.semester:
            stated |= {"semester": row.semester, "order": self._next(key, row.semester)}
        differs = {name: value for name, value in stated.items() if getattr(item, name) != value}
        for name, value in differs.items():
            setattr(item, name, value)
            self.changed[item.pk] = item
        self.result.tally["changed" if differs else "same"] += 1

    def _next(self, key: tuple[int, int], semester: int) -> int:
        self.last[key, semester] = self.last.get((key, semester), 0) + 1
        return self.last[key, semester]

    def _programme(self, row: Any) -> Programme | None:
        found = self.programmes.get(row.programme, set())
        exact = {programme for programme in found if programme.code.upper() == row.programme}
        undergraduate = {programme for programme in found if programme.level == "bachelor"}
        for choice in (exact, found, undergraduate):
            if len(choice) == 1:
                return next(iter(choice))
        said = (
            gettext("there is no programme %(code)s") if not found else gettext("%(code)s has more than one programme")
        )
        self.table.refuse(row, "programme", said % {"code": row.programme})
        return None

    def _course(self, row: Any) -> Course | None:
        found = self.courses.get(row.course, set())
        if len(found) == 1:
            return next(iter(found))
        said = (
            gettext("there is no course %(code)s")
            if not found
            else gettext("%(code)s is more than one course; use the number")
        )
        self.table.refuse(row, "course", said % {"code": row.course})
        return None

    def save(self) -> None:
        create(Curriculum, [c for c in self.curricula.values() if not c.pk], "curricula")
        for item in self.new:
            item.curriculum = item.curriculum  # takes the id that it has got
        update(CurriculumItem, list(self.changed.values()), ("semester", "order", *DECISION), "items")
        create(CurriculumItem, self.new, "items")


MUST_COURSES = TableImport("must_courses", _("Must courses"), SHEET, write_musts)
