"""The search in a browser: it answers while somebody types, and its filters work without scripts."""

from __future__ import annotations

import pytest

from curriculum.models import SeatCounter
from registration.models import SeatWatch
from tests.world import PASSWORD, World, at, hash_of_password

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SEARCH = "/registration/search/"


@pytest.fixture
def username(small: World) -> str:
    at("2026-02-10 10:00")
    user = small.student().user
    user.password = hash_of_password()
    user.save()
    return user.username


def labels(page) -> list[str]:
    return page.locator("table.found td b").all_inner_texts()


def test_it_answers_while_typing_and_the_address_goes_along(small: World, username: str, visit):
    SeatCounter.objects.filter(section=small.x1).update(capacity=0)
    visitor = visit(language="en")
    page = visitor.sign_in(username, PASSWORD, SEARCH)

    page.locator("#q").press_sequentially("ceng", delay=30)
    page.wait_for_selector("table.found")
    assert labels(page) == ["CENG213/1", "CENG213/2", "CENG331/1"]
    assert page.locator("#search-said").inner_text().strip() == "3 sections"

    page.check("#f-seats")
    page.wait_for_selector("table.found b:text-is('CENG213/1')", state="detached")
    assert labels(page) == ["CENG213/2", "CENG331/1"]
    assert page.url.endswith(f"{SEARCH}?q=ceng&seats=1")
    assert page.evaluate("document.activeElement.id") == "f-seats"

    page.uncheck("#f-seats")
    page.wait_for_selector("table.found b:text-is('CENG213/1')")
    page.click(f"#watch-of-{small.x1.id}")
    page.wait_for_selector("#watches .watched")
    assert SeatWatch.objects.get().section_id == small.x1.id
    assert page.evaluate("document.activeElement.id") == f"watch-of-{small.x1.id}"
    assert visitor.problems == []


def test_without_scripts_filters_are_pressed(small: World, username: str, visit):
    visitor = visit(language="en", scripts=False, width=320)
    page = visitor.sign_in(username, PASSWORD, SEARCH)

    page.fill("#q", "ceng")
    page.check("#f-can")
    page.click("details.filters summary")
    page.check("#f-day-1")
    page.click("#search-form button")

    assert labels(page) == ["CENG213/2"]
    assert page.is_checked("#f-can") and page.is_checked("#f-day-1")
    page.click("button[name=only]")
    assert page.locator("#answer .answer").get_attribute("data-status") == "accepted"
