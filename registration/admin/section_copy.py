"""What a section of an earlier term had, put into the posted form of another: a draft to be looked over, then saved."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal, InvalidOperation

from django.http import QueryDict
from django.utils.translation import gettext as _

from curriculum.admin.seats import LIMITS, counter_of, quota_of
from curriculum.models import Meeting, Section, SectionCriterion

from ..forms import as_number

MOST_OFFERED = 60
MOST_ROWS = 1000  # of a posted form; no form of ours has as many
PARTS = ("criteria", "capacity", "instructors", "meetings")
Cells = dict[str, str]


def sources(section: Section) -> list[Section]:
    """Sections of the course to take from: the same number of the term before first, then the others, newest first."""
    found = Section.objects.filter(course=section.course_id, term__code__lt=section.term.code)
    ordered = found.select_related("term", "course").order_by("-term__code", "number")[:MOST_OFFERED]
    return sorted(ordered, key=lambda s: s.number != section.number)


def labels() -> list[tuple[str, str]]:
    words = (_("Criteria"), _("Capacity"), _("Instructors"), _("Meetings"))
    return list(zip(PARTS, map(str, words), strict=True))


def filled_from(post: QueryDict, source: Section, parts: Iterable[str]) -> QueryDict:
    data, parts = post.copy(), set(parts)
    if "criteria" in parts:
        rows = source.criteria.select_related("quota").order_by("id")
        _replace(data, "criteria", [_criterion(row) for row in rows], _limits)
    if "meetings" in parts:
        _replace(data, "meetings", [_meeting(row) for row in source.meetings.all()], _place)
    if "instructors" in parts:
        data["instructors"] = source.instructors
    if "capacity" in parts and (counter := counter_of(source)):
        data["capacity"] = str(counter.capacity)
    return data


def _replace(data: QueryDict, prefix: str, wanted: list[Cells], key: Callable[[Cells], tuple]) -> None:
    """Rows of the form that are wanted stay, the others are ticked to go, and what is missing is added below."""
    count = min(as_number(data.get(f"{prefix}-TOTAL_FORMS", "")) or 0, MOST_ROWS)
    left = list(wanted)
    for n in range(count):
        cells = {name: data.get(f"{prefix}-{n}-{name}", "") for name in (wanted[0] if wanted else ())}
        same = next((one for one in left if key(one) == key(cells)), None) if cells else None
        if same is None:
            data[f"{prefix}-{n}-DELETE"] = "on"
        else:
            left.remove(same)
            data.pop(f"{prefix}-{n}-DELETE", None)
            _put(data, f"{prefix}-{n}", same)
    for n, cells in enumerate(left, count):
        _put(data, f"{prefix}-{n}", cells)
        data[f"initial-{prefix}-{n}-quota"] = ""  # or what is shown would pass for what was there
    data[f"{prefix}-TOTAL_FORMS"] = str(count + len(left))


def _put(data: QueryDict, where: str, cells: Cells) -> None:
    for name, text in cells.items():
        data[f"{where}-{name}"] = text


def _criterion(row: SectionCriterion) -> Cells:
    values = {
        name: getattr(row, f"{name}_id" if name in ("department", "grade_from", "grade_to") else name)
        for name in LIMITS
    }
    quota = quota_of(row)
    values |= {"note": row.note, "quota": quota.capacity if quota else None}
    return {name: "" if value is None else str(value) for name, value in values.items()}


def _limits(cells: Cells) -> tuple:
    return tuple(_figure(cells[name]) if name.startswith("cgpa") else cells[name].strip() for name in LIMITS)


def _figure(text: str) -> Decimal | str:
    try:
        return Decimal(text.replace(",", ".")).normalize()
    except InvalidOperation:
        return text


def _meeting(row: Meeting) -> Cells:
    """Without the days of its term."""
    hours = {"start": f"{row.start:%H:%M}", "end": f"{row.end:%H:%M}"}
    return {"weekday": str(row.weekday), **hours, "room": row.room, "weeks": row.weeks}


def _place(cells: Cells) -> tuple:
    return cells["weekday"], cells["start"][:5], cells["end"][:5], cells["room"], cells["weeks"]
