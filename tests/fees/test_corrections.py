"""What the fee office puts right by hand: it stays through every computation, and the sums stay right."""

from __future__ import annotations

import random
from decimal import Decimal

import pytest
from django.db.models import Sum

from fees import corrections
from fees.models import Claim, Entry, Ground, Refund
from registration.charging import charge
from tests.fees import accounts
from tests.fees.accounts import lira
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def omu(db) -> World:
    found = World("omu")
    accounts.evening(found)
    return found


def correct(omu: World, student, amount: str, *, line: str = "tuition", by=None, **said) -> corrections.Done:
    given = {"reason": "Kurul kararı", "document": "2026/7"} | said
    about = {"student_id": student.id, "term_id": omu.term.id}
    return corrections.correct(**about, line=line, amount=lira(amount), actor=by or officer(omu), **given)


def officer(omu: World):
    from people.models import User

    return User.objects.filter(username="mali").first() or accounts.officer(omu)


def anew(omu: World, student) -> int:
    return charge(term_id=omu.term.id, student_ids=[student.id]).changed


def disabled(student, percent: int) -> None:
    ground, _made = Ground.objects.get_or_create(code="disability", defaults={"name": "Engelli", "effect": "by_ratio"})
    Claim.objects.filter(student=student).update(state="ended")
    Claim.objects.create(student=student, ground=ground, percent=percent, valid_from="2026-01-01", state="approved")


def test_a_credit_and_a_charge_stay_when_the_fee_is_computed_anew(omu: World):
    student = accounts.owing(omu)

    assert correct(omu, student, "-150.00").code == ""
    assert correct(omu, student, "20.00", line="material").code == ""
    assert accounts.standing(student).charged == Decimal("870.00")
    assert anew(omu, student) == 0
    disabled(student, 40)
    assert anew(omu, student) == 1

    assert accounts.standing(student).charged == Decimal("470.00")
    stands = Entry.objects.filter(reverses=None, reversed_by=None).order_by("id").values_list("line", "amount")
    assert list(stands) == [("tuition", lira("-150.00")), ("material", lira("20.00")), ("tuition", lira("600.00"))]
    by_hand = Entry.objects.get(amount=lira("-150.00"))
    assert (by_hand.by_hand, by_hand.reason, by_hand.actor.username) == (True, "Kurul kararı", "mali")
    assert by_hand.steps[0]["document"] == "2026/7"


def test_what_was_written_by_hand_is_taken_back_once(omu: World):
    student = accounts.owing(omu)
    entry = correct(omu, student, "-150.00").entry

    def back() -> str:
        return corrections.take_back(entry_id=entry.pk, reason="Yanlış öğrenci", actor=officer(omu)).code

    assert (back(), back()) == ("", "gone")
    assert accounts.standing(student).charged == Decimal("1000.00")
    assert Entry.objects.get(reverses=entry).amount == lira("150.00")


def test_what_was_computed_is_not_taken_back(omu: World):
    student = accounts.owing(omu)
    entry = Entry.objects.get()

    done = corrections.take_back(entry_id=entry.pk, reason="Yanlış", actor=officer(omu))

    assert (done.code, accounts.standing(student).charged) == ("computed", Decimal("1000.00"))


def test_a_charge_is_not_taken_back_under_its_credit(omu: World):
    student = accounts.owing(omu)
    charged = correct(omu, student, "20.00", line="material").entry
    correct(omu, student, "-5.00", line="material")

    assert corrections.take_back(entry_id=charged.pk, reason="Yanlış", actor=officer(omu)).code == "credited"


@pytest.mark.parametrize(
    ("amount", "said", "code"),
    [
        ("0", {}, "amount"),
        ("10", {"line": "harç"}, "line"),
        ("10", {"reason": " "}, "reason"),
        ("10", {"document": " "}, "document"),
        ("-1000.01", {}, "too_much"),
        ("-0.01", {"line": "material"}, "too_much"),
    ],
)
def test_what_cannot_be_written(omu: World, amount: str, said: dict[str, str], code: str):
    student = accounts.owing(omu)

    assert correct(omu, student, amount, **said).code == code
    assert Entry.objects.count() == 1


def test_only_the_fee_office_writes_by_hand(omu: World):
    student, secretary = accounts.owing(omu), accounts.secretary(omu)

    assert correct(omu, student, "-1", by=secretary).code == "not_yours"
    assert corrections.take_back(entry_id=Entry.objects.get().pk, reason="x", actor=secretary).code == "not_yours"


def test_a_credit_is_no_money_that_could_go_back(omu: World):
    student = accounts.owing(omu)
    correct(omu, student, "-500.00")
    accounts.paid(omu, student, "100.00")
    disabled(student, 90)

    anew(omu, student)

    account = accounts.standing(student)
    assert (account.charged, account.paid) == (Decimal("-400.00"), Decimal("100.00"))
    assert [r.amount for r in Refund.objects.exclude(state="withdrawn")] == [Decimal("100.00")]


def test_a_credit_of_all_that_is_due_opens_the_registration(omu: World, django_capture_on_commit_callbacks):
    student = accounts.owing(omu)
    assert omu.change(student, add=[omu.x1]).accepted is False

    with django_capture_on_commit_callbacks(execute=True):
        correct(omu, student, "-1000.00")

    assert omu.change(student, add=[omu.x1]).accepted


@pytest.mark.parametrize("seed", range(12))
def test_in_any_order_the_sums_are_those_of_the_entries(omu: World, seed: int):
    """Charges less payments plus refunds is the balance, and what is by hand is neither lost nor doubled."""
    student, dice, by_hand = accounts.owing(omu), random.Random(seed), Decimal(0)
    for step in range(10):
        amount = lira(dice.choice(["-300.00", "-12.35", "40.00", "250.50"]))
        match dice.choice(["correct", "anew", "claim", "pay", "back"]):
            case "correct":
                by_hand += amount if correct(omu, student, str(amount)).code == "" else 0
            case "anew":
                anew(omu, student)
            case "claim":
                disabled(student, dice.choice([40, 60, 90]))
                anew(omu, student)
            case "pay":
                accounts.paid(omu, student, str(abs(amount)), f"R{step}")
            case "back":
                found = next((e for e in Entry.objects.filter(reverses=None, reversed_by=None) if e.by_hand), None)
                if found and not corrections.take_back(entry_id=found.pk, reason="x", actor=officer(omu)).code:
                    by_hand -= found.amount

    account = accounts.standing(student)
    sums = dict(Entry.objects.values_list("kind").annotate(Sum("amount")))
    assert account.charged == sums["charge"]
    assert account.paid == sums.get("payment", Decimal(0)) - sums.get("refund", Decimal(0))
    open_ = Entry.objects.filter(kind="charge", reverses=None, reversed_by=None)
    assert sum(e.amount for e in open_ if e.by_hand) == by_hand
    assert sum(e.amount for e in open_ if not e.by_hand) == sums["charge"] - by_hand
