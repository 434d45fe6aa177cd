"""The registration page as a student meets it: before, in and after the window; receipts, fragments, stale screens."""

from __future__ import annotations

import uuid

import pytest
from django.contrib.sessions.models import Session as StockSession

from curriculum.models import SeatCounter
from fees.models import FeeStanding
from people.models import Session
from registration import catalogue
from registration.models import Attempt, TermRegistration
from registration.transitions import move
from tests.visitor import Visitor, attributes, text_of
from tests.world import World, at, codes

pytestmark = pytest.mark.django_db
PAGE, CHANGE, SEARCH = "/registration/", "/registration/change/", "/registration/search/"
BUTTONS = ("Add", "Drop ticked", "Change section of ticked")


def with_list(world: World, *sections, **student):
    """A student who holds the sections, and a visitor signed in as that student."""
    u4 = world.student(**student)
    assert world.change(u4, add=sections).accepted
    return u4, Visitor(u4.user)


def moved(world: World, student, event: str, note: str = "") -> None:
    version = world.registration_of(student).version
    done = move(
        student_id=student.id,
        term_id=world.term.id,
        event=event,
        version=version,
        actor_id=world.advisor.user_id,
        note=note,
    )
    assert done.accepted


@pytest.mark.row("METU-01")
def test_the_page_shows_the_list_and_its_three_forms(world: World):
    _, u4 = with_list(world, world.x2, world.y1)

    page = u4.get(PAGE)

    assert (page.status, page.courses) == (200, ["CENG213/2", "CENG331/1"])
    assert [page.can_press(button) for button in BUTTONS] == [True, True, True]
    assert page.text("p", class_="open").startswith("Open until 13.02.2026 17:00.")


def test_the_week_is_a_table_and_a_list_of_the_same_meetings(world: World):
    _, u4 = with_list(world, world.x2, world.y1)

    page = u4.get(PAGE)

    assert [text_of(row) for row in page.all("tr", within=page.one("table", class_="week"))] == [
        "Hour Monday Tuesday Wednesday Thursday Friday",
        "09:40 CENG213/2 09:40–12:30",
        "10:40 CENG331/1 10:40–11:30",
        "11:40",
    ]
    assert [
        attributes(cell)["rowspan"] for cell in page.all("td", class_="busy-hours") if "rowspan" in attributes(cell)
    ] == ["3"]
    assert page.text("div", class_="days") == "Monday CENG331/1 10:40–11:30 Tuesday CENG213/2 09:40–12:30"


@pytest.mark.row("METU-71")
def test_warnings_stand_on_the_list_until_their_cause_is_gone(world: World):
    u4, visitor = with_list(world, world.x1, world.y1, world.section(world.course("5710111"), 1))
    world.spoke(u4)

    page = visitor.get(PAGE)
    assert page.text("div", class_="summary") == (
        "1 warning on the list CENG213/1 clashes with CENG331/1: Monday 10:40–11:30."
    )
    beside = page.one("ul", page.one("li", id=f"course-{world.x.id}"), class_="findings")
    assert text_of(beside) == (
        "Warning: CENG213/1 clashes with CENG331/1: Monday 10:40–11:30. "
        "You can change one of the sections. "
        "ODTÜ etkileşimli kayıt duyurusu, ders programı çakışması (METU-71)"
    )
    assert len(page.all("div", class_="clash")) == 2

    world.change(u4, add=[world.x2], drop=[world.x1])
    page = visitor.get(PAGE)
    assert (page.all("ul", class_="findings"), page.all("div", class_="clash")) == ([], [])


def test_must_courses_are_marked(world: World):
    world.must(world.x, 3)
    _, u4 = with_list(world, world.x2, world.y1)

    page = u4.get(PAGE)

    marked = [row for row in page.all("li", class_="course") if page.all("span", row, class_="tag")]
    assert [text_of(page.one("div", row, class_="what")) for row in marked] == [
        "CENG213/2 Ders CENG213 must Tue 09:40–12:30 5710213 · 3 credits · 5 ECTS"
    ]


@pytest.mark.row("METU-04")
def test_before_the_opening_the_list_is_readable_and_the_countdown_runs_by_the_databases_clock(world: World):
    student, u4 = with_list(world, world.x2)
    at("2026-02-08 21:30")

    page = u4.get(PAGE)

    assert page.courses == ["CENG213/2"]
    assert [page.can_press(button) for button in BUTTONS] == [False, False, False]
    countdown = page.one(id="countdown")
    data = {name: value for name, value in attributes(countdown).items() if name.startswith("data-")}
    assert data == {
        "data-now": "2026-02-08T21:30:00+03:00",
        "data-opens": "2026-02-09T09:00:00+03:00",
        "data-url": "/registration/",
    }
    assert text_of(countdown) == "Registration opens for you on 09.02.2026 09:00."
    assert codes(world.change(student, drop=[world.x2])) == ["WINDOW_CLOSED", "FEW_COURSES"]


@pytest.mark.row("METU-45")
@pytest.mark.parametrize(("class_year", "hour"), [(4, "09:00"), (3, "10:00"), (2, "11:00"), (1, "12:00")])
def test_the_countdown_is_to_the_students_own_hour(world: World, class_year: int, hour: str):
    at("2026-02-09 08:59")

    page = Visitor(world.student(class_year=class_year).user).get(PAGE)

    assert attributes(page.one(id="countdown"))["data-opens"] == f"2026-02-09T{hour}:00+03:00"


@pytest.mark.row("METU-49")
@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        ("2026-02-09 08:59:59", False),
        ("2026-02-09 09:00:00", True),
        ("2026-02-13 16:59:59", True),
        ("2026-02-13 17:00:00", False),
        ("2026-02-23 00:00:00", True),
    ],
)
def test_the_window_opens_at_its_start_and_is_closed_at_its_end(world: World, moment: str, is_open: bool):
    u4 = world.student()
    world.registered_in_period(u4)
    at(moment)

    assert Visitor(u4.user).get(PAGE).can_press("Add") is is_open


def test_who_owes_the_fee_is_told_so_before_anything_is_tried(world: World):
    u4 = world.student()
    FeeStanding.objects.create(student=u4, term=world.term, charged="500", paid="0")

    told = Visitor(u4.user).get(PAGE).all("li", class_="note")

    assert attributes(told[0])["data-code"] == "FEE_UNPAID"


def test_after_the_last_window_the_list_stays_readable(world: World):
    _, u4 = with_list(world, world.x2)
    at("2026-02-27 17:00")

    page = u4.get(PAGE)

    assert (page.courses, page.can_press("Add"), page.all(id="countdown")) == (["CENG213/2"], False, [])
    assert "Registration is closed; you can read your list." in page.html


@pytest.mark.row("METU-40")
def test_an_approved_list_is_locked_until_the_approval_is_removed(world: World):
    u4, visitor = with_list(world, world.x2)
    moved(world, u4, "approve")

    page = visitor.get(PAGE)
    assert [page.can_press(button) for button in BUTTONS] == [False, False, False]
    assert "Your registration is approved and complete; the list is locked." in page.text("p", class_="locked")

    refused = visitor.follow(visitor.post(CHANGE, action="add", code="5710331", section="1"))
    assert (refused.findings, refused.courses) == (["APPROVED_LOCKED"], ["CENG213/2"])

    moved(world, u4, "remove_approval")
    page = visitor.get(PAGE)
    assert [page.can_press(button) for button in BUTTONS] == [True, True, True]


@pytest.mark.row("OMU-09")
def test_the_advisors_note_stands_on_the_page_until_the_list_is_approved(world: World):
    u4, visitor = with_list(world, world.x2)
    moved(world, u4, "return", "Fizik 2'yi de alın.\n<b>Bugün</b>")

    page = visitor.get(PAGE)
    assert page.text(id="returned") == (
        "Your advisor returned your list on 10.02.2026 10:00: Fizik 2'yi de alın. <b>Bugün</b>"
    )
    assert page.can_press("Add")

    moved(world, u4, "approve")
    assert visitor.get(PAGE).all(id="returned") == []


@pytest.mark.row("METU-03")
def test_the_notice_about_several_screens_stands_while_the_page_is_open(world: World):
    page = Visitor(world.student().user).get(PAGE)

    assert "Do not register on several screens at once" in page.text("p", class_="open")


def test_without_scripts_an_answer_is_a_redirect_to_its_receipt(world: World):
    u4 = Visitor(world.student().user)

    posted = u4.press(u4.get(PAGE), "Add", code="5710213", section="2")

    attempt = Attempt.objects.get()
    assert (posted.status, posted.leads_to) == (302, f"/registration/?attempt={attempt.id}")
    receipt = u4.follow(posted)
    assert (receipt.status, receipt.courses) == (200, ["CENG213/2"])
    assert receipt.text(id="answer") == (f"Done. Your list is up to date. Receipt {attempt.id}, 10.02.2026 10:00:00")


def test_a_receipt_is_shown_to_nobody_else(world: World):
    u4, other = Visitor(world.student().user), Visitor(world.student("2501240").user)
    posted = u4.press(u4.get(PAGE), "Add", code="5710213", section="2")

    page = other.get(posted.leads_to)

    assert (page.status, page.text(id="answer"), page.courses) == (200, "", [])


@pytest.mark.parametrize("attempt", ["", "0", "-1", "abc", "²", "9" * 30, "9" * 5000])
def test_a_receipt_number_that_is_none_shows_the_plain_page(world: World, attempt: str):
    page = Visitor(world.student().user).get(PAGE, attempt=attempt)

    assert (page.status, page.text(id="answer")) == (200, "")


def test_a_receipt_outlives_the_section_it_speaks_of(world: World):
    u4 = Visitor(world.student().user)
    SeatCounter.objects.filter(section=world.x1).update(capacity=0)
    refused = u4.press(u4.get(PAGE), "Add", code="5710213", section="1")
    world.x1.delete()
    catalogue.forget()

    receipt = u4.follow(refused)

    assert (receipt.status, receipt.findings) == (200, ["CAPACITY_FULL"])


def test_htmx_gets_the_fragment_with_the_answer_in_it(world: World):
    u4 = Visitor(world.student().user, htmx=True)

    answer = u4.post(CHANGE, action="add", code="5710213", section="2")

    assert (answer.status, answer.courses) == (200, ["CENG213/2"])
    assert (answer.root.name, attributes(answer.root)) == ("div", {"id": "registration"})
    assert "<html" not in answer.html


@pytest.mark.parametrize(
    ("fields", "codes"),
    [
        ({"code": "5710213", "section": "9"}, ["SECTION_NOT_FOUND"]),
        ({"code": "5710331", "section": "1"}, ["CAPACITY_FULL"]),
    ],
)
def test_htmx_gets_a_refusal_with_200_since_it_swaps_nothing_else(world: World, fields, codes):
    SeatCounter.objects.filter(section=world.y1).update(capacity=0)
    u4 = Visitor(world.student().user, htmx=True)

    answer = u4.post(CHANGE, action="add", **fields)

    assert (answer.status, answer.findings) == (200, codes)


def test_the_countdown_fetches_the_fragment(world: World):
    answer = Visitor(world.student().user, htmx=True).get(PAGE)

    assert (answer.status, "<html" in answer.html, answer.can_press("Add")) == (200, False, True)


@pytest.mark.row("METU-02")
@pytest.mark.parametrize("htmx", [True, False])
def test_a_stale_screen_is_brought_up_to_date_and_told_so(world: World, htmx: bool):
    u4 = world.student()
    visitor = Visitor(u4.user, htmx=htmx)
    stale = visitor.get(PAGE)
    world.change(u4, add=[world.x2])

    answer = visitor.press(stale, "Add", code="5710331", section="1")
    answer = answer if htmx else visitor.follow(answer)

    assert answer.courses == ["CENG213/2", "CENG331/1"]
    assert answer.text("p", class_="info") == ("Your list had changed on another screen; below is its present state.")


@pytest.mark.parametrize("htmx", [True, False])
def test_a_screen_that_is_up_to_date_is_told_nothing(world: World, htmx: bool):
    visitor = Visitor(world.student().user, htmx=htmx)

    first = visitor.press(visitor.get(PAGE), "Add", code="5710213", section="2")
    first = first if htmx else visitor.follow(first)
    second = visitor.press(first, "Add", code="5710331", section="1")
    second = second if htmx else visitor.follow(second)

    assert (first.all("p", class_="info"), second.all("p", class_="info")) == ([], [])


def test_one_form_sent_twice_has_one_effect_and_one_receipt(world: World):
    u4 = Visitor(world.student().user)
    page = u4.get(PAGE)

    first = u4.press(page, "Add", code="5710213", section="2")
    second = u4.press(page, "Add", code="5710213", section="2")

    assert (second.status, second.leads_to) == (302, first.leads_to)
    assert (world.taken(world.x2), Attempt.objects.count()) == (1, 1)


def test_one_form_sent_twice_with_another_course_is_an_error(world: World):
    u4 = Visitor(world.student().user)
    page = u4.get(PAGE)
    u4.press(page, "Add", code="5710213", section="2")

    answer = u4.press(page, "Add", code="5710331", section="1")

    assert (answer.status, answer.findings, answer.courses) == (409, ["KEY_REUSED"], ["CENG213/2"])


def test_each_answer_brings_a_new_attempt_id(world: World):
    u4 = Visitor(world.student().user, htmx=True)
    page = u4.get(PAGE)

    answer = u4.press(page, "Add", code="5710213", section="2")

    [before], [after] = (shown.fields(shown.one(id="add-form"))["attempt"] for shown in (page, answer))
    assert uuid.UUID(before) != uuid.UUID(after)


def test_reading_writes_nothing(world: World):
    u4 = Visitor(world.student().user)

    for path in (PAGE, SEARCH, f"{SEARCH}?q=ceng"):
        u4.get(path)

    assert (TermRegistration.objects.count(), Attempt.objects.count()) == (0, 0)
    assert (Session.objects.count(), StockSession.objects.count()) == (1, 0)


def test_a_change_without_its_token_is_forbidden(world: World):
    u4 = Visitor(world.student().user, enforce_csrf_checks=True)

    assert u4.post(CHANGE, action="add", code="5710213", section="2").status == 403
    assert u4.press(u4.get(PAGE), "Add", code="5710213", section="2").status == 302


@pytest.mark.row("METU-20")
def test_only_a_student_has_a_registration_page(world: World):
    advisor = Visitor(world.advisor.user)

    assert [advisor.get(PAGE).status, advisor.get(SEARCH).status, advisor.post(CHANGE).status] == [403, 403, 403]


def test_without_a_current_term_there_is_no_page(world: World):
    world.term.is_current = False
    world.term.save()

    assert Visitor(world.student().user).get(PAGE).status == 404
