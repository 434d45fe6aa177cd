"""Each step of the renewal tells whom it concerns, in the transaction in which it happens."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import transaction

from people.models import Notice, Substitution
from people.notice_texts import TEXTS
from people.selectors import acting_advisors, advisor_of
from registration.models import TermRegistration
from registration.signals import moved as signal
from registration.told import TOLD
from registration.transitions import TABLE, move
from tests.world import World

pytestmark = pytest.mark.django_db
TERM = {"tr": "2025-2026 Bahar", "en": "2025-2026 Spring"}


@pytest.fixture
def u4(world: World):
    student = world.student()
    world.change(student, add=[world.x2])
    return student


def do(world: World, student, event: str, state: str = "", note: str = "Not", actor=None):
    if state:
        TermRegistration.objects.filter(student=student).update(state=state)
    actor = actor or world.advisor.user
    return move(student_id=student.id, term_id=world.term.id, event=event, version=None, actor_id=actor.id, note=note)


def told() -> list[tuple]:
    return list(Notice.objects.order_by("id").values_list("user__username", "kind", "figures", "link"))


@pytest.mark.parametrize(
    ("event", "state", "kind"),
    [
        ("approve", "draft", "approved"),
        ("return", "draft", "returned"),
        ("remove_approval", "final", "approval_removed"),
        ("cancel", "draft", "cancelled"),
    ],
)
def test_the_student_is_told(world: World, u4, event: str, state: str, kind: str):
    assert do(world, u4, event, state).accepted
    assert told() == [("e250123", kind, {"term": TERM, "who": "Dr. Ada Danisman", "note": "Not"}, "/term/")]


@pytest.mark.row("OMU-03")
@pytest.mark.parametrize(("event", "state"), [("send", "draft"), ("auto_submit", "draft")])
def test_the_advisor_and_whoever_stands_in_are_told_of_a_list_that_waits(world: World, u4, event: str, state: str):
    days = {"date_from": date(2026, 2, 9), "date_to": date(2026, 2, 10)}
    Substitution.objects.create(advisor=world.advisor, substitute=world.staff("vekil"), **days)

    assert do(world, u4, event, state, note="", actor=u4.user).accepted

    figures = {"term": TERM, "who": "Deniz Yılmaz", "note": ""}
    assert told() == [(name, "submitted", figures, f"/advising/{u4.id}/") for name in ("danisman", "vekil")]


@pytest.mark.parametrize(
    ("day", "acting"),
    [
        ("2026-02-08", ["danisman"]),
        ("2026-02-09", ["danisman", "vekil"]),
        ("2026-02-10", ["danisman", "vekil"]),
        ("2026-02-11", ["danisman"]),
    ],
)
def test_a_substitute_acts_on_the_days_given_both_included(world: World, u4, day: str, acting: list[str]):
    vekil = world.staff("vekil")
    days = {"date_from": date(2026, 2, 9), "date_to": date(2026, 2, 10)}
    Substitution.objects.create(advisor=world.advisor, substitute=vekil, **days)
    names = {world.advisor.user_id: "danisman", vekil.user_id: "vekil"}

    assert [names[id_] for id_ in acting_advisors(u4.id, date.fromisoformat(day))] == acting
    assert advisor_of(u4.id, date.fromisoformat(day)).name == str(world.advisor)


@pytest.mark.parametrize(("event", "state"), [("take_back", "submitted"), ("fee_due", "draft"), ("close", "draft")])
def test_of_some_steps_nobody_is_told_here(world: World, u4, event: str, state: str):
    assert do(world, u4, event, state).accepted
    assert told() == []


def test_a_refused_step_tells_nobody(world: World, u4):
    assert not do(world, u4, "return", note="").accepted
    assert told() == []


def test_the_right_is_told_of_every_step_and_may_write_beside_it(world: World, u4):
    heard = []

    def listen(**kwargs):
        assert transaction.get_connection().in_atomic_block
        heard.append({k: v for k, v in kwargs.items() if k not in ("signal", "sender")})

    signal.connect(listen)
    try:
        do(world, u4, "return")
    finally:
        signal.disconnect(listen)

    about = {"term_id": world.term.id, "student_ids": [u4.id], "actor_id": world.advisor.user_id}
    assert heard == [about | {"event": "return", "state": "returned", "note": "Not"}]


def test_a_notice_does_not_outlive_the_step_that_it_tells_of(world: World, u4):
    def fail(**kwargs):
        raise ZeroDivisionError

    signal.connect(fail)
    try:
        with pytest.raises(ZeroDivisionError):
            do(world, u4, "return")
    finally:
        signal.disconnect(fail)
    assert (told(), world.registration_of(u4).state) == ([], "draft")


def test_every_kind_has_words_and_every_event_a_place_in_the_table():
    assert TOLD.keys() - TABLE.keys() == set()
    assert {kind for _, kind in TOLD.values()} - TEXTS.keys() == set()
