"""The Registrar's Office at a browser: the first page, the box that finds, and a student's view."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

from people.models import Student
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


SETTLED = "document.getAnimations().forEach(one => one.finish())"  # links change their colour slowly


def faults(page) -> list[tuple]:
    """What axe finds on a page in either theme, and a page that is wider than its window."""
    found = []
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        page.evaluate(SETTLED)
        found += [(page.url, theme, *violation) for violation in violations(page)]
    page.set_viewport_size({"width": 320, "height": 900})
    width = page.evaluate("document.documentElement.scrollWidth")
    page.set_viewport_size({"width": 1366, "height": 900})
    return found + ([(page.url, "wide", width)] if width > 320 else [])


def test_the_pages_of_our_own_in_the_admin_are_for_everyone(registrar, visit):
    for section in (registrar.x1, registrar.x2):
        registrar.criterion(section, department=registrar.ceng, surname_to="K", quota=4)
    visitor = visit(width=1366)
    page = visitor.sign_in("oidb", PASSWORD, "/admin/")
    found = faults(page)
    page.goto(f"{visitor.address}/admin/curriculum/section/{registrar.x1.pk}/change/")
    page.locator("#who-fits").scroll_into_view_if_needed()
    page.wait_for_selector("#fit dl")
    found += faults(page)

    page.goto(f"{visitor.address}/admin/criteria/change/?course=5710213")
    page.fill("#id_capacity", "40")
    page.click("[name=_preview]")
    page.wait_for_selector("#preview")
    found += faults(page)
    page.click("[name=_apply]")
    page.wait_for_url("**/admin/criteria/batch/*/")
    found += faults(page)

    for path in (
        "/admin/criteria/copy/",
        "/admin/import/",
        "/admin/criteria-check/?department=571",
        "/admin/criteria-check/?course=5710213",
        "/admin/curriculum/helppage/add/",
        f"/viewing/{Student.objects.get().pk}/",
    ):
        page.goto(visitor.address + path)
        found += faults(page)
    assert found == []
