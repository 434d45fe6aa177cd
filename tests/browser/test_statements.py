"""A bank's statement in a real browser: uploaded, looked at, booked, and its rest settled by hand, wide and narrow."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from fees.models import FeeStanding, Payment
from registration.models import TermRegistration
from tests.fees.bank import akbank, line, owe, statement
from tests.world import PASSWORD, World

from .conftest import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def looked_at(visitor: Visitor) -> None:
    """Nothing wider than the window, nothing that axe minds."""
    page = visitor.page
    page.wait_for_load_state()
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert [v["id"] for v in Axe().run(page).response["violations"]] == []


@pytest.mark.parametrize(("width", "scripts"), [(1280, True), (320, True), (1280, False)])
def test_a_statement_is_uploaded_looked_at_booked_and_its_rest_settled(
    small: World, small_address: str, browser: Browser, tmp_path: Path, width: int, scripts: bool
):
    akbank()
    students = [small.student("2501231"), small.student("2501241", surname="Kaya")]
    for student in students:
        owe(student, small.term, ("contribution", "200.00"))
        TermRegistration.objects.create(student=student, term=small.term, state="fee_pending")
    small.role(small.staff("katki"), "fee_officer")
    lines = [line("A1", "2501231", "200,00"), line("A2", "2501214", "200,00", payer="D. Kaya")]
    (tmp_path / "akbank.csv").write_bytes(statement(*lines))

    me = Visitor(browser, small_address, language="en", width=width, scripts=scripts)
    looks = looked_at if scripts else lambda _: None  # axe is a script itself
    page = me.sign_in("katki", PASSWORD, then="/fees/desk/statements/")
    looks(me)
    page.get_by_label("Bank", exact=True).select_option("akbank")
    page.get_by_label("Statement").set_input_files(tmp_path / "akbank.csv")
    page.get_by_role("button", name="Look at it").click()
    page.get_by_text("Preview: nothing is booked yet.").wait_for()
    page.get_by_text("to the worklist: unknown student number").first.wait_for()
    assert not Payment.objects.exists()
    looks(me)
    page.get_by_role("button", name="Book all lines").click()
    page.get_by_role("heading", name="Booked.").wait_for()
    assert small.registration_of(students[0]).state == "draft"
    looks(me)

    page.get_by_role("link", name="Payments that wait").last.click()
    looks(me)
    page.get_by_role("link", name="A2").click()
    looks(me)
    page.get_by_label("2501241 Deniz Kaya").check()
    page.get_by_role("button", name="Put on the account").click()
    page.get_by_text("The payment stands on the account of").wait_for()
    looks(me)
    assert small.registration_of(students[1]).state == "draft"
    assert not FeeStanding.objects.exclude(paid=200).exists()
    page.goto(f"{small_address}/fees/desk/reconciliation/?bank=akbank&day=2026-02-10")
    page.get_by_text("The totals agree.").wait_for()
    looks(me)
    assert me.problems == []
