"""The desk of the fee office: finding a student, the account with everything, and what puts it right."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from curriculum.models import Term
from fees.models import Entry
from tests.fees import accounts
from tests.fees.accounts import lira
from tests.fees.test_views import disabled, ledger, lines
from tests.visitor import Shown, Visitor, attributes, text_of
from tests.world import World

pytestmark = pytest.mark.django_db
CREDIT = {"way": "credit", "line": "tuition", "amount": "150,50", "reason": "Kurul kararı", "document": "2026/7"}


@pytest.fixture
def omu(db) -> World:
    found = World("omu")
    accounts.evening(found)
    return found


@pytest.fixture
def office(omu: World) -> Visitor:
    return Visitor(accounts.officer(omu))


def figures(shown: Shown) -> dict[str, str]:
    [told] = shown.all("dl", class_="figures")
    pairs = ((shown.one("dt", within=div), shown.one("dd", within=div)) for div in shown.all("div", within=told))
    return {text_of(dt): text_of(dd) for dt, dd in pairs}


def test_a_fee_officer_begins_at_the_desk(office: Visitor):
    assert office.get("/").leads_to == "/fees/desk/"
    page = office.get("/fees/desk/")
    links = [text_of(a) for a in page.all("a", within=page.one("ul", class_="tabs"))]
    assert {"Accounts of students", "Totals"} <= set(links)
    assert text_of(page.one("a", page.one("ul", class_="tabs"), aria_current="page")) == "Accounts of students"


def test_a_student_is_found_by_name_and_a_whole_number_leads_to_the_account(omu: World, office: Visitor):
    student, another = accounts.owing(omu), omu.student("2601240", surname="Işık")

    found = office.get("/fees/desk/", q="isik")
    assert [text_of(td) for td in found.all("td")] == ["2601240", "Deniz Işık", "–"]
    found = office.get("/fees/desk/", q="deniz yilmaz")
    assert [text_of(td) for td in found.all("td")] == ["2501231", "Deniz Yılmaz", "1,000.00"]
    assert office.get("/fees/desk/", q=student.number).leads_to == f"/fees/desk/{student.id}/"
    assert "No student of that name or number." in office.get("/fees/desk/", q="zzz").html
    assert another.number not in office.get("/fees/desk/").html


def test_one_account_with_everything(omu: World, office: Visitor):
    student = omu.student()
    claim = disabled(student)
    accounts.owing_anew(omu, student)
    accounts.paid(omu, student, "700.00")

    shown = office.get(f"/fees/desk/{student.id}/")

    assert figures(shown) == {
        "Still due": "0.00 TL",
        "Charged": "600.00 TL",
        "Paid, less what went back": "700.00 TL",
        "Too much": "100.00 TL",
        "Programme": "CENG · Evening education",
        "Semester": "8 / 8",
        "Admitted": "National placement",
        "Computed": "10.02.2026 10:00",
    }
    assert [name for name, _ in lines(shown)] == ["Tuition (öğrenim ücreti) 600.00 TL"]
    assert [row[-1] for row in ledger(shown)] == ["600.00", "-100.00"]
    about = [" ".join(text_of(td) for td in shown.all("td", within=tr)) for tr in shown.all("tr")]
    assert f"{claim.ground.name_en} 40% Sağlık kurulu 12 01.02.2026– Approved" in about
    assert "R1 Akbank · Branch 10.02.2026 10:00 700.00 On the account" in about


@pytest.mark.row("METU-55")
def test_the_fee_officer_puts_an_account_right_and_the_secretary_may_not(omu: World, office: Visitor):
    student = accounts.owing(omu)
    page = office.get(f"/fees/desk/{student.id}/")

    done = office.press(page, "Write it on the account", **CREDIT)

    assert done.leads_to == f"/fees/desk/{student.id}/"
    shown = office.follow(done)
    assert figures(shown)["Still due"] == "849.50 TL"
    assert lines(shown)[1] == (
        "Tuition (öğrenim ücreti) -150.50 TL",
        ["By the fee office: Kurul kararı 2026/7 = -150.50 TL"],
    )
    back = office.press(shown, "Take it back", reason="Yanlış öğrenci")
    shown = office.follow(back)
    assert figures(shown)["Still due"] == "1,000.00 TL"
    assert [row[1:] for row in ledger(shown)[1:]] == [
        ["Tuition (öğrenim ücreti) · by the fee office Kurul kararı · 2026/7 · Ada Mali", "-150.50", "849.50"],
        ["Taken back: Tuition (öğrenim ücreti) Yanlış öğrenci · Ada Mali", "+150.50", "1,000.00"],
    ]
    secretary = Visitor(accounts.secretary(omu))
    assert secretary.post(f"/fees/desk/{student.id}/correct/", **CREDIT).status == 403
    assert Entry.objects.count() == 3


@pytest.mark.parametrize(
    ("typed", "status", "said"),
    [
        ({"amount": "150,505"}, 400, "no more than 2 decimal places"),
        ({"amount": "1.000,50"}, 400, "Enter a number."),
        ({"amount": "-5"}, 400, "greater than or equal to 0.01"),
        ({"document": ""}, 400, "This field is required."),
        ({"amount": "1000,01"}, 409, "No more can be credited than the line stands at."),
    ],
)
def test_what_cannot_be_written_is_said_beside_what_was_typed(
    omu: World, office: Visitor, typed: dict[str, str], status: int, said: str
):
    student = accounts.owing(omu)

    shown = office.post(f"/fees/desk/{student.id}/correct/", **CREDIT | typed)

    assert (shown.status, said in shown.html, Entry.objects.count()) == (status, True, 1)
    assert attributes(shown.one("input", id="id_reason"))["value"] == "Kurul kararı"


def test_a_change_of_reasons_is_computed_anew_at_a_press(omu: World, office: Visitor):
    student = accounts.owing(omu)
    disabled(student)
    page = office.get(f"/fees/desk/{student.id}/")

    first = office.follow(office.press(page, "Compute anew"))
    again = office.follow(office.press(first, "Compute anew"))

    assert [p.text(class_="answer") for p in (first, again)] == [
        "Computed anew: the account changed.",
        "Computed anew: the account was right.",
    ]
    assert accounts.standing(student).charged == lira("600.00")
    assert Entry.objects.latest("id").actor.username == "mali"


def test_without_a_tariff_nothing_is_charged_and_it_is_said(omu: World, office: Visitor):
    omu.programme.education_type = "distance"
    omu.programme.save()
    student = omu.student()

    shown = office.follow(office.press(office.get(f"/fees/desk/{student.id}/"), "Compute anew"))

    assert shown.text(class_="answer") == "A tariff is missing: nothing was charged. It is named below."
    assert [text_of(p) for p in shown.all("p", data_code="FEE_SCHEDULE_MISSING")] == [
        "Tuition (öğrenim ücreti): there is no tariff for 2025-2026, so nothing was charged.",
        "Material fee: there is no tariff for 2025-2026, so nothing was charged.",
    ]


def test_who_follows_no_programme_has_nothing_to_compute(omu: World, office: Visitor):
    student = omu.student()
    student.programmes.all().delete()

    shown = office.follow(office.press(office.get(f"/fees/desk/{student.id}/"), "Compute anew"))

    assert shown.text(class_="answer") == "The student follows no programme: there is nothing to compute."


def test_an_earlier_term_is_read_and_put_right_but_not_computed_anew(omu: World, office: Visitor):
    Term.objects.create(code="20251", name="2025-2026 Güz")
    student = accounts.owing(omu)
    page = office.get(f"/fees/desk/{student.id}/", term="20251")

    assert [b for b in page.all("button") if text_of(b) == "Compute anew"] == []
    done = office.press(page, "Write it on the account", **CREDIT | {"way": "charge"})

    assert done.leads_to == f"/fees/desk/{student.id}/?term=20251"
    assert figures(office.follow(done))["Still due"] == "150.50 TL"


def test_as_many_statements_for_three_found_as_for_one(omu: World, office: Visitor):
    def asked(path: str) -> int:
        office.get(path)
        with CaptureQueriesContext(connection) as statements:
            assert office.get(path).status == 200
        return len(statements)

    student = accounts.owing(omu)
    accounts.paid(omu, student, "10.00")
    one = asked("/fees/desk/?q=deniz"), asked(f"/fees/desk/{student.id}/")
    for number in ("2601240", "2601257"):
        accounts.owing(omu, number)
        accounts.paid(omu, student, "10.00", number)

    assert (one, asked("/fees/desk/?q=deniz"), asked(f"/fees/desk/{student.id}/")) == ((5, 12), 5, 12)
