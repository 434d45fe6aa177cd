"""The student's first page in a real browser: it opens by itself at the student's hour, and works without scripts."""

from __future__ import annotations

import gzip

import pytest

from tests.world import PASSWORD, World, at

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def student(small: World):
    student = small.student()
    student.user.set_password(PASSWORD)
    student.user.save()
    small.spoke(student)
    return student


def test_it_counts_down_by_the_servers_clock_and_opens_by_itself(small, student, visit):
    at("2026-02-09 08:59:57")
    visitor = visit(language="en")
    page = visitor.sign_in(student.user.username, PASSWORD)
    assert page.url.endswith("/term/")
    assert page.locator(".until .left").inner_text() in ("3 seconds", "2 seconds", "1 second")
    at("2026-02-09 09:00:00")
    page.get_by_role("heading", name="Choose your courses").wait_for()
    assert page.locator(".until .left").inner_text() in ("4 days 8 hours", "4 days 7 hours")
    assert visitor.problems == []


def test_it_weighs_little_and_asks_nothing_of_another_site(small, student, visit):
    """Compressed, as a proxy and the static files of production send it, with nothing in the browser's cache."""
    small.change(student, add=[small.x2, small.y1])
    visitor = visit()
    page = visitor.sign_in(student.user.username, PASSWORD)
    page.context.new_cdp_session(page).send("Network.setCacheDisabled", {"cacheDisabled": True})
    asked: set[str] = set()
    page.on("request", lambda request: asked.add(request.url))
    page.goto(f"{visitor.address}/term/", wait_until="networkidle")
    assert [url for url in asked if not url.startswith(f"{visitor.address}/")] == []
    assert len(asked) > 5  # the page with its styles, scripts and icon
    assert sum(len(gzip.compress(page.request.get(url).body())) for url in asked) < 150_000


def test_a_list_is_sent_and_taken_back_without_scripts_in_a_narrow_window(small, student, visit):
    small.change(student, add=[small.x2])
    page = visit(language="en", scripts=False, width=320).sign_in(student.user.username, PASSWORD)
    assert page.locator(".until").inner_text() == "Open until 13 February 17:00, another 3 days 7 hours"
    page.get_by_role("button", name="Send to my advisor for approval").click()
    assert page.locator("#answer").inner_text().strip() == "Sent. Your advisor was told."
    page.get_by_role("button", name="Take my list back").click()
    assert page.locator("#answer").inner_text().strip() == "Taken back. You can change your list again."
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_with_scripts_the_page_stays_and_what_became_of_it_is_read_out(small, student, visit):
    small.change(student, add=[small.x2])
    visitor = visit(language="en")
    page = visitor.sign_in(student.user.username, PASSWORD)
    page.evaluate("window.stayed = true")
    page.get_by_role("button", name="Send to my advisor for approval").click()
    page.wait_for_selector("#answer:focus .answer.accepted")
    assert page.evaluate("window.stayed")
    assert page.locator("[data-step=courses] .step-state").inner_text() == "Done"
    assert visitor.problems == []
