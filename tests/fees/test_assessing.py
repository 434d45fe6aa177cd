"""A term charged on PostgreSQL: what stands on the account, and what changes when the reasons change."""

from decimal import Decimal

import pytest

from fees.models import Claim, Entry, FeeStanding, Ground, Refund
from registration.charging import charge, charge_term
from tests.fees.tariffs import costs
from tests.world import World, at, codes


@pytest.fixture
def omu(db) -> World:
    return World("omu")


def test_an_evening_student_owes_tuition_and_a_disability_makes_it_less(omu: World):
    costs("tuition", "1000.00", education_type="evening")
    omu.programme.education_type, omu.programme.language = "evening", "en"
    omu.programme.save()
    student = omu.student()

    assert charge_term(term_id=omu.term.id).changed == 1
    account = FeeStanding.objects.get(student=student)
    assert (account.charged, account.due) == (Decimal("1500.00"), Decimal("1500.00"))
    assert charge_term(term_id=omu.term.id).changed == 0

    ground = Ground.objects.create(code="disability", name="Engelli", effect="by_ratio", rule="OMU-111")
    Claim.objects.create(student=student, ground=ground, percent=40, valid_from=omu.term.starts_on, state="approved")
    charge(term_id=omu.term.id, student_ids=[student.id])
    account.refresh_from_db()
    assert account.charged == Decimal("900.00")
    amounts = list(Entry.objects.order_by("id").values_list("kind", "amount"))
    assert amounts == [("charge", Decimal(1500)), ("charge", Decimal(-1500)), ("charge", Decimal(900))]
    assert not Refund.objects.exists()


def test_a_missing_tariff_blocks_the_charge(omu: World):
    omu.programme.education_type = "evening"
    omu.programme.save()
    student = omu.student()

    assert charge_term(term_id=omu.term.id).blocked == 1

    account = FeeStanding.objects.get(student=student)
    assert (account.charged, [m["line"] for m in account.missing]) == (Decimal(0), ["tuition"])
    at("2026-02-10 11:00")
    assert codes(omu.change(student, add=[omu.x1])) == ["FEE_SCHEDULE_MISSING"]
