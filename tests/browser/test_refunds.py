"""A refund from the student's IBAN to the payment in a real browser, wide and narrow, in both languages."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from fees.models import Refund
from people.models import Student
from tests.fees.refunding import IBAN, again, balance, claim, evening, pay
from tests.load.served import served
from tests.world import PASSWORD, World, at

from .conftest import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def omu(transactional_db) -> World:
    return World("omu")


@pytest.fixture
def address(omu) -> Iterator[str]:
    with served(workers=1, threads=4) as server:
        yield f"http://127.0.0.1:{server.port}"


def looked_at(visitor: Visitor, name: str = "") -> None:
    """Nothing wider than the window, nothing that axe minds."""
    page = visitor.page
    page.wait_for_load_state()
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert [(v["id"], v["nodes"][0]["html"]) for v in Axe().run(page).response["violations"]] == []
    if os.environ.get("SHOTS"):
        page.screenshot(path=f"{os.environ['SHOTS']}/{name}.png", full_page=True)


def with_too_much(world: World) -> Student:
    """Paid 1000.00 for the evening programme and went to another university."""
    student = evening(world)
    student.user.set_password(PASSWORD)
    student.user.save()
    pay(world, student, "1000.00")
    claim(student, "transfer_out", "no_charge", date(2026, 2, 10), rule="OMU-117", issuer="Ege Üniversitesi")
    again(world, student)
    return student


@pytest.mark.parametrize("width", [1280, 320])
def test_a_refund_is_asked_into_an_iban_approved_handed_over_and_paid(
    omu: World, address: str, browser: Browser, width: int
):
    at("2026-02-12 10:00")
    student = with_too_much(omu)
    omu.role(omu.staff("harc"), "fee_officer")

    me = Visitor(browser, address, language="en", width=width)
    page = me.sign_in(student.user.username, PASSWORD, "/fees/refunds/")
    looked_at(me, f"own-{width}")
    page.get_by_label("IBAN of your own account").fill("TR33 0006 1005 1978 6457 8413 27")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("This is no IBAN").wait_for()
    looked_at(me, f"own-refused-{width}")
    page.get_by_label("IBAN of your own account").fill("TR33 0006 1005 1978 6457 8413 26")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Your IBAN is saved.").wait_for()
    looked_at(me, f"own-saved-{width}")

    desk = Visitor(browser, address, language="tr", width=width)
    page = desk.sign_in("harc", PASSWORD, "/fees/desk/refunds/")
    looked_at(desk, f"desk-{width}")
    page.get_by_role("link", name=student.number).click()
    page.get_by_text("Başka üniversiteye yatay geçiş").first.wait_for()
    looked_at(desk, f"refund-{width}")
    page.goto(f"{address}/fees/desk/refunds/")
    page.get_by_role("checkbox", name=student.number).check()
    page.get_by_role("button", name="İşaretlenenleri onayla").click()
    page.get_by_text("1 iade onaylandı.").wait_for()
    page.goto(f"{address}/fees/desk/refunds/?state=approved")
    looked_at(desk, f"approved-{width}")
    page.get_by_role("button", name="1 iadeyi ödemeye gönder").click()
    looked_at(desk, f"list-{width}")
    with page.expect_download() as taken:
        page.get_by_role("link", name="CSV").click()
    assert IBAN in taken.value.path().read_text()
    page.get_by_label("Havale referansı").fill("EFT-2026-14")
    page.get_by_role("button", name="1 iadeyi ödendi olarak işaretle").click()
    page.get_by_text("1 iade ödendi olarak işaretlendi.").wait_for()
    looked_at(desk, f"paid-{width}")

    refund = Refund.objects.get()
    assert (refund.state, refund.paid_as, balance(student)) == ("paid", "EFT-2026-14", 0)
    me.page.goto(f"{address}/fees/refunds/")
    me.page.get_by_text("reference EFT-2026-14").wait_for()
    looked_at(me, f"own-paid-{width}")
    assert [p for p in me.problems + desk.problems if "409" not in p] == []  # the IBAN with a wrong digit was refused
