"""Counters, list and ledger stay one, whatever policy says and whatever staff do between the look and the lock."""

from __future__ import annotations

import uuid

import pytest
from django.db import InternalError, transaction

from curriculum.models import SeatCounter
from registration import catalogue
from registration.audit import audit
from registration.models import Enrolment, PolicyRule
from registration.rules.facts import Change, Line
from registration.seats import Asking, Taking, take
from registration.services import commit, preview
from registration.snapshot import load_facts
from tests.elsewhere import run, threads, transaction_elsewhere, until_waiting
from tests.world import World, codes

HOLD = "SELECT id FROM curriculum_seatcounter WHERE id = %s FOR NO KEY UPDATE"


@pytest.fixture
def committed(transactional_db) -> World:
    return World()


def used(*counters: SeatCounter) -> list[int]:
    return [SeatCounter.objects.get(id=c.id).taken for c in counters]


@pytest.mark.parametrize("action", ["off", "warn"])
@pytest.mark.django_db
def test_no_policy_takes_a_seat_without_an_enrolment(world: World, action: str):
    """A course stands on a list once; a second section of it would take a seat that nobody sits on."""
    u4 = world.student()
    world.change(u4, add=[world.x2])
    PolicyRule.objects.filter(code="ALREADY_REGISTERED").update(action=action)
    catalogue.forget()

    receipt = world.change(u4, add=[world.x1])

    assert (receipt.status, codes(receipt)) == ("refused", ["ALREADY_REGISTERED"])
    assert (world.taken(world.x1), world.taken(world.x2), world.list_of(u4)) == (0, 1, {"CENG213/2"})
    assert audit() == []


@pytest.mark.django_db
def test_no_policy_frees_a_seat_of_somebody_else(world: World):
    u4, other = world.student(), world.student("2501240")
    world.change(other, add=[world.x2])
    PolicyRule.objects.filter(code="NOT_REGISTERED").update(action="off")
    catalogue.forget()

    assert world.change(u4, drop=[world.x2]).accepted
    assert (world.taken(world.x2), audit()) == (1, [])


@pytest.mark.parametrize("action", ["off", "warn"])
@pytest.mark.django_db
def test_no_policy_sells_a_seat_that_is_not_there(world: World, action: str):
    SeatCounter.objects.filter(section=world.x1).update(capacity=0)
    PolicyRule.objects.filter(code="CAPACITY_FULL").update(action=action)
    catalogue.forget()

    receipt = world.change(world.student(), add=[world.x1])

    assert (receipt.status, codes(receipt)[-1]) == ("refused", "CAPACITY_FULL")
    assert receipt.findings[-1]["action"] == "refuse"
    assert world.taken(world.x1) == 0


@pytest.mark.row("METU-16")
@pytest.mark.django_db
def test_taking_the_own_section_anew_needs_no_other_seat(world: World):
    """As for another status. The section is full and closed, its quota used up, all by this student."""
    quota = SeatCounter.objects.get(criterion=world.criterion(world.x1, quota=1))
    u4 = world.student()
    world.change(u4, add=[world.x1])
    SeatCounter.objects.filter(section=world.x1).update(capacity=1, open=False)

    receipt = world.change(u4, add=[world.x1], drop=[world.x1])

    assert (receipt.status, codes(receipt), receipt.version) == ("accepted", [], 2)
    assert (world.taken(world.x1), used(quota), audit()) == (1, [1], [])


@pytest.mark.django_db
def test_a_section_that_is_gone_is_not_found_by_preview_and_commit_alike(world: World):
    u4, gone = world.student(), 987_654
    who = {"student_id": u4.id, "term_id": world.term.id}
    change = Change(frozenset({Line(gone), Line(world.y1.id)}))

    verdict, *_ = preview(**who, change=change)
    receipt = commit(**who, change=change, actor_id=u4.user_id, key=uuid.uuid4())

    assert [(f.code, f.figures) for f in verdict.findings] == [("SECTION_NOT_FOUND", {"section": gone})]
    assert (receipt.status, receipt.findings) == ("refused", tuple(f.stored() for f in verdict.findings))


@pytest.mark.django_db
def test_a_course_can_be_dropped_when_its_counter_is_gone(world: World):
    """A counter that somebody deleted must not keep its students for ever."""
    u4 = world.student()
    world.change(u4, add=[world.x1])
    SeatCounter.objects.filter(section=world.x1).delete()
    catalogue.forget()

    assert world.change(u4, drop=[world.x1]).accepted
    assert not Enrolment.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_quota_that_went_meanwhile_is_no_matter_where_another_one_admits(committed: World):
    """Both students saw the first quota free; the one who comes too late is given the second, not refused."""
    rows = [committed.criterion(committed.x1, quota=1) for _ in range(2)]
    first, second = (SeatCounter.objects.get(criterion=row) for row in rows)
    people = [committed.student(), committed.student("2501240")]
    committed.change(committed.student("2501250"), add=[committed.y1])  # the catalogue is warm
    with threads(2) as start, transaction_elsewhere() as other:
        run(other, HOLD, first.id)
        calls = [start(committed.change, student, add=[committed.x1]) for student in people]
        until_waiting(2)
        other.commit()
        assert [call.result(timeout=10).status for call in calls] == ["accepted", "accepted"]
    assert (used(first, second), committed.taken(committed.x1), audit()) == ([1, 1], 2, [])


@pytest.mark.django_db(transaction=True)
def test_a_seat_that_went_meanwhile_is_a_refusal_with_the_figures_behind_the_lock(committed: World):
    u4 = committed.student()
    counter = SeatCounter.objects.get(section=committed.x1)
    committed.change(committed.student("2501250"), add=[committed.y1])
    with threads() as start, transaction_elsewhere() as other:
        run(other, HOLD, counter.id)
        call = start(committed.change, u4, add=[committed.x1])
        until_waiting()
        run(other, "UPDATE curriculum_seatcounter SET capacity = 0 WHERE id = %s", counter.id)
        other.commit()
        receipt = call.result(timeout=10)
    assert (receipt.status, codes(receipt)) == ("refused", ["CAPACITY_FULL"])
    assert receipt.findings[0]["figures"] == {"capacity": 0, "taken": 0, "open": True, "quota": False}
    assert [fix.section_id for fix in receipt.fixes] == [committed.x2.id]


@pytest.mark.django_db(transaction=True)
def test_of_two_seats_neither_is_taken_where_one_was_closed_meanwhile(committed: World):
    u4 = committed.student()
    counters = [SeatCounter.objects.get(section=section) for section in (committed.x2, committed.y1)]
    committed.change(committed.student("2501250"), add=[committed.x1])
    with threads() as start, transaction_elsewhere() as other:
        run(other, HOLD, counters[0].id)
        call = start(committed.change, u4, add=[committed.x2, committed.y1])
        until_waiting()
        run(other, "UPDATE curriculum_seatcounter SET open = false WHERE id = %s", counters[0].id)
        other.commit()
        receipt = call.result(timeout=10)
    assert (codes(receipt), [f["section_id"] for f in receipt.findings]) == (["CAPACITY_FULL"], [committed.x2.id])
    assert (
        list(SeatCounter.objects.filter(id__in=[c.id for c in counters]).values_list("taken", "moves")) == [(0, 0)] * 2
    )
    assert (committed.list_of(u4), audit()) == (set(), [])


@pytest.mark.django_db(transaction=True)
def test_a_change_that_comes_too_late_keeps_the_old_seat(committed: World):
    u4 = committed.student()
    committed.change(u4, add=[committed.x2])
    wanted = SeatCounter.objects.get(section=committed.x1)
    with threads() as start, transaction_elsewhere() as other:
        run(other, HOLD, wanted.id)
        call = start(committed.change, u4, add=[committed.x1], drop=[committed.x2])
        until_waiting()
        run(other, "UPDATE curriculum_seatcounter SET capacity = 0 WHERE id = %s", wanted.id)
        other.commit()
        assert codes(call.result(timeout=10)) == ["CAPACITY_FULL"]
    assert (committed.list_of(u4), committed.taken(committed.x2), audit()) == ({"CENG213/2"}, 1, [])


@pytest.mark.django_db(transaction=True)
def test_a_section_deleted_meanwhile_is_not_found(committed: World):
    """The secretary deletes the section while the add waits for its counter."""
    u4, gone = committed.student(), committed.section(committed.x, 3)
    committed.change(committed.student("2501250"), add=[committed.y1])
    with threads() as start, transaction_elsewhere() as secretary:
        run(secretary, "DELETE FROM curriculum_seatcounter WHERE section_id = %s", gone.id)
        call = start(committed.change, u4, add=[gone])
        until_waiting()
        run(secretary, "DELETE FROM curriculum_section WHERE id = %s", gone.id)
        secretary.commit()
        receipt = call.result(timeout=10)
    assert (receipt.status, codes(receipt)) == ("refused", ["SECTION_NOT_FOUND"])


@pytest.mark.django_db
def test_the_statement_itself_writes_no_seat_without_its_enrolment(world: World):
    """Should a judgement ever be wrong: an error, and nothing is written."""
    u4 = world.student()
    world.change(u4, add=[world.x2])
    facts = load_facts(world.term.id, [u4.id])[u4.id].facts
    line = (world.x1.id, world.x.id, None, facts.primary.id, "normal", "student", "", True)
    taking = Taking(((SeatCounter.objects.get(section=world.x1).id, 1),), (), (line,))
    change = Change(frozenset({Line(world.x1.id)}))

    with pytest.raises(InternalError, match="adds 1 courses, of which 0 can be written"), transaction.atomic():
        take(facts=facts, asking=Asking(change, 1, uuid.uuid4()), taking=taking, findings=[])

    assert (world.taken(world.x1), world.taken(world.x2), audit()) == (0, 1, [])
