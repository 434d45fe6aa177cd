"""A table of sections with their criteria, a line for each row: taken out, edited in a spreadsheet, taken in again.

The file decides what it states: a section that it names has the rows it names and no others, one that it leaves out is
left alone, and so are the seats and instructors of a section whose cells are empty.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ..importers.running import Result, TableImport, Told
from ..importers.table_writing import FORMULA
from ..importers.tables import Column, Parse, Sheet, Table, code, decimal, text, whole, yes_no
from ..models import Department, Grade, Section, SectionCriterion, Term
from .changes import Change, change_of, current_of, lines_of
from .rows import Names, Row, Wanted
from .writing import take_back, write

MOST_SEATS, MOST_YEARS = 32_000, 20
EVERY = "*"  # in the column of the department: a row for students of every one


def plain(longest: int) -> Parse:
    """A text without the mark that a table taken out of the portal puts before what a spreadsheet would run."""
    inner = text(longest)
    return lambda cell: inner(cell[1:] if cell.startswith("'") and FORMULA.match(cell[1:]) else cell)


SHEET = Sheet(
    _("Criteria of sections"),
    (
        Column("course", "ders", "course", code(15), _("Such as CENG213, or its number 5710213."), required=True),
        Column("course_name", "ders adı", "course name", text(300), _("For the reader; it changes nothing.")),
        Column("section", "grup", "section", whole(0, 9999), required=True),
        Column(
            "instructors",
            "öğretim elemanları",
            "instructors",
            plain(500),
            _("Of the section, in any of its lines. Empty: as they are."),
        ),
        Column(
            "capacity",
            "kontenjan",
            "capacity",
            whole(0, MOST_SEATS),
            _("Of the section, in any of its lines. Empty: as it is. Below what is taken the section is closed."),
        ),
        Column("open", "açık", "open", yes_no, _("Of the section: yes or no. Empty: as it is.")),
        Column("taken", "dolu", "taken", text(10), _("For the reader; it changes nothing.")),
        Column(
            "department",
            "bölüm",
            "department",
            code(10),
            _("Prefix or code of the student's department; * for every one. All cells from here on empty: no row."),
        ),
        Column("surname_from", "soyadı ilk", "surname from", plain(20)),
        Column("surname_to", "soyadı son", "surname to", plain(20)),
        Column("cgpa_min", "GNO en az", "CGPA from", decimal("0.01", 10)),
        Column("cgpa_max", "GNO en çok", "CGPA to", decimal("0.01", 10)),
        Column("year_min", "sınıf en az", "class from", whole(0, MOST_YEARS)),
        Column("year_max", "sınıf en çok", "class to", whole(0, MOST_YEARS)),
        Column("grade_from", "önceki not en iyi", "earlier grade best", text(5), _("The better bound, such as CC.")),
        Column("grade_to", "önceki not en kötü", "earlier grade worst", text(5), _("The worse bound, such as FF.")),
        Column("quota", "kota", "quota", whole(0, MOST_SEATS), _("Seats that the row admits. Empty: no limit.")),
        Column("note", "not", "note", plain(200)),
    ),
    together=("course", "section"),
)
PER_SECTION = ("instructors", "capacity", "open")
PER_ROW = tuple(c.name for c in SHEET.columns[7:])


@dataclass
class Given:
    """What the lines of one section state."""

    line: Any  # the first
    rows: list[Row] = field(default_factory=list)
    said: dict[str, Any] = field(default_factory=dict)

    @property
    def wanted(self) -> Wanted:
        return Wanted(rows=tuple(self.rows), **self.said)


class Reader:
    """Lines against the sections of a term, each problem at its cell."""

    def __init__(self, table: Table, term: Term, units: Collection[int] | None) -> None:
        self.table, self.term, self.units = table, term, units
        self.sections: dict[tuple[str, int], set[int]] = defaultdict(set)
        self.unit_of: dict[int, int] = {}
        self.given: dict[int, Given] = {}
        for section in Section.objects.filter(term=term).select_related("course"):
            self.unit_of[section.pk] = section.course.department_id
            for said in {section.course.code, section.course.numeric_code}:
                self.sections[said, section.number].add(section.pk)
        self.departments = defaultdict[str, list[Department]](list)
        for department in Department.objects.all():
            for word in {department.code, department.prefix.upper()} - {""}:
                self.departments[word].append(department)
        self.grades = {g.letter.upper(): g for g in Grade.objects.all()}

    def read(self) -> dict[int, Given]:
        """By section, those without a problem."""
        for line in self.table.rows():
            if section_id := self._section(line):
                given = self.given.setdefault(section_id, Given(line))
                self._seats(given, line)
                self._row(given, line)
        failed = {id_ for key in self.table.failed for id_ in self.sections.get(key, ())}
        if self.table.torn or any(None in key for key in self.table.failed):
            self._refuse_torn(failed)
        return {id_: given for id_, given in self.given.items() if id_ not in failed}

    def _section(self, line: Any) -> int | None:
        found = self.sections.get((line.course, line.section), set())
        if not found:
            said = gettext("%(term)s has no such section: make it on the page of sections first")
            self.table.refuse(line, "section", said % {"term": self.term.code})
        elif len(found) > 1:
            said = gettext("%(code)s is more than one course; use the number")
            self.table.refuse(line, "course", said % {"code": line.course})
        elif self.units is not None and self.unit_of[next(iter(found))] not in self.units:
            self.table.refuse(line, "course", gettext("is of another department, which keeps its criteria"))
        else:
            return next(iter(found))
        return None

    def _seats(self, given: Given, line: Any) -> None:
        for name in PER_SECTION:
            value = getattr(line, name)
            if value is not None and given.said.setdefault(name, value) != value:
                said = gettext("differs from an earlier line of the section: write it once, or the same in each")
                self.table.refuse(line, name, said)

    def _row(self, given: Given, line: Any) -> None:
        if all(getattr(line, name) is None for name in PER_ROW):
            return
        if row := self._read_row(line):
            given.rows.append(row)

    def _read_row(self, line: Any) -> Row | None:
        """As the section's form would take it, by the model's own checks."""
        found: dict[str, Any] = {"department": None}
        if line.department not in (None, EVERY):
            departments = self.departments.get(line.department, [])
            if len(departments) != 1:
                said = gettext("is more than one department; use its code") if departments else ""
                self.table.refuse(line, "department", said or gettext("there is no such department"))
                return None
            found["department"] = departments[0]
        for name in ("grade_from", "grade_to"):
            letter = getattr(line, name)
            found[name] = self.grades.get(letter.upper()) if letter else None
            if letter and found[name] is None:
                self.table.refuse(line, name, gettext("there is no such grade"))
                return None
        criterion = SectionCriterion(
            **found,
            **{name: getattr(line, name) for name in ("cgpa_min", "cgpa_max", "year_min", "year_max")},
            **{name: getattr(line, name) or "" for name in ("surname_from", "surname_to", "note")},
        )
        try:
            criterion.clean()
        except ValidationError as error:
            for name, texts in error.message_dict.items():
                self.table.refuse(line, name, " ".join(texts))
            return None
        return Row(*(getattr(criterion, name) for name in Row._fields[:-1]), quota=line.quota)

    def _refuse_torn(self, failed: set[int]) -> None:
        """A line that cannot be placed may be a row of any section: none of them loses rows by it."""
        said = gettext("a line of the file cannot be read, so that a row of this section may be missing")
        for id_, given in self.given.items():
            if id_ not in failed:
                self.table.refuse(given.line, "", said)
                failed.add(id_)


def write_criteria(
    table: Table, *, term: Term, units: Collection[int] | None = None, actor_id: int | None = None
) -> Result:
    """Behind the locks of the sections that the file names, as everything that edits them."""
    given, result, names = Reader(table, term, units).read(), Result(), Names()
    changes = [change_of(current, given[id_].wanted) for id_, current in current_of(given, hold=True).items()]
    kept = []
    for change in changes:
        for reason in change.refused:
            table.refuse(given[change.section.pk].line, "", f"{change.section}: {reason}")
        if not change.refused:
            kept.append(change)
    result.tally.update(_tally(kept))
    result.changes = told(kept, names)
    result.undo = write(kept, actor_id=actor_id)
    return result


def _tally(changes: list[Change]) -> Counter[str]:
    """Rows; a section whose seats alone change counts as one changed."""
    found: Counter[str] = Counter()
    for change in changes:
        changed = len(change.changed) + bool(change.fields)
        found.update(new=len(change.added), changed=changed, removed=len(change.removed), same=change.same)
    return found


def told(changes: list[Change], names: Names) -> list[Told]:
    return list(_told(changes, names))


def _told(changes: list[Change], names: Names) -> Iterator[Told]:
    for change in changes:
        if lines := tuple(lines_of(change, names)):
            yield Told(str(change.section), lines)


CRITERIA = TableImport(
    "criteria",
    SHEET.title,
    SHEET,
    write_criteria,
    needs_term=True,
    of_units=True,
    undo=lambda entries, actor_id: take_back(entries, actor_id=actor_id),
    permission="curriculum.change_sectioncriterion",
)
