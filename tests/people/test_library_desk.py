"""The library's desk: it places and lifts the library's hold, and nothing else (METU-56)."""

from __future__ import annotations

import pytest
from django.contrib.admin.models import LogEntry

from people.models import Hold
from tests.registration.ask import METU, turn
from tests.visitor import Shown, Visitor, attributes, text_of
from tests.world import World, codes

pytestmark = pytest.mark.django_db


@pytest.fixture
def library(world: World) -> Visitor:
    return Visitor(world.role(world.staff("kut"), "library").staff.user)


def found(shown: Shown) -> list[list[str]]:
    return [[text_of(td) for td in shown.all("td", within=tr)] for tr in shown.all("tr")][1:]


@pytest.mark.row("METU-56")
def test_a_hold_is_placed_and_lifted_and_registration_says_so(world: World, library: Visitor):
    u4 = world.student()

    page = library.get("/library/", q="2501231")
    placed = library.follow(library.press(page, "Place", note="Geciken kitap"))
    assert placed.text(id="answer") == "The library hold on 2501231 Deniz Yılmaz is placed."
    assert "Geciken kitap" in found(placed)[0][2]
    assert codes(world.change(u4, add=[world.x1])) == ["LIBRARY_DEBT"]
    assert world.list_of(u4) == {"CENG213/1"}

    lifted = library.follow(library.press(placed, "Lift"))
    assert lifted.text(id="answer") == "The library hold on 2501231 Deniz Yılmaz is lifted."
    assert codes(world.change(u4, add=[world.x2], drop=[world.x1])) == []
    said = LogEntry.objects.order_by("id").values_list("user__username", "object_id", "action_flag")
    assert list(said) == [("kut", str(u4.id), 2)] * 2


@pytest.mark.row("METU-56")
def test_the_policy_says_what_a_hold_does(world: World, library: Visitor):
    u4 = world.student()
    library.post(f"/library/{u4.id}/place/")
    turn("LIBRARY_DEBT", "refuse", profile=METU, since="2026-02-02")

    receipt = world.change(u4, add=[world.x1])

    assert (codes(receipt), world.list_of(u4)) == (["LIBRARY_DEBT"], set())


def test_pressed_twice_there_is_one_hold(world: World, library: Visitor):
    u4 = world.student()
    answers = [
        library.follow(library.post(f"/library/{u4.id}/{act}/")).text(id="answer")
        for act in ("place", "place", "lift", "lift")
    ]

    assert [answer.split(" is ")[-1].split(" stands")[0] for answer in answers] == [
        "placed.",
        "A library hold on 2501231 Deniz Yılmaz",
        "lifted.",
        "No library hold on 2501231 Deniz Yılmaz",
    ]
    assert Hold.objects.count() == 1


def test_other_holds_are_not_the_librarys(world: World, library: Visitor):
    u4 = world.student()
    other = Hold.objects.create(student=u4, kind="discipline", note="Kurul kararı")

    assert "Kurul kararı" not in library.get("/library/", q="2501231").html
    library.post(f"/library/{u4.id}/lift/")
    other.refresh_from_db()
    assert other.lifted_at is None


def test_the_library_sees_name_and_number_alone(world: World, library: Visitor):
    world.student()

    shown = library.get("/library/", q="yilmaz")

    assert found(shown)[0][:2] == ["2501231", "Deniz Yılmaz"]
    for path in ("/accounts/", "/registration/"):
        assert library.get(path).status == 403
    assert library.get("/admin/").status == 302
    assert library.post("/library/999999/place/").status == 404


def test_a_note_longer_than_its_column_is_cut(world: World, library: Visitor):
    u4 = world.student()
    library.post(f"/library/{u4.id}/place/", note="k" * 500)

    assert len(Hold.objects.get().note) == 200


@pytest.mark.parametrize("role", ["student", "advisor", "help_desk", "fee_officer"])
def test_nobody_else_places_one(world: World, role: str):
    u4 = world.student()
    user = {"student": u4.user, "advisor": world.advisor.user}.get(role)
    visitor = Visitor(user or world.role(world.staff("biri"), role).staff.user)

    assert visitor.get("/library/").status == 403
    assert [visitor.post(f"/library/{u4.id}/{act}/").status for act in ("place", "lift")] == [403, 403]
    assert Hold.objects.count() == 0


def test_every_button_names_its_student(world: World, library: Visitor):
    world.student()
    shown = library.get("/library/", q="2501231")

    labels = [
        attributes(e)["aria-label"] for e in shown.all(within=shown.one("table")) if "aria-label" in attributes(e)
    ]
    assert labels == ["Note on the hold on 2501231 Deniz Yılmaz", "Place a hold on 2501231 Deniz Yılmaz"]
