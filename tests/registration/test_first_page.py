"""The student's first page: where the renewal stands, what is to be done next, and by when."""

from __future__ import annotations

from decimal import Decimal

import pytest

from fees.models import FeeStanding
from registration import catalogue
from registration.models import Transition, Waiver
from tests.visitor import Visitor, attributes, text_of
from tests.world import World, at

from .ask import METU, turn
from .first import PAGE, approve, next_of, prep, put, seen, steps_of, to_plan
from .planning.plans import planned

pytestmark = pytest.mark.django_db
MISSING = [{"line": "contribution", "year": 2025, "course_id": None}]
SEND = "Send to my advisor for approval"


@pytest.fixture
def u4(world: World):
    student = world.student()
    world.spoke(student)
    return student


# the way of a student through a term


def test_home_leads_a_student_there(world: World, u4):
    assert Visitor(u4.user).get("/").leads_to == PAGE


@pytest.mark.row("METU-52")
def test_before_the_opening_the_password_is_known_to_work_and_the_hour_is_the_students_own(world: World, u4):
    at("2026-02-07 06:00")
    first_year = world.student("2501240", class_year=1)

    page = seen(u4)

    assert next_of(page) == (
        "Your password works. Registration is not open to you yet Opens 9 February 09:00, in 2 days 3 hours "
        "Make my plan See which courses are open to me"
    )
    countdown = attributes(page.one("p", class_="until"))
    assert (countdown["data-now"], countdown["data-until"], countdown["data-url"]) == (
        *("2026-02-07T06:00:00+03:00", "2026-02-09T09:00:00+03:00"),
        PAGE,
    )
    assert "Opens 9 February 12:00, in 2 days 6 hours" in next_of(seen(first_year))
    assert Visitor(u4.user).get("/registration/").can_press("Add") is False  # read-only until then
    at("2026-02-09 09:00")
    assert next_of(seen(u4)).startswith("Choose your courses Open until 13 February 17:00, another 4 days 8 hours")


def test_who_has_a_plan_is_led_to_it(world: World, u4):
    planned(world, u4, [world.x1], [world.y1])
    at("2026-02-07 06:00")
    assert to_plan(seen(u4)) == {"To my plan: 2 courses": ("/registration/plan/", "btn btn-primary")}
    at("2026-02-09 09:00")
    assert to_plan(seen(u4)) == {"To my plan: 2 courses": ("/registration/#plan", "btn btn-primary")}
    assert world.change(u4, add=[world.x1]).accepted  # now sending comes first
    assert next(iter(to_plan(seen(u4)).values()))[1] == "btn btn-outline-primary"


@pytest.mark.row("METU-21")
def test_the_fee_comes_first_for_those_who_have_one_to_pay(world: World, u4):
    assert steps_of(seen(u4))["fee"] == "Not required"

    standing = FeeStanding.objects.create(student=u4, term=world.term, charged=Decimal(500))
    page = seen(u4)
    assert steps_of(page)["fee"] == "Waiting"
    assert next_of(page).startswith("Pay the fee first 500.00 TL still to pay.")
    assert attributes(page.one("li", class_="current"))["data-step"] == "fee"

    standing.paid = Decimal(500)
    standing.save()
    page = seen(u4)
    assert (steps_of(page)["fee"], attributes(page.one("li", class_="current"))["data-step"]) == ("Done", "courses")


@pytest.mark.row("METU-85")
def test_a_fee_that_was_waived_is_no_step(world: World, u4):
    FeeStanding.objects.create(student=u4, term=world.term, charged=Decimal(500))
    lifted = {"code": "FEE_UNPAID", "reason": "Burs", "until": "2026-02-28", "granted_by": world.advisor.user}
    Waiver.objects.create(student=u4, **lifted)

    page = seen(u4)

    assert (steps_of(page)["fee"], next_of(page).startswith("Choose your courses")) == ("Not required", True)


@pytest.mark.row("OMU-131")
def test_without_a_tariff_nobody_is_told_that_nothing_is_to_pay(world: World, u4):
    FeeStanding.objects.create(student=u4, term=world.term, missing=MISSING)
    page = seen(u4)
    assert (steps_of(page)["fee"], next_of(page).startswith("Your fee could not be computed")) == ("Waiting", True)
    assert "to pay" not in text_of(page.one("li", class_="current"))

    turn("FEE_SCHEDULE_MISSING", "warn", profile=METU)
    assert next_of(seen(u4)).startswith("Choose your courses")


@pytest.mark.row("KOU-114")
def test_what_a_course_costs_is_still_to_pay_and_holds_up_no_choice(world: World, u4):
    FeeStanding.objects.create(student=u4, term=world.term, charged=Decimal(520), charged_courses=20, paid=Decimal(500))
    page = seen(u4)
    assert (steps_of(page)["fee"], next_of(page).startswith("Choose your courses")) == ("Waiting", True)
    assert "20.00 TL still to pay" in text_of(page.one("li", data_step="fee"))
    assert attributes(page.one("li", class_="current"))["data-step"] == "courses"


@pytest.mark.row("METU-17")
def test_from_the_first_course_to_the_approval(world: World, u4):
    student = Visitor(u4.user)
    assert steps_of(student.get(PAGE)) == {"fee": "Not required", "courses": "Waiting", "approval": "Waiting"}

    world.change(u4, add=[world.x2])
    page = student.get(PAGE)
    assert "Your advisor can approve the list as it stands. Sending it says that you are ready." in next_of(page)
    sent = student.follow(student.press(page, SEND))
    assert text_of(sent.one(id="answer")) == "Sent. Your advisor was told."
    assert next_of(sent).startswith("Your list is with your advisor Nothing is to be done now.")
    assert steps_of(sent) == {"fee": "Not required", "courses": "Done", "approval": "Waiting"}

    approve(world, u4)
    page = student.get(PAGE)
    assert next_of(page).startswith("Your registration is approved You need not do anything, in add-drop neither.")
    assert steps_of(page) == {"fee": "Not required", "courses": "Done", "approval": "Done"}
    done = Transition.objects.get(event="approve")
    assert (world.registration_of(u4).state, done.actor, done.at.isoformat()) == (
        *("final", world.advisor.user),
        "2026-02-10T07:00:00+00:00",
    )


@pytest.mark.row("OMU-40")
def test_the_page_says_when_the_last_step_was_taken(world: World, u4):
    assert seen(u4).text("section", aria_labelledby="steps-title").startswith("Steps of this term nothing done yet")
    world.change(u4, add=[world.x2])
    at("2026-02-11 16:30")
    Visitor(u4.user).post("/term/send/", version="1")

    page = seen(u4)

    assert page.text("section", aria_labelledby="steps-title").startswith(
        "Steps of this term last change 11.02.2026 16:30"
    )
    assert [text_of(h) for h in page.all("h3", within=page.one("ol", class_="steps"))] == [
        "Fee Not required",
        "Choice of courses Done",
        "Advisor's approval Waiting",
    ]


@pytest.mark.row("OMU-40")
def test_omu_has_a_step_of_its_own_for_what_is_final(db):
    world = World("omu")
    u4 = world.student()
    world.change(u4, add=[world.x2])
    assert list(steps_of(seen(u4))) == ["fee", "courses", "approval", "final"]
    Visitor(u4.user).post("/term/send/", version="1", acknowledge="1")
    approve(world, u4)
    page = seen(u4)
    assert (steps_of(page)["final"], next_of(page)[:29]) == ("Done", "Your registration is complete")


@pytest.mark.row("OMU-23")
@pytest.mark.parametrize(
    ("moment", "left"),
    [
        ("2026-02-10 10:00", "3 days 7 hours"),
        ("2026-02-12 17:00", "1 day"),
        ("2026-02-13 15:30", "1 hour 30 minutes"),
        ("2026-02-13 16:59:30", "less than a minute"),
    ],
)
def test_the_days_that_are_left_are_told(world: World, u4, moment: str, left: str):
    at(moment)
    assert seen(u4).text("p", class_="until") == f"Open until 13 February 17:00, another {left}"


def test_a_returned_list_comes_with_the_advisors_note(world: World, u4):
    world.change(u4, add=[world.x2])
    approve(world, u4, "return", "MATH120 eksik")

    page = seen(u4)

    assert next_of(page).startswith("Your advisor returned your list MATH120 eksik Mend it, and send it again.")
    assert page.can_press(SEND)


def test_what_stands_against_the_list_is_said_before_it_is_sent(world: World, u4):
    world.change(u4, add=[world.x2])
    world.prerequisite(world.x, world.y)
    catalogue.forget()

    page = seen(u4)

    assert [attributes(li)["data-code"] for li in page.all("li", within=page.one(id="obstacles"))] == ["PREREQ_MISSING"]


# English preparation


@pytest.mark.row("METU-22")
@pytest.mark.row("METU-23")
def test_preparation_chooses_no_courses_and_needs_no_approval(world: World):
    student = prep(world)

    page = seen(student)

    assert steps_of(page) == {"fee": "Not required", "courses": "Skipped", "approval": "Skipped"}
    assert next_of(page).startswith("Nothing is left for you to do Students of English preparation choose no courses")
    FeeStanding.objects.create(student=student, term=world.term, charged=Decimal(500))
    assert next_of(seen(student)).startswith("Pay the fee first")
    FeeStanding.objects.update(charged=0)
    put(world, student, "final")
    assert next_of(seen(student)).startswith("Your registration is complete")

    turn("RENEWAL", "", profile=METU, params={"submit": "optional"})
    put(world, student, "draft")
    assert steps_of(seen(student))["courses"] == "Waiting"


# add-drop


@pytest.mark.row("METU-34")
@pytest.mark.parametrize("moment", ["2026-02-16 10:00", "2026-02-22 23:59", "2026-02-23 00:00", "2026-02-28 10:00"])
def test_who_is_approved_need_do_nothing_in_add_drop(world: World, u4, moment: str):
    world.change(u4, add=[world.x2])
    approve(world, u4)
    at(moment)

    assert "You need not do anything" in next_of(seen(u4))


@pytest.mark.row("METU-35")
def test_a_change_in_add_drop_is_open_and_falls_back_unless_it_is_approved(world: World, u4):
    world.change(u4, add=[world.x2])
    approve(world, u4)
    at("2026-02-24 10:00")
    student = Visitor(u4.user)
    assert "A change is open to you; it then needs your advisor's approval again." in next_of(student.get(PAGE))
    assert student.get("/registration/").can_press("Add")

    assert world.change(u4, add=[world.y1]).accepted
    fallback = (
        "Your change in add-drop is not approved. Unless your advisor approves it, your list falls back to what was "
        "approved before on 27 February 23:59, in 3 days 14 hours."
    )
    assert student.get(PAGE).text("p", class_="falls-back") == fallback
    assert "Your change needs your advisor's approval" in next_of(student.get(PAGE))
    assert student.get("/registration/").text("p", class_="falls-back") == (
        "Your change in add-drop is not approved yet: without an approval it does not count from 28.02.2026 00:00 on."
    )
    approve(world, u4)
    assert student.get(PAGE).all("p", class_="falls-back") == []


@pytest.mark.row("METU-35")
def test_where_policy_says_so_such_a_change_leaves_the_student_unregistered(world: World, u4):
    turn("RENEWAL", "", profile=METU, params={"submit": "optional", "unapproved_change": "unregistered"})
    world.change(u4, add=[world.x2])
    approve(world, u4)
    at("2026-02-24 10:00")
    assert world.change(u4, add=[world.y1]).accepted

    assert "you are unregistered on 27 February 23:59" in seen(u4).text("p", class_="falls-back")


# those for whom the term is not, or no longer, open


@pytest.mark.row("OMU-04")
def test_the_unregistered_are_told_what_was_missing_and_the_way_on(world: World, u4):
    put(world, u4, "unregistered", missing_steps=["fee", "approval"])
    at("2026-02-16 10:00")

    page = seen(u4)

    assert next_of(page).startswith(
        "You are unregistered this term Missing: Fee Advisor's approval With a documented excuse you can still "
        "register this term: petition the head of your department. A petition is taken until 27 February 17:00, another "
        "11 days 7 hours"
    )
    assert steps_of(page) == {"fee": "Not required", "courses": "Done", "approval": "Missed"}
    at("2026-02-27 17:00")
    assert "The time for a petition is over." in next_of(seen(u4))
    turn("WORDING", "", profile=METU, params={"unregistered": "not_renewed"})
    assert next_of(seen(u4)).startswith("Your registration of this term was not renewed")


@pytest.mark.parametrize(
    ("state", "said", "shown"),
    [
        ("excuse_pending", "Your excuse is under review", 3),
        ("on_leave", "You are on leave this term", 0),
        ("cancelled", "Your registration of this term was cancelled", 0),
    ],
)
def test_a_term_that_is_settled_otherwise_says_so(world: World, u4, state: str, said: str, shown: int):
    put(world, u4, state)
    page = seen(u4)
    assert (next_of(page).startswith(said), len(steps_of(page))) == (True, shown)


@pytest.mark.row("METU-30")
@pytest.mark.parametrize(
    ("coming_back", "said"),
    [
        ("needed", "This term is not open to you yet You were unregistered last term"),
        ("refused", "This term is not open to you yet Your petition to return was refused"),
        ("opened", "Choose your courses"),
    ],
)
def test_who_was_unregistered_last_term_is_told_the_way_back(world: World, u4, coming_back: str, said: str):
    put(world, u4, "not_started", coming_back=coming_back)
    assert next_of(seen(u4)).startswith(said)
    turn("RETURN_NOT_OPENED", "off", profile=METU)
    assert next_of(seen(u4)).startswith("Choose your courses")


@pytest.mark.row("METU-25")
def test_who_did_not_register_in_the_period_is_told_in_add_drop(world: World, u4):
    at("2026-02-23 10:00")
    assert next_of(seen(u4)).startswith(
        "You did not register in the registration period You did not complete your registration in the registration period"
    )
    new = world.student("2501240", class_year=1, semester=1)
    assert next_of(seen(new)).startswith("Choose your courses Open until 27 February 17:00")


def test_the_student_of_an_accepted_excuse_sees_the_own_window(world: World, u4):
    at("2026-02-18 10:00")
    window = {"personal_from": "2026-02-18 09:00+03:00", "personal_until": "2026-02-20 17:00+03:00"}
    put(world, u4, "draft", **window)
    assert next_of(seen(u4)).startswith(
        "Choose your courses Your excuse was accepted: registration is open to you alone. "
        "Open until 20 February 17:00, another 2 days 7 hours"
    )


def test_a_graduate_has_nothing_to_register(world: World, u4):
    u4.status = "graduated"
    u4.save()
    page = seen(u4)
    assert (next_of(page)[:31], steps_of(page)) == ("You are not an enrolled student", {})


@pytest.mark.parametrize(
    ("moment", "held", "said"),
    [
        ("2026-02-13 18:00", True, "Your list can no longer be changed. Your advisor can approve it until 13 February"),
        ("2026-02-13 18:00", False, "Your list was not completed in time."),
        ("2026-02-14 10:00", True, "Your list was not completed in time."),
    ],
)
def test_between_the_end_and_the_close_the_page_says_what_is_left(world: World, u4, moment, held, said):
    if held:
        world.change(u4, add=[world.x2])
    at(moment)
    assert said in next_of(seen(u4))


def test_while_registration_is_paused_nothing_is_asked_for(world: World, u4):
    world.term.windows.filter(kind="registration").update(paused=True)
    catalogue.forget()
    assert next_of(seen(u4)).startswith("Registration is paused")
