"""The fee office's pages of the bank, as its officer sees them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from fees import statements
from fees.models import Bank, Payment, Statement
from fees.worklist import nearly, suggest
from people.models import JobFile, JobRun, User
from tests.admin_pages import browser
from tests.fees.bank import akbank, line, owe, report, statement
from tests.visitor import Shown, Visitor, text_of
from tests.world import World


@pytest.fixture
def omu(db) -> World:
    return World("omu")


@pytest.fixture
def officer(omu: World) -> User:
    staff = omu.staff("katki", is_staff=True)
    omu.role(staff, "fee_officer")
    return staff.user


@pytest.fixture
def visitor(officer: User) -> Visitor:
    return Visitor(officer)


def upload(visitor: Visitor, content: bytes) -> Shown:
    file = SimpleUploadedFile("akbank.csv", content, "text/csv")
    return visitor.post("/fees/desk/statements/", bank="akbank", file=file)


def cells(page: Shown) -> list[list[str]]:
    return [[text_of(c) for c in page.all("td", row)] for row in page.all("tr") if page.all("td", row)]


def test_a_statement_is_looked_at_booked_and_its_rest_settled_by_hand(omu: World, visitor: Visitor):
    akbank()
    student, mistyped = omu.student("2501231"), omu.student("2501241", surname="Kaya")
    for one in (student, mistyped):
        owe(one, omu.term, ("contribution", "200.00"))
    preview = visitor.follow(
        upload(visitor, statement(line("A1", "2501231", "200,00"), line("A2", "2501214", "200,00", payer="D. Kaya")))
    )
    assert cells(preview)[:2] == [
        ["to an account", "1", "200.00"],
        ["to the worklist: unknown student number", "1", "200.00"],
    ]
    assert not Payment.objects.exists()
    done = visitor.follow(visitor.press(preview, "Book all lines"))
    assert "Booked." in done.html
    assert Statement.objects.get().booked_by.username == "katki"

    waiting = visitor.get("/fees/desk/worklist/")
    assert [row[:5] for row in cells(waiting)] == [["A2", "unknown student number", "2501214", "D. Kaya", "200.00"]]
    page = visitor.get(f"/fees/desk/payments/{Payment.objects.get(reference='A2').pk}/")
    assert "2501241 Deniz Kaya · 200.00 TL due just this sum" in text_of(page.one("main"))
    settled = visitor.follow(visitor.press(page, "Put on the account", number="2501241", note="Dekont"))
    assert "The payment stands on the account of" in settled.text(id="answer")
    payment = Payment.objects.get(reference="A2")
    assert (payment.state, payment.student, payment.note) == ("cleared", mistyped, "Dekont")
    assert "Nothing waits." in visitor.get("/fees/desk/worklist/").html


def test_a_bad_file_is_told_line_by_line_and_only_its_valid_lines_can_be_booked(omu: World, visitor: Visitor):
    akbank()
    content = statement(line("A1", "1", "200,00"), line("A2", "1", "1.234"), total="200,00", count=3)
    page = visitor.follow(upload(visitor, content))
    assert "The last line counts 3 payments, but there are 2" in page.html
    assert [row[-1] for row in cells(page)[2:]] == [
        "to the worklist: unknown student number",
        "The amount can be read in two ways: write 1234,00 or 1.234,00.",
    ]
    assert [text_of(b) for b in page.all("button", page.one("main"))] == ["Book the valid lines alone", "Let go"]
    only = visitor.get(f"/fees/desk/statements/{JobRun.objects.get().pk}/", fate="wrong")
    assert [row[0] for row in cells(only)[2:]] == ["3"]
    done = visitor.follow(visitor.press(page, "Book the valid lines alone"))
    assert "The amount can be read in two ways" in done.html
    assert list(Payment.objects.values_list("reference", flat=True)) == ["A1"]


def test_a_file_that_is_let_go_books_nothing(omu: World, visitor: Visitor):
    akbank()
    page = visitor.follow(upload(visitor, statement(line("A1", "1", "200,00"))))
    assert "nothing was booked" in visitor.follow(visitor.press(page, "Let go")).text(id="answer")
    assert (Payment.objects.count(), JobFile.objects.count()) == (0, 0)


def test_a_file_that_is_no_statement_and_one_that_was_booked_are_told_at_the_field(omu: World, visitor: Visitor):
    akbank()
    wrong = upload(visitor, b"x;y\n1;2\n")
    assert (wrong.status, "does not begin with the line" in wrong.html) == (400, True)
    content = statement(line("A1", "1", "200,00"))
    visitor.press(visitor.follow(upload(visitor, content)), "Book all lines")
    again = upload(visitor, content)
    assert (again.status, "This statement is booked already" in again.html) == (400, True)


def test_a_booking_that_has_stopped_goes_on_by_a_button(omu: World, visitor: Visitor):
    job = statements.stage(bank=akbank(), content=statement(line("A1", "1", "200,00")), name="a.csv", actor=None)
    statements.confirm(job, keep="all", actor=None)
    page = visitor.get(f"/fees/desk/statements/{job.pk}/")
    assert "0/1" in page.html
    assert "Booked." in visitor.follow(visitor.press(page, "Go on")).html
    assert Payment.objects.count() == 1


def test_a_payment_without_a_student_is_marked_as_returned_with_a_reason(omu: World, visitor: Visitor):
    payment = report(akbank(), "A1", "9", "200.00").payment
    path = f"/fees/desk/payments/{payment.pk}/"
    assert visitor.post(f"{path}return/", note=" ").status == 400
    visitor.press(visitor.get(path), "Mark as returned to the sender", note="Öğrenci değil")
    payment.refresh_from_db()
    assert (payment.state, payment.settled_by.username) == ("returned", "katki")
    late = visitor.follow(visitor.post(f"{path}settle/", other=omu.student().number, term="20252"))
    assert "The payment does not wait any more" in late.text(id="answer")


@pytest.mark.parametrize(
    ("button", "state"), [("It belongs on another account", "unmatched"), ("It is no payment: reverse", "reversed")]
)
def test_a_payment_is_taken_off_its_account_with_a_reason(omu: World, visitor: Visitor, button: str, state: str):
    account = owe(omu.student("2501231"), omu.term, ("contribution", "200.00"))
    payment = report(akbank(), "A1", "2501231", "200.00").payment
    page = visitor.get(f"/fees/desk/payments/{payment.pk}/")
    [pressed] = [b for b in page.all("button") if text_of(b) == button]
    visitor.post(dict(pressed.attributes)["formaction"], note="Yanlış numara")
    payment.refresh_from_db()
    account.refresh_from_db()
    assert (payment.state, payment.note, account.paid) == (state, "Yanlış numara", 0)
    assert [row[3] for row in cells(visitor.get(f"/fees/desk/payments/{payment.pk}/"))] == ["200.00", "-200.00"]


def test_a_student_that_is_not_there_is_told_and_what_was_typed_is_kept(omu: World, visitor: Visitor):
    payment = report(akbank(), "A1", "9", "200.00").payment
    answer = visitor.post(f"/fees/desk/payments/{payment.pk}/settle/", other="77", term="20252", note="Dekont")
    assert (answer.status, "There is no student of that number." in answer.html) == (400, True)
    assert [dict(e.attributes).get("value") for e in answer.all("input", id="other")] == ["77"]


def test_whose_a_payment_may_be(omu: World):
    kaya, other = omu.student("2501231", surname="Kaya"), omu.student("2501999", surname="Işık")
    owe(other, omu.term, ("contribution", "200.00"))
    bank = akbank()
    by_number = suggest(report(bank, "A1", "2501213", "200.00").payment)
    assert [(s.student, s.due, s.fits) for s in by_number] == [(kaya, Decimal(0), False)]
    by_name = suggest(report(bank, "A2", "", "200.00", payer="DENİZ IŞIK").payment)
    assert [(s.student, s.due, s.fits) for s in by_name] == [(other, Decimal(200), True)]
    assert suggest(report(bank, "A3", "abc", "200.00").payment) == []


def test_a_number_one_slip_away(db):
    slips = nearly("123")
    assert {"124", "12", "1234", "132", "213", "0123"} <= slips
    assert not {"321", "1", "12345"} & slips
    assert nearly("12a") == nearly("") == set()


def test_the_worklist_is_narrowed_by_problem_bank_and_words(omu: World, visitor: Visitor):
    bank = akbank()
    report(bank, "A1", "9", "10.00", payer="Ali Veli")
    owe(omu.student("2501231"), omu.term, ("contribution", "200.00"))
    report(bank, "B2", "2501231", "200.00", channel="eft")
    assert [row[0] for row in cells(visitor.get("/fees/desk/worklist/"))] == ["A1", "B2"]
    assert [row[0] for row in cells(visitor.get("/fees/desk/worklist/", problem="channel"))] == ["B2"]
    assert [row[0] for row in cells(visitor.get("/fees/desk/worklist/", q="veli"))] == ["A1"]
    assert cells(visitor.get("/fees/desk/worklist/", bank="ziraat")) == []


def test_the_end_of_a_day_on_a_page(omu: World, visitor: Visitor):
    bank = akbank()
    report(bank, "A1", "9", "10.00")
    page = visitor.get("/fees/desk/reconciliation/", bank="akbank", day="2026-02-10")
    assert page.text("span", class_="no") == "The totals do not agree."
    assert [dict(e.attributes)["data-code"] for e in page.all("li") if "data-code" in dict(e.attributes)] == [
        "NO_REPORT"
    ]
    assert "The totals agree." in visitor.get("/fees/desk/reconciliation/", bank="akbank", day="2026-02-09").html


def test_the_token_of_a_bank_is_shown_once(omu: World, officer: User):
    bank, client = akbank(), browser(officer)
    path = f"/admin/fees/bank/{bank.pk}/token/"
    assert "Make a token" in client.get(path).content.decode()
    assert not Bank.objects.get().token_digest
    made = Shown(client.post(path))
    token = text_of(made.one("pre", id="token"))
    kept = Bank.objects.get().token_digest
    assert (len(token) >= 43, len(kept), token in kept) == (True, 64, False)
    again = client.get(path).content.decode()
    assert (token in again, "Replace the token" in again) == (False, True)
    change = client.get(f"/admin/fees/bank/{bank.pk}/change/").content.decode()
    assert not {token, kept} & set(change.split('"'))


def test_a_secretary_reaches_none_of_it(omu: World):
    akbank()
    staff = omu.staff("sekreter", is_staff=True)
    omu.role(staff, "secretary", omu.ceng)
    visitor = Visitor(staff.user)
    for path in ("worklist", "statements", "reconciliation"):
        assert visitor.get(f"/fees/desk/{path}/").status == 403
    assert upload(visitor, statement(line("A1", "1", "200,00"))).status == 403


@pytest.mark.parametrize("count", [1, 3])
def test_the_worklist_takes_as_many_statements_however_long_it_is(
    omu: World, visitor: Visitor, count: int, django_assert_num_queries
):
    bank = akbank()
    for n in range(count):
        report(bank, f"A{n}", "9", "10.00")
    visitor.get("/fees/desk/worklist/")
    with django_assert_num_queries(5):
        assert len(cells(visitor.get("/fees/desk/worklist/"))) == count
