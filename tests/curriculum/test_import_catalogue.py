"""import_catalogue: courses, prerequisites and departments, and the rows that are no use."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from curriculum.models import Course, Department, Faculty, Grade, Prerequisite
from tests.curriculum.importing import Files, Outcome, counts, course, refusal, section

pytestmark = pytest.mark.django_db


def row(code: str, numeric_code: str, name: str = "A NAME", needs: str = "", **fields: Any) -> dict[str, Any]:
    detail = {"course_code_internal": numeric_code, "level": "Undergraduate", "prerequisite": needs}
    return {"code": code, "name": name, "metu_credit": "3", "ects": "5.0", "detail": detail} | fields


def catalogue(*rows: dict[str, Any]) -> list[dict[str, Any]]:
    """One faculty with one department."""
    department = {"name": "Computer Engineering", "fac_prog": "571", "courses": list(rows)}
    return [{"name": "Faculty of Engineering", "fac_inst": "500", "departments": [department]}]


X = row("CENG213", "5710213", "DATA STRUCTURES", metu_credit="4", ects="7.0")
Y = row("CENG331", "5710331", "COMPUTER ORGANIZATION")
Z = row("CENG491", "5710491", "DESIGN", "Set 1: 5710213 , 5710331 Set 2: 5710213")


def sets(code: str = "CENG491") -> list[tuple]:
    rows = Prerequisite.objects.filter(course__code=code).order_by("set_no", "required__code")
    return [(p.set_no, p.required.code, p.min_grade and p.min_grade.letter) for p in rows]


def test_courses_with_credits_and_alternative_sets(files: Files):
    outcome = files.run("import_catalogue", catalogue(X, Y, Z))

    assert outcome == Outcome(
        f"3 rows: departments {counts(1, 0, 0, 0)}; courses {counts(3, 0, 0, 0)}; "
        f"prerequisites {counts(3, 0, 0, 0)}; dangling codes 0, malformed rows 0, names repaired 0.",
        [],
    )
    made = Course.objects.get(code="CENG213")
    assert (made.numeric_code, made.name_en, made.credit, made.ects, made.level, made.withdrawn) == (
        "5710213",
        "DATA STRUCTURES",
        Decimal("4.00"),
        Decimal("7.0"),
        "bachelor",
        False,
    )
    assert (made.department.prefix, made.department.name, made.department.faculty.name) == (
        "CENG",
        "Computer Engineering",
        "Faculty of Engineering",
    )
    assert sets() == [(1, "CENG213", None), (1, "CENG331", None), (2, "CENG213", None)]


def test_the_catalogue_again_changes_nothing_and_another_is_a_difference(files: Files):
    files.run("import_catalogue", catalogue(X, Y, Z))

    again = files.run("import_catalogue", catalogue(X, Y, Z))
    other = files.run("import_catalogue", catalogue(X, Y | {"ects": "6.0"}, row("CENG491", "5710491", "DESIGN")))

    assert again.summary == (
        f"3 rows: departments {counts(0, 0, 0, 1)}; courses {counts(0, 0, 0, 3)}; "
        f"prerequisites {counts(0, 0, 0, 3)}; dangling codes 0, malformed rows 0, names repaired 0."
    )
    assert f"courses {counts(0, 1, 0, 2)}; prerequisites {counts(0, 0, 3, 0)};" in other.summary
    assert sets() == []


def test_a_course_that_the_catalogue_drops_is_kept(files: Files):
    files.run("import_catalogue", catalogue(X, Y))

    files.run("import_catalogue", catalogue(X))

    assert not Course.objects.get(code="CENG331").withdrawn


def test_the_least_grade_is_the_files_where_it_says_one_and_the_staffs_where_not(files: Files):
    Grade.objects.create(letter="CC", rank=5)
    dd = Grade.objects.create(letter="DD", rank=7)
    graded = row("CENG491", "5710491", "DESIGN", "Set 1: 5710213 (CC) , 5710331")
    files.run("import_catalogue", catalogue(X, Y, graded))
    assert sets() == [(1, "CENG213", "CC"), (1, "CENG331", None)]
    Prerequisite.objects.update(min_grade=dd)

    outcome = files.run("import_catalogue", catalogue(X, Y, graded))

    assert f"prerequisites {counts(0, 1, 0, 1)};" in outcome.summary
    assert sets() == [(1, "CENG213", "CC"), (1, "CENG331", "DD")]


def test_a_code_that_is_no_course_is_kept_as_withdrawn_and_named(files: Files):
    needing = row("CENG491", "5710491", "DESIGN", "Set 1: 5710213 Set 2: 5710301 Set 3: 3980208")

    first = files.run("import_catalogue", catalogue(X, needing))
    second = files.run("import_catalogue", catalogue(X, needing))

    note = "Prerequisites that are no course of the catalogue, kept as withdrawn courses (2): 3980208; 5710301"
    assert first.notes == second.notes == [note]
    assert f"courses {counts(2, 0, 0, 0)}; prerequisites {counts(3, 0, 0, 0)}; dangling codes 2," in first.summary
    assert f"courses {counts(0, 0, 0, 2)}; prerequisites {counts(0, 0, 0, 3)}; dangling codes 2," in second.summary
    assert list(Course.objects.filter(withdrawn=True).order_by("code").values_list("code", "department__code")) == [
        ("3980208", "398"),  # nobody knows the prefix of department 398
        ("CENG301", "571"),
    ]


def test_a_code_that_a_term_offers_is_not_dangling(files: Files):
    files.offering(course("5710301", "CENG301 - OLD BUT OFFERED", s1=section()))

    outcome = files.run("import_catalogue", catalogue(row("CENG491", "5710491", needs="Set 1: 5710301")))

    assert outcome.notes == []
    assert sets() == [(1, "CENG301", None)]


def test_a_course_in_many_programmes_is_one_and_an_empty_name_is_filled(files: Files):
    nameless = X | {"name": ""}
    other = X | {"metu_credit": "3"}

    outcome = files.run("import_catalogue", catalogue(nameless, X, X, other))

    assert outcome.notes == [
        "Rows that say something else than an earlier row of the same course, which counts (1): "
        "row 4 (CENG213), against row 1 (CENG213)"
    ]
    assert list(Course.objects.values_list("name_en", "credit")) == [("DATA STRUCTURES", Decimal("4.00"))]


def test_a_course_without_any_name_is_called_by_its_code(files: Files):
    files.run("import_catalogue", catalogue(X | {"name": " "}))

    assert list(Course.objects.values_list("name", "name_en")) == [("CENG213", "")]


def test_broken_letters_are_repaired_and_told_by_row(files: Files):
    outcome = files.run("import_catalogue", catalogue(X, row("TURK105", "6420105", "TÜRK DÝLÝ")))

    assert outcome.notes == ["Names with broken letters, repaired (1): row 2: TÜRK DİLİ"]
    assert outcome.summary.endswith("dangling codes 0, malformed rows 0, names repaired 1.")
    assert Course.objects.get(code="TURK105").name_en == "TÜRK DİLİ"


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        (row("MNT500", ""), "MNT500 has no numeric code"),
        (row("MNT500", "5710500", detail=None), "MNT500 has no numeric code"),
        (row("500", "5710500"), "'500' is not a course code"),
        ("CENG500", "no code"),
        (row("CENG500", "5710500", metu_credit="three"), "metu_credit is 'three'"),
        (row("CENG500", "5710500", ects="-1"), "ects is '-1'"),
        (row("CENG500", "5710500", ects=5), "no ects"),
        (row("CENG500", "5710500", needs="CENG213"), "the prerequisites 'CENG213' do not begin with a set"),
        (row("CENG500", "5710500", needs="Set 1: CENG213"), "'CENG213' in the prerequisites is not a course"),
        (row("CENG500", "5710500", needs="Set 1: 5710213 (QQ)"), "the prerequisites ask for QQ, which is no grade"),
        (
            row("CENG500", "5710500", needs="Set 1: 5710213 Set 1: 5710331"),
            "set 1 of the prerequisites is there twice",
        ),
    ],
)
def test_a_malformed_row_is_told_and_the_others_are_imported(files: Files, bad, why):
    outcome = files.run("import_catalogue", catalogue(X, bad, Y))

    assert outcome.notes == [f"Malformed rows, left out (1): row 2 (Computer Engineering): {why}"]
    assert outcome.summary.startswith("3 rows:")
    assert outcome.summary.endswith("dangling codes 0, malformed rows 1, names repaired 0.")
    assert list(Course.objects.values_list("code", flat=True)) == ["CENG213", "CENG331"]


def test_a_set_that_asks_for_its_own_course_or_is_there_twice_is_left_out(files: Files):
    own = row("CENG491", "5710491", "DESIGN", "Set 1: 5710213 Set 2: 5710213 Set 3: 5710491 , 5710331")

    outcome = files.run("import_catalogue", catalogue(X, Y, own))

    assert outcome.notes == ["Sets that ask for the course itself, left out (1): row 3: CENG491, set 3"]
    assert sets() == [(1, "CENG213", None)]


def test_a_department_belongs_to_its_faculty_and_not_to_a_graduate_school(files: Files):
    school = {"name": "Graduate School", "fac_inst": "850", "departments": []}
    school["departments"] = [
        {"name": "Computer Engineering", "fac_prog": "program.php?inst_prog=571", "courses": []},
        {"name": "Robotics", "fac_prog": "program.php?inst_prog=885", "courses": []},
    ]

    files.run("import_catalogue", [school, *catalogue(X)])

    assert list(Department.objects.order_by("code").values_list("code", "faculty__code")) == [
        ("571", "500"),
        ("885", "850"),
    ]
    assert Faculty.objects.count() == 2


# the list of departments


def test_departments_get_both_names_and_their_prefix(files: Files):
    listed = {
        "571": {"n": "Computer Engineering/Bilgisayar Mühendisliği ", "p": "CENG"},
        "355": {"n": "Computer Engineering/Bilgisayar Mühendisliği(Kuzey Kıbrıs Kampüsü) ", "p": "CNG"},
        "412": {"n": "Elementary Science Education/Fen Bilgisi Öğretmenliği ", "p": "-no course-"},
    }

    first = files.run("import_catalogue", listed)
    second = files.run("import_catalogue", listed)

    assert first.summary == f"departments {counts(3, 0, 0, 0)}; 0 courses got their code."
    assert second.summary == f"departments {counts(0, 0, 0, 3)}; 0 courses got their code."
    assert list(Department.objects.order_by("code").values_list("code", "prefix", "name", "name_en")) == [
        ("355", "CNG", "Bilgisayar Mühendisliği (Kuzey Kıbrıs Kampüsü)", "Computer Engineering"),
        ("412", "", "Fen Bilgisi Öğretmenliği", "Elementary Science Education"),
        ("571", "CENG", "Bilgisayar Mühendisliği", "Computer Engineering"),
    ]
    assert Department.objects.get(code="571").search_key == ("571 ceng bilgisayar muhendisligi computer engineering")


def test_a_course_that_had_only_a_number_gets_its_code(files: Files):
    files.run("import_catalogue", {"571": {"n": "Computer Engineering", "p": "-no course-"}})
    department = Department.objects.get()
    Course.objects.create(numeric_code="5710213", code="5710213", name="5710213", department=department)

    outcome = files.run("import_catalogue", {"571": {"n": "Computer Engineering", "p": "CENG"}})

    assert outcome.summary == f"departments {counts(0, 1, 0, 0)}; 1 courses got their code."
    made = Course.objects.get()
    assert (made.code, made.name, made.search_key) == ("CENG213", "CENG213", "5710213 ceng213 ceng213")


def test_a_catalogue_of_nothing_but_malformed_rows_is_a_bad_file(files: Files):
    assert refusal(files.run, "import_catalogue", catalogue(row("MNT500", ""))) == (
        "The file has no course that could be read."
    )
