"""The registration page in a real browser: one press drops, asks, undoes and fixes; with and without scripts, wide and narrow."""

from __future__ import annotations

import pytest

from curriculum.models import SeatCounter
from tests.world import PASSWORD, World

from .test_petitions import looked_at

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(("width", "scripts"), [(1366, True), (320, False)])
def test_a_course_goes_comes_back_and_another_section_is_taken(small: World, visit, width: int, scripts: bool):
    student = small.student()
    student.user.set_password(PASSWORD)
    student.user.save()
    assert small.change(student, add=[small.x2, small.y1]).accepted
    SeatCounter.objects.filter(section=small.y1).update(capacity=1)
    SeatCounter.objects.filter(section=small.x1).update(capacity=0)
    third = small.section(small.x, 3, (2, "09:40", "12:30"))
    me = visit(language="en", width=width, scripts=scripts)
    page = me.sign_in(student.user.username, PASSWORD, "/registration/")
    if scripts:
        looked_at(me)

    def answered(button: str, *, status: str) -> None:
        page.get_by_role("button", name=button, exact=True).click()
        page.wait_for_selector(f"#answer .answer.{status}")

    # a full section: the page asks first, and does as it is told
    answered("Drop CENG331/1", status="asks")
    assert small.list_of(student) == {"CENG213/2", "CENG331/1"}
    if scripts:
        assert page.evaluate("document.activeElement.id") == "answer"
    page.get_by_role("link", name="Keep it").click()
    page.wait_for_selector("#answer:empty", state="attached")

    # one press drops, one takes back
    answered("Drop CENG213/2", status="accepted")
    assert small.list_of(student) == {"CENG331/1"}
    page.get_by_role("button", name="Undo: take CENG213/2 back").click()
    page.wait_for_selector(f"#course-{small.x.id}")
    assert small.list_of(student) == {"CENG213/2", "CENG331/1"}

    # a full section is refused beside its course, and the fix beside it is one press
    row = page.locator(f"#course-{small.x.id}")
    row.locator("summary").click()
    row.get_by_label("New section").select_option("1")
    answered("Change section CENG213/2", status="refused")
    assert row.locator("[data-code]").first.get_attribute("data-code") == "CAPACITY_FULL"
    row.locator(".fixes button").first.click()
    page.wait_for_selector("#answer .answer.accepted")
    assert small.list_of(student) == {f"CENG213/{third.number}", "CENG331/1"}

    page.get_by_role("link", name="What happened").click()
    page.wait_for_selector(".moments")
    assert page.locator(".moment").count() == 5
    if scripts:
        looked_at(me)
    assert me.problems == []
