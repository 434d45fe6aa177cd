"""Who advises whom, and what an advisor may do with a registration."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from advising import services
from people import selectors
from people.models import Advisorship, Student, User
from registration.models import TermRegistration, Transition
from tests.world import World, codes

pytestmark = pytest.mark.django_db
TODAY, DAY = date(2026, 2, 10), timedelta(days=1)  # the day of the world's clock


@pytest.fixture
def u4(world: World) -> Student:
    student = world.student()
    world.change(student, add=[world.x2])
    return student


def spans(student: Student, first: date, last: date | None) -> None:
    student.advisorships.update(date_from=first, date_to=last)


def act(world: World, student: Student, event: str, *, actor: User | None = None, version: int = 1):
    todo = {
        "approve": services.approve,
        "return": services.return_to_student,
        "remove_approval": services.remove_approval,
    }[event]
    note = {"note": "MATH120 eksik"} if event == "return" else {}
    actor = actor or world.advisor.user
    return todo(student_id=student.id, term_id=world.term.id, version=version, actor=actor, **note)


@pytest.mark.parametrize(
    ("first", "last", "advises"),
    [
        (TODAY, None, True),
        (TODAY, TODAY, True),
        (TODAY - DAY, TODAY + DAY, True),
        (TODAY - 9 * DAY, TODAY - DAY, False),
        (TODAY + DAY, None, False),
    ],
    ids=["from today", "today alone", "until tomorrow", "ended yesterday", "from tomorrow"],
)
def test_an_advisorship_holds_from_its_first_to_its_last_day(world: World, u4, first, last, advises):
    spans(u4, first, last)

    assert selectors.advises(world.advisor.user, u4.id) is advises
    assert list(services.advisees_of(world.advisor.user)) == ([u4] if advises else [])


def test_nobody_advises_by_being_staff_or_superuser(world: World, u4):
    others = [
        world.staff("baska").user,
        world.role(world.staff("sekreter", is_staff=True), "secretary", world.ceng).staff.user,
        world.role(world.staff("ogr", is_staff=True), "registrar").staff.user,
        User.objects.create_superuser("root"),
        u4.user,
    ]

    assert [selectors.advises(user, u4.id) for user in others] == [False] * 5


def test_advisees_come_in_the_order_of_the_turkish_alphabet(world: World):
    for n, surname in enumerate(["İnan", "Zorlu", "Çelik", "Işık", "Cömert", "Şen", "Öz", "Onur", "Dağ"]):
        world.student(f"25{n:04}0", surname=surname)

    names = [student.last_name for student in services.advisees_of(world.advisor.user)]

    assert names == ["Cömert", "Çelik", "Dağ", "Işık", "İnan", "Onur", "Öz", "Şen", "Zorlu"]


def test_a_student_with_two_advisors_in_turn_belongs_to_the_present_one(world: World, u4):
    spans(u4, date(2020, 1, 1), TODAY - DAY)
    second = world.staff("yeni")
    Advisorship.objects.create(student=u4, advisor=second, date_from=TODAY)

    assert codes(act(world, u4, "approve")) == ["NOT_YOUR_ADVISEE"]
    assert act(world, u4, "approve", actor=second.user).accepted


@pytest.mark.row("METU-41")
@pytest.mark.parametrize("event", ["approve", "return", "remove_approval"])
def test_anothers_advisor_changes_nothing_and_the_attempt_is_recorded(world: World, u4, event: str):
    if event == "remove_approval":
        assert act(world, u4, "approve").accepted
    before, other = world.registration_of(u4).state, world.staff("baska").user

    moved = act(world, u4, event, actor=other)

    assert (moved.status, codes(moved)) == ("refused", ["NOT_YOUR_ADVISEE"])
    assert world.registration_of(u4).state == before
    tried = Transition.objects.get(actor=other)
    assert (tried.event, tried.accepted, tried.from_state, tried.to_state) == (event, False, before, before)
    assert [finding["code"] for finding in tried.findings] == ["NOT_YOUR_ADVISEE"]


def test_who_acts_for_a_student_who_is_none_is_turned_away_without_a_record(world: World):
    moved = services.approve(student_id=10**12, term_id=world.term.id, version=0, actor=world.advisor.user)

    assert (codes(moved), Transition.objects.count()) == (["NOT_YOUR_ADVISEE"], 0)


def test_what_somebody_tries_who_is_no_staff_leaves_no_trace(world: World, u4):
    other = world.student("2501240")
    assert codes(act(world, other, "approve", actor=u4.user)) == ["NOT_YOUR_ADVISEE"]
    assert not TermRegistration.objects.filter(student=other).exists()


@pytest.mark.row("METU-17")
def test_approve_return_and_removal_each_move_the_list(world: World, u4):
    moves = [act(world, u4, event) for event in ("return", "approve", "remove_approval", "approve")]

    assert [(moved.status, moved.state) for moved in moves] == [
        ("accepted", "returned"),
        ("accepted", "final"),
        ("accepted", "draft"),
        ("accepted", "final"),
    ]
    assert {t.actor for t in Transition.objects.exclude(event="begin")} == {world.advisor.user}
    assert list(Transition.objects.exclude(note="").values_list("event", "note")) == [("return", "MATH120 eksik")]


def test_what_was_not_seen_is_not_approved(world: World, u4):
    world.change(u4, add=[world.y1])

    assert codes(act(world, u4, "approve", version=1)) == ["STALE_LIST"]
    assert world.registration_of(u4).state == "draft"
    assert act(world, u4, "approve", version=2).accepted
    assert world.approved(u4) == {world.x2.id, world.y1.id}


def test_a_refused_attempt_leaves_the_version_that_was_seen(world: World, u4):
    world.change(u4, add=[world.x1])  # refused: X is on the list already

    assert act(world, u4, "approve", version=1).accepted
