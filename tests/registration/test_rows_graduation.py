"""Rows of the catalogue on who is successful, graduates or sits a single-course exam, the policy value turned."""

from __future__ import annotations

from decimal import Decimal

import pytest

from curriculum.models import Course, CurriculumItem
from people.models import Student, TranscriptEntry
from registration import catalogue
from registration.eligibility import against_graduation, against_single_course_exam, is_successful
from registration.grades.services import GradeRow, enter_grades
from tests.registration.records import against, set_grading, set_standing, standing, transcript, under_kocaeli
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db, request: pytest.FixtureRequest) -> World:
    """METU's; under the policy of KOÜ for its students."""
    return World(policy="kou" if "kou" in request.fixturenames else "metu")


@pytest.fixture
def kou(world: World) -> Student:
    return under_kocaeli(world)


def only(world: World, *musts: str) -> None:
    """The curriculum is these must courses alone."""
    CurriculumItem.objects.filter(curriculum=world.curriculum).delete()
    for code in musts:
        world.must(Course.objects.filter(numeric_code=code).first() or world.course(code), 1)
    catalogue.forget()


@pytest.mark.row("KOU-68")
def test_who_is_successful(world: World, kou: Student):
    transcript(world, kou, "20251 101 AA 3", "20251 102 FD 3", "20251 103 CC 3")
    assert str(standing(kou).cgpa) == "2.17"
    ask_ = {"student_id": kou.id, "term_id": world.term.id}
    assert not is_successful(**ask_)
    transcript(world, kou, "20252 102 CC 3")
    standing(kou)
    assert is_successful(**ask_)
    set_standing(since="2026-02-02", graduation_gpa="2.68")
    assert not is_successful(**ask_)  # 2.67


@pytest.mark.row("KOU-69")
def test_a_low_average_fails_conditional_letters(world: World, kou: Student):
    only(world, "5710101", "5710102")
    transcript(world, kou, "20251 101 DD 1", "20251 102 CC 99")
    assert str(standing(kou).cgpa) == "1.99"
    low = ("GNO_LOW", {"cgpa": "1.99", "min": "2.00"})
    assert against(against_graduation, kou, world) == [
        low,
        ("GRADUATION_COURSES", {"courses": "CENG101", "electives": 0}),
    ]
    set_standing(since="2026-02-02", low_gpa_fails=False)
    assert against(against_graduation, kou, world) == [low]


@pytest.mark.row("KOU-84")
@pytest.mark.parametrize(("credit", "cgpa", "refused"), [("99", "1.99", True), ("199", "2.00", False)])
def test_graduation_asks_for_the_average(world: World, kou: Student, credit, cgpa, refused):
    only(world, "5710101", "5710102")
    transcript(world, kou, "20251 101 DC 1", f"20251 102 CC {credit}")
    TranscriptEntry.objects.filter(course__numeric_code="5710101").update(credit="2")
    set_standing(since="2026-02-02", low_gpa_fails=False)
    assert str(standing(kou).cgpa) == cgpa
    low = [("GNO_LOW", {"cgpa": cgpa, "min": "2.00"})]
    assert against(against_graduation, kou, world) == (low if refused else [])
    limit = "1.99" if refused else "2.01"
    set_standing(since="2026-02-03", low_gpa_fails=False, graduation_gpa=limit)
    assert against(against_graduation, kou, world) == ([] if refused else [("GNO_LOW", {"cgpa": cgpa, "min": limit})])


@pytest.mark.row("KOU-84")
def test_graduation_asks_for_every_course_within_the_period(world: World, kou: Student):
    only(world, "5710101", "5710102")
    transcript(world, kou, "20251 101 CC 3")
    assert standing(kou).terms_used == 18
    missing = ("GRADUATION_COURSES", {"courses": "CENG102", "electives": 0})
    assert against(against_graduation, kou, world) == [missing]
    set_standing(since="2026-02-02", max_terms=17)
    assert against(against_graduation, kou, world) == [missing, ("GRADUATION_PERIOD", {"terms": 18, "max": 17})]


@pytest.mark.row("KOU-85")
def test_the_graduation_average_is_the_gno(world: World, kou: Student):
    only(world, "5710101", "5710102")
    transcript(world, kou, "20251 101 BB 87", "20251 102 CC 13")
    assert str(standing(kou).cgpa) == "2.87"
    assert against(against_graduation, kou, world) == []
    set_standing(since="2026-02-02", graduation_gpa="2.88")
    assert against(against_graduation, kou, world) == [("GNO_LOW", {"cgpa": "2.87", "min": "2.88"})]


@pytest.mark.row("KOU-86")
def test_who_may_sit_the_exam_of_a_single_course(world: World, kou: Student):
    only(world, "5710101", "5710102")
    transcript(world, kou, "20251 101 AA 9", "20251 102 FF 1")
    standing(kou)
    assert against(against_single_course_exam, kou, world) == []
    kou.transcript.filter(course__numeric_code="5710102").update(attendance_met=False)
    assert against(against_single_course_exam, kou, world) == [("ATTENDANCE_NOT_MET", {"grade": "FF"})]
    only(world, "5710101", "5710102", "5710103")
    assert against(against_single_course_exam, kou, world) == [("SINGLE_COURSE_COUNT", {"left": 2})]


@pytest.mark.row("KOU-86")
def test_what_is_left_follows_from_the_figures(world: World, kou: Student):
    only(world, "5710101", "5710102")
    transcript(world, kou, "20251 101 DD 3", "20251 102 FF 3")
    standing(kou)
    assert against(against_single_course_exam, kou, world) == [("SINGLE_COURSE_COUNT", {"left": 2})]
    set_standing(since="2026-02-02", low_gpa_fails=False)
    assert against(against_single_course_exam, kou, world) == []


@pytest.mark.row("KOU-87")
@pytest.mark.row("KOU-88")
@pytest.mark.parametrize(
    ("given", "letter", "outcome"),
    [("70", "CC", ""), ("DD", "DD", "passed"), ("FD", "FD", ""), ("64.99", "DC", "passed")],
)
def test_the_grade_of_a_single_course_exam_is_the_grade(world: World, kou: Student, given, letter, outcome):
    """Whatever was there before; DD passes without condition, though the semester's average is low."""
    [entry] = transcript(world, kou, "20251 101 FF 3")
    TranscriptEntry.objects.filter(pk=entry.pk).update(score=20)
    exam = {"letter": given} if given.isalpha() else {"score": Decimal(given)}
    row = GradeRow(kou.id, entry.course_id, "20251", single_course=True, **exam)
    assert enter_grades([row], actor=world.advisor.user).written == 1

    entry.refresh_from_db()
    assert (entry.grade.letter, entry.score, entry.outcome) == (letter, exam.get("score"), outcome)
    if letter == "DD":
        enter_grades([GradeRow(kou.id, entry.course_id, "20251", letter=given)], actor=world.advisor.user)
        entry.refresh_from_db()
        assert entry.outcome == "conditional"  # as in any other exam
    if letter == "CC":  # no pass grade of policy stands above the scale
        set_grading(pass_grade="71")
        enter_grades([row], actor=world.advisor.user)
        entry.refresh_from_db()
        assert entry.grade.letter == "CC"
