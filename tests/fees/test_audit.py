"""manage.py audit_fees: every account against its entries."""

from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from fees.audit import audit
from fees.models import FeeStanding
from registration.charging import charge_term
from tests.registration.charging.cast import both_ways, by_distance, costs, evening
from tests.world import World


@pytest.fixture
def charged(db) -> FeeStanding:
    omu = World("omu")
    evening(omu)
    costs("course", "20.00")
    student = omu.student()
    charge_term(term_id=omu.term.id)
    FeeStanding.objects.update(paid=1000)  # behind the ledger's back, so that a course can be taken
    assert omu.change(student, add=[by_distance(both_ways(omu)[1])]).accepted
    FeeStanding.objects.update(paid=0)
    return FeeStanding.objects.get()


def test_accounts_that_agree_are_counted(charged: FeeStanding):
    out = StringIO()
    call_command("audit_fees", stdout=out)
    assert (out.getvalue().strip(), audit()) == ("1 accounts agree with their entries.", [])


@pytest.mark.parametrize(
    ("sum_", "value", "said"),
    [
        ("charged", "1020.01", "charged 1020.01, entries 1020.00"),
        ("charged_courses", "0.00", "of it for courses 0.00, entries 20.00"),
        ("paid", "5.00", "paid 5.00, entries 0"),
    ],
)
def test_a_sum_that_is_not_that_of_its_entries_is_named(charged: FeeStanding, sum_: str, value: str, said: str):
    FeeStanding.objects.update(**{sum_: Decimal(value)})
    out = StringIO()
    with pytest.raises(CommandError, match="1 accounts differ"):
        call_command("audit_fees", stdout=out)
    assert out.getvalue().strip() == f"20252 2501231: {said}"
