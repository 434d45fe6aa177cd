"""What the pages say when a lock is not had in time: nothing was done, and the same press again is the same attempt."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection

from advising.models import Message
from people.models import Student
from registration.models import Attempt, Transition
from tests.elsewhere import run, transaction_elsewhere
from tests.visitor import Visitor, attributes, text_of
from tests.world import World

pytestmark = pytest.mark.django_db(transaction=True)
PAGE = "/registration/"


@pytest.fixture
def committed(transactional_db) -> Iterator[World]:
    """Waits a tenth of a second for a lock instead of three."""
    run(connection, "SET lock_timeout = '100ms'")
    yield World()
    run(connection, "RESET lock_timeout")


@pytest.fixture
def u4(committed: World) -> Student:
    student = committed.student()
    assert committed.change(student, add=[committed.x2]).accepted
    return student


def hold(other, student: Student) -> None:
    run(other, "SELECT 1 FROM registration_termregistration WHERE student_id = %s FOR NO KEY UPDATE", student.id)


@pytest.mark.parametrize(("htmx", "status"), [(True, 200), (False, 503)])
def test_a_busy_answer_keeps_what_was_typed_and_its_attempt_id(committed: World, u4, htmx: bool, status: int):
    visitor = Visitor(u4.user, htmx=htmx)
    page = visitor.get(PAGE)

    with transaction_elsewhere() as other:
        hold(other, u4)
        busy = visitor.press(page, "Add", code="5710331", section="1")

    assert (busy.status, busy.findings, busy.courses) == (status, ["BUSY"], ["CENG213/2"])
    assert text_of(busy.one(id="answer")) == (
        "Not done yet. Refused: The system is busy; nothing was changed. Press the same button again."
    )
    asked, kept = page.fields(page.one(id="add-form")), busy.fields(busy.one(id="add-form"))
    assert (kept["attempt"], kept["code"], kept["section"]) == (asked["attempt"], ["5710331"], ["1"])
    assert Attempt.objects.count() == 1

    again = visitor.press(busy, "Add")
    again = again if htmx else visitor.follow(again)
    assert (again.findings, again.courses) == ([], ["CENG213/2", "CENG331/1"])
    assert str(Attempt.objects.latest("id").key) == asked["attempt"][0]


def test_a_busy_change_of_section_keeps_its_ticks(committed: World, u4):
    visitor, x2 = Visitor(u4.user, htmx=True), committed.x2.id

    with transaction_elsewhere() as other:
        hold(other, u4)
        busy = visitor.press(visitor.get(PAGE), "Change section of ticked", tick=str(x2), **{f"to_{x2}": "1"})

    assert "checked" in attributes(busy.one("input", id=f"t{x2}"))
    assert visitor.press(busy, "Change section of ticked").courses == ["CENG213/1"]


def test_a_page_is_read_while_a_change_is_under_way(committed: World, u4):
    visitor = Visitor(u4.user)

    with transaction_elsewhere() as other:
        hold(other, u4)
        assert visitor.get(PAGE).courses == ["CENG213/2"]
        assert visitor.get(f"{PAGE}search/", q="ceng").status == 200


def test_an_approval_that_must_wait_too_long_is_not_done_and_says_so(committed: World, u4):
    advisor = Visitor(committed.advisor.user)
    desk = advisor.get(f"/advising/{u4.id}/")

    with transaction_elsewhere() as other:
        hold(other, u4)
        busy = advisor.press(desk, "Approve this list")

    assert (busy.status, busy.findings, Transition.objects.exclude(event="begin").count()) == (409, ["BUSY"], 0)
    assert advisor.press(busy, "Approve this list").status == 302


def test_a_message_on_a_busy_list_is_kept_to_be_sent_again(committed: World, u4):
    """The first one marks the registration (METU-37), which a job may hold."""
    advisor = Visitor(committed.advisor.user)
    page = advisor.get(f"/advising/{u4.pk}/")
    with transaction_elsewhere() as other:
        hold(other, u4)
        busy = advisor.press(page, "Send the message", body="Merhaba")
        contacted = advisor.press(page, "We have spoken")

    assert (busy.status, "BUSY" in busy.html, "Merhaba" in busy.html, Message.objects.count()) == (409, True, True, 0)
    assert (contacted.status, "BUSY" in contacted.html) == (409, True)
    assert advisor.press(busy, "Send the message").status == 302
    assert Message.objects.get().body == "Merhaba"
