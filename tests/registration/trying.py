"""How the tests of what-if and of shadow runs try something, and that nothing is written by it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

from registration.drafts import parse_draft
from registration.whatif import what_if
from tests.registration.ask import BACHELOR
from tests.registration.replay import undone
from tests.world import World

ARTICLE = "Senato kararı 2026/1"


def row(code: str, action: str = "refuse", profile: str = BACHELOR, **fields: Any) -> dict[str, Any]:
    return {"code": code, "action": action, "profile": profile, "article": ARTICLE, **fields}


def tried(world: World, *rows: dict[str, Any], criteria: dict[str, Any] | None = None) -> dict[str, Any]:
    data = {"rows": list(rows)} | ({"criteria": criteria} if criteria else {})
    return what_if(world.term.id, parse_draft(data, world.term)).stored()


def flips(report: dict[str, Any], what: str = "attempt") -> dict[int, tuple[bool, set[str]]]:
    """By id: accepted by the draft, and the codes that made it."""
    return {f["id"]: (f["accepted"], {x["code"] for x in f["findings"]}) for f in report["flips"] if f["what"] == what}


@contextmanager
def read_only() -> Iterator[None]:
    """The database refuses whatever is written inside."""
    with undone(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL transaction_read_only = on")
        yield
