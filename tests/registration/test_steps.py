"""What students do with their own list: send it, take it back, make it final; on both pages, with scripts and without."""

from __future__ import annotations

import pytest

from people.models import Notice
from registration import catalogue
from registration.models import Transition
from registration.steps import take_step
from registration.transitions import move
from tests.visitor import Shown, Visitor, attributes, text_of
from tests.world import World, at, codes, local

from .ask import METU, turn

pytestmark = pytest.mark.django_db
FIRST, LIST = "/term/", "/registration/"
BOTH = pytest.mark.parametrize("where", [FIRST, LIST])
SEND, BACK, FINAL = "Send to my advisor for approval", "Take my list back", "Make my registration final"
OMU = "OMÜ"


@pytest.fixture
def omu(db) -> World:
    return World("omu")


def with_list(world: World):
    student = world.student()
    assert world.change(student, add=[world.x2]).accepted
    return student, Visitor(student.user)


def moved(world: World, student, event: str, note: str = "") -> None:
    version = world.registration_of(student).version
    actor = world.advisor.user_id
    asked = {"student_id": student.id, "term_id": world.term.id, "version": version, "actor_id": actor}
    assert move(event=event, note=note, **asked).accepted


def state_of(world: World, student) -> str:
    return world.registration_of(student).state


def offered(page: Shown) -> list[str]:
    """The steps that the page lets the student take."""
    return [text_of(b) for f in page.all("form", class_="step-form") for b in page.all("button", f)]


# sending


@BOTH
@pytest.mark.row("OMU-03")
@pytest.mark.row("OMU-39")
def test_a_list_is_sent_and_the_advisor_is_told(omu: World, where: str):
    o1, student = with_list(omu)

    sent = student.press(student.get(where), SEND, acknowledge="1")

    assert (sent.status, sent.leads_to, state_of(omu, o1)) == (302, f"{where}?done=send", "submitted")
    page = student.follow(sent)
    assert text_of(page.one(id="answer")) == "Sent. Your advisor was told."
    assert offered(page) == [BACK]
    told = Notice.objects.get(user=omu.advisor.user)
    assert (told.kind, told.figures["who"], told.link) == ("submitted", "Deniz Yılmaz", f"/advising/{o1.id}/")


@BOTH
@pytest.mark.row("OMU-39")
def test_a_list_that_is_with_the_advisor_is_not_changed(omu: World, where: str):
    o1, student = with_list(omu)
    student.post("/term/send/", version="1", acknowledge="1")

    assert codes(omu.change(o1, add=[omu.y1])) == ["SUBMITTED_LOCKED"]
    assert student.get(LIST).can_press("Add") is False
    turn("SUBMITTED_LOCKED", "off", profile=OMU)
    assert omu.change(o1, add=[omu.y1]).accepted


@pytest.mark.row("OMU-39")
def test_an_empty_list_is_not_sent(omu: World):
    o1 = omu.student()
    student = Visitor(o1.user)

    assert [offered(student.get(where)) for where in (FIRST, LIST)] == [[], []]
    refused = student.post("/term/send/", version="0", acknowledge="1")

    assert (refused.status, refused.findings, state_of(omu, o1)) == (409, ["EMPTY_LIST"], "not_started")


@BOTH
@pytest.mark.row("OMU-22")
@pytest.mark.row("OMU-44")
def test_the_statement_of_responsibility_is_ticked_and_its_time_kept(omu: World, where: str):
    o1, student = with_list(omu)
    page = student.get(where)
    assert "what follows from that is my responsibility" in page.text("p", id="statement")

    refused = student.press(page, SEND)
    assert (refused.status, refused.findings, state_of(omu, o1)) == (409, ["ACKNOWLEDGE"], "draft")
    assert omu.registration_of(o1).acknowledged_at is None

    at("2026-02-10 10:05")
    assert student.press(refused, SEND, acknowledge="1").status == 302
    assert omu.registration_of(o1).acknowledged_at == local("2026-02-10 10:05")


@pytest.mark.row("OMU-22")
def test_where_policy_asks_for_no_statement_none_is_shown(omu: World):
    turn("RENEWAL", "", profile=OMU, params={"submit": "required", "acknowledge": False})
    o1, student = with_list(omu)

    page = student.get(FIRST)
    assert page.all(id="acknowledge") == []
    assert student.press(page, SEND).status == 302
    assert omu.registration_of(o1).acknowledged_at is None


def test_what_was_ticked_is_not_lost_when_something_else_stands_against_it(omu: World):
    _, student = with_list(omu)
    omu.prerequisite(omu.x, omu.y)
    catalogue.forget()

    refused = student.press(student.get(FIRST), SEND, acknowledge="1")

    assert (refused.status, refused.findings) == (409, ["PREREQ_MISSING"])
    assert "checked" in attributes(refused.one(id="acknowledge"))


@BOTH
@pytest.mark.parametrize("htmx", [False, True])
def test_a_second_press_finds_the_list_sent(world: World, where: str, htmx: bool):
    """By who pressed twice, or lost the answer: one effect, and the same said of it."""
    u4, _ = with_list(world)
    student = Visitor(u4.user, htmx=htmx)
    page = student.get(where)
    student.press(page, SEND)

    again = student.press(page, SEND)

    shown = again if htmx else student.follow(again)
    assert (shown.findings, text_of(shown.one(id="answer"))) == ([], "Sent. Your advisor was told.")
    assert list(Transition.objects.filter(event="send").order_by("id").values_list("accepted", flat=True)) == [
        True,
        False,
    ]
    assert Notice.objects.filter(user=world.advisor.user, kind="submitted").count() == 1


@BOTH
def test_the_rules_judge_the_whole_list_again_when_it_is_sent(world: World, where: str):
    u4, student = with_list(world)
    world.prerequisite(world.x, world.y)
    catalogue.forget()

    refused = student.press(student.get(where), SEND)

    assert (refused.status, refused.findings[0], state_of(world, u4)) == (409, "PREREQ_MISSING", "draft")
    recorded = Transition.objects.get(event="send")
    assert (recorded.accepted, recorded.to_state, recorded.findings[0]["code"]) == (False, "draft", "PREREQ_MISSING")


@BOTH
def test_a_list_that_changed_on_another_screen_is_not_sent(world: World, where: str):
    u4, student = with_list(world)
    old = student.get(where)
    world.change(u4, add=[world.y1])

    refused = student.press(old, SEND)

    assert (refused.status, refused.findings, state_of(world, u4)) == (409, ["STALE_LIST"], "draft")
    assert student.press(refused, SEND).status == 302


@pytest.mark.parametrize("version", ["", "-1", "x", "9" * 30])
def test_a_form_without_a_version_sends_nothing(world: World, version: str):
    u4, student = with_list(world)
    assert student.post("/term/send/", version=version).findings == ["STALE_LIST"]
    assert state_of(world, u4) == "draft"


@pytest.mark.parametrize(("moment", "found"), [("2026-02-13 16:59:59", []), ("2026-02-13 17:00:00", ["WINDOW_CLOSED"])])
def test_sending_ends_with_the_window(world: World, moment: str, found: list[str]):
    _, student = with_list(world)
    at(moment)
    assert (offered(student.get(FIRST)) == [SEND]) is not bool(found)
    answered = student.post("/term/send/", version="1")
    assert (answered.status, [c for c in answered.findings if c != "FEW_COURSES"] if found else []) == (
        (409, found) if found else (302, [])
    )


def test_a_returned_list_is_sent_again(world: World):
    u4, student = with_list(world)
    moved(world, u4, "return", "MATH120 eksik")
    assert student.press(student.get(FIRST), SEND).status == 302
    assert state_of(world, u4) == "submitted"


def test_where_nothing_is_sent_there_is_no_such_button(world: World):
    turn("RENEWAL", "", profile=METU, params={"submit": "none"})
    _, student = with_list(world)

    assert [offered(student.get(where)) for where in (FIRST, LIST)] == [[], []]
    assert "there is nothing to send" in student.get(FIRST).text("section", class_="next")
    assert student.post("/term/send/", version="1").findings == ["ILLEGAL_TRANSITION"]


# taking back


@BOTH
@pytest.mark.row("OMU-39")
def test_a_list_is_taken_back_before_the_advisor_acts(omu: World, where: str):
    o1, student = with_list(omu)
    student.post("/term/send/", version="1", acknowledge="1")

    back = student.press(student.get(where), BACK)

    assert (back.status, back.leads_to, state_of(omu, o1)) == (302, f"{where}?done=take_back", "draft")
    assert text_of(student.follow(back).one(id="answer")) == "Taken back. You can change your list again."
    assert omu.change(o1, add=[omu.y1]).accepted


def test_what_the_advisor_decided_meanwhile_stands(omu: World):
    o1, student = with_list(omu)
    student.post("/term/send/", version="1", acknowledge="1")
    old = student.get(FIRST)
    moved(omu, o1, "approve")

    refused = student.press(old, BACK)

    assert (refused.status, refused.findings, state_of(omu, o1)) == (409, ["ILLEGAL_TRANSITION"], "final")


def test_after_the_window_a_list_stays_with_the_advisor(omu: World):
    o1, student = with_list(omu)
    student.post("/term/send/", version="1", acknowledge="1")
    at("2026-02-13 17:00")

    assert offered(student.get(FIRST)) == []
    refused = student.post("/term/take_back/", version="1")
    assert "The list could not be changed any more, so it cannot be taken back." in text_of(refused.one(id="answer"))
    assert state_of(omu, o1) == "submitted"


@pytest.mark.row("OMU-39")
def test_policy_may_keep_a_list_from_being_taken_back(omu: World):
    turn("RENEWAL", "", profile=OMU, params={"submit": "required", "take_back": False})
    _, student = with_list(omu)
    student.post("/term/send/", version="1")

    assert offered(student.get(FIRST)) == []
    assert student.post("/term/take_back/", version="1").findings == ["ILLEGAL_TRANSITION"]


# making final


@pytest.fixture
def approved(omu: World):
    """A list that its advisor approved where the student makes it final."""
    turn("RENEWAL", "", profile=OMU, params={"submit": "required", "finalise": "by_student"})
    o1, student = with_list(omu)
    student.post("/term/send/", version="1")
    moved(omu, o1, "approve")
    assert state_of(omu, o1) == "approved"
    return o1, student


@BOTH
@pytest.mark.row("OMU-43")
def test_an_approved_list_is_made_final_by_its_student(omu: World, approved, where: str):
    o1, student = approved

    done = student.press(student.get(where), FINAL)

    assert (done.status, state_of(omu, o1)) == (302, "final")
    assert text_of(student.follow(done).one(id="answer")) == "Your registration is final."
    kinds = list(Notice.objects.filter(user=o1.user).order_by("id").values_list("kind", flat=True))
    assert kinds == ["approved_not_final", "finalised"]


@pytest.mark.row("OMU-43")
@pytest.mark.parametrize(
    ("moment", "found"), [("2026-02-13 23:59:59", []), ("2026-02-14 00:00:00", ["FINALISE_CLOSED"])]
)
def test_making_final_ends_with_the_approvals(omu: World, approved, moment: str, found: list[str]):
    o1, student = approved
    at(moment)
    answered = student.post("/term/finalise/", version="1")
    assert (answered.findings if found else [], state_of(omu, o1)) == (found, "approved" if found else "final")


@pytest.mark.row("OMU-43")
def test_what_the_registrars_office_makes_final_the_student_does_not(omu: World, approved):
    o1, student = approved
    turn("RENEWAL", "", profile=OMU, params={"finalise": "by_registrar"}, since="2026-02-10")

    page = student.get(FIRST)
    assert offered(page) == []
    assert "The Registrar's Office makes it final; you will be told." in page.text("section", class_="next")
    refused = student.post("/term/finalise/", version="1")
    assert (refused.status, refused.findings, state_of(omu, o1)) == (409, ["ILLEGAL_TRANSITION"], "approved")
    assert Transition.objects.get(event="finalise").accepted is False


# whose list, and how it is asked


@pytest.mark.row("METU-20")
def test_nobody_takes_a_step_for_a_student(world: World):
    u4, _ = with_list(world)
    asked = {"student": u4, "term_id": world.term.id, "event": "send", "version": 1}

    assert codes(take_step(actor=world.advisor.user, **asked)) == ["NOT_OWNER"]
    assert state_of(world, u4) == "draft"
    assert take_step(actor=u4.user, **asked).accepted


@pytest.mark.parametrize("event", ["approve", "remove_approval", "close", "leave", "explode"])
def test_no_other_event_is_a_step_of_the_student(world: World, event: str):
    u4, student = with_list(world)
    assert student.post(f"/term/{event}/", version="1", note="x").status == 404
    assert state_of(world, u4) == "draft"


@pytest.mark.parametrize(("where", "id_"), [(FIRST, "term"), (LIST, "registration")])
def test_htmx_gets_the_page_without_its_frame(world: World, where: str, id_: str):
    u4, student = with_list(world)
    page, by_htmx = student.get(where), Visitor(u4.user, htmx=True)
    form = page.form_of(SEND)
    assert attributes(form)["hx-target"] == f"#{id_}"

    sent = by_htmx.press(page, SEND)

    assert (sent.status, attributes(sent.root)["id"]) == (200, id_)
    assert text_of(sent.one(id="answer")) == "Sent. Your advisor was told."
    refused = by_htmx.post("/term/finalise/", version="1", page="list" if where == LIST else "")
    assert (refused.status, refused.findings) == (200, ["ILLEGAL_TRANSITION"])


def test_that_something_was_done_is_said_only_while_it_is_so(world: World):
    _, student = with_list(world)
    assert text_of(student.get(FIRST, done="send").one(id="answer")) == ""
    assert text_of(student.get(LIST, done="nonsense").one(id="answer")) == ""
