"""import_curricula: must courses and elective slots by semester, and lists of must courses."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from curriculum.models import Course, Curriculum, CurriculumItem, Department, Programme
from tests.curriculum.importing import Files, Outcome, counts, refusal

pytestmark = pytest.mark.django_db


def must(code: str, name: str = "A NAME", credit: Any = 3, ects: Any = 5.0) -> dict[str, Any]:
    return {"code": code, "name": name, "credit": credit, "ects": ects, "type": "required"}


def slot(name: str) -> dict[str, Any]:
    return {"code": None, "name": name, "credit": None, "ects": 6.0, "type": "elective_slot"}


def curricula(*semesters: list[Any], program_id: int = 571, faculty: str = "Faculty of Engineering") -> dict[str, Any]:
    """One programme; the semesters are its first, second and so on."""
    program = {
        "program_id": program_id,
        "program_name": "Computer Engineering",
        "curriculum": [{"semester_number": n, "courses": rows} for n, rows in enumerate(semesters, 1)],
    }
    return {"faculties": [{"faculty_id": 500, "faculty_name": faculty, "programs": [program]}]}


FIRST = [must("CENG111", "CONCEPTS", 4, 7.5), must("MATH119", "CALCULUS", 5, 7.5)]
SECOND = [must("CENG140", "C PROGRAMMING"), slot("TECHNICAL ELECTIVE"), slot("RESTRICTED ELECTIVE 2")]


@pytest.fixture(autouse=True)
def departments(db) -> None:
    Department.objects.create(code="571", prefix="CENG", name="Bilgisayar Mühendisliği")
    Department.objects.create(code="236", prefix="MATH", name="Matematik")


def items() -> list[tuple]:
    rows = CurriculumItem.objects.select_related("course").order_by("curriculum_id", "semester", "order")
    return [(i.semester, i.order, i.course.code if i.course else i.category) for i in rows]


def test_musts_and_slots_by_semester(files: Files):
    outcome = files.run("import_curricula", curricula(FIRST, SECOND))

    assert outcome == Outcome(
        f"5 rows: programmes {counts(1, 0, 0, 0)}; courses {counts(3, 0, 0, 0)}; items {counts(5, 0, 0, 0)}; "
        "malformed rows 0, programmes without a curriculum 0.",
        [],
    )
    assert items() == [
        (1, 1, "CENG111"),
        (1, 2, "MATH119"),
        (2, 1, "CENG140"),
        (2, 2, "TE"),
        (2, 3, "RE"),
    ]
    programme = Programme.objects.get()
    assert (programme.code, programme.name, programme.name_en, programme.campus) == (
        "571",
        "Bilgisayar Mühendisliği",
        "Computer Engineering",
        "",
    )
    assert (programme.department.faculty.name, Curriculum.objects.get().entry_year_from) == (
        "Faculty of Engineering",
        1956,
    )
    made = Course.objects.get(code="MATH119")
    assert (made.numeric_code, made.name_en, made.credit, made.ects) == (
        "2360119",
        "CALCULUS",
        Decimal("5.00"),
        Decimal("7.5"),
    )


def test_curricula_again_change_nothing_and_others_are_a_difference(files: Files):
    files.run("import_curricula", curricula(FIRST, SECOND))
    ids = set(CurriculumItem.objects.values_list("id", flat=True))

    again = files.run("import_curricula", curricula(FIRST, SECOND))

    assert again.summary == (
        f"5 rows: programmes {counts(0, 0, 0, 1)}; courses {counts(0, 0, 0, 3)}; items {counts(0, 0, 0, 5)}; "
        "malformed rows 0, programmes without a curriculum 0."
    )
    assert set(CurriculumItem.objects.values_list("id", flat=True)) == ids

    other = files.run("import_curricula", curricula(FIRST[::-1], [*SECOND[:2], slot("FREE ELECTIVE")]))

    assert f"items {counts(1, 2, 1, 2)};" in other.summary
    assert items() == [
        (1, 1, "MATH119"),
        (1, 2, "CENG111"),
        (2, 1, "CENG140"),
        (2, 2, "TE"),
        (2, 3, "FE"),
    ]


def test_what_is_known_of_a_course_is_not_overwritten_only_filled(files: Files):
    ceng = Department.objects.get(code="571")
    Course.objects.create(numeric_code="5710111", code="CENG111", name="Kavramlar", department=ceng, ects="8.0")

    files.run("import_curricula", curricula(FIRST))

    known = Course.objects.get(code="CENG111")
    assert (known.name, known.name_en, known.credit, known.ects) == (
        "Kavramlar",
        "CONCEPTS",
        Decimal("4.00"),
        Decimal("8.0"),
    )


def test_the_northern_cyprus_campus_is_told_by_the_faculty(files: Files):
    files.run("import_curricula", curricula(FIRST, program_id=355, faculty="[NCC] NCC Engineering Programs"))

    assert list(Programme.objects.values_list("code", "campus")) == [("355", "NCC")]


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        (must("CENG"), "'CENG' is not a course code"),
        (must(None), "'None' is not a course code"),
        (must("CENG213", credit=None), "CENG213 has no credit or no ECTS"),
        (slot("ANYTHING YOU LIKE"), "'ANYTHING YOU LIKE' is no kind of elective"),
        (must("CENG213", name=None), "no name"),
        ([], "no name"),
    ],
)
def test_a_malformed_row_is_told_and_the_others_are_imported(files: Files, bad, why):
    outcome = files.run("import_curricula", curricula([FIRST[0], bad, FIRST[1]]))

    place = "571 Computer Engineering, semester 1, row 2"
    assert outcome.notes == [f"Malformed rows, left out (1): {place}: {why}"]
    assert "malformed rows 1," in outcome.summary
    assert items() == [(1, 1, "CENG111"), (1, 2, "MATH119")]


def test_a_course_of_no_known_department_is_left_out_and_told(files: Files):
    rows = [must(f"CENG{number}") for number in range(101, 106)]

    outcome = files.run("import_curricula", curricula([*rows, must("XYZQ101")]))

    place = "571 Computer Engineering, semester 1, row 6"
    assert outcome.notes == [f"Courses whose prefix is that of no known department, left out (1): {place}: XYZQ101"]
    assert len(items()) == 5


def test_curricula_before_any_department_are_refused(files: Files):
    Department.objects.all().delete()

    assert refusal(files.run, "import_curricula", curricula(FIRST, SECOND)) == (
        "3 of 5 rows have a prefix of no known department; import the departments, the catalogue or an offering first."
    )
    assert (Course.objects.count(), Programme.objects.count(), Department.objects.count()) == (0, 0, 0)


# lists of must courses


def test_must_courses_make_the_curriculum_of_a_programme_that_has_none(files: Files):
    files.run("import_curricula", curricula(FIRST, SECOND))
    musts = {"CENG": {"1": ["5710213"]}, "MATH": {"1": ["2360119", "2360151"], "2": []}, "EDS": {}}

    outcome = files.run("import_curricula", musts)

    assert outcome == Outcome(
        f"3 rows: programmes {counts(1, 0, 0, 0)}; courses {counts(1, 0, 0, 1)}; items {counts(2, 0, 0, 0)}; "
        "malformed rows 0, programmes without a curriculum 1.",
        [
            "Programmes with a curriculum, left as they are (1): CENG",
            "Must courses that nothing describes, kept as withdrawn courses (1): 2360151",
        ],
    )
    assert items()[5:] == [(1, 1, "MATH119"), (1, 2, "MATH151")]
    assert Course.objects.get(code="MATH151").withdrawn


def test_must_courses_again_change_nothing(files: Files):
    musts = {"MATH": {"1": ["2360119", 2360151]}}
    files.run("import_curricula", musts)

    outcome = files.run("import_curricula", musts)

    assert outcome == Outcome(
        f"2 rows: programmes {counts(0, 0, 0, 0)}; courses {counts(0, 0, 0, 0)}; items {counts(0, 0, 0, 0)}; "
        "malformed rows 1, programmes without a curriculum 0.",
        [
            "Malformed rows, left out (1): MATH, semester 1, row 2: '2360151' is not a course code",
            "Programmes with a curriculum, left as they are (1): MATH",
        ],
    )
    assert items() == [(1, 1, "MATH119")]
