"""The student's own fee page."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from curriculum.models import SupportContact, Term
from fees import corrections
from fees.models import Claim, Ground
from registration.charging import charge
from tests.fees import accounts
from tests.fees.tariffs import costs
from tests.visitor import Shown, Visitor, attributes, text_of
from tests.world import World, at

pytestmark = pytest.mark.django_db


@pytest.fixture
def omu(db) -> World:
    return World("omu")


def page(student, language: str = "en", **query: str) -> Shown:
    return Visitor(student.user, language=language).get("/fees/", **query)


def lines(shown: Shown) -> list[tuple[str, list[str]]]:
    """Each line with its sum, and the steps that led to it."""
    return [
        (text_of(shown.one("h3", within=a)), [text_of(li) for li in shown.all("li", within=a)])
        for a in shown.all("article")
    ]


def ledger(shown: Shown) -> list[list[str]]:
    tables = shown.all("table", class_="ledger")
    return [[text_of(td) for td in shown.all("td", within=tr)] for t in tables for tr in shown.all("tr", within=t)[1:]]


def disabled(student, percent: int = 40) -> Claim:
    ground = Ground.objects.create(
        code="disability", name="Engelli öğrenci", name_en="Disabled student", effect="by_ratio", rule="OMU-111"
    )
    about = {"issuer": "Sağlık kurulu", "document_no": "12", "valid_from": "2026-02-01"}
    return Claim.objects.create(student=student, ground=ground, percent=percent, state="approved", **about)


@pytest.mark.row("OMU-82")
@pytest.mark.row("OMU-99")
def test_what_is_due_until_when_how_to_pay_it_and_each_step_with_its_rule_and_document(omu: World):
    accounts.evening(omu)
    omu.programme.language = "en"
    omu.programme.save()
    accounts.bank()
    student = omu.student()
    disabled(student)
    charge(term_id=omu.term.id, student_ids=[student.id])

    shown = page(student)

    assert shown.text(class_="sum") == "900.00 TL"
    assert shown.text(class_="until") == "Until 13 February 17:00, while you can register."
    assert lines(shown) == [
        (
            "Tuition (öğrenim ücreti) 900.00 TL",
            [
                "Evening education: tuition each term OMU-74, KOU-101",
                "1,000.00 TL a term decision 2015/8014",
                "×1.50 taught in a foreign language OMU-115 = 1,500.00 TL",
                "−40% discount: Disabled student OMU-111 · Sağlık kurulu 12 = 900.00 TL",
            ],
        )
    ]
    assert shown.text("b", class_="key") == student.number
    assert "Paid at a branch with the student number." in shown.html
    assert shown.text(data_code="PAYMENT_CHANNEL").startswith(
        "Paid by Card, Cash machine, Fee payment on the bank's site, EFT, Transfer (havale), it does not reach"
    )
    turkish = page(student, "tr")
    assert turkish.text(class_="sum") == "900,00 TL"
    assert lines(turkish)[0][1][2] == "×1,50 yabancı dilde öğretim OMU-115 = 1.500,00 TL"
    assert "Şubede öğrenci numarasıyla yatırılır." in turkish.html


@pytest.mark.row("METU-21")
def test_nothing_is_owed_and_why(omu: World):
    student = accounts.owing(omu)

    shown = page(student)

    assert shown.text(id="due-title") == "You owe nothing this term"
    assert [text_of(li) for ul in shown.all("ul", class_="reasons") for li in shown.all("li", within=ul)] == [
        "Semester 8 of 8 within normal duration: no contribution OMU-63, OMU-64"
    ]
    assert (shown.all(class_="sum"), shown.all(id="how-title"), ledger(shown)) == ([], [], [])


def test_nothing_was_computed_yet(world: World):
    assert page(world.student()).text(id="due-title") == "Nothing is charged yet"


@pytest.mark.row("KOU-57")
@pytest.mark.row("KOU-78")
def test_what_is_left_stands_in_the_refusal_and_on_the_page_that_it_leads_to():
    kou = World("kou")
    kou.programme.education_type = "distance"
    kou.programme.save()
    costs("tuition", "500.00", education_type="distance")
    costs("material", "100.00", education_type="distance")
    student = accounts.owing(kou)
    accounts.paid(kou, student, "385.00")
    visitor = Visitor(student.user)
    at("2026-02-10 11:00")

    refused = visitor.get("/registration/")

    finding = refused.one("li", data_code="FEE_UNPAID")
    assert "(215.00 TL due)" in text_of(finding)
    assert attributes(refused.one("a", within=finding))["href"] == "/fees/"
    shown = visitor.get("/fees/")
    assert shown.text(class_="sum") == "215.00 TL"
    assert [name for name, _ in lines(shown)] == ["Tuition (öğrenim ücreti) 500.00 TL", "Material fee 100.00 TL"]
    at("2026-03-01 11:00")
    assert "The time of paying and registering ended" in visitor.get("/fees/").html


def test_a_missing_tariff_is_said_with_the_office_to_turn_to(omu: World):
    omu.programme.education_type = "evening"
    omu.programme.save()
    SupportContact.objects.create(topic="Harç", topic_en="Fees", unit="Öğrenci Katkı Payı Ofisi", about="fee")
    shown = page(accounts.owing(omu))

    assert shown.text(id="due-title") == "Your fee could not be computed"
    assert shown.text(data_code="FEE_SCHEDULE_MISSING") == (
        "Tuition (öğrenim ücreti): there is no tariff for 2025-2026, so nothing was charged."
    )
    assert shown.text(class_="office") == "Fees: Öğrenci Katkı Payı Ofisi"


def test_the_account_as_a_ledger_with_what_was_taken_back(omu: World):
    accounts.evening(omu)
    student = accounts.owing(omu)
    accounts.paid(omu, student, "1000.00")
    disabled(student)
    charge(term_id=omu.term.id, student_ids=[student.id])

    shown = page(student)

    assert ledger(shown) == [
        ["10.02.2026", "Tuition (öğrenim ücreti)", "+1,000.00", "1,000.00"],
        ["10.02.2026", "Payment · Akbank · Branch · R1", "-1,000.00", "0.00"],
        ["10.02.2026", "Taken back: Tuition (öğrenim ücreti)", "-1,000.00", "-1,000.00"],
        ["10.02.2026", "Tuition (öğrenim ücreti)", "+600.00", "-400.00"],
    ]
    assert [text_of(s) for s in shown.all("s")] == ["Tuition (öğrenim ücreti)", "+1,000.00"]
    assert shown.text(id="due-title") == "Nothing is left to pay"
    assert "400.00 TL more than is owed" in shown.html


def test_earlier_terms_are_a_step_away(omu: World):
    accounts.evening(omu)
    before = Term.objects.create(code="20251", name="2025-2026 Güz", name_en="2025-2026 Autumn")
    student = accounts.owing(omu)
    by = accounts.officer(omu)
    about = {"line": "contribution", "reason": "Devir", "document": "Y-1", "actor": by}
    corrections.correct(student_id=student.id, term_id=before.id, amount=accounts.lira("75.50"), **about)

    shown = page(student)

    assert "75.50 TL of other terms is still to be paid." in shown.html
    [link] = [a for a in shown.all("a") if text_of(a) == "2025-2026 Autumn"]
    earlier = Visitor(student.user).get("/fees/" + attributes(link)["href"])
    assert (earlier.text(class_="sum"), earlier.all(class_="until")) == ("75.50 TL", [])
    assert lines(earlier) == [("Contribution (katkı payı) 75.50 TL", ["By the fee office: Devir Y-1 = 75.50 TL"])]
    assert page(student, term="19991").status == 404


def test_a_student_sees_the_own_account_alone(omu: World):
    accounts.evening(omu)
    mine, other = omu.student(), accounts.owing(omu, "2601240")

    shown = Visitor(mine.user).get("/fees/", student=str(other.id))

    assert (other.number in shown.html, shown.all(class_="sum")) == (False, [])
    assert Visitor(omu.advisor.user).get("/fees/").status == 403


def statements(student) -> int:
    visitor = Visitor(student.user)
    visitor.get("/fees/")
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert visitor.get("/fees/").status == 200
    return len(asked)


def test_as_many_statements_for_a_long_account_as_for_a_short_one(omu: World):
    accounts.evening(omu)
    student = accounts.owing(omu)
    accounts.paid(omu, student, "10.00")
    one = statements(student)
    for number in (2, 3):
        accounts.paid(omu, student, "10.00", f"R{number}")
        disabled(student, 10 * number) if number == 2 else None
        charge(term_id=omu.term.id, student_ids=[student.id])

    assert (one, statements(student)) == (10, 10)
