"""A whole registration by the keyboard alone, and one that was prepared in two presses."""

from __future__ import annotations

import pytest

from people.models import Student
from registration.models import TermRegistration
from registration.planning.services import read_plan
from tests.registration.planning.plans import planned
from tests.world import PASSWORD, World, hash_of_password

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def student(small: World) -> Student:
    student = small.student()
    student.user.password = hash_of_password()
    student.user.save()
    small.spoke(student)
    return student


def test_the_whole_registration_by_the_keyboard_alone(small: World, student: Student, visit):
    me = visit(language="en")
    page = me.sign_in(student.user.username, PASSWORD, "/registration/")

    def go_to(what: str) -> None:
        """Tab until that has the focus, which can be seen."""
        for _ in range(80):
            page.keyboard.press("Tab")
            if page.evaluate("what => document.activeElement.matches(what)", what):
                return
        raise AssertionError(f"Tab does not lead to {what}")

    def answered() -> None:
        page.wait_for_selector("#answer:focus .answer.accepted")

    go_to("#q")
    page.keyboard.type("ceng")
    for section in (small.x2, small.y1):
        page.wait_for_selector(f"#found button[value='{section.id}'][name=only]")
        go_to(f"#found button[value='{section.id}'][name=only]")
        page.keyboard.press("Enter")
        answered()
        page.wait_for_selector(f"#found button[value='{section.id}'][name=only]", state="detached")
    assert small.list_of(student) == {"CENG213/2", "CENG331/1"}

    go_to(f"button[value=drop-{small.y1.id}]")
    page.keyboard.press("Enter")
    page.wait_for_selector(f"#course-{small.y.id}", state="detached")
    answered()
    assert small.list_of(student) == {"CENG213/2"}

    go_to(".standing .step-form button")
    page.keyboard.press("Space")
    page.wait_for_selector(".state.submitted")
    assert TermRegistration.objects.get(student=student).state == "submitted"
    assert me.problems == []


@pytest.mark.row("METU-14")
def test_a_prepared_student_registers_five_courses_in_two_presses(small: World, student: Student, visit):
    more = [small.section(small.course(f"571049{n}"), 1, (n, "15:40", "17:30")) for n in (1, 2, 4)]
    planned(small, student, [small.x2], [small.y1], *([section] for section in more))
    me = visit(language="en")
    page = me.sign_in(student.user.username, PASSWORD)
    assert page.url == f"{me.address}/term/"
    presses = []
    page.expose_function("pressed", lambda said: presses.append(said))
    page.context.add_init_script("document.addEventListener('click', e => window.pressed(e.target.textContent.trim()))")
    page.reload()

    page.get_by_role("link", name="To my plan: 5 courses").click()
    page.get_by_role("button", name="Register my plan").click()

    page.wait_for_selector("#answer .answer.accepted")
    assert presses == ["To my plan: 5 courses", "Register my plan"]
    assert small.list_of(student) == {"CENG213/2", "CENG331/1", "CENG491/1", "CENG492/1", "CENG494/1"}
    assert read_plan(student.id, small.term.id) == ()
    assert me.problems == []


def test_the_focus_stays_in_the_plan_when_a_course_leaves_it(small: World, student: Student, visit):
    planned(small, student, [small.x2], [small.y1])
    page = visit(language="en").sign_in(student.user.username, PASSWORD, "/registration/plan/")
    page.wait_for_function("window.htmx")
    page.focus(f"#remove-{small.x.id}")
    page.keyboard.press("Enter")
    page.wait_for_selector(f"#remove-{small.x.id}", state="detached")
    page.wait_for_selector("#plan-answer:focus", state="attached")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('#plan') !== null")
