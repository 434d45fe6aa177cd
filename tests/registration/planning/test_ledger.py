"""Who reads the ledger reads a plan as any other change: the student's past, a draft of policy, the export, the audit."""

from __future__ import annotations

import pytest

from curriculum.models import SeatCounter
from registration.audit import audit
from registration.catalogue import catalogue_of
from registration.past import pasts_of
from registration.rules.facts import Line
from tests.registration.test_exports import listed
from tests.registration.trying import flips, row, tried
from tests.visitor import Visitor, text_of
from tests.world import World, codes, local

from .plans import planned, press

pytestmark = pytest.mark.django_db


def test_the_past_goes_on_with_what_a_plan_took(world: World):
    u4 = world.student()
    planned(world, u4, [world.x1, world.x2], [world.y1])
    SeatCounter.objects.filter(section=world.x1).update(capacity=0)
    press(world, u4)
    world.change(u4, add=[Line(world.x2.id, "ni")], drop=[world.x2])
    dropped = world.change(u4, drop=[world.x2])

    catalogue = catalogue_of(world.term.id)
    pasts, attempts = pasts_of(catalogue, [u4.id])
    lists = []
    for attempt in attempts:
        facts = pasts[u4.id].before(attempt)
        lists.append(sorted((e.section_id, e.status) for e in facts.enrolled))
        pasts[u4.id].settle(catalogue, facts, attempt)

    x2, y1 = world.x2.id, world.y1.id
    assert lists == [[], [(x2, "normal"), (y1, "normal")], [(x2, "ni"), (y1, "normal")]]
    assert dropped.left == (Line(x2, "ni"),)
    assert [e.section_id for e in pasts[u4.id].whole_list().enrolled or pasts[u4.id]._list] == [y1]
    assert audit() == []


def test_a_draft_judges_what_a_plan_took_and_what_it_was_refused(world: World):
    u4, u3 = world.student(), world.student("2501240")
    planned(world, u4, [world.x1], [world.y1])
    planned(world, u3, [world.x1])
    taken = press(world, u4, "all")
    SeatCounter.objects.filter(section=world.x1).update(capacity=1)
    refused = press(world, u3)

    report = tried(world, row("TIME_CONFLICT"))

    assert (taken.status, refused.status) == ("accepted", "refused")
    assert flips(report) == {taken.attempt_id: (False, {"TIME_CONFLICT"})}
    assert (report["attempts"], report["otherwise"]) == (2, 0)


def test_a_plan_of_a_course_without_sections_is_left_out_by_a_draft(world: World):
    """What the term has no more is no rule's affair."""
    u4 = world.student()
    gone = world.section(world.course("5710999"), 1)
    planned(world, u4, [world.y1], [gone])
    gone.delete()

    receipt = press(world, u4, "all")
    report = tried(world, row("TIME_CONFLICT"))

    assert (receipt.status, codes(receipt)) == ("refused", ["SECTION_NOT_FOUND"])
    assert (flips(report), report["attempts"], report["left_out"], report["otherwise"]) == ({}, 0, 1, 0)


def test_it_is_exported_and_told_like_any_other_change(world: World):
    u4 = world.student()
    planned(world, u4, [world.x2], [world.y1])
    press(world, u4)

    page = Visitor(u4.user).get("/registration/happened/")

    assert [text_of(h) for h in page.all("h2", within=page.one("ol", class_="moments"))] == [
        "Add CENG213/2 · Add CENG331/1"
    ]
    lines = listed(world, "changes", since=local("2026-02-10 10:00"))
    assert [(line[1], line[7], line[10]) for line in lines] == [("add", "5710213", "2"), ("add", "5710331", "1")]
