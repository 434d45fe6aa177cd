"""The Registrar's Office at a browser: the first page, the box that finds, and a student's view."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.world import PASSWORD, World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def registrar(small: World) -> World:
    student = small.student()
    assert small.change(student, add=[small.x1]).accepted
    small.role(small.staff("oidb", is_staff=True), "registrar")
    return small


def violations(page) -> list[tuple[str, str]]:
    return [(v["id"], v["nodes"][0]["html"]) for v in Axe().run(page).response["violations"]]


@pytest.mark.parametrize(("width", "theme"), [(1366, "light"), (320, "dark")])
def test_from_the_first_page_by_a_key_to_a_students_view_and_back(registrar, visit, width: int, theme: str):
    visitor = visit(width=width, language="en")
    page = visitor.page
    page.emulate_media(color_scheme=theme)
    visitor.sign_in("oidb", PASSWORD, "/admin/")
    shown = [(violations(page), page.evaluate("document.documentElement.scrollWidth"))]

    page.keyboard.press("/")
    page.wait_for_selector("#find:focus")
    page.keyboard.type("deniz")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="View as this student").click()
    page.get_by_label("Reason").fill("Talep 2026/17")
    page.get_by_role("button", name="View as this student").click()
    page.wait_for_url("**/term/")
    shown.append((violations(page), page.evaluate("document.documentElement.scrollWidth")))
    page.get_by_role("button", name="Leave the view").click()
    page.wait_for_url("**/admin/people/student/*/change/")

    assert (shown, visitor.problems) == ([([], width), ([], width)], [])


def test_the_key_is_switched_off_where_it_leads_to(registrar, visit):
    visitor = visit()
    page = visitor.sign_in("oidb", PASSWORD, "/find/?q=deniz")
    page.uncheck("#find-key")
    page.goto(f"{visitor.address}/admin/")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") != "find"
