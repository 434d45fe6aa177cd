"""What no entry names can be deleted, although nobody may rewrite the ledger; what one names cannot."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.db.models import Model, ProtectedError

from fees import ledger
from fees.models import Entry, FeeStanding, Payment, Refund
from people.clock import now
from people.models import User
from tests.elsewhere import run
from tests.fees.bank import akbank, owe, report
from tests.world import World

LEDGER = ("fees_entry", "fees_refundstep", "fees_claimstep")


@pytest.fixture
def world(db) -> World:
    for table in LEDGER:
        run(connection, "SELECT portal_append_only(%s)", table)
    return World("omu")


def things(world: World) -> dict[str, Model]:
    student = world.student("2501231")
    account = FeeStanding.objects.create(student=student, term=world.term)
    return {
        "user": User.objects.create(username="memur"),
        "course": world.course("5710777"),
        "account": FeeStanding.objects.create(student=world.student("2501241"), term=world.term),
        "payment": report(akbank(), "A1", "9999999", "200.00").payment,
        "refund": Refund.objects.create(standing=account, amount=Decimal(1), cause="overpaid", proposed_at=now()),
    }


@pytest.mark.parametrize("what", ["user", "course", "account", "payment", "refund"])
def test_it_can_be_deleted_where_no_entry_names_it(world: World, what: str):
    thing = things(world)[what]
    with transaction.atomic():
        thing.delete()
        run(connection, "SET CONSTRAINTS ALL IMMEDIATE")
    assert not type(thing).objects.filter(pk=thing.pk).exists()


def test_it_cannot_where_one_does(world: World):
    owe(world.student("2501231"), world.term, ("contribution", "200.00"))
    report(akbank(), "A1", "2501231", "200.00")
    actor, course = User.objects.create(username="memur"), world.course("5710777")
    with transaction.atomic():
        [account] = ledger.lock(FeeStanding.objects.values_list("pk", flat=True)).values()
        by_hand = Entry(standing=account, kind="charge", line="course", course=course, amount=Decimal(1), at=now())
        by_hand.actor = actor
        ledger.post([by_hand])
    for named in (account, actor, course, Payment.objects.get()):
        with pytest.raises(ProtectedError):
            named.delete()
