"""The refunds on the fee office's desk, and the student's own page."""

from __future__ import annotations

from datetime import date

import pytest

from fees.models import Entry, Refund, RefundBatch
from fees.refunds.moves import act, ask
from people.models import Role, Student
from tests.fees.refunding import IBAN, again, balance, claim, evening, officer, pay, proposed, refunds
from tests.visitor import Shown, Visitor, text_of
from tests.world import World

pytestmark = pytest.mark.django_db
DESK = "/fees/desk/refunds/"


@pytest.fixture
def world(db) -> World:
    return World("omu")


@pytest.fixture
def student(world: World) -> Student:
    """Paid 1000.00 for the evening programme and went to another university."""
    student = evening(world)
    pay(world, student, "1000.00")
    claim(student, "transfer_out", "no_charge", date(2026, 2, 10), issuer="Ege Üniversitesi")
    again(world, student)
    return student


@pytest.fixture
def desk(world: World) -> Visitor:
    return Visitor(officer(world), language="en")


def with_iban(world: World, student: Student) -> Refund:
    assert ask(student=student, term_id=world.term.id, iban=IBAN, actor=student.user).accepted
    return Refund.objects.get(standing__student=student)


def approved(world: World, student: Student, desk: Visitor) -> Refund:
    refund = with_iban(world, student)
    desk.post(f"{DESK}{refund.pk}/approve/", version=str(refund.version))
    return Refund.objects.get(pk=refund.pk)


def rows(page: Shown) -> list[str]:
    return [text_of(row) for row in page.all("tr")[1:]]


# the desk


def test_the_queue_shows_who_waits_with_sum_and_cause_and_approves_what_is_ticked(
    world: World, student: Student, desk: Visitor
):
    refund = Refund.objects.get()
    page = desk.get(DESK)
    [row] = rows(page)
    for said in ("2501231 Deniz Yılmaz", "1,000.00 TL", "Transfer to another university OMU-117", "not given yet"):
        assert said in row

    answer = desk.follow(desk.press(page, "Approve those ticked", tick=str(refund.pk)))
    assert answer.text("div", id="answer") == "1 refund was approved."
    assert rows(answer) == []
    assert "2501231" in rows(desk.get(DESK, state="approved"))[0]


def test_of_those_ticked_only_what_changed_meanwhile_is_left(world: World, student: Student, desk: Visitor):
    second = world.student("2501249")
    again(world, second)
    pay(world, second, "1040.00")
    first, other = Refund.objects.order_by("id")
    with_iban(world, student)  # it moved since the page was shown
    seen = {f"version_{first.pk}": "1", f"version_{other.pk}": "1"}
    answer = desk.follow(desk.post(f"{DESK}approve/", tick=[str(first.pk), str(other.pk), "x"], **seen))
    assert text_of(answer.one(id="answer")) == (
        "1 refund was approved. 2501231 1000.00 The refund changed meanwhile. Look at it again."
    )
    assert [state for state, *_ in (*refunds(student), *refunds(second))] == ["proposed", "approved"]


def test_nothing_ticked_approves_nothing(student: Student, desk: Visitor):
    answer = desk.follow(desk.post(f"{DESK}approve/"))
    assert answer.text("div", id="answer") == "Tick at least one refund."


def test_one_refund_shows_the_account_and_the_steps_behind_it(world: World, student: Student, desk: Visitor):
    refund = with_iban(world, student)
    page = desk.get(f"{DESK}{refund.pk}/")
    said = text_of(page.one("main"))
    assert "Nothing is charged for this term: transfer_out" in said
    assert "Ege Üniversitesi" in said
    assert "TR33 … 1326" in said
    assert IBAN not in page.html.replace(" ", "")  # whole to its owner and on the payment list alone
    assert [text.split(" ", 2)[2] for text in rows(page)] == [
        "Charge · Tuition (öğrenim ücreti) 1,000.00 TL",
        f"Payment · {Entry.objects.get(kind='payment').payment.reference} 1,000.00 TL",
        "Charge · Tuition (öğrenim ücreti) reversed -1,000.00 TL",
    ]


def test_it_is_rejected_with_a_reason_and_decided_anew(world: World, student: Student, desk: Visitor):
    refund = Refund.objects.get()
    refused = desk.post(f"{DESK}{refund.pk}/reject/", version="1", note=" ")
    assert (refused.status, text_of(refused.one(role="alert"))) == (409, "Say why.")
    desk.post(f"{DESK}{refund.pk}/reject/", version="1", note="Belge geçersiz")
    assert refunds(student) == [proposed("1000.00", "transfer_out", "rejected")]
    assert "Belge geçersiz" in text_of(Visitor(student.user, language="en").get("/fees/refunds/").one("main"))
    desk.post(f"{DESK}{refund.pk}/reopen/", version="2")
    assert refunds(student) == [proposed("1000.00", "transfer_out")]


def test_a_refund_is_paid_by_itself_and_sent_back_by_the_bank(world: World, student: Student, desk: Visitor):
    refund = approved(world, student, desk)
    asked = {"version": str(refund.version), "paid_on": "2026-02-10"}
    refused = desk.post(f"{DESK}{refund.pk}/pay/", **asked)
    assert (refused.status, text_of(refused.one(role="alert"))) == (
        409,
        "Give the day and the reference of the transfer.",
    )
    assert desk.post(f"{DESK}{refund.pk}/pay/", **asked, reference="EFT-1").leads_to == f"{DESK}{refund.pk}/"
    assert balance(student) == 0
    desk.post(f"{DESK}{refund.pk}/return/", version=str(refund.version + 1), note="IBAN kapalı")
    assert [state for state, *_ in refunds(student)] == ["returned", "proposed"]


def test_a_wrong_day_is_said_and_what_was_typed_is_kept(world: World, student: Student, desk: Visitor):
    refund = approved(world, student, desk)
    refused = desk.post(f"{DESK}{refund.pk}/pay/", version=str(refund.version), paid_on="32.02.2026", reference="EFT-1")
    assert refused.status == 400
    assert refused.fields(refused.form_of("Mark as paid"))["reference"] == ["EFT-1"]
    assert refused.text("p", id="paid_on_wrong") == "Enter a valid date."


@pytest.mark.parametrize("path", ["999999/", "999999/approve/", "lists/999999/", "{refund}/explode/"])
def test_what_is_not_there_is_not_found(student: Student, desk: Visitor, path: str):
    path = path.format(refund=Refund.objects.get().pk)
    shown = desk.post(DESK + path) if path.endswith(("approve/", "explode/")) else desk.get(DESK + path)
    assert shown.status == 404


def test_approved_refunds_are_handed_over_downloaded_and_marked_as_paid(world: World, student: Student, desk: Visitor):
    approved(world, student, desk)
    made = desk.post(f"{DESK}hand-over/")
    batch = RefundBatch.objects.get()
    assert made.leads_to == f"{DESK}lists/{batch.pk}/"
    assert "Deniz Yılmaz" in rows(desk.get(made.leads_to))[0]

    file = desk.client.get(f"{made.leads_to}refunds.csv")
    assert file.headers["Content-Disposition"] == f'attachment; filename="iade-{batch.pk}.csv"'
    assert f"2501231;Deniz Yılmaz;{IBAN};1000.00" in file.content.decode()
    assert desk.client.get(f"{made.leads_to}refunds.xlsx").content[:2] == b"PK"

    refused = desk.post(f"{made.leads_to}pay/", paid_on="", reference="")
    assert (refused.status, refunds(student)) == (409, [proposed("1000.00", "transfer_out", "sent")])
    done = desk.follow(desk.post(f"{made.leads_to}pay/", paid_on="2026-02-10", reference="EFT-1"))
    assert done.text("div", id="answer") == "1 refund is marked as paid."
    assert (balance(student), refunds(student)) == (0, [proposed("1000.00", "transfer_out", "paid")])


def test_nothing_is_handed_over_where_nothing_is_ready(student: Student, desk: Visitor):
    answer = desk.follow(desk.post(f"{DESK}hand-over/"))
    assert answer.text("div", id="answer") == "No approved refund with an IBAN waits."
    assert not RefundBatch.objects.exists()


def test_who_no_longer_has_the_role_is_shut_out(world: World, student: Student, desk: Visitor):
    refund = Refund.objects.get()
    assert desk.get(DESK).status == 200
    Role.objects.filter(staff__user__username="harc").delete()
    assert desk.get(DESK).status == 403
    assert desk.post(f"{DESK}{refund.pk}/approve/", version="1").status == 403
    assert refunds(student) == [proposed("1000.00", "transfer_out")]


@pytest.mark.parametrize("count", [1, 3])
def test_the_queue_takes_a_constant_number_of_statements(
    world: World, desk: Visitor, django_assert_num_queries, count: int
):
    evening(world)
    for n in range(count):
        student = world.student(f"25012{30 + n}0")
        again(world, student)
        pay(world, student, "1500.00")
    with django_assert_num_queries(5):
        page = desk.get(DESK)
    assert len(rows(page)) == count


# the student's own page


def test_a_student_gives_an_iban_and_sees_it_whole(world: World, student: Student):
    own = Visitor(student.user, language="en")
    page = own.get("/fees/refunds/")
    assert "1,000.00 TL" in text_of(page.one("article"))

    wrong = own.press(page, "Save", iban="TR33 0006")
    assert wrong.status == 409
    assert "This is no IBAN" in text_of(wrong.one(role="alert"))
    assert wrong.fields(wrong.form_of("Save"))["iban"] == ["TR33 0006"]

    saved = own.follow(own.press(wrong, "Save", iban=IBAN.lower()))
    assert saved.text("div", id="answer") == "Your IBAN is saved."
    assert saved.text("span", class_="key") == "TR33 0006 1005 1978 6457 8413 26"


def test_who_has_nothing_too_much_asks_and_is_told_why(world: World):
    student = evening(world)
    own = Visitor(student.user, language="tr")
    answer = own.press(own.get("/fees/refunds/"), "İade iste")
    assert answer.status == 409
    assert text_of(answer.one(role="alert")) == "İade koşulu oluşmamıştır: borcunuzdan fazla ödemeniz yok."


def test_a_student_sees_and_changes_the_own_refunds_alone(world: World, student: Student):
    other = Visitor(world.student("2501249").user, language="en")
    assert other.get("/fees/refunds/").all("article") == []
    assert other.post("/fees/refunds/ask/", term=world.term.code, iban=IBAN).status == 409
    assert Refund.objects.get().iban == ""
    assert Visitor(world.advisor.user).get("/fees/refunds/").status == 403


def test_what_was_only_proposed_and_is_no_longer_too_much_is_not_shown_to_the_student(world: World, student: Student):
    student.fee_claims.update(state="rejected")
    again(world, student)
    page = Visitor(student.user, language="en").get("/fees/refunds/")
    assert page.all("article") == []


def test_an_approval_leads_the_student_to_the_refund(world: World, student: Student):
    desk = officer(world)
    act(refund_id=Refund.objects.get().pk, event="approve", version=1, actor=desk)
    page = Visitor(student.user, language="tr").get("/notices/")
    assert "İadeniz onaylandı, IBAN bekleniyor" in text_of(page.one("main"))
    assert "1000,00 TL" in text_of(page.one("main"))
