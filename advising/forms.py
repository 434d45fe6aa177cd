"""From posted forms to what the services ask for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import QueryDict

from registration.forms import as_number
from registration.rules.engine import Finding
from registration.transitions import Moved

from .bulk import Ticked


def version_of(post: QueryDict) -> int:
    """Of the list that the form was made from; what no form of ours sends is the version of no list."""
    version = as_number(post.get("version", ""))
    return -1 if version is None else version


def typed(post: QueryDict, name: str) -> str:
    """A text without what no keyboard writes; a line ends in one character, as it is counted in the browser."""
    return post.get(name, "").replace("\x00", "").replace("\r\n", "\n").strip()


def kept(post: QueryDict) -> dict[str, str]:
    """What was typed, for a form that has to be shown again."""
    return {name: typed(post, name) for name in ("note", "body", "answer", "reason")}


def ticked(post: QueryDict) -> list[Ticked]:
    """Each ticked student with the version of the list and the warnings that the form was made with."""
    rows = []
    for text in post.getlist("tick"):
        if (id_ := as_number(text)) is not None:
            version = as_number(post.get(f"version_{id_}", ""))
            rows.append(Ticked(id_, -1 if version is None else version, post.get(f"seen_{id_}", "")[:64]))
    return rows


def stored(result: Moved | Iterable[Finding]) -> tuple[dict[str, Any], ...]:
    """What kept something from being done, as stored findings; empty where it was done."""
    if not isinstance(result, Moved):
        return tuple(f.stored() for f in result)
    return () if result.accepted else result.findings
