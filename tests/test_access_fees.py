"""Walks the access table of the fee office's desk, by the cast of tests/test_access.py and a fee officer."""

from __future__ import annotations

import pytest

from fees.models import Entry
from tests.access import read
from tests.access_fees import FEE_DESK, FEE_ROLES
from tests.test_access import U4, Cast, outcome, undone
from tests.visitor import Visitor
from tests.world import World

pytestmark = pytest.mark.django_db
FEE_BODY = {"way": "charge", "line": "material", "amount": "10,50", "reason": "Kurul", "document": "2026/7"}


@pytest.fixture
def cast(world: World, settings, tmp_path) -> Cast:
    settings.FILES_ROOT = tmp_path
    return Cast(world)


@pytest.mark.parametrize(("method", "path", "expected"), read(FEE_DESK, FEE_ROLES))
def test_the_desk_of_the_fee_office(cast: Cast, method: str, path: str, expected: dict[str, str]):
    """And nobody else sees U4's number on it, or writes on an account."""
    officer = cast.world.role(cast.world.staff("mali", is_staff=True), "fee_officer").staff.user
    cast.visitors["fee officer"] = Visitor(officer)
    path, body = cast.path(path), FEE_BODY if method == "POST" else {}

    got, saw, wrote = {}, set(), set()
    for role in FEE_ROLES:
        with undone(method):
            response = cast.send(role, method, path, body)
            got[role] = _at_the_door(response, path)
            saw |= {role} if U4 in response.getvalue().decode(errors="replace") else set()
            wrote |= {role} if Entry.objects.count() != 1 else set()

    assert got == expected
    assert saw | wrote <= {"fee officer", "registrar"}


def _at_the_door(response, path: str) -> str:
    """The admin sends all who are no staff to its own sign-in."""
    led = response.headers.get("Location", "").startswith("/admin/login/")
    return "403" if led else outcome(response, path)
