"""The bank's web service: by token alone, idempotent by reference, described by OpenAPI and nothing besides."""

import json
from decimal import Decimal

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from drf_spectacular.validation import validate_schema

from fees.bank_api.tokens import REQUESTS, WRONG_TOKENS, make_token
from fees.models import Bank, DayReport, Entry, FeeStanding, Payment
from tests.elsewhere import run, transaction_elsewhere
from tests.fees.bank import akbank, owe, report
from tests.world import World

PAID = {"reference": "A1", "number": "2501231", "amount": "200.00", "channel": "branch"}
PAID |= {"paid_at": "2026-02-10T09:30:00+03:00"}


class Program:
    """A bank's program."""

    def __init__(self, token: str) -> None:
        self.client = Client(headers={"authorization": f"Bearer {token}"} if token else {})

    def get(self, path: str):
        return self.client.get(f"/api/bank/v1/{path}")

    def post(self, path: str, **body):
        return self.client.post(f"/api/bank/v1/{path}", body, content_type="application/json")

    def put(self, path: str, **body):
        return self.client.put(f"/api/bank/v1/{path}", body, content_type="application/json")


@pytest.fixture
def omu(db) -> World:
    cache.clear()
    return World("omu")


@pytest.fixture
def bank(omu: World) -> Bank:
    return akbank()


@pytest.fixture
def program(bank: Bank) -> Program:
    return Program(make_token(bank))


def code(response) -> tuple[int, str]:
    assert response["content-type"] == "application/problem+json"
    assert response.json()["status"] == response.status_code
    return response.status_code, response.json()["code"]


def test_a_debt_is_told_by_term_and_line_with_the_name_masked(omu: World, program: Program):
    student = omu.student("2501231", surname="Yılmaz Işık")
    owe(student, omu.term, ("tuition", "600.00"), ("distance_course", "20.00"))
    answer = program.get("debts/2501231/")
    assert (answer.status_code, answer.json()) == (
        200,
        {
            "number": "2501231",
            "name": "D**** Y***** I***",
            "due": "620.00",
            "terms": [
                {
                    "term": "20252",
                    "term_name": "2025-2026 Bahar",
                    "due": "620.00",
                    "paid": "0.00",
                    "lines": [
                        {"line": "tuition", "course": "", "amount": "600.00"},
                        {"line": "distance_course", "course": "", "amount": "20.00"},
                    ],
                }
            ],
        },
    )


def test_who_owes_nothing_and_who_is_not_known(omu: World, program: Program):
    omu.student("2501231")
    assert program.get("debts/2501231/").json()["due"] == "0.00"
    assert code(program.get("debts/9/")) == (404, "UNKNOWN_NUMBER")


def test_a_payment_is_reported_read_and_taken_back_each_time_with_one_answer(omu: World, program: Program):
    account = owe(omu.student("2501231"), omu.term, ("contribution", "200.00"))
    made = program.post("payments/", **PAID)
    assert made.status_code == 201
    assert made.json() == PAID | {"state": "matched", "problem": "", "term": "20252"} | {
        "received_at": made.json()["received_at"]
    }
    again = program.post("payments/", **PAID)
    assert (again.status_code, again.json()) == (200, made.json())
    assert program.get("payments/A1/").json() == made.json()

    taken = [program.post("payments/A1/cancel/") for _ in range(2)]
    assert [(t.status_code, t.json()["state"]) for t in taken] == [(200, "reversed")] * 2
    account.refresh_from_db()
    assert (account.due, Entry.objects.filter(kind="payment").count()) == (Decimal(200), 2)
    assert code(program.post("payments/A2/cancel/")) == (404, "NOT_FOUND")
    assert code(program.get("payments/A2/")) == (404, "NOT_FOUND")


def test_an_eft_is_taken_and_waits(omu: World, program: Program):
    owe(omu.student("2501231"), omu.term, ("contribution", "200.00"))
    answer = program.post("payments/", **PAID | {"channel": "eft"}).json()
    assert (answer["state"], answer["problem"], answer["term"]) == ("unmatched", "channel", None)


def test_the_same_reference_with_another_amount_is_refused(omu: World, program: Program):
    owe(omu.student("2501231"), omu.term, ("contribution", "500.00"))
    program.post("payments/", **PAID)
    assert code(program.post("payments/", **PAID | {"amount": "300.00"})) == (409, "DUPLICATE_REFERENCE")
    assert Payment.objects.get().amount == Decimal(200)


@pytest.mark.parametrize(
    "wrong",
    [
        {"amount": "-1.00"},
        {"amount": "0.00"},
        {"amount": "1.234"},
        {"amount": "1.234,56"},
        {"amount": "999999999.00"},
        {"amount": "NaN"},
        {"amount": None},
        {"reference": ""},
        {"reference": "A 1"},
        {"reference": "A" * 61},
        {"number": "1" * 21},
        {"channel": "cheque"},
        {"paid_at": "yesterday"},
        {"paid_at": "2026-02-11T09:30:00+03:00"},
        {"paid_at": "0001-01-01T00:00:00Z"},
    ],
)
def test_what_is_not_as_described_is_told_by_field_and_booked_nowhere(program: Program, wrong):
    answer = program.post("payments/", **PAID | wrong)
    assert code(answer) == (400, "INVALID")
    assert answer.json()["errors"].keys() == wrong.keys()
    assert not Payment.objects.exists()


def test_what_is_no_json_object_is_refused(program: Program):
    for body, kind, status in (
        ("[]", "application/json", 400),
        ("{", "application/json", 400),
        ("a=1", "text/csv", 415),
    ):
        assert code(program.client.post("/api/bank/v1/payments/", body, content_type=kind))[0] == status
    assert code(program.get("payments/")) == (405, "METHOD_NOT_ALLOWED")


def test_state_and_account_are_not_the_callers_to_say(omu: World, program: Program):
    owe(omu.student("2501231"), omu.term, ("contribution", "500.00"))
    answer = program.post(
        "payments/", **PAID, state="matched", term="20252", student=1, settled_by=1, source="statement"
    )
    assert (answer.json()["state"], answer.json()["problem"]) == ("unmatched", "amount")
    assert (Payment.objects.get().source, Payment.objects.get().settled_by) == ("service", None)


def test_without_a_banks_token_nothing_is_said(omu: World, bank: Bank):
    old = make_token(bank)
    token = make_token(bank)
    paths = ("debts/1/", "payments/A1/")
    for wrong in ("", "x", old, token + "x", bank.token_digest):
        for path in paths:
            answer = Program(wrong).get(path)
            assert (code(answer), answer["www-authenticate"]) == ((401, "NOT_AUTHENTICATED"), "Bearer")
    assert Program(token).get(paths[0]).status_code == 404
    Bank.objects.update(active=False)
    assert code(Program(token).get(paths[0])) == (401, "NOT_AUTHENTICATED")


def test_of_the_token_only_a_digest_is_kept(bank: Bank):
    token = make_token(bank)
    bank.refresh_from_db()
    assert (len(token) >= 43, len(bank.token_digest), token in bank.token_digest) == (True, 64, False)


def test_a_bank_sees_its_own_payments_only(omu: World, program: Program):
    other = Bank.objects.create(code="ziraat", name="Ziraat", channels=["branch"])
    report(other, "Z1", "2501231", "200.00")
    assert code(program.get("payments/Z1/")) == (404, "NOT_FOUND")
    assert code(program.post("payments/Z1/cancel/")) == (404, "NOT_FOUND")


def test_too_many_requests_of_a_bank_or_too_many_wrong_tokens_wait(program: Program, bank: Bank):
    cache.set(f"bank-api:bank:{bank.pk}", REQUESTS, 60)
    slowed = program.get("debts/1/")
    assert (code(slowed), slowed["retry-after"]) == ((429, "TOO_MANY_REQUESTS"), "60")
    cache.set("bank-api:wrong:127.0.0.1", WRONG_TOKENS, 60)
    assert code(Program("x").get("debts/1/")) == (429, "TOO_MANY_REQUESTS")


def test_a_day_is_reported_and_answered_with_what_was_received(omu: World, program: Program):
    owe(omu.student("2501231"), omu.term, ("contribution", "200.00"))
    program.post("payments/", **PAID)
    good = program.put("days/2026-02-10/", count=1, total="200.00").json()
    assert (good["agrees"], good["received"], good["differences"]) == (True, {"count": 1, "total": "200.00"}, [])
    bad = program.put("days/2026-02-10/", count=2, total="400.00").json()
    assert (bad["agrees"], [d["code"] for d in bad["differences"]]) == (False, ["SERVICE_DIFFERS"])
    assert bad["differences"][0]["text"]
    assert DayReport.objects.count() == 2
    assert code(program.put("days/2026-02-10/", count=-1, total="x")) == (400, "INVALID")
    assert program.client.put("/api/bank/v1/days/2026-02-30/").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_a_payment_takes_as_many_statements_however_much_is_owed(omu: World, program: Program, count):
    owe(omu.student("2501231"), omu.term, *[("distance_course", "200.00")] * count)
    with CaptureQueriesContext(connection) as sent:
        assert program.post("payments/", **PAID).json()["state"] == "matched"
    assert len(sent) == 17


def test_an_account_that_stays_locked_is_told_as_busy(transactional_db):
    cache.clear()
    omu = World("omu")
    owe(omu.student("2501231"), omu.term, ("contribution", "200.00"))
    program = Program(make_token(akbank()))
    with transaction_elsewhere(commit=False) as other:
        run(other, "SELECT id FROM fees_feestanding FOR UPDATE")
        answer = program.post("payments/", **PAID)
        assert (code(answer), answer["retry-after"]) == ((503, "BUSY"), "1")
    assert program.post("payments/", **PAID).status_code == 201
    assert FeeStanding.objects.get().due == 0


def test_the_description_is_valid_open_to_read_and_of_this_service_alone(db):
    answer = Client().get("/api/bank/schema/")
    described = json.loads(answer.content)
    validate_schema(described)
    assert answer.status_code == 200
    assert {path: set(methods) for path, methods in described["paths"].items()} == {
        "/api/bank/v1/debts/{number}/": {"get"},
        "/api/bank/v1/payments/": {"post"},
        "/api/bank/v1/payments/{reference}/": {"get"},
        "/api/bank/v1/payments/{reference}/cancel/": {"post"},
        "/api/bank/v1/days/{day}/": {"put"},
    }
    assert described["components"]["securitySchemes"] == {"bearer": {"type": "http", "scheme": "bearer"}}
    posted = described["paths"]["/api/bank/v1/payments/"]["post"]
    assert set(posted["responses"]) == {"200", "201", "400", "401", "409", "429", "503"}
    assert posted["security"] == [{"bearer": []}]
    problem = posted["responses"]["409"]["content"]
    assert problem == {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
