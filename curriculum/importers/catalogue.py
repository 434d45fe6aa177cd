"""The catalogue and the list of departments, written over what is there.

Neither takes a course or a department away: the catalogue of a year has fewer courses than the terms before it.
"""

from __future__ import annotations

from typing import Any

from curriculum.models import Grade, Prerequisite

from .catalogue_file import Catalogue, Sets, read_catalogue
from .courses import Courses
from .departments import Departments, Faculties
from .names import repair, slashed
from .reading import BROKEN_NAME, DEPARTMENT_CODE, MALFORMED, ImportProblem, Notes, expect, get, short
from .writing import Tally, create, delete, update

DANGLING = "Prerequisites that are no course of the catalogue, kept as withdrawn courses"
NO_COURSE = "-no course-"  # the prefix of a department that gives no course


def import_catalogue(content: Any, notes: Notes) -> str:
    """A catalogue or a list of departments, told apart by their shape; the summary."""
    if isinstance(content, dict):
        return _import_departments(content)
    grades = {grade.letter: grade for grade in Grade.objects.all()}
    catalogue = read_catalogue(content, grades.keys(), notes)
    courses = Courses(Departments())
    _describe_units(catalogue, courses.departments)
    for row in catalogue.courses.values():
        courses.describe(row.course)
    dangling = _dangling(catalogue, courses, notes)
    courses.save()
    stated = {courses.rows[code].id: row.sets for code, row in catalogue.courses.items()}
    ids = {code: courses.rows[code].id for code in dangling | catalogue.courses.keys() | _referenced(catalogue)}
    prerequisites = _write_prerequisites(stated, ids, {letter: grade.id for letter, grade in grades.items()})
    return (
        f"{catalogue.rows:,} rows: departments {courses.departments.tally(catalogue.departments)}; "
        f"courses {courses.tally(catalogue.courses)}; prerequisites {prerequisites}; "
        f"dangling codes {len(dangling)}, malformed rows {notes.count(MALFORMED)}, "
        f"names repaired {notes.count(BROKEN_NAME)}."
    )


def _describe_units(catalogue: Catalogue, departments: Departments) -> None:
    faculties = Faculties()
    for code, name in catalogue.faculties.items():
        faculties.known(code, name)
    faculties.save("faculties")
    for code, given in catalogue.departments.items():
        department = departments.at(code)
        departments.describe(department, "", given.name, fill=True)
        if department.faculty_id is None:
            departments.state(department, faculty=faculties.rows[given.faculty])


def _referenced(catalogue: Catalogue) -> set[str]:
    return {code for row in catalogue.courses.values() for needed in row.sets.values() for code in needed}


def _dangling(catalogue: Catalogue, courses: Courses, notes: Notes) -> set[str]:
    """Codes that neither the catalogue nor a term's offering describes. No student can pass one, but many have."""
    found = set()
    for code in sorted(_referenced(catalogue) - catalogue.courses.keys()):
        if courses.withdrawn(code).withdrawn:
            notes.add(DANGLING, code)
            found.add(code)
    return found


def _write_prerequisites(stated: dict[int, Sets], ids: dict[str, int], grades: dict[str, int]) -> Tally:
    """Sets of the courses in the file; a least grade that the file leaves open is the staff's to set."""
    wanted = {
        (course, number, ids[code]): grades.get(letter)
        for course, sets in stated.items()
        for number, needed in sets.items()
        for code, letter in needed.items()
    }
    there = {(p.course_id, p.set_no, p.required_id): p for p in Prerequisite.objects.filter(course__in=stated)}
    changed = []
    for key, grade in wanted.items():
        if key in there and grade not in (None, there[key].min_grade_id):
            there[key].min_grade_id = grade
            changed.append(there[key])
    new = [
        Prerequisite(course_id=course, set_no=number, required_id=required, min_grade_id=grade)
        for (course, number, required), grade in wanted.items()
        if (course, number, required) not in there
    ]
    removed = [row for key, row in there.items() if key not in wanted]
    delete(Prerequisite, removed)
    create(Prerequisite, new, "prerequisites")
    update(Prerequisite, changed, ("min_grade",), "prerequisites")
    same = len(there) - len(changed) - len(removed)
    return Tally(new=len(new), changed=len(changed), removed=len(removed), same=same)


def _import_departments(content: dict[str, Any]) -> str:
    """Numbers with names in both languages and prefixes; courses that waited for a prefix get their codes."""
    courses = Courses(Departments())
    departments = courses.departments
    if not content:
        raise ImportProblem("The file has no department.")
    for code, entry in content.items():
        where = f"Department {code}"
        if not DEPARTMENT_CODE.fullmatch(code):
            raise ImportProblem(f"{where}: not a department code of three digits.")
        name, name_en = slashed(get(expect(entry, dict, where), "n", str, where))
        prefix = repair(get(entry, "p", str, where))
        departments.describe(
            departments.at(code),
            short(name, 200, where),
            short(name_en, 200, where),
            prefix="" if prefix == NO_COURSE else short(prefix, 10, where),
            fill=False,
        )
    courses.recode()
    courses.save()
    return f"departments {departments.tally(content)}; {len(courses.changed):,} courses got their code."
