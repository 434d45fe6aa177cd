"""A claim from the student's form over the original to the approval in a real browser, wide and narrow, with scripts off."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import call_command
from playwright.sync_api import Browser

from fees.models import Claim
from tests.uploads import an_image
from tests.world import PASSWORD, World

from .conftest import Visitor
from .test_petitions import looked_at

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(("width", "scripts"), [(1280, True), (320, False)])
def test_a_claim_is_handed_in_its_original_seen_and_approved(
    small: World, small_address: str, browser: Browser, tmp_path: Path, width: int, scripts: bool
):
    call_command("load_grounds", "omu", verbosity=0)
    student = small.student()
    student.user.set_password(PASSWORD)
    student.user.save()
    small.role(small.staff("harc"), "fee_officer")
    (tmp_path / "rapor.png").write_bytes(an_image("PNG"))
    (tmp_path / "sahte.png").write_bytes(b"<svg/>")

    me = Visitor(browser, small_address, language="en", width=width)
    page = me.sign_in(student.user.username, PASSWORD)
    page.goto(f"{small_address}/fees/claims/")
    looked_at(me)
    page.get_by_role("link", name="Disability").click()
    page.get_by_label("Ratio on the document (%)").fill("40,5")
    page.get_by_label("Documents").set_input_files(tmp_path / "sahte.png")
    page.get_by_role("button", name="Hand in the claim").click()
    page.locator("[data-code=FILE_TYPE]").wait_for()
    assert page.get_by_label("Ratio on the document (%)").input_value() == "40,5"
    looked_at(me)
    page.get_by_label("Documents").set_input_files(tmp_path / "rapor.png")
    page.get_by_role("button", name="Hand in the claim").click()
    page.get_by_text("Your claim was handed in.").wait_for()
    page.get_by_text("Bring the original to the fee office.").wait_for()
    looked_at(me)

    officer = Visitor(browser, small_address, language="tr", width=width, scripts=scripts)
    page = officer.sign_in("harc", PASSWORD)
    page.goto(f"{small_address}/fees/desk/claims/")
    if scripts:
        looked_at(officer)
    page.get_by_role("link", name=student.number).click()
    with page.expect_download() as download:
        page.get_by_role("link", name="rapor.png").click()
    assert Path(download.value.path()).read_bytes() == an_image("PNG")
    page.get_by_role("button", name="Onayla", exact=True).click()
    page.locator("[data-code=ORIGINAL_NOT_SEEN]").wait_for()
    page.get_by_role("button", name="Belgenin aslı görüldü").click()
    page.get_by_label("Belgedeki oran (%)").fill("40")
    page.get_by_role("button", name="Onayla", exact=True).click()
    page.get_by_text("Yapıldı.").wait_for()
    if scripts:
        looked_at(officer)
    claim = Claim.objects.get()
    assert (claim.state, claim.percent, claim.original_seen_by.username) == ("approved", 40, "harc")
    assert [p for p in me.problems + officer.problems if "409" not in p] == []
