"""The shadow run: what a university had registered, judged by the engine; every disagreement is told and nothing kept."""

from __future__ import annotations

import io
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils.translation import override

from curriculum.importers.reading import ImportProblem
from curriculum.importers.table_writing import written
from curriculum.models import Course
from fees.models import FeeStanding
from people.models import Student
from registration.models import Waiver
from registration.shadow import read_table, shadow_run
from tests.registration.ask import turn
from tests.registration.trying import read_only
from tests.world import World, at, local

pytestmark = pytest.mark.django_db
HEAD = "student,course,section,status,at"


def judged(world: World, *lines: str, also: tuple[str, ...] = (), head: str = HEAD) -> dict[str, Any]:
    with override("en"):
        full = (line + "," * (head.count(",") - line.count(",")) for line in lines)
        return shadow_run(world.term, table("\n".join((head, *full)).encode()), also).stored()


def table(content: bytes) -> Any:
    return read_table(io.BytesIO(content), name="file.csv")


def told(report: dict[str, Any]) -> list[tuple[str, int, bool, list[str]]]:
    return [(o["what"], o["id"], o["accepted"], [f["code"] for f in o["findings"]]) for o in report["flips"]]


@pytest.fixture
def u4(world: World) -> Student:
    at("2026-06-01 10:00")  # the term is over, and every window closed
    return world.student()


def test_what_the_rules_allow_is_agreed_with(world: World, u4: Student):
    world.section(world.course("5710140"), 1)
    lines = ["2501231,5710213,2,,", "2501231,ceng 331,1,normal,", "2501231,5710140,1,,"]
    report = judged(world, *lines)
    assert (report["rows"], report["lists"], report["bad"], told(report)) == (3, 1, [], [])
    two = judged(world, *lines[:2], "2501231,5710140,1,NI,")
    assert told(two) == [("list", 0, True, ["FEW_COURSES"])]  # NI does not count


def test_a_refusal_names_line_student_figures_and_article(world: World, u4: Student):
    turn("FEW_COURSES", "off")
    world.prerequisite(world.y, world.x, min_grade="CC")
    world.passed(u4, world.x, "DD", "20251")

    report = judged(world, "2501231,5710331,1")

    [outcome] = report["flips"]
    assert (outcome["what"], outcome["id"], outcome["student"], outcome["accepted"]) == ("row", 2, u4.id, False)
    [finding] = outcome["findings"]
    assert (finding["code"], bool(finding["article"])) == ("PREREQ_MISSING", True)
    assert finding["figures"]["missing"][0]["grade"] == "DD"
    assert (report["kinds"], report["codes"]) == ({"row": [1, 0]}, [["PREREQ_MISSING", 1, 0]])
    assert report["units"] == [[world.ceng.id, 4, 1, 0]]


def test_the_transcript_ends_before_the_term(world: World, u4: Student):
    """The course passed in the term itself does not open what asks for it."""
    turn("FEW_COURSES", "off")
    world.prerequisite(world.y, world.x)
    world.passed(u4, world.x, "AA", "20252")
    assert told(judged(world, "2501231,5710331,1")) == [("row", 2, False, ["PREREQ_MISSING"])]
    world.passed(u4, world.x, "AA", "20251")
    assert told(judged(world, "2501231,5710331,1")) == []


def test_what_concerns_the_whole_list_is_told_once(world: World, u4: Student):
    turn("LOAD_EXCEEDED", "refuse", params={"normal": "1", "bands": [{"cgpa_from": "0"}]}, since="2020-01-01")
    report = judged(world, "2501231,5710213,2", "2501231,5710331,1")
    assert told(report) == [("list", 0, False, ["LOAD_EXCEEDED"]), ("list", 0, True, ["FEW_COURSES"])]
    assert report["kinds"] == {"list": [1, 1]}
    assert (report["agreed"], report["lists_agreed"]) == (2, 0)


def test_moments_make_changes_and_a_later_line_of_a_course_changes_its_section(world: World, u4: Student):
    turn("FEW_COURSES", "off")
    at("2026-06-01 10:00")
    lines = ("2501231,5710213,1,,2026-02-10 09:00", "2501231,5710331,1,,2026-02-10 09:05")
    assert told(judged(world, *lines)) == [("row", 3, True, ["TIME_CONFLICT"])]
    changed = (lines[0], "2501231,5710213,2,,2026-02-10 09:03", lines[1])
    assert told(judged(world, *changed)) == []


def test_a_rule_in_force_at_the_moment_judges(world: World, u4: Student):
    turn("FEW_COURSES", "off")
    turn("TIME_CONFLICT", "refuse", since="2026-02-11")
    both = ["2501231,5710213,1,,{0}", "2501231,5710331,1,,{0}"]
    assert judged(world, *(x.format("2026-02-10 09:00") for x in both))["kinds"] == {"row": [0, 1]}
    assert judged(world, *(x.format("2026-02-11 09:00") for x in both))["kinds"] == {"row": [1, 0]}
    for moment, kinds in (("2026-02-10 22:30", [0, 1]), ("2026-02-10T22:30+00:00", [1, 0])):  # half past one here
        assert judged(world, *(x.format(moment) for x in both))["kinds"] == {"row": kinds}


def test_what_was_waived_at_the_time_is_no_disagreement(world: World, u4: Student):
    turn("FEW_COURSES", "off")
    world.prerequisite(world.y, world.x)
    Waiver.objects.create(
        student=u4, code="PREREQ_MISSING", reason="Kurul", until="2026-02-20", granted_by=world.advisor.user
    )
    Waiver.objects.update(granted_at=local("2026-02-10 10:00"))
    for moment, found in (("2026-02-20 23:59", []), ("2026-02-21 00:00", [("row", 2, False, ["PREREQ_MISSING"])])):
        assert told(judged(world, f"2501231,5710331,1,,{moment}")) == found


def test_window_stage_fee_and_lock_are_asked_only_by_name_and_capacity_never(world: World, u4: Student):
    turn("FEW_COURSES", "off")
    world.section(world.course("5710140"), 1, capacity=0)
    FeeStanding.objects.create(student=u4, term=world.term, charged="100", paid="0")
    report = judged(world, "2501231,5710140,1,,2026-03-10 09:00")
    assert told(report) == []
    assert report["not_asked"] == [
        "APPROVAL_CLOSED",
        "APPROVED_LOCKED",
        "CAPACITY_FULL",
        "FEE_UNPAID",
        "STAGE_NOT_OPEN",
        "WINDOW_CLOSED",
    ]
    asked = judged(world, "2501231,5710140,1,,2026-03-10 09:00", also=("FEE_UNPAID", "WINDOW_CLOSED"))
    assert told(asked) == [("list", 0, False, ["WINDOW_CLOSED", "FEE_UNPAID"])]


def test_what_the_portal_has_of_the_term_is_not_read(world: World, u4: Student):
    turn("FEW_COURSES", "off")
    at("2026-02-10 10:00")
    assert world.change(u4, add=[world.x1]).accepted
    assert told(judged(world, "2501231,5710331,1")) == []


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("9999999,5710213,1,,", "There is no student 9999999."),
        ("2501231,9990001,1,,", "There is no course 9990001."),
        ("2501231,5710213,7,,", "5710213 has no section 7."),
        ("2501231,5710213,A,,", "5710213 has no section A."),
        ("2501231,5710213,1,maybe,", "The status is “maybe”, not normal or ni."),
        ("2501231,5710213,1,,gestern", "“gestern” is no moment such as 2026-02-10 09:05."),
        ("2501231,5710213,1,,2026-02-31 09:00", "day is out of range for month"),
        ("2501231,CENG331,1", "The student has this course in line 2 already."),
    ],
)
def test_a_bad_line_is_told_and_left_out(world: World, u4: Student, line: str, reason: str):
    report = judged(world, "2501231,5710331,1", line)
    assert (report["rows"], report["bad"]) == (1, [[3, reason]])


def test_a_code_of_two_courses_names_neither(world: World, u4: Student):
    Course.objects.filter(id=world.y.id).update(code="CENG213")
    report = judged(world, "2501231,CENG213,1", "2501231,5710331,1")
    assert (report["rows"], report["bad"]) == (1, [[2, "There is no course CENG213."]])


@pytest.mark.parametrize(
    ("head", "says"),
    [
        ("student,course\n1,1", "no column section"),
        ("student,course,section,grade\n1,1,1,1", "unknown columns: grade"),
        ("", "no line of data"),
    ],
)
def test_a_file_that_is_no_list_of_registrations_is_refused(world: World, head: str, says: str):
    with pytest.raises(ImportProblem, match=says):
        judged(world, head=head)
    with pytest.raises(ImportProblem, match="not UTF-8"), override("en"):
        table("öğrenci".encode("iso-8859-9"))


def test_semicolons_and_a_byte_order_mark_are_read(world: World, u4: Student):
    rows, bad = table("\ufeffStudent;Course;Section\n2501231;5710213;1\n\n".encode())
    assert (rows, bad) == ([(2, line("2501231", "5710213", "1"))], [])


def test_a_workbook_is_read_as_well_and_a_line_of_no_good_cells_is_told(world: World, u4: Student):
    file = io.BytesIO()
    with written(file, xlsx=True) as write:
        write(["öğrenci no", "ders no", "şube"])
        write(["2501231", "5710213", "1"])
        write(["2501231", "", "1"])
    with override("en"):
        rows, bad = read_table(file, name="file.xlsx")
    assert (rows, bad) == ([(2, line("2501231", "5710213", "1"))], [[3, "course number: is empty"]])
    assert shadow_run(world.term, (rows, bad)).bad == bad


def line(student: str, course: str, section: str) -> dict[str, Any]:
    return {"student": student, "course": course, "section": section, "status": "", "at": ""}


def test_nothing_is_written(world: World, u4: Student):
    with read_only():
        report = judged(world, "2501231,5710213,1", "2501231,5710331,1", "1,1,1")
    assert told(report) == [("list", 0, True, ["FEW_COURSES"]), ("row", 2, True, ["TIME_CONFLICT"])]


def test_the_command_tells_of_lines_totals_and_disagreements(world: World, u4: Student, tmp_path: Path):
    world.prerequisite(world.y, world.x)
    file, out, err = tmp_path / "registrations.csv", StringIO(), StringIO()
    file.write_text(f"{HEAD}\n2501231,5710331,1,,\n1,5710331,1,,\n")
    options: dict[str, Any] = {"term": "20252", "stdout": out, "stderr": err, "verbosity": 0}

    with override("en"):
        call_command("shadow_run", str(file), csv=str(tmp_path / "out.csv"), **options)

    assert "1 registrations, 0 agreed with; 1 lists, 1 agreed with; 1 lines left out." in out.getvalue()
    assert "line 3: There is no student 1." in err.getvalue()
    assert "row;2;2501231;Deniz Yılmaz;CENG;4" in (tmp_path / "out.csv").read_text()
    with pytest.raises(CommandError, match="There is no term 1999"):
        call_command("shadow_run", str(file), term="1999")
