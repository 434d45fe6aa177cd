"""The student's fee page and the desk of the fee office in a real browser."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from openpyxl import load_workbook

from curriculum.models import SupportContact, Term
from fees import corrections
from fees.models import Claim, Ground
from people.models import Student, User
from registration.charging import charge
from tests.fees import accounts
from tests.world import PASSWORD, World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WIDE, NARROW = 1280, 320


@pytest.fixture
def small(transactional_db) -> World:
    return World("omu")


@pytest.fixture
def student(small: World) -> Student:
    """An evening student who owes 900.00 after a multiplier and a disability, with something of an earlier term."""
    accounts.evening(small)
    small.programme.language = "en"
    small.programme.save()
    accounts.bank()
    SupportContact.objects.create(topic="Harç", topic_en="Fees", unit="Öğrenci Katkı Payı Ofisi", about="fee")
    student = small.student()
    student.user.set_password(PASSWORD)
    student.user.save()
    charge(term_id=small.term.id, student_ids=[student.id])
    ground = Ground.objects.create(
        code="disability", name="Engelli öğrenci", name_en="Disabled student", effect="by_ratio", rule="OMU-111"
    )
    about = {"issuer": "Sağlık kurulu", "document_no": "12", "valid_from": "2026-02-01"}
    Claim.objects.create(student=student, ground=ground, percent=40, state="approved", **about)
    charge(term_id=small.term.id, student_ids=[student.id])
    before = Term.objects.create(code="20251", name="2025-2026 Güz", name_en="2025-2026 Autumn")
    said = {"line": "contribution", "reason": "Devir", "document": "Y-1", "actor": accounts.officer(small)}
    corrections.correct(student_id=student.id, term_id=before.id, amount=accounts.lira("75.50"), **said)
    return student


@pytest.fixture
def officer(student: Student) -> User:
    return User.objects.get(username="mali")


def pages(visit, student: Student, **kwargs):
    """Every page of fees, each of its states, as its own visitor sees it."""
    desk_pages = ["/fees/desk/", "/fees/desk/?q=deniz", f"/fees/desk/{student.id}/", "/fees/desk/totals/"]
    seen = {
        student.user.username: ["/fees/", "/fees/?term=20251"],
        "mali": [*desk_pages, "/fees/desk/accounts/?which=due"],
    }
    for username, addresses in seen.items():
        visitor = visit(**kwargs)
        page = visitor.sign_in(username, PASSWORD)
        for path in addresses:
            page.goto(visitor.address + path)
            yield path, page


@pytest.mark.parametrize("language", ["tr", "en"])
def test_axe_finds_nothing_and_nothing_overflows(small, student, visit, language):
    for width in (WIDE, NARROW):
        for path, page in pages(visit, student, language=language, width=width):
            found = Axe().run(page)
            assert [(path, v["id"], v["nodes"][0]["html"]) for v in found.response["violations"]] == []
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path


def test_a_student_sees_each_step_pays_and_registers_without_anything_pressed(small, student, visit):
    visitor = visit(language="en")
    page = visitor.sign_in(student.user.username, PASSWORD)
    assert page.locator("#next-title").inner_text() == "Pay the fee first"
    page.click(".next a.btn")
    assert page.url == f"{visitor.address}/fees/"
    assert page.locator(".sum").inner_text() == "900.00 TL"
    assert page.locator(".fee-lines li").all_inner_texts()[1:] == [
        "1,000.00 TL a term decision 2015/8014",
        "×1.50 taught in a foreign language OMU-115\n= 1,500.00 TL",
        "−40% discount: Disabled student OMU-111 · Sağlık kurulu 12\n= 900.00 TL",
    ]
    assert page.locator(".key").inner_text() == student.number

    page.goto(f"{visitor.address}/registration/")
    page.click("[data-code=FEE_UNPAID] a")
    assert page.url == f"{visitor.address}/fees/"

    accounts.paid(small, student, "900.00")

    page.reload()
    assert page.locator("#due-title").inner_text() == "Nothing is left to pay"
    assert page.locator(".ledger tbody tr").last.inner_text().split("\t") == [
        "10.02.2026",
        "Payment · Akbank · Branch · R1",
        "-900.00",
        "0.00",
    ]
    page.goto(f"{visitor.address}/term/")
    assert page.locator("#next-title").inner_text() == "Choose your courses"
    page.goto(f"{visitor.address}/registration/")
    page.fill("#code", small.x.numeric_code)
    page.fill("#section", "1")
    page.click("#add-form button")
    page.wait_for_selector("#answer .answer.accepted")
    assert small.list_of(student) == {"CENG213/1"}
    assert visitor.problems == []


def test_an_officer_searches_sees_charges_anew_corrects_and_exports(small, student, officer, visit):
    Claim.objects.update(percent=60)
    visitor = visit(language="en")
    page = visitor.sign_in(officer.username, PASSWORD)
    assert page.url == f"{visitor.address}/fees/desk/"  # where a fee officer begins

    page.fill("#q", "yılmaz")
    page.keyboard.press("Enter")
    page.click(f"text={student.number}")
    assert page.locator(".figures dd").first.inner_text() == "900.00 TL"

    page.click("text=Compute anew")
    assert page.locator("#answer").inner_text() == "Computed anew: the account changed."
    assert page.locator(".figures dd").first.inner_text() == "600.00 TL"

    page.click("text=Credit Tuition")
    assert page.input_value("#id_amount") == "600.00"
    page.fill("#id_amount", "150,50")
    page.fill("#id_reason", "Kurul kararı")
    page.fill("#id_document", "2026/7")
    page.click("text=Write it on the account")
    assert page.locator(".figures dd").first.inner_text() == "449.50 TL"
    page.click("text=Compute anew")
    assert page.locator(".figures dd").first.inner_text() == "449.50 TL"
    page.fill(".taking-back input[name=reason]", "Yanlış")
    page.click("text=Take it back")
    assert page.locator(".figures dd").first.inner_text() == "600.00 TL"

    page.click("nav >> text=Totals")
    page.locator("tr.whole a").filter(has_text="600.00").first.click()
    with page.expect_download() as taken:
        page.click("text=As a sheet (XLSX)")
    rows = list(load_workbook(io.BytesIO(Path(taken.value.path()).read_bytes())).active.iter_rows(values_only=True))
    assert (len(rows), rows[1][0], rows[1][5]) == (2, student.number, 600)
    assert visitor.problems == []


def test_the_keyboard_alone_finds_a_student_and_writes_on_the_account(small, student, officer, visit):
    page = visit(language="en").sign_in(officer.username, PASSWORD)
    page.focus("#q")
    page.keyboard.type(student.number)
    page.keyboard.press("Enter")
    page.wait_for_selector("#id_amount")
    page.focus("#id_way")
    for typed in ("Cr", "Tu", "10", "Kurul", "2026/7"):
        page.keyboard.type(typed)
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector(".taking-back")
    assert page.locator(".figures dd").first.inner_text() == "890.00 TL"


def test_without_scripts_and_printed_on_a4_the_account_is_whole(small, student, officer, visit):
    for username, path in ((student.user.username, "/fees/"), (officer.username, f"/fees/desk/{student.id}/")):
        visitor = visit(scripts=False, width=718)  # A4 less its margins
        page = visitor.sign_in(username, PASSWORD)
        page.goto(visitor.address + path)
        page.emulate_media(media="print")
        assert page.locator(".ledger thead").is_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= 718, path
        sheets = len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4")))
        assert (path, sheets <= 2) == (path, True)
