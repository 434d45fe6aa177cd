"""How the tests of the rows ask: a change through preview() and commit(), and a policy row turned as the registrar would."""

from __future__ import annotations

from datetime import date
from typing import Any

from curriculum.models import Section
from people.models import Student
from registration import catalogue
from registration.models import Attempt, PolicyProfile, PolicyRule
from registration.rules.facts import Line
from registration.services import preview
from tests.world import World, change_of

METU, BACHELOR = "METU", "METU · lisans"
OK: tuple[str, list[Any]] = ("accepted", [])


def ask(world: World, who: Student, *, add: tuple[Section | Line, ...] = (), drop: tuple[Section, ...] = ()):
    """What becomes of a change: status, codes and figures. The preview of it says the same, word for word."""
    change = change_of(add, drop)
    verdict, *_ = preview(student_id=who.id, term_id=world.term.id, change=change)
    receipt = world.change(who, add=add, drop=drop)
    assert [f.stored() for f in verdict.findings] == list(receipt.findings)
    assert Attempt.objects.get(id=receipt.attempt_id).findings == list(receipt.findings)
    return receipt.status, [(f["code"], f["figures"]) for f in receipt.findings]


def turn(code: str, action: str, *, profile: str = BACHELOR, since: str = "2026-02-01", **fields: Any) -> None:
    """A later policy row, checked as the admin's form checks it. A rolled-back test raises no revision: forget by hand."""
    fields.setdefault("article", "Senato kararı 2026/1")
    row = PolicyRule(
        code=code,
        profile=PolicyProfile.objects.get(name=profile),
        action=action,
        effective_from=date.fromisoformat(since),
        **fields,
    )
    row.full_clean()
    row.save()
    catalogue.forget()


def refused(code: str, **figures: Any):
    return ("refused", [(code, figures)])


def warned(code: str, **figures: Any):
    return ("accepted", [(code, figures)])
