"""import_transcripts: grades of past terms and the averages that follow."""

from __future__ import annotations

from decimal import Decimal

import pytest

from curriculum.models import Course, Grade
from people.models import TranscriptEntry
from registration.models import Unmet
from tests.elsewhere import run, threads, transaction_elsewhere, until_waiting
from tests.tables import counted, load, told
from tests.world import World, at

pytestmark = pytest.mark.django_db
HEAD = "number,term,course,grade"


def entries() -> list[tuple[str, str, str, Decimal, Decimal]]:
    fields = ("student__number", "course__code", "grade__letter", "credit", "ects")
    return list(TranscriptEntry.objects.order_by("student__number", "id").values_list(*fields))


def cgpa(student) -> Decimal | None:
    return student.programmes.get().cgpa


@pytest.fixture
def student(world: World):
    return world.student()


def test_a_course_by_either_code_with_its_own_credit(world: World, student):
    report = load("transcripts", f"{HEAD}\n2501231,20251,CENG 213,AA\n2501231,20251,5710331,CC\n")

    assert counted(report) == (2, 0, 0, 0)
    assert entries() == [("2501231", "CENG213", "AA", 3, 5), ("2501231", "CENG331", "CC", 3, 5)]
    assert cgpa(student) == Decimal("3.00")


def test_the_same_again_is_the_same_and_a_grade_that_changed_is_updated(world: World, student):
    table = f"{HEAD}\n2501231,20251,CENG213,AA\n2501231,20251,CENG331,CC\n"
    load("transcripts", table)

    assert counted(load("transcripts", table)) == (0, 0, 0, 2)
    assert counted(load("transcripts", table.replace("CC", "AA"))) == (0, 1, 0, 1)
    assert cgpa(student) == Decimal("4.00")


def test_what_a_table_leaves_empty_stays(world: World, student):
    full = f"{HEAD},score,credit,ects,not_included,attendance_met\n2501231,20251,CENG213,AA,92.5,4,6,evet,hayır\n"
    load("transcripts", full)

    assert counted(load("transcripts", f"{HEAD}\n2501231,20251,CENG213,AA\n")) == (0, 0, 0, 1)
    entry = TranscriptEntry.objects.get()
    assert (entry.score, entry.credit, entry.ects, entry.not_included, entry.attendance_met, entry.outcome) == (
        Decimal("92.50"),
        4,
        6,
        True,
        False,
        "",
    )
    assert counted(load("transcripts", full.replace("evet,hayır", "hayır,evet"))) == (0, 1, 0, 0)


def test_a_letter_follows_from_the_score(world: World, student):
    for letter, score in (("AA", 90), ("CC", 70), ("FF", 0)):
        Grade.objects.filter(letter=letter).update(min_score=score)
    load("transcripts", "number,term,course,score\n2501231,20251,CENG213,90\n2501231,20251,CENG331,69.99\n")

    assert [letter for _, _, letter, _, _ in entries()] == ["AA", "FF"]


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("2501231,20251,CENG999,AA,", "line 3, course code: there is no course CENG999"),
        (
            "2501231,20251,CENG331,XX,",
            "line 3, grade: there is no grade XX; known are AA, BA, BB, CB, CC, DC, DD, FD, FF, NA",
        ),
        ("2501231,20251,CENG331,,", "line 3, grade: neither a grade nor a score"),
        ("2501231,20251,CENG331,,50", "line 3, grade: no letter of the grade scale says from which score it is"),
        (
            "2501231,2025-1,CENG331,AA,",
            "line 3, term: “2025-1”: not a term such as 20251: the year it begins, then 1, 2 or 3",
        ),
        ("2501231,20251,5710213,CC,", "line 3, course code: the course stands in line 2 already, for the same term"),
    ],
)
def test_of_a_student_with_a_bad_line_nothing_is_loaded(world: World, student, line, problem):
    world.student("2601230")
    table = f"{HEAD},score\n2501231,20251,CENG213,AA,\n{line}\n2601230,20251,CENG213,BB,\n"

    refused, report = load("transcripts", table), load("transcripts", table, keep="valid")

    assert (told(refused), refused.kept, told(report)) == ([problem], False, [problem])
    assert [number for number, *_ in entries()] == ["2601230"]


def test_a_number_that_nobody_has(world: World, student):
    report = load("transcripts", f"{HEAD}\n1,20251,CENG213,AA\n2501231,20251,CENG213,AA\n", keep="valid")

    assert told(report) == ["line 2, student number: no student has the number 1"]
    assert [number for number, *_ in entries()] == ["2501231"]


def test_a_code_of_two_courses_must_be_given_as_a_number(world: World, student):
    world.course("5670213")
    world.course("5670213".replace("567", "571").replace("213", "214"))
    Course.objects.filter(numeric_code="5710214").update(code="EE213")
    report = load("transcripts", f"{HEAD}\n2501231,20251,EE213,AA\n")

    assert told(report) == ["line 2, course code: EE213 is more than one course; use the number"]


def test_averages_of_those_alone_whose_record_changed(world: World, student):
    other = world.student("2601230", cgpa="1.11")
    load("transcripts", f"{HEAD}\n2501231,20251,CENG213,AA\n")

    assert (cgpa(student), cgpa(other)) == (Decimal("4.00"), Decimal("1.11"))


def test_a_preview_computes_nothing(world: World, student):
    report = load("transcripts", f"{HEAD}\n2501231,20251,CENG213,AA\n", keep="nothing")

    assert (counted(report), entries(), cgpa(student)) == ((1, 0, 0, 0), [], Decimal("2.20"))


def test_more_students_than_are_written_at_a_time(world: World, monkeypatch):
    monkeypatch.setattr("people.importers.transcripts.STUDENTS", 2)
    monkeypatch.setattr("registration.standing.BATCH", 2)
    students = [world.student(f"25012{n}1") for n in range(5)]
    lines = "".join(f"{student.number},20251,CENG213,BB\n" for student in reversed(students))

    assert counted(load("transcripts", f"{HEAD}\n{lines}")) == (5, 0, 0, 0)
    assert {cgpa(student) for student in students} == {Decimal("3.00")}


@pytest.mark.django_db(transaction=True)
def test_a_grade_entered_meanwhile_is_waited_for_and_then_changed(transactional_db):
    """Programmes are locked before grades, in the order of whoever enters one: neither is lost, and nothing deadlocks."""
    world = World()
    student = world.student()
    with threads() as start, transaction_elsewhere() as other:
        run(other, "SELECT id FROM people_studentprogramme WHERE student_id = %s FOR NO KEY UPDATE", student.id)
        run(
            other,
            "INSERT INTO people_transcriptentry (student_id, course_id, term_code, grade_id, credit, ects, not_included, "
            "outcome) VALUES (%s, %s, '20251', %s, 3, 5, false, '')",
            *(student.id, world.x.id, world.grades["CC"].id),
        )
        call = start(load, "transcripts", f"{HEAD}\n2501231,20251,CENG213,AA\n")
        until_waiting()
        other.commit()
        report = call.result(timeout=10)
    assert (counted(report), cgpa(student)) == ((0, 1, 0, 0), Decimal("4.00"))


def test_lists_that_an_imported_grade_speaks_against_are_noted_for_staff(world: World):
    world.prerequisite(world.y, world.x, min_grade="DD")
    student = world.student()
    world.passed(student, world.x, "DD")
    assert world.change(student, add=[world.y1]).accepted
    at("2026-02-20 12:00")  # approvals are closed, which is no matter of a record

    load("transcripts", f"{HEAD}\n{student.number},20251,CENG213,FF\n")
    assert list(Unmet.objects.values_list("student", "code", "course")) == [(student.id, "PREREQ_MISSING", world.y.id)]

    load("transcripts", f"{HEAD}\n{student.number},20251,CENG213,CC\n")
    assert not Unmet.objects.exists()
