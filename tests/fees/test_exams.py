"""Single-course exams: who enters one, what the first and the second cost, and what is taken back (KOU-89)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from curriculum.models import Course, CurriculumItem
from fees import exams
from fees.models import SingleCourseExam
from people.models import Student
from registration import catalogue
from registration.exams import enter_exam
from registration.standing import update_standing
from tests.registration.ask import turn
from tests.registration.records import kocaeli, transcript
from tests.visitor import Visitor

from .desk import FeeDesk
from .tariffs import costs

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(db) -> FeeDesk:
    """KOÜ, where an exam costs 150.00; the curriculum is two must courses."""
    desk = FeeDesk("kou")
    costs("exam", "150.00")
    kocaeli(desk.world)
    CurriculumItem.objects.filter(curriculum=desk.world.curriculum).delete()
    for number in ("5710101", "5710102"):
        desk.world.must(desk.world.course(number), 1)
    catalogue.forget()
    return desk


def course(number: str) -> Course:
    return Course.objects.get(numeric_code=number)


@pytest.fixture
def student(desk: FeeDesk) -> Student:
    """Has 102 left, which was taken and failed."""
    made = desk.world.student()
    transcript(desk.world, made, "20251 101 AA 9", "20251 102 FF 1")
    update_standing([made.pk])
    return made


def enters(desk: FeeDesk, student: Student, day: date = date(2026, 2, 20), number: str = "5710102"):
    about = {"student": student, "term": desk.world.term, "actor": desk.officer}
    return enter_exam(course=course(number), taken_on=day, **about)


@pytest.mark.row("KOU-89")
def test_the_first_costs_nothing_and_the_second_what_the_tariff_says(
    desk: FeeDesk, student: Student, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        assert enters(desk, student).exam
    assert desk.account(student).charged == 0
    with django_capture_on_commit_callbacks(execute=True):
        second = enters(desk, student, date(2026, 6, 20)).exam
    account = desk.account(student)
    assert (account.charged, account.charged_courses) == (Decimal(150), Decimal(150))

    with django_capture_on_commit_callbacks(execute=True):
        assert exams.cancel(exam=second)
    assert desk.account(student).charged == 0
    assert not exams.cancel(exam=second)


@pytest.mark.row("KOU-89")
@pytest.mark.parametrize(("free", "owed"), [(0, Decimal(300)), (1, Decimal(150)), (2, Decimal(0))])
def test_how_many_cost_nothing_is_policys(desk: FeeDesk, student: Student, free: int, owed: Decimal):
    turn("FEES", "", profile="KOÜ", params={"free_exams": free})
    for day in (20, 21):
        assert enters(desk, student, date(2026, 2, day)).exam
    assert desk.owes(student) == owed


def test_who_may_not_enter_is_told_why_and_nothing_is_written(desk: FeeDesk, student: Student):
    assert [f.code for f in enters(desk, student, number="5710101").findings] == ["SINGLE_COURSE_NOT_FAILED"]
    student.transcript.filter(course=course("5710102")).update(attendance_met=False)
    assert [f.code for f in enters(desk, student).findings] == ["ATTENDANCE_NOT_MET"]
    assert not SingleCourseExam.objects.exists()


def test_the_same_entry_twice_is_one_and_may_be_made_again_once_it_was_taken_back(desk: FeeDesk, student: Student):
    first = enters(desk, student).exam
    assert [f.code for f in enters(desk, student).findings] == ["EXAM_ENTERED"]
    exams.cancel(exam=first)
    assert enters(desk, student).exam
    assert SingleCourseExam.objects.count() == 2


def test_the_desk_enters_and_takes_back(desk: FeeDesk, student: Student):
    officer = Visitor(desk.officer)
    page = officer.get("/fees/desk/exams/")
    typed = {"student": student.number, "course": "CENG102", "taken_on": "20.02.2026"}
    wrong = officer.press(page, "Record the entry", **typed | {"course": "CENG101"})
    assert (wrong.status, wrong.findings) == (409, ["SINGLE_COURSE_NOT_FAILED"])
    assert wrong.fields(wrong.form_of("Record the entry"))["student"] == [student.number]
    assert officer.press(page, "Record the entry", **typed | {"course": "YOK"}).status == 400

    page = officer.follow(officer.press(page, "Record the entry", **typed))
    assert f"{student.number} Deniz Yılmaz" in page.html
    page = officer.follow(officer.press(page, "Take back"))
    assert "taken back" in page.html and SingleCourseExam.objects.get().cancelled_at


@pytest.mark.parametrize("many", [1, 3])
def test_the_desk_takes_the_same_statements_however_many(
    desk: FeeDesk, student: Student, many: int, django_assert_num_queries
):
    for day in range(1, many + 1):
        about = {"student": student, "term": desk.world.term, "actor": desk.officer, "course": course("5710102")}
        exams.enter(taken_on=date(2026, 3, day), **about)
    officer = Visitor(desk.officer)
    officer.get("/fees/desk/exams/")
    with django_assert_num_queries(3):
        officer.get("/fees/desk/exams/")
