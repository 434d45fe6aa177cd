"""The advisor's desk over HTTP: the advisees, one list in full, and each decision on the version that was seen."""

from __future__ import annotations

from datetime import date

import pytest

from fees.models import FeeStanding
from people.models import Student
from people.services import system_user
from registration.models import Transition
from registration.transitions import move
from tests.visitor import Shown, Visitor, text_of
from tests.world import World, at

pytestmark = pytest.mark.django_db
DESK, PAGE = "/advising/", "/registration/"
APPROVE, RETURN, REMOVE = "Approve this list", "Return with this note", "Remove approval"


@pytest.fixture
def u4(world: World) -> Student:
    student = world.student()
    world.change(student, add=[world.x2, world.y1, world.section(world.course("5710111"), 1)])
    return student


@pytest.fixture
def a1(world: World) -> Visitor:
    return Visitor(world.advisor.user)


def desk(student: Student) -> str:
    return f"{DESK}{student.id}/"


def rows(shown: Shown) -> list[str]:
    lines = [" | ".join(text_of(cell) for cell in shown.all("td", row)) for row in shown.all("tr")]
    return [line.strip() for line in lines if line]


def state_of(world: World, student: Student) -> str:
    return world.registration_of(student).state


# the advisees


def test_each_advisee_stands_with_state_courses_and_findings_those_who_wait_first(world: World, u4, a1: Visitor):
    world.student("2501240", surname="Boş", class_year=1)
    clashing = world.student("2501250", surname="Çatışan", class_year=3)
    world.change(clashing, add=[world.x1, world.y1])
    owing = world.student("2501260", surname="Borçlu", class_year=2)
    world.change(owing, add=[world.x2])
    FeeStanding.objects.create(student=owing, term=world.term, charged="100", paid="0")
    a1.press(a1.get(desk(u4)), APPROVE)

    assert rows(a1.get(DESK)) == [
        "| 2501260 | Deniz Borçlu | 2 | Choosing courses | 1 (3) | 10.02. 10:00 | "
        "Obstacle: Your contribution or tuition fee is not paid (100.00 TL due). "
        "Warning: You take fewer than 3 courses (1).",
        "| 2501250 | Deniz Çatışan | 3 | Choosing courses | 2 (6) | 10.02. 10:00 | "
        "Warning: CENG213/1 clashes with CENG331/1: Monday 10:40–11:30. Warning: You take fewer than 3 courses (2).",
        "| 2501240 | Deniz Boş | 1 | Not started | 0 (0) | – |",
        "| 2501231 | Deniz Yılmaz | 4 | Approved | 3 (9) | 10.02. 10:00 | "
        "In the last semester: 40 requirements of the degree stay open.",
    ]


def test_only_the_own_advisees_are_listed(world: World, u4):
    other = world.staff("baska")

    shown = Visitor(other.user).get(DESK)

    assert (shown.status, rows(shown)) == (200, [])
    assert shown.text("p", class_="empty") == "You have no advisees this term."


def test_an_advisee_without_a_programme_is_listed_and_keeps_nobody_else_from_it(world: World, u4, a1: Visitor):
    newcomer = world.student("2501240", surname="Aday")
    newcomer.programmes.all().delete()

    assert [row.split(" | ")[0].strip("| ") for row in rows(a1.get(DESK))] == ["2501231", "2501240"]
    assert a1.get(desk(newcomer)).status == 200


# one advisee


@pytest.mark.row("METU-36")
def test_the_desk_shows_the_list_its_week_its_warnings_and_what_stands_against_it(world: World, u4, a1: Visitor):
    world.change(u4, add=[world.x1], drop=[world.x2])
    world.spoke(u4)
    FeeStanding.objects.create(student=u4, term=world.term, charged="100", paid="0")

    shown = a1.get(desk(u4))

    assert rows(shown)[:3] == [
        "5710111 | CENG111 Ders CENG111 · 3 | 1 | – | 29/30",
        "5710213 | CENG213 Ders CENG213 · 3 Warning: CENG213/1 clashes with CENG331/1: Monday 10:40–11:30. "
        "You can change one of the sections. | 1 | Mon 09:40–12:30 | 29/30",
        "5710331 | CENG331 Ders CENG331 · 3 | 1 | Mon 10:40–11:30 | 29/30",
    ]
    assert text_of(shown.one("table", class_="week")).startswith("Hour Monday Tuesday Wednesday Thursday Friday 09:40")
    assert [text_of(finding) for finding in shown.all("li", class_="note")] == [
        "Refused: Your contribution or tuition fee is not paid (100.00 TL due). Registration opens once it is paid. "
        "ODTÜ etkileşimli kayıt duyurusu, ödeme koşulu (METU-85)",
    ]
    assert [shown.can_press(button) for button in (APPROVE, RETURN)] == [True, True]


def test_an_empty_list_has_nothing_to_approve(world: World, a1: Visitor):
    student = world.student()
    shown = a1.get(desk(student))
    assert shown.can_press(APPROVE) is False
    assert shown.text(id="why-not") == "There is nothing to approve yet: no course is on the list."

    forced = a1.post(f"{desk(student)}approve/", version="0")
    assert (forced.status, forced.findings) == (409, ["EMPTY_LIST"])


@pytest.mark.row("METU-17")
def test_an_approval_locks_the_list_and_is_written_down(world: World, u4, a1: Visitor):
    pressed = a1.press(a1.get(desk(u4)), APPROVE)

    assert (pressed.status, pressed.leads_to) == (302, desk(u4))
    assert state_of(world, u4) == "final"
    shown = a1.follow(pressed)
    assert [text_of(item) for item in shown.all("li", shown.all("section")[-1])] == [
        "10.02.2026 10:00 · Approved · Ada Danisman"
    ]
    assert Visitor(u4.user).get(PAGE).can_press("Add") is False


@pytest.mark.row("OMU-09")
def test_a_return_carries_its_note_to_the_student(world: World, u4, a1: Visitor):
    pressed = a1.press(a1.get(desk(u4)), RETURN, note=" <i>MATH120</i> alın \n")

    assert (pressed.status, state_of(world, u4)) == (302, "returned")
    assert Transition.objects.get(event="return").note == "<i>MATH120</i> alın"
    note = "Your advisor returned your list on 10.02.2026 10:00: <i>MATH120</i> alın"
    assert Visitor(u4.user).get(PAGE).text(id="returned") == note
    shown = a1.follow(pressed)
    assert "10.02.2026 10:00 · Returned · Ada Danisman · “<i>MATH120</i> alın”" in text_of(shown.root)
    assert [text_of(button) for button in shown.all("button", shown.one("div", class_="actions"))] == [APPROVE]


def test_the_history_names_what_the_system_did(world: World, u4, a1: Visitor):
    who = {"student_id": u4.id, "term_id": world.term.id, "version": None, "actor_id": system_user().id}
    for event in ("auto_submit", "not_opened"):
        assert move(**who, event=event, note="CENG213").accepted

    shown = a1.get(desk(u4))
    assert {text_of(item) for item in shown.all("li", shown.all("section")[-1])} == {
        "10.02.2026 10:00 · With the advisor · Sistem · “CENG213”",
        "10.02.2026 10:00 · Returned · Sistem · “CENG213”",
    }


@pytest.mark.parametrize("note", ["", "   ", "\x00"])
def test_a_return_without_a_note_is_not_done(world: World, u4, a1: Visitor, note: str):
    shown = a1.press(a1.get(desk(u4)), RETURN, note=note)

    assert (shown.status, shown.findings, state_of(world, u4)) == (409, ["NOTE_REQUIRED"], "draft")
    assert shown.text(id="answer") == "Nothing was done. Refused: Write a note. It tells the student what to mend."


@pytest.mark.row("METU-41")
def test_a_removal_opens_the_list_again(world: World, u4, a1: Visitor):
    approved = a1.follow(a1.press(a1.get(desk(u4)), APPROVE))
    assert [text_of(button) for button in approved.all("button", approved.one("div", class_="actions"))] == [REMOVE]

    removed = a1.follow(a1.press(approved, REMOVE))

    assert (state_of(world, u4), removed.can_press(APPROVE)) == ("draft", True)
    assert Visitor(u4.user).get(PAGE).can_press("Add") is True


def test_a_removal_that_would_trap_the_student_is_refused(world: World, u4, a1: Visitor):
    approved = a1.follow(a1.press(a1.get(desk(u4)), APPROVE))
    at("2026-02-13 17:00")

    shown = a1.press(approved, REMOVE)

    assert (shown.status, shown.findings, state_of(world, u4)) == (409, ["REMOVAL_TRAPS"], "final")


@pytest.mark.row("METU-50")
def test_outside_the_approval_window_nothing_is_approved(world: World, u4, a1: Visitor):
    page = a1.get(desk(u4))
    at("2026-02-14 00:00")

    shown = a1.press(page, APPROVE)

    assert (shown.status, shown.findings, state_of(world, u4)) == (409, ["APPROVAL_CLOSED"], "draft")
    assert "Advisor approval is closed now (23.02.2026 00:00 – 28.02.2026 00:00)." in shown.text(id="answer")


# what was seen


@pytest.mark.parametrize(("button", "typed"), [(APPROVE, {}), (RETURN, {"note": "MATH120 eksik"})])
def test_on_a_list_that_changed_meanwhile_nothing_is_done_and_the_new_list_is_shown(
    world: World, u4, a1: Visitor, button: str, typed
):
    seen = a1.get(desk(u4))
    world.change(u4, drop=[world.y1])

    shown = a1.press(seen, button, **typed)

    assert (shown.status, shown.findings, state_of(world, u4)) == (409, ["STALE_LIST"], "draft")
    assert shown.text(id="answer") == (
        "Nothing was done. Refused: The list changed while you looked; nothing was done. "
        "The current list is below; look and try again."
    )
    assert "Since you looked: CENG331/1 was dropped" in text_of(shown.root)
    assert [row.partition(" | ")[0] for row in rows(shown)][:2] == ["5710111", "5710213"]
    assert shown.fields(shown.form_of(RETURN))["note"] == [typed.get("note", "")]
    assert a1.press(shown, button).status == 302


def test_a_second_press_of_one_button_does_nothing(world: World, u4, a1: Visitor):
    seen = a1.get(desk(u4))
    a1.press(seen, APPROVE)

    again = a1.press(seen, APPROVE)

    assert (again.status, again.findings) == (409, ["ILLEGAL_TRANSITION"])
    assert "This cannot be done in the registration's present state (approved)." in again.text(id="answer")
    assert Transition.objects.filter(event="approve", accepted=True).count() == 1


@pytest.mark.parametrize("version", ["", "x", "²", "-1", "9" * 30, "9" * 5000])
def test_a_version_that_no_form_of_ours_sends_is_stale(world: World, u4, a1: Visitor, version: str):
    shown = a1.post(f"{desk(u4)}approve/", version=version)

    assert (shown.status, shown.findings, state_of(world, u4)) == (409, ["STALE_LIST"], "draft")


# whose


@pytest.mark.parametrize("event", ["approve", "return", "remove_approval", "explode"])
def test_anothers_advisee_is_out_of_reach(world: World, u4, event: str):
    other = Visitor(world.staff("baska").user)

    assert other.get(desk(u4)).status == 403
    assert other.post(f"{desk(u4)}{event}/", version="1", note="x").status == 403
    assert state_of(world, u4) == "draft"
    tried = list(Transition.objects.exclude(event="begin").values_list("event", "accepted"))
    assert tried == ([] if event == "explode" else [(event, False)])


def test_an_advisor_whose_time_ended_yesterday_is_out_at_the_next_request(world: World, u4, a1: Visitor):
    seen = a1.get(desk(u4))
    u4.advisorships.update(date_to=date(2026, 2, 9))

    assert (a1.press(seen, APPROVE).status, a1.get(desk(u4)).status, rows(a1.get(DESK))) == (403, 403, [])
    assert state_of(world, u4) == "draft"


@pytest.mark.parametrize("student_id", [0, 10**18, 10**30])
def test_a_student_who_is_none_is_as_anothers(world: World, a1: Visitor, student_id: int):
    assert a1.get(f"{DESK}{student_id}/").status == 403


def test_a_student_has_no_desk(world: World, u4):
    visitor = Visitor(u4.user)

    assert [visitor.get(DESK).status, visitor.get(desk(u4)).status] == [403, 403]
    assert visitor.post(f"{desk(u4)}approve/", version="1").status == 403


def test_an_event_that_is_none_is_not_found_and_none_is_done_by_reading(world: World, u4, a1: Visitor):
    assert a1.post(f"{desk(u4)}explode/", version="1").status == 404
    assert a1.get(f"{desk(u4)}approve/").status == 405
    assert state_of(world, u4) == "draft"


def test_the_desk_in_turkish(world: World, u4):
    a1 = Visitor(world.advisor.user, language="tr")
    world.change(u4, add=[world.x1], drop=[world.x2])

    shown = a1.get(desk(u4))
    stale = a1.post(f"{desk(u4)}approve/", version="1")

    assert "CENG213/1 ile CENG331/1 çakışıyor: Pazartesi 10:40–11:30." in text_of(shown.root)
    assert "Liste siz bakarken değişti; hiçbir şey onaylanmadı." in stale.text(id="answer")
