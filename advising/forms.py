"""From posted forms to what the services ask for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from registration.forms import as_number
from registration.rules.engine import Finding
from registration.transitions import Moved

from .bulk import Ticked

FREQUENT = {  # reasons to return a list, each a sentence that can stand alone
    "load": _("The load does not suit your standing; take fewer or more courses."),
    "lower": _("A course of an earlier semester is missing; take it first."),
    "repeat": _("Take the course that you failed again."),
    "clash": _("Change the section of one of the courses that clash."),
    "elective": _("Choose another elective; this one does not count for your degree."),
    "talk": _("Let us speak before I approve; please get in touch with me."),
}


def version_of(post: QueryDict) -> int:
    """Of the list that the form was made from; what no form of ours sends is the version of no list."""
    version = as_number(post.get("version", ""))
    return -1 if version is None else version


def typed(post: QueryDict, name: str) -> str:
    """A text without what no keyboard writes; a line ends in one character, as it is counted in the browser."""
    return post.get(name, "").replace("\x00", "").replace("\r\n", "\n").strip()


def note_of(post: QueryDict) -> str:
    """The frequent reason that was chosen, in the words of whoever returns the list, and what was typed beside it."""
    frequent = FREQUENT.get(post.get("frequent", ""))
    return "\n".join(filter(None, (frequent and str(frequent), typed(post, "note"))))


def kept(post: QueryDict) -> dict[str, str]:
    """What was typed, for a form that has to be shown again."""
    return {name: typed(post, name) for name in ("note", "frequent", "body", "answer", "reason")}


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
