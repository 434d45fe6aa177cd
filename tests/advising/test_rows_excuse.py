"""The rows of excuses: by when and with what they are handed in, what the board decides, and what follows from it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from advising.models import Petition, PetitionStep
from advising.petitions import Said, decide_all
from curriculum.models import Term
from fees.models import FeeStanding
from people.models import Notice
from registration import catalogue
from registration.models import PolicyRule, TermRegistration, Transition, Window
from tests.registration.ask import OK, ask, refused, turn
from tests.world import World, at, local

from .petitioning import BODY, NUMBER, Office, codes_of, state_of

pytestmark = pytest.mark.django_db
METU, OMU, KOU = (pytest.mark.parametrize("policy", [name]) for name in ("metu", "omu", "kou"))


@pytest.fixture
def policy() -> str:
    return "metu"


@pytest.fixture
def world(db, policy: str) -> World:
    return World(policy=policy)


@pytest.fixture
def office(world: World) -> Office:
    at("2026-02-24 10:00")
    return Office(world)


def kocaeli(world: World) -> None:
    """Term 2017-2018 autumn: teaching starts on Monday 18 September."""
    Term.objects.update(starts_on=date(2017, 9, 18), code="20171")
    Window.objects.update(opens_at=local("2017-09-11 09:00"), closes_at=local("2017-09-15 17:00"))
    catalogue.forget()


# handing in


@pytest.mark.row("METU-27")
@pytest.mark.parametrize(
    ("moment", "documents", "against"),
    [
        ("2026-02-27 16:00", 1, []),
        ("2026-02-27 16:59:59", 1, []),
        ("2026-02-27 16:00", 0, ["DOCUMENT_REQUIRED"]),
        ("2026-02-27 17:00", 1, ["PETITION_LATE"]),
        ("2026-02-28 10:00", 0, ["PETITION_LATE", "DOCUMENT_REQUIRED"]),
    ],
)
def test_an_excuse_is_handed_in_with_a_document_until_the_end_of_add_drop(
    world: World, office: Office, moment: str, documents: int, against: list[str]
):
    u4 = office.student("unregistered")
    at(moment)
    done = office.asks(u4, "excuse", documents=documents)

    assert (codes_of(done), state_of(world, u4)) == (against, "unregistered" if against else "excuse_pending")
    assert Petition.objects.filter(student=u4, kind="excuse", state="submitted").count() == (not against)
    assert list(PetitionStep.objects.values_list("event", "accepted")) == [("submit", not against)]


@pytest.mark.row("METU-27")
def test_until_when_an_excuse_is_handed_in_is_the_policys(world: World, office: Office):
    """By the fourth week of classes, which began on Monday 16 February, instead of add-drop."""
    turn("PETITIONS", "", profile="METU", params={"excuse_until": "weeks", "excuse_weeks": 4})
    u4 = office.student("unregistered")
    at("2026-03-16 00:00")
    [late] = office.asks(u4, "excuse").findings
    assert (late["code"], late["figures"]) == ("PETITION_LATE", {"closes": "2026-03-15T23:59:00+03:00"})
    at("2026-03-15 23:59:59")
    assert office.asks(u4, "excuse").accepted


@KOU
@pytest.mark.row("KOU-82")
@pytest.mark.parametrize(
    ("moment", "paid", "against"),
    [
        ("2017-10-01 23:59:59", "600", []),
        ("2017-10-02 00:00:00", "600", ["PETITION_LATE"]),
        ("2017-10-01 12:00:00", "385", ["FEE_UNPAID"]),
    ],
)
def test_who_paid_has_until_the_end_of_the_second_week(
    world: World, office: Office, moment: str, paid: str, against: list[str]
):
    kocaeli(world)
    student = office.student("unregistered")
    FeeStanding.objects.create(student=student, term=world.term, charged="600", paid=paid)
    at(moment)

    assert codes_of(office.asks(student, "excuse")) == against
    assert state_of(world, student) == ("unregistered" if against else "excuse_pending")
    if against == ["FEE_UNPAID"]:
        turn("PETITIONS", "", profile="KOÜ", since="2017-09-01", params={"excuse_until": "weeks", "excuse_fee": False})
        assert office.asks(student, "excuse").accepted


@pytest.mark.parametrize("state", [s for s in TermRegistration.State.values if s != "unregistered"])
def test_only_who_is_unregistered_has_something_to_excuse(world: World, office: Office, state: str):
    student = office.student(state)
    done = office.asks(student, "excuse")

    assert (codes_of(done), done.findings[0]["figures"]) == (
        ["ILLEGAL_TRANSITION"],
        {"event": "excuse", "state": state},
    )
    assert (state_of(world, student), Petition.objects.count()) == (state, 0)


# the board


@pytest.mark.row("METU-28")
def test_an_accepted_excuse_opens_the_term_for_five_working_days(world: World, office: Office):
    """Recorded on Monday 2 March: until the evening of Monday 9 March, whatever the calendar says."""
    u4 = office.student("unregistered")
    petition = office.before_the_board(u4)
    at("2026-03-02 10:00")
    assert office.does(petition, "accept").accepted

    registration = world.registration_of(u4)
    span = registration.personal_from, registration.personal_until
    assert (registration.state, *span) == ("draft", local("2026-03-02 10:00"), local("2026-03-09 17:00"))
    event, state, note = Transition.objects.order_by("id").values_list("event", "to_state", "note").last()
    assert (event, state, note) == ("excuse_accepted", "draft", f"{BODY} {NUMBER} 02.03.2026")
    at("2026-03-09 16:59:59")
    assert ask(world, u4, add=(world.x2,)) == OK
    at("2026-03-09 17:00")
    assert [code for code, _ in ask(world, u4, add=(world.y1,))[1]] == ["WINDOW_CLOSED"]
    assert list(Notice.objects.filter(user=u4.user).values_list("kind", "figures__until__at")) == [
        ("excuse_granted", "2026-03-09T17:00:00+03:00")
    ]


@pytest.mark.row("METU-28")
def test_how_long_the_term_is_open_is_the_policys(world: World, office: Office):
    turn("PETITIONS", "", profile="METU", params={"excuse_days": 2})
    u4 = office.student("unregistered")
    petition = office.before_the_board(u4)
    at("2026-02-27 15:00")
    office.does(petition, "accept")

    assert world.registration_of(u4).personal_until == local("2026-03-03 17:00")


@KOU
@pytest.mark.row("KOU-83")
def test_the_term_is_open_until_the_last_working_hour_of_the_week_after_the_decision(world: World, office: Office):
    """Decided on Wednesday 4 October 2017: Friday 13 October, 17:00."""
    kocaeli(world)
    student = office.student("unregistered")
    at("2017-09-29 10:00")
    petition = office.before_the_board(student)
    at("2017-10-06 09:00")
    assert office.does(petition, "accept", decided_on=date(2017, 10, 4)).accepted

    at("2017-10-13 16:59")
    assert ask(world, student, add=(world.x2,)) == OK
    at("2017-10-13 17:01")
    assert [code for code, _ in ask(world, student, add=(world.y1,))[1]] == ["WINDOW_CLOSED"]


@KOU
@pytest.mark.row("KOU-83")
def test_a_decision_whose_week_is_over_is_not_recorded(world: World, office: Office):
    kocaeli(world)
    student = office.student("unregistered")
    at("2017-09-29 10:00")
    petition = office.before_the_board(student)
    at("2017-10-13 17:00")
    done = office.does(petition, "accept", decided_on=date(2017, 10, 4))

    assert (codes_of(done), state_of(world, student)) == (["EXCUSE_WINDOW_OVER"], "excuse_pending")
    assert office.does(petition, "accept", decided_on=date(2017, 10, 13)).accepted


@pytest.mark.row("METU-28")
@pytest.mark.parametrize("event", ["accept", "reject"])
@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"decision_no": " "}, "DECISION_REQUIRED"),
        ({"decided_on": None}, "DECISION_REQUIRED"),
        ({"decided_on": date(2026, 2, 25)}, "DECISION_IN_FUTURE"),
    ],
)
def test_a_board_decides_by_number_and_date(world: World, office: Office, event: str, said: dict, code: str):
    u4 = office.student("unregistered")
    petition = office.before_the_board(u4)
    done = office.does(petition, event, **said)

    assert (codes_of(done), petition.state, state_of(world, u4)) == ([code], "board", "excuse_pending")
    last = PetitionStep.objects.order_by("id").last()
    assert (last.event, last.accepted, [f["code"] for f in last.findings]) == (event, False, [code])


@pytest.mark.row("METU-29")
def test_a_rejected_excuse_leaves_the_student_unregistered(world: World, office: Office):
    u4 = office.student("unregistered")
    petition = office.before_the_board(u4)
    assert office.does(petition, "reject").accepted

    assert (state_of(world, u4), petition.state) == ("unregistered", "rejected")
    assert [n.kind for n in Notice.objects.filter(user=u4.user)] == ["excuse_declined"]
    assert codes_of(office.asks(u4, "excuse")) == ["EXCUSE_REJECTED"], "the board has spoken for this term"


@OMU
@pytest.mark.row("OMU-84")
def test_who_was_rejected_is_told_so_at_every_try(world: World, office: Office):
    student = office.student("unregistered")
    before = ask(world, student, add=(world.x1,))
    office.does(office.before_the_board(student), "reject")

    codes = [[code for code, _ in result[1]] for result in (before, ask(world, student, add=(world.x1,)))]
    assert codes == [["NOT_REGISTERED_IN_PERIOD"], ["EXCUSE_REJECTED"]]


def test_an_excuse_under_review_lets_nothing_be_registered(world: World, office: Office):
    u4 = office.student("unregistered")
    office.petition(u4, "excuse")

    assert ask(world, u4, add=(world.x2,)) == refused("NOT_REGISTERED_IN_PERIOD", case="excuse_pending")


def test_an_excuse_taken_back_may_be_handed_in_again(world: World, office: Office):
    u4 = office.student("unregistered")
    petition = office.petition(u4, "excuse")
    assert codes_of(office.asks(u4, "excuse")) == ["ILLEGAL_TRANSITION", "PETITION_OPEN"]
    assert office.does(petition, "take_back").accepted
    assert (state_of(world, u4), petition.state) == ("unregistered", "withdrawn")
    assert office.asks(u4, "excuse").accepted


def test_the_department_writes_its_opinion_before_the_board_sees_it(world: World, office: Office):
    petition = office.petition(office.student("unregistered"), "excuse")
    assert codes_of(office.does(petition, "forward")) == ["OPINION_REQUIRED"]
    assert codes_of(office.does(petition, "opinion", favourable=None)) == ["OPINION_REQUIRED"]
    assert office.does(petition, "opinion", note="Belgesi tam", favourable=False).accepted
    assert office.does(petition, "forward").accepted

    assert (petition.state, petition.opinion, petition.favourable) == ("board", "Belgesi tam", False)
    told = Notice.objects.exclude(user=petition.student.user).order_by("id").values_list("user__username", "kind")
    assert list(told) == [("baskan571", "petition_waits"), ("yazman", "petition_waits")]


def test_one_decision_covers_several_and_one_that_cannot_be_keeps_none_back(world: World, office: Office):
    first, second = (
        office.before_the_board(office.student("unregistered", number)) for number in ("2501231", "2501249")
    )
    TermRegistration.objects.filter(student=first.student).update(state="cancelled")
    said = Said(body=BODY, decision_no=NUMBER, decided_on=date(2026, 2, 24))
    done = decide_all(petitions=[first, second], event="accept", actor=office.clerk, said=said)

    assert [(d.status, codes_of(d)) for d in done] == [("refused", ["ILLEGAL_TRANSITION"]), ("accepted", [])]
    assert (first.state, second.state) == ("board", "accepted")


def test_no_policy_is_no_permission(world: World, office: Office):
    PolicyRule.objects.filter(code="PETITIONS").delete()
    catalogue.forget()
    assert codes_of(office.asks(office.student("unregistered"), "excuse")) == ["POLICY_MISSING"]


@pytest.mark.parametrize("days", [1, 5])
def test_a_window_is_never_over_before_it_opens(world: World, office: Office, days: int):
    turn("PETITIONS", "", profile="METU", params={"excuse_days": days})
    u4 = office.student("unregistered")
    petition = office.before_the_board(u4)
    at("2026-03-06 23:00")  # a Friday
    office.does(petition, "accept")
    assert world.registration_of(u4).personal_until > local("2026-03-06 23:00") + timedelta(days=2)
