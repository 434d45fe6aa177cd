"""A file that cannot be trusted: one line that says why, exit status 1, and nothing changed."""

from __future__ import annotations

import gzip
import json
from typing import Any

import pytest

from curriculum.models import Course, Department, Section, Term
from tests.curriculum.importing import Files, course, refusal, run, section

pytestmark = pytest.mark.django_db

COMMANDS = (("import_offering", "--term", "20201"), ("import_catalogue",), ("import_curricula",))
DATA = "CENG213 - DATA STRUCTURES"
GOOD = course("5670201", "EE201 - CIRCUITS", s1=section("Mon 09:40 12:30"))


def with_meeting(**fields: Any) -> dict:
    meeting = {"d": 0, "s": "09:40", "e": "12:30", "p": ""} | fields
    return GOOD | course("5710213", DATA, s1={"i": [], "c": [], "t": [meeting]})


def without(key: str) -> dict:
    bad = course("5710213", DATA, s1=section())
    del bad["5710213"][key]
    return GOOD | bad


def listed(**fields: Any) -> dict:
    entry = {"courseCode": "5710213", "courseName": "DATA", "credit": "3.00(3.00,0.00,)", "sections": []} | fields
    return {"departments": [{"departmentCode": "571", "departmentName": "CE/BM", "courses": [entry]}]}


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
@pytest.mark.parametrize(
    ("content", "line"),
    [
        (gzip.compress(json.dumps(GOOD).encode())[:-30], " is a damaged or truncated gzip file."),
        (b"\x1f\x8b and no more", " is a damaged or truncated gzip file."),
        (b'{"5710213": ', " is not JSON: Expecting value in line 1."),
        (b"", " is not JSON: Expecting value in line 1."),
        ("ÖĞRETİM".encode("iso-8859-9"), " is not UTF-8 text."),
        (b"[" + b"9" * 5000 + b"]", None),
        (b"[" * 100_000, " is nested too deeply."),
    ],
    ids=["truncated", "no gzip", "half a JSON", "empty", "Latin-5", "endless number", "deep"],
)
def test_a_damaged_file(files: Files, command, content, line):
    path = files.write(content)

    found = refusal(run, command[0], path, *command[1:])

    assert found == path + line if line else found.startswith(f"{path} is not JSON: Exceeds the limit")


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_no_such_file(tmp_path, command):
    missing = str(tmp_path / "nowhere.json")

    assert refusal(run, command[0], missing, *command[1:]) == f"There is no file {missing}."
    assert refusal(run, command[0], str(tmp_path), *command[1:]) == f"{tmp_path} cannot be read: Is a directory."


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ([], "The file: expected an object, found []."),
        ({}, "The file offers no section."),
        ({"departments": {}}, "The file, departments: expected a list, found {}."),
        (GOOD | {"CENG213": {}}, "Course CENG213: not a course code of seven digits."),
        (GOOD | {"5710213": []}, "Course 5710213: expected an object, found []."),
        (without("Sections"), "Course 5710213: there is no 'Sections'."),
        (without("Course Name"), "Course 5710213: there is no 'Course Name'."),
        (
            GOOD | course("5710213", "DATA STRUCTURES", s1=section()),
            "Course 5710213: the name 'DATA STRUCTURES' does not begin with a course code and a dash.",
        ),
        (
            GOOD | course("5710213", DATA, sA=section()),
            "Course 5710213, section A: 'A' is not a section number.",
        ),
        (
            GOOD | course("5710213", DATA, s1=section(), s01=section()),
            "Course 5710213, section 01: the section is there twice.",
        ),
        (
            with_meeting(e="09:40"),
            "Course 5710213, section 1, meeting 1: it ends at 09:40, not after its start at 09:40.",
        ),
        (
            with_meeting(e="08:30"),
            "Course 5710213, section 1, meeting 1: it ends at 08:30, not after its start at 09:40.",
        ),
        (with_meeting(s="25:00"), "Course 5710213, section 1, meeting 1: '25:00' is not a time such as 13:40."),
        (with_meeting(s=940), "Course 5710213, section 1, meeting 1, s: expected a text, found 940."),
        (with_meeting(d=7), "Course 5710213, section 1, meeting 1: 7 is not a weekday."),
        (with_meeting(d="Funday"), "Course 5710213, section 1, meeting 1: 'Funday' is not a weekday."),
        (with_meeting(d=True), "Course 5710213, section 1, meeting 1: True is not a weekday."),
        (
            with_meeting(p="B" * 61),
            f"Course 5710213, section 1, meeting 1: '{'B' * 40}'… is longer than 60 letters.",
        ),
        (
            GOOD
            | course("5710213", DATA, s1=section("XYZQ AA ZZ", "CENG AA ZZ"), s2=section("QQ AA ZZ", "XYZQ AA BB")),
            "Criteria for departments that are not known: XYZQ (course 5710213, section 1), "
            "QQ (course 5710213, section 2).",
        ),
        (
            GOOD | course("5710213", DATA, s1={"i": [], "t": [], "c": [{"d": "", "s": "AA", "e": "ZZ"}]}),
            "Course 5710213, section 1, criterion 1: no department is named.",
        ),
        (listed(courseCode="5670201"), "Course 5670201: stands under department 571, which does not give it."),
        (listed(courseCode="CENG213"), "Course CENG213: not a course code of seven digits."),
        (listed(credit="three"), "Course 5710213: 'three' is not a credit."),
        (listed(credit="NaN"), "Course 5710213: 'NaN' is not a credit."),
        (listed(credit="1000.00()"), "Course 5710213: '1000.00()' is not a credit."),
        (listed(sections=[{"sectionNo": "1"}]), "Course 5710213, section 1: there is no 'times'."),
        (
            {"departments": [{"departmentCode": "CENG", "departmentName": "", "courses": []}]},
            "Department 1: 'CENG' is not a department code of three digits.",
        ),
        ({"term": "20202"} | listed(sections=[{"sectionNo": "1", "instructors": [], "times": []}]), None),
    ],
)
def test_an_offering_of_the_wrong_shape(files: Files, content, line):
    assert refusal(files.offering, content) == (line or "The file is of term 20202, not of 20201.")
    assert [model.objects.count() for model in (Term, Department, Course, Section)] == [0, 0, 0, 0]


def test_a_bad_file_leaves_an_earlier_import_as_it_was(files: Files):
    files.offering(GOOD)
    before = list(Course.objects.values())

    refusal(files.offering, course("5670201", "EE201 - OTHER NAME", s1=section("NOPE AA ZZ")), "--force")

    assert list(Course.objects.values()) == before


def test_a_prefix_of_two_departments_names_neither(files: Files):
    Department.objects.create(code="111", prefix="TWIN", name="A")
    Department.objects.create(code="112", prefix="TWIN", name="B")

    line = refusal(files.offering, course("5710213", DATA, s1=section("TWIN AA ZZ")))

    assert line == "TWIN is the prefix of more than one department: 111, 112."


@pytest.mark.parametrize("term", ["2020", "20204", "2020-1", "Güz"])
def test_a_term_is_a_year_and_one_to_three(files: Files, term):
    assert refusal(files.offering, GOOD, term=term) == f"{term!r} is not a term such as 20201."


@pytest.mark.parametrize(
    ("command", "content", "line"),
    [
        ("import_catalogue", "courses", 'The file: expected a list, found "courses".'),
        ("import_catalogue", [], "The file has no course that could be read."),
        ("import_catalogue", [[]], "Faculty 1: expected an object, found []."),
        ("import_catalogue", [{"fac_inst": "500", "name": "Engineering"}], "Faculty 1: there is no 'departments'."),
        ("import_catalogue", {}, "The file has no department."),
        ("import_catalogue", {"CENG": {}}, "Department CENG: not a department code of three digits."),
        ("import_catalogue", {"571": {"n": "Computer Engineering"}}, "Department 571: there is no 'p'."),
        ("import_curricula", [], "The file: expected an object, found []."),
        ("import_curricula", {}, "The file has no must course."),
        ("import_curricula", {"faculties": []}, "The file has no curriculum."),
        ("import_curricula", {"CENG": {"0": []}}, "Department CENG: there is no semester 0."),
        ("import_curricula", {"CENG": ["5710213"]}, 'Department CENG: expected an object, found ["5710213"].'),
        (
            "import_curricula",
            {"XYZQ": {"1": ["5710213"]}},
            "Must courses for departments that are not known: XYZQ.",
        ),
    ],
)
def test_another_file_of_the_wrong_shape(files: Files, command, content, line):
    assert refusal(files.run, command, content) == line
    assert [model.objects.count() for model in (Department, Course)] == [0, 0]
