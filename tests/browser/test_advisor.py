"""An advisor at the keyboard alone: from sign-in to the last list that waits; and the same pages as axe and a phone see them."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from registration.models import Transition
from tests.advising.desk import full_list, send
from tests.world import PASSWORD, World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def tab_to(page: Page, selector: str) -> None:
    for _ in range(60):
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"no Tab leads to {selector}")


def looked_at(page: Page) -> None:
    """Nothing that axe minds in either theme, nothing wider than the window of a desk or of a phone."""
    for scheme in ("dark", "light"):
        page.emulate_media(color_scheme=scheme)
        assert [v["id"] for v in Axe().run(page).response["violations"]] == []
    for width in (320, 1366):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_all_that_waits_is_decided_on_by_keyboard_alone(small: World, small_address: str, visit):
    students = [small.student(f"25{n}1230", surname=name) for n, name in enumerate(["Akın", "Işık", "İnce"], 10)]
    full = small.section(small.course("5710401"), 1, capacity=0)
    small.passed(students[0], small.course("5710100"), "FF")
    for student in students:
        full_list(small, student)
        assert not small.change(student, add=[full]).accepted
        send(small, student)
    me = visit(language="en", width=1366)
    page, keys = me.page, me.page.keyboard

    page.goto(f"{small_address}/sign-in/")
    tab_to(page, "#id_username")
    keys.type("danisman")
    tab_to(page, "#id_password")
    keys.type(PASSWORD)
    with page.expect_navigation():
        keys.press("Enter")
    looked_at(page)

    keys.press("/")
    keys.type("jxan?")  # in a field a key only writes
    assert page.input_value("#q") == "jxan?"
    page.locator("#q").fill("")
    tab_to(page, ".narrowing button")
    for key in "jjjkx":
        keys.press(key)
    assert page.evaluate("document.activeElement.textContent") == "Deniz Işık"
    assert page.locator("input[name=tick]:checked").count() == 1
    with page.expect_navigation():
        keys.press("n")

    page.get_by_role("heading", name="Deniz Akın").wait_for()
    assert [page.locator(found).count() for found in ("#transcript .failed", "#vain .queue > li")] == [1, 1]
    looked_at(page)
    with page.expect_navigation():
        keys.press("a")
    page.get_by_role("heading", name="Deniz Işık").wait_for()
    assert page.locator("#answer").inner_text() == "Deniz Akın: the list was approved."
    keys.press("r")
    keys.type("An approval is not due yet")
    looked_at(page)
    keys.press("Tab")
    assert page.evaluate("document.activeElement.textContent").startswith("Return and next")
    with page.expect_navigation():
        keys.press("Enter")

    page.get_by_role("heading", name="Deniz İnce").wait_for()
    keys.press("?")
    tab_to(page, "#keys-on")
    looked_at(page)
    keys.press("Space")
    assert page.locator("#keys-said").inner_text() == "Shortcuts are off."
    keys.press("Escape")
    for key in "anu?":  # switched off: none of them does anything
        keys.press(key)
    assert page.locator("#decide kbd").count() == 0
    assert page.locator("#keys").is_hidden()
    page.reload()
    assert page.locator("#decide kbd").count() == 0  # remembered
    tab_to(page, "#decide button[name=then]")
    with page.expect_navigation():
        keys.press("Enter")
    assert page.locator("#answer").inner_text() == "Deniz İnce: the list was approved."

    decided = Transition.objects.filter(event__in=("approve", "return")).order_by("id")
    assert list(decided.values_list("event", "registration__student__last_name", "note")) == [
        ("approve", "Akın", ""),
        ("return", "Işık", "An approval is not due yet"),
        ("approve", "İnce", ""),
    ]
    assert me.problems == []
