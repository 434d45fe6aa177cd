"""The student's standing: fee condition."""

from __future__ import annotations

from collections.abc import Iterator

from .engine import Data, NoParams, rule
from .facts import Case


@rule("FEE_UNPAID", phases=("add", "change", "send", "approve"), gate=True)
def fee_unpaid(case: Case, p: NoParams) -> Iterator[Data]:
    """No registration while a liable student's fee is not paid (METU-85)."""
    if case.facts.due > 0:
        yield Data({"due": str(case.facts.due)})
