"""Totals by unit and term, the accounts behind each figure, and the sheet that is taken away."""

from __future__ import annotations

import io
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override
from openpyxl import load_workbook

from curriculum.models import Programme
from fees import ledger, totals
from fees.models import Entry, FeeStanding, Refund
from fees.totals import Asked, Sum, totals_by_unit
from people.clock import now
from people.models import Student
from registration.charging import charge_term
from tests.fees import accounts
from tests.fees.accounts import lira
from tests.visitor import Visitor, attributes, text_of
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def omu(db) -> World:
    """CENG evening, of whom one paid all, one too much and had it back, one nothing; EE day, past its duration and
    without a tariff."""
    found = World("omu")
    accounts.evening(found)
    ee = Programme.objects.create(code="EE", name="Elektrik", department=found.ee)
    for number in ("2501231", "2501249", "2501256"):
        found.student(number)
    found.student("2601240", programme=ee, semester=9, surname="=1+1")
    assert charge_term(term_id=found.term.id).blocked == 1
    accounts.paid(found, Student.objects.get(number="2501231"), "1000.00", "A")
    much = Student.objects.get(number="2501249")
    accounts.paid(found, much, "1300.00", "B")
    refund = Refund.objects.create(
        standing=accounts.standing(much), amount="300.00", cause="excess", state="paid", proposed_at=now()
    )
    ledger.post([Entry(standing=refund.standing, kind="refund", amount=lira("300.00"), refund=refund, at=now())])
    return found


@pytest.fixture
def office(omu: World) -> Visitor:
    return Visitor(accounts.officer(omu))


def test_each_unit_with_what_was_charged_paid_paid_back_and_is_due(omu: World):
    [faculty] = totals_by_unit(omu.term)

    assert [(d.name, d.totals.accounts, d.totals.blocked) for d in faculty.departments] == [
        ("Bilgisayar Mühendisliği", 3, 0),
        ("Elektrik-Elektronik Mühendisliği", 1, 1),
    ]
    whole = faculty.totals
    assert (whole.charged, whole.paid, whole.refunded, whole.due, whole.excess) == (
        Sum(Decimal("3000.00"), 3),
        Sum(Decimal("2300.00"), 2),
        Sum(Decimal("300.00"), 1),
        Sum(Decimal("1000.00"), 1),
        Sum(Decimal(0), 0),
    )
    assert whole.charged.amount - whole.paid.amount + whole.refunded.amount == whole.due.amount - whole.excess.amount


def test_who_follows_no_programme_is_counted_as_well(omu: World):
    Student.objects.get(number="2501256").programmes.all().delete()

    with override("tr"):
        found = {unit.name: unit.totals.due for faculty in totals_by_unit(omu.term) for unit in faculty.departments}

    assert found["Birimi yok"] == Sum(Decimal("1000.00"), 1)
    assert [line.number for line in totals.accounts_listed(Asked(omu.term, "due", department=0))] == ["2501256"]


@pytest.mark.parametrize(
    ("which", "numbers"),
    [
        ("", ["2501231", "2501249", "2501256", "2601240"]),
        ("charged", ["2501231", "2501249", "2501256"]),
        ("paid", ["2501231", "2501249"]),
        ("refunded", ["2501249"]),
        ("due", ["2501256"]),
        ("excess", []),
        ("blocked", ["2601240"]),
    ],
)
def test_every_figure_opens_the_accounts_behind_it(omu: World, office: Visitor, which: str, numbers: list[str]):
    page = office.get("/fees/desk/totals/")
    links = {attributes(a)["href"] for a in page.all("a", within=page.one("table"))}
    address = "/fees/desk/accounts/?term=20252" + (f"&which={which}" if which else "")

    assert (address in links) == (numbers != [])
    listed = office.get(address)
    assert [text_of(a) for a in listed.all("a", within=listed.one("main")) if text_of(a).isdigit()] == numbers
    assert listed.text("h1") == {
        "": "Accounts",
        "refunded": "Paid back",
        "due": "Still due",
        "excess": "Too much",
        "blocked": "Without a tariff",
    }.get(which, which.title())


def test_a_unit_is_asked_for_alone(omu: World, office: Visitor):
    listed = office.get("/fees/desk/accounts/", department=str(omu.ee.id))

    assert ("2601240" in listed.html, "2501231" in listed.html) == (True, False)
    assert office.get("/fees/desk/accounts/", which="'; DROP").status == 404


def test_a_long_list_goes_on_at_the_next_page(omu: World, office: Visitor, monkeypatch):
    for module in ("fees.totals", "fees.totals_views"):
        monkeypatch.setattr(f"{module}.SHOWN", 3)

    first = office.get("/fees/desk/accounts/", term="20252")
    [more] = [a for a in first.all("a") if text_of(a) == "Next"]
    second = office.get("/fees/desk/accounts/" + attributes(more)["href"])

    assert ("2601240" in first.html, "2601240" in second.html, "2501231" in second.html) == (False, True, False)


def test_the_sheet_has_figures_and_no_formula(omu: World, office: Visitor):
    response = office.client.get("/fees/desk/accounts.xlsx", {"term": "20252"})

    sheet = load_workbook(io.BytesIO(response.getvalue())).active
    head, *rows = sheet.iter_rows(values_only=True)
    assert response.headers["Content-Disposition"] == 'attachment; filename="fees-20252.xlsx"'
    assert head[:4] == ("Student number", "First name", "Surname", "Programme")
    assert [row[0] for row in rows] == ["2501231", "2501249", "2501256", "2601240"]
    assert rows[1][5:] == (1000, 0, 1300, 300, 0, 0, None)
    assert (rows[3][2], rows[3][11]) == ("'=1+1", "Contribution (katkı payı)")
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "inlineStr", "n"}


def test_totals_take_one_statement_however_many_accounts(omu: World):
    def asked() -> int:
        with CaptureQueriesContext(connection) as statements:
            totals_by_unit(omu.term)
        return len(statements)

    few = asked()
    for number in range(20):
        FeeStanding.objects.create(student=omu.student(f"27{number:04}0"), term=omu.term, charged="1.00")

    assert (few, asked()) == (1, 1)
