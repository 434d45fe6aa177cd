"""Curricula, written over what is there: one for each programme, for entrants of every year.

A list of must courses has its place too: it makes the curriculum of a programme that has none. It knows no electives,
by which loads are counted, so a curriculum that is there is left alone.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

from curriculum.models import Course, Curriculum, CurriculumItem, Programme

from .courses import Courses, Described
from .curricula_file import Curricula, GivenItem, GivenProgramme, read_curricula, read_musts
from .departments import Departments, Faculties
from .reading import MALFORMED, NUMERIC_CODE, ImportProblem, Notes
from .writing import Kept, Tally, compare, create, delete, progress, update

UNPLACED = "Courses whose prefix is that of no known department, left out"
UNDESCRIBED = "Must courses that nothing describes, kept as withdrawn courses"
LEFT = "Programmes with a curriculum, left as they are"
MOST_UNPLACED = 5  # more than one in five, and the departments have not been imported yet

EVERY_YEAR = Curriculum._meta.get_field("entry_year_from").default  # the files tell no years of entry

Placed = tuple[int, int, Course | None, str]  # semester, order, must course, or category of an elective slot
ItemState = tuple[int, int, int | None, str]  # the same with the id of the course


class CurriculaImport:
    """One file; run() is the way through."""

    def __init__(self, content: Any, notes: Notes) -> None:
        self.notes = notes
        self.is_full = isinstance(content, dict) and "faculties" in content
        self.file: Curricula = read_curricula(content, notes) if self.is_full else read_musts(content, notes)
        self.courses = Courses(Departments())
        self.programmes = Kept(Programme, "code", ("name", "name_en"))
        self.named: set[str] = set()  # numeric codes of the courses that the file names
        self.items = Tally()

    def run(self) -> None:
        given = self._by_department()
        placed = {code: self._placed(programme) for code, programme in given.items()}
        unplaced = self.notes.count(UNPLACED)
        if unplaced * MOST_UNPLACED > self.file.rows:
            raise ImportProblem(
                f"{unplaced:,} of {self.file.rows:,} rows have a prefix of no known department; "
                "import the departments, the catalogue or an offering first."
            )
        self.courses.save()
        for code, programme in given.items():
            self._describe(code, programme)
        self.programmes.save("programmes")
        self.stated = given.keys()
        self._write(placed)

    def __str__(self) -> str:
        return (
            f"{self.file.rows:,} rows: programmes {self.programmes.tally(self.stated)}; courses "
            f"{self.courses.tally(self.named)}; items {self.items}; malformed rows {self.notes.count(MALFORMED)}, "
            f"programmes without a curriculum {self.file.without}."
        )

    # what the file states

    def _by_department(self) -> dict[str, GivenProgramme]:
        """Programmes by the number of their department, with faculties and departments stated on the way."""
        departments, faculties = self.courses.departments, Faculties()
        for code, name in self.file.faculties.items():
            faculties.known(code, name)
        faculties.save("faculties")
        found, unknown = {}, []
        for given in self.file.programmes:
            department = departments.at(given.department) if self.is_full else departments.named(given.department)
            if department is None:
                unknown.append(given.department)
                continue
            departments.describe(department, "", given.name_en, fill=True)
            if given.faculty and department.faculty_id is None:
                departments.state(department, faculty=faculties.rows[given.faculty])
            found[department.code] = given
        if unknown:
            raise ImportProblem(f"Must courses for departments that are not known: {', '.join(unknown)}.")
        return found if self.is_full else self._without_curriculum(found)

    def _without_curriculum(self, found: dict[str, GivenProgramme]) -> dict[str, GivenProgramme]:
        there = set(CurriculumItem.objects.values_list("curriculum__programme__code", flat=True))
        for code in sorted(there & found.keys()):
            self.notes.add(LEFT, found[code].department)
        return {code: given for code, given in found.items() if code not in there}

    def _placed(self, given: GivenProgramme) -> list[Placed]:
        """Items with their place in the semester, each must course found or made."""
        placed, orders = [], Counter[int]()
        for item in given.items:
            course = None if item.category else self._course(item)
            if course or item.category:
                orders[item.semester] += 1
                placed.append((item.semester, orders[item.semester], course, item.category))
        return placed

    def _course(self, item: GivenItem) -> Course | None:
        if NUMERIC_CODE.fullmatch(item.code):
            course = self.courses.withdrawn(item.code)
            if course.withdrawn and item.code not in self.named:
                self.notes.add(UNDESCRIBED, item.code)
        else:
            numeric_code = self.courses.numeric_code(item.code)
            if numeric_code is None:
                self.notes.add(UNPLACED, f"{item.place}: {item.code}")
                return None
            said = Described(numeric_code, item.code, name_en=item.name_en, credit=item.credit, ects=item.ects)
            course = self.courses.describe(said, fill=True)
        self.named.add(course.numeric_code)
        return course

    def _describe(self, code: str, given: GivenProgramme) -> None:
        """The programme of a department; what staff call it stays."""
        department = self.courses.departments.rows[code]
        programme = self.programmes.rows.get(code)
        if programme is None:
            programme = self.programmes.add(Programme(code=code, name="", department=department, campus=given.campus))
        name_en = programme.name_en or given.name_en or department.name_en
        nameless = programme.name in ("", code, department.prefix, programme.name_en)
        self.programmes.state(programme, name=department.name if nameless else programme.name, name_en=name_en)

    # writing it

    def _write(self, placed: dict[str, list[Placed]]) -> None:
        curricula = {c.programme_id: c for c in Curriculum.objects.filter(entry_year_from=EVERY_YEAR)}
        missing = [self.programmes.rows[code] for code in placed if self.programmes.rows[code].id not in curricula]
        made = [Curriculum(programme=programme, entry_year_from=EVERY_YEAR) for programme in missing]
        create(Curriculum, made, "curricula")
        curricula |= {curriculum.programme_id: curriculum for curriculum in made}
        there: dict[int, list[CurriculumItem]] = defaultdict(list)
        for item in CurriculumItem.objects.filter(curriculum__in=curricula.values()).order_by(
            "semester", "order", "id"
        ):
            there[item.curriculum_id].append(item)
        new, changed, removed = [], [], []
        for code, items in progress(placed.items(), "comparing"):
            curriculum = curricula[self.programmes.rows[code].id]
            states = [(semester, order, course and course.id, category) for semester, order, course, category in items]
            # the same course, or slot, of the same semester is the same item in another order
            found = compare(there[curriculum.id], states, _state, group=lambda state: (state[0], *state[2:]))
            new += [_item(curriculum, state) for state in found.new]
            removed += found.removed
            for item, (_, order, _, _) in found.changed:
                item.order = order
                changed.append(item)
            self.items["same"] += found.same
        delete(CurriculumItem, removed)
        update(CurriculumItem, changed, ("order",), "items")
        create(CurriculumItem, new, "items")
        self.items.update(new=len(new), changed=len(changed), removed=len(removed))


def _state(item: CurriculumItem) -> ItemState:
    return item.semester, item.order, item.course_id, item.category


def _item(curriculum: Curriculum, state: ItemState) -> CurriculumItem:
    semester, order, course_id, category = state
    return CurriculumItem(curriculum=curriculum, semester=semester, order=order, course_id=course_id, category=category)
