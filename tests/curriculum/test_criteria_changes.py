"""Criteria and seats of many sections as one change: what differs, all or nothing, the history, and the way back."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from curriculum.criteria.changes import current_of, lines_of
from curriculum.criteria.rows import Names, Row, Wanted, row_of
from curriculum.criteria.writing import apply, preview, take_back
from curriculum.models import SeatCounter, Section, SectionCriterion
from tests.admin_pages import history
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english():
    with override("en"):
        yield


@pytest.fixture
def actor(world: World):
    return world.staff("sek571").user


def rows(section: Section) -> set[Row]:
    return set(current_of([section.pk])[section.pk].state.rows)


def seats(section: Section) -> tuple[int, int, bool]:
    return SeatCounter.objects.values_list("capacity", "taken", "open").get(section=section)


def said(world: World, section: Section, wanted: Wanted) -> list[tuple[str, str]]:
    [change] = preview({section.pk: wanted})
    return list(lines_of(change, Names()))


def test_a_preview_says_what_would_be_added_changed_and_removed(world: World):
    ceng, ee = world.ceng.pk, world.ee.pk
    world.criterion(world.x1, department=world.ceng, surname_from="A", surname_to="K", quota=10)
    world.criterion(world.x1, department=world.ee, surname_from="A", surname_to="Z")
    world.criterion(world.x1, year_min=4)
    wanted = (Row(ceng, "A", "K", quota=12), Row(ee, "A", "M"), Row(None, "", "", Decimal("3.00")))

    assert said(world, world.x1, Wanted(wanted, capacity=40, open=False, instructors="A. Kaya")) == [
        ("changed", "Capacity: 30 → 40"),
        ("changed", "Open: yes → no"),
        ("changed", "Instructors: — → A. Kaya"),
        ("changed", "Surnames A–K of CENG, quota 10 → Surnames A–K of CENG, quota 12"),
        ("changed", "Surnames A–Z of EE → Surnames A–M of EE"),
        ("changed", "Everyone, from year 4 on → Everyone, CGPA at least 3.00"),
    ]
    assert said(world, world.x1, Wanted((Row(ceng),)))[1:] == [
        ("removed", "Surnames A–Z of EE"),
        ("removed", "Everyone, from year 4 on"),
    ]
    assert SectionCriterion.objects.count() == 3


def test_rows_of_the_same_limits_keep_their_quota_whatever_their_order(world: World, actor):
    one = world.criterion(world.x1, department=world.ceng, surname_from="A", surname_to="K", quota=10)
    two = world.criterion(world.x1, department=world.ceng, surname_from="L", surname_to="Z", quota=20)
    ceng = world.ceng.pk

    apply(wanted={world.x1.pk: Wanted((Row(ceng, "L", "Z", quota=25), Row(ceng, "A", "K", quota=15)))}, actor_id=None)

    found = {c.pk: row_of(c) for c in SectionCriterion.objects.select_related("quota")}
    assert found == {one.pk: Row(ceng, "A", "K", quota=15), two.pk: Row(ceng, "L", "Z", quota=25)}


def test_all_sections_or_none(world: World, actor):
    world.criterion(world.x1, department=world.ceng, quota=3)
    assert world.change(world.student(), add=[world.x1]).accepted
    wanted = {s.pk: Wanted((Row(world.ee.pk),), capacity=50) for s in (world.x1, world.x2)}

    done = apply(wanted=wanted, actor_id=actor.pk)

    assert (done.refused, done.undo) == (True, [])
    assert [change.refused for change in done.changes] == [
        [
            "Seats taken by the quota of the criterion “Students of CENG”: 1, so it cannot be deleted. "
            "Set its quota to 1 to admit no more."
        ],
        [],
    ]
    assert (rows(world.x2), seats(world.x2)) == (set(), (30, 0, True))
    assert history(world.x1) == history(world.x2) == []


@pytest.mark.parametrize("quota", [0, None])
def test_a_quota_in_use_is_neither_lowered_below_it_nor_emptied(world: World, quota: int | None):
    world.criterion(world.x1, department=world.ceng, quota=3)
    assert world.change(world.student(), add=[world.x1]).accepted

    [change] = apply(wanted={world.x1.pk: Wanted((Row(world.ceng.pk, quota=quota),))}, actor_id=None).changes

    assert change.refused == [
        "Seats taken by the quota of the criterion “Students of CENG”: 1, so it cannot be lowered below that. "
        "At 1 it admits no more; or close the section instead."
    ]


def test_below_what_is_taken_a_section_is_closed_instead(world: World, actor):
    for number in ("2501231", "2501242"):
        assert world.change(world.student(number), add=[world.x1]).accepted

    assert said(world, world.x1, Wanted(capacity=1)) == [
        ("changed", "Open: yes → no"),
        ("closed", "Capacity 1 is below the 2 seats taken: the section is closed instead."),
    ]
    apply(wanted={world.x1.pk: Wanted(capacity=1)}, actor_id=actor.pk)

    assert seats(world.x1) == (30, 2, False)
    assert history(world.x1) == ["Changed Open: yes → no."]


def test_a_section_without_a_counter_gets_one(world: World):
    SeatCounter.objects.filter(section=world.x1).delete()

    apply(wanted={world.x1.pk: Wanted(capacity=20, open=False)}, actor_id=None)

    assert seats(world.x1) == (20, 0, False)


def test_what_changed_is_in_the_history_of_each_section(world: World, actor):
    world.criterion(world.x1, department=world.ee)

    apply(wanted={world.x1.pk: Wanted((Row(None, "A", "K"),), capacity=40), world.x2.pk: Wanted()}, actor_id=actor.pk)

    assert history(world.x1) == [
        "Changed Capacity: 30 → 40. Added criterion “Surnames A–K”. Deleted criterion “Students of EE”."
    ]
    assert history(world.x2) == []


def test_a_change_is_taken_back_whole(world: World, actor):
    world.criterion(world.x1, department=world.ceng, surname_to="K", cgpa_min=Decimal("2.00"), quota=3, note="tekrar")
    before = rows(world.x1)
    wanted = Wanted((Row(world.ee.pk), Row(None, year_min=3, quota=5)), capacity=60, open=False, instructors="B. Su")
    done = apply(wanted={world.x1.pk: wanted, world.x2.pk: wanted}, actor_id=actor.pk)
    assert rows(world.x1) == set(wanted.rows or ())

    assert take_back(done.undo, actor_id=actor.pk)

    assert (rows(world.x1), rows(world.x2)) == (before, set())
    assert (seats(world.x1), seats(world.x2)) == ((30, 0, True), (30, 0, True))
    assert set(Section.objects.filter(course=world.x).values_list("instructors", flat=True)) == {""}


def test_a_figure_is_known_again_however_it_was_typed(world: World, actor):
    done = apply(
        wanted={world.x1.pk: Wanted((Row(cgpa_min=Decimal("2.5"), cgpa_max=Decimal("4")),))}, actor_id=actor.pk
    )

    assert take_back(done.undo, actor_id=actor.pk)
    assert rows(world.x1) == set()


def test_seats_that_a_section_did_not_have_are_no_reason_to_take_nothing_back(world: World, actor):
    SeatCounter.objects.filter(section=world.x1).delete()
    done = apply(wanted={s.pk: Wanted(capacity=20) for s in (world.x1, world.x2)}, actor_id=actor.pk)

    assert take_back(done.undo, actor_id=actor.pk)
    assert (seats(world.x1), seats(world.x2)) == ((20, 0, True), (30, 0, True))


def test_it_is_not_taken_back_over_what_somebody_changed_since(world: World, actor):
    done = apply(wanted={s.pk: Wanted(capacity=60) for s in (world.x1, world.x2)}, actor_id=actor.pk)
    SeatCounter.objects.filter(section=world.x1).update(capacity=61)

    assert not take_back(done.undo, actor_id=actor.pk)
    assert (seats(world.x1), seats(world.x2)) == ((61, 0, True), (60, 0, True))


def test_a_new_quota_that_students_use_is_not_taken_back(world: World, actor):
    done = apply(wanted={world.x1.pk: Wanted((Row(world.ceng.pk, quota=5),))}, actor_id=actor.pk)
    assert world.change(world.student(), add=[world.x1]).accepted

    assert not take_back(done.undo, actor_id=actor.pk)
    assert rows(world.x1) == {Row(world.ceng.pk, quota=5)}


def test_a_capacity_that_students_filled_since_stays_and_the_section_is_closed(world: World, actor):
    SeatCounter.objects.filter(section=world.x1).update(capacity=1)
    done = apply(wanted={world.x1.pk: Wanted(capacity=2)}, actor_id=actor.pk)
    for number in ("2501231", "2501242"):
        assert world.change(world.student(number), add=[world.x1]).accepted

    assert take_back(done.undo, actor_id=actor.pk)
    assert seats(world.x1) == (2, 2, False)


def test_sections_then_counters_are_locked_before_anything_is_read_or_written(world: World, actor):
    wanted = {s.pk: Wanted((Row(world.ee.pk, quota=5),), capacity=50) for s in (world.x1, world.x2, world.y1)}

    with CaptureQueriesContext(connection) as queries:
        apply(wanted=wanted, actor_id=actor.pk)

    tables = [q["sql"].split('"')[1] for q in queries if "FOR NO KEY UPDATE" in q["sql"] or q["sql"][:6] == "UPDATE"]
    assert tables == ["curriculum_section", "curriculum_seatcounter", "curriculum_seatcounter"]
    assert queries[-2]["sql"].startswith('UPDATE "curriculum_seatcounter" SET "capacity" = ')  # last, before the commit
    assert "taken" not in queries[-2]["sql"]


@pytest.mark.parametrize("count", [1, 3])
def test_the_statements_do_not_grow_with_the_sections(world: World, actor, count: int):
    sections = (world.x1, world.x2, world.y1)[:count]
    apply(wanted={world.x1.pk: Wanted(capacity=31)}, actor_id=actor.pk)  # the kinds of contents are known

    with CaptureQueriesContext(connection) as queries:
        apply(wanted={s.pk: Wanted((Row(world.ee.pk, quota=5),), capacity=50) for s in sections}, actor_id=actor.pk)

    assert len(queries) == 12
