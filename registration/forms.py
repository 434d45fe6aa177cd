"""From a posted form to a change: what can be told without the student's facts is told here, at once and together."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.http import QueryDict

from .choices import CATEGORIES, MODES, NORMAL, STATUSES, Manner
from .rules.engine import REFUSE, Finding
from .rules.facts import Catalogue, Change, Line


@dataclass(frozen=True)
class Asked:
    """The change asked for, or what is wrong with the form. `key` is the form's attempt id.

    `unsure`: courses go for nothing, and it was not said yet that they shall though they are full.
    """

    key: uuid.UUID
    version: int | None
    change: Change
    wrong: tuple[dict[str, Any], ...] = ()
    unsure: bool = False


def read(post: QueryDict, catalogue: Catalogue) -> Asked:
    """A button of one course names it ("drop-12"), so that one press is enough; the others are about what is ticked."""
    wrong: list[Finding] = []
    action, _, one = post.get("action", "").partition("-")
    ticked = [as_number(one) or 0] if one else _numbers(post, "tick")
    if action == "drop":
        change = Change(drop=frozenset(ticked))
    elif action == "manner":
        change = Change(frozenset(read_line(post, id_, f"_{id_}") for id_ in ticked), frozenset(ticked))
    elif action == "change":
        change = _change_of_sections(post, ticked, catalogue, wrong)
    else:
        change = _add(post, catalogue, wrong)
    if not change and not wrong:
        wrong.append(refusal("NOTHING_SELECTED"))
    version = as_number(post.get("version", ""))
    change = replace(change, seen=version)
    return Asked(
        key_of(post),
        version,
        change,
        tuple(finding.stored() for finding in wrong),
        action == "drop" and "sure" not in post,
    )


def read_place(post: QueryDict) -> dict[str, int | None] | None:
    """What a course is said to count for, as pin_course() asks it; None where that is left to the counting."""
    kind, _, number = post.get("to", "").partition("-")
    if not kind:
        return None
    asked = as_number(number) or 0
    return {
        "item_id": None if kind in ("nothing", "course") else asked,  # anything else is a slot that is not there
        "replaces_id": asked if kind == "course" else None,
    }


def _add(post: QueryDict, catalogue: Catalogue, wrong: list[Finding]) -> Change:
    """Sections picked from a search or a fix, and one typed as numeric code and section number. A button of one section
    alone leaves out what is ticked beside it."""
    add = {read_line(post, id_, f"_{id_}") for id_ in _numbers(post, "only") or _numbers(post, "pick")}
    instead = [as_number(post.get(f"instead_{line.section_id}", "")) for line in add]  # of a course on the list already
    drop = {*_numbers(post, "leave"), *(id_ for id_ in instead if id_ is not None)}
    code, number = post.get("code", "").strip(), post.get("section", "").strip()
    if code or number:
        course_id = catalogue.by_code.get(code)
        if course_id is None:
            wrong.append(refusal("COURSE_NOT_FOUND", asked=code or "–"))
        elif (section_id := _section(catalogue, course_id, number)) is None:
            wrong.append(
                refusal("SECTION_NOT_FOUND", course_id, section=f"{catalogue.courses[course_id].code}/{number}")
            )
        else:
            add.add(read_line(post, section_id))
    return Change(frozenset(add), frozenset(drop))


def read_line(post: QueryDict, section_id: int, suffix: str = "") -> Line:
    """How a section is asked for; a value that no form of ours offers is as if nothing was chosen."""

    def chosen(name: str, known: Iterable[str]) -> str:
        value = post.get(name + suffix, "")
        return value if value in known else ""

    status = chosen("status", STATUSES) or NORMAL
    return Line(section_id, status, chosen("category", CATEGORIES), chosen("mode", MODES))


def as_posted(manner: Manner, post: QueryDict, suffix: str = "") -> Manner:
    """With what was chosen in a form that has to be shown again."""
    line = read_line(post, 0, suffix)
    return replace(manner, status=line.status, category=line.category)


def _change_of_sections(post: QueryDict, ticked: list[int], catalogue: Catalogue, wrong: list[Finding]) -> Change:
    """Each ticked course to the section number typed in its row, taken as the row says: all of them or none."""
    add, drop = set(), set()
    for id_ in ticked:
        section, number = catalogue.sections.get(id_), post.get(f"to_{id_}", "").strip()
        if section is None:
            continue
        target = _section(catalogue, section.course_id, number)
        if target is None:
            label = f"{catalogue.courses[section.course_id].code}/{number}"
            wrong.append(refusal("SECTION_NOT_FOUND", section.course_id, section=label))
        else:
            add.add(read_line(post, target, f"_{id_}"))
            drop.add(id_)
    return Change(frozenset(add), frozenset(drop))


def _section(catalogue: Catalogue, course_id: int, number: str) -> int | None:
    return next((s.id for s in catalogue.by_course.get(course_id, ()) if str(s.number) == number.lstrip("0")), None)


def refusal(code: str, course_id: int | None = None, **figures: Any) -> Finding:
    return Finding(code, REFUSE, "", figures, course_id)


def key_of(post: QueryDict) -> uuid.UUID:
    """A form without a readable attempt id is an attempt of its own."""
    try:
        return uuid.UUID(post.get("attempt", ""))
    except ValueError:
        return uuid.uuid4()


def _numbers(post: QueryDict, name: str) -> list[int]:
    return [id_ for value in post.getlist(name) if (id_ := as_number(value)) is not None]


def as_number(text: str) -> int | None:
    """A number as our own forms write it, and as a bigint can hold it; whatever else was sent is none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 18 else None
