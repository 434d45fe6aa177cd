"""Light, dark, or as the device has it: chosen by one press, kept in this browser."""

from __future__ import annotations

import pytest

from tests.visitor import Visitor, attributes
from tests.world import World

pytestmark = pytest.mark.django_db


def test_a_theme_is_chosen_by_one_press_and_stays(world: World):
    visitor = Visitor(world.student().user, language="en")
    page = visitor.get("/registration/")
    assert "data-theme" not in attributes(page.root)

    pressed = visitor.press(page, "dark")
    assert pressed.leads_to == "/registration/"
    assert [attributes(visitor.get(path).root)["data-theme"] for path in ("/registration/", "/catalog/")] == [
        "dark"
    ] * 2

    visitor.press(visitor.get("/registration/"), "as the device")
    assert "data-theme" not in attributes(visitor.get("/registration/").root)


def test_who_is_not_signed_in_has_the_choice_as_well(world: World):
    visitor = Visitor(language="en")

    assert visitor.press(visitor.get("/sign-in/"), "light").leads_to == "/sign-in/"
    assert attributes(visitor.get("/sign-in/").root)["data-theme"] == "light"


@pytest.mark.parametrize(("led", "leads"), [("https://elsewhere.example/", "/"), ("//elsewhere.example", "/")])
def test_the_choice_leads_nowhere_else(client, db, led: str, leads: str):
    assert client.post("/theme/", {"theme": "dark", "next": led}).headers["Location"] == leads


def test_a_cookie_of_another_kind_says_nothing(world: World, client):
    client.cookies["theme"] = 'dark" onload="x'

    assert b"data-theme" not in client.get("/sign-in/").content
