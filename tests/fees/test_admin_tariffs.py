"""The fee office's page of tariffs: what it refuses, what it finds, and the table that next year's begins with."""

from __future__ import annotations

import io
from decimal import Decimal

import pytest
from django.test import Client
from openpyxl import load_workbook

from curriculum.importers.writing import LOCK
from fees.models import Tariff
from tests.admin_pages import complete, errors, filled, history, official
from tests.elsewhere import run, threads, transaction_elsewhere, until_done_or_waiting
from tests.fees.tariffs import KOU, import_tariffs
from tests.tables import counted, load, told
from tests.world import World

pytestmark = pytest.mark.django_db
LIST, ADD = "/admin/fees/tariff/", "/admin/fees/tariff/add/"
MATERIAL = {"year": "2025", "line": "material", "period": "term", "decision_no": "2017/22"}


@pytest.fixture
def officer(world: World) -> Client:
    return official(world, "fee_officer")


def add(client: Client, **fields: str):
    return client.post(ADD, filled(client.get(ADD), "tariff_form", **fields))


def change(client: Client, row: Tariff, **fields: str):
    url = f"{LIST}{row.pk}/change/"
    return client.post(url, filled(client.get(url), "tariff_form", **fields))


def refused(response) -> dict[str, list[str]]:
    assert response.status_code == 200
    return errors(response)


@pytest.mark.row("KOU-113")
def test_a_material_fee_above_the_tuition_is_refused_and_so_is_a_tuition_below_it(world: World, officer: Client):
    tuition = Tariff.objects.create(year=2025, line="tuition", amount=Decimal(385), decision_no="2016/9377")

    response = add(officer, **MATERIAL, amount="386")
    said = "The material fee of a term may not be above the tuition: 386.00 TL are more than 385.00 TL."
    assert refused(response) == {"amount": [said]}
    assert response.context["adminform"].form.errors.as_data()["amount"][0].code == "MATERIAL_ABOVE_TUITION"
    assert add(officer, **MATERIAL, amount="385").status_code == 302

    said = said.replace("386", "385", 1).replace("than 385", "than 384")
    assert refused(change(officer, tuition, amount="384")) == {"amount": [said]}
    assert change(officer, tuition, amount="386").status_code == 302
    assert history(tuition) == ["Changed Amount (TL): 385.00 → 386."]


@pytest.mark.row("KOU-105")
def test_a_fee_of_students_from_abroad_below_the_least_sum_is_refused(world: World, officer: Client):
    foreign = {"year": "2025", "line": "foreign", "period": "term", "decision_no": "1", "minimum": "2000"}

    said = "The fee is below the least sum allowed: 1,800.00 TL are less than 2,000.00 TL.".replace(",", "")
    assert refused(add(officer, **foreign, amount="1800")) == {"amount": [said]}
    assert add(officer, **foreign, amount="2000").status_code == 302


@pytest.mark.row("KOU-103")
def test_a_share_of_the_state_below_half_of_the_cost_is_refused(world: World, officer: Client):
    paid = {"year": "2025", "line": "contribution", "period": "year", "decision_no": "1", "amount": "600"}

    said = "The State's share may not be below half of the service cost: of 1000.00 TL a year students would pay 600.00 TL."
    assert refused(add(officer, **paid, service_cost="1000")) == {"amount": [said]}
    assert add(officer, **paid).status_code == 302  # only if the cost is entered


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"decision_no": ""}, "decision_no"),
        ({"decision_no": "  "}, "decision_no"),
        ({"amount": ""}, "amount"),
        ({"amount": "-1"}, "amount"),
        ({"amount": "10.005"}, "amount"),
        ({"amount": "1.000,00"}, "amount"),
        ({"amount": "NaN"}, "amount"),
        ({"amount": "100000000"}, "amount"),
        ({"service_cost": "1000.005"}, "service_cost"),
        ({"minimum": "-0,01"}, "minimum"),
        ({"year": "1925"}, "year"),
        ({"year": ""}, "year"),
    ],
)
def test_what_is_no_sum_no_year_or_no_decision_is_refused(world: World, officer: Client, fields, field: str):
    good = {"year": "2025", "line": "tuition", "period": "term", "decision_no": "1", "amount": "385"}

    assert list(refused(add(officer, **good | fields))) == [field]
    assert not Tariff.objects.exists()


@pytest.mark.parametrize("typed", ["1529,50", "1529.50", "1529,5", " 1529.5 "])
def test_a_sum_is_typed_with_a_comma_or_a_point_and_shown_as_the_reader_writes_it(world: World, officer: Client, typed):
    assert add(officer, **MATERIAL | {"line": "tuition"}, amount=typed).status_code == 302

    row = Tariff.objects.get()
    assert row.amount == Decimal("1529.50")
    page = officer.get(f"{LIST}{row.pk}/change/", headers={"accept-language": "tr"})
    assert filled(page, "tariff_form")["amount"] == "1529,50"
    sent = officer.post(f"{LIST}{row.pk}/change/", filled(page, "tariff_form"), headers={"accept-language": "tr"})
    assert (sent.status_code, Tariff.objects.get().amount) == (302, Decimal("1529.50"))


def test_a_scope_is_named_once_and_so_is_a_tariff(world: World, officer: Client):
    good = {"year": "2025", "line": "tuition", "period": "term", "decision_no": "1", "amount": "385"}
    unit = str(world.programme.pk)

    two = {"programme": unit, "faculty": str(world.faculty.pk)}
    assert refused(add(officer, **good, **two)) == {"programme": ["Name one unit only: the narrowest."]}
    said = "Applies to nobody: the programme is of another level or education type."
    assert refused(add(officer, **good, programme=unit, level="master")) == {"level": [said]}
    assert add(officer, **good, programme=unit).status_code == 302
    assert list(refused(add(officer, **good, programme=unit))) == ["__all__"]
    assert complete(officer, "fees", "tariff", "faculty", "mühendislik") == ["Mühendislik Fakültesi"]


def test_tariffs_are_found_by_year_line_unit_and_decision(world: World, officer: Client):
    import_tariffs(world, KOU)

    def found(query: str) -> list[tuple[str, str]]:
        rows = officer.get(f"{LIST}?{query}").context["cl"].result_list
        return [(t.line, t.faculty.code if t.faculty else "") for t in rows]

    assert len(found("year=2025")) == 11
    assert found("year=2024") == []
    assert found("line__exact=foreign") == [("foreign", "")]
    assert found(f"faculty__id__exact={world.faculty.pk}") == [("tuition", "ENG")]
    assert found("q=hukuk") == [("tuition", "LAW")]
    assert found("q=MUHENDISLIK") == [("tuition", "ENG")]
    assert {line for line, _unit in found("q=2017/22")} == {"material", "course_material", "exam"}


def test_a_sum_stands_with_its_period_as_the_reader_writes_it(world: World, officer: Client):
    import_tariffs(world, KOU)

    page = officer.get(f"{LIST}?q=muhendislik", headers={"accept-language": "tr"}).content.decode()
    assert '<td class="field-price">1.529,00 / yıl</td>' in page


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_whatever_its_length(
    world: World, officer: Client, rows: int, django_assert_num_queries
):
    for year in range(2025, 2025 + rows):
        Tariff.objects.create(year=year, line="tuition", amount=1, decision_no="1", programme=world.programme)
    officer.get(LIST)

    with django_assert_num_queries(9):
        assert len(officer.get(LIST).context["cl"].result_list) == rows


def test_next_year_begins_with_this_year_s_table_and_waits_for_its_decision(world: World, officer: Client):
    import_tariffs(world, KOU)

    response = officer.get("/admin/fees/tariff/table/")
    assert response.headers["Content-Disposition"] == 'attachment; filename="tariffs-2026.xlsx"'
    content = b"".join(response.streaming_content)
    assert [p for p in told(load("tariffs", content)) if "is empty" not in p] == []
    assert Tariff.objects.filter(year=2026).count() == 0  # nobody has decided yet

    book = load_workbook(io.BytesIO(content))
    headings = [cell.value for cell in book.active[1]]
    for line in range(2, book.active.max_row + 1):
        book.active.cell(line, headings.index("decision number") + 1, "2026/1")
    decided = io.BytesIO()
    book.save(decided)
    assert counted(load("tariffs", decided.getvalue())) == (11, 0, 0, 0)
    same = ("line", "faculty", "level", "education_type", "amount", "period", "minimum")
    assert set(Tariff.objects.filter(year=2026).values_list(*same)) == set(
        Tariff.objects.filter(year=2025).values_list(*same)
    )


def test_the_table_of_a_turkish_reader_is_in_turkish(world: World, officer: Client):
    import_tariffs(world, KOU)

    response = officer.get("/admin/fees/tariff/table/?format=csv", headers={"accept-language": "tr"})
    lines = b"".join(response.streaming_content).decode("utf-8-sig").splitlines()
    assert lines[0].startswith("yıl;kalem;birim;birim türü;düzey;öğretim türü;tutar")
    assert "2026;öğrenim ücreti;ENG;fakülte;lisans;uzaktan öğretim;1529.00;yıl;;;;" in lines


def test_before_the_first_tariffs_the_table_is_empty(world: World, officer: Client):
    content = b"".join(officer.get("/admin/fees/tariff/table/?format=csv").streaming_content).decode("utf-8-sig")
    assert content.splitlines()[1:] == []


@pytest.mark.row("METU-55")
@pytest.mark.parametrize("role", ["secretary", "library", "help_desk"])
def test_tariffs_are_the_fee_office_s_alone(world: World, officer: Client, role: str):
    assert officer.get(LIST).status_code == 200
    row = Tariff.objects.create(year=2025, line="tuition", amount=1, decision_no="1")
    department = world.ceng if role == "secretary" else None
    other = official(world, role, department)
    for url in (LIST, ADD, f"{LIST}{row.pk}/change/", "/admin/fees/tariff/table/"):
        assert other.get(url).status_code == 403
    assert officer.post(f"{LIST}{row.pk}/delete/", {"post": "yes"}).status_code == 403  # it is changed, not forgotten


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("by_the_desk", [True, False])
def test_officers_at_the_same_time_are_held_against_each_other(world: World, officer: Client, by_the_desk: bool):
    """One lowers the tuition while the other saves a material fee. The control does not go by the desk, and slips through."""
    Tariff.objects.create(year=2025, line="tuition", amount=Decimal(385), decision_no="1")
    with threads() as start:
        with transaction_elsewhere() as other:
            if by_the_desk:
                run(other, "SELECT pg_advisory_xact_lock(%s)", LOCK)
            run(other, "UPDATE fees_tariff SET amount = 300")
            saved = start(add, officer, **MATERIAL, amount="385")
            until_done_or_waiting(saved)
        assert saved.result().status_code == (200 if by_the_desk else 302)
    assert Tariff.objects.filter(line="material").exists() is not by_the_desk
