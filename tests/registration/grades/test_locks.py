"""Two writers of one record, and a grade that changes while its student registers."""

from __future__ import annotations

from decimal import Decimal

import pytest

from curriculum.models import Grade
from people.models import Student
from registration.grades.services import GradeRow, enter_grades, set_pass_grade
from registration.models import TermRegistration, Unmet
from tests.elsewhere import run, threads, transaction_elsewhere, until_waiting
from tests.registration.ask import METU, turn
from tests.registration.records import kocaeli
from tests.world import World

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def committed(transactional_db) -> World:
    return World()


@pytest.fixture
def u4(committed: World) -> Student:
    """Passed X, which Y needs; the catalogue is in memory."""
    committed.prerequisite(committed.y, committed.x)
    student = committed.student()
    committed.passed(student, committed.x, "CC")
    committed.change(student, add=[committed.x1])
    committed.change(student, drop=[committed.x1])
    return student


def failing(world: World, student: Student) -> GradeRow:
    return GradeRow(student.id, world.x.id, "20251", "FF")


def test_of_two_writers_the_later_reads_what_the_earlier_wrote(committed: World, u4: Student):
    with threads() as start, transaction_elsewhere() as other:
        run(other, "SELECT id FROM people_studentprogramme WHERE student_id = %s FOR NO KEY UPDATE", u4.id)
        call = start(enter_grades, [failing(committed, u4)], actor=committed.advisor.user)
        until_waiting()
        run(
            other,
            "INSERT INTO people_transcriptentry (student_id, course_id, term_code, grade_id, credit, ects, not_included, "
            "outcome) VALUES (%s, %s, '20252', %s, 3, 5, false, '')",
            u4.id,
            committed.y.id,
            committed.grades["AA"].id,
        )
        other.commit()
        assert call.result(timeout=10).accepted
    assert str(u4.programmes.get().cgpa) == "2.00"


def test_an_add_and_a_grade_do_not_pass_each_other_by(committed: World, u4: Student):
    """The grade waits for the registration's lock, and then sees the course that was added behind it."""
    registration = TermRegistration.objects.get(student=u4)
    with threads() as start, transaction_elsewhere() as other:
        run(other, "SELECT id FROM registration_termregistration WHERE id = %s FOR NO KEY UPDATE", registration.id)
        call = start(enter_grades, [failing(committed, u4)], actor=committed.advisor.user)
        until_waiting()
        run(
            other,
            "INSERT INTO registration_enrolment (registration_id, student_id, term_id, course_id, section_id, status, "
            "category, source, created_at) VALUES (%s, %s, %s, %s, %s, 'normal', '', 'student', now())",
            registration.id,
            u4.id,
            committed.term.id,
            committed.y.id,
            committed.y1.id,
        )
        other.commit()
        assert call.result(timeout=10).accepted
    assert [(u.code, u.course_id) for u in Unmet.objects.all()] == [("PREREQ_MISSING", committed.y.id)]


def test_a_lock_that_is_not_had_in_time_writes_nothing(committed: World, u4: Student):
    with transaction_elsewhere() as other:
        run(other, "SELECT id FROM people_studentprogramme WHERE student_id = %s FOR NO KEY UPDATE", u4.id)
        assert enter_grades([failing(committed, u4)], actor=committed.advisor.user).status == "busy"
    assert u4.transcript.get().grade.letter == "CC"


def test_a_score_entered_while_the_pass_grade_changes_follows_it(committed: World, u4: Student):
    kocaeli(committed)
    turn("GRADING", "", profile=METU, params={"pass_grade": "65", "pass_grade_min": "50", "pass_grade_max": "65"})
    committed.change(u4, add=[committed.x2])
    grades = {g.letter: g.id for g in Grade.objects.all()}
    with threads() as start, transaction_elsewhere() as other:
        run(other, "SELECT id FROM registration_termregistration WHERE student_id = %s FOR NO KEY UPDATE", u4.id)
        asked = {"section": committed.x2, "pass_grade": Decimal(58), "actor": committed.advisor.user}
        call = start(set_pass_grade, **asked)
        until_waiting()
        run(
            other,
            "INSERT INTO people_transcriptentry (student_id, course_id, term_code, grade_id, score, credit, ects, "
            "not_included, outcome) VALUES (%s, %s, '20252', %s, 60, 3, 5, false, '')",
            *(u4.id, committed.x.id, grades["FD"]),
        )
        other.commit()
        assert (call.result(timeout=10).written, u4.transcript.get(term_code="20252").grade.letter) == (1, "DC")
