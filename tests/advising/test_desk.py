"""The advisor's list: filters with counts, what lies on top of it, who is not approved yet; from one student to the next."""

from __future__ import annotations

from datetime import date

import pytest

from advising.models import AdvisorTask, RemovalRequest
from curriculum.models import SeatCounter
from people.models import Student, Substitution
from registration import catalogue
from registration.models import Transition, Window
from tests.registration.ask import turn
from tests.visitor import Visitor, attributes, text_of
from tests.world import World, at, local

from .desk import APPROVE, DESK, REMOVE, RETURN, address, advisor, codes_in, full_list, names, send, state_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def a1(world: World) -> Visitor:
    return advisor(world)


@pytest.fixture
def three(world: World, a1: Visitor) -> dict[str, Student]:
    """One whose list was sent, one who is still choosing, one who is approved."""
    found = {name: world.student(f"25{n}1230", surname=name) for n, name in enumerate(["Sent", "Draft", "Done"], 10)}
    for student in found.values():
        full_list(world, student)
    send(world, found["Sent"])
    a1.press(a1.get(address(found["Done"])), APPROVE)
    return found


@pytest.mark.row("METU-38")
def test_the_advisees_stand_by_state_with_counts_those_who_wait_first(world: World, three, a1: Visitor):
    shown = a1.get(DESK)

    assert names(shown) == ["Deniz Sent", "Deniz Draft", "Deniz Done"]
    tabs = shown.all("a", shown.all("ul", class_="tabs")[0])
    assert [text_of(tab) for tab in tabs] == [
        "All (3)",
        "Not approved (2)",
        "With the advisor (1)",
        "Choosing courses (1)",
        "Approved (1)",
    ]
    assert names(a1.get(DESK, state="draft")) == ["Deniz Draft"]
    assert names(a1.get(DESK, state="unapproved")) == ["Deniz Sent", "Deniz Draft"]
    assert names(a1.get(DESK, state="no such state")) == ["Deniz Sent", "Deniz Draft", "Deniz Done"]
    assert text_of(a1.get(DESK, state="on_leave").one("p", class_="empty")) == "No advisee is in this state."


@pytest.mark.row("METU-38")
def test_each_button_of_a_decision_is_there_when_the_state_knows_it(world: World, three, a1: Visitor):
    def buttons(student: Student) -> list[str]:
        shown = a1.get(address(student))
        return [text_of(b) for b in shown.all("button", shown.one("div", class_="actions"))]

    waiting = ["Approve and next", APPROVE, "Return and next", RETURN]
    assert buttons(three["Sent"]) == buttons(three["Draft"]) == waiting
    assert buttons(three["Done"]) == [REMOVE]


def test_from_one_advisee_to_the_next_within_the_filter(world: World, three, a1: Visitor):
    def around(student: Student, **query: str) -> list[str]:
        shown = a1.get(address(student), **query)
        links = [a for a in shown.all("a") if attributes(a).get("rel") in ("prev", "next")]
        return [attributes(a)["href"] for a in links]

    sent, draft, done = (address(three[name]) for name in ("Sent", "Draft", "Done"))
    assert around(three["Sent"]) == [draft]
    assert around(three["Draft"]) == [sent, done]
    assert around(three["Draft"], state="unapproved") == [f"{sent}?state=unapproved"]
    assert around(three["Done"], state="unapproved") == [f"{sent}?state=unapproved"]  # settled: the first that waits


def test_a_decision_keeps_the_filter(world: World, three, a1: Visitor):
    pressed = a1.press(a1.get(address(three["Sent"]), state="unapproved"), APPROVE)

    assert pressed.leads_to == f"{address(three['Sent'])}?state=unapproved"
    assert a1.post(f"{address(three['Draft'])}approve/", version="1", state="//evil").leads_to == address(
        three["Draft"]
    )


@pytest.mark.row("METU-50")
def test_who_is_not_approved_yet_stands_with_the_time_left(world: World, three, a1: Visitor):
    def lines() -> list[tuple[str, bool, list[str]]]:
        found = a1.get(DESK).all("details", class_="panel")
        shown = a1.get(DESK)
        return [
            (text_of(shown.one("summary", d)), "open" in attributes(d), [text_of(a) for a in shown.all("a", d)])
            for d in found
        ]

    who = ["Deniz Sent", "Deniz Draft"]
    text = "2 not approved yet; approval ends on 13.02.2026 23:59, {} left"
    assert lines() == [(text.format("3 days 14 hours"), False, who)]
    at("2026-02-13 18:30")
    assert lines() == [(text.format("5 hours 30 minutes"), True, who)]
    at("2026-02-14 00:00")
    assert lines() == []


@pytest.mark.row("METU-50")
def test_a_return_that_the_student_could_not_mend_is_warned_of(world: World, three, a1: Visitor):
    student = three["Sent"]
    at("2026-02-13 16:59:59")
    assert "RETURN_AFTER_STUDENT_CLOSE" not in a1.get(address(student)).html
    at("2026-02-13 17:00")
    shown = a1.get(address(student))
    warning = text_of(shown.one("p", data_code="RETURN_AFTER_STUDENT_CLOSE"))
    assert warning.startswith("Warning: The student could change the list until 13.02.2026 17:00;")
    assert a1.press(shown, RETURN, note="MATH120").status == 302
    at("2026-02-14 00:00")
    assert "RETURN_AFTER_STUDENT_CLOSE" not in a1.get(address(three["Draft"])).html


@pytest.mark.row("METU-50")
@pytest.mark.parametrize(
    ("moment", "done"),
    [("2026-02-09 09:59:59", False), ("2026-02-09 10:00", True), ("2026-02-13 23:59:59", True), ("2026-02-14", False)],
)
def test_approvals_begin_and_end_on_the_second(world: World, three, a1: Visitor, moment: str, done: bool):
    at(moment)

    shown = a1.press(a1.get(address(three["Sent"])), APPROVE)

    assert (shown.status, state_of(world, three["Sent"])) == ((302, "final") if done else (409, "submitted"))
    assert done or shown.findings == ["APPROVAL_CLOSED"]


@pytest.mark.row("METU-37")
def test_an_advisor_says_that_the_two_have_spoken(world: World, a1: Visitor):
    u4 = world.student()
    shown = a1.get(address(u4))
    assert "You have not been in touch about this term's courses yet" in text_of(shown.one(id="contact"))
    assert "CONTACT_ADVISOR" in Visitor(u4.user).get("/registration/").html

    pressed = a1.press(shown, "We have spoken")

    assert (pressed.status, a1.follow(pressed).all(id="contact")) == (302, [])
    assert world.registration_of(u4).contacted_at.isoformat() == "2026-02-10T07:00:00+00:00"
    assert "CONTACT_ADVISOR" not in Visitor(u4.user).get("/registration/").html


# approvals to remove


@pytest.fixture
def asking(world: World, three) -> Student:
    student = three["Done"]
    asked = Visitor(student.user).post("/advisor/removal/", reason="Y dersini eklemem gerek")
    assert asked.status == 302
    return student


@pytest.mark.row("METU-41")
def test_requests_to_remove_an_approval_lie_on_top(world: World, asking: Student, a1: Visitor):
    shown = a1.get(DESK, state="submitted")
    assert "“Y dersini eklemem gerek”" in text_of(shown.one(id="removals"))

    removed = a1.press(shown, "Remove the approval of Deniz Done")

    assert (removed.status, state_of(world, asking)) == (302, "draft")
    request = RemovalRequest.objects.get()
    assert (request.granted, request.closed_at is not None) == (True, True)
    assert a1.get(DESK).all(id="removals") == []
    assert world.registration_of(asking).approved_snapshot  # what was approved is kept


@pytest.mark.row("METU-41")
def test_a_request_is_declined_with_a_reason_that_the_student_reads(world: World, asking: Student, a1: Visitor):
    shown = a1.get(address(asking))
    empty = a1.press(shown, "Decline the request", answer=" ")
    assert (empty.status, empty.findings) == (409, ["NOTE_REQUIRED"])
    long = a1.press(empty, "Decline the request", answer="a" * 301)
    assert (long.findings, long.fields(long.form_of("Decline the request"))["answer"]) == (
        ["MESSAGE_TOO_LONG"],
        ["a" * 301],
    )

    assert a1.press(long, "Decline the request", answer="Yük doldu").status == 302

    assert state_of(world, asking) == "final"
    assert "Your advisor declined to remove the approval: “Yük doldu”" in Visitor(asking.user).get("/advisor/").text(
        id="declined"
    )
    assert asking.user.notices.get(kind="removal_declined").figures == {"answer": "Yük doldu"}
    again = a1.post(f"{address(asking)}decline/", answer="Yük doldu")
    assert (again.status, again.findings) == (409, ["NO_REQUEST"])


# a substitute


@pytest.mark.parametrize(
    ("first", "last", "acts"),
    [("2026-02-10", "2026-02-10", True), ("2026-02-11", "2026-02-12", False), ("2026-02-01", "2026-02-09", False)],
)
def test_a_substitute_acts_as_the_advisor_from_the_first_to_the_last_day(world: World, three, first, last, acts):
    other = world.staff("vekil")
    span = {"date_from": date.fromisoformat(first), "date_to": date.fromisoformat(last)}
    Substitution.objects.create(advisor=world.advisor, substitute=other, **span)
    visitor, student = Visitor(other.user), three["Sent"]

    shown = visitor.get(DESK)

    assert names(shown) == (["Deniz Sent", "Deniz Draft", "Deniz Done"] if acts else [])
    said = [text_of(p) for p in shown.all("p", class_="info")]
    assert said == (["You stand in for Dr. Ada Danisman until 10.02.2026."] if acts else [])
    assert [text_of(tag) for tag in shown.all("span", class_="tag")] == (["for Dr. Ada Danisman"] * 3 if acts else [])
    assert visitor.post(f"{address(student)}approve/", version="1").status == (302 if acts else 403)
    assert state_of(world, student) == ("final" if acts else "submitted")
    assert Transition.objects.filter(event="approve", actor=other.user).get().accepted is acts
    assert visitor.get("/").leads_to == (DESK if acts else "/catalog/")


def test_the_day_of_a_substitute_is_the_portals_own(world: World, three):
    """Past midnight in Istanbul it is still the day before in Greenwich."""
    other = world.staff("vekil")
    Substitution.objects.create(
        advisor=world.advisor, substitute=other, date_from=date(2026, 2, 11), date_to=date(2026, 2, 11)
    )
    at("2026-02-11 00:30")
    assert len(names(Visitor(other.user).get(DESK))) == 3
    at("2026-02-12 00:00")
    assert names(Visitor(other.user).get(DESK)) == []


# what has to be seen to


def test_tasks_lie_on_the_desk_until_they_are_seen_to(world: World, three, a1: Visitor):
    student = three["Draft"]
    task = AdvisorTask.objects.create(
        student=student, term=world.term, kind="section_changed", course=world.x, at=world.registration.opens_at
    )
    line = "Deniz Draft 25111230 · A section of the list changed: CENG213"
    assert line in text_of(a1.get(DESK).one(id="tasks"))

    pressed = a1.press(a1.get(address(student)), "Seen to: CENG213")

    assert (pressed.status, a1.get(DESK).all(id="tasks")) == (302, [])
    task.refresh_from_db()
    assert (task.done_by, task.done_at is not None) == (world.advisor.user, True)


def test_anothers_task_stays(world: World, three, a1: Visitor):
    other = world.student("2609990")
    other.advisorships.update(advisor=world.staff("baska"))
    task = AdvisorTask.objects.create(
        student=other, term=world.term, kind="not_opened", course=world.x, at=world.registration.opens_at
    )

    a1.post(f"{address(three['Draft'])}task/", task=str(task.id))
    assert a1.post(f"{address(other)}task/", task=str(task.id)).status == 403

    task.refresh_from_db()
    assert task.done_at is None


def test_findings_stand_in_the_list_in_words(world: World, a1: Visitor):
    u4 = world.student()
    world.change(u4, add=[world.x1, world.y1])

    shown = a1.get(DESK)

    assert [text_of(li) for li in shown.all("li", shown.one("ul", class_="reasons"))] == [
        "Warning: CENG213/1 clashes with CENG331/1: Monday 10:40–11:30.",
        "Warning: You take fewer than 3 courses (2).",
    ]
    assert codes_in(shown, "main") == ["TIME_CONFLICT", "FEW_COURSES"]


@pytest.mark.row("METU-50")
def test_where_a_list_that_came_back_has_time_of_its_own_no_return_is_warned_of(db):
    """OMÜ's follow-up (OMU-10): who gets the list back mends it after the registration period."""
    world = World("omu")
    student, a1 = world.student(), advisor(world)
    full_list(world, student)
    send(world, student)
    at("2026-02-13 18:00")
    assert "RETURN_AFTER_STUDENT_CLOSE" in a1.get(address(student)).html

    Window.objects.create(
        term=world.term, kind="follow_up", opens_at=local("2026-02-13 17:00"), closes_at=local("2026-02-20 00:00")
    )
    catalogue.forget()

    assert "RETURN_AFTER_STUDENT_CLOSE" not in a1.get(address(student)).html


@pytest.mark.parametrize(("seats", "obstacle"), [(0, []), (30, ["LOWER_FIRST"])])
def test_no_course_stands_against_a_list_that_has_no_seat_left(db, seats: int, obstacle: list[str]):
    world = World("omu")
    a1 = advisor(world)
    world.must(world.x, 1)
    students = [world.student(f"25{n}1230") for n in (10, 11)]
    third = world.section(world.course("5710111"), 1)
    SeatCounter.objects.filter(section__course=world.x).update(capacity=0)
    for student in students:
        assert world.change(student, add=[world.y1, third]).accepted
        assert send(world, student).accepted
    SeatCounter.objects.filter(section__course=world.x).update(capacity=seats)
    turn("LOWER_FIRST", "refuse", profile="OMÜ · lisans", phases=["send", "approve"])

    assert codes_in(a1.get(DESK), "main") == obstacle * 2
    shown = a1.get(address(students[0]))
    assert [attributes(li)["data-code"] for li in shown.all("li", class_="refuse")] == obstacle
