"""FEE_UNPAID: to the kuruş, for what enters the list and for its approval."""

from __future__ import annotations

from decimal import Decimal

import pytest

from .build import codes, found, policy, row, student, term


@pytest.mark.parametrize(
    ("due", "expected"),
    [
        ("500.00", [("FEE_UNPAID", {"due": "500.00"})]),
        ("0.01", [("FEE_UNPAID", {"due": "0.01"})]),
        ("0.00", []),
        ("0", []),
    ],
)
@pytest.mark.row("METU-85")
def test_nothing_is_added_while_anything_is_due(due, expected):
    assert found(student(due=Decimal(due)), add=[11]) == expected


@pytest.mark.parametrize(
    ("edit", "refused"),
    [
        ({"add": [51]}, True),
        ({"add": [12], "drop": [11]}, True),
        ({"kind": "send"}, True),
        ({"kind": "approve"}, True),
        ({"kind": "open"}, False),
        ({"drop": [11]}, False),  # a drop makes nothing worse
    ],
)
@pytest.mark.row("METU-85")
def test_it_stands_before_every_step_but_a_drop(edit, refused):
    assert codes(student(11, 21, 31, 41, due=Decimal(1)), **edit) == (["FEE_UNPAID"] if refused else [])


@pytest.mark.parametrize("level", ["associate", "bachelor", "master", "doctorate"])
@pytest.mark.row("METU-85")
def test_it_binds_every_level(level):
    assert codes(student(mine={"level": level}, due=Decimal(1)), add=[11]) == ["FEE_UNPAID"]


@pytest.mark.row("METU-85")
def test_policy_turns_it():
    owing = student(due=Decimal(1))
    assert codes(owing, add=[11]) == ["FEE_UNPAID"]
    assert codes(owing, term(rows=policy(row("FEE_UNPAID", "off"))), add=[11]) == []
    assert codes(owing, term(rows=policy(row("FEE_UNPAID", "refuse", phases=("approve",)))), add=[11]) == []
