"""enter_grades(): all rows or none, what is copied, what is kept, and that nobody overwrites what was not seen."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from curriculum.models import Course, Section, Term
from people.models import Student, TranscriptEntry
from registration.grades.services import GradeRow, enter_grades, set_pass_grade
from registration.models import PolicyRule
from tests.registration.ask import METU, turn
from tests.registration.records import kocaeli, transcript
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def u4(world: World) -> Student:
    student = world.student()
    world.change(student, add=[world.x1])
    return student


def row(student: Student, world: World, letter: str = "", score: str | None = None, **fields) -> GradeRow:
    return GradeRow(student.id, world.x.id, "20252", letter, Decimal(score) if score else None, **fields)


@pytest.fixture(autouse=True)
def _in_english():
    """A history entry is in the language of who made it."""
    with override("en"):
        yield


def enter(world: World, *rows: GradeRow, section: Section | None = None):
    entered = enter_grades(rows, actor=world.advisor.user, section_id=section.id if section else None)
    return entered.status, entered.written, {n: [f["code"] for f in found] for n, found in entered.errors.items()}


def test_a_grade_is_written_with_what_follows_from_it(world: World, u4: Student):
    assert enter(world, row(u4, world, " bb ", attendance_met=True)) == ("accepted", 1, {})
    entry = u4.transcript.get()
    assert (entry.grade.letter, entry.credit, entry.ects, entry.attendance_met) == ("BB", 3, 5, True)
    assert (entry.not_included, entry.counts_to_degree_load, entry.single_course) == (False, True, False)
    assert str(u4.programmes.get().cgpa) == "3.00"


def test_all_rows_or_none(world: World, u4: Student):
    other = world.student("2501240")
    rows = row(u4, world, "BB"), row(other, world, "ZZ"), row(other, world)
    assert enter(world, *rows) == ("refused", 0, {1: ["GRADE_UNKNOWN"], 2: ["GRADE_EMPTY"]})
    assert not TranscriptEntry.objects.exists()
    assert str(u4.programmes.get().cgpa) == "2.20"
    assert not LogEntry.objects.exists()


@pytest.mark.parametrize(
    ("score", "code"),
    [
        ("100.01", "SCORE_WRONG"),
        ("-1", "SCORE_WRONG"),
        ("64.996", "SCORE_WRONG"),
        ("NaN", "SCORE_WRONG"),
        ("64", "SCORE_WITHOUT_LETTER"),
    ],
)
def test_what_is_no_score(world: World, u4: Student, score, code):
    assert enter(world, row(u4, world, score=score)) == ("refused", 0, {0: [code]})


def test_a_letter_beside_a_score_is_the_grade(world: World, u4: Student):
    kocaeli(world)
    enter(world, row(u4, world, "AA", "70"))
    assert [(e.grade.letter, e.score) for e in u4.transcript.all()] == [("AA", 70)]


def test_on_a_class_list_stand_those_of_the_section(world: World, u4: Student):
    assert enter(world, row(u4, world, "AA"), section=world.x1) == ("accepted", 1, {})
    assert enter(world, row(u4, world, "BB"), section=world.x2) == ("refused", 0, {0: ["NOT_ON_CLASS_LIST"]})


def test_a_grade_of_an_earlier_term_needs_no_list(world: World):
    u3 = world.student()
    assert enter(world, GradeRow(u3.id, world.y.id, "20241", "CC")) == ("accepted", 1, {})
    assert u3.transcript.get().credit == 3


def test_the_history_says_who_and_what(world: World, u4: Student):
    enter(world, row(u4, world, "DD"))
    enter(world, row(u4, world, "CC", attendance_met=False))
    enter(world, row(u4, world, "CC"))  # attendance stays, so nothing changes
    entry = u4.transcript.get()
    entries = LogEntry.objects.filter(object_id=str(entry.pk)).order_by("id")
    said = [(e.user, e.action_flag, e.object_repr, e.get_change_message()) for e in entries]
    name, who = "2501231 20252 CENG213 CC", world.advisor.user
    assert said == [
        (who, ADDITION, name.replace("CC", "DD"), "Changed grade: — → DD//None."),
        (who, CHANGE, name, "Changed grade: DD//None → CC//False."),
    ]


@pytest.mark.parametrize(
    ("seen", "letter", "expected"),
    [
        ("DD//None", "CC", ("accepted", 1, {})),
        (None, "CC", ("accepted", 1, {})),
        ("", "CC", ("refused", 0, {0: ["GRADE_CHANGED_MEANWHILE"]})),
        ("FF//None", "CC", ("refused", 0, {0: ["GRADE_CHANGED_MEANWHILE"]})),
        ("FF//None", "FF", ("accepted", 0, {})),  # sent back as it was shown: the newer grade stays
        ("DD//None", "DD", ("accepted", 0, {})),
    ],
)
def test_nobody_overwrites_what_was_not_seen(world: World, u4: Student, seen, letter, expected):
    enter(world, row(u4, world, "DD"))
    assert enter(world, row(u4, world, letter, seen=seen)) == expected
    assert u4.transcript.get().grade.letter == ("CC" if expected[1] else "DD")


def test_credit_stays_what_it_was_when_a_grade_changes(world: World, u4: Student):
    enter(world, row(u4, world, "DD"))
    world.x.credit = 4
    world.x.save()
    enter(world, row(u4, world, "AA"))
    assert u4.transcript.get().credit == 3


def test_letters_made_of_scores_follow_the_pass_grade(world: World, u4: Student):
    kocaeli(world)
    turn("GRADING", "", profile=METU, params={"pass_grade": "65", "pass_grade_min": "50", "pass_grade_max": "65"})
    by_hand = world.student("2501240")
    world.change(by_hand, add=[world.x1])
    enter(world, row(u4, world, score="60"), row(by_hand, world, "FF", "60"))
    assert u4.transcript.get().grade.letter == "FD"

    done = set_pass_grade(section=world.x1, pass_grade=Decimal(58), actor=world.advisor.user)
    assert (done.status, done.written) == ("accepted", 1)
    assert (u4.transcript.get().grade.letter, by_hand.transcript.get().grade.letter) == ("DC", "FF")
    history = LogEntry.objects.filter(content_type__model="section").get()
    assert history.get_change_message() == "Changed pass grade: — → 58."
    world.x1.refresh_from_db()
    set_pass_grade(section=world.x1, pass_grade=None, actor=world.advisor.user)
    assert u4.transcript.get().grade.letter == "FD"


def test_the_pass_grade_is_that_of_the_courses_own_level(world: World, u4: Student):
    """One class list has students of many levels."""
    kocaeli(world)
    turn("GRADING", "", profile=METU, params={"pass_grade": "65"})
    turn("GRADING", "", params={"pass_grade": "60"})
    letters = []
    for level in ("bachelor", "master"):
        Course.objects.update(level=level)
        enter(world, row(u4, world, score="60"))
        letters.append(u4.transcript.get().grade.letter)
    assert letters == ["DC", "FD"]


def test_a_pass_grade_that_leaves_a_score_without_a_letter_is_not_set(world: World, u4: Student):
    kocaeli(world)
    turn("GRADING", "", profile=METU, params={"pass_grade_min": "0"})
    enter(world, row(u4, world, score="60"))
    for grade in world.grades.values():
        if not grade.is_pass:
            grade.min_score = None
            grade.save()
    done = set_pass_grade(section=world.x1, pass_grade=Decimal(70), actor=world.advisor.user)
    assert [f["code"] for f in done.errors[0]] == ["SCORE_WITHOUT_LETTER"]
    world.x1.refresh_from_db()
    assert world.x1.pass_grade is None


def test_a_pass_grade_is_a_score(world: World):
    turn("GRADING", "", profile=METU, params={"pass_grade_min": "0"})
    done = set_pass_grade(section=world.x1, pass_grade=Decimal(1000), actor=world.advisor.user)
    assert [f["code"] for f in done.errors[0]] == ["SCORE_WRONG"]


def test_without_a_current_term_grades_are_entered_all_the_same(world: World):
    u3 = world.student()
    Term.objects.update(is_current=False)
    assert enter(world, GradeRow(u3.id, world.y.id, "20241", "CC")) == ("accepted", 1, {})
    assert str(u3.programmes.get().cgpa) == "2.00"


def test_without_a_policy_nothing_is_written(world: World, u4: Student):
    PolicyRule.objects.filter(code="STANDING").delete()
    assert enter(world, row(u4, world, "CC")) == ("refused", 0, {0: ["POLICY_MISSING"]})
    assert not u4.transcript.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_the_same_statements_however_many_rows(world: World, count):
    students = [world.student(f"25012{n}1") for n in range(10, 10 + count)]
    for student in students:
        world.change(student, add=[world.x1])
        transcript(world, student, "20251 101 DD 3")
    enter(world, GradeRow(students[0].id, world.y.id, "20241", "CC"))  # content types and catalogue are known
    with CaptureQueriesContext(connection) as sent:
        assert enter(world, *(row(s, world, "BB") for s in students))[:2] == ("accepted", count)
    assert len([q for q in sent if not q["sql"].startswith(("SAVEPOINT", "RELEASE"))]) == 26
