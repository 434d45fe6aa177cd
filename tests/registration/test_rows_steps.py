"""The rows of the catalogue on who may register, and when: through preview and commit, as test_rows.py does."""

from __future__ import annotations

from decimal import Decimal

import pytest

from curriculum.models import Programme, Term
from fees.models import FeeStanding
from people.models import Student
from registration.models import TermRegistration
from registration.transitions import Moved, move
from tests.visitor import Visitor
from tests.world import World, at, codes

from .ask import METU, OK, ask, refused, turn

pytestmark = pytest.mark.django_db


def put(world: World, student: Student, state: str, **fields) -> None:
    defaults = {"state": state, "coming_back": ""} | fields
    TermRegistration.objects.update_or_create(student=student, term=world.term, defaults=defaults)


def do(world: World, student: Student, event: str, note: str = "") -> Moved:
    actor = world.advisor.user_id
    return move(student_id=student.id, term_id=world.term.id, event=event, version=None, actor_id=actor, note=note)


def full(world: World, student: Student) -> tuple:
    """Three courses, so that nothing is to be said of too few."""
    sections = tuple(world.section(world.course(code), 1) for code in ("5710140", "5710242", "5710336"))
    assert ask(world, student, add=sections) == OK
    return sections


# English preparation


@pytest.mark.row("METU-22")
def test_a_student_of_preparation_takes_no_course(world: World):
    programme = Programme.objects.create(code="TIB", name="Temel İngilizce", department=world.ee, level="prep")
    ep = world.student("2501700", programme=programme, semester=1, class_year=1, cgpa=None)
    ep.programmes.update(curriculum=world.curriculum)
    at("2026-02-10 13:00")

    assert ask(world, ep, add=(world.x2,)) == refused("PREP_NO_COURSES")
    assert world.list_of(ep) == set()
    assert do(world, ep, "skip").state == "final"  # what the close does once the fee is settled

    other = world.student("2501710", programme=programme, semester=1, class_year=1, cgpa=None)
    other.programmes.update(curriculum=world.curriculum)
    turn("PREP_NO_COURSES", "off", profile=METU)
    assert ask(world, other, add=(world.x2,))[0] == "accepted"


# add-drop


@pytest.mark.row("METU-25")
def test_who_did_not_register_in_the_period_does_not_in_add_drop(world: World):
    u4, other = world.student(), world.student("2501240")
    put(world, u4, "unregistered")
    at("2026-02-23 10:00")

    assert ask(world, u4, add=(world.x2,)) == refused("NOT_REGISTERED_IN_PERIOD", case="unregistered")
    assert ask(world, other, add=(world.x2,)) == refused("NOT_REGISTERED_IN_PERIOD")

    put(world, u4, "draft", personal_from="2026-02-23 09:00+03:00", personal_until="2026-02-24 17:00+03:00")
    assert ask(world, u4, add=(world.x2,)) == OK  # an accepted excuse (METU-28)
    turn("NOT_REGISTERED_IN_PERIOD", "off", profile=METU)
    assert ask(world, other, add=(world.x2,)) == OK


@pytest.mark.row("METU-26")
def test_new_students_and_those_in_adaptation_may_register_in_add_drop(world: World):
    u0 = world.student("2601000", class_year=1, semester=1, cgpa=None)
    i = world.student("2601010", class_year=2, adaptation=True)
    at("2026-02-23 10:00")

    assert [ask(world, who, add=(world.x2,))[0] for who in (u0, i)] == ["accepted"] * 2

    turn("NOT_REGISTERED_IN_PERIOD", "refuse", profile=METU, params={"exempt": ["adaptation"]})
    assert ask(world, u0, add=(world.y1,))[0] == "refused"
    assert ask(world, i, add=(world.y1,)) == OK


@pytest.mark.row("METU-30")
def test_who_was_unregistered_registers_in_a_later_term_once_it_was_opened(world: World):
    before = Term.objects.create(code="20251", name="2025-2026 Güz")
    u4 = world.student()
    TermRegistration.objects.create(student=u4, term=before, state="unregistered", coming_back="")

    assert ask_as_it_is(world, u4) == refused("RETURN_NOT_OPENED", case="needed")
    put(world, u4, "not_started", coming_back="opened")
    assert ask(world, u4, add=(world.x2,)) == OK
    at("2026-02-23 10:00")  # on the registration dates, not in add-drop
    assert ask(world, u4, add=(world.y1,)) == refused("NOT_REGISTERED_IN_PERIOD")

    again = world.student("2501240")
    put(world, again, "not_started", coming_back="needed")
    turn("RETURN_NOT_OPENED", "off", profile=METU)
    at("2026-02-10 10:00")
    assert ask(world, again, add=(world.x2,)) == OK


def ask_as_it_is(world: World, student: Student):
    """A commit alone: what the last term left behind is looked up when the registration is made."""
    receipt = world.change(student, add=(world.x2,))
    return receipt.status, [(f["code"], f["figures"]) for f in receipt.findings]


@pytest.mark.row("METU-34")
def test_who_is_final_and_stays_away_from_add_drop_is_final_after_it(world: World):
    u4 = world.student()
    full(world, u4)
    assert do(world, u4, "approve").state == "final"
    held = world.list_of(u4)
    at("2026-02-28 10:00")

    assert do(world, u4, "restore").findings[0]["code"] == "ILLEGAL_TRANSITION"  # nothing there for a job to do
    assert do(world, u4, "close").findings[0]["code"] == "ILLEGAL_TRANSITION"
    assert (world.registration_of(u4).state, world.list_of(u4)) == ("final", held)


# the advisor


@pytest.mark.row("METU-36")
@pytest.mark.row("METU-50")
@pytest.mark.parametrize(
    ("moment", "closed"),
    [
        ("2026-02-09 09:59:59", True),
        ("2026-02-09 10:00:00", False),
        ("2026-02-13 23:59:30", False),
        ("2026-02-13 23:59:59", False),
        ("2026-02-14 00:00:00", True),
    ],
)
def test_approvals_begin_at_ten_and_end_at_midnight(world: World, moment: str, closed: bool):
    u4 = world.student()
    full(world, u4)
    at(moment)

    assert (codes(do(world, u4, "approve")), world.registration_of(u4).state) == (
        (["APPROVAL_CLOSED"], "draft") if closed else ([], "final")
    )


@pytest.mark.row("METU-37")
def test_who_did_not_speak_with_the_advisor_may_add_unless_policy_asks_for_it(world: World):
    u4, other = world.student(), world.student("2501240")
    assert ask(world, u4, add=(world.x2,)) == OK

    turn("CONTACT_ADVISOR", "refuse", profile=METU, phases=["open", "add"])
    assert ask(world, other, add=(world.x2,)) == refused("CONTACT_ADVISOR")
    world.spoke(other)
    assert ask(world, other, add=(world.x2,)) == OK


@pytest.mark.row("METU-40")
def test_after_the_approval_the_list_is_locked_until_it_is_removed(world: World):
    u4 = world.student()
    full(world, u4)
    do(world, u4, "approve")

    assert ask(world, u4, add=(world.y1,)) == refused("APPROVED_LOCKED")
    refusal = Visitor(u4.user).post("/registration/change/", action="add", pick=str(world.y1.id))
    assert "ask your advisor to remove the approval" in Visitor(u4.user).follow(refusal).text("div", id="answer")
    do(world, u4, "remove_approval")
    assert ask(world, u4, add=(world.y1,)) == OK

    at("2026-02-24 10:00")  # an approval given in add-drop locks as well
    do(world, u4, "approve")
    assert ask(world, u4, drop=(world.y1,)) == refused("APPROVED_LOCKED")
    turn("APPROVED_LOCKED", "off", profile=METU)
    assert ask(world, u4, drop=(world.y1,)) == OK


@pytest.mark.row("METU-40")
@pytest.mark.parametrize(("entry", "outcome"), [("open", OK), ("locked", refused("APPROVED_LOCKED"))])
def test_whether_the_approval_of_the_period_locks_add_drop_is_policy(world: World, entry: str, outcome):
    u4 = world.student()
    full(world, u4)
    do(world, u4, "approve")
    at("2026-02-23 00:00")
    turn("APPROVED_LOCKED", "refuse", profile=METU, params={"add_drop_entry": entry})

    assert ask(world, u4, add=(world.y1,)) == outcome
    assert world.registration_of(u4).state == ("draft" if entry == "open" else "final")


# passwords


@pytest.mark.row("METU-53")
def test_a_password_changed_during_registration_shuts_it_for_thirty_minutes(world: World):
    u4 = world.student()
    u4.user.password_changed_at = "2026-02-10 10:00+03:00"
    u4.user.save()

    at("2026-02-10 10:29:59")
    opens = "2026-02-10T10:30:00+03:00"
    assert ask(world, u4, add=(world.x2,)) == refused("PASSWORD_COOLDOWN", opens=opens, minutes=1)
    at("2026-02-10 10:30:00")
    assert ask(world, u4, add=(world.x2,)) == OK
    at("2026-02-10 10:10:00")
    turn("PASSWORD_COOLDOWN", "off", profile=METU)
    assert ask(world, u4, add=(world.y1,)) == OK


# OMÜ


@pytest.mark.row("OMU-39")
def test_a_list_that_was_sent_is_changed_by_nobody_but_the_advisors_return(db):
    world = World("omu")
    o1 = world.student(cgpa="3.00")
    assert ask(world, o1, add=(world.x2,))[0] == "accepted"
    put(world, o1, "submitted")

    assert ask(world, o1, add=(world.y1,)) == refused("SUBMITTED_LOCKED")
    put(world, o1, "returned")
    assert ask(world, o1, add=(world.y1,))[0] == "accepted"
    put(world, o1, "submitted")
    turn("SUBMITTED_LOCKED", "off", profile="OMÜ")
    assert ask(world, o1, drop=(world.y1,))[0] == "accepted"


# KOÜ


@pytest.fixture
def kou(db) -> World:
    return World("kou")


@pytest.mark.row("KOU-56")
def test_a_fee_that_was_paid_after_the_dates_opens_nothing(kou: World):
    k1 = kou.student()
    FeeStanding.objects.create(student=k1, term=kou.term, charged=Decimal(600), paid=Decimal(600))
    at("2026-02-13 17:00")
    closes = {"opens": "2026-02-23T00:00:00+03:00", "closes": "2026-02-27T17:00:00+03:00"}
    assert ask(kou, k1, add=(kou.x2,)) == refused("WINDOW_CLOSED", **closes)
    turn("WINDOW_CLOSED", "off", profile="KOÜ")
    assert ask(kou, k1, add=(kou.x2,))[0] == "accepted"


@pytest.mark.row("KOU-60")
@pytest.mark.parametrize(("paid", "status"), [("599.99", "refused"), ("600.00", "accepted")])
def test_who_paid_selects_courses(kou: World, paid: str, status: str):
    k1 = kou.student()
    FeeStanding.objects.create(student=k1, term=kou.term, charged=Decimal(600), paid=Decimal(paid))
    assert ask(kou, k1, add=(kou.x2,))[0] == status
    turn("FEE_UNPAID", "off", profile="KOÜ")
    assert ask(kou, k1, add=(kou.y1,))[0] == "accepted"


@pytest.mark.row("KOU-78")
def test_both_lines_of_the_fee_are_asked_for(kou: World):
    """385 lira tuition and 215 lira for material, of which the tuition is paid."""
    k1 = kou.student()
    FeeStanding.objects.create(student=k1, term=kou.term, charged=Decimal(600), paid=Decimal(385))
    assert ask(kou, k1, add=(kou.x2,)) == refused("FEE_UNPAID", due="215.00")
    assert "215,00 TL" in Visitor(k1.user, language="tr").get("/term/").html


@pytest.mark.row("KOU-76")
def test_a_student_on_leave_registers_for_nothing(kou: World):
    k1 = kou.student()
    put(kou, k1, "on_leave")
    assert ask(kou, k1, add=(kou.x2,)) == refused("NOT_ENROLLED", case="on_leave")
    assert codes(do(kou, k1, "send")) == ["ILLEGAL_TRANSITION"]
    turn("NOT_ENROLLED", "off", profile="KOÜ")
    assert ask(kou, k1, add=(kou.x2,))[0] == "accepted"


@pytest.mark.row("KOU-79")
def test_the_registration_is_renewed_over_the_internet(kou: World):
    student = Visitor(kou.student().user)
    assert [student.get(path).status for path in ("/term/", "/registration/")] == [200, 200]


@pytest.mark.row("METU-20")
@pytest.mark.row("KOU-80")
def test_an_add_posted_by_staff_changes_no_list(kou: World):
    k1 = kou.student()
    secretary = kou.role(kou.staff("sek571", is_staff=True), "secretary", kou.ceng).staff.user
    add = {"action": "add", "pick": str(kou.x2.id)}
    posted = [Visitor(who).post("/registration/change/", **add).status for who in (kou.advisor.user, secretary)]
    assert (posted, kou.list_of(k1)) == ([403, 403], set())
    assert Visitor(k1.user).post("/registration/change/", **add).status == 302
    assert kou.list_of(k1) == {"CENG213/2"}
