"""The student's page "My advisor" and the advisor's side of it: who it is, messages, reminders, requests."""

from __future__ import annotations

from datetime import date

import pytest

from advising.models import Message, Reminder, RemovalRequest
from people.models import Notice, Student, Substitution, User
from registration.models import Transition
from tests.registration.ask import OK, ask, turn
from tests.visitor import Shown, Visitor, text_of
from tests.world import World, at

from .desk import APPROVE, DESK, MINE, RETURN, address, advisor, full_list, send, state_of

pytestmark = pytest.mark.django_db
SEND, REMIND, ASK = "Send the message", "Remind my advisor", "Ask for the removal"
OMU = "OMÜ"


@pytest.fixture
def u4(world: World) -> Student:
    student = world.student()
    full_list(world, student)
    return student


@pytest.fixture
def mine(u4) -> Visitor:
    return Visitor(u4.user)


@pytest.fixture
def a1(world: World) -> Visitor:
    return advisor(world)


def thread(shown: Shown) -> list[str]:
    return [text_of(li) for li in shown.all("li", shown.one("ol", class_="thread"))]


def told(user: User) -> list[tuple[str, str]]:
    return list(Notice.objects.filter(user=user).order_by("id").values_list("kind", "link"))


def refusals(student: Student) -> list[tuple[str, str]]:
    """What was refused, as the record keeps it: (event, code)."""
    rows = Transition.objects.filter(registration__student=student, accepted=False).order_by("id")
    return [(t.event, t.findings[0]["code"]) for t in rows]


@pytest.mark.row("METU-37")
def test_the_page_names_the_advisor_with_the_address_until_the_two_have_been_in_touch(world: World, u4, mine: Visitor):
    User.objects.filter(id=world.advisor.user_id).update(email="a1@example.edu.tr")
    shown = mine.get(MINE)

    assert text_of(shown.all("p", shown.all("section")[0])[0]) == "Dr. Ada Danisman · a1@example.edu.tr"
    assert shown.one("a", href="mailto:a1@example.edu.tr")
    assert "CONTACT_ADVISOR" in shown.html
    assert mine.press(shown, SEND, body="Merhaba hocam").status == 302
    assert "CONTACT_ADVISOR" not in mine.get(MINE).html


@pytest.mark.row("METU-37")
def test_where_policy_asks_for_the_contact_nothing_is_added_before_it(world: World):
    u4 = world.student()
    turn("CONTACT_ADVISOR", "refuse", phases=["add"])
    status, [(code, _)] = ask(world, u4, add=(world.x2,))
    assert (status, code) == ("refused", "CONTACT_ADVISOR")
    advisor(world).post(f"{address(u4)}message/", body="Derslerinizi konuştuk")
    assert ask(world, u4, add=(world.x2,)) == OK


def test_who_stands_in_is_named_and_told_as_well(world: World, u4, mine: Visitor):
    other = world.staff("vekil")
    day = date(2026, 2, 10)
    Substitution.objects.create(advisor=world.advisor, substitute=other, date_from=day, date_to=day)

    shown = mine.get(MINE)
    mine.press(shown, SEND, body="Merhaba")

    paragraphs = [text_of(p) for p in shown.all("p", shown.all("section")[0])][:2]
    assert paragraphs == ["Dr. Ada Danisman", "Dr. Ada Vekil stands in for your advisor"]
    assert told(other.user) == told(world.advisor.user) == [("message", address(u4))]


# messages


@pytest.mark.row("OMU-08")
@pytest.mark.row("OMU-41")
def test_a_message_reaches_the_student_unread_and_leaves_the_state(world: World, u4, mine: Visitor, a1: Visitor):
    sent = a1.press(a1.get(address(u4)), SEND, body=" Ders açılamadı.\r\n<b>Başka seçin</b> ")

    assert (sent.status, state_of(world, u4)) == (302, "draft")
    assert Message.objects.get().body == "Ders açılamadı.\n<b>Başka seçin</b>"
    shown = mine.get(MINE)
    assert text_of(shown.one(id="thread-title")) == "Messages 1 unread message"
    line = "Ada Danisman · 10.02.2026 10:00 · {} Ders açılamadı. <b>Başka seçin</b>"
    assert thread(shown) == [line.format("not read yet")]
    assert told(u4.user) == [("message", MINE)]

    assert mine.press(shown, "Mark as read").status == 302

    assert thread(a1.get(address(u4))) == [line.format("read on 10.02.2026 10:00")]
    assert text_of(mine.get(MINE).one(id="thread-title")) == "Messages"


@pytest.mark.row("OMU-08")
def test_the_student_replies_and_the_advisor_sees_it_on_the_desk(world: World, u4, mine: Visitor, a1: Visitor):
    a1.press(a1.get(address(u4)), SEND, body="Hangi dersi istiyorsunuz?")

    mine.press(mine.get(MINE), SEND, body="CENG331")

    assert Message.objects.filter(read_at=None).get().body == "CENG331"  # a reply reads what it answers
    assert "1 unread message" in text_of(a1.get(DESK).one("table", class_="list"))
    a1.press(a1.get(address(u4)), "Mark as read")
    assert Message.objects.filter(read_at=None).count() == 0
    assert [text.split(" ")[0] for text in thread(mine.get(MINE))] == ["Ada", "Deniz"]


def test_where_students_do_not_reply_there_is_no_form_and_no_way_round(world: World, u4, mine: Visitor):
    turn("RENEWAL", "refuse", profile="METU", params={"submit": "optional", "student_can_reply": False})

    assert [b for b in mine.get(MINE).all("button") if text_of(b) == SEND] == []
    forced = mine.post(f"{MINE}message/", body="Merhaba")
    assert (forced.status, forced.findings, Message.objects.count()) == (409, ["REPLY_CLOSED"], 0)


@pytest.mark.parametrize(
    ("body", "code"), [("", "MESSAGE_REQUIRED"), (" \x00 ", "MESSAGE_REQUIRED"), ("a" * 2001, "MESSAGE_TOO_LONG")]
)
def test_a_message_that_says_nothing_or_too_much_is_not_sent(u4, mine: Visitor, a1: Visitor, body: str, code: str):
    for visitor, page in ((mine, MINE), (a1, address(u4))):
        shown = visitor.press(visitor.get(page), SEND, body=body)

        assert (shown.status, shown.findings, Message.objects.count()) == (409, [code], 0)
        assert shown.fields(shown.form_of(SEND))["body"] == [body.strip(" \x00")]


def test_the_longest_message_is_sent_whole(u4, mine: Visitor):
    assert mine.post(f"{MINE}message/", body="ş" * 2000).status == 302
    assert Message.objects.get().body == "ş" * 2000


def test_nobody_else_writes_into_the_thread(world: World, u4, mine: Visitor):
    mine.post(f"{MINE}message/", body="Merhaba")
    other = Visitor(world.staff("baska").user)

    assert [other.post(f"{address(u4)}{event}/", body="x").status for event in ("message", "read")] == [403, 403]
    assert Message.objects.get().read_at is None


def test_without_an_advisor_nothing_is_sent(world: World, u4, mine: Visitor):
    u4.advisorships.all().delete()

    assert "No advisor is assigned to you" in text_of(mine.get(MINE).root)
    events = ("message", "remind")
    shown = [mine.post(f"{MINE}{event}/", body="Merhaba") for event in events]
    assert [s.findings for s in shown] == [["NO_ADVISOR"], ["NO_ADVISOR"]]


# reminders


@pytest.mark.row("OMU-42")
def test_the_advisor_is_reminded_once_in_so_many_hours(db):
    world = World("omu")
    student = world.student()
    full_list(world, student)
    mine = Visitor(student.user)
    unsent = mine.post(f"{MINE}remind/")
    assert (unsent.status, unsent.findings) == (409, ["NOTHING_WAITS"])
    send(world, student)

    assert mine.press(mine.get(MINE), REMIND).status == 302

    assert ("reminder", address(student)) in told(world.advisor.user)
    assert "reminded you on 10.02.2026 10:00" in text_of(advisor(world).get(DESK).one("table", class_="list"))
    at("2026-02-10 11:00")
    again = mine.press(mine.get(MINE), REMIND)
    assert (again.status, again.findings) == (409, ["REMINDER_TOO_SOON"])
    assert "You can remind again in 23 hours." in again.text(id="answer")
    assert refusals(student) == [("remind", "NOTHING_WAITS"), ("remind", "REMINDER_TOO_SOON")]
    at("2026-02-11 10:00")
    assert mine.press(mine.get(MINE), REMIND).status == 302
    assert Reminder.objects.count() == 2


@pytest.mark.row("OMU-42")
def test_how_often_is_policy_and_an_answer_ends_the_wait(db):
    world = World("omu")
    student = world.student()
    full_list(world, student)
    send(world, student)
    mine, a1 = Visitor(student.user), advisor(world)
    mine.post(f"{MINE}remind/")
    a1.press(a1.get(address(student)), RETURN, note="MATH120")
    send(world, student)
    assert mine.post(f"{MINE}remind/").status == 302  # the list is another one than the advisor was reminded of
    turn("RENEWAL", "refuse", profile=OMU, params={"submit": "required", "remind_hours": 1})
    at("2026-02-10 10:59")
    assert mine.post(f"{MINE}remind/").findings == ["REMINDER_TOO_SOON"]
    at("2026-02-10 11:00")
    assert mine.post(f"{MINE}remind/").status == 302


# requests to remove an approval


@pytest.fixture
def approved(world: World, u4, a1: Visitor) -> Student:
    a1.press(a1.get(address(u4)), APPROVE)
    return u4


@pytest.mark.row("METU-41")
def test_a_removal_is_asked_for_with_a_reason_and_can_be_taken_back(world: World, approved, mine: Visitor):
    empty = mine.press(mine.get(MINE), ASK, reason=" ")
    assert (empty.status, empty.findings) == (409, ["REMOVAL_REASON"])

    assert mine.press(empty, ASK, reason="Y dersi").status == 302

    assert ("removal_asked", address(approved)) in told(world.advisor.user)
    again = mine.post(f"{MINE}removal/", reason="Y dersi")
    assert (again.status, again.findings, RemovalRequest.objects.count()) == (409, ["REQUEST_OPEN"], 1)
    assert mine.press(mine.get(MINE), "Take the request back").status == 302
    assert (RemovalRequest.objects.get().granted, state_of(world, approved)) == (None, "final")
    assert mine.post(f"{MINE}removal-back/").findings == ["NO_REQUEST"]
    assert mine.press(mine.get(MINE), ASK, reason="Yine").status == 302
    assert refusals(approved) == [
        ("ask_removal", "REMOVAL_REASON"),
        ("ask_removal", "REQUEST_OPEN"),
        ("take_back_request", "NO_REQUEST"),
    ]


@pytest.mark.row("METU-41")
@pytest.mark.parametrize(("moment", "codes"), [("2026-02-13 16:59", []), ("2026-02-13 17:00", ["REMOVAL_TRAPS"])])
def test_what_could_only_trap_the_student_is_not_asked_for(world: World, approved, mine: Visitor, moment, codes):
    at(moment)

    asked = mine.post(f"{MINE}removal/", reason="Y dersi")

    assert (asked.findings if codes else asked.status) == (codes or 302)
    assert (ASK in mine.get(MINE).html) is False  # asked for already, or no use


def test_of_a_list_that_is_not_approved_no_removal_is_asked_for(u4, mine: Visitor):
    asked = mine.post(f"{MINE}removal/", reason="Y dersi")

    assert (asked.status, asked.findings) == (409, ["ILLEGAL_TRANSITION"])


def test_an_act_that_is_none_and_a_visitor_who_is_no_student(world: World, mine: Visitor, a1: Visitor):
    assert mine.post(f"{MINE}explode/").status == 404
    assert (a1.get(MINE).status, a1.post(f"{MINE}message/", body="x").status) == (403, 403)


@pytest.mark.parametrize("many", [1, 9])
def test_the_page_takes_as_many_statements_whatever_the_thread(
    world: World, u4, mine: Visitor, many: int, django_assert_num_queries
):
    for n in range(many):
        mine.post(f"{MINE}message/", body=f"{n}")

    with django_assert_num_queries(5):  # session; facts, thread, reminder, advisors
        assert len(thread(mine.get(MINE))) == many
