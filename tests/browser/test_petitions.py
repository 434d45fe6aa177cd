"""An excuse from the student's form to the board's decision in a real browser, wide and narrow, with scripts off."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from advising.models import Petition
from registration.models import TermRegistration
from tests.uploads import an_image
from tests.world import PASSWORD, World, at

from .conftest import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def looked_at(visitor: Visitor) -> None:
    """Nothing wider than the window, nothing that axe minds."""
    page = visitor.page
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert [v["id"] for v in Axe().run(page).response["violations"]] == []


@pytest.mark.parametrize("width", [1280, 320])
def test_an_excuse_is_handed_in_forwarded_and_accepted(
    small: World, small_address: str, browser: Browser, tmp_path: Path, width: int
):
    student = small.student()
    student.user.set_password(PASSWORD)
    student.user.save()
    TermRegistration.objects.create(student=student, term=small.term, state="unregistered")
    small.role(small.staff("baskan"), "head", small.ceng)
    small.role(small.staff("yazman"), "board_clerk")
    at("2026-02-24 10:00")
    (tmp_path / "rapor.png").write_bytes(an_image("PNG"))
    (tmp_path / "sahte.png").write_bytes(b"<svg/>")

    me = Visitor(browser, small_address, language="en", width=width)
    page = me.sign_in(student.user.username, PASSWORD)
    page.goto(f"{small_address}/petitions/")
    looked_at(me)
    page.get_by_label("Grounds").first.fill("Ateşli hastalık")
    page.get_by_label("Documents").first.set_input_files(tmp_path / "sahte.png")
    page.get_by_role("button", name="Hand in the petition").first.click()
    page.locator("[data-code=FILE_TYPE]").wait_for()
    assert page.get_by_label("Grounds").first.input_value() == "Ateşli hastalık"
    looked_at(me)
    page.get_by_label("Documents").first.set_input_files(tmp_path / "rapor.png")
    page.get_by_role("button", name="Hand in the petition").first.click()
    page.get_by_text("Your petition was handed in.").wait_for()
    looked_at(me)

    head = Visitor(browser, small_address, language="en", width=width)
    page = head.sign_in("baskan", PASSWORD)
    looked_at(head)
    page.get_by_role("link", name=student.number).click()
    page.get_by_label("Opinion of the department").fill("Belgesi uygundur")
    page.get_by_label("Does the department find the excuse fit?").select_option("yes")
    page.get_by_role("button", name="Save the opinion").click()
    page.get_by_role("button", name="Forward to the board").click()
    looked_at(head)

    clerk = Visitor(browser, small_address, language="en", width=width, scripts=False)
    page = clerk.sign_in("yazman", PASSWORD)
    page.get_by_role("checkbox", name=student.number).check()
    page.get_by_label("Deciding body").fill("Fakülte Yönetim Kurulu")
    page.get_by_label("Number of the decision").fill("2026/14")
    page.get_by_label("Date of the decision").fill("2026-02-24")
    page.get_by_role("button", name="Accept").click()
    page.get_by_text("1 decision was recorded.").wait_for()
    petition = Petition.objects.get()
    assert (petition.state, small.registration_of(student).state) == ("accepted", "draft")
    assert [p for p in me.problems + head.problems if "409" not in p] == []  # the forged file was refused
